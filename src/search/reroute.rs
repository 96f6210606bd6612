//! A stretch of a route replaced: what that changes, and the call with it.
//!
//! A call that nothing needs any more is dropped, and after a move each call of a changed route is
//! put where it costs least.

use super::calls::{CallAt, Few};
use super::insert::{next_open, sure_time_cost};
use super::route::{Route, Spans};
use super::state::State;
use super::supply::leg;
use crate::model::clock::NEVER;
use crate::model::problem::{Leg, Problem};
use crate::model::timing::{Rates, drive, join, serve};
use crate::units::{Millis, Units};

/// A range of a route's visits, and what comes in its place.
pub type Stretch = ((usize, usize), Few<u32>);

/// What visit and call make of a route: the range of its visits that changes, and into what.
pub fn with_call(
    problem: &Problem,
    route: &Route,
    (visit, p): (u32, usize),
    call: CallAt,
) -> Stretch {
    let stock = problem.stock.as_ref().expect("there is a call to make");
    let g = call.gap();
    let low = p.min(g);
    let (top, to) = match route.supply.call {
        Some(c) => (c, c + 1),
        None => (p.max(g), p.max(g)),
    };
    let mut out = Few::new();
    for gap in low..=top {
        let both = [(g, stock.call), (p, visit)];
        let order = if call.is_behind() { [both[1], both[0]] } else { both };
        out.extend(order.into_iter().filter(|(at, _)| *at == gap).map(|(_, v)| v));
        out.extend((gap < top).then(|| route.visits[gap]));
    }
    ((low, to), out)
}

/// What the route costs more with other visits in the place of those in a range; `None` where it
/// cannot be done then.
pub fn change(
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
        times =
            clock.serve(&clock.arrive(&times, leg.drive, visit.leg_open), visit, spans.of(s, v));
        if times.iter().all(|t| *t >= NEVER) {
            return None;
        }
    }
    let onward = legs[middle.len()].drive;
    if !clock.meets(&clock.arrive(&times, onward, open), &route.late[to]) {
        return None;
    }
    let sum =
        |legs: &[Leg]| legs.iter().fold((0, 0), |(d, m), leg| (d + leg.drive, m + leg.metres));
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
    let (range, middle) = with_call(state.problem, &state.routes[s], (visit, p), call);
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
    let rest: Few<u32> = (0..route.visits.len()).filter(stays).map(|p| route.visits[p]).collect();
    let needed = stock.reach(s, rest.iter().copied()) < rest.len();
    let (low, high) = if needed { (from, to) } else { (from.min(c), to.max(c + 1)) };
    let keeps = |p: &usize| stays(p) || (needed && *p == c);
    let middle: Few<u32> = (low..high).filter(keeps).map(|p| route.visits[p]).collect();
    state.splice(s, (low, high), &middle);
}

impl State<'_> {
    /// By shift, where its route calls; empty without a warehouse.
    pub fn calls(&self) -> Vec<Option<usize>> {
        let all = self.routes.iter().filter(|_| self.problem.stock.is_some());
        all.map(|route| route.supply.call).collect()
    }

    /// Puts the calls of routes that else have the same visits where they were.
    pub fn move_calls(&mut self, calls: &[Option<usize>]) {
        let problem = self.problem;
        let Some(stock) = &problem.stock else { return };
        for (s, &call) in calls.iter().enumerate() {
            let route = &self.routes[s];
            if route.supply.call != call {
                let mut visits: Few<u32> = problem.served(&route.visits).collect();
                call.into_iter().for_each(|c| visits.insert(c, stock.call));
                self.splice(s, (0, route.visits.len()), &visits);
            }
        }
    }
}

/// Drops the calls of changed routes that nothing needs, and puts the others where they cost least.
pub fn settle(state: &mut State) {
    let shifts: Few<usize> = state.touched_shifts().collect();
    for s in shifts {
        if let Some((range, middle)) = better(state, s)
            && state.leaves_room_for(s, range, &middle)
        {
            state.splice(s, range, &middle);
        }
    }
}

/// A better place for the call of a route, or none at all.
fn better(state: &State, s: usize) -> Option<Stretch> {
    let (problem, route) = (state.problem, &state.routes[s]);
    let (c, n) = (route.supply.call?, route.visits.len());
    if !route.possible {
        return None;
    }
    if route.supply.reach >= n - 1 {
        let gone = ((c, c + 1), Few::new());
        return change(state, s, gone.0, &gone.1).filter(|d| *d <= 0).map(|_| gone);
    }
    let mut best: Option<(Units, Stretch)> = None;
    for g in (0..=route.supply.reach).filter(|g| *g != c) {
        let range = if g < c { (g, c + 1) } else { (c, g + 1) };
        let mut moved: Few<u32> = route.visits[range.0..range.1].into();
        if g < c {
            moved.rotate_right(1)
        } else {
            moved.rotate_left(1)
        }
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
