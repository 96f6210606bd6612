//! When service must be over.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, RouteView, View, VisitView};
use crate::intake::case::{Case, Link};
use crate::units::Millis;
use crate::wire::reader::Obj;
use crate::wire::text::local_date;

pub struct FinishBy;

impl Rule for FinishBy {
    const META: Meta = Meta {
        id: "finish-by",
        code: "FINISH_BY",
        scope: Scope::Route,
        priced: false,
        overridable: true,
        line: "service ends by the job's latest end",
        doc: "`finishBy` bounds the end of service, a break inside it included. In a job of \
              several parts it speaks of the last.",
    };
    type Job = Option<Millis>;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Option<Millis> {
        let at = o.instant("finishBy", cx.faults)?;
        cx.named.extend(local_date(at, cx.zone));
        Some(at)
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for job in &case.jobs {
            let Some(at) = job.specs.finish_by else { continue };
            if job.specs.pins.overrides(Self::META.id) {
                continue;
            }
            let bound = match job.link {
                Link::Parts => &job.visits[job.visits.len() - 1..],
                _ => &job.visits[..],
            };
            for visit in bound {
                tables.finish[visit.at()] = at;
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        checks::overridable(view, out, Self::META.id, broken);
    }
}

/// What is wrong with the end of a visit, were there no override.
pub fn broken(view: &View, _route: &RouteView, visit: &VisitView) -> Option<String> {
    let job = checks::job(view, visit);
    let limit = job.specs.finish_by?;
    let last = job.link != Link::Parts || job.visits.last() == Some(&visit.visit);
    if !last || visit.end <= limit {
        return None;
    }
    let (name, limit) = (checks::name(view, visit), checks::clock(view, limit));
    Some(format!("{name} ends after its latest end at {limit}"))
}
