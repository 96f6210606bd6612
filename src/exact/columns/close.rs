//! From a bound to a plan of that cost: mixes of the routes in the master, and a list of all routes
//! that a better plan could use.

use super::label::Rule;
use super::master::{Column, Point, times};
use super::price::Ask;
use super::run::Lane;
use super::tree::{NODES, Tree};
use crate::model::solution::Solution;
use crate::units::Units;

/// The most routes of a list, and labels of one class for it; so many times as many where nothing
/// else is left to try.
const LIST: usize = 20_000;
const LIST_LABELS: usize = 200_000;
const LAST: usize = 10;
/// The most routes of a mix, and nodes of its tree.
const MIXED: usize = 4000;
const MIX_NODES: usize = 60;

impl Lane<'_, '_> {
    /// Lists every route that a better plan could use, and finds the best plan among them; `None`
    /// where there are too many of them; `times` as many as usual may be.
    pub(super) fn close(&mut self, point: &Point, bound: i128, times: usize) -> Option<()> {
        let (upper, _) = self.partner.incumbent();
        let below = Units::try_from(i128::from(upper) - bound).ok()?;
        let labels = (LIST_LABELS * times).min(self.effort.labels * times);
        let ask = Ask { rule: Rule::SameSet, below, most: LIST * times, ..self.ask(labels) };
        let all = self.list(point, &ask)?;
        let mut columns = Vec::with_capacity(all.iter().map(|l| l.1.len()).sum());
        for (g, routes) in all {
            for (_, visits) in routes {
                let cost = self.graphs[g].cost(&visits)?;
                columns.push(Column { graph: g as u32, visits, cost });
            }
        }
        let proven = self.solved(columns, upper, NODES)?;
        self.tell(i128::from(proven), "branch-and-price");
        Some(())
    }

    /// Nothing is left to cut: better plans that come may make the list short enough.
    pub(super) fn last(&mut self, point: &Point, bound: i128) -> Option<()> {
        loop {
            let upper = self.partner.incumbent().0;
            let gap = i128::from(upper) - bound;
            if !self.whole || gap <= 0 || self.over() {
                return None;
            }
            if self.close(point, bound, LAST).is_some() {
                return Some(());
            }
            let half = bound + gap / 2;
            if !self.partner.wait(Units::try_from(half).ok()?) {
                return None;
            }
        }
    }

    /// Looks for a better plan among the routes of the master, as far as it is quickly found.
    pub(super) fn mix(&mut self, point: &Point, bound: i128) -> Option<()> {
        let (upper, _) = self.partner.incumbent();
        let gap = i128::from(upper) - bound;
        let columns = self.master.columns.iter().map(|c| (self.reduced(point, c), c));
        let mut near: Vec<(Units, &Column)> =
            columns.filter(|(more, _)| i128::from(*more) < gap).collect();
        near.sort_unstable();
        near.truncate(MIXED);
        let columns = near.into_iter().map(|(_, column)| column.clone()).collect();
        self.solved(columns, upper, MIX_NODES).map(|_| ())
    }

    /// The best plan among routes, if it costs less than `upper`, is offered; the least cost of any
    /// of their plans or `upper`, where that is proven.
    fn solved(&mut self, columns: Vec<Column>, upper: Units, nodes: usize) -> Option<Units> {
        let start = (upper, self.master.unit());
        let cuts = &self.master.cuts;
        let mut tree =
            Tree::new(self.problem, self.graphs, columns, cuts, start, (nodes, self.stop))?;
        let proven = tree.prove();
        if let Some((used, units)) = &tree.best {
            let solution = self.plan_of(tree.columns(), used)?;
            // The slow road must agree, or something is wrong that no proof may rest on.
            if solution.cost(self.problem) != Some(i128::from(*units)) {
                return None;
            }
            self.partner.offer(solution, *units);
        }
        proven
    }

    /// What a route adds to the bound when it is driven.
    fn reduced(&self, point: &Point, column: &Column) -> Units {
        let duals = &point.duals;
        let worth: Units = column.visits.iter().map(|&v| duals.visit[v as usize]).sum();
        let class = duals.class[self.graphs[column.graph as usize].class as usize];
        let paid = duals.cuts.iter().filter(|(_, price)| *price > 0);
        let cuts: Units =
            paid.map(|(three, p)| p * Units::from(times(three, &column.visits))).sum();
        column.cost + class + cuts - worth
    }

    /// A mix of columns as a plan.
    fn plan_of(&self, columns: &[Column], used: &[usize]) -> Option<Solution> {
        let mut solution = Solution::empty(self.problem);
        let mut free: Vec<_> = self.graphs.iter().map(|g| g.shifts.iter()).collect();
        for &c in used {
            let s = free[columns[c].graph as usize].next()?;
            solution.routes[*s as usize].clone_from(&columns[c].visits);
        }
        Some(solution)
    }
}
