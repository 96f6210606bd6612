//! The plan object around the routes.

use super::log::Progress;
use super::race::Found;
use super::{Failed, worth};
use crate::intake::case::Case;
use crate::model::print::{cost_of_nothing, print, print_bound};
use crate::model::problem::Problem;
use crate::rules::Prices;
use crate::search::anneal::Mark;
use crate::travel::Travel;
use crate::units::to_minor;
use crate::verify::hash::plan_hash;
use crate::wire::plan::{PaceMark, Plan, Status, StopReason, TracePoint, Unassigned, Verdict};

/// Prints what was found as the contract's plan.
pub fn assemble(
    case: &Case,
    travel: &Travel,
    prices: &Prices,
    problem: &Problem,
    found: &Found,
    unassigned: Vec<Unassigned>,
) -> Result<Plan, Failed> {
    let printed = print(case, problem, prices, &found.solution)
        .map_err(|s| Failed::NoSchedule(case.shifts[s].id.clone()))?;
    let proof = found.bound.as_ref();
    let bound = proof.map(|proof| print_bound(proof.bound, printed.cost));
    let nothing = to_minor(cost_of_nothing(problem)) as i64;
    let gap = |whole: i64| bound.map(|b| (printed.cost - b) as f64 / whole.max(1) as f64);
    let left = |mandatory_only: bool| {
        printed.left_out.iter().any(|&j| problem.jobs[j].mandatory || !mandatory_only)
    };
    let mut assumed = case.assumed.clone();
    assumed.extend(prices.assumed.iter().cloned());
    let mut plan = Plan {
        warnings: case.warnings.clone(),
        set_aside: case.set_aside.clone(),
        assumed,
        places: printed.places,
        status: status(problem, found, &unassigned, &printed.left_out, left(true)),
        stop_reason: found.stop,
        cost: printed.cost,
        bound,
        bound_kind: proof.map(|proof| proof.kind.to_owned()),
        gap: gap(printed.cost.abs()),
        gap_served: gap(nothing - printed.cost),
        relaxed: proof.map_or(Vec::new(), |proof| {
            proof.relaxed.iter().map(|&rule| rule.to_owned()).collect()
        }),
        prices: proof.and_then(|p| p.worth.as_ref()).map(|w| worth::print(case, w, printed.cost)),
        engine: found.engine,
        seed: case.run.seed,
        lanes: case.run.lanes as u64,
        work: found.moves,
        pace: pace_of(found),
        request_hash: case.request_hash.clone(),
        travel_hash: travel.hash().to_owned(),
        plan_hash: String::new(),
        travel_source: travel.source,
        currency: case.currency.clone(),
        time_zone: case.zone.name().to_owned(),
        routes: printed.routes,
        bookings: printed.bookings,
        unassigned,
        costs: printed.costs,
        kpis: printed.kpis,
        trace: found.trace.iter().map(|p| trace_point(case, p)).collect(),
    };
    plan.plan_hash = plan_hash(&plan);
    Ok(plan)
}

/// What the run took for its length; nothing where that was what it made.
fn pace_of(found: &Found) -> Vec<PaceMark> {
    match found.pace[..] {
        [Mark { at: 0, end }] if end == found.moves => Vec::new(),
        _ => found.pace.iter().map(|m| PaceMark { work: m.at, end: m.end }).collect(),
    }
}

fn status(
    problem: &Problem,
    found: &Found,
    unassigned: &[Unassigned],
    left_out: &[usize],
    mandatory_left: bool,
) -> Status {
    if mandatory_left {
        let hopeless = left_out
            .iter()
            .zip(unassigned)
            .any(|(&j, u)| problem.jobs[j].mandatory && u.verdict == Verdict::Impossible);
        let proven = found.stop == StopReason::Proven;
        return if hopeless || proven { Status::Infeasible } else { Status::Incomplete };
    }
    match found.stop {
        StopReason::Proven => Status::Optimal,
        StopReason::Gap => Status::WithinGap,
        StopReason::Budget | StopReason::Cancel => Status::Feasible,
    }
}

/// In a run by work the clock is left out, so that the plan is the same byte for byte.
fn trace_point(case: &Case, p: &Progress) -> TracePoint {
    let by_work = case.run.work.is_some();
    TracePoint {
        seconds: (!by_work).then(|| (p.seconds * 1000.0).round() / 1000.0),
        work: by_work.then_some(p.moves),
        cost: to_minor(i128::from(p.cost)) as i64,
        bound: p.bound.map(|units| print_bound(units, to_minor(i128::from(p.cost)) as i64)),
    }
}
