//! What the rest of a route can bring at best: a table over nodes, states and time.

use super::graph::Node;
use super::sheet::Sheet;
use super::step::Moment;
use crate::model::clock::NEVER;
use crate::units::{Millis, Units};
use std::sync::atomic::{AtomicBool, Ordering};

/// Distinct next visits told apart: the best one may be in the route already.
const TOPS: usize = 4;
/// No way on.
pub const CLOSED: Units = Units::MAX / 4;
/// The route ends here.
const HOME: u32 = u32::MAX;

/// The longest bucket of time, and how many a shift has at the most.
const BUCKET: Millis = 600_000;
const MOST_BUCKETS: Millis = 240;

type Tops = [(Units, u32); TOPS];

pub struct Ahead {
    pub width: Millis,
    pub buckets: usize,
    states: usize,
    nodes: usize,
    table: Vec<Tops>,
    /// No route can bring more than this: for what ends in the bucket in which it began.
    most: Units,
}

impl Ahead {
    /// The table of a sheet: lower bounds of what follows on being ready in a bucket or later.
    /// `None` where it was told to stop on the way.
    pub fn of(sheet: &Sheet, stop: &AtomicBool) -> Option<Ahead> {
        let length = sheet.graph.length();
        let step = |k: usize| {
            let node = &sheet.graph.nodes[k];
            node.duration + sheet.graph.near[k]
        };
        let shortest = (0..sheet.len()).map(step).min().unwrap_or(BUCKET);
        let width = BUCKET.min(shortest).max(length / MOST_BUCKETS + 1);
        let buckets = (length / width + 1) as usize;
        let (states, nodes) = (sheet.graph.clock.breaks + 1, sheet.len());
        let none = [(CLOSED, HOME); TOPS];
        let table = vec![none; buckets * states * nodes];
        let most = sheet.worth.iter().sum();
        let mut ahead = Ahead { width, buckets, states, nodes, table, most };
        for bucket in (0..buckets).rev() {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            for state in (0..states).rev() {
                ahead.fill(sheet, bucket, state);
            }
        }
        Some(ahead)
    }

    /// How many labels take as long as this table.
    pub fn effort(&self, sheet: &Sheet) -> usize {
        const STEPS_OF_A_LABEL: usize = 30;
        let arcs: usize = sheet.arcs.iter().map(Vec::len).sum();
        arcs * self.buckets * self.states / STEPS_OF_A_LABEL
    }

    /// The bucket of a moment.
    #[inline]
    pub fn bucket(&self, ready: Millis) -> usize {
        (ready / self.width) as usize
    }

    #[inline]
    fn index(&self, bucket: usize, state: usize, node: usize) -> usize {
        (bucket * self.states + state) * self.nodes + node
    }

    fn fill(&mut self, sheet: &Sheet, bucket: usize, state: usize) {
        let t = bucket as Millis * self.width;
        let graph = sheet.graph;
        if graph.simple && state < graph.clock.breaks && t > graph.clock.chains[0][1].latest {
            // The break can only be taken inside a service, if at all.
            let inside = |n: &Node| n.break_inside;
            if !graph.nodes.iter().any(inside) {
                return;
            }
        }
        for x in 0..self.nodes {
            if t + self.width <= sheet.graph.soonest[x] {
                continue;
            }
            let from = Moment::at(state, t);
            let mut tops = [(CLOSED, HOME); TOPS];
            // Where there is no way home from here there is none by another visit that time or the
            // breaks would not close too, unless legs are longer than the way round.
            if let Some(cost) = sheet.close(from, x) {
                put(&mut tops, cost, HOME);
            }
            for arc in &sheet.arcs[x] {
                if t > arc.by {
                    continue;
                }
                let mut least = CLOSED;
                sheet.next(from, arc, |m| {
                    if m.ready < NEVER {
                        let rest = match self.bucket(m.ready) {
                            same if same == bucket => -self.most,
                            _ => self.rest(m, arc.to as usize, x),
                        };
                        least = least.min(m.base + rest);
                    }
                });
                if least < CLOSED / 2 {
                    put(&mut tops, least, arc.to);
                }
            }
            let at = self.index(bucket, state, x);
            self.table[at] = tops;
        }
    }

    /// What follows on a moment at `node` at best, without going straight back to `not`.
    #[inline]
    fn rest(&self, m: Moment, node: usize, not: usize) -> Units {
        let bucket = self.bucket(m.ready);
        if bucket >= self.buckets {
            return CLOSED;
        }
        let tops = &self.table[self.index(bucket, m.state, node)];
        if tops[0].1 as usize == not { tops[1].0 } else { tops[0].0 }
    }

    /// A lower bound for what follows, without the visits of which `known` says so.
    #[inline]
    pub fn least(&self, m: &Moment, node: usize, known: impl Fn(usize) -> bool) -> Units {
        let bucket = self.bucket(m.ready);
        if bucket >= self.buckets {
            return CLOSED;
        }
        let tops = &self.table[self.index(bucket, m.state, node)];
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
