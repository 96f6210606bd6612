//! Calls at the warehouse: where a visit goes that needs one before it.
//!
//! A visit that the van can serve with what it holds, or that comes behind the route's call, is
//! inserted like any other. Else it goes in together with a call: in a route without one at every
//! gap that the stock allows, in a route with one in its stead. A call that nothing needs any more
//! is dropped, and after a move each call is put where it costs least.

use super::insert::{self, Candidate, Legs, Place, next_open, sure_time_cost, takes_load};
use super::route::{OPEN, Route, Spans};
use super::state::State;
use crate::ids::PlaceId;
use crate::model::clock::NEVER;
use crate::model::problem::{Leg, Problem, Visit};
use crate::model::stock::Stock;
use crate::model::timing::{Rates, drive, join, serve};
use crate::units::{Metres, Millis, Units};
use smallvec::SmallVec;

/// Of more gaps than this only the nearest and the cheapest are tried for a call.
const MOST_GAPS: usize = 12;

/// Where a call goes in a route without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallAt {
    /// Behind so many of its visits.
    pub gap: u32,
    /// Behind the new visit, where that goes into the same gap.
    pub behind: bool,
}

type Few<T> = SmallVec<[T; 16]>;

/// A route without its call, into which a visit is to go with one.
struct Bare<'a, 'p> {
    problem: &'a Problem<'p>,
    route: &'a Route,
    shift: usize,
    v: &'a Visit,
    call: &'a Visit,
    legs: &'a Legs<'a>,
    own: &'a [(Millis, Millis)],
    /// By gap: the places around it are these two neighbours.
    places: Few<u32>,
    /// By gap: the leg there, and what a call there adds to it.
    old: Few<Leg>,
    calls: Few<(Millis, Metres)>,
    /// What taking out the present call adds.
    cut: (Millis, Metres),
    /// The last gap that is open to the visit and to the call.
    last: usize,
    /// So many first visits and the new one can come before a call.
    with: Option<usize>,
    base: Units,
}

impl<'a, 'p> Bare<'a, 'p> {
    /// `None` where the visit needs no call of its own, or no place can come to less than `limit`.
    fn of(
        state: &'a State<'p>,
        shift: usize,
        visit: u32,
        legs: &'a Legs<'a>,
        limit: Units,
    ) -> Option<Bare<'a, 'p>> {
        let problem = state.problem;
        let stock = problem.stock.as_ref()?;
        let route = &state.routes[shift];
        let base = problem.fixed_cost(shift, visit as usize) + state.opening_cost(shift);
        let early = route.keeps_stock(problem, shift, (visit, 0), None);
        if early || base >= limit || !takes_load(problem, route, shift, visit) {
            return None;
        }
        let own = state.starts_of(shift, visit);
        own.first()?;
        let n = route.visits.len();
        let mut bare = Bare {
            problem,
            route,
            shift,
            v: &problem.visits[visit as usize],
            call: &problem.visits[stock.call as usize],
            legs,
            own,
            places: Few::new(),
            old: Few::new(),
            calls: Few::new(),
            cut: (0, 0),
            last: route.supply.call.unwrap_or(n),
            with: with(stock, route, shift, visit),
            base,
        };
        bare.measure();
        Some(bare)
    }

    /// Fills the legs by gap.
    fn measure(&mut self) {
        let (route, here) = (self.route, self.call.place.0);
        let call = route.supply.call;
        let stays = |k: &usize| call.is_none_or(|c| *k != c + 1);
        self.places = (0..route.places.len()).filter(stays).map(|k| route.places[k]).collect();
        for g in 0..self.places.len() - 1 {
            let (a, b) = (self.places[g], self.places[g + 1]);
            let old = match call {
                Some(c) if g == c => leg(self.problem, a, b),
                Some(c) if g > c => route.legs[g + 1],
                _ => route.legs[g],
            };
            let (to, on) = (leg(self.problem, a, here), leg(self.problem, here, b));
            self.old.push(old);
            self.calls.push((
                to.drive + on.drive - old.drive,
                to.metres + on.metres - old.metres,
            ));
        }
        if let Some(c) = call {
            self.cut = (-self.calls[c].0, -self.calls[c].1);
        }
    }

    /// The gaps to try for a call from `low` to `high`: all, or the ends and the cheapest.
    fn gaps(&self, low: usize, high: usize) -> Few<usize> {
        if high < low || high - low < MOST_GAPS {
            return (low..high + 1).collect();
        }
        let cheapest = (low + 1..high).min_by_key(|&g| self.calls[g]).unwrap_or(low);
        Few::from_slice(&[low, cheapest, high])
    }

    /// Lists the places of visit and call that could cost less than `limit`.
    fn list(&self, limit: Units, out: &mut Vec<Candidate>) {
        let reach = self.route.supply.reach;
        for p in 0..=self.last {
            if self.route.gaps[p].soonest > self.own[self.own.len() - 1].1 {
                break;
            }
            for gap in self.gaps(0, p.min(reach)) {
                let stays = self.route.supply.call == Some(p) && gap == p;
                if !stays {
                    self.add(p, CallAt { gap: gap as u32, behind: false }, limit, out);
                }
            }
            if let Some(with) = self.with.filter(|with| *with >= p) {
                for gap in self.gaps(p, with.min(self.last)) {
                    self.add(p, CallAt { gap: gap as u32, behind: true }, limit, out);
                }
            }
        }
    }

    fn add(&self, p: usize, call: CallAt, limit: Units, out: &mut Vec<Candidate>) {
        let (problem, route) = (self.problem, self.route);
        let (extra, metres) = self.extra(p, call);
        let shift = &problem.shifts[self.shift];
        if extra > shift.drive_cap - route.drive || !self.may_keep_time(p, call) {
            return;
        }
        let new = if route.supply.call.is_some() { 0 } else { self.call.duration };
        let more = extra + self.v.duration + new;
        let sure = self.base
            + extra * shift.drive_rate
            + metres * shift.metre_rate
            + sure_time_cost(problem, route, self.shift, more);
        if sure < limit {
            let (shift, position) = (self.shift as u32, p as u32);
            out.push(Candidate { sure, shift, position, call: Some(call) });
        }
    }

    /// What driving and metres visit and call add to the route.
    fn extra(&self, p: usize, call: CallAt) -> (Millis, Metres) {
        let (a, b) = (self.places[p], self.places[p + 1]);
        let here = self.call.place.0;
        let g = call.gap as usize;
        let mut sum = self.cut;
        let mut add = |leg: Leg, sign: i64| {
            sum.0 += sign * leg.drive;
            sum.1 += sign * leg.metres;
        };
        add(self.old[p], -1);
        match (g == p, call.behind) {
            (false, _) => {
                let (to, on) = self.legs.between(a, b);
                add(to, 1);
                add(on, 1);
                return (sum.0 + self.calls[g].0, sum.1 + self.calls[g].1);
            }
            (true, false) => {
                let (to, on) = self.legs.between(here, b);
                add(leg(self.problem, a, here), 1);
                add(to, 1);
                add(on, 1);
            }
            (true, true) => {
                let (to, on) = self.legs.between(a, here);
                add(to, 1);
                add(on, 1);
                add(leg(self.problem, here, b), 1);
            }
        }
        sum
    }

    /// A cheap test that what keeps time passes: the gaps of a route without a call leave so much
    /// time and no more, whatever goes in elsewhere.
    fn may_keep_time(&self, p: usize, call: CallAt) -> bool {
        if self.route.supply.call.is_some() {
            return true;
        }
        let (g, gaps) = (call.gap as usize, &self.route.gaps);
        let takes = |gap: usize, more: Millis, drive: Millis| {
            more + drive + self.old[gap].drive <= gaps[gap].spare
        };
        let first = self.own[0].0 + self.v.duration;
        if first > gaps[p].latest {
            return false;
        }
        if g == p {
            return takes(p, self.v.duration + self.call.duration, self.extra(p, call).0);
        }
        let (to, on) = self.legs.between(self.places[p], self.places[p + 1]);
        takes(g, self.call.duration, self.calls[g].0)
            && to.drive + on.drive + self.v.duration <= gaps[p].spare
    }
}

/// How many first visits of a route and the new one the van can make before a call.
fn with(stock: &Stock, route: &Route, shift: usize, visit: u32) -> Option<usize> {
    let mut left = stock.left(shift);
    if !stock.take(shift, visit, &mut left) {
        return None;
    }
    let others = route.visits.iter().filter(|v| **v != stock.call);
    Some(others.take_while(|&&v| stock.take(shift, v, &mut left)).count())
}

fn leg(problem: &Problem, from: u32, to: u32) -> Leg {
    let place = |p: u32| (p != OPEN).then_some(PlaceId(p));
    problem.leg(place(from), place(to))
}

/// Lists the places of a visit together with a call that could cost less than `limit`.
pub fn candidates(
    state: &State,
    shift: usize,
    visit: u32,
    legs: &Legs,
    limit: Units,
    out: &mut Vec<Candidate>,
) {
    if let Some(bare) = Bare::of(state, shift, visit, legs, limit) {
        bare.list(limit, out);
    }
}

/// The best place of a visit in one route for less than `limit`, with or without a call.
pub fn best(
    state: &State,
    shift: usize,
    visit: u32,
    legs: &Legs,
    limit: Units,
) -> Option<Place> {
    let mut list = Vec::new();
    insert::candidates(state, shift, visit, legs, limit, &mut list);
    cheapest(state, visit, legs, limit, list)
}

/// The best place at a given gap of a route, for a visit that needs a call of its own there.
pub fn best_at(state: &State, shift: usize, visit: u32, legs: &Legs, p: usize) -> Option<Place> {
    let (limit, mut list) = (Units::MAX / 4, Vec::new());
    candidates(state, shift, visit, legs, limit, &mut list);
    list.retain(|c| c.position as usize == p);
    cheapest(state, visit, legs, limit, list)
}

fn cheapest(
    state: &State,
    visit: u32,
    legs: &Legs,
    limit: Units,
    mut list: Vec<Candidate>,
) -> Option<Place> {
    list.sort_unstable();
    let mut best: Option<Place> = None;
    for next in list {
        let floor = best.map_or(limit, |b| b.delta);
        if next.sure >= floor {
            break;
        }
        best = insert::price(state, visit, legs, next).filter(|p| p.delta < floor).or(best);
    }
    best
}

/// The exact price of a visit at a gap together with a call, if that keeps time and order.
pub fn price(state: &State, visit: u32, at: Candidate, call: CallAt) -> Option<Place> {
    let (problem, s, p) = (state.problem, at.shift as usize, at.position as usize);
    let route = &state.routes[s];
    if problem.ordered && !route.keeps_order(problem, visit, p) {
        return None;
    }
    let (range, middle) = middle(problem, route, (visit, p), call);
    let delta = change(state, s, range, &middle)?;
    let base = problem.fixed_cost(s, visit as usize) + state.opening_cost(s);
    Some(Place { shift: at.shift, position: at.position, call: Some(call), delta: base + delta })
}

/// What visit and call make of a route: the range of its visits that changes, and into what.
fn middle(
    problem: &Problem,
    route: &Route,
    (visit, p): (u32, usize),
    call: CallAt,
) -> ((usize, usize), Few<u32>) {
    let stock = problem.stock.as_ref().expect("there is a call to make");
    let g = call.gap as usize;
    let low = p.min(g);
    let (top, to) = match route.supply.call {
        Some(c) => (c, c + 1),
        None => (p.max(g), p.max(g)),
    };
    let mut out = Few::new();
    for gap in low..=top {
        let both = [(g, stock.call), (p, visit)];
        let order = if call.behind { [both[1], both[0]] } else { both };
        out.extend(order.into_iter().filter(|(at, _)| *at == gap).map(|(_, v)| v));
        out.extend((gap < top).then(|| route.visits[gap]));
    }
    ((low, to), out)
}

/// What the route costs more with other visits in the place of those in a range; `None` where it
/// cannot be done then.
fn change(
    state: &State,
    s: usize,
    (from, to): (usize, usize),
    middle: &[u32],
) -> Option<Units> {
    let (problem, route) = (state.problem, &state.routes[s]);
    let shift = &problem.shifts[s];
    let (clock, spans) = (&shift.clock, state.spans());
    let legs = legs(problem, route, (from, to), middle);
    let open = next_open(problem, route, to);
    let mut times = route.ready[from];
    for (leg, &v) in legs.iter().zip(middle) {
        let visit = &problem.visits[v as usize];
        times = clock.serve(&clock.arrive(&times, leg.drive, visit.leg_open), visit, spans.of(s, v));
        if times.iter().all(|t| *t >= NEVER) {
            return None;
        }
    }
    let onward = legs[middle.len()].drive;
    if !clock.meets(&clock.arrive(&times, onward, open), &route.late[to]) {
        return None;
    }
    let sum = |legs: &[Leg]| {
        legs.iter().fold((0, 0), |(d, m), leg| (d + leg.drive, m + leg.metres))
    };
    let (new, old) = (sum(&legs), sum(&route.legs[from..=to]));
    if route.drive + new.0 - old.0 > shift.drive_cap {
        return None;
    }
    let rates = Rates::plain(clock);
    let mut earned = route.earned[from].clone();
    for (leg, &v) in legs.iter().zip(middle) {
        let visit = &problem.visits[v as usize];
        let arrived = drive(clock, &earned, leg.drive, visit.leg_open);
        earned = serve(clock, &arrived, visit, spans.of(s, v), &rates);
    }
    let time = join(clock, &drive(clock, &earned, onward, open), &route.owed[to])?;
    let way = (new.0 - old.0) * shift.drive_rate + (new.1 - old.1) * shift.metre_rate;
    Some(way + time - route.time_cost)
}

/// The legs that reach the new visits and the one behind them.
fn legs(problem: &Problem, route: &Route, (from, to): (usize, usize), middle: &[u32]) -> Few<Leg> {
    let mut at = route.places[from];
    let mut out = Few::new();
    for &v in middle {
        let place = problem.visits[v as usize].place.0;
        out.push(leg(problem, at, place));
        at = place;
    }
    out.push(leg(problem, at, route.places[to + 1]));
    out
}

/// Puts a visit and a call where they were found to fit.
pub fn put(state: &mut State, s: usize, (p, call): (usize, CallAt), visit: u32) {
    let (range, middle) = middle(state.problem, &state.routes[s], (visit, p), call);
    state.splice(s, range, &middle);
}

/// Takes visits at `from..to` out of a route, and its call where nothing needs it any more.
pub fn remove(state: &mut State, s: usize, (from, to): (usize, usize)) {
    let problem = state.problem;
    let route = &state.routes[s];
    let (Some(stock), Some(c)) = (&problem.stock, route.supply.call) else {
        return state.splice(s, (from, to), &[]);
    };
    let stays = |p: &usize| !(from..to).contains(p) && *p != c;
    let rest: Few<u32> =
        (0..route.visits.len()).filter(stays).map(|p| route.visits[p]).collect();
    let needed = stock.reach(s, rest.iter().copied()) < rest.len();
    let (low, high) = if needed { (from, to) } else { (from.min(c), to.max(c + 1)) };
    let keeps = |p: &usize| stays(p) || (needed && *p == c);
    let middle: Few<u32> = (low..high).filter(keeps).map(|p| route.visits[p]).collect();
    state.splice(s, (low, high), &middle);
}

/// Drops the calls of changed routes that nothing needs, and puts the others where they cost least.
pub fn settle(state: &mut State) {
    let shifts: Few<usize> = state.touched_shifts().collect();
    for s in shifts {
        if let Some((range, middle)) = better(state, s) {
            state.splice(s, range, &middle);
        }
    }
}

/// A better place for the call of a route, or none at all.
fn better(state: &State, s: usize) -> Option<((usize, usize), Few<u32>)> {
    let (problem, route) = (state.problem, &state.routes[s]);
    let (c, n) = (route.supply.call?, route.visits.len());
    if !route.possible {
        return None;
    }
    if route.supply.reach >= n - 1 {
        let gone = ((c, c + 1), Few::new());
        return change(state, s, gone.0, &gone.1).filter(|d| *d <= 0).map(|_| gone);
    }
    let mut best: Option<(Units, ((usize, usize), Few<u32>))> = None;
    for g in (0..=route.supply.reach).filter(|g| *g != c) {
        let range = if g < c { (g, c + 1) } else { (c, g + 1) };
        let mut moved: Few<u32> = route.visits[range.0..range.1].into();
        if g < c { moved.rotate_right(1) } else { moved.rotate_left(1) }
        let floor = best.as_ref().map_or(0, |b| b.0);
        let legs = legs(problem, route, range, &moved);
        let drives = |legs: &[Leg]| legs.iter().map(|leg| leg.drive).sum::<Millis>();
        let costs = |legs: &[Leg]| legs.iter().map(|l| problem.leg_cost(s, *l)).sum::<Units>();
        let old = &route.legs[range.0..=range.1];
        let more = drives(&legs) - drives(old);
        let sure = costs(&legs) - costs(old) + sure_time_cost(problem, route, s, more);
        if sure < floor
            && let Some(delta) = change(state, s, range, &moved).filter(|d| *d < floor)
        {
            best = Some((delta, (range, moved)));
        }
    }
    best.map(|b| b.1)
}
