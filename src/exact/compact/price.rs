//! What routes cost: time, legs, lateness, promises, crews that are not preferred, days.

use super::Draft;
use super::routes::Route;

pub fn route(draft: &mut Draft, route: &Route) {
    let problem = draft.problem;
    let shift = &problem.shifts[route.shift];
    let clock = &shift.clock;
    draft.charge_time(clock.hour_rate, route.back - route.depart);
    if clock.overtime_rate > 0 {
        let regular = draft.ticks(clock.to - clock.from);
        let over = draft.number(route.length);
        draft.row((route.back - regular - over).leq(0.0));
        draft.charge_time(clock.overtime_rate, over);
    }
    for (arc, leg) in route.legs(draft) {
        draft.charge(shift.drive_rate * leg.drive + shift.metre_rate * leg.metres, arc);
    }
    for k in 0..route.visits.len() {
        visit(draft, route, k);
    }
}

fn visit(draft: &mut Draft, route: &Route, k: usize) {
    let problem = draft.problem;
    let (v, times, on, start) = (route.visits[k], &route.times[k], route.on[k], route.start[k]);
    draft.charge(problem.fixed_cost(route.shift, v), on);
    if let (Some((_, rate)), Some(due)) = (problem.visits[v].late, times.due) {
        let due = draft.ticks(due);
        let late = draft.number(f64::INFINITY);
        draft.row((start - on * due - late).leq(0.0));
        draft.charge_time(rate, late);
    }
    let Some((_, _, broken)) = problem.visits[v].promise else { return };
    draft.charge(broken, on);
    if let Some(told) = times.told {
        let (low, high) = (draft.ticks(told.0), draft.ticks(told.1));
        let kept = draft.yes_no();
        draft.row((kept - on).leq(0.0));
        draft.row((kept * low - start).leq(0.0));
        draft.row((start - kept * high - (on - kept) * route.length).leq(0.0));
        draft.charge(-broken, kept);
    }
}

/// The price of a day: once per crew and date.
pub fn days(draft: &mut Draft, routes: &[Route]) {
    let problem = draft.problem;
    for group in 0..problem.day_groups {
        let of = |r: &&Route| problem.shifts[r.shift].day_group as usize == group;
        let Some(first) = routes.iter().find(of) else { continue };
        let day = draft.yes_no();
        for route in routes.iter().filter(of) {
            draft.row((route.used - day).leq(0.0));
        }
        draft.charge(problem.shifts[first.shift].day_cost, day);
    }
}

/// The longest lateness of all.
pub fn worst(draft: &mut Draft, routes: &[Route]) {
    let problem = draft.problem;
    if problem.worst_rate == 0 {
        return;
    }
    let first = problem.shifts.first().map_or(0, |s| s.clock.from);
    let last = problem.shifts.iter().map(|s| s.clock.latest_return).max().unwrap_or(first);
    let due = problem.visits.iter().filter_map(|v| v.due).min().unwrap_or(last);
    let worst = draft.number(draft.ticks((last - due).max(0)));
    for (v, visit) in problem.visits.iter().enumerate() {
        let Some(due) = visit.due else { continue };
        // Of a visit that is left out the start is 0; where it was due before, nothing is late.
        let served: good_lp::Expression = routes
            .iter()
            .filter_map(|r| Some(r.on[r.visits.iter().position(|&own| own == v)?]))
            .sum();
        let late = super::links::start(draft, routes, v) - served * draft.ticks(due - first);
        draft.row((late - worst).leq(0.0));
    }
    draft.charge_time(problem.worst_rate, worst);
}
