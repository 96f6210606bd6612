//! What the rest of a route can bring at best: a table over nodes, states and time.

use super::before::Before;
use super::graph::Node;
use super::moment::Moment;
use super::sheet::{Arc, Sheet};
use crate::model::clock::NEVER;
use crate::units::{Millis, Units};
use std::sync::atomic::{AtomicBool, Ordering};

/// Distinct next visits told apart: the best one may be in the route already.
const TOPS: usize = 4;
/// No way on.
pub const CLOSED: Units = Units::MAX / 4;
/// The route ends or begins here.
pub const HOME: u32 = u32::MAX;

/// The longest bucket of time is 2 to so many milliseconds; how many a shift has at the most.
const LONGEST: u32 = 19;
const MOST_BUCKETS: Millis = 240;

/// Steps of a table that take as long as a label.
const STEPS_OF_A_LABEL: usize = 30;

type Tops = [(Units, u32); TOPS];

/// Cells of nodes, states and time.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// A bucket has 2 to so many milliseconds: divisions would take most of the time.
    shift: u32,
    pub buckets: usize,
    pub states: usize,
    pub nodes: usize,
    /// Whether no service ends in the bucket in which the one before it did.
    pub fine: bool,
}

impl Grid {
    pub fn of(sheet: &Sheet) -> Grid {
        let length = sheet.graph.length();
        let step = |k: usize| sheet.graph.nodes[k].duration + sheet.graph.near[k];
        let shortest = (0..sheet.len()).map(step).min().unwrap_or(1 << LONGEST);
        let short = (1..=LONGEST).rev().find(|s| 1 << s <= shortest).unwrap_or(0);
        let few = (0..).find(|s| length >> s < MOST_BUCKETS).unwrap_or(0);
        let shift = short.max(few);
        Grid {
            shift,
            buckets: (length >> shift) as usize + 1,
            states: sheet.graph.clock.breaks + 1,
            nodes: sheet.len(),
            fine: 1 << shift <= shortest,
        }
    }

    pub fn cells(&self) -> usize {
        self.buckets * self.states * self.nodes
    }

    /// The bucket of a moment.
    #[inline]
    pub fn bucket(&self, ready: Millis) -> usize {
        (ready >> self.shift) as usize
    }

    /// The first moment of a bucket.
    #[inline]
    pub fn begin(&self, bucket: usize) -> Millis {
        (bucket as Millis) << self.shift
    }

    #[inline]
    pub fn index(&self, bucket: usize, state: usize, node: usize) -> usize {
        (bucket * self.states + state) * self.nodes + node
    }
}

/// A leg out of a cell with the least that can follow on it.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub least: Units,
    /// Its position among the legs of the node.
    pub arc: u32,
}

pub struct Ahead {
    pub grid: Grid,
    table: Vec<Tops>,
    /// The best way on out of each cell with its next visit, and the second: closer together.
    two: Vec<(Units, u32, Units)>,
    /// The legs that a route below the limit can take, the best of a cell first.
    ways: Vec<Way>,
    /// By cell: its part of the ways.
    parts: Vec<(u32, u32)>,
    /// No route can bring more than this: for what ends in the bucket in which it began.
    most: Units,
    /// Whether labels forget visits.
    forgotten: bool,
    /// Steps made for it.
    steps: usize,
}

impl Ahead {
    /// The table of a sheet: lower bounds of what follows on being ready in a bucket or later; only
    /// routes below the limit count. Where visits are `forgotten`, whoever beats a label may have
    /// come from the visit that the other goes to, or have gone back and forth before: then what
    /// was spent so far counts such parts too. `None` where it was told to stop on the way.
    pub fn of(sheet: &Sheet, below: Units, forgotten: bool, stop: &AtomicBool) -> Option<Ahead> {
        let grid = Grid::of(sheet);
        let before = Before::of(sheet, grid, forgotten, stop)?;
        let mut ahead = Ahead {
            grid,
            table: vec![[(CLOSED, HOME); TOPS]; grid.cells()],
            two: vec![(CLOSED, HOME, CLOSED); grid.cells()],
            ways: Vec::new(),
            parts: vec![(0, 0); grid.cells()],
            most: sheet.worth.iter().sum(),
            forgotten,
            steps: before.steps,
        };
        for bucket in (0..grid.buckets).rev() {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            for state in (0..grid.states).rev() {
                if !ahead.is_late(sheet, bucket, state) {
                    (0..grid.nodes).for_each(|x| {
                        ahead.fill(sheet, &before, (bucket, state, x), below);
                    });
                }
            }
        }
        Some(ahead)
    }

    /// How many labels take as long as this table.
    pub fn effort(&self) -> usize {
        self.steps / STEPS_OF_A_LABEL
    }

    /// The same, before it is made: no less than that.
    pub fn most_effort(sheet: &Sheet) -> usize {
        let grid = Grid::of(sheet);
        let arcs: usize = sheet.arcs.iter().map(Vec::len).sum();
        arcs * grid.buckets * grid.states / STEPS_OF_A_LABEL
    }

    /// Whether the break can only be taken inside a service from here on, and no service allows it.
    fn is_late(&self, sheet: &Sheet, bucket: usize, state: usize) -> bool {
        let graph = sheet.graph;
        let inside = |n: &Node| n.break_inside;
        graph.simple
            && state < graph.clock.breaks
            && self.grid.begin(bucket) > graph.clock.chains[0][1].latest
            && !graph.nodes.iter().any(inside)
    }

    fn fill(
        &mut self,
        sheet: &Sheet,
        before: &Before,
        (bucket, state, x): (usize, usize, usize),
        below: Units,
    ) {
        let grid = self.grid;
        let (t, soonest) = (grid.begin(bucket), sheet.graph.soonest[x]);
        if grid.begin(bucket + 1) <= soonest || before.least(bucket, state, x) >= CLOSED {
            return;
        }
        let from = Moment::at(state, t.max(soonest));
        let mut tops = [(CLOSED, HOME); TOPS];
        // Where there is no way home from here there is none by another visit that time or the
        // breaks would not close too, unless legs are longer than the way round.
        if let Some((cost, _)) = sheet.close(from, x) {
            put(&mut tops, cost, HOME);
        }
        let first = self.ways.len();
        for (k, arc) in sheet.arcs[x].iter().enumerate() {
            if from.ready > arc.by {
                continue;
            }
            let least = self.along(sheet, from, arc, (bucket, x));
            if least < CLOSED / 2 {
                put(&mut tops, least, arc.to);
                let prior = match self.forgotten {
                    true => before.least(bucket, state, x),
                    false => before.least_but(bucket, state, x, arc.to),
                };
                if prior + least < below {
                    self.ways.push(Way { least, arc: k as u32 });
                }
            }
        }
        self.steps += sheet.arcs[x].len();
        self.ways[first..].sort_unstable_by_key(|w| (w.least, w.arc));
        let at = grid.index(bucket, state, x);
        self.parts[at] = (first as u32, self.ways.len() as u32);
        self.two[at] = (tops[0].0, tops[0].1, tops[1].0);
        self.table[at] = tops;
    }

    /// The least that can follow along a leg that time allows.
    #[inline]
    fn along(&self, sheet: &Sheet, from: Moment, arc: &Arc, (here, x): (usize, usize)) -> Units {
        let (graph, to) = (sheet.graph, arc.to as usize);
        let plain = &graph.plain[to];
        let mut least = CLOSED;
        if plain.simple {
            // What `Graph::hop` says, written out: most of the time goes here.
            let arrival = from.ready + arc.leg.drive;
            let ready = arrival.max(plain.open) + plain.duration;
            least = self.rest((from.state, ready), to, (here, x));
            if from.state < graph.clock.breaks {
                let chain = &graph.clock.chains[0][1];
                let arrival = (arrival + chain.dur).max(chain.ready);
                if from.ready <= chain.latest && arrival <= plain.shut {
                    let ready = arrival.max(plain.open) + plain.duration;
                    least = least.min(self.rest((1, ready), to, (here, x)));
                }
            }
            return least + plain.fixed + arc.leg.cost;
        }
        sheet.next(from, arc, |m| {
            if m.ready < NEVER {
                let rest = self.rest((m.state, m.ready), to, (here, x));
                least = least.min(m.base + rest);
            }
        });
        least
    }

    /// The legs worth a label out of a cell, the best first.
    #[inline]
    pub fn ways(&self, bucket: usize, state: usize, node: usize) -> &[Way] {
        let (first, end) = self.parts[self.grid.index(bucket, state, node)];
        &self.ways[first as usize..end as usize]
    }

    /// What follows at best on being ready at `node`, out of bucket `here`, without going straight
    /// back to `not`.
    #[inline]
    fn rest(
        &self,
        (state, ready): (usize, Millis),
        node: usize,
        (here, not): (usize, usize),
    ) -> Units {
        let bucket = self.grid.bucket(ready);
        if bucket >= self.grid.buckets {
            return CLOSED;
        }
        if bucket == here {
            return -self.most;
        }
        let (best, next, second) = self.two[self.grid.index(bucket, state, node)];
        if next as usize == not { second } else { best }
    }

    /// A lower bound of all routes, but for the day: by the table alone.
    pub fn least_of_all(&self, sheet: &Sheet) -> Units {
        let mut least = CLOSED;
        for k in 0..sheet.len() {
            sheet.first(k, |m| least = least.min(m.base + self.least(&m, k, |_| false)));
        }
        least
    }

    /// A lower bound for what follows, without the visits of which `known` says so.
    #[inline]
    pub fn least(&self, m: &Moment, node: usize, known: impl Fn(usize) -> bool) -> Units {
        let bucket = self.grid.bucket(m.ready);
        if bucket >= self.grid.buckets {
            return CLOSED;
        }
        let tops = &self.table[self.grid.index(bucket, m.state, node)];
        for (cost, next) in tops {
            if *next == HOME || !known(*next as usize) {
                return *cost;
            }
        }
        tops[TOPS - 1].0
    }
}

/// Keeps the cheapest, in order.
#[inline]
fn put(tops: &mut Tops, cost: Units, next: u32) {
    if cost >= tops[TOPS - 1].0 {
        return;
    }
    let mut k = TOPS - 1;
    while k > 0 && tops[k - 1].0 > cost {
        tops[k] = tops[k - 1];
        k -= 1;
    }
    tops[k] = (cost, next);
}
