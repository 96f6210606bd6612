//! The unit of time: what divides every time that the model names.

use crate::model::problem::{Problem, Shift, Visit};
use crate::units::Millis;

/// A visit's times on one shift, counted from the shift's beginning and cut to its length.
pub struct Times {
    /// Closed intervals of the start.
    pub spans: Vec<(Millis, Millis)>,
    /// The latest end.
    pub finish: Millis,
    /// The earliest beginning of the drive there.
    pub open: Millis,
    /// Where lateness begins to be priced, if it can be on this shift.
    pub due: Option<Millis>,
    /// The promise, as far as it lies in this shift; `None` where it cannot be kept.
    pub told: Option<(Millis, Millis)>,
}

pub fn times(problem: &Problem, s: usize, v: usize) -> Times {
    let (shift, visit) = (&problem.shifts[s], &problem.visits[v]);
    let (from, length) = (shift.clock.from, length(shift));
    let told = visit.promise.map(|p| ((p.0 - from).max(0), (p.1 - from).min(length)));
    let due = visit.late.map(|l| (l.0 - from).min(length));
    let within = |t: Millis| t.clamp(from, from + length) - from;
    Times {
        spans: problem.spans(s, v).iter().map(|w| (w.0 - from, w.1 - from)).collect(),
        finish: within(visit.finish),
        open: within(visit.leg_open),
        due,
        told: told.filter(|t| t.0 <= t.1),
    }
}

/// From the shift's beginning to its latest return.
pub fn length(shift: &Shift) -> Millis {
    shift.clock.latest_return - shift.clock.from
}

/// A break of a shift: length, earliest and latest start, counted from the shift's beginning.
pub struct Rest {
    pub takes: Millis,
    pub earliest: Millis,
    pub latest: Millis,
}

pub fn rests(shift: &Shift) -> Vec<Rest> {
    let clock = &shift.clock;
    let each = (0..clock.breaks).map(|k| {
        let one = &clock.chains[k][k + 1];
        Rest {
            takes: one.dur,
            earliest: one.ready - one.dur - clock.from,
            latest: (one.latest - clock.from).min(length(shift)),
        }
    });
    each.collect()
}

/// The greatest common divisor of all times of the problem.
pub fn common(problem: &Problem) -> Millis {
    let mut tick = 0;
    let first = problem.shifts.first().map_or(0, |s| s.clock.from);
    for (s, shift) in problem.shifts.iter().enumerate() {
        let clock = &shift.clock;
        for t in [clock.from - first, clock.to - clock.from, length(shift)] {
            tick = gcd(tick, t);
        }
        for rest in rests(shift) {
            for t in [rest.takes, rest.earliest, rest.latest] {
                tick = gcd(tick, t);
            }
        }
        if shift.drive_cap <= length(shift) {
            tick = gcd(tick, shift.drive_cap);
        }
        for (v, visit) in problem.visits.iter().enumerate().filter(|(v, _)| problem.allowed(s, *v))
        {
            tick = of_visit(problem, s, v, visit, tick);
        }
    }
    tick = gcd(tick, of_resources(problem, first));
    for tie in &problem.ties.list {
        tick = gcd(gcd(tick, tie.min.unwrap_or(0)), tie.max.unwrap_or(0));
    }
    for due in problem.visits.iter().filter_map(|v| v.due).filter(|_| problem.worst_rate > 0) {
        tick = gcd(tick, due - first);
    }
    tick.max(1)
}

/// What divides the times of uses and hires, and of the dates and blocks they lie on.
fn of_resources(problem: &Problem, first: Millis) -> Millis {
    let resources = &problem.resources;
    let mut tick = 0;
    if resources.is_empty() {
        return tick;
    }
    for one in resources.users().iter().flat_map(|v| resources.of_visit(*v)) {
        tick = gcd(gcd(tick, one.offset), one.lasts);
    }
    for r in 0..resources.len() {
        tick = gcd(tick, resources.get(r).minimum());
        for (from, to, _) in resources.get(r).limits() {
            tick = gcd(gcd(tick, from - first), to - first);
        }
    }
    let from = resources.day(first);
    let last = problem.shifts.iter().map(|s| s.clock.latest_return).max().unwrap_or(first);
    for day in from..=resources.day(last) {
        tick = gcd(tick, resources.date(day).0 - first);
    }
    tick
}

fn of_visit(problem: &Problem, s: usize, v: usize, visit: &Visit, mut tick: Millis) -> Millis {
    let shift = &problem.shifts[s];
    let t = times(problem, s, v);
    tick = gcd(gcd(gcd(tick, visit.duration), t.finish), t.open);
    for (a, b) in t.spans.into_iter().chain(t.told) {
        tick = gcd(gcd(tick, a), b);
    }
    tick = gcd(tick, t.due.unwrap_or(0));
    let here = Some(visit.place);
    let others = problem.visits.iter().map(|o| Some(o.place));
    for to in others.chain([shift.end]) {
        tick = gcd(tick, problem.leg(here, to).drive);
    }
    gcd(tick, problem.leg(shift.start, here).drive)
}

fn gcd(a: Millis, b: Millis) -> Millis {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}
