//! Labels: partial routes, and which of them need not be kept.

use super::ahead::Ahead;
use super::graph::SUMS;
use super::moment::Moment;
use super::sheet::{CutBits, Sheet};
use crate::units::{Millis, Units};
use std::collections::HashMap;

/// No label.
pub const ROOT: u32 = u32::MAX;

/// How many others are looked at in the time that a label takes.
const LOOKS_OF_A_LABEL: usize = 40;

/// A partial route that ends with service at a node; `W` words for a set of nodes.
#[derive(Clone, Copy)]
pub struct Label<const W: usize> {
    /// Nodes that may not follow: those in the route, or those of them that are remembered.
    pub known: [u64; W],
    /// Cuts of which the route has had an odd number of visits.
    pub odd: CutBits,
    pub at: Moment,
    pub sums: [i64; SUMS],
    pub before: u32,
    pub node: u32,
    /// Another label is as good in every way.
    pub dead: bool,
}

/// What one more visit changes.
pub struct After<const W: usize> {
    known: [u64; W],
    sums: [i64; SUMS],
    price: Units,
}

/// What makes one label as good as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Every way on of the other is open to it and costs no more.
    Exact,
    /// Time and cost alone: quick, and proves nothing.
    Quick,
    /// The same visits: for listing all routes of a cost.
    SameSet,
}

/// The labels of one pricing, in the buckets of their time.
pub struct Labels<'s, 'g, const W: usize> {
    sheet: &'s Sheet<'g>,
    pub ahead: &'s Ahead,
    rule: Rule,
    words: usize,
    pub all: Vec<Label<W>>,
    pub buckets: Vec<Vec<u32>>,
    /// By node and state, the labels that may dominate, the cheapest first.
    front: Vec<Vec<(Units, Millis, u32)>>,
    /// The labels of each set of visits that end at a node.
    sets: HashMap<([u64; W], u32), Vec<u32>>,
    /// By node and bucket, the nodes that can still be reached.
    reach: Vec<[u64; W]>,
    states: usize,
    /// Whether waiting costs, so that later moments count.
    hourly: bool,
    /// Whether a label costs less than it should.
    pub rough: bool,
    /// Only what can come to less than this is kept.
    pub below: Units,
    /// How many others were looked at.
    looked: usize,
}

#[inline]
pub fn has<const W: usize>(set: &[u64; W], k: usize) -> bool {
    set[k >> 6] >> (k & 63) & 1 == 1
}

#[inline]
pub fn with<const W: usize>(mut set: [u64; W], k: usize) -> [u64; W] {
    set[k >> 6] |= 1 << (k & 63);
    set
}

impl<'s, 'g, const W: usize> Labels<'s, 'g, W> {
    pub fn new(sheet: &'s Sheet<'g>, ahead: &'s Ahead, rule: Rule, below: Units) -> Self {
        let states = sheet.graph.clock.breaks + 1;
        let mut labels = Labels {
            sheet,
            ahead,
            rule,
            words: sheet.cut_words(),
            all: Vec::with_capacity(4096),
            buckets: vec![Vec::new(); ahead.grid.buckets + 1],
            front: vec![Vec::new(); sheet.len() * states],
            sets: HashMap::new(),
            reach: Vec::new(),
            states,
            hourly: sheet.graph.clock.hour_rate > 0,
            rough: false,
            below,
            looked: 0,
        };
        if rule == Rule::Exact {
            labels.reach = labels.reachable();
        }
        labels
    }

    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Labels made, and what took as long.
    #[inline]
    pub fn effort(&self) -> usize {
        self.all.len() + self.looked / LOOKS_OF_A_LABEL
    }

    /// By node and bucket, what can come next or later. Another visit may be the shorter way, so
    /// that only some service and the last leg are counted on.
    fn reachable(&self) -> Vec<[u64; W]> {
        let sheet = self.sheet;
        let services = sheet.graph.nodes.iter().map(|n| n.duration);
        let service = services.min().unwrap_or(0);
        let grid = self.ahead.grid;
        let mut out = vec![[0; W]; sheet.len() * grid.buckets];
        for (x, sets) in out.chunks_mut(grid.buckets.max(1)).enumerate() {
            for k in (0..sheet.len()).filter(|k| *k != x) {
                let leg = sheet.leg(x, k).min(service + sheet.graph.near[k]);
                if leg <= sheet.last[k] {
                    let last = grid.bucket(sheet.last[k] - leg).min(grid.buckets - 1);
                    sets[last] = with(sets[last], k);
                }
            }
            // What can be reached later can be reached sooner.
            for bucket in (1..grid.buckets).rev() {
                for w in 0..W {
                    sets[bucket - 1][w] |= sets[bucket][w];
                }
            }
        }
        out
    }

    /// Whether every way on from `b` is open to `a` for no more.
    #[inline]
    fn beats(&self, a: &Label<W>, b: &Label<W>) -> bool {
        if a.at.ready > b.at.ready || a.at.base > b.at.base {
            return false;
        }
        if self.hourly && !a.at.no_dearer(&b.at, 0, self.sheet.graph.length()) {
            return false;
        }
        let sums = self.sheet.graph.sums;
        if self.rule == Rule::Quick {
            return true;
        }
        if a.sums.iter().zip(&b.sums).take(sums).any(|(x, y)| x > y) {
            return false;
        }
        if self.rule == Rule::SameSet {
            return true;
        }
        let bucket = self.ahead.grid.bucket(b.at.ready);
        let reach = &self.reach[b.node as usize * self.ahead.grid.buckets + bucket];
        for w in 0..W {
            if a.known[w] & reach[w] & !b.known[w] != 0 {
                return false;
            }
        }
        if self.words == 0 {
            return true;
        }
        let more = self.sheet.price_of(self.words, &a.odd, |w| !b.odd[w]);
        a.at.base + more <= b.at.base
            && (!self.hourly || a.at.no_dearer(&b.at, more, self.sheet.graph.length()))
    }

    /// Keeps a first label unless it is too dear or another is as good.
    pub fn offer(&mut self, label: Label<W>) {
        if self.may_pay(&label.at, label.node as usize, &label.known) {
            self.keep(label);
        }
    }

    /// Keeps a label unless another is as good.
    fn keep(&mut self, label: Label<W>) {
        let beaten = match self.rule {
            Rule::SameSet => self.beaten_in_its_set(&label),
            _ => self.beaten(&label),
        };
        if !beaten {
            self.rough |= label.at.rough;
            self.buckets[self.ahead.grid.bucket(label.at.ready)].push(self.all.len() as u32);
            self.all.push(label);
        }
    }

    /// Whether a label is as good as this new one; if not, those that it beats are dead.
    fn beaten(&mut self, label: &Label<W>) -> bool {
        let (at, node) = (&label.at, label.node as usize);
        for state in at.state..self.states {
            self.looked += self.front[node * self.states + state].len();
            for &(base, ready, k) in &self.front[node * self.states + state] {
                if base > at.base {
                    break;
                }
                if ready <= at.ready && self.beats(&self.all[k as usize], label) {
                    return true;
                }
            }
        }
        let new = self.all.len() as u32;
        for state in 0..=at.state {
            let cell = node * self.states + state;
            let mut front = std::mem::take(&mut self.front[cell]);
            let from = front.partition_point(|f| f.0 < at.base);
            let mut kept = from;
            for k in from..front.len() {
                let old = front[k];
                if old.1 >= at.ready && self.beats(label, &self.all[old.2 as usize]) {
                    self.all[old.2 as usize].dead = true;
                } else {
                    front[kept] = old;
                    kept += 1;
                }
            }
            front.truncate(kept);
            if state == at.state {
                front.insert(from, (at.base, at.ready, new));
            }
            self.front[cell] = front;
        }
        false
    }

    /// The same among labels over the same visits.
    fn beaten_in_its_set(&mut self, label: &Label<W>) -> bool {
        let new = self.all.len() as u32;
        let mut same = self.sets.remove(&(label.known, label.node)).unwrap_or_default();
        let better = |a: &Label<W>, b: &Label<W>| a.at.state >= b.at.state && self.beats(a, b);
        let beaten = same.iter().any(|&k| better(&self.all[k as usize], label));
        let mut dead = Vec::new();
        if !beaten {
            same.retain(|&k| {
                let worse = better(label, &self.all[k as usize]);
                if worse {
                    dead.push(k);
                }
                !worse
            });
            same.push(new);
        }
        self.sets.insert((label.known, label.node), same);
        dead.into_iter().for_each(|k| self.all[k as usize].dead = true);
        beaten
    }

    /// What one more visit changes besides the moment: the nodes known, the sums, the price of
    /// cuts.
    #[inline]
    pub fn after(&self, k: usize, to: usize, ng: Option<&[[u64; W]]>) -> Option<After<W>> {
        let (sheet, label) = (self.sheet, &self.all[k]);
        let graph = sheet.graph;
        let mut sums = label.sums;
        for (s, sum) in sums.iter_mut().enumerate().take(graph.sums) {
            *sum += graph.nodes[to].loads[s];
            if graph.drives && s == 0 {
                *sum += graph.leg(label.node as usize, to).drive;
            }
            if *sum > graph.caps[s] {
                return None;
            }
        }
        let price = match self.words {
            0 => 0,
            words => sheet.price_of(words, &label.odd, |w| sheet.cuts[to][w]),
        };
        let mut known = label.known;
        if let Some(ng) = ng {
            known.iter_mut().zip(&ng[to]).for_each(|(a, b)| *a &= b);
        }
        Some(After { known: with(known, to), sums, price })
    }

    /// Keeps the label at a moment after one more visit, unless it is too dear.
    #[inline]
    pub fn follow(&mut self, k: usize, to: usize, after: &After<W>, at: Moment) {
        let at = at.add(after.price);
        if !self.may_pay(&at, to, &after.known) {
            return;
        }
        let mut odd = self.all[k].odd;
        for w in 0..self.words {
            odd[w] ^= self.sheet.cuts[to][w];
        }
        let (known, sums) = (after.known, after.sums);
        let (before, node) = (k as u32, to as u32);
        self.keep(Label { known, odd, at, sums, before, node, dead: false });
    }

    /// Whether a route from this moment on can come to less than the limit.
    #[inline]
    fn may_pay(&self, at: &Moment, node: usize, known: &[u64; W]) -> bool {
        at.ready <= self.sheet.graph.length()
            && at.base + self.ahead.least(at, node, |k| has(known, k)) < self.below
    }

    /// The visits of a label's route.
    pub fn route(&self, mut k: u32) -> Vec<u32> {
        let mut route = Vec::new();
        while k != ROOT {
            let label = &self.all[k as usize];
            route.push(self.sheet.graph.nodes[label.node as usize].visit);
            k = label.before;
        }
        route.reverse();
        route
    }
}
