//! Calls at the warehouse: where a visit goes that needs one before it.
//!
//! A visit that the van can serve with what it holds, or that comes behind the route's call, is
//! inserted like any other. Else it goes in together with a call: in a route without one at every
//! gap that the stock allows, in a route with one in the stead of that.

use super::insert::{self, Candidate, Legs, Place, sure_time_cost, takes};
use super::reroute;
use super::route::Route;
use super::state::State;
use super::supply::leg;
use crate::model::problem::{Leg, Problem, Visit};
use crate::model::stock::Stock;
use crate::units::{Metres, Millis, Units};
use smallvec::SmallVec;
use std::num::NonZeroU16;

/// Of more gaps than this only the nearest and the cheapest are tried for a call.
const MOST_GAPS: usize = 12;

/// Where a call goes in a route without it, in two bytes: candidates are many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallAt(NonZeroU16);

impl CallAt {
    /// Behind so many visits, and behind the new one too where that goes into the same gap. No
    /// request has so many visits that this does not fit.
    fn new(gap: usize, behind: bool) -> CallAt {
        CallAt(NonZeroU16::MIN.saturating_add(2 * gap as u16 + u16::from(behind)))
    }

    pub fn gap(self) -> usize {
        usize::from(self.0.get() - 1) / 2
    }

    pub fn is_behind(self) -> bool {
        self.0.get().is_multiple_of(2)
    }
}

pub type Few<T> = SmallVec<[T; 16]>;

/// A route without its call, into which a visit is to go with one.
struct Bare<'a, 'p> {
    problem: &'a Problem<'p>,
    route: &'a Route,
    shift: usize,
    v: &'a Visit,
    call: &'a Visit,
    legs: &'a Legs<'a>,
    own: &'a [(Millis, Millis)],
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
        let base = base(state, shift, visit);
        let early = route.keeps_stock(problem, shift, (visit, 0), None);
        if early || base >= limit || !takes(state, shift, visit) {
            return None;
        }
        let own = state.starts_of(shift, visit);
        own.first()?;
        let n = route.visits.len();
        Some(Bare {
            problem,
            route,
            shift,
            v: &problem.visits[visit as usize],
            call: &problem.visits[stock.call as usize],
            legs,
            own,
            last: route.supply.call.unwrap_or(n),
            with: with(stock, route, shift, visit),
            base,
        })
    }

    /// The places around a gap.
    fn around(&self, gap: usize) -> (u32, u32) {
        let skip = |k: usize| match self.route.supply.call {
            Some(c) if k > c => self.route.places[k + 1],
            _ => self.route.places[k],
        };
        (skip(gap), skip(gap + 1))
    }

    /// The gaps to try for a call from `low` to `high`: all, or the ends and the cheapest.
    fn gaps(&self, low: usize, high: usize) -> Few<usize> {
        if high < low || high - low < MOST_GAPS {
            return (low..high + 1).collect();
        }
        let spots = &self.route.supply.spots;
        let cheapest = (low + 1..high).min_by_key(|&g| spots[g].drive).unwrap_or(low);
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
                    self.add(p, CallAt::new(gap, false), limit, out);
                }
            }
            if let Some(with) = self.with.filter(|with| *with >= p) {
                for gap in self.gaps(p, with.min(self.last)) {
                    self.add(p, CallAt::new(gap, true), limit, out);
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
            let (shift, position) = (self.shift as u32, p as u16);
            out.push(Candidate { sure, shift, position, call: Some(call) });
        }
    }

    /// What driving and metres visit and call add to the route.
    fn extra(&self, p: usize, call: CallAt) -> (Millis, Metres) {
        let (a, b) = self.around(p);
        let here = self.call.place.0;
        let (g, spots) = (call.gap(), &self.route.supply.spots);
        let mut sum = (0, 0);
        if let Some(c) = self.route.supply.call {
            sum = (-spots[c].drive, -spots[c].metres);
        }
        let mut add = |leg: Leg, sign: i64| {
            sum.0 += sign * leg.drive;
            sum.1 += sign * leg.metres;
        };
        add(spots[p].old, -1);
        match (g == p, call.is_behind()) {
            (false, _) => {
                let (to, on) = self.legs.between(a, b);
                add(to, 1);
                add(on, 1);
                return (sum.0 + spots[g].drive, sum.1 + spots[g].metres);
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
        let (g, gaps) = (call.gap(), &self.route.gaps);
        let spots = &self.route.supply.spots;
        let takes = |gap: usize, more: Millis, drive: Millis| {
            more + drive + spots[gap].old.drive <= gaps[gap].spare
        };
        let first = self.own[0].0 + self.v.duration;
        if first > gaps[p].latest {
            return false;
        }
        if g == p {
            return takes(p, self.v.duration + self.call.duration, self.extra(p, call).0);
        }
        let (a, b) = self.around(p);
        let (to, on) = self.legs.between(a, b);
        takes(g, self.call.duration, spots[g].drive)
            && to.drive + on.drive + self.v.duration <= gaps[p].spare
    }
}

/// What the visit costs anywhere on the shift; of unequal loads what its service does to them.
fn base(state: &State, shift: usize, visit: u32) -> Units {
    let problem = state.problem;
    let service = problem.visits[visit as usize].duration;
    problem.fixed_cost(shift, visit as usize)
        + state.opening_cost(shift)
        + state.unfair_step(shift, service, 0)
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
pub fn best(state: &State, shift: usize, visit: u32, legs: &Legs, limit: Units) -> Option<Place> {
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
    let (range, middle) = reroute::with_call(problem, route, (visit, p), call);
    if !state.leaves_room_for(s, range, &middle) {
        return None;
    }
    let delta = reroute::change(state, s, range, &middle)?;
    let base = base(state, s, visit);
    let (shift, position) = (at.shift, u32::from(at.position));
    Some(Place { shift, position, call: Some(call), delta: base + delta })
}
