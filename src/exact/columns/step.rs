//! Steps of a label along a route: exact in feasibility and in cost, unless a moment has too many
//! bends. Then it costs no more than it should.

use super::graph::{Graph, Leg, Node};
use super::moment::{Moment, Waiting};
use crate::model::clock::{ALWAYS, NEVER};
use crate::units::{Millis, Units};
use smallvec::{SmallVec, smallvec};

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
        out(from.moved(arrival.max(open) + node.duration, base));
        if from.state < self.clock.breaks {
            let c = &self.clock.chains[0][1];
            let arrival = (arrival + c.dur).max(c.ready);
            if from.ready <= c.latest && arrival <= shut {
                let ready = arrival.max(open) + node.duration;
                out(from.in_state(1).moved(ready, base));
            }
        }
    }

    /// The price of a wait, and when it makes no difference any more.
    #[inline]
    pub fn waiting(&self) -> Waiting {
        Waiting { rate: self.clock.hour_rate as u32, end: self.length() }
    }

    #[inline]
    fn drive(&self, from: Moment, drive: Millis, open: Millis, mut out: impl FnMut(Moment)) {
        let (rate, waiting) = (self.clock.hour_rate, self.waiting());
        let from = from.wait(open);
        out(from.later(drive, rate * drive, waiting));
        for j in from.state + 1..=self.clock.breaks {
            let c = &self.clock.chains[from.state][j];
            if from.ready <= c.latest {
                let by = drive + c.dur;
                let there = from.by(c.latest, waiting).later(by, rate * by, waiting);
                out(there.wait(c.ready).in_state(j));
            }
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
        let (rate, waiting) = (self.clock.hour_rate, self.waiting());
        let takes = node.duration + rest;
        for &(a, b) in &node.spans {
            for (a, b, broken) in parts(node, a.max(low), b.min(high)) {
                if at.ready.max(a) > b {
                    continue;
                }
                let mut start = at.wait(a).by(b, waiting);
                if let Some((due, price)) = node.late {
                    start = start.late(due, price, waiting);
                }
                let done = start.later(takes, rate * takes, waiting);
                out(done.add(broken + node.fixed).in_state(state));
                // A later start can be worth it where time costs or a promise is kept by it.
                if rate == 0 && broken == 0 {
                    return;
                }
            }
        }
    }

    /// The least cost of the way home, and whether it may be more; `None` where it is too late for
    /// it.
    #[inline]
    pub fn close(&self, from: Moment, leg: Leg) -> Option<(Units, bool)> {
        let mut least: Option<Units> = None;
        let mut rough = false;
        self.drive(from, leg.drive, ALWAYS, |home| {
            if home.ready > self.home_by[home.state] {
                return;
            }
            let over = self.clock.overtime_rate * (home.ready - self.clock.to).max(0);
            let cost = home.base + over + leg.cost;
            rough |= home.rough;
            least = Some(least.map_or(cost, |l| l.min(cost)));
        });
        least.map(|least| (least, rough))
    }
}

/// The starts between two moments, by what a promise makes of them: before it, kept, after it.
#[inline]
fn parts(node: &Node, a: Millis, b: Millis) -> SmallVec<[(Millis, Millis, Units); 3]> {
    match node.promise {
        None => smallvec![(a, b, 0)],
        Some((from, to, units)) => smallvec![
            (a, b.min(from - 1), units),
            (a.max(from), b.min(to), 0),
            (a.max(to + 1), b, units),
        ],
    }
}
