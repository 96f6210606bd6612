//! Calls at the warehouse.

use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};

pub struct Calls;

impl Rule for Calls {
    const META: Meta = Meta {
        id: "calls",
        code: "",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "a shift calls at the warehouse at most once",
        doc: "A shift may call once at the warehouse of `problem.warehouses`, where it fits \
              best, and needs not. The call takes the warehouse's `duration`, no break falls \
              inside it, and its legs are driven and paid for like any other.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            out.on_route(route);
            let name = &route.printed.shift;
            let Some(warehouse) = &view.case.warehouse else {
                if let Some(call) = route.calls.first() {
                    let id = &call.printed.id;
                    out.broken(format!("{name} calls at {id}, and there is no warehouse"));
                }
                continue;
            };
            for call in route.calls.iter().filter(|c| c.printed.id != warehouse.id) {
                out.broken(format!("{name}: no warehouse has the id {}", call.printed.id));
            }
            if route.calls.len() > 1 {
                let (many, id) = (route.calls.len(), &warehouse.id);
                out.broken(format!("{name} calls at {id} {many} times, once is allowed"));
            }
        }
    }
}

