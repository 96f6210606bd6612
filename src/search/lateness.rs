//! What a change makes later, where earliest times are the best and only lateness hangs on them.
//!
//! A visit that moves moves those behind it on its route until one has time to spare, and those on
//! other routes that are tied to it. The walk follows ties only so far: it is a price to choose a
//! place by, and the whole plan is timed after the move.

use super::route::Route;
use super::state::{NOWHERE, State};
use crate::model::clock::first_in;
use crate::model::problem::{Leg, Visit};
use crate::model::timing::penalty_units;
use crate::units::{Millis, Units};

/// Over so many ties in a row a delay is followed.
const DEEP: usize = 1;

/// What the lateness of a route grows by when a visit comes in at position `p`, in the place of as
/// many others as `gone` says; `None` where somebody would come too late for good.
pub fn lateness(
    state: &State,
    shift: usize,
    p: usize,
    (visit, own): (u32, &[(Millis, Millis)]),
    (to, from): (Leg, Leg),
    gone: usize,
) -> Option<Units> {
    let (problem, route) = (state.problem, &state.routes[shift]);
    let v = &problem.visits[visit as usize];
    let begin = first_in(own, route.ready[p][0].max(v.leg_open) + to.drive)?;
    let mut more = penalty_units(v, begin);
    for q in p..p + gone {
        more -= penalty_units(stop(state, route, q), was(state, route, q));
    }
    let ready = (begin + v.duration, from.drive);
    Some(more + walk(state, shift, p + gone, ready, DEEP)?)
}

/// The growth from position `q` on, when one is ready before it at another time than now.
fn walk(
    state: &State,
    shift: usize,
    q: usize,
    (mut now, mut drive): (Millis, Millis),
    deep: usize,
) -> Option<Units> {
    let route = &state.routes[shift];
    let mut more = 0;
    for q in q..route.visits.len() {
        let (v, old) = (stop(state, route, q), was(state, route, q));
        let own = state.starts_of(shift, route.visits[q]);
        let new = first_in(own, now.max(v.leg_open) + drive)?;
        if new == old {
            break;
        }
        more += penalty_units(v, new) - penalty_units(v, old);
        if deep > 0 && new > old && state.problem.floats {
            more += beyond(state, shift, route.visits[q], new, deep - 1)?;
        }
        (now, drive) = (new + v.duration, route.legs[q + 1].drive);
    }
    Some(more)
}

/// The growth on other routes when a visit moves to a later start.
fn beyond(state: &State, shift: usize, visit: u32, start: Millis, deep: usize) -> Option<Units> {
    let problem = state.problem;
    let mut more = 0;
    for tie in problem.ties.of_visit(visit) {
        let first = tie.first == visit;
        let other = if first { tie.second } else { tie.first };
        let at = state.shift_of[other as usize];
        if at == NOWHERE || at as usize == shift {
            continue;
        }
        let (min, max) = tie.lag(problem, if first { shift } else { at as usize });
        let bound = if first { min.map(|m| start + m) } else { max.map(|m| start - m) };
        let Some(bound) = bound else { continue };
        let route = &state.routes[at as usize];
        let Some(q) = route.position(other) else { continue };
        let old = was(state, route, q);
        if bound > old {
            let v = stop(state, route, q);
            let bound = first_in(state.starts_of(at as usize, other), bound)?;
            more += penalty_units(v, bound) - penalty_units(v, old);
            let ready = (bound + v.duration, route.legs[q + 1].drive);
            more += walk(state, at as usize, q + 1, ready, deep)?;
        }
    }
    Some(more)
}

fn stop<'a>(state: &State<'a>, route: &Route, q: usize) -> &'a Visit {
    &state.problem.visits[route.visits[q] as usize]
}

/// The start of a visit as it is: the earliest, on a shift without breaks.
fn was(state: &State, route: &Route, q: usize) -> Millis {
    route.ready[q + 1][0] - stop(state, route, q).duration
}
