//! The times of one route as they will be printed: the best ones, departure as late as helps.

use super::clock::{NEVER, ShiftClock, first_in};
use super::early::cut;
use super::problem::{Leg, Problem, Visit};
use super::pwl::{Fun, Val, stretches, value_at};
use super::timing::{
    Earned, Rates, depart, drive, drive_at_once, home, penalty_units, serve, wait,
};
use crate::units::Millis;

/// Clock times of a route.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    pub departure: Millis,
    /// Return to the end place, or the end of the last service on an open end.
    pub back: Millis,
    pub stops: Vec<StopTimes>,
    pub breaks: Vec<BreakTime>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StopTimes {
    pub leg: Leg,
    pub arrival: Millis,
    pub start: Millis,
    pub end: Millis,
    pub departure: Millis,
}

/// A break of the shift (by its position there) and where it falls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakTime {
    pub index: usize,
    pub start: Millis,
    pub end: Millis,
    pub place: BreakAt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakAt {
    /// On its own, after so many visits.
    Stop(usize),
    /// On the way to a visit, or home where it equals their number.
    OnTheWay(usize),
    /// Inside a visit's service.
    Inside(usize),
}

impl Default for Leg {
    fn default() -> Leg {
        Leg::NONE
    }
}

/// How many breaks have been taken when: before departure, before each service, after it, at home.
struct States {
    departure: Millis,
    out: usize,
    /// On the way to each visit, before the drive.
    early: Vec<usize>,
    before: Vec<usize>,
    after: Vec<usize>,
    home: usize,
    /// Planned starts; the real ones are never later.
    starts: Vec<Millis>,
}

/// The legs of a route, the way home last.
pub fn legs(problem: &Problem, shift: usize, visits: &[u32]) -> Vec<Leg> {
    let s = &problem.shifts[shift];
    let mut at = s.start;
    let mut out = Vec::with_capacity(visits.len() + 1);
    for &v in visits {
        let place = Some(problem.visits[v as usize].place);
        out.push(problem.leg(at, place));
        at = place;
    }
    out.push(problem.leg(at, s.end));
    out
}

/// The best times of a route, or `None` where it cannot be done. `fixed` gives visits of linked
/// jobs the interval that is left for their start.
pub fn schedule(
    problem: &Problem,
    shift: usize,
    visits: &[u32],
    fixed: &dyn Fn(u32) -> Option<(Millis, Millis)>,
) -> Option<Schedule> {
    let clock = &problem.shifts[shift].clock;
    let legs = legs(problem, shift, visits);
    let spans: Vec<Vec<(Millis, Millis)>> = visits
        .iter()
        .map(|&v| {
            let own = problem.spans(shift, v as usize);
            match fixed(v) {
                Some(span) => cut(own, span).collect(),
                None => own.to_vec(),
            }
        })
        .collect();
    let route: Vec<&Visit> = visits.iter().map(|&v| &problem.visits[v as usize]).collect();
    let states = choose(clock, &legs, &route, &spans)?;
    let open_end = problem.shifts[shift].end.is_none();
    Some(run(clock, (&legs, open_end), &route, &spans, &states))
}

fn choose(
    clock: &ShiftClock,
    legs: &[Leg],
    route: &[&Visit],
    spans: &[Vec<(Millis, Millis)>],
) -> Option<States> {
    let rates = Rates::tie_broken(clock);
    let n = route.len();
    let mut ready: Vec<Earned<i128>> = vec![depart(clock, &rates)];
    let mut waited: Vec<Earned<i128>> = Vec::with_capacity(n);
    let mut arrived: Vec<Earned<i128>> = Vec::with_capacity(n + 1);
    for p in 0..n {
        // Before the first drive nobody waits: what comes before it comes before departure.
        waited.push(if p > 0 { wait(clock, &ready[p]) } else { ready[p].clone() });
        arrived.push(drive_at_once(clock, &waited[p], legs[p].drive, route[p].leg_open));
        ready.push(serve(clock, &arrived[p], route[p], &spans[p], &rates));
    }
    arrived.push(drive(clock, &ready[n], legs[n].drive, super::clock::ALWAYS));
    let (mut state, mut at) = best_home(clock, &arrived[n], &rates)?;
    let mut s = States {
        departure: 0,
        out: 0,
        early: vec![0; n],
        before: vec![0; n],
        after: vec![0; n],
        home: state,
        starts: vec![0; n],
    };
    for p in (0..=n).rev() {
        let open = route.get(p).map_or(super::clock::ALWAYS, |v| v.leg_open);
        let value = value_at(&arrived[p][state], at);
        let from = if p < n { &waited[p] } else { &ready[p] };
        (state, at) = leg_back(clock, from, state, at, value, legs[p].drive, open)?;
        if p < n {
            s.early[p] = state;
        }
        if p > 0 && p < n {
            (state, at) = leg_back(clock, &ready[p], state, at, value, 0, super::clock::ALWAYS)?;
        }
        if p == 0 {
            break;
        }
        s.after[p - 1] = state;
        let way = (&arrived[p - 1], route[p - 1], &spans[p - 1][..]);
        (state, at) = serve_back(clock, way, state, at, value, rates.unit)?;
        s.before[p - 1] = state;
        s.starts[p - 1] = at;
    }
    s.out = state;
    s.departure = at;
    Some(s)
}

/// The state and the earliest moment of the best return.
fn best_home(
    clock: &ShiftClock,
    arrived: &Earned<i128>,
    rates: &Rates<i128>,
) -> Option<(usize, Millis)> {
    let owed = home(clock, rates);
    let mut best: Option<(i128, Millis, usize)> = None;
    for i in 0..=clock.breaks {
        let (fun, end) = &owed[i];
        if fun.is_empty() {
            continue;
        }
        stretches(&arrived[i], clock.from, *end, &[clock.to], |a, b, p| {
            for t in [a, b] {
                let key = (p.at(t) + value_at(fun, t), t, i);
                if best.is_none_or(|old| key < old) {
                    best = Some(key);
                }
            }
        });
    }
    best.map(|(_, t, i)| (i, t))
}

/// From which state, ready when, a leg reached `state` at `at` for `value`.
fn leg_back(
    clock: &ShiftClock,
    ready: &Earned<i128>,
    state: usize,
    at: Millis,
    value: i128,
    drive: Millis,
    open: Millis,
) -> Option<(usize, Millis)> {
    let holds = |fun: &Fun<i128>, t: Millis| {
        t >= open && fun.first().is_some_and(|p| p.from <= t) && value_at(fun, t) == value
    };
    if holds(&ready[state], at - drive) {
        return Some((state, at - drive));
    }
    (0..state).rev().find_map(|i| {
        let c = &clock.chains[i][state];
        let t = (at - drive - c.dur).min(c.latest);
        (at >= c.ready && holds(&ready[i], t)).then_some((i, t))
    })
}

/// From which state, started when, a service was over by `at` in `state` for `value`.
fn serve_back(
    clock: &ShiftClock,
    (arrived, v, spans): (&Earned<i128>, &Visit, &[(Millis, Millis)]),
    state: usize,
    at: Millis,
    value: i128,
    unit: i128,
) -> Option<(usize, Millis)> {
    let mut cuts: Vec<Millis> = v.late.iter().map(|l| l.0).collect();
    cuts.extend(v.promise.iter().flat_map(|p| [p.0, p.1 + 1]));
    for i in (0..=state).rev() {
        if i < state && !v.break_inside {
            break;
        }
        let c = &clock.chains[i][state];
        let takes = v.duration + if i < state { c.dur } else { 0 };
        let (mut low, mut high) = (super::clock::ALWAYS, at - takes);
        if v.finish < NEVER {
            high = high.min(v.finish - takes);
        }
        if i < state {
            low = c.gate - v.duration;
            high = high.min(c.latest);
        }
        let mut found = None;
        for span in spans {
            let (from, to) = (span.0.max(low), span.1.min(high));
            stretches(&arrived[i], from, to, &cuts, |a, b, p| {
                for t in [a, b] {
                    let total = p.at(t) + i128::of(penalty_units(v, t)) * unit;
                    if found.is_none() && total == value {
                        found = Some(t);
                    }
                }
            });
        }
        if let Some(t) = found {
            return Some((i, t));
        }
    }
    None
}

/// Plays the route forward with the chosen departure and break states, every start as early as the
/// plan's prices allow.
fn run(
    clock: &ShiftClock,
    (legs, open_end): (&[Leg], bool),
    route: &[&Visit],
    spans: &[Vec<(Millis, Millis)>],
    s: &States,
) -> Schedule {
    let mut out = Schedule { departure: s.departure, ..Schedule::default() };
    let mut now = clock.from;
    for k in 0..s.out {
        now = take(&mut out, clock, k, now, BreakAt::Stop(0));
    }
    now = s.departure;
    let mut state = s.out;
    for (p, v) in route.iter().enumerate() {
        let (arrival, free) = travel(
            &mut out,
            clock,
            (p, legs[p].drive, v.leg_open),
            [state, s.early[p], s.before[p]],
            now,
        );
        let inside = s.before[p]..s.after[p];
        let mut low = free;
        if !inside.is_empty() {
            low = low.max(clock.chains[inside.start][inside.end].gate - v.duration);
        }
        let start = early_start(v, &spans[p], low, s.starts[p]);
        let mut end = start + v.duration;
        let mut at = start;
        for k in inside {
            at = take(&mut out, clock, k, at, BreakAt::Inside(p));
            let b = out.breaks.last().expect("just taken");
            end += b.end - b.start;
        }
        state = s.after[p];
        out.stops.push(StopTimes { leg: legs[p], arrival, start, end, departure: end });
        now = end;
    }
    let n = route.len();
    now = go_home(&mut out, clock, (legs[n].drive, open_end), state..s.home, now);
    out.back = now;
    for k in s.home..clock.breaks {
        now = take(&mut out, clock, k, now, BreakAt::Stop(n));
    }
    out
}

/// Drives home with breaks that delay the return. Nobody waits at the end place or in the middle of
/// a drive: what is early leaves later. Breaks that must come before such a departure are taken
/// where the crew is.
fn go_home(
    out: &mut Schedule,
    clock: &ShiftClock,
    (drive, open_end): (Millis, bool),
    mut breaks: std::ops::Range<usize>,
    mut now: Millis,
) -> Millis {
    let n = out.stops.len();
    while !breaks.is_empty() {
        let c = &clock.chains[breaks.start][breaks.end];
        let leave = (now + drive + c.dur).max(c.ready) - drive - c.dur;
        if leave <= c.latest && drive > 0 && !open_end {
            now = leave;
            break;
        }
        now = take(out, clock, breaks.start, now, BreakAt::Stop(n));
        breaks.start += 1;
    }
    if let Some(last) = out.stops.last_mut() {
        last.departure = now;
    }
    let mut left = drive;
    for k in breaks {
        let driven = (clock.chains[k][k + 1].gate - now).clamp(0, left);
        left -= driven;
        now = take(out, clock, k, now + driven, BreakAt::OnTheWay(n));
    }
    now + left
}

/// Takes break `k` at the earliest moment from `at` on; returns its end.
fn take(out: &mut Schedule, clock: &ShiftClock, k: usize, at: Millis, place: BreakAt) -> Millis {
    let c = &clock.chains[k][k + 1];
    let start = at.max(c.gate);
    let end = start + c.dur;
    out.breaks.push(BreakTime { index: k, start, end, place });
    end
}

/// Drives to stop `p` with breaks before the drive and on the leg: when one arrives, and when one
/// is free to start.
fn travel(
    out: &mut Schedule,
    clock: &ShiftClock,
    (p, drive, open): (usize, Millis, Millis),
    [state, early, before]: [usize; 3],
    ready: Millis,
) -> (Millis, Millis) {
    let mut now = ready;
    for k in state..early {
        now = take(out, clock, k, now, BreakAt::Stop(p));
    }
    now = now.max(open);
    let mut left = drive;
    let mut arrival = None;
    if p > 0 {
        out.stops[p - 1].departure = now;
    }
    for k in early..before {
        let start = now.max(clock.chains[k][k + 1].gate);
        if left == drive && drive > 0 && start == now && p > 0 {
            now = take(out, clock, k, now, BreakAt::Stop(p));
            out.stops[p - 1].departure = now;
        } else if start - now < left {
            left -= start - now;
            now = take(out, clock, k, now, BreakAt::OnTheWay(p));
        } else {
            arrival.get_or_insert(now + left);
            now = take(out, clock, k, now + left, BreakAt::Stop(p));
            left = 0;
        }
    }
    let arrival = arrival.unwrap_or(now + left);
    (arrival, now + left)
}

/// The earliest start that costs no more than the planned one.
fn early_start(v: &Visit, spans: &[(Millis, Millis)], free: Millis, planned: Millis) -> Millis {
    let limit = penalty_units(v, planned);
    let tries = [Some(free), v.promise.map(|p| p.0.max(free))];
    tries
        .into_iter()
        .flatten()
        .filter_map(|t| first_in(spans, t))
        .find(|&t| t <= planned && penalty_units(v, t) <= limit)
        .unwrap_or(planned)
}
