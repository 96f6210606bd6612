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

#[derive(Clone, Copy)]
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
        // What a shift of the class is worth, by its time.
        let rate = duals.class[graph.class as usize] / graph.length().max(1);
        let arcs = (0..nodes.len()).map(|k| {
            let arcs = arcs(graph, &worth, &last, k);
            match arcs.len() > arcs_most {
                true => best(graph, arcs, arcs_most, (last[k] + nodes[k].duration, rate)),
                false => arcs,
            }
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
    let mut arcs = Vec::with_capacity(worth.len());
    // What is worth less than nothing is out of play.
    if worth[x] < 0 {
        return arcs;
    }
    let leg = graph.out_of(x);
    for &to in &graph.closing {
        let o = to as usize;
        let leg = leg(o);
        let by = last[o] - leg.drive;
        if o != x && worth[o] >= 0 && graph.soonest[x] <= by {
            let cost = leg.cost - worth[o];
            arcs.push(Arc { to, by, leg: Leg { drive: leg.drive, cost } });
        }
    }
    arcs
}

/// The legs that are best at a price of time, at most so many: by what they cost and what the
/// drive, the service and a wait after the latest end of the one before would be worth.
fn best(graph: &Graph, arcs: Vec<Arc>, most: usize, (end, rate): (Millis, Units)) -> Vec<Arc> {
    let dear = |a: &Arc| {
        let to = &graph.plain[a.to as usize];
        let wait = (to.open - end - a.leg.drive).max(0);
        let time = a.leg.drive + to.duration + wait;
        a.leg.cost.saturating_add(rate.saturating_mul(time))
    };
    let mut order: Vec<(Units, u32, usize)> =
        arcs.iter().enumerate().map(|(k, a)| (dear(a), a.to, k)).collect();
    order.select_nth_unstable(most);
    order.truncate(most);
    // In the order of their closing, as before.
    order.sort_unstable_by_key(|o| o.2);
    order.into_iter().map(|o| arcs[o.2]).collect()
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
