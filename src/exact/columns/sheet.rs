//! A graph under the dual prices of one moment: the visits worth a detour, and the legs between
//! them that time allows.

use super::graph::{Graph, Leg};
use super::moment::Moment;
use crate::units::{Millis, Units};

/// Prices of the master's rows, in whole units.
#[derive(Clone, Debug, Default)]
pub struct Duals {
    /// By visit: what covering it is worth.
    pub visit: Vec<Units>,
    /// By team class: what one more of its shifts saves, as a cost (0 or more).
    pub class: Vec<Units>,
    /// By job that can be done in several ways: what doing it is worth.
    pub groups: Vec<Units>,
    /// Three visits each, of which a route with two or three pays the price.
    pub cuts: Vec<([u32; 3], Units)>,
}

/// The most cuts that one label can tell apart.
pub const CUT_WORDS: usize = 4;
pub const MOST_CUTS: usize = 64 * CUT_WORDS;
pub type CutBits = [u64; CUT_WORDS];

pub struct Arc {
    pub to: u32,
    /// The latest moment to leave.
    pub by: Millis,
    /// The drive, and its cost less what the visit is worth.
    pub leg: Leg,
}

pub struct Sheet<'g> {
    pub graph: &'g Graph<'g>,
    pub arcs: Vec<Vec<Arc>>,
    /// By node: what the visit is worth.
    pub worth: Vec<Units>,
    /// By node: the cuts that it is in.
    pub cuts: Vec<CutBits>,
    /// By cut in play, its price.
    pub prices: Vec<Units>,
    pub last: Vec<Millis>,
}

impl<'g> Sheet<'g> {
    /// The sheet of a graph with at most so many legs out of a visit, the cheapest. A visit that is
    /// worth nothing stays in play: where a matrix has legs longer than the way round, it can be a
    /// stepping stone.
    pub fn of(graph: &'g Graph<'g>, duals: &Duals, arcs_most: usize) -> Sheet<'g> {
        let nodes = &graph.nodes;
        let worth: Vec<Units> = nodes.iter().map(|n| duals.visit[n.visit as usize]).collect();
        let last = nodes.iter().map(|n| n.spans.last().map_or(-1, |s| s.1));
        let last: Vec<Millis> = last.collect();
        let arcs = (0..nodes.len()).map(|k| {
            let mut arcs = arcs(graph, &worth, &last, k);
            if arcs.len() > arcs_most {
                arcs.select_nth_unstable_by_key(arcs_most, |a| (a.leg.cost, a.to));
                arcs.truncate(arcs_most);
                arcs.sort_unstable_by_key(|a| a.to);
            }
            arcs
        });
        let arcs = arcs.collect();
        let (cuts, prices) = cuts(graph, duals);
        Sheet { graph, arcs, worth, cuts, prices, last }
    }

    pub fn len(&self) -> usize {
        self.worth.len()
    }

    /// The drive between two nodes.
    #[inline]
    pub fn leg(&self, from: usize, to: usize) -> Millis {
        self.graph.leg(from, to).drive
    }

    /// Every state in which a route can be after its first visit.
    pub fn first(&self, k: usize, mut out: impl FnMut(Moment)) {
        if self.worth[k] < 0 {
            return;
        }
        let node = &self.graph.nodes[k];
        let leg = self.graph.first[k];
        let gain = leg.cost - self.worth[k];
        for from in self.graph.departures() {
            self.graph.hop(from, leg, node, |m| out(m.add(gain)));
        }
    }

    /// Every state in which a route can be after one more visit.
    #[inline]
    pub fn next(&self, from: Moment, arc: &Arc, mut out: impl FnMut(Moment)) {
        let node = &self.graph.nodes[arc.to as usize];
        self.graph.hop(from, arc.leg, node, |m| out(m.add(arc.leg.cost)));
    }

    /// The cost of going home from a node, and whether it may be more.
    #[inline]
    pub fn close(&self, from: Moment, k: usize) -> Option<(Units, bool)> {
        self.graph.close(from, self.graph.home[k])
    }

    /// The price of the cuts in both sets.
    #[inline]
    pub fn price_of(&self, words: usize, a: &CutBits, b: impl Fn(usize) -> u64) -> Units {
        let mut sum = 0;
        for (w, word) in a.iter().enumerate().take(words) {
            let mut bits = word & b(w);
            while bits != 0 {
                sum += self.prices[w * 64 + bits.trailing_zeros() as usize];
                bits &= bits - 1;
            }
        }
        sum
    }

    /// Words of cut bits in use.
    pub fn cut_words(&self) -> usize {
        self.prices.len().div_ceil(64)
    }
}

/// The legs out of a node that some route can make.
fn arcs(graph: &Graph, worth: &[Units], last: &[Millis], x: usize) -> Vec<Arc> {
    // What is worth less than nothing is out of play.
    let others = (0..worth.len()).filter(|o| *o != x && worth[*o] >= 0 && worth[x] >= 0);
    let arc = |o: usize| {
        let leg = graph.leg(x, o);
        let by = last[o] - leg.drive;
        let cost = leg.cost - worth[o];
        (graph.soonest[x] <= by).then_some(Arc {
            to: o as u32,
            by,
            leg: Leg { drive: leg.drive, cost },
        })
    };
    others.filter_map(arc).collect()
}

/// The cuts that any of the nodes is in: where memory is short, a route can have one twice.
fn cuts(graph: &Graph, duals: &Duals) -> (Vec<CutBits>, Vec<Units>) {
    let mut bits = vec![[0; CUT_WORDS]; graph.len()];
    let mut prices = Vec::new();
    if duals.cuts.is_empty() {
        return (bits, prices);
    }
    for (three, price) in &duals.cuts {
        let here: Vec<usize> =
            three.iter().filter_map(|&v| graph.node_of[v as usize].map(|k| k as usize)).collect();
        if here.is_empty() || *price <= 0 || prices.len() >= MOST_CUTS {
            continue;
        }
        let c = prices.len();
        here.iter().for_each(|&k| bits[k][c / 64] |= 1 << (c % 64));
        prices.push(*price);
    }
    (bits, prices)
}
