//! Edits of the call at the warehouse, for routes that begin with one where they start: there no
//! time and no leg changes with it.

use super::tools::{list, named, visits};
use super::{Mutation, of};
use serde_json::{Value, json};

pub fn all() -> Vec<Mutation> {
    vec![
        of("a call dropped before a job with a tool", "tools", |p, q| {
            let Some(route) = beginning(p) else { return false };
            lacking(q, route, "tools") && take_first(route).is_some()
        }),
        of("a call dropped before jobs with parts", "stock", |p, q| {
            let Some(route) = beginning(p) else { return false };
            !lacking(q, route, "tools") && take_first(route).is_some()
        }),
        of("a call behind the jobs", "tools", |p, q| {
            let Some(route) = beginning(p) else { return false };
            if !lacking(q, route, "tools")
                || named(q, "crews", &route["crew"])["costs"] != json!({})
            {
                return false;
            }
            let (Some(mut call), Some(home)) = (take_first(route), route.get_mut("home")) else {
                return false;
            };
            for key in ["travel", "metres"] {
                call[key] = home[key].clone();
            }
            home["travel"] = json!("PT0S");
            home["metres"] = json!(0);
            for key in ["arrival", "start", "end", "departure"] {
                call[key] = route["end"].clone();
            }
            route["stops"].as_array_mut().unwrap().push(call);
            true
        }),
        of("two calls", "calls", |p, _| {
            let Some(route) = beginning(p) else { return false };
            let call = route["stops"][0].clone();
            route["stops"].as_array_mut().unwrap().insert(0, call);
            true
        }),
        of("a call at an unknown warehouse", "calls", |p, _| {
            let Some(route) = beginning(p) else { return false };
            route["stops"][0]["call"] = json!("nowhere");
            true
        }),
        of("a call at another place", "travel", |p, _| {
            let Some(route) = beginning(p) else { return false };
            route["stops"][0]["place"] = json!("elsewhere");
            true
        }),
        of("a call that costs", "score", |p, _| {
            let Some(route) = beginning(p) else { return false };
            route["stops"][0]["cost"] = json!(1);
            true
        }),
    ]
}

/// The first route that begins with a call which takes no time and no way.
fn beginning(plan: &mut Value) -> Option<&mut Value> {
    let begins = |route: &&mut Value| {
        let first = &route["stops"][0];
        first.get("call").is_some()
            && first["travel"] == "PT0S"
            && first["metres"] == 0
            && first["arrival"] == first["departure"]
    };
    plan["routes"].as_array_mut()?.iter_mut().find(begins)
}

fn take_first(route: &mut Value) -> Option<Value> {
    let stops = route["stops"].as_array_mut()?;
    (stops.len() > 1).then(|| stops.remove(0))
}

/// Whether the crew lacks a tool of one of the route's jobs.
fn lacking(request: &Value, route: &Value, key: &str) -> bool {
    let held = list(&named(request, "crews", &route["crew"])[key]);
    let jobs = visits(route);
    let mut needs = jobs.iter().flat_map(|visit| list(&named(request, "jobs", &visit["job"])[key]));
    needs.any(|need| !held.contains(need))
}
