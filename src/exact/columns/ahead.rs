//! What the rest of a route can bring at best: a table over nodes, states and time.

use super::before::{Before, Two};
use super::family::Kin;
use super::graph::Node;
use super::grid::Grid;
use super::moment::Moment;
use super::sheet::{Arc, Sheet};
use super::spare;
use crate::model::clock::NEVER;
use crate::units::{Millis, Units};
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

/// Distinct next visits told apart: the best one may be in the route already.
const TOPS: usize = 4;
/// No way on.
pub const CLOSED: Units = Units::MAX / 4;
/// The route ends or begins here.
pub const HOME: u32 = u32::MAX;

/// Steps of a table that take as long as a label.
const STEPS_OF_A_LABEL: usize = 30;

type Tops = [(Units, u32); TOPS];

/// A cell to be filled.
struct Cell {
    /// The first moment in it.
    from: Moment,
    bucket: usize,
    x: usize,
    /// What comes before it.
    before: Two,
    below: Units,
}

/// A leg out of a cell with the least that can follow on it.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub least: Units,
    /// Its position among the legs of the node.
    pub arc: u32,
}

thread_local! {
    static TABLE: RefCell<Vec<Tops>> = const { RefCell::new(Vec::new()) };
    static FIRST: RefCell<Vec<Units>> = const { RefCell::new(Vec::new()) };
    static SECOND: RefCell<Vec<(u32, Units)>> = const { RefCell::new(Vec::new()) };
    static WAYS: RefCell<Vec<Way>> = const { RefCell::new(Vec::new()) };
    static PARTS: RefCell<Vec<(u32, u32)>> = const { RefCell::new(Vec::new()) };
}

impl Drop for Ahead {
    fn drop(&mut self) {
        spare::give_back(&TABLE, &mut self.table);
        spare::give_back(&FIRST, &mut self.first);
        spare::give_back(&SECOND, &mut self.second);
        spare::give_back(&WAYS, &mut self.ways);
        spare::give_back(&PARTS, &mut self.parts);
    }
}

pub struct Ahead {
    pub grid: Grid,
    table: Vec<Tops>,
    /// The best way on out of each cell, and its next visit with the second best: closer together.
    /// Of a cell that is closed nothing else is written.
    first: Vec<Units>,
    second: Vec<(u32, Units)>,
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

/// What can follow at best, cell by cell, and nothing else of a table.
pub struct Rest {
    pub grid: Grid,
    least: Vec<Units>,
    /// How many labels take as long as it did.
    pub effort: usize,
}

impl Rest {
    /// What follows at best on being ready at a node then or later.
    #[inline]
    pub fn least(&self, ready: Millis, state: usize, node: usize) -> Units {
        let row = self.grid.index(0, state, node);
        self.grid.within(row, ready).map_or(CLOSED, |at| self.least[at])
    }
}

impl Ahead {
    /// The table of a sheet: lower bounds of what follows on being ready in a bucket or later; only
    /// routes below the limit count. Where visits are `forgotten`, whoever beats a label may have
    /// come from the visit that the other goes to, or have gone back and forth before: then what
    /// was spent so far counts such parts too. Where the family knows that no route below the limit
    /// comes by a cell, it stays closed. `None` where it was told to stop on the way.
    pub fn of(
        sheet: &Sheet,
        below: Units,
        forgotten: bool,
        kin: Option<Kin>,
        stop: &AtomicBool,
    ) -> Option<Ahead> {
        let grid = Grid::of(sheet);
        let before = Before::of(sheet, grid, forgotten, (below, kin), stop)?;
        Ahead::filled(sheet, &before, forgotten, (below, kin), stop)
    }

    /// What can follow at best, in every cell, whatever came before. `None` where it was told to
    /// stop on the way.
    pub fn rest_of(sheet: &Sheet, stop: &AtomicBool) -> Option<Rest> {
        let nothing = Before::nothing(Grid::of(sheet));
        let mut ahead = Ahead::filled(sheet, &nothing, true, (Units::MIN, None), stop)?;
        let (grid, effort) = (ahead.grid, ahead.effort());
        Some(Rest { grid, least: std::mem::take(&mut ahead.first), effort })
    }

    fn filled(
        sheet: &Sheet,
        before: &Before,
        forgotten: bool,
        (below, kin): (Units, Option<Kin>),
        stop: &AtomicBool,
    ) -> Option<Ahead> {
        let grid = Grid::of(sheet);
        let mut ahead = Ahead {
            grid,
            first: spare::list(&FIRST, grid.cells(), CLOSED),
            second: spare::old(&SECOND, grid.cells(), (HOME, CLOSED)),
            table: spare::old(&TABLE, grid.cells(), [(CLOSED, HOME); TOPS]),
            parts: spare::old(&PARTS, grid.cells(), (0, 0)),
            ways: spare::list(&WAYS, 0, Way { least: 0, arc: 0 }),
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
                        ahead.fill(sheet, before, (bucket, state, x), (below, kin));
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
        (below, kin): (Units, Option<Kin>),
    ) {
        let grid = self.grid;
        let (t, soonest) = (grid.begin(bucket), sheet.graph.soonest[x]);
        if grid.begin(bucket + 1) <= soonest || before.least(bucket, state, x) >= CLOSED {
            return;
        }
        let from = Moment::at(state, t.max(soonest));
        let prior = before.least(bucket, state, x);
        if kin.is_some_and(|k| k.is_dear(sheet, x, (from.ready, state, prior), below)) {
            return;
        }
        let mut tops = [(CLOSED, HOME); TOPS];
        // Where there is no way home from here there is none by another visit that time or the
        // breaks would not close too, unless legs are longer than the way round.
        if let Some((cost, _)) = sheet.close(from, x) {
            put(&mut tops, cost, HOME);
        }
        let begin = self.ways.len();
        let cell = Cell { from, bucket, x, before: before.cell(bucket, state, x), below };
        match grid.fine && sheet.graph.simple {
            true => self.plain_legs(sheet, &cell, &mut tops),
            false => self.legs(sheet, &cell, &mut tops),
        }
        self.steps += sheet.arcs[x].len();
        self.ways[begin..].sort_unstable_by_key(|w| (w.least, w.arc));
        let at = grid.index(bucket, state, x);
        self.parts[at] = (begin as u32, self.ways.len() as u32);
        self.first[at] = tops[0].0;
        self.second[at] = (tops[0].1, tops[1].0);
        self.table[at] = tops;
    }

    /// What can follow along each leg that time allows.
    fn legs(&mut self, sheet: &Sheet, cell: &Cell, tops: &mut Tops) {
        for (k, arc) in sheet.arcs[cell.x].iter().enumerate() {
            if cell.from.ready <= arc.by {
                let least = self.along(sheet, cell, arc);
                self.take(cell, (k, arc), least, tops);
            }
        }
    }

    /// The same where nothing but an interval of starts and one break counts for most visits: what
    /// [`super::step`] says, written out, because most of the time goes here. No service ends in
    /// the bucket of the one before it.
    fn plain_legs(&mut self, sheet: &Sheet, cell: &Cell, tops: &mut Tops) {
        let (graph, buckets) = (sheet.graph, self.grid.buckets);
        let (ready, state, not) = (cell.from.ready, cell.from.state, cell.x as u32);
        let chain = &graph.clock.chains[0][1];
        let free = state < graph.clock.breaks && ready <= chain.latest;
        let most = cell.below.saturating_sub(cell.before[0].0);
        for (k, arc) in sheet.arcs[cell.x].iter().enumerate() {
            let to = arc.to as usize;
            let plain = &graph.plain[to];
            // The others close sooner.
            if ready > plain.shut {
                break;
            }
            if ready > arc.by {
                continue;
            }
            if !plain.simple {
                let least = self.along(sheet, cell, arc);
                self.take(cell, (k, arc), least, tops);
                continue;
            }
            let row = to * self.grid.states * buckets;
            let arrival = ready + arc.leg.drive;
            let rested = (arrival + chain.dur).max(chain.ready);
            let done = |arrival: Millis| arrival.max(plain.open) + plain.duration;
            let own = self.grid.within(row + state * buckets, done(arrival));
            let other = match free && rested <= plain.shut {
                true => self.grid.within(row + buckets, done(rested)),
                false => None,
            };
            let costs = plain.fixed + arc.leg.cost;
            let first = |at: Option<usize>| at.map_or(CLOSED, |at| self.first[at]);
            // Most are neither among the best nor worth a label, whatever comes next.
            if first(own).min(first(other)) + costs >= tops[TOPS - 1].0.max(most) {
                continue;
            }
            let least = self.but(own, not).min(self.but(other, not)) + costs;
            self.take(cell, (k, arc), least, tops);
        }
    }

    /// What follows at best out of a cell, without going straight back.
    #[inline(always)]
    fn but(&self, at: Option<usize>, not: u32) -> Units {
        let first = at.map_or(CLOSED, |at| self.first[at]);
        match at {
            Some(at) if first < CLOSED => {
                let (next, second) = self.second[at];
                if next == not { second } else { first }
            }
            _ => CLOSED,
        }
    }

    /// Notes what can follow along a leg.
    #[inline(always)]
    fn take(&mut self, cell: &Cell, (k, arc): (usize, &Arc), least: Units, tops: &mut Tops) {
        if least >= CLOSED / 2 {
            return;
        }
        put(tops, least, arc.to);
        let back = cell.before[0].1 == arc.to && !self.forgotten;
        if cell.before[usize::from(back)].0 + least < cell.below {
            self.ways.push(Way { least, arc: k as u32 });
        }
    }

    /// The least that can follow along a leg that time allows.
    fn along(&self, sheet: &Sheet, cell: &Cell, arc: &Arc) -> Units {
        let (mut least, to) = (CLOSED, arc.to as usize);
        sheet.next(cell.from, arc, |m| {
            if m.ready < NEVER {
                let rest = self.rest((m.state, m.ready), to, (cell.bucket, cell.x));
                least = least.min(m.base + rest);
            }
        });
        least
    }

    /// The legs worth a label out of a cell, the best first.
    #[inline]
    pub fn ways(&self, bucket: usize, state: usize, node: usize) -> &[Way] {
        let at = self.grid.index(bucket, state, node);
        if self.first[at] >= CLOSED {
            return &[];
        }
        let (begin, end) = self.parts[at];
        &self.ways[begin as usize..end as usize]
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
        self.but(Some(self.grid.index(bucket, state, node)), not as u32)
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
        let at = self.grid.index(bucket, m.state, node);
        if self.first[at] >= CLOSED {
            return CLOSED;
        }
        let tops = &self.table[at];
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
