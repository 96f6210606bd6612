//! What parts a van has in stock.

use super::capacity::{Amounts, read_amounts};
use super::checks;
use super::prices::Prices;
use super::rule::{Meta, ReadCx, Rule, Scope};
use super::tables::{Load, Tables};
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::wire::reader::Obj;
use std::collections::{BTreeMap, BTreeSet};

pub struct Stock;

impl Rule for Stock {
    const META: Meta = Meta {
        id: "stock",
        code: "STOCK",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "the parts used before a call at the warehouse are in the van",
        doc: "A van begins each shift with the crew's `stock`, nothing of a part that it does \
              not name. Of every part, the jobs before the shift's call at the warehouse (all \
              of them, where there is none) use at most that; from the call on there is enough.",
    };
    type Job = Amounts;
    type Crew = Amounts;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Amounts {
        read_amounts(o, "uses", cx)
    }

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> Amounts {
        read_amounts(o, "stock", cx)
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let used: BTreeSet<&String> = case
            .jobs
            .iter()
            .flat_map(|job| job.specs.stock.iter().filter(|(_, n)| **n > 0).map(|(part, _)| part))
            .collect();
        for name in used {
            let of = |amounts: &Amounts| amounts.get(name).copied().unwrap_or(0);
            let uses = |v: &crate::intake::case::Visit| of(&case.jobs[v.job.at()].specs.stock);
            let holds = |s: &crate::intake::case::Shift| of(&case.crews[s.crew.at()].specs.stock);
            let load = Load {
                name: name.clone(),
                by_visit: case.visits.iter().map(uses).collect(),
                cap: case.shifts.iter().map(holds).collect(),
            };
            // Where a van cannot be filled up, parts are a load like any other.
            match case.warehouse {
                Some(_) => tables.parts.push(load),
                None => tables.loads.push(load),
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            let crew = checks::crew(view, route);
            let mut used: BTreeMap<&str, i128> = BTreeMap::new();
            for visit in route.visits.iter().filter(|v| !checks::is_supplied(route, v)) {
                out.at_visit(route, visit);
                for (part, amount) in &checks::job(view, visit).specs.stock {
                    let sum = used.entry(part).or_default();
                    let held = crew.specs.stock.get(part).copied().unwrap_or(0);
                    *sum += i128::from(*amount);
                    if *amount > 0 && *sum > i128::from(held) {
                        let name = checks::name(view, visit);
                        out.broken(format!("{name} takes {part} number {sum}, the van has {held}"));
                    }
                }
            }
        }
    }
}
