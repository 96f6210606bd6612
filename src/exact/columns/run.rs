//! The bound lane: columns, prices, cuts, until nothing is left to gain or it is told to stop.

use super::ask::Asked;
use super::cuts;
use super::family::Family;
use super::graph::Graph;
use super::label::Rule;
use super::left_out;
use super::master::{Master, Point};
use super::price::{Ask, SHORT};
use super::sheet::MOST_CUTS;
use super::store::Store;
use super::worth::Worth;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::units::Units;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Who the lane runs beside.
pub trait Partner: Sync {
    /// The best plan so far.
    fn incumbent(&self) -> (Units, Solution);
    /// Routes seen on the way: a team class and its visits in order.
    fn routes(&self) -> Vec<(u32, Vec<u32>)>;
    /// A better bound.
    fn tell(&self, proof: Proof);
    /// A better plan.
    fn offer(&self, solution: Solution, cost: Units);
    /// Waits for a plan below a cost; `false` where none will come.
    fn wait(&self, below: Units) -> bool;
}

/// A lower bound of every plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub bound: i128,
    pub kind: &'static str,
    /// The rules that it leaves out.
    pub relaxed: Vec<&'static str>,
    /// What one more of each shift is worth, at the highest bound that prices of rows showed.
    pub worth: Option<Arc<Worth>>,
}

/// How much may be done.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Labels of one pricing.
    pub labels: usize,
    /// Labels of all.
    pub all: usize,
}

/// Routes that one pricing of a class brings at the most.
const QUICK_ROUTES: usize = 40;
const EXACT_ROUTES: usize = 60;
/// How many of them a class brings into the master at once, and all together about: a program with
/// more of them takes longer than they save.
const AT_ONCE: usize = 12;
const COLUMNS: usize = 300;
/// New columns after which the program is solved again, and for each class: fewer are not worth
/// another quick pricing.
const ENOUGH: usize = 40;
const EACH: f64 = 1.5;
/// Pricings in a row of classes that brought some, before all are asked: only that shows a bound.
const AGAIN: usize = 4;
/// The largest table of a pricing, in its labels.
const TABLE: usize = 40;
/// Legs out of a visit and labels of quick pricings of one class, one after the other. Over all
/// legs an exact pricing takes hardly longer, and proves a bound.
const QUICK: [(usize, usize); 2] = [(12, 6_000), (40, 20_000)];
/// How many times as many labels the shortest memory may take.
const LAST: usize = 10;
/// Above so many visits memories are short from the first, in classes of more than so many.
const MANY: usize = 300;
const FEW: usize = 100;
/// Legs of a graph that are read in the time that a label takes.
const LEGS_OF_A_LABEL: usize = 30;
/// A dive is made before all is priced where the bound is as near as this part of the gap.
const EARLY: f64 = 0.5;
/// Dives with pricing at a time.
const PLUNGES: usize = 3;
/// Cuts of a round, and cuts with a price above which there are no more: others can get one again.
const CUTS: usize = 40;
const ROOM: usize = MOST_CUTS - 2 * CUTS;

pub struct Lane<'a, 'p> {
    pub(super) problem: &'p Problem<'p>,
    pub(super) graphs: &'a [Graph<'a>],
    pub(super) families: &'a [Family<'a>],
    pub(super) master: Master<'a, 'p>,
    /// Routes known but not in the master.
    pub(super) store: Store,
    pub(super) partner: &'a dyn Partner,
    pub(super) stop: &'a AtomicBool,
    pub(super) effort: Effort,
    pub(super) made: usize,
    /// By class: how many neighbours of a visit remember it, once all of them are too many.
    pub(super) ng: Vec<Option<usize>>,
    /// Whether a dive was made before all was priced.
    dived: bool,
    /// The first routes of dives, which the next ones forbid.
    pub(super) firsts: Vec<usize>,
    relaxed: Vec<&'static str>,
    /// Whether a mix of columns is a plan: no rule is left out, and each job has one way.
    pub(super) whole: bool,
    /// Whether there are so many visits that a dive takes long.
    many: bool,
    best: i128,
    kind: &'static str,
    worth: Option<Arc<Worth>>,
}

/// The graphs of all classes of shifts with any visit; `None` where that is too much.
fn graphs<'p>(
    problem: &'p Problem<'p>,
    loads: &[usize],
    effort: Effort,
    stop: &AtomicBool,
) -> Option<Vec<Graph<'p>>> {
    let shared = problem.shared_days();
    let mut classes: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (s, shift) in problem.shifts.iter().enumerate() {
        classes.entry(shift.team_class).or_default().push(s as u32);
    }
    let nodes = |shifts: &Vec<u32>| {
        let s = shifts[0] as usize;
        (0..problem.of_jobs()).filter(|&v| problem.allowed(s, v)).count()
    };
    let legs: usize = classes.values().map(|shifts| nodes(shifts).pow(2)).sum();
    if legs / LEGS_OF_A_LABEL > effort.all {
        return None;
    }
    let each = classes.into_par_iter().map(|(_, shifts)| {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let shift = &problem.shifts[shifts[0] as usize];
        let day = if shared[shift.day_group as usize] { 0 } else { shift.day_cost };
        Some(Graph::of(problem, shifts, day, loads))
    });
    let all: Option<Vec<Graph>> = each.collect();
    all.map(|all| all.into_iter().filter(|g| !g.is_empty()).collect())
}

/// Bounds the cost of every plan from below, better and better, until it is told to stop.
pub fn bound<'p>(
    problem: &'p Problem<'p>,
    partner: &dyn Partner,
    effort: Effort,
    stop: &AtomicBool,
) {
    let loads = left_out::carried(problem);
    let Some(graphs) = graphs(problem, &loads, effort, stop) else { return };
    let (cost, incumbent) = partner.incumbent();
    let Some(mut master) = Master::new(problem, &graphs, cost, stop) else { return };
    for (g, graph) in graphs.iter().enumerate() {
        for &s in &graph.shifts {
            master.add(g, incumbent.routes[s as usize].clone());
        }
    }
    let families = Family::all(problem, &graphs, stop);
    let store = Store::of(problem, &graphs, partner.routes());
    let relaxed = left_out::rules(problem, &loads);
    let many = problem.of_jobs() > MANY;
    let mut lane = Lane {
        problem,
        graphs: &graphs,
        families: &families,
        master,
        store,
        partner,
        stop,
        effort,
        made: 0,
        ng: graphs.iter().map(|g| (many && g.len() > FEW).then_some(SHORT)).collect(),
        whole: relaxed.is_empty() && problem.own == problem.jobs.len(),
        dived: false,
        firsts: Vec::new(),
        many,
        relaxed,
        best: -1,
        kind: "",
        worth: None,
    };
    lane.run();
}

impl<'a> Lane<'a, '_> {
    pub(super) fn over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.made >= self.effort.all
    }

    /// Prices, mixes, cuts, and a list of all routes in the gap as soon as it is short; `None`
    /// where it was told to stop.
    fn run(&mut self) -> Option<()> {
        // The gap at which the list was too long; the round, and that of the next mix.
        let (mut failed, mut round, mut next) = (i128::MAX, 0, 1);
        loop {
            let (point, bound) = self.converge()?;
            round += 1;
            if self.whole && round >= next {
                next = 2 * round;
                self.firsts.clear();
                self.plunge(PLUNGES)?;
                self.mix(&self.near(&point, bound), 1);
            }
            let near = if self.whole { self.near(&point, bound) } else { Vec::new() };
            let gap = i128::from(self.partner.incumbent().0) - bound;
            let new = self.whole && gap > 0 && gap < failed - failed / 4;
            if new && self.may_close(&near) {
                match self.close(&point, bound, 1) {
                    Some(()) => return Some(()),
                    None => failed = gap,
                }
            }
            if self.over() {
                return None;
            }
            let columns = &self.master.columns;
            // Labels tell those apart that have a price.
            let priced = point.duals.cuts.iter().filter(|cut| cut.1 > 0).count();
            let most = CUTS.min(ROOM.saturating_sub(priced));
            let found = match most < CUTS / 4 {
                true => Vec::new(),
                false => cuts::broken(columns, &point.values, &self.master.cuts, most),
            };
            if found.is_empty() {
                return self.last(&point, bound);
            }
            found.into_iter().for_each(|three| {
                self.master.cut(three);
            });
        }
    }

    /// Prices until no route of reduced cost below zero is left; the bound at that point.
    fn converge(&mut self) -> Option<(Point, i128)> {
        // Once few routes are left to be found haste finds none of them: then the classes that
        // brought some.
        let (mut gave, mut again) = (Vec::new(), 0);
        loop {
            let point = self.master.solve()?;
            if self.over() {
                return None;
            }
            if self.fetch(&point) > 0 {
                continue;
            }
            let late = !gave.is_empty();
            let some = if late {
                let ask = self.ask(self.effort.labels);
                let asked = self.price_these(&point, &ask, &gave)?;
                (gave, again) = (asked.gave, again + 1);
                asked.new
            } else {
                self.quick(&point)?
            };
            if some >= self.enough() || late && some > 0 && again < AGAIN {
                continue;
            }
            let (asked, bound) = self.exact(&point)?;
            if some + asked.new == 0 {
                return Some((point, bound));
            }
            let few = asked.new < self.enough() && 2 * asked.gave.len() <= self.graphs.len();
            (gave, again) = (if few { asked.gave } else { Vec::new() }, 0);
            // A plan is wanted before nothing is left to price.
            let (upper, near) = (self.partner.incumbent().0 as f64, point.cost - bound as f64);
            let early = self.whole && !self.many && !self.dived;
            if early && near < EARLY * (upper - point.cost) {
                self.dived = true;
                self.plunge(1)?;
            }
        }
    }

    /// How many routes of a class the master takes at once.
    pub(super) fn at_once(&self) -> usize {
        AT_ONCE.min(COLUMNS / self.graphs.len().max(1)).max(1)
    }

    /// How many new columns are worth another quick pricing: at most half of what it can bring.
    fn enough(&self) -> usize {
        let classes = self.graphs.len();
        ENOUGH.max((EACH * classes as f64) as usize).min(classes * self.at_once() / 2).max(1)
    }

    /// Prices classes in haste, over more and more legs, until there are new columns enough: how
    /// many.
    fn quick(&mut self, point: &Point) -> Option<usize> {
        let (rule, below, most) = (Rule::Quick, -self.master.tolerance(), QUICK_ROUTES);
        let mut new = 0;
        for (arcs, labels) in QUICK {
            let labels = labels.min(self.effort.labels);
            let ask = Ask { rule, below, most, arcs, ..self.ask(labels) };
            let asked = self.price(point, &ask)?;
            new += asked.new;
            if new >= self.enough() {
                break;
            }
        }
        Some(new)
    }

    /// Prices every class: what came of it, and the bound that is proven by it.
    fn exact(&mut self, point: &Point) -> Option<(Asked, i128)> {
        let mut asked = self.price(point, &self.ask(self.effort.labels))?;
        // Without it there were too many labels even so.
        let least = asked.least.take()?;
        let proven = self.master.bound(&point.duals, &least);
        let short = self.ng.iter().any(Option::is_some);
        let kind = if short { "column-generation-ng" } else { "column-generation" };
        let slack = i128::from(self.master.tolerance()) * point.duals.visit.len() as i128;
        if self.worth.is_none() || proven + slack >= self.best {
            let worth = Worth::of(self.problem, self.graphs, &point.duals, &least, proven);
            self.worth = Some(Arc::new(worth));
            // Later prices say more of what a shift is worth, be it that the bound is the same.
            if self.best >= 0 && proven <= self.best {
                self.say();
            }
        }
        self.tell(proven, kind);
        Some((asked, proven))
    }

    /// What an exact pricing asks.
    pub(super) fn ask(&self, labels: usize) -> Ask<'a> {
        Ask {
            rule: Rule::Exact,
            below: 0,
            most: EXACT_ROUTES,
            labels,
            last: labels.saturating_mul(LAST).min(self.effort.all.saturating_sub(self.made)),
            arcs: usize::MAX,
            ng: None,
            table: self.effort.labels.saturating_mul(TABLE),
            stop: self.stop,
        }
    }

    /// Brings known routes of reduced cost below zero into the master; how many.
    pub(super) fn fetch(&mut self, point: &Point) -> usize {
        let below = -self.master.tolerance();
        let found = self.store.take(self.graphs, &point.duals, below, self.at_once());
        let new = found.into_iter().filter(|(g, route)| self.master.add(*g, route.clone()));
        new.count()
    }

    pub(super) fn tell(&mut self, bound: i128, kind: &'static str) {
        if bound > self.best {
            (self.best, self.kind) = (bound, kind);
            self.say();
        }
    }

    /// Tells the best bound with the prices of now.
    fn say(&self) {
        let (relaxed, worth) = (self.relaxed.clone(), self.worth.clone());
        self.partner.tell(Proof { bound: self.best, kind: self.kind, relaxed, worth });
    }
}
