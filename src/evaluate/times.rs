//! The times of routes made by hand: the best ones where there are any, else relaxed ones.
//!
//! Two crews at one job need one start. The start of the base plan is kept where both routes can be
//! done with it. Else the earliest start is taken with which both can: the moments are tried at
//! which the two crews can arrive, with this many or that many breaks behind them, moved to the
//! first window of both. Where no such start is found the later of the two relaxed starts is tried
//! for both, a few times over; if they still differ, the verifier says so.

use super::booked;
use super::relaxed::{Walk, walk};
use super::tied;
use crate::intake::case::Link;
use crate::model::calls;
use crate::model::clock::{ALWAYS, NEVER, Times, first_in};
use crate::model::problem::{Problem, Visit};
use crate::model::schedule::{Schedule, legs, schedule};
use crate::model::solution::Solution;
use crate::rules::Tables;
use crate::units::Millis;

/// How often the starts of jobs done together are looked at again.
const ROUNDS: usize = 8;
/// The most common starts that are tried for one job in one round.
const TRIES: usize = 16;

/// The two sides of a job done together: visit and shift.
type Pair = [(u32, usize); 2];

/// Routes with the times found so far.
struct Timing<'a> {
    problem: &'a Problem<'a>,
    tables: &'a Tables,
    hand: &'a mut Solution,
}

/// Times for every route in use; the common starts are left in `hand`.
pub fn times(problem: &Problem, tables: &Tables, hand: &mut Solution) -> Vec<Option<Schedule>> {
    hand.fixed.resize(problem.visits.len(), None);
    let call = |hand: &mut Solution| {
        problem.stock.iter().for_each(|stock| calls::place(problem, stock, hand));
    };
    call(hand);
    let wishes = hand.fixed.clone();
    let met = tied::meet_all(problem, hand);
    if met.contains(&true) {
        // Their starts may be others now.
        call(hand);
    }
    let mut pairs = pairs(problem, hand);
    pairs.retain(|pair| !met[pair[0].0 as usize]);
    let both = |v: u32| met[v as usize] || pairs.iter().flatten().any(|side| side.0 == v);
    for (v, start) in hand.fixed.iter_mut().enumerate() {
        // A side without the other has nobody to meet.
        *start = start.filter(|_| both(v as u32));
    }
    let mut timing = Timing { problem, tables, hand };
    timing.meet(&pairs);
    let seen: Vec<bool> = (0..problem.visits.len() as u32).map(both).collect();
    booked::fix(problem, timing.hand, &wishes, &seen);
    let mut found: Vec<_> = (0..problem.shifts.len()).map(|s| timing.route(s)).collect();
    for _ in 0..ROUNDS {
        let again = timing.postpone(&pairs, &found);
        if again.is_empty() {
            break;
        }
        for s in again {
            found[s] = timing.route(s);
        }
    }
    found
}

/// Jobs done together with each side once in the plan, on two shifts.
fn pairs(problem: &Problem, hand: &Solution) -> Vec<Pair> {
    if !problem.linked {
        return Vec::new();
    }
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); problem.visits.len()];
    for (s, route) in hand.routes.iter().enumerate() {
        route.iter().for_each(|&v| places[v as usize].push(s));
    }
    let jobs = (0..problem.jobs.len()).filter(|&j| problem.jobs[j].link == Link::Together);
    let pair = |j: usize| {
        let visits = problem.visits_of(j);
        let (a, b) = (visits.start, visits.start + 1);
        match (&places[a][..], &places[b][..]) {
            ([x], [y]) if x != y => Some([(a as u32, *x), (b as u32, *y)]),
            _ => None,
        }
    };
    jobs.filter_map(pair).collect()
}

impl Timing<'_> {
    /// Gives pairs a common start with which both routes can be done, as far as there is one.
    fn meet(&mut self, pairs: &[Pair]) {
        for pair in pairs {
            let [a, b] = pair.map(|(v, _)| self.hand.fixed[v as usize]);
            let wish = a.filter(|_| a == b).map(|span| span.0);
            self.fix(pair, wish);
        }
        for _ in 0..ROUNDS {
            let open = |t: &Timing, p: &Pair| {
                t.hand.fixed[p[0].0 as usize].is_none() || p.iter().any(|side| !t.can(side.1))
            };
            let mut changed = false;
            for pair in pairs {
                if open(self, pair) {
                    changed |= self.earliest(pair);
                }
            }
            if !changed {
                break;
            }
        }
    }

    /// Looks for the earliest start that both can keep; says whether it found another than before.
    fn earliest(&mut self, pair: &Pair) -> bool {
        let before = pair.map(|(v, _)| self.hand.fixed[v as usize]);
        let [a, b] = pair.map(|(v, s)| (self.arrivals(v, s), self.problem.spans(s, v as usize)));
        let mut tries: Vec<Millis> = Vec::new();
        for &x in &a.0 {
            let moments = b.0.iter().map(|&y| x.max(y));
            tries.extend(moments.filter_map(|t| first_common(a.1, b.1, t)));
        }
        tries.sort_unstable();
        tries.dedup();
        tries.truncate(TRIES);
        for t in tries {
            self.fix(pair, Some(t));
            if pair.iter().all(|side| self.can(side.1)) {
                return before != [Some((t, t)); 2];
            }
        }
        for ((v, _), start) in pair.iter().zip(before) {
            self.hand.fixed[*v as usize] = start;
        }
        false
    }

    fn fix(&mut self, pair: &Pair, start: Option<Millis>) {
        for (v, _) in pair {
            self.hand.fixed[*v as usize] = start.map(|t| (t, t));
        }
    }

    /// The earliest moments at which a shift can be at a visit, by the breaks behind it.
    fn arrivals(&self, visit: u32, s: usize) -> Vec<Millis> {
        let problem = self.problem;
        let (clock, route) = (&problem.shifts[s].clock, &self.hand.routes[s]);
        let legs = legs(problem, s, route);
        let mut ready: Times = clock.departure();
        for (p, &v) in route.iter().enumerate() {
            let stop = &problem.visits[v as usize];
            let arrived = clock.arrive(&ready, legs[p].drive, stop.leg_open);
            if v == visit {
                let states = arrived.iter().take(clock.breaks + 1);
                let gates = (0..clock.breaks)
                    .filter(|_| stop.break_inside)
                    .map(|k| clock.chains[k][k + 1].gate - stop.duration);
                return states.copied().filter(|t| *t < NEVER).chain(gates).collect();
            }
            let fixed = self.hand.fixed[v as usize].map(|span| [span]);
            let own = fixed.as_ref().map_or(problem.spans(s, v as usize), |one| &one[..]);
            ready = clock.serve(&arrived, stop, own);
        }
        Vec::new()
    }

    fn best(&self, s: usize) -> Option<Schedule> {
        schedule(self.problem, s, &self.hand.routes[s], &|v| self.hand.fixed[v as usize])
    }

    fn can(&self, s: usize) -> bool {
        self.best(s).is_some()
    }

    /// The times of one route, if it is in use.
    fn route(&self, s: usize) -> Option<Schedule> {
        let (problem, visits) = (self.problem, &self.hand.routes[s]);
        if visits.is_empty() {
            return None;
        }
        if let Some(best) = self.best(s) {
            return Some(best);
        }
        let legs = legs(problem, s, visits);
        let route: Vec<&Visit> = visits.iter().map(|&v| &problem.visits[v as usize]).collect();
        let windows = |v: &u32| self.tables.windows.get(*v as usize).and_then(|w| w.as_deref());
        let windows: Vec<_> = visits.iter().map(windows).collect();
        let fixed: Vec<_> = visits.iter().map(|&v| self.hand.fixed[v as usize]).collect();
        let clock = &problem.shifts[s].clock;
        let way = Walk { clock, legs: &legs, route: &route, windows: &windows, fixed: &fixed };
        Some(walk(&way))
    }

    /// Asks both sides of pairs that start apart for the later start; their shifts.
    fn postpone(&mut self, pairs: &[Pair], found: &[Option<Schedule>]) -> Vec<usize> {
        let mut apart = Vec::new();
        for pair in pairs {
            let [a, b] = pair.map(|(v, s)| self.start(v, s, found));
            if a != b {
                self.fix(pair, Some(a.max(b)));
                apart.extend(pair.map(|(_, s)| s));
            }
        }
        apart
    }

    fn start(&self, visit: u32, s: usize, found: &[Option<Schedule>]) -> Millis {
        let at = self.hand.routes[s].iter().position(|&v| v == visit);
        let stop = at.zip(found[s].as_ref()).map(|(p, times)| times.stops[p].start);
        stop.unwrap_or(ALWAYS)
    }
}

/// The first moment from `t` on that lies in both lists of intervals.
fn first_common(a: &[(Millis, Millis)], b: &[(Millis, Millis)], mut t: Millis) -> Option<Millis> {
    loop {
        let later = first_in(b, first_in(a, t)?)?;
        if first_in(a, later) == Some(later) {
            return Some(later);
        }
        t = later;
    }
}
