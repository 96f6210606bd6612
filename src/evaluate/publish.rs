//! A plan made by hand in the contract's shape.

use super::Frame;
use crate::model::print::{Printed, print_times};
use crate::model::schedule::Schedule;
use crate::model::solution::Solution;
use crate::solve::reasons;
use crate::verify::hash::plan_hash;
use crate::wire::plan::{Engine, Plan, Status, StopReason, Unassigned, Verdict};

/// The whole plan; whether it may be published is for the verifier to say.
pub fn plan(frame: &Frame, hand: &Solution, times: &[Option<Schedule>]) -> Plan {
    let (case, problem) = (frame.case, &frame.problem);
    let printed = print_times(case, problem, frame.prices, hand, times);
    let unassigned = left_out(frame, hand, &printed);
    let incomplete = printed.left_out.iter().any(|&j| problem.jobs[j].mandatory);
    let mut assumed = case.assumed.clone();
    assumed.extend(frame.prices.assumed.iter().cloned());
    let mut plan = Plan {
        warnings: case.warnings.clone(),
        set_aside: case.set_aside.clone(),
        assumed,
        places: printed.places,
        status: if incomplete { Status::Incomplete } else { Status::Feasible },
        stop_reason: StopReason::Budget,
        cost: printed.cost,
        bound: None,
        bound_kind: None,
        gap: None,
        gap_served: None,
        relaxed: Vec::new(),
        prices: None,
        engine: Engine::Hand,
        seed: case.run.seed,
        lanes: case.run.lanes as u64,
        work: 0,
        pace: Vec::new(),
        request_hash: case.request_hash.clone(),
        travel_hash: frame.travel.hash().to_owned(),
        plan_hash: String::new(),
        travel_source: frame.travel.source,
        currency: case.currency.clone(),
        time_zone: case.zone.name().to_owned(),
        routes: printed.routes,
        bookings: printed.bookings,
        unassigned,
        costs: printed.costs,
        kpis: printed.kpis,
        trace: Vec::new(),
    };
    plan.plan_hash = plan_hash(&plan);
    plan
}

/// Jobs with no visit in the plan; nobody has looked for reasons yet.
fn left_out(frame: &Frame, hand: &Solution, printed: &Printed) -> Vec<Unassigned> {
    let of = hand.shift_of(&frame.problem);
    let none = |j: usize| frame.problem.visits_of(j).all(|v| of[v].is_none());
    let absent = |j: &&usize| frame.problem.each_way(**j).all(none);
    let each = printed.left_out.iter().filter(absent).map(|&j| Unassigned {
        job: frame.case.jobs[j].id.clone(),
        verdict: Verdict::Unknown,
        extra_cost: None,
        summary: "left out by hand; whether there is room for it was not looked for".to_owned(),
        reasons: Vec::new(),
        position: None,
        displaces: Vec::new(),
    });
    each.collect()
}

/// Gives every job left out of a legal plan the reason that the planner would give.
pub fn explain(frame: &Frame, hand: &Solution, plan: &mut Plan) {
    let (case, problem) = (frame.case, &frame.problem);
    plan.unassigned = reasons::explain(case, problem, &frame.tables, hand);
    let impossible = plan.unassigned.iter().filter(|u| u.verdict == Verdict::Impossible);
    let mut jobs = impossible.filter_map(|u| frame.names.jobs.get(u.job.as_str()));
    if jobs.any(|&j| problem.jobs[j].mandatory) {
        plan.status = Status::Infeasible;
    }
    plan.plan_hash = plan_hash(plan);
}
