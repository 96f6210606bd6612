//! How many visits a shift may have.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::{Load, Tables};
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::wire::reader::Obj;

pub struct MaxJobs;

impl Rule for MaxJobs {
    const META: Meta = Meta {
        id: "max-jobs",
        code: "MAX_JOBS",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "a shift has at most `max.jobs` visits",
        doc: "The visits of one shift are at most the crew's `max.jobs`.",
    };
    type Job = Nothing;
    type Crew = Option<i64>;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> Option<i64> {
        super::shared(o, "max")?.int("jobs", 0, 100_000, cx.faults)
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let cap: Vec<Option<i64>> =
            case.shifts.iter().map(|s| case.crews[s.crew.at()].specs.max_jobs).collect();
        if cap.iter().all(Option::is_none) {
            return;
        }
        tables.loads.push(Load {
            name: "visits".into(),
            by_visit: vec![1; case.visits.len()],
            cap: cap.into_iter().map(|c| c.unwrap_or(i64::MAX)).collect(),
        });
    }

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            out.on_route(route);
            let Some(most) = checks::crew(view, route).specs.max_jobs else { continue };
            let visits = route.visits.len();
            if i128::from(most) < visits as i128 {
                let name = &route.printed.shift;
                out.broken(format!("{name} has {visits} visits, at most {most} are allowed"));
            }
        }
    }
}
