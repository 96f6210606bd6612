//! Where a visit goes best: the O(1) test first, the exact price for those that survive it.

use super::route::{OPEN, Route, Spans};
use super::state::State;
use crate::model::clock::{ALWAYS, NEVER};
use crate::model::problem::{Leg, Problem};
use crate::model::timing::{Rates, drive, join, serve};
use crate::rng::Rng;
use crate::travel::Fan;
use crate::units::Units;

/// A position in a route with what it costs to use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub shift: u32,
    pub position: u32,
    pub delta: Units,
}

/// The best position of a visit in one route for less than `limit`; `blink` is the probability of
/// overlooking a position.
pub fn best_in_route(
    state: &State,
    shift: usize,
    visit: u32,
    limit: Units,
    blink: &mut Option<(&mut Rng, f64)>,
) -> Option<Place> {
    let problem = state.problem;
    let route = &state.routes[shift];
    let base = problem.fixed_cost(shift, visit as usize) + state.opening_cost(shift);
    if base >= limit || !takes_load(problem, route, shift, visit) {
        return None;
    }
    let spans = state.spans();
    let own = spans.of(shift, visit);
    let (_, last) = *own.last()?;
    let v = &problem.visits[visit as usize];
    let clock = &problem.shifts[shift].clock;
    let room = problem.shifts[shift].drive_cap - route.drive;
    let legs_of = Legs::of(problem, visit);
    let mut best: Option<Place> = None;
    let mut limit = limit;
    for p in 0..=route.visits.len() {
        let (to, from) = legs_of.between(route.places[p], route.places[p + 1]);
        let extra = to.drive + from.drive - route.legs[p].drive;
        let legs = problem.leg_cost(shift, to) + problem.leg_cost(shift, from)
            - problem.leg_cost(shift, route.legs[p]);
        let sure = base + legs + sure_time_cost(problem, route, shift, extra + v.duration);
        if sure >= limit || extra > room {
            continue;
        }
        let ready = &route.ready[p];
        if ready[..=clock.breaks].iter().min().is_some_and(|t| *t > last) {
            break;
        }
        if problem.ordered && !route.keeps_order(problem, visit, p) {
            continue;
        }
        let arrived = clock.arrive(ready, to.drive, v.leg_open);
        let served = clock.serve(&arrived, v, own);
        let open = next_open(problem, route, p);
        let onward = clock.arrive(&served, from.drive, open);
        if !clock.meets(&onward, &route.late[p]) {
            continue;
        }
        if let Some((rng, rate)) = blink
            && rng.chance(*rate)
        {
            continue;
        }
        let mut delta = base + legs;
        if problem.timed {
            match exact_time_cost(problem, route, shift, visit, own, p, (to, from)) {
                Some(cost) => delta += cost - route.time_cost,
                None => continue,
            }
        }
        if delta < limit {
            limit = delta;
            best = Some(Place { shift: shift as u32, position: p as u32, delta });
        }
    }
    best
}

/// A position that the cheap tests leave open, with what it costs at the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    pub sure: Units,
    pub shift: u32,
    pub position: u32,
}

/// Lists the positions of a route that could cost less than `limit`. For problems whose times cost:
/// there the exact price is dear, and sorted candidates need few of them.
pub fn candidates(state: &State, shift: usize, visit: u32, limit: Units, out: &mut Vec<Candidate>) {
    let problem = state.problem;
    let route = &state.routes[shift];
    let base = problem.fixed_cost(shift, visit as usize) + state.opening_cost(shift);
    if base >= limit || !takes_load(problem, route, shift, visit) {
        return;
    }
    let legs_of = Legs::of(problem, visit);
    let room = problem.shifts[shift].drive_cap - route.drive;
    let duration = problem.visits[visit as usize].duration;
    for p in 0..=route.visits.len() {
        let (to, from) = legs_of.between(route.places[p], route.places[p + 1]);
        let extra = to.drive + from.drive - route.legs[p].drive;
        let legs = problem.leg_cost(shift, to) + problem.leg_cost(shift, from)
            - problem.leg_cost(shift, route.legs[p]);
        let sure = base + legs + sure_time_cost(problem, route, shift, extra + duration);
        if sure < limit && extra <= room {
            out.push(Candidate { sure, shift: shift as u32, position: p as u32 });
        }
    }
}

/// The exact price of one given position, if the visit fits there.
pub fn price_at(state: &State, shift: usize, visit: u32, p: usize) -> Option<Place> {
    let problem = state.problem;
    let route = &state.routes[shift];
    let (to, from) = around(problem, route, visit, p);
    let extra = to.drive + from.drive - route.legs[p].drive;
    let room = problem.shifts[shift].drive_cap - route.drive;
    if extra > room || !takes_load(problem, route, shift, visit) {
        return None;
    }
    price(state, visit, Candidate { sure: 0, shift: shift as u32, position: p as u32 })
}

/// The exact price of a candidate, if it keeps time and order.
pub fn price(state: &State, visit: u32, at: Candidate) -> Option<Place> {
    let problem = state.problem;
    let (shift, p) = (at.shift as usize, at.position as usize);
    let route = &state.routes[shift];
    if problem.ordered && !route.keeps_order(problem, visit, p) {
        return None;
    }
    let spans = state.spans();
    let own = spans.of(shift, visit);
    let v = &problem.visits[visit as usize];
    let clock = &problem.shifts[shift].clock;
    let (to, from) = Legs::of(problem, visit).between(route.places[p], route.places[p + 1]);
    let arrived = clock.arrive(&route.ready[p], to.drive, v.leg_open);
    let served = clock.serve(&arrived, v, own);
    let onward = clock.arrive(&served, from.drive, next_open(problem, route, p));
    if !clock.meets(&onward, &route.late[p]) {
        return None;
    }
    let time = match problem.timed {
        true => exact_time_cost(problem, route, shift, visit, own, p, (to, from))?,
        false => route.time_cost,
    };
    let legs = problem.leg_cost(shift, to) + problem.leg_cost(shift, from)
        - problem.leg_cost(shift, route.legs[p]);
    let base = problem.fixed_cost(shift, visit as usize) + state.opening_cost(shift);
    Some(Place {
        shift: at.shift,
        position: at.position,
        delta: base + legs + time - route.time_cost,
    })
}

/// What more time must cost at the least: idle time can absorb the rest.
#[inline]
fn sure_time_cost(problem: &Problem, route: &Route, shift: usize, more: i64) -> Units {
    let rate = problem.shifts[shift].clock.hour_rate;
    if !problem.timed {
        return 0;
    }
    rate * (route.drive + route.service + route.rest + more) - route.time_cost
}

/// All legs into and out of a visit's place: two rows of the travel matrix, read side by side.
#[derive(Clone, Copy)]
pub struct Legs<'a> {
    into: Fan<'a>,
    out: Fan<'a>,
}

impl<'a> Legs<'a> {
    #[inline]
    pub fn of(problem: &'a Problem, visit: u32) -> Legs<'a> {
        let place = problem.visits[visit as usize].place;
        Legs { into: problem.travel.into(place), out: problem.travel.out_of(place) }
    }

    /// The legs to and from the visit between two places of a route.
    #[inline]
    pub fn between(&self, before: u32, after: u32) -> (Leg, Leg) {
        let leg = |fan: &Fan, other: u32| match other {
            OPEN => Leg::NONE,
            _ => Leg { drive: fan.millis(other), metres: fan.metres(other) },
        };
        (leg(&self.into, before), leg(&self.out, after))
    }
}

/// The legs to and from a visit at position `p`.
#[inline]
pub fn around(problem: &Problem, route: &Route, visit: u32, p: usize) -> (Leg, Leg) {
    Legs::of(problem, visit).between(route.places[p], route.places[p + 1])
}

/// From when on the drive to the visit at position `p` may begin.
#[inline]
pub fn next_open(problem: &Problem, route: &Route, p: usize) -> i64 {
    route.visits.get(p).map_or(ALWAYS, |&v| problem.visits[v as usize].leg_open)
}

#[inline]
pub fn takes_load(problem: &Problem, route: &Route, shift: usize, visit: u32) -> bool {
    problem
        .loads
        .iter()
        .zip(&route.loads)
        .all(|(dim, load)| load + dim.by_visit[visit as usize] <= dim.cap[shift])
}

/// The exact least time cost of the route with the visit at position `p`.
pub fn exact_time_cost(
    problem: &Problem,
    route: &Route,
    shift: usize,
    visit: u32,
    own: &[(i64, i64)],
    p: usize,
    (to, from): (Leg, Leg),
) -> Option<Units> {
    let clock = &problem.shifts[shift].clock;
    let rates = Rates::plain(clock);
    let v = &problem.visits[visit as usize];
    if route.visits.is_empty() {
        let arrived =
            drive(clock, &crate::model::timing::depart(clock, &rates), to.drive, v.leg_open);
        let served = serve(clock, &arrived, v, own, &rates);
        let home = drive(clock, &served, from.drive, ALWAYS);
        return join(clock, &home, &crate::model::timing::home(clock, &rates));
    }
    let arrived = drive(clock, &route.earned[p], to.drive, v.leg_open);
    let served = serve(clock, &arrived, v, own, &rates);
    let onward = drive(clock, &served, from.drive, next_open(problem, route, p));
    join(clock, &onward, &route.owed[p])
}

/// The gain of putting `visit` in the place of the one at position `p`, as a cost difference of the
/// route; `None` where it does not fit.
pub fn replacement(state: &State, shift: usize, p: usize, visit: u32) -> Option<Units> {
    let problem = state.problem;
    let route = &state.routes[shift];
    let gone = route.visits[p];
    let fits = problem.loads.iter().zip(&route.loads).all(|(dim, load)| {
        load - dim.by_visit[gone as usize] + dim.by_visit[visit as usize] <= dim.cap[shift]
    });
    if !fits || problem.ordered {
        return None;
    }
    let s = &problem.shifts[shift];
    let (clock, v) = (&s.clock, &problem.visits[visit as usize]);
    let spans = state.spans();
    let own = spans.of(shift, visit);
    let (to, from) = Legs::of(problem, visit).between(route.places[p], route.places[p + 2]);
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
    Some(delta)
}
