//! What a crew can carry.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, ReadCx, Rule, Scope};
use super::tables::{Load, Tables};
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::wire::reader::{Obj, escape, int_of, valid_id};
use std::collections::{BTreeMap, BTreeSet};

pub struct Capacity;

/// Amounts by dimension.
pub type Amounts = BTreeMap<String, i64>;

impl Rule for Capacity {
    const META: Meta = Meta {
        id: "capacity",
        code: "CAPACITY",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "the loads of a shift's visits fit the crew's capacity",
        doc: "In every dimension that the crew's `capacity` names, the `load`s of the shift's \
              visits add up to at most that; a dimension it does not name is not limited.",
    };
    type Job = Amounts;
    type Crew = Amounts;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Amounts {
        read_amounts(o, "load", cx)
    }

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> Amounts {
        read_amounts(o, "capacity", cx)
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let limited: BTreeSet<&String> =
            case.crews.iter().flat_map(|c| c.specs.capacity.keys()).collect();
        for name in limited {
            let by_visit: Vec<i64> = case
                .visits
                .iter()
                .map(|v| case.jobs[v.job.at()].specs.capacity.get(name).copied().unwrap_or(0))
                .collect();
            let cap = case
                .shifts
                .iter()
                .map(|s| case.crews[s.crew.at()].specs.capacity.get(name).copied())
                .map(|c| c.unwrap_or(i64::MAX))
                .collect();
            if by_visit.iter().any(|load| *load > 0) {
                tables.loads.push(Load { name: name.clone(), by_visit, cap });
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            out.on_route(route);
            for (dimension, most) in &checks::crew(view, route).specs.capacity {
                let loads =
                    route.visits.iter().map(|v| checks::job(view, v).specs.capacity.get(dimension));
                let load: i128 = loads.flatten().map(|l| i128::from(*l)).sum();
                if load > i128::from(*most) {
                    let name = &route.printed.shift;
                    out.broken(format!("{name} carries {load} {dimension}, at most {most} fits"));
                }
            }
        }
    }
}

/// An object of amounts by name.
pub fn read_amounts(o: &mut Obj, key: &'static str, cx: &mut ReadCx) -> Amounts {
    let mut amounts = Amounts::new();
    let Some(inner) = o.object(key, cx.faults) else { return amounts };
    for (name, node) in inner.entries() {
        let at = format!("{}/{}", inner.pointer, escape(name));
        if !valid_id(name, &at, cx.faults) {
            continue;
        }
        if let Some(amount) = int_of(node, &at, 0, 1_000_000_000_000, cx.faults) {
            amounts.insert(name.clone(), amount);
        }
    }
    amounts
}
