//! The price of the latest of all late starts: nobody should wait much longer than the others.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::intake::case::Case;

pub struct WorstLateness;

impl Rule for WorstLateness {
    const META: Meta = Meta {
        id: "worst-lateness",
        code: "",
        scope: Scope::Plan,
        priced: true,
        overridable: false,
        line: "the longest lateness in the plan costs `policy.prices.worstLatePerHour`",
        doc: "Of all served jobs with `due` the one that starts latest after it costs \
              `policy.prices.worstLatePerHour` (default 0) for each hour, once for the plan and on \
              top of its own price.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        tables.worst_rate = case.policy.worst_late_per_hour;
        for job in &case.jobs {
            tables.due[job.visits[0].at()] = job.specs.lateness.map(|due| due.at);
        }
    }

    fn check(view: &View, out: &mut Findings) {
        let visits = view.routes.iter().flat_map(|r| &r.visits);
        let late = visits.filter(|v| checks::number(view, v) == 1).filter_map(|v| {
            let due = checks::job(view, v).specs.lateness?;
            Some((v.start - due.at).max(0))
        });
        let worst = late.max().unwrap_or(0);
        out.charge(i128::from(view.case.policy.worst_late_per_hour) * i128::from(worst));
    }
}
