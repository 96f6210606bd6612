//! The price of breaking what the customer was told.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::units::{Millis, UNITS_PER_MINOR};
use crate::wire::reader::Obj;

pub struct Promise;

/// The closed interval in which service was promised to start.
#[derive(Clone, Debug)]
pub struct Told {
    pub from: Millis,
    pub to: Millis,
}

impl Rule for Promise {
    const META: Meta = Meta {
        id: "promise",
        code: "",
        scope: Scope::Route,
        priced: true,
        overridable: false,
        line: "the price of breaking a promise to the customer",
        doc: "A `promise` is kept when service (of visit 1) starts inside it; otherwise \
              `policy.prices.promiseBroken` is due once. A job left out breaks no promise.",
    };
    type Job = Option<Told>;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Option<Told> {
        let mut inner = o.object("promise", cx.faults)?;
        let told = super::start_windows::local_interval(&mut inner, cx);
        inner.text("told", cx.faults);
        inner.close(cx.faults);
        told.map(|(from, to)| Told { from, to })
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let price = case.policy.promise_broken * UNITS_PER_MINOR;
        for job in &case.jobs {
            if let Some(told) = job.specs.promise.as_ref().filter(|_| price > 0) {
                tables.promise[job.visits[0].at()] = Some((told.from, told.to, price));
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        let price = i128::from(view.case.policy.promise_broken) * i128::from(UNITS_PER_MINOR);
        for (r, route) in view.routes.iter().enumerate() {
            for (k, visit) in route.visits.iter().enumerate() {
                let Some(told) = &checks::job(view, visit).specs.promise else { continue };
                let kept = told.from <= visit.start && visit.start <= told.to;
                if checks::number(view, visit) == 1 && !kept {
                    out.charge_stop(r, k, price);
                }
            }
        }
    }
}
