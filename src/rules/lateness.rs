//! The price of starting after the due time.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::units::{Millis, Minor};
use crate::wire::reader::Obj;

pub struct Lateness;

/// A job's `due` with its price.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    pub at: Millis,
    pub per_hour: Minor,
}

impl Rule for Lateness {
    const META: Meta = Meta {
        id: "lateness",
        code: "",
        scope: Scope::Route,
        priced: true,
        overridable: false,
        line: "the price of starting after the due time",
        doc: "late = max(0, start of service - `due`), priced at the job's `latePerHour`, else the \
              policy's. It speaks of visit 1 and pulls work earlier.",
    };
    type Job = Option<Due>;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Option<Due> {
        let at = o.instant("due", cx.faults);
        let per_hour = o.int("latePerHour", 0, super::MONEY_MAX, cx.faults);
        if o.get("due").is_none() && per_hour.is_some() {
            let (at, value) = (o.at("latePerHour"), o.brief("latePerHour"));
            let message = "a price for lateness without `due`";
            cx.faults.warn("LATE_WITHOUT_DUE", &at, &value, message, "give `due`, or take it out");
        }
        let at = at?;
        cx.named.extend(crate::wire::text::local_date(at, cx.zone));
        Some(Due { at, per_hour: per_hour.unwrap_or(cx.policy.late_per_hour) })
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for job in &case.jobs {
            if let Some(due) = job.specs.lateness.filter(|d| d.per_hour > 0) {
                tables.late[job.visits[0].at()] = Some((due.at, due.per_hour));
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for (r, route) in view.routes.iter().enumerate() {
            for (k, visit) in route.visits.iter().enumerate() {
                let Some(due) = checks::job(view, visit).specs.lateness else { continue };
                if checks::number(view, visit) == 1 {
                    let late = (visit.start - due.at).max(0);
                    out.charge_stop(r, k, i128::from(due.per_hour) * i128::from(late));
                }
            }
        }
    }
}
