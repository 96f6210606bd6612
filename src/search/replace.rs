//! One visit in the place of another.

use super::insert::{Legs, next_open};
use super::lateness::lateness;
use super::state::State;
use crate::model::clock::NEVER;
use crate::model::timing::{Rates, drive, join, serve};
use crate::units::Units;

/// The gain of putting `visit` in the place of the one at position `p`, as a cost difference of the
/// route; `None` where it does not fit.
pub fn replacement(
    state: &State,
    shift: usize,
    p: usize,
    visit: u32,
    legs: &Legs,
) -> Option<Units> {
    let problem = state.problem;
    let route = &state.routes[shift];
    let gone = route.visits[p];
    let fits = problem.loads.iter().zip(&route.loads).all(|(dim, load)| {
        load - dim.by_visit[gone as usize] + dim.by_visit[visit as usize] <= dim.cap[shift]
    });
    let held = || route.keeps_stock(problem, shift, (visit, p), Some(gone));
    let counted = problem.whole.quotas.is_empty() || state.within_quotas(shift, visit, Some(gone));
    if !fits || !counted || problem.ordered || problem.is_call(gone) || !held() {
        return None;
    }
    let s = &problem.shifts[shift];
    let (clock, v) = (&s.clock, &problem.visits[visit as usize]);
    let own = state.starts_of(shift, visit);
    let (from_start, to_start) = (own.first()?.0, own.last()?.1);
    let gap = &route.gaps[p];
    let late = from_start + v.duration > route.gaps[p + 1].latest;
    if late || gap.soonest > to_start || v.duration > gap.swap {
        return None;
    }
    let (to, from) = legs.between(route.places[p], route.places[p + 2]);
    let (old_to, old_from) = (route.legs[p], route.legs[p + 1]);
    let extra = to.drive + from.drive - old_to.drive - old_from.drive;
    if route.drive + extra > s.drive_cap {
        return None;
    }
    let open = next_open(problem, route, p + 1);
    let arrived = clock.arrive(&route.ready[p], to.drive, v.leg_open);
    let served = clock.serve(&arrived, v, own);
    if served.iter().all(|t| *t >= NEVER) {
        return None;
    }
    let onward = clock.arrive(&served, from.drive, open);
    if !clock.meets(&onward, &route.late[p + 1]) {
        return None;
    }
    let mut delta = problem.leg_cost(shift, to) + problem.leg_cost(shift, from)
        - problem.leg_cost(shift, old_to)
        - problem.leg_cost(shift, old_from)
        + problem.fixed_cost(shift, visit as usize)
        - problem.fixed_cost(shift, gone as usize);
    if problem.timed {
        let rates = Rates::plain(clock);
        let arrived = drive(clock, &route.earned[p], to.drive, v.leg_open);
        let served = serve(clock, &arrived, v, own, &rates);
        let onward = drive(clock, &served, from.drive, open);
        delta += join(clock, &onward, &route.owed[p + 1])? - route.time_cost;
    }
    if !problem.whole.is_empty() {
        if !state.leaves_room(shift, (p, p + 1), visit, (to, from)) {
            return None;
        }
        let service = v.duration - problem.visits[gone as usize].duration;
        delta += state.unfair_step(shift, service, extra);
    }
    if problem.late {
        delta += lateness(state, shift, p, (visit, own), (to, from), 1)?;
    }
    Some(delta)
}
