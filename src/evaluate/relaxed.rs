//! The times of a route that cannot be done in time: what would happen if a crew did it anyway.
//!
//! The crew begins at the start of its shift, goes from stop to stop, waits for a window or for
//! `now` if that still comes within the shift, else begins on arrival, and ends when it ends. It
//! departs as late as does not change its first start. A break is taken where it costs no time,
//! else after the service if that is soon enough, else before it; one that is overdue at once.
//! Which rules all that breaks is for the verifier to say.

use crate::model::clock::{Chain, ShiftClock};
use crate::model::problem::{Leg, Visit};
use crate::model::schedule::{BreakAt, BreakTime, Schedule, StopTimes};
use crate::units::Millis;

/// What a route is made of.
pub struct Walk<'a> {
    pub clock: &'a ShiftClock,
    /// The legs, the way home last.
    pub legs: &'a [Leg],
    pub route: &'a [&'a Visit],
    /// When each visit may start, whatever the shift's hours; `None` = at any time.
    pub windows: &'a [Option<&'a [(Millis, Millis)]>],
    /// Common starts with another crew.
    pub fixed: &'a [Option<(Millis, Millis)>],
}

/// The times of the whole route.
pub fn walk(walk: &Walk) -> Schedule {
    let mut w = Walker { walk, out: Schedule::default(), taken: 0, now: walk.clock.from };
    w.out.departure = w.now;
    for p in 0..walk.route.len() {
        w.stop(p);
    }
    w.home();
    w.out
}

struct Walker<'a> {
    walk: &'a Walk<'a>,
    out: Schedule,
    /// Breaks taken.
    taken: usize,
    now: Millis,
}

impl Walker<'_> {
    /// The next break, if one is due still.
    fn next(&self) -> Option<Chain> {
        let clock = self.walk.clock;
        (self.taken < clock.breaks).then(|| clock.chains[self.taken][self.taken + 1])
    }

    fn take(&mut self, start: Millis, dur: Millis, place: BreakAt) -> Millis {
        self.out.breaks.push(BreakTime { index: self.taken, start, end: start + dur, place });
        self.taken += 1;
        start + dur
    }

    /// When service at a visit begins for whoever is there at `t`.
    fn begin(&self, p: usize, t: Millis) -> Millis {
        let last = self.walk.clock.latest_return;
        if let Some((common, _)) = self.walk.fixed[p] {
            return if common <= last { common.max(t) } else { t };
        }
        let windows = self.walk.windows[p].unwrap_or(&[]);
        let next = windows.iter().find(|w| w.1 >= t).map(|w| w.0.max(t));
        next.filter(|start| *start <= last).unwrap_or(t)
    }

    fn stop(&mut self, p: usize) {
        let v = self.walk.route[p];
        let drive = self.walk.legs[p].drive;
        if v.leg_open <= self.walk.clock.latest_return {
            self.now = self.now.max(v.leg_open);
        }
        self.leave(p);
        let (mut left, mut arrival) = (drive, None);
        while let Some(b) = self.next() {
            let free = self.now + left;
            let start = self.begin(p, free);
            let at = self.now.max(b.gate);
            if at >= start {
                break;
            }
            // What is driven before the break begins.
            let driven = (at - self.now).min(left);
            let after = self.begin(p, at + b.dur + left - driven);
            let end = start + v.duration;
            let inside = v.break_inside && b.gate.max(start) <= b.latest.min(end);
            if after > start && (end <= b.latest || inside) {
                break;
            }
            self.rest_before(p, (at, b.dur), &mut left, driven, &mut arrival);
        }
        let free = self.now + left;
        let arrival = arrival.unwrap_or(free);
        let start = self.begin(p, free);
        let mut end = start + v.duration;
        while let Some(b) = self.next().filter(|_| v.break_inside) {
            let rested = end - start - v.duration;
            let at = match rested {
                0 => b.gate.max(start),
                _ => b.gate.max(self.out.breaks.last().map_or(start, |last| last.end)),
            };
            if at > b.latest || at > start + v.duration + rested {
                break;
            }
            self.take(at, b.dur, BreakAt::Inside(p));
            end += b.dur;
        }
        self.out.stops.push(StopTimes {
            leg: self.walk.legs[p],
            arrival,
            start,
            end,
            departure: end,
        });
        if p == 0 {
            self.leave_late(drive);
        }
        self.now = end;
    }

    /// A break before the drive to a stop, on the way there, or in the wait there.
    fn rest_before(
        &mut self,
        p: usize,
        (at, dur): (Millis, Millis),
        left: &mut Millis,
        driven: Millis,
        arrival: &mut Option<Millis>,
    ) {
        let whole = self.walk.legs[p].drive;
        if driven == 0 && *left == whole && whole > 0 {
            self.now = self.take(at, dur, BreakAt::Stop(p));
            self.leave(p);
        } else if driven < *left {
            *left -= driven;
            self.now = self.take(at, dur, BreakAt::OnTheWay(p));
        } else {
            arrival.get_or_insert(self.now + *left);
            *left = 0;
            self.now = self.take(at, dur, BreakAt::Stop(p));
        }
    }

    /// The drive to stop `p` begins now.
    fn leave(&mut self, p: usize) {
        match p {
            0 => self.out.departure = self.now,
            _ => self.out.stops[p - 1].departure = self.now,
        }
    }

    /// Moves the departure of the shift as late as does not change its first start.
    fn leave_late(&mut self, drive: Millis) {
        let first = &mut self.out.stops[0];
        let on_the_way = self.out.breaks.iter().any(|b| b.place == BreakAt::OnTheWay(0));
        let last = self.out.breaks.iter().filter(|b| b.place == BreakAt::Stop(0)).map(|b| b.end);
        let rested = last.max().unwrap_or(self.walk.clock.from);
        if !on_the_way && rested + drive <= first.start {
            self.out.departure = first.start - drive;
            first.arrival = first.start;
        }
    }

    fn home(&mut self) {
        let n = self.walk.route.len();
        let mut left = self.walk.legs[n].drive;
        while let Some(b) = self.next() {
            let back = self.now + left;
            let at = back.max(b.gate);
            if at <= b.latest && at + b.dur <= self.walk.clock.to {
                break;
            }
            let at = self.now.max(b.gate);
            if at == self.now && left == self.walk.legs[n].drive {
                self.now = self.take(at, b.dur, BreakAt::Stop(n));
                self.leave(n);
            } else if at - self.now < left {
                left -= at - self.now;
                self.now = self.take(at, b.dur, BreakAt::OnTheWay(n));
            } else {
                break;
            }
        }
        self.out.back = self.now + left;
        self.now = self.out.back;
        while let Some(b) = self.next() {
            self.now = self.take(self.now.max(b.gate), b.dur, BreakAt::Stop(n));
        }
    }
}
