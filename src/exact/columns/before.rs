//! What the first part of a route costs at the least: a table over nodes, states and time.
//!
//! The mirror of [`super::ahead`]; what the two say together leaves few legs worth a label.

use super::ahead::{CLOSED, Grid, HOME};
use super::moment::Moment;
use super::sheet::Sheet;
use crate::units::Units;
use std::sync::atomic::{AtomicBool, Ordering};

/// The least costs of a cell with the visit before, which are not the same.
type Two = [(Units, u32); 2];

const NONE: Two = [(CLOSED, HOME); 2];

pub struct Before {
    grid: Grid,
    /// Empty where buckets are too long to tell one service from the next: nothing is known then.
    table: Vec<Two>,
    /// Whether labels forget visits: then a part may go straight back, as theirs do.
    forgotten: bool,
    /// Steps made for it.
    pub steps: usize,
}

impl Before {
    /// The table of a sheet; `None` where it was told to stop on the way.
    pub fn of(sheet: &Sheet, grid: Grid, forgotten: bool, stop: &AtomicBool) -> Option<Before> {
        if !grid.fine {
            return Some(Before { grid, table: Vec::new(), forgotten, steps: 0 });
        }
        let mut before = Before { grid, table: vec![NONE; grid.cells()], forgotten, steps: 0 };
        for k in 0..grid.nodes {
            sheet.first(k, |m| before.reach(m, k, HOME));
        }
        for bucket in 0..grid.buckets {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            for state in 0..grid.states {
                for x in 0..grid.nodes {
                    before.spread(sheet, bucket, state, x);
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
            put(&mut self.table[self.grid.index(bucket, m.state, node)], m.base, prior);
        }
    }

    /// What was reached sooner counts here too; what is new goes on to every visit.
    fn spread(&mut self, sheet: &Sheet, bucket: usize, state: usize, x: usize) {
        let at = self.grid.index(bucket, state, x);
        let mut two = self.table[at];
        let mut old = NONE;
        if bucket > 0 {
            old = self.table[self.grid.index(bucket - 1, state, x)];
            old.iter().for_each(|o| put(&mut two, o.0, o.1));
            self.table[at] = two;
        }
        if two == old {
            return;
        }
        self.steps += sheet.arcs[x].len();
        let ready = self.grid.begin(bucket).max(sheet.graph.soonest[x]);
        for arc in sheet.arcs[x].iter().filter(|a| ready <= a.by) {
            let top = two[usize::from(two[0].1 == arc.to && !self.forgotten)];
            if top.0 >= CLOSED / 2 || old.contains(&top) {
                continue;
            }
            let from = Moment::at(state, ready).add(top.0);
            sheet.next(from, arc, |m| self.reach(m, arc.to as usize, x as u32));
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

    /// The same without `not` just before it.
    #[inline]
    pub fn least_but(&self, bucket: usize, state: usize, node: usize, not: u32) -> Units {
        match self.table.get(self.grid.index(bucket, state, node)) {
            Some(two) => two[usize::from(two[0].1 == not)].0,
            None => -CLOSED,
        }
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
