//! Steps of a label along a route: exact in feasibility, and in cost as far as `relaxed` says.
//!
//! A moment is a state of the break clock with the earliest time at which one is ready. Where time
//! costs, one may also leave later: the cost of being ready at `t` is max(base, lean + rate x t),
//! flat while the departure can wait as well and then rising with the clock.

use super::graph::{Graph, Leg, Node};
use crate::model::clock::{ALWAYS, NEVER};
use crate::units::{Millis, Units};

/// Below any cost.
const NONE: Units = Units::MIN / 4;

/// Where a route may be: breaks taken, earliest time, cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub state: usize,
    pub ready: Millis,
    pub base: Units,
    /// Cost at the shift's start if all waiting is paid for.
    pub lean: Units,
}

impl Moment {
    pub fn at(state: usize, ready: Millis) -> Moment {
        Moment { state, ready, base: 0, lean: NONE }
    }

    #[inline]
    pub fn add(mut self, cost: Units) -> Moment {
        self.base += cost;
        self.lean += cost;
        self
    }
}

impl Graph<'_> {
    /// The moments at which a route may begin.
    pub fn departures(&self) -> impl Iterator<Item = Moment> + '_ {
        let states = 0..=self.clock.breaks;
        states.filter(|&i| self.depart[i] < NEVER).map(|i| Moment::at(i, self.depart[i]))
    }

    /// A leg and the service after it: every state that can come of it.
    #[inline]
    pub fn hop(&self, from: Moment, leg: Leg, node: &Node, mut out: impl FnMut(Moment)) {
        if self.simple && node.simple {
            return self.plain_hop(from, leg, node, out);
        }
        if node.leg_open > ALWAYS && self.clock.breaks > from.state {
            // Breaks may be taken in the wait before the drive may begin, and on it.
            self.drive(from, 0, ALWAYS, |waited| {
                self.drive(waited, leg.drive, node.leg_open, |m| self.serve(m, node, &mut out));
            });
            return;
        }
        self.drive(from, leg.drive, node.leg_open, |m| self.serve(m, node, &mut out));
    }

    /// The same where the times are those of one interval and one break.
    #[inline(always)]
    fn plain_hop(&self, from: Moment, leg: Leg, node: &Node, mut out: impl FnMut(Moment)) {
        let (open, shut) = node.spans[0];
        let arrival = from.ready + leg.drive;
        if arrival > shut {
            return;
        }
        let base = from.base + node.fixed;
        out(Moment { ready: arrival.max(open) + node.duration, base, ..from });
        if from.state < self.clock.breaks {
            let c = &self.clock.chains[0][1];
            let arrival = (arrival + c.dur).max(c.ready);
            if from.ready <= c.latest && arrival <= shut {
                let ready = arrival.max(open) + node.duration;
                out(Moment { state: 1, ready, base, lean: from.lean });
            }
        }
    }

    #[inline]
    fn drive(&self, from: Moment, drive: Millis, open: Millis, mut out: impl FnMut(Moment)) {
        let rate = self.clock.hour_rate;
        let t = from.ready.max(open);
        out(Moment { ready: t + drive, base: from.base + rate * drive, ..from });
        for j in from.state + 1..=self.clock.breaks {
            let c = &self.clock.chains[from.state][j];
            if t <= c.latest {
                let ready = (t + drive + c.dur).max(c.ready);
                let base = from.base + rate * (drive + c.dur);
                let lean = self.leaned(from, c.latest);
                out(Moment { state: j, ready, base, lean });
            }
        }
    }

    /// What waiting costs after a point that had to be passed by `latest`.
    #[inline]
    fn leaned(&self, at: Moment, latest: Millis) -> Units {
        match self.clock.hour_rate {
            0 => NONE,
            rate => at.lean.max(at.base - rate * latest),
        }
    }

    #[inline]
    fn serve(&self, at: Moment, node: &Node, out: &mut impl FnMut(Moment)) {
        self.serve_within(at, node, (ALWAYS, NEVER), (at.state, 0), out);
        if !node.break_inside {
            return;
        }
        for j in at.state + 1..=self.clock.breaks {
            let c = &self.clock.chains[at.state][j];
            let low = c.gate - node.duration;
            let high = c.latest.min(node.finish.saturating_sub(node.duration + c.dur));
            self.serve_within(at, node, (low, high), (j, c.dur), out);
        }
    }

    /// Service that starts inside the limits and is interrupted for `rest`.
    #[inline]
    fn serve_within(
        &self,
        at: Moment,
        node: &Node,
        (low, high): (Millis, Millis),
        (state, rest): (usize, Millis),
        out: &mut impl FnMut(Moment),
    ) {
        let rate = self.clock.hour_rate;
        for &(a, b) in &node.spans {
            let (a, b) = (a.max(low), b.min(high));
            let start = at.ready.max(a);
            if start > b {
                continue;
            }
            let takes = node.duration + rest;
            let (base, lean) = (at.base + rate * takes, self.leaned(at, b));
            let cost = penalty(node, start, b) + node.fixed;
            out(self.settled(Moment { state, ready: start + takes, base, lean }).add(cost));
            // A later start can be worth it where time costs or a promise is kept by it.
            if rate == 0 && node.promise.is_none() {
                return;
            }
        }
    }

    /// The same function of time in one form: `base` is the cost at `ready`, and `lean` as large as
    /// makes no difference inside the shift.
    #[inline]
    fn settled(&self, mut m: Moment) -> Moment {
        let rate = self.clock.hour_rate;
        if rate > 0 {
            m.base = m.base.max(m.lean + rate * m.ready);
            m.lean = m.lean.max(m.base - rate * self.clock.latest_return);
        }
        m
    }

    /// The least cost of the way home; `None` where it is too late for it.
    #[inline]
    pub fn close(&self, from: Moment, leg: Leg) -> Option<Units> {
        let rate = self.clock.hour_rate;
        let mut least: Option<Units> = None;
        self.drive(from, leg.drive, ALWAYS, |home| {
            if home.ready > self.home_by[home.state] {
                return;
            }
            let time = home.base.max(if rate > 0 { home.lean + rate * home.ready } else { NONE });
            let over = self.clock.overtime_rate * (home.ready - self.clock.to).max(0);
            let cost = time + over + leg.cost;
            least = Some(least.map_or(cost, |l| l.min(cost)));
        });
        least
    }
}

/// The least that a start between `first` and `last` costs in penalties: lateness grows with the
/// clock, and a wait for the promised time is taken as free.
#[inline]
fn penalty(node: &Node, first: Millis, last: Millis) -> Units {
    let late = node.late.map_or(0, |(due, rate)| rate * (first - due).max(0));
    let broken = node.promise.map_or(0, |(from, to, units)| {
        let kept = first <= to && last >= from;
        if kept { 0 } else { units }
    });
    late + broken
}
