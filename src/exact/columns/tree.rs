//! The last gap: all routes that a better plan could use are listed, and a tree of linear programs
//! chooses among them.
//!
//! Each node is bounded in integers: HiGHS proposes prices, and the reduced cost of every listed
//! route is summed up exactly, so that no node is closed by floating point.

use super::branch::{self, Branch};
use super::cuts;
use super::graph::Graph;
use super::master::{Column, times};
use crate::exact::highs::lp::{Lp, Way};
use crate::model::problem::Problem;
use crate::units::Units;
use std::sync::atomic::{AtomicBool, Ordering};

/// Nodes after which it is given up.
const NODES: usize = 20_000;
/// Parts of a unit in which prices are summed: of many plans of the same cost none is better, and
/// that shows only if rounding takes less than one unit in all.
const FINE: i128 = 1 << 16;
/// What a solved program takes, in labels, and how many routes of it take as long as one.
const LOOK: usize = 100;
const COLUMNS_OF_A_LABEL: usize = 4;
/// Decisions one below the other, before it is given up.
const DEPTH: usize = 500;
/// Rounds of cuts at the root, and cuts of each.
const ROUNDS: usize = 12;
const CUTS: usize = 40;

pub struct Tree<'a, 'p> {
    pub(super) problem: &'p Problem<'p>,
    graphs: &'a [Graph<'a>],
    pub(super) columns: Vec<Column>,
    lp: Lp<'a>,
    unit: f64,
    /// By job: the price of leaving it out.
    prices: Vec<Units>,
    cuts: Vec<[u32; 3]>,
    /// By column: the cuts it counts in, how often.
    cut_of: Vec<Vec<(u32, i64)>>,
    /// By column and by job: how many decisions on the way here forbid it, or to leave it out.
    pub(super) killed: Vec<u32>,
    needed: Vec<u32>,
    /// No plan of this cost or more is of interest.
    upper: Units,
    /// What every cost is a multiple of.
    grain: Units,
    /// The best mix found here, with its cost.
    pub best: Option<(Vec<usize>, Units)>,
    nodes: usize,
    /// Work done, in labels, and the most.
    pub spent: usize,
    most: usize,
    depth: usize,
    stop: &'a AtomicBool,
}

/// A node's linear program in whole numbers.
pub(super) struct Look {
    /// A bound of every better plan below the node.
    pub(super) bound: i128,
    /// The same in parts of a unit, before it was rounded up.
    fine: i128,
    /// By column, what it adds to the bound when it is used, in parts of a unit.
    more: Vec<i128>,
    pub(super) values: Vec<f64>,
    left_out: Vec<f64>,
}

impl<'a, 'p> Tree<'a, 'p> {
    /// A tree over columns; `unit` scales the programs. It gives up after so much work. It proves
    /// something only where they are all that a plan cheaper than `upper` could use.
    pub fn new(
        problem: &'p Problem<'p>,
        graphs: &'a [Graph<'a>],
        columns: Vec<Column>,
        cuts: &[[u32; 3]],
        (upper, unit): (Units, f64),
        (most, stop): (usize, &'a AtomicBool),
    ) -> Option<Tree<'a, 'p>> {
        let mut rows = vec![1.0..=f64::INFINITY; problem.of_jobs()];
        rows.extend(graphs.iter().map(|g| f64::NEG_INFINITY..=g.shifts.len() as f64));
        let prices: Vec<Units> =
            problem.jobs.iter().map(|j| j.price.min(upper.saturating_add(1))).collect();
        let mut tree = Tree {
            problem,
            graphs,
            lp: Lp::new(&rows, Way::Dual, stop)?,
            unit,
            grain: grain(problem, &columns),
            prices,
            cuts: Vec::new(),
            cut_of: vec![Vec::new(); columns.len()],
            killed: vec![0; columns.len()],
            needed: vec![0; problem.jobs.len()],
            upper,
            best: None,
            nodes: 0,
            spent: 0,
            most,
            depth: 0,
            stop,
            columns,
        };
        for (j, price) in tree.prices.iter().enumerate() {
            let v = problem.jobs[j].first_visit as usize;
            tree.lp.column(*price as f64 / unit, 1.0, &[(v, 1.0)])?;
        }
        for column in &tree.columns {
            let mut terms: Vec<(usize, f64)> =
                column.visits.iter().map(|&v| (v as usize, 1.0)).collect();
            terms.push((problem.of_jobs() + column.graph as usize, 1.0));
            tree.lp.column(column.cost as f64 / unit, f64::INFINITY, &terms)?;
        }
        cuts.iter().try_for_each(|three| tree.cut(*three))?;
        Some(tree)
    }

    /// Whether no plan costs less than the best one known: [`Self::best`], where one was found.
    pub fn prove(&mut self) -> Option<Units> {
        for _ in 0..ROUNDS {
            let look = self.look()?;
            if look.bound >= self.limit() {
                return Some(self.upper);
            }
            let found = cuts::broken(&self.columns, &look.values, &self.cuts, CUTS);
            if found.is_empty() {
                break;
            }
            found.into_iter().try_for_each(|three| self.cut(three))?;
        }
        self.node()?;
        Some(self.upper)
    }

    fn cut(&mut self, three: [u32; 3]) -> Option<()> {
        let jobs = self.problem.jobs.len();
        let mut terms = Vec::new();
        for (c, column) in self.columns.iter().enumerate() {
            let times = times(&three, &column.visits);
            if times > 0 {
                terms.push((jobs + c, f64::from(times)));
                self.cut_of[c].push((self.cuts.len() as u32, i64::from(times)));
            }
        }
        self.cuts.push(three);
        self.lp.row(f64::NEG_INFINITY..=1.0, &terms)
    }

    /// No plan that costs less than the best one known costs as much as this.
    pub(super) fn limit(&self) -> i128 {
        let less = (self.upper - 1).div_euclid(self.grain) * self.grain;
        i128::from(less) + 1
    }

    /// One node and all below it; `None` where it was given up.
    fn node(&mut self) -> Option<()> {
        self.nodes += 1;
        if self.nodes > NODES || self.depth > DEPTH || self.stop.load(Ordering::Relaxed) {
            return None;
        }
        let look = self.look()?;
        if look.bound >= self.limit() {
            return Some(());
        }
        self.keep_if_whole(&look);
        let gap = self.limit() * FINE - look.fine;
        let dear: Vec<usize> = (0..self.columns.len())
            .filter(|&c| self.killed[c] == 0 && look.more[c] >= gap)
            .collect();
        dear.iter().for_each(|&c| self.kill(c));
        let alive: Vec<usize> = (0..self.columns.len()).filter(|&c| self.killed[c] == 0).collect();
        let closed = look.bound >= self.limit();
        let values = &look.values;
        let sides = branch::choose(self.problem, &self.columns, &alive, values, &self.needed);
        if sides.is_none() && !closed {
            self.keep_if_better(&alive);
        }
        // Nodes may be many, one below the other.
        drop((look, alive));
        let done = match sides {
            Some(sides) if !closed => sides.iter().try_for_each(|side| self.below(side)),
            _ => Some(()),
        };
        dear.iter().for_each(|&c| self.revive(c));
        done
    }

    /// The nodes under one decision.
    fn below(&mut self, branch: &Branch) -> Option<()> {
        branch.kills.iter().for_each(|&c| self.kill(c));
        branch.needs.iter().for_each(|&j| self.need(j, true));
        self.depth += 1;
        let done = self.node();
        self.depth -= 1;
        branch.kills.iter().for_each(|&c| self.revive(c));
        branch.needs.iter().for_each(|&j| self.need(j, false));
        done
    }

    pub(super) fn kill(&mut self, column: usize) {
        self.killed[column] += 1;
        if self.killed[column] == 1 {
            self.lp.cap(self.problem.jobs.len() + column, 0.0);
        }
    }

    pub(super) fn revive(&mut self, column: usize) {
        self.killed[column] -= 1;
        if self.killed[column] == 0 {
            self.lp.cap(self.problem.jobs.len() + column, f64::INFINITY);
        }
    }

    /// A job must be served: leaving it out costs more than any plan of interest.
    pub(super) fn need(&mut self, job: usize, yes: bool) {
        if yes {
            self.needed[job] += 1
        } else {
            self.needed[job] -= 1
        }
        self.lp.price(job, self.price(job) as f64 / self.unit);
    }

    fn price(&self, job: usize) -> Units {
        if self.needed[job] > 0 { self.upper.saturating_add(1) } else { self.prices[job] }
    }

    /// Solves the node's program and bounds it in integers.
    pub(super) fn look(&mut self) -> Option<Look> {
        self.spent += LOOK + self.columns.len() / COLUMNS_OF_A_LABEL;
        if self.spent > self.most {
            return None;
        }
        let solved = self.lp.solve()?;
        let (jobs, visits) = (self.problem.jobs.len(), self.problem.of_jobs());
        let whole = |k: usize| (solved.duals[k] * self.unit * FINE as f64).round() as i128;
        let worth: Vec<i128> = (0..visits).map(|v| whole(v).max(0)).collect();
        let class = |g: usize| (-whole(visits + g)).max(0);
        let cut = |c: usize| (-whole(visits + self.graphs.len() + c)).max(0);
        let cut_prices: Vec<i128> = (0..self.cuts.len()).map(cut).collect();
        let mut more = vec![i128::MAX; self.columns.len()];
        let mut least = vec![0i128; self.graphs.len()];
        for (c, column) in self.columns.iter().enumerate().filter(|(c, _)| self.killed[*c] == 0) {
            let g = column.graph as usize;
            let saved: i128 = column.visits.iter().map(|&v| worth[v as usize]).sum();
            let paid = self.cut_of[c].iter().map(|&(k, n)| cut_prices[k as usize] * i128::from(n));
            let cost = i128::from(column.cost) * FINE;
            let reduced = cost + class(g) + paid.sum::<i128>() - saved;
            more[c] = reduced;
            least[g] = least[g].min(reduced);
        }
        let mut fine: i128 = worth.iter().sum::<i128>() - cut_prices.iter().sum::<i128>();
        for j in 0..jobs {
            let v = self.problem.jobs[j].first_visit as usize;
            fine += (i128::from(self.price(j)) * FINE - worth[v]).min(0);
        }
        for (g, graph) in self.graphs.iter().enumerate() {
            fine += graph.shifts.len() as i128 * (least[g] - class(g));
        }
        for (c, column) in self.columns.iter().enumerate().filter(|(c, _)| self.killed[*c] == 0) {
            more[c] -= least[column.graph as usize];
        }
        // Plans cost whole units.
        let bound = -(-fine).div_euclid(FINE);
        let values = solved.values[jobs..].to_vec();
        Some(Look { bound, fine, more, values, left_out: solved.values[..jobs].to_vec() })
    }

    /// Takes a whole mix for the best plan, if it is better.
    pub(super) fn keep_if_whole(&mut self, look: &Look) {
        let whole = |x: &f64| (x - x.round()).abs() < 1e-6;
        if !look.values.iter().chain(&look.left_out).all(whole) {
            return;
        }
        let used: Vec<usize> = (0..self.columns.len()).filter(|&c| look.values[c] > 0.5).collect();
        if used.iter().all(|&c| look.values[c] < 1.5) {
            self.keep_if_better(&used);
        }
    }

    /// Takes a mix for the best plan, if it is one and better.
    fn keep_if_better(&mut self, used: &[usize]) {
        let mut times = vec![0; self.problem.of_jobs()];
        let mut shifts: Vec<usize> = self.graphs.iter().map(|g| g.shifts.len()).collect();
        for &c in used {
            let g = self.columns[c].graph as usize;
            if shifts[g] == 0 {
                return;
            }
            shifts[g] -= 1;
            self.columns[c].visits.iter().for_each(|&v| times[v as usize] += 1);
        }
        let out = (0..self.problem.jobs.len())
            .filter(|&j| times[self.problem.jobs[j].first_visit as usize] == 0);
        let paid: i128 = out.map(|j| i128::from(self.problem.jobs[j].price)).sum();
        let cost = paid + used.iter().map(|&c| i128::from(self.columns[c].cost)).sum::<i128>();
        if times.iter().all(|n| *n <= 1) && cost < i128::from(self.upper) {
            self.upper = cost as Units;
            self.best = Some((used.to_vec(), self.upper));
        }
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }
}

/// The greatest common divisor of all amounts that a plan can be made of.
fn grain(problem: &Problem, columns: &[Column]) -> Units {
    fn gcd(a: Units, b: Units) -> Units {
        if b == 0 { a } else { gcd(b, a % b) }
    }
    let prices = problem.jobs.iter().map(|j| j.price);
    columns.iter().map(|c| c.cost).chain(prices).fold(0, gcd).max(1)
}
