//! What the first part of a route costs at the least: a table over nodes, states and time.
//!
//! The mirror of [`super::ahead`]; what the two say together leaves few legs worth a label.

use super::ahead::{CLOSED, HOME};
use super::family::Kin;
use super::grid::Grid;
use super::moment::Moment;
use super::sheet::Sheet;
use super::spare;
use crate::units::{Millis, Units};
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

/// The least costs of a cell with the visit before, which are not the same.
pub type Two = [(Units, u32); 2];

const NONE: Two = [(CLOSED, HOME); 2];

/// What goes on from a cell.
struct Part {
    ready: Millis,
    state: usize,
    x: u32,
    two: Two,
    /// What went on from the cell before it.
    old: Two,
}

impl Part {
    /// The least that leads to a visit, where it is new.
    #[inline(always)]
    fn cost(&self, to: u32, forgotten: bool) -> Option<Units> {
        let top = self.two[usize::from(self.two[0].1 == to && !forgotten)];
        (top.0 < CLOSED / 2 && !self.old.contains(&top)).then_some(top.0)
    }
}

thread_local! {
    static TABLE: RefCell<Vec<Two>> = const { RefCell::new(Vec::new()) };
    static SECOND: RefCell<Vec<Units>> = const { RefCell::new(Vec::new()) };
}

impl Drop for Before {
    fn drop(&mut self) {
        spare::give_back(&TABLE, &mut self.table);
        spare::give_back(&SECOND, &mut self.second);
    }
}

pub struct Before {
    grid: Grid,
    /// Empty where buckets are too long to tell one service from the next: nothing is known then.
    table: Vec<Two>,
    /// The second of each cell: what costs as much changes nothing.
    second: Vec<Units>,
    /// Whether labels forget visits: then a part may go straight back, as theirs do.
    forgotten: bool,
    /// Steps made for it.
    pub steps: usize,
}

impl Before {
    /// A table that knows nothing.
    pub fn nothing(grid: Grid) -> Before {
        let (table, second) = (Vec::new(), Vec::new());
        Before { grid, table, second, forgotten: true, steps: 0 }
    }

    /// The table of a sheet, as far as the family sees a route below the limit in it; `None` where
    /// it was told to stop on the way.
    pub fn of(
        sheet: &Sheet,
        grid: Grid,
        forgotten: bool,
        limit: (Units, Option<Kin>),
        stop: &AtomicBool,
    ) -> Option<Before> {
        if !grid.fine {
            return Some(Before::nothing(grid));
        }
        let table = spare::list(&TABLE, grid.cells(), NONE);
        let second = spare::list(&SECOND, grid.cells(), CLOSED);
        let mut before = Before { grid, table, second, forgotten, steps: 0 };
        for k in 0..grid.nodes {
            sheet.first(k, |m| before.reach(m, k, HOME));
        }
        for bucket in 0..grid.buckets {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            for state in 0..grid.states {
                for x in 0..grid.nodes {
                    before.spread(sheet, (bucket, state, x), limit);
                }
            }
        }
        Some(before)
    }

    /// A part that ends at `node` with `prior` before it.
    #[inline]
    fn reach(&mut self, m: Moment, node: usize, prior: u32) {
        let bucket = self.grid.bucket(m.ready);
        if bucket < self.grid.buckets {
            self.put(self.grid.index(bucket, m.state, node), (m.base, prior));
        }
    }

    /// What was reached sooner counts here too; what is new goes on to every visit.
    fn spread(
        &mut self,
        sheet: &Sheet,
        (bucket, state, x): (usize, usize, usize),
        (below, kin): (Units, Option<Kin>),
    ) {
        let at = self.grid.index(bucket, state, x);
        let mut two = self.table[at];
        let mut old = NONE;
        if bucket > 0 {
            old = self.table[self.grid.index(bucket - 1, state, x)];
            old.iter().for_each(|o| put(&mut two, o.0, o.1));
            self.table[at] = two;
            self.second[at] = two[1].0;
        }
        if two == old {
            return;
        }
        let ready = self.grid.begin(bucket).max(sheet.graph.soonest[x]);
        if kin.is_some_and(|k| k.is_dear(sheet, x, (ready, state, two[0].0), below)) {
            return;
        }
        self.steps += sheet.arcs[x].len();
        let part = Part { ready, state, x: x as u32, two, old };
        match sheet.graph.simple {
            true => self.plain_legs(sheet, &part),
            false => self.legs(sheet, &part),
        }
    }

    fn legs(&mut self, sheet: &Sheet, part: &Part) {
        for arc in sheet.arcs[part.x as usize].iter().filter(|a| part.ready <= a.by) {
            if let Some(cost) = part.cost(arc.to, self.forgotten) {
                let from = Moment::at(part.state, part.ready).add(cost);
                sheet.next(from, arc, |m| self.reach(m, arc.to as usize, part.x));
            }
        }
    }

    /// The same where nothing but an interval of starts and one break counts for most visits: what
    /// [`super::step`] says, written out, because much of the time goes here.
    fn plain_legs(&mut self, sheet: &Sheet, part: &Part) {
        let (graph, buckets) = (sheet.graph, self.grid.buckets);
        let (ready, state) = (part.ready, part.state);
        let chain = &graph.clock.chains[0][1];
        let free = state < graph.clock.breaks && ready <= chain.latest;
        for arc in &sheet.arcs[part.x as usize] {
            let to = arc.to as usize;
            let plain = &graph.plain[to];
            // The others close sooner.
            if ready > plain.shut {
                break;
            }
            let Some(cost) = part.cost(arc.to, self.forgotten).filter(|_| ready <= arc.by) else {
                continue;
            };
            if !plain.simple {
                let from = Moment::at(state, ready).add(cost);
                sheet.next(from, arc, |m| self.reach(m, to, part.x));
                continue;
            }
            let cost = cost + arc.leg.cost + plain.fixed;
            let row = to * self.grid.states * buckets;
            let arrival = ready + arc.leg.drive;
            let done = arrival.max(plain.open) + plain.duration;
            self.note(row + state * buckets, done, (cost, part.x));
            let rested = (arrival + chain.dur).max(chain.ready);
            if free && rested <= plain.shut {
                let done = rested.max(plain.open) + plain.duration;
                self.note(row + buckets, done, (cost, part.x));
            }
        }
    }

    /// A part that is ready at a time of a row.
    #[inline(always)]
    fn note(&mut self, row: usize, ready: Millis, (cost, prior): (Units, u32)) {
        if let Some(at) = self.grid.within(row, ready) {
            self.put(at, (cost, prior));
        }
    }

    #[inline(always)]
    fn put(&mut self, at: usize, (cost, prior): (Units, u32)) {
        if cost < self.second[at] {
            put(&mut self.table[at], cost, prior);
            self.second[at] = self.table[at][1].0;
        }
    }

    /// The least that a part costs which is ready at a node in a bucket; `CLOSED` if there is none.
    #[inline]
    pub fn least(&self, bucket: usize, state: usize, node: usize) -> Units {
        match self.table.get(self.grid.index(bucket, state, node)) {
            Some(two) => two[0].0,
            None => -CLOSED,
        }
    }

    /// The two least of a cell.
    #[inline]
    pub fn cell(&self, bucket: usize, state: usize, node: usize) -> Two {
        let unknown = [(-CLOSED, HOME); 2];
        self.table.get(self.grid.index(bucket, state, node)).copied().unwrap_or(unknown)
    }
}

/// Keeps the two cheapest that differ in the visit before.
#[inline]
fn put(two: &mut Two, cost: Units, prior: u32) {
    if cost < two[0].0 {
        if two[0].1 != prior || two[0].0 >= CLOSED {
            two[1] = two[0];
        }
        two[0] = (cost, prior);
    } else if prior != two[0].1 && cost < two[1].0 {
        two[1] = (cost, prior);
    }
}
