//! Where a visit goes best: the O(1) test first, the exact price for those that survive it.

use super::calls::{self, CallAt};
use super::lateness::lateness;
use super::route::{OPEN, Route};
use super::state::State;

use crate::model::clock::{ALWAYS, ShiftClock, by_breaks};
use crate::model::problem::{Leg, Problem, Visit};
use crate::model::timing::{Rates, drive, join, serve};
use crate::rng::Rng;
use crate::travel::Fan;
use crate::units::{Millis, Units};

/// A position in a route with what it costs to use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub shift: u32,
    pub position: u32,
    /// Where the call at the warehouse goes at the same time; `None`: it stays as it is.
    pub call: Option<CallAt>,
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
    let legs = Legs::of(state.problem, visit);
    match &state.problem.stock {
        Some(_) => calls::best(state, shift, visit, &legs, limit),
        None => best_for(state, shift, visit, &legs, limit, blink),
    }
}

/// [`best_in_route`] with the visit's legs at hand.
pub fn best_for(
    state: &State,
    shift: usize,
    visit: u32,
    legs: &Legs,
    limit: Units,
    blink: &mut Option<(&mut Rng, f64)>,
) -> Option<Place> {
    let seeker = Seeker::of(state, shift, visit, legs, limit)?;
    by_breaks!(seeker, best(limit, blink))
}

/// A visit that looks for its position in one route.
struct Seeker<'a, 'p> {
    state: &'a State<'p>,
    problem: &'a Problem<'p>,
    route: &'a Route,
    clock: &'a ShiftClock,
    v: &'a Visit,
    legs: &'a Legs<'a>,
    shift: usize,
    visit: u32,
    /// When its service may start.
    own: &'a [(Millis, Millis)],
    /// What it costs anywhere in this route.
    base: Units,
    /// Driving that the shift has left.
    room: Millis,
    /// Whether buffers or unequal loads hang on where it goes.
    whole: bool,
}

impl<'a, 'p> Seeker<'a, 'p> {
    /// `None` where no position of the route can come to less than `limit`.
    #[inline]
    fn of(
        state: &'a State<'p>,
        shift: usize,
        visit: u32,
        legs: &'a Legs<'a>,
        limit: Units,
    ) -> Option<Seeker<'a, 'p>> {
        let problem = state.problem;
        let v = &problem.visits[visit as usize];
        if v.duration > state.spare_of(shift) {
            return None;
        }
        let route = &state.routes[shift];
        let base = problem.fixed_cost(shift, visit as usize) + state.opening_cost(shift);
        if base >= limit || !takes(state, shift, visit) {
            return None;
        }
        let clock = &problem.shifts[shift].clock;
        let own = state.starts_of(shift, visit);
        own.first()?;
        let room = problem.shifts[shift].drive_cap - route.drive;
        let whole = !problem.whole.buffers.is_empty() || problem.whole.fair.is_some();
        Some(Seeker { state, problem, route, clock, v, legs, shift, visit, own, base, room, whole })
    }

    #[inline]
    fn breaks(&self) -> usize {
        self.clock.breaks
    }

    /// The positions that time leaves open, as far as it can be told without any leg.
    #[inline]
    fn positions(&self) -> impl Iterator<Item = usize> + use<'a, 'p> {
        let (first, last) = (self.own[0].0 + self.v.duration, self.own[self.own.len() - 1].1);
        let duration = self.v.duration;
        let gaps = self.route.gaps.iter().enumerate().take_while(move |(_, g)| g.soonest <= last);
        gaps.filter(move |(_, g)| first <= g.latest && duration <= g.spare).map(|(p, _)| p)
    }

    /// What the legs of a position add to the cost and to the drive.
    #[inline]
    fn detour(&self, p: usize, (to, from): (Leg, Leg)) -> (Units, Millis) {
        let (shift, old) = (&self.problem.shifts[self.shift], self.route.legs[p]);
        let drive = to.drive + from.drive - old.drive;
        let metres = to.metres + from.metres - old.metres;
        let mut cost = drive * shift.drive_rate + metres * shift.metre_rate;
        if self.whole {
            cost += self.state.unfair_step(self.shift, self.v.duration, drive);
        }
        (cost, drive)
    }

    /// Whether the buffers leave room for the visit at a position.
    #[inline]
    fn keeps_buffers(&self, p: usize, legs: (Leg, Leg)) -> bool {
        !self.whole || self.state.leaves_room(self.shift, (p, p), self.visit, legs)
    }

    /// Whether the visit at a position keeps every time of the route.
    #[inline(always)]
    fn keeps_time<const B: usize>(&self, p: usize, (to, from): (Leg, Leg)) -> bool {
        let arrived = self.clock.arrive_by::<B>(&self.route.ready[p], to.drive, self.v.leg_open);
        let served = self.clock.serve_by::<B>(&arrived, self.v, self.own);
        let open = next_open(self.problem, self.route, p);
        let onward = self.clock.arrive_by::<B>(&served, from.drive, open);
        self.clock.meets_by::<B>(&onward, &self.route.late[p])
    }

    fn best<const B: usize>(
        &self,
        mut limit: Units,
        blink: &mut Option<(&mut Rng, f64)>,
    ) -> Option<Place> {
        let (problem, route) = (self.problem, self.route);
        let mut best = None;
        for p in self.positions() {
            let legs = self.legs.between(route.places[p], route.places[p + 1]);
            let (cost, extra) = self.detour(p, legs);
            if self.base + cost + self.sure_time(extra) >= limit || extra > self.room {
                continue;
            }
            if problem.ordered && !route.keeps_order(problem, self.visit, p) {
                continue;
            }
            if !self.keeps_time::<B>(p, legs) || !self.keeps_buffers(p, legs) {
                continue;
            }
            if let Some((rng, rate)) = blink
                && rng.chance(*rate)
            {
                continue;
            }
            let mut delta = self.base + cost;
            if problem.timed {
                let exact =
                    exact_time_cost(problem, route, self.shift, self.visit, self.own, p, legs);
                match exact {
                    Some(cost) => delta += cost - route.time_cost,
                    None => continue,
                }
            } else if problem.late {
                let visit = (self.visit, self.own);
                match lateness(self.state, self.shift, p, visit, legs, 0) {
                    Some(more) => delta += more,
                    None => continue,
                }
            }
            if delta < limit {
                limit = delta;
                let (shift, position) = (self.shift as u32, p as u32);
                best = Some(Place { shift, position, call: None, delta });
            }
        }
        best
    }

    #[inline]
    fn sure_time(&self, extra: Millis) -> Units {
        sure_time_cost(self.problem, self.route, self.shift, extra + self.v.duration)
    }

    /// The exact price of a position that was found to be within load and drive.
    fn price(&self, p: usize) -> Option<Place> {
        let (problem, route) = (self.problem, self.route);
        if problem.ordered && !route.keeps_order(problem, self.visit, p) {
            return None;
        }
        let legs = self.legs.between(route.places[p], route.places[p + 1]);
        if !by_breaks!(self, keeps_time(p, legs)) || !self.keeps_buffers(p, legs) {
            return None;
        }
        let time = match problem.timed {
            true => exact_time_cost(problem, route, self.shift, self.visit, self.own, p, legs)?,
            false if problem.late => {
                let visit = (self.visit, self.own);
                route.time_cost + lateness(self.state, self.shift, p, visit, legs, 0)?
            }
            false => route.time_cost,
        };
        let delta = self.base + self.detour(p, legs).0 + time - route.time_cost;
        Some(Place { shift: self.shift as u32, position: p as u32, call: None, delta })
    }
}

/// A position that the cheap tests leave open, with what it costs at the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    pub sure: Units,
    pub shift: u32,
    pub position: u16,
    pub call: Option<CallAt>,
}

/// Lists the positions of a route that could cost less than `limit`. For problems whose times cost:
/// there the exact price is dear, and sorted candidates need few of them.
pub fn candidates(
    state: &State,
    shift: usize,
    visit: u32,
    legs: &Legs,
    limit: Units,
    out: &mut Vec<Candidate>,
) {
    if state.problem.stock.is_some() {
        calls::candidates(state, shift, visit, legs, limit, out);
    }
    let Some(seeker) = Seeker::of(state, shift, visit, legs, limit) else { return };
    let route = seeker.route;
    // What the van does not hold only goes behind its call.
    let call = route.supply.call.map_or(route.visits.len() + 1, |c| c + 1);
    let held = route.keeps_stock(state.problem, shift, (visit, 0), None);
    let first = if held { 0 } else { call };
    for p in seeker.positions().filter(|p| *p >= first) {
        let (cost, extra) = seeker.detour(p, legs.between(route.places[p], route.places[p + 1]));
        let sure = seeker.base + cost + seeker.sure_time(extra);
        if sure < limit && extra <= seeker.room {
            let call = None;
            out.push(Candidate { sure, shift: shift as u32, position: p as u16, call });
        }
    }
}

/// The exact price of one given position, if the visit fits there.
pub fn price_at(state: &State, shift: usize, visit: u32, p: usize) -> Option<Place> {
    let legs = Legs::of(state.problem, visit);
    if !state.routes[shift].keeps_stock(state.problem, shift, (visit, p), None) {
        return calls::best_at(state, shift, visit, &legs, p);
    }
    let seeker = Seeker::of(state, shift, visit, &legs, Units::MAX)?;
    let places = &seeker.route.places;
    let extra = seeker.detour(p, legs.between(places[p], places[p + 1])).1;
    if extra > seeker.room {
        return None;
    }
    seeker.price(p)
}

/// The exact price of a candidate, if it keeps time and order.
pub fn price(state: &State, visit: u32, legs: &Legs, at: Candidate) -> Option<Place> {
    if let Some(call) = at.call {
        return calls::price(state, visit, at, call);
    }
    Seeker::of(state, at.shift as usize, visit, legs, Units::MAX)?.price(at.position as usize)
}

/// What more time must cost at the least: idle time can absorb the rest.
#[inline]
pub fn sure_time_cost(problem: &Problem, route: &Route, shift: usize, more: i64) -> Units {
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

/// Whether a shift takes one more visit, as far as loads and quotas go.
#[inline]
pub fn takes(state: &State, shift: usize, visit: u32) -> bool {
    let problem = state.problem;
    takes_load(problem, &state.routes[shift], shift, visit)
        && (problem.whole.quotas.is_empty() || state.within_quotas(shift, visit, None))
}

#[inline]
fn takes_load(problem: &Problem, route: &Route, shift: usize, visit: u32) -> bool {
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
