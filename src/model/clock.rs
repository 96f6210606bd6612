//! The clock of a shift: earliest and latest times, with breaks as states instead of stops.
//!
//! A route is at every moment in a state: how many of the shift's breaks have been taken. For each
//! state a single number, the earliest time one can be ready, says all about feasibility, because
//! waiting is always allowed and every step is monotone. So an insertion is tested in O(states^2)
//! with the earliest ready times before it and the latest arrival times after it.
//!
//! Breaks `i..j` taken on one leg or in one wait, with `t` = ready to leave and `d` = drive, need
//! t <= latest and end at max(t + d + dur, ready); taken inside one service that starts at `t` and
//! lasts `s` they need gate - s <= t <= latest, and the service ends at t + s + dur. The four
//! numbers of a [`Chain`] compose.

use super::problem::Visit;
use crate::intake::case::{DueBreak, Shift};
use crate::units::{Millis, Units};

/// One more than the most breaks of a shift.
pub const STATES: usize = 4;
/// Later than anything.
pub const NEVER: Millis = i64::MAX / 4;
/// Earlier than anything.
pub const ALWAYS: Millis = i64::MIN / 4;

/// A time for each number of breaks taken.
pub type Times = [Millis; STATES];

/// Some of a shift's breaks in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The latest moment to be free for the first one, so that none starts too late.
    pub latest: Millis,
    /// Their total length.
    pub dur: Millis,
    /// The earliest end of the last one.
    pub ready: Millis,
    /// A service they interrupt must have work left at this moment, breaks not counted.
    pub gate: Millis,
}

impl Chain {
    const IMPOSSIBLE: Chain = Chain { latest: ALWAYS, dur: 0, ready: NEVER, gate: NEVER };

    pub fn one(b: &DueBreak) -> Chain {
        Chain {
            latest: b.latest,
            dur: b.duration,
            ready: b.earliest + b.duration,
            gate: b.earliest,
        }
    }

    /// These breaks, then those.
    pub fn then(self, next: Chain) -> Chain {
        if self.ready > next.latest {
            return Chain::IMPOSSIBLE;
        }
        Chain {
            latest: self.latest.min(next.latest - self.dur),
            dur: self.dur + next.dur,
            ready: (self.ready + next.dur).max(next.ready),
            gate: self.gate.max(next.gate - self.dur),
        }
    }
}

/// Calls what is compiled for each number of breaks: most shifts have none or one, and the loops
/// over the states unroll.
macro_rules! by_breaks {
    ($clock:expr, $call:ident($($arg:expr),*)) => {
        match $clock.breaks() {
            0 => $clock.$call::<0>($($arg),*),
            1 => $clock.$call::<1>($($arg),*),
            2 => $clock.$call::<2>($($arg),*),
            _ => $clock.$call::<3>($($arg),*),
        }
    };
}
pub(crate) use by_breaks;

/// Hours, breaks and prices of time of one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftClock {
    pub from: Millis,
    pub to: Millis,
    pub latest_return: Millis,
    /// Breaks due; the last state.
    pub breaks: usize,
    /// `chains[i][j]`: breaks i..j in a row.
    pub chains: [[Chain; STATES]; STATES],
    /// Units per millisecond from departure to return.
    pub hour_rate: Units,
    /// Units per millisecond of return after `to`.
    pub overtime_rate: Units,
}

impl ShiftClock {
    pub fn new(shift: &Shift, hour_rate: Units, overtime_rate: Units) -> ShiftClock {
        let mut chains = [[Chain::IMPOSSIBLE; STATES]; STATES];
        for i in 0..shift.breaks.len() {
            let mut chain = Chain::one(&shift.breaks[i]);
            chains[i][i + 1] = chain;
            for j in i + 1..shift.breaks.len() {
                chain = chain.then(Chain::one(&shift.breaks[j]));
                chains[i][j + 1] = chain;
            }
        }
        ShiftClock {
            from: shift.from,
            to: shift.to,
            latest_return: shift.latest_return,
            breaks: shift.breaks.len(),
            chains,
            hour_rate,
            overtime_rate,
        }
    }

    /// How many breaks are due.
    #[inline]
    pub fn breaks(&self) -> usize {
        self.breaks
    }

    /// The earliest departure by breaks taken before it.
    pub fn departure(&self) -> Times {
        let mut out = [NEVER; STATES];
        out[0] = self.from;
        for (j, time) in out.iter_mut().enumerate().take(self.breaks + 1).skip(1) {
            *time = self.chains[0][j].ready;
        }
        out
    }

    /// Earliest arrivals after a drive that may not begin before `open`. Breaks may be taken in the
    /// wait for that moment: then the leg is a wait without a drive, and the drive.
    #[inline]
    pub fn arrive(&self, ready: &Times, drive: Millis, open: Millis) -> Times {
        by_breaks!(self, arrive_by(ready, drive, open))
    }

    /// [`Self::arrive`] for a shift with `B` breaks.
    #[inline(always)]
    pub fn arrive_by<const B: usize>(&self, ready: &Times, drive: Millis, open: Millis) -> Times {
        if open > ALWAYS && B > 0 {
            let waited = self.arrive_at_once::<B>(ready, 0, ALWAYS);
            return self.arrive_at_once::<B>(&waited, drive, open);
        }
        self.arrive_at_once::<B>(ready, drive, open)
    }

    /// The same with all breaks of the leg after `open`.
    #[inline(always)]
    fn arrive_at_once<const B: usize>(&self, ready: &Times, drive: Millis, open: Millis) -> Times {
        let mut out = [NEVER; STATES];
        for i in 0..=B {
            if ready[i] >= NEVER {
                continue;
            }
            let t = ready[i].max(open);
            out[i] = out[i].min(t + drive);
            for j in i + 1..=B {
                let c = &self.chains[i][j];
                if t <= c.latest {
                    out[j] = out[j].min((t + drive + c.dur).max(c.ready));
                }
            }
        }
        out
    }

    /// Earliest ready times after a visit reached at `arrival`.
    #[inline]
    pub fn serve(&self, arrival: &Times, v: &Visit, spans: &[(Millis, Millis)]) -> Times {
        by_breaks!(self, serve_by(arrival, v, spans))
    }

    /// [`Self::serve`] for a shift with `B` breaks.
    #[inline(always)]
    pub fn serve_by<const B: usize>(
        &self,
        arrival: &Times,
        v: &Visit,
        spans: &[(Millis, Millis)],
    ) -> Times {
        let mut out = [NEVER; STATES];
        for i in 0..=B {
            if arrival[i] >= NEVER {
                continue;
            }
            if let Some(t) = first_in(spans, arrival[i]) {
                out[i] = out[i].min(t + v.duration);
            }
            if !v.break_inside {
                continue;
            }
            for j in i + 1..=B {
                let c = &self.chains[i][j];
                if let Some(t) = first_in(spans, arrival[i].max(c.gate - v.duration))
                    && t <= c.latest
                    && t + v.duration + c.dur <= v.finish
                {
                    out[j] = out[j].min(t + v.duration + c.dur);
                }
            }
        }
        out
    }

    /// The latest return by breaks taken, with time for the rest of them after it.
    pub fn latest_home(&self) -> Times {
        let mut out = [ALWAYS; STATES];
        out[self.breaks] = self.latest_return;
        for (i, time) in out.iter_mut().enumerate().take(self.breaks) {
            let c = &self.chains[i][self.breaks];
            if c.ready <= self.to {
                *time = c.latest.min(self.to - c.dur).min(self.latest_return);
            }
        }
        out
    }

    /// The latest times to be ready to leave, given the latest arrivals after a drive.
    #[inline]
    pub fn latest_leave(&self, arrival: &Times, drive: Millis, open: Millis) -> Times {
        by_breaks!(self, latest_leave_by(arrival, drive, open))
    }

    #[inline(always)]
    pub fn latest_leave_by<const B: usize>(
        &self,
        late: &Times,
        drive: Millis,
        open: Millis,
    ) -> Times {
        let leave = self.latest_leave_at_once::<B>(late, drive, open);
        if open > ALWAYS && B > 0 {
            return self.latest_leave_at_once::<B>(&leave, 0, ALWAYS);
        }
        leave
    }

    #[inline(always)]
    fn latest_leave_at_once<const B: usize>(
        &self,
        arrival: &Times,
        drive: Millis,
        open: Millis,
    ) -> Times {
        let mut out = [ALWAYS; STATES];
        for i in 0..=B {
            if open + drive <= arrival[i] || open <= ALWAYS {
                out[i] = arrival[i] - drive;
            }
            for j in i + 1..=B {
                let c = &self.chains[i][j];
                let t = c.latest.min(arrival[j] - drive - c.dur);
                if c.ready <= arrival[j] && t >= open {
                    out[i] = out[i].max(t);
                }
            }
            if out[i] < ALWAYS {
                out[i] = ALWAYS;
            }
        }
        out
    }

    /// The latest arrivals at a visit, given the latest times to be ready after it.
    #[inline]
    pub fn latest_arrival(&self, leave: &Times, v: &Visit, spans: &[(Millis, Millis)]) -> Times {
        by_breaks!(self, latest_arrival_by(leave, v, spans))
    }

    #[inline(always)]
    pub fn latest_arrival_by<const B: usize>(
        &self,
        leave: &Times,
        v: &Visit,
        spans: &[(Millis, Millis)],
    ) -> Times {
        let mut out = [ALWAYS; STATES];
        for i in 0..=B {
            if let Some(t) = last_in(spans, leave[i] - v.duration) {
                out[i] = t;
            }
            if !v.break_inside {
                continue;
            }
            for j in i + 1..=B {
                let c = &self.chains[i][j];
                let by = leave[j].min(v.finish) - v.duration - c.dur;
                if let Some(t) = last_in(spans, by.min(c.latest))
                    && t >= c.gate - v.duration
                {
                    out[i] = out[i].max(t);
                }
            }
        }
        out
    }

    /// The most time that may pass from being ready to an arrival, breaks between them not counted.
    #[inline(always)]
    pub fn time_between<const B: usize>(&self, ready: &Times, arrival: &Times) -> Millis {
        let mut most = ALWAYS;
        for i in 0..=B {
            if ready[i] >= NEVER {
                continue;
            }
            most = most.max(arrival[i] - ready[i]);
            for j in i + 1..=B {
                let c = &self.chains[i][j];
                if ready[i] <= c.latest {
                    most = most.max(arrival[j] - ready[i] - c.dur);
                }
            }
        }
        most
    }

    /// Whether some state can arrive in time.
    #[inline]
    pub fn meets(&self, arrival: &Times, latest: &Times) -> bool {
        by_breaks!(self, meets_by(arrival, latest))
    }

    /// [`Self::meets`] for a shift with `B` breaks.
    #[inline(always)]
    pub fn meets_by<const B: usize>(&self, arrival: &Times, latest: &Times) -> bool {
        (0..=B).any(|i| arrival[i] < NEVER && arrival[i] <= latest[i])
    }
}

/// The earliest moment of the intervals at or after `t`.
#[inline]
pub fn first_in(spans: &[(Millis, Millis)], t: Millis) -> Option<Millis> {
    spans.iter().find(|s| s.1 >= t).map(|s| s.0.max(t))
}

/// The latest moment of the intervals at or before `t`.
#[inline]
pub fn last_in(spans: &[(Millis, Millis)], t: Millis) -> Option<Millis> {
    spans.iter().rev().find(|s| s.0 <= t).map(|s| s.1.min(t))
}
