//! Pricing: the routes of one class of shifts that cost less than their visits are worth.

use super::ahead::Ahead;
use super::family::Kin;
use super::graph::{Graph, NEIGHBOURS, SUMS};
use super::label::{Label, Labels, ROOT, Rule, has, with};
use super::sheet::{Duals, Sheet};
use crate::units::Units;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub rule: Rule,
    /// Routes whose reduced cost is below this.
    pub below: Units,
    /// How many of them at the most.
    pub most: usize,
    /// Labels after which it is given up, and what may take as long with the shortest memory.
    pub labels: usize,
    pub last: usize,
    /// Legs out of a visit at the most: fewer than all are quick, and prove nothing.
    pub arcs: usize,
    /// How many neighbours of a visit remember it; `None`: all do, and no route has one twice.
    /// Where labels are too many, fewer do than asked for.
    pub ng: Option<usize>,
    /// Labels that take as long as the largest table of what follows.
    pub table: usize,
    /// Set from another thread to give it up.
    pub stop: &'a AtomicBool,
}

/// Memories of routes whose labels are too many (ng-routes; Baldacci, Mingozzi and Roberti 2011).
const NG: [usize; 3] = [NEIGHBOURS, SHORT, SHORTEST];
pub const SHORT: usize = 10;
const SHORTEST: usize = 6;

/// What was found.
#[derive(Debug, Default)]
pub struct Priced {
    /// Reduced cost and visits, the best first.
    pub routes: Vec<(Units, Vec<u32>)>,
    /// The least reduced cost below the limit, if there is one.
    pub least: Option<Units>,
    /// Labels made, and what took as long.
    pub labels: usize,
    /// How many neighbours remember a visit.
    pub ng: Option<usize>,
    /// Whether it was given up: `least` is no bound then.
    pub aborted: bool,
}

/// Prices a class under the duals. Reduced cost: of the route and its day, less what its visits are
/// worth, with the prices of its cuts and of its class.
pub fn price(graph: &Graph, duals: &Duals, ask: &Ask, kin: Option<Kin>) -> Priced {
    let sheet = Sheet::of(graph, duals, ask.arcs);
    if Ahead::most_effort(&sheet) > ask.table {
        return Priced { aborted: true, ..Priced::default() };
    }
    let base = graph.day_cost + duals.class[graph.class as usize];
    match sheet.len().div_ceil(64) {
        0 => Priced::default(),
        1 => run::<1>(&sheet, base, ask, kin),
        2 => run::<2>(&sheet, base, ask, kin),
        3 => run::<3>(&sheet, base, ask, kin),
        4 => run::<4>(&sheet, base, ask, kin),
        5..=8 => run::<8>(&sheet, base, ask, kin),
        9..=16 => run::<16>(&sheet, base, ask, kin),
        _ => Priced { aborted: true, ..Priced::default() },
    }
}

fn run<const W: usize>(sheet: &Sheet, base: Units, ask: &Ask, kin: Option<Kin>) -> Priced {
    let below = ask.below.saturating_sub(base);
    let mut tries = Tries { ng: ask.ng, made: 0 };
    let mut table = None;
    loop {
        let forgotten = tries.ng.is_some();
        let made = table.take().filter(|(of, _)| *of == forgotten).map(|(_, ahead)| ahead);
        let fresh = made.is_none();
        let new = || Ahead::of(sheet, below, forgotten, kin, ask.stop);
        let Some(ahead) = made.or_else(new) else {
            return Priced { aborted: true, labels: tries.made, ..Priced::default() };
        };
        tries.made += if fresh { ahead.effort() } else { 0 };
        let mut labels = Labels::<W>::new(sheet, &ahead, ask.rule, below);
        let ng = tries.ng.filter(|n| *n < sheet.len()).map(|n| memories::<W>(sheet, n));
        let effort = if tries.ng == Some(SHORTEST) { ask.last } else { ask.labels };
        let most = Most { effort, labels: ask.labels };
        let ends = walk(sheet, &mut labels, ng.as_deref(), (most, ask.stop));
        tries.made += labels.effort();
        let stopped = ask.stop.load(Ordering::Relaxed);
        let many = ends.aborted && ask.rule == Rule::Exact && !stopped;
        if many && tries.weaken(sheet.len()) {
            drop(labels);
            table = Some((forgotten, ahead));
            continue;
        }
        // Where they are too many even so, the table bounds what was not looked at.
        let least = match many {
            true => Some(ahead.least_of_all(sheet)).filter(|least| *least < below),
            false => ends.found.first().map(|e| e.0),
        };
        let least = least.map(|least| least + base);
        let routes = choose(&labels, &ends.found, base, ask);
        // A quick pricing takes what it has. A list that was cut short is none.
        let cut = ask.rule == Rule::SameSet && routes.len() >= ask.most;
        let aborted = ends.aborted && ask.rule != Rule::Quick && !many || cut;
        return Priced { routes, least, labels: tries.made, ng: tries.ng, aborted };
    }
}

/// When labels are too many: comparing them takes time, keeping them takes room.
#[derive(Clone, Copy)]
struct Most {
    effort: usize,
    labels: usize,
}

impl Most {
    fn is_over<const W: usize>(self, labels: &Labels<W>) -> bool {
        labels.effort() > self.effort || labels.all.len() > self.labels
    }
}

/// How often a class was tried, and at what effort.
struct Tries {
    ng: Option<usize>,
    made: usize,
}

impl Tries {
    /// Fewer memories than there are nodes and than before; `false` where there are none fewer.
    fn weaken(&mut self, nodes: usize) -> bool {
        let fewer = |size: &&usize| **size < self.ng.unwrap_or(nodes);
        let weaker = NG.iter().find(fewer);
        self.ng = weaker.copied().or(self.ng);
        weaker.is_some()
    }
}

/// Routes with their reduced cost, but for the day's, and their last labels.
struct Ends {
    found: Vec<(Units, u32)>,
    aborted: bool,
    /// A way home costs less than it should.
    rough: bool,
}

/// Makes all labels, bucket by bucket.
fn walk<const W: usize>(
    sheet: &Sheet,
    labels: &mut Labels<W>,
    ng: Option<&[[u64; W]]>,
    (most, stop): (Most, &AtomicBool),
) -> Ends {
    begin(sheet, labels);
    let mut ends = Ends { found: Vec::new(), aborted: false, rough: false };
    'all: for bucket in 0..labels.ahead.grid.buckets {
        let mut q = 0;
        while q < labels.buckets[bucket].len() {
            let k = labels.buckets[bucket][q];
            q += 1;
            if labels.all[k as usize].dead {
                continue;
            }
            end(sheet, labels, k, &mut ends);
            extend(sheet, labels, k as usize, ng);
            // Of the routes over the same visits the cheapest might have been dropped.
            let unsure = (labels.rough || ends.rough) && labels.rule() == Rule::SameSet;
            if unsure || most.is_over(labels) || stop.load(Ordering::Relaxed) {
                ends.aborted = true;
                break 'all;
            }
        }
    }
    ends.found.sort_unstable();
    ends
}

/// A label for every first visit.
fn begin<const W: usize>(sheet: &Sheet, labels: &mut Labels<W>) {
    let graph = sheet.graph;
    for k in 0..sheet.len() {
        let mut sums = [0; SUMS];
        let node = &graph.nodes[k];
        for (s, sum) in sums.iter_mut().enumerate().take(graph.sums) {
            *sum = node.loads[s];
            if graph.drives && s == 0 {
                *sum += graph.first[k].drive;
            }
        }
        if sums.iter().zip(&graph.caps).take(graph.sums).any(|(sum, cap)| sum > cap) {
            continue;
        }
        sheet.first(k, |at| {
            labels.offer(Label {
                known: with([0; W], k),
                odd: sheet.cuts[k],
                at,
                sums,
                before: ROOT,
                node: k as u32,
                dead: false,
            });
        });
    }
}

fn extend<const W: usize>(
    sheet: &Sheet,
    labels: &mut Labels<W>,
    k: usize,
    ng: Option<&[[u64; W]]>,
) {
    let (from, known, node) = (labels.all[k].at, labels.all[k].known, labels.all[k].node as usize);
    let ahead = labels.ahead;
    for way in ahead.ways(ahead.grid.bucket(from.ready), from.state, node) {
        if from.base + way.least >= labels.below {
            break;
        }
        let arc = &sheet.arcs[node][way.arc as usize];
        let to = arc.to as usize;
        if from.ready > arc.by || has(&known, to) {
            continue;
        }
        let Some(after) = labels.after(k, to, ng) else { continue };
        sheet.next(from, arc, |at| labels.follow(k, to, &after, at));
    }
}

/// Ends the route here, if that is cheap enough.
fn end<const W: usize>(sheet: &Sheet, labels: &Labels<W>, k: u32, ends: &mut Ends) {
    let label = &labels.all[k as usize];
    let graph = sheet.graph;
    let home = graph.home[label.node as usize];
    if graph.drives && label.sums[0] + home.drive > graph.caps[0] {
        return;
    }
    if let Some((cost, rough)) = sheet.close(label.at, label.node as usize)
        && cost < labels.below
    {
        ends.rough |= rough;
        ends.found.push((cost, k));
    }
}

/// For each node the set of those that remember it: its nearest.
fn memories<const W: usize>(sheet: &Sheet, size: usize) -> Vec<[u64; W]> {
    let near =
        |near: &Vec<u32>| near.iter().take(size).fold([0; W], |set, &k| with(set, k as usize));
    sheet.graph.nearest_to().iter().map(near).collect()
}

/// The best routes, not too many over the same visit.
fn choose<const W: usize>(
    labels: &Labels<W>,
    ends: &[(Units, u32)],
    base: Units,
    ask: &Ask,
) -> Vec<(Units, Vec<u32>)> {
    let mut routes = Vec::new();
    let mut sets: HashSet<Vec<u32>> = HashSet::new();
    let mut uses = std::collections::HashMap::<u32, usize>::new();
    for &(cost, k) in ends {
        if routes.len() >= ask.most {
            break;
        }
        let route = labels.route(k);
        if ask.rule != Rule::SameSet && routes.len() > ask.most / 3 {
            let least = route.iter().map(|v| uses.get(v).copied().unwrap_or(0)).min();
            if least.unwrap_or(0) > 3 {
                continue;
            }
        }
        let mut set = route.clone();
        set.sort_unstable();
        if sets.insert(set) {
            route.iter().for_each(|v| *uses.entry(*v).or_default() += 1);
            routes.push((cost + base, route));
        }
    }
    routes
}
