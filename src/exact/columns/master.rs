//! The master: which routes to drive, as a linear program over the columns known so far.
//!
//! Every visit is covered or its job left out, a class of shifts drives no more routes than it has
//! shifts, and cuts hold. HiGHS proposes prices of the rows; they become whole numbers here, and
//! every bound is summed up from those in integers.

use super::graph::Graph;
use super::sheet::Duals;
use crate::exact::highs::lp::{Lp, Way};
use crate::model::problem::Problem;
use crate::units::{UNITS_PER_MINOR, Units};
use std::collections::HashSet;
use std::sync::atomic::AtomicBool;

/// A route that any shift of a class can do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// The position of its graph.
    pub graph: u32,
    /// In order; more than once only where memory is short.
    pub visits: Vec<u32>,
    /// As pricing sees it, the day included.
    pub cost: Units,
}

/// The largest coefficient of the objective.
const LARGEST: f64 = 1e6;

pub struct Master<'a, 'p> {
    problem: &'p Problem<'p>,
    graphs: &'a [Graph<'a>],
    lp: Lp<'a>,
    /// Units in one of the program's.
    unit: f64,
    /// By job: the price of leaving it out, no higher than any plan worth finding.
    pub prices: Vec<Units>,
    /// Jobs that can be done in several ways, with those.
    groups: Vec<(usize, Vec<usize>)>,
    /// Columns of the program before those of routes.
    lead: usize,
    pub columns: Vec<Column>,
    known: HashSet<(u32, Vec<u32>)>,
    pub cuts: Vec<[u32; 3]>,
}

/// What a solve brought.
pub struct Point {
    pub duals: Duals,
    /// By column.
    pub values: Vec<f64>,
    /// What the mix costs, in units, as floating point has it.
    pub cost: f64,
}

impl<'a, 'p> Master<'a, 'p> {
    /// A master without routes. No plan that costs more than `most` is of interest.
    pub fn new(
        problem: &'p Problem<'p>,
        graphs: &'a [Graph<'a>],
        most: Units,
        stop: &'a AtomicBool,
    ) -> Option<Master<'a, 'p>> {
        let own = 0..problem.own;
        let groups: Vec<(usize, Vec<usize>)> = own
            .filter(|&j| problem.jobs[j].choice)
            .map(|j| (j, problem.each_way(j).collect()))
            .collect();
        let mut rows = vec![1.0..=f64::INFINITY; problem.of_jobs()];
        for v in groups.iter().flat_map(|g| &g.1).flat_map(|&w| problem.visits_of(w)) {
            rows[v] = 0.0..=f64::INFINITY;
        }
        for graph in graphs {
            rows.push(f64::NEG_INFINITY..=graph.shifts.len() as f64);
        }
        rows.extend(groups.iter().map(|_| 1.0..=f64::INFINITY));
        let prices: Vec<Units> = problem.jobs[..problem.own]
            .iter()
            .map(|j| j.price.min(most.saturating_add(1)))
            .collect();
        let largest = prices.iter().copied().max().unwrap_or(1).max(1);
        let unit = (largest as f64 / LARGEST).max(UNITS_PER_MINOR as f64 / 100.0);
        let mut master = Master {
            problem,
            graphs,
            lp: Lp::new(&rows, Way::Primal, stop)?,
            unit,
            prices,
            groups,
            lead: 0,
            columns: Vec::new(),
            known: HashSet::new(),
            cuts: Vec::new(),
        };
        master.begin()?;
        Some(master)
    }

    /// The columns of jobs: left out, or done in one of their ways.
    fn begin(&mut self) -> Option<()> {
        let (problem, first) = (self.problem, self.problem.of_jobs() + self.graphs.len());
        for j in (0..problem.own).filter(|j| !problem.jobs[*j].choice) {
            let terms: Vec<(usize, f64)> = problem.visits_of(j).map(|v| (v, 1.0)).collect();
            self.lp.column(self.prices[j] as f64 / self.unit, 1.0, &terms)?;
            self.lead += 1;
        }
        for (g, (job, ways)) in self.groups.iter().enumerate() {
            self.lp.column(self.prices[*job] as f64 / self.unit, 1.0, &[(first + g, 1.0)])?;
            for &way in ways {
                let visits = problem.visits_of(way).map(|v| (v, -1.0));
                let terms: Vec<(usize, f64)> = visits.chain([(first + g, 1.0)]).collect();
                self.lp.column(0.0, 1.0, &terms)?;
            }
            self.lead += 1 + ways.len();
        }
        Some(())
    }

    /// Where the rows of cuts begin.
    fn first_cut(&self) -> usize {
        self.problem.of_jobs() + self.graphs.len() + self.groups.len()
    }

    /// Takes a route in, unless it is known; whether it is new.
    pub fn add(&mut self, graph: usize, visits: Vec<u32>) -> bool {
        if visits.is_empty() || !self.known.insert((graph as u32, visits.clone())) {
            return false;
        }
        let Some(cost) = self.graphs[graph].cost(&visits) else { return false };
        let mut terms: Vec<(usize, f64)> = Vec::with_capacity(visits.len() + 1);
        for &v in &visits {
            match terms.iter_mut().find(|t| t.0 == v as usize) {
                Some(term) => term.1 += 1.0,
                None => terms.push((v as usize, 1.0)),
            }
        }
        terms.push((self.problem.of_jobs() + graph, 1.0));
        let first_cut = self.first_cut();
        for (c, three) in self.cuts.iter().enumerate() {
            let times = times(three, &visits);
            if times > 0 {
                terms.push((first_cut + c, f64::from(times)));
            }
        }
        let done = self.lp.column(cost as f64 / self.unit, f64::INFINITY, &terms);
        self.columns.push(Column { graph: graph as u32, visits, cost });
        done.is_some()
    }

    /// Of three visits at most one route has two.
    pub fn cut(&mut self, three: [u32; 3]) -> bool {
        let terms: Vec<(usize, f64)> = (0..self.columns.len())
            .map(|c| (self.lead + c, f64::from(times(&three, &self.columns[c].visits))))
            .filter(|t| t.1 > 0.0)
            .collect();
        self.cuts.push(three);
        self.lp.row(f64::NEG_INFINITY..=1.0, &terms).is_some()
    }

    /// The best mix of the known routes; `None` where the solver gave up.
    pub fn solve(&mut self) -> Option<Point> {
        let solved = self.lp.solve()?;
        // Any prices prove a bound; none is worth more than all jobs are.
        let all = self.prices.iter().sum::<Units>();
        let whole = |k: usize| ((solved.duals[k] * self.unit).round() as Units).clamp(-all, all);
        let visits = self.problem.of_jobs();
        let price = |v: usize| {
            let job = &self.problem.jobs[self.problem.visits[v].job as usize];
            self.prices[job.own as usize]
        };
        let mut visit: Vec<Units> = (0..visits).map(|v| whole(v).clamp(0, price(v))).collect();
        // A call at the warehouse is worth nothing by itself.
        visit.resize(self.problem.visits.len(), 0);
        let classes = self.graphs.iter().map(|g| g.class as usize + 1).max().unwrap_or(0);
        let mut class = vec![0; classes];
        for (g, graph) in self.graphs.iter().enumerate() {
            class[graph.class as usize] = (-whole(visits + g)).max(0);
        }
        let first_cut = self.first_cut();
        let group = |g: usize| whole(visits + self.graphs.len() + g).max(0);
        let groups = (0..self.groups.len()).map(group).collect();
        let each = self.cuts.iter().enumerate();
        let cuts = each.map(|(c, three)| (*three, (-whole(first_cut + c)).max(0))).collect();
        Some(Point {
            duals: Duals { visit, class, groups, cuts },
            values: solved.values[self.lead..].to_vec(),
            cost: solved.objective * self.unit,
        })
    }

    /// The same after bounds have changed, which leaves a basis dual feasible unless columns came
    /// too.
    pub fn solve_again(&mut self) -> Option<Point> {
        self.lp.turn(Way::Dual);
        let point = self.solve();
        self.lp.turn(Way::Primal);
        point
    }

    /// Whether a column may be used.
    pub fn allow(&mut self, column: usize, yes: bool) {
        self.lp.cap(self.lead + column, if yes { f64::INFINITY } else { 0.0 });
    }

    /// Whether a job may be left out; of problems in which each job has one way.
    pub fn spare(&mut self, job: usize, yes: bool) {
        debug_assert!(self.groups.is_empty());
        self.lp.cap(job, if yes { 1.0 } else { 0.0 });
    }

    /// A lower bound of every plan from any prices, given for each class a lower bound of the
    /// reduced cost of its routes. The prices do not have to be the best ones.
    pub fn bound(&self, duals: &Duals, least: &[Units]) -> i128 {
        let worth_of = |job: usize| -> i128 {
            self.problem.visits_of(job).map(|v| i128::from(duals.visit[v])).sum()
        };
        let mut sum = 0;
        for (j, price) in self.prices.iter().enumerate() {
            if !self.problem.jobs[j].choice {
                let worth = worth_of(j);
                sum += worth + (i128::from(*price) - worth).min(0);
            }
        }
        for ((job, ways), price) in self.groups.iter().zip(&duals.groups) {
            let price = i128::from(*price);
            sum += price + (i128::from(self.prices[*job]) - price).min(0);
            sum += ways.iter().map(|&w| (worth_of(w) - price).min(0)).sum::<i128>();
        }
        for (graph, least) in self.graphs.iter().zip(least) {
            let dual = i128::from(duals.class[graph.class as usize]);
            sum += graph.shifts.len() as i128 * (i128::from(*least).min(0) - dual);
        }
        sum - duals.cuts.iter().map(|c| i128::from(c.1)).sum::<i128>()
    }

    /// How many units one of the program's is.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// The least reduced cost that counts as below zero.
    pub fn tolerance(&self) -> Units {
        ((self.unit * 1e-6) as Units).max(1)
    }
}

/// How often a route counts in the cut of three visits: once for every two of them.
pub fn times(three: &[u32; 3], visits: &[u32]) -> u32 {
    visits.iter().filter(|v| three.contains(v)).count() as u32 / 2
}
