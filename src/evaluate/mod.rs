//! Plans made by hand: priced, and what is wrong with them listed, without any search.
//!
//! What a drag on a board asks: a whole plan, or one change to a plan, in the order of visits
//! alone. The times are worked out ([`times`]), the plan is printed as every plan is, and the
//! verifier says which rules it breaks. So the price of a legal plan made by hand is what the
//! planner would have printed for the same routes, to the unit. Nothing is claimed about better
//! ones.
//!
//! [`Frame`] is a compiled case for any number of evaluations; [`Desk`] owns what a frame borrows,
//! for whoever keeps a case between requests.

mod answer;
mod ask;
mod base;
mod booked;
mod desk;
mod hand;
mod names;
mod publish;
mod relaxed;
mod tied;
mod times;

pub use answer::{Broken, Evaluation};
pub use ask::{Ask, Change, HandRoute, HandVisit, VisitName, parse_ask};
pub use desk::Desk;

use crate::fault::{Fault, Faults};
use crate::intake::case::Case;
use crate::model::problem::Problem;
use crate::model::schedule::Schedule;
use crate::model::solution::Solution;
use crate::rules::view::Violation;
use crate::rules::{Prices, Tables};
use crate::travel::Travel;
use crate::units::{DAY, Millis};
use crate::verify::{Verified, judge};
use crate::wire::plan::Plan;
use names::Names;

/// How long after its latest return a route may end and still be priced.
const LATE_MOST: Millis = 31 * DAY;
/// The contract's last moment: the end of the year 2099.
const LAST: Millis = 4_102_444_800_000;

/// A case compiled for evaluations.
pub struct Frame<'a> {
    case: &'a Case,
    travel: &'a Travel,
    prices: &'a Prices,
    problem: Problem<'a>,
    tables: Tables,
    names: Names<'a>,
}

/// A plan that changes are made to, evaluated.
pub struct Base {
    routes: Solution,
    gone: Vec<String>,
    judged: Judged,
}

/// A plan made by hand, as the verifier sees it.
struct Judged {
    /// Verified, or as it is.
    plan: Result<Verified<Plan>, Box<Plan>>,
    violations: Vec<Broken>,
}

impl Judged {
    fn plan(&self) -> &Plan {
        match &self.plan {
            Ok(plan) => plan,
            Err(plan) => plan,
        }
    }
}

impl<'a> Frame<'a> {
    pub fn of(case: &'a Case, travel: &'a Travel, prices: &'a Prices) -> Frame<'a> {
        let (problem, tables) = Problem::compile(case, travel, prices);
        Frame { case, travel, prices, problem, tables, names: Names::of(case) }
    }

    /// An earlier answer's plan as the plan to change: its routes with their times worked out anew,
    /// so that before and after are priced in the same way.
    pub fn base(&self, plan: &Plan) -> Result<Base, Vec<Fault>> {
        let (mut routes, gone) = base::read(self.case, &self.names, plan);
        let judged = self.judged(&mut routes, false)?;
        Ok(Base { routes, gone, judged })
    }

    /// Prices what is asked, or says what in the ask cannot be understood.
    pub fn evaluate(&self, base: Option<&Base>, ask: &Ask) -> Result<Evaluation, Vec<Fault>> {
        let mut faults = Faults::default();
        let way = (0..self.case.own).collect();
        let (case, names) = (self.case, &self.names);
        let mut hand = hand::Hand { case, names, way, faults: &mut faults };
        let mut routes = hand.routes(ask, base.map(|b| &b.routes));
        if faults.has_faults() {
            return Err(faults.into_list());
        }
        let judged = self.judged(&mut routes, ask.reasons).map_err(|mut faults| {
            let at = if ask.change.is_some() { "/change" } else { "/routes" };
            faults.iter_mut().for_each(|f| f.pointer = at.to_owned());
            faults
        })?;
        Ok(self.answer(base, &routes, judged))
    }

    fn judged(&self, hand: &mut Solution, reasons: bool) -> Result<Judged, Vec<Fault>> {
        let times = times::times(&self.problem, &self.tables, hand);
        self.check_length(&times)?;
        let plan = publish::plan(self, hand, &times);
        let mut judged = judge(self.case, self.travel, self.prices, plan);
        if reasons && let Ok(plan) = judged {
            let mut plan = plan.into_inner();
            publish::explain(self, hand, &mut plan);
            judged = judge(self.case, self.travel, self.prices, plan);
        }
        Ok(match judged {
            Ok(plan) => Judged { plan: Ok(plan), violations: Vec::new() },
            Err((refused, plan)) => {
                let violations = refused.violations.into_iter();
                Judged { plan: Err(plan), violations: violations.map(|v| self.broken(v)).collect() }
            }
        })
    }

    /// Times beyond what can be printed and priced exactly are a fault.
    fn check_length(&self, times: &[Option<Schedule>]) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        for (shift, times) in self.case.shifts.iter().zip(times) {
            let last = (shift.latest_return + LATE_MOST).min(LAST);
            let ends =
                times.as_ref().map(|t| t.breaks.iter().map(|b| b.end).fold(t.back, Millis::max));
            if ends.is_some_and(|end| end > last) {
                let message = "this route would end more than a month after its shift";
                let hint = "leave out some of its visits, or give them to other shifts";
                faults.fault("ROUTE_TOO_LONG", "", &shift.id, message, hint);
            }
        }
        if faults.has_faults() { Err(faults.into_list()) } else { Ok(()) }
    }

    fn broken(&self, violation: Violation) -> Broken {
        let case = self.case;
        let visit = violation.visit.map(|v| &case.visits[v.at()]);
        Broken {
            rule: violation.rule,
            message: violation.message,
            shift: violation.shift.map(|s| case.shifts[s.at()].id.clone()),
            job: visit.map(|v| case.jobs[v.job.at()].id.clone()),
            visit: visit.map(|v| v.number),
        }
    }

    fn answer(&self, base: Option<&Base>, routes: &Solution, judged: Judged) -> Evaluation {
        let plan = judged.plan();
        let old = base.map(|b| b.judged.plan());
        let same = |r: &crate::wire::plan::Route| old.is_some_and(|old| old.routes.contains(r));
        let emptied = |old: &Plan| -> Vec<String> {
            let used = |shift: &String| plan.routes.iter().any(|r| r.shift == *shift);
            let shifts = old.routes.iter().map(|r| &r.shift);
            shifts.filter(|shift| !used(shift)).cloned().collect()
        };
        let served = routes.shift_of(&self.problem);
        let none = |w: usize| self.case.jobs[w].visits.iter().all(|v| served[v.at()].is_none());
        let absent = (0..self.case.own).filter(|j| self.case.ways_of(*j).into_iter().all(none));
        let absent = absent.map(|j| &self.case.jobs[j]);
        Evaluation {
            legal: judged.plan.is_ok(),
            cost: plan.cost,
            before: old.map(|old| old.cost),
            delta: old.map(|old| plan.cost.saturating_sub(old.cost)),
            new_violations: base.map(|b| answer::added(&judged.violations, &b.judged.violations)),
            costs: plan.costs.clone(),
            kpis: plan.kpis.clone(),
            routes: plan.routes.iter().filter(|r| !same(r)).cloned().collect(),
            emptied: old.map(emptied).unwrap_or_default(),
            unassigned: absent.map(|j| j.id.clone()).collect(),
            gone: base.map(|b| b.gone.clone()).unwrap_or_default(),
            violations: judged.violations,
            plan: judged.plan.ok().map(Verified::into_inner),
        }
    }
}
