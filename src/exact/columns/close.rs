//! From a bound to a plan of that cost: mixes of the routes in the master, and a list of all routes
//! that a better plan could use.

use super::label::Rule;
use super::master::{Column, Point, times};
use super::price::Ask;
use super::run::Lane;
use super::tree::Tree;
use crate::model::solution::Solution;
use crate::units::Units;

/// The most routes of a list, and labels of one class for it; so many times as many where nothing
/// else is left to try.
const LIST: usize = 20_000;
const LIST_LABELS: usize = 200_000;
const LAST: usize = 4;
/// Routes of the master near the bound: where there are more, a list would be too long.
const HOPELESS: usize = 1500;
/// The most routes of a mix, and dives into it.
const MIXED: usize = 2000;
const DIVES: usize = 3;
/// The most dives with pricing once nothing is left to cut.
const PLUNGES: usize = 12;

impl Lane<'_, '_> {
    /// Lists every route that a better plan could use, and finds the best plan among them; `None`
    /// where there are too many of them; `times` as many as usual may be.
    pub(super) fn close(&mut self, point: &Point, bound: i128, times: usize) -> Option<()> {
        let (upper, _) = self.partner.incumbent();
        let below = Units::try_from(i128::from(upper) - bound).ok()?;
        let labels = (LIST_LABELS.min(self.effort.labels) * times).min(self.left());
        let ask = Ask { rule: Rule::SameSet, below, most: LIST * times, ..self.ask(labels) };
        let all = self.list(point, &ask)?;
        let mut columns = Vec::with_capacity(all.iter().map(|l| l.1.len()).sum());
        for (g, routes) in all {
            for (_, visits) in routes {
                let cost = self.graphs[g].cost(&visits)?;
                columns.push(Column { graph: g as u32, visits, cost });
            }
        }
        let mut tree = self.tree(columns, upper)?;
        let proven = tree.prove();
        let (spent, offered) = (tree.spent, self.take_best(&tree));
        self.made += spent;
        offered?;
        self.tell(i128::from(proven?), "branch-and-price");
        Some(())
    }

    /// Nothing is left to cut: better plans that come may make the list short enough.
    pub(super) fn last(&mut self, point: &Point, bound: i128) -> Option<()> {
        // The gap at which the list was too long.
        let (mut failed, mut plunged) = (i128::MAX, 0);
        loop {
            let upper = self.partner.incumbent().0;
            let gap = i128::from(upper) - bound;
            if !self.whole || gap <= 0 || self.over() {
                return None;
            }
            if gap < failed - failed / 10 {
                if [1, LAST].iter().any(|times| self.close(point, bound, *times).is_some()) {
                    return Some(());
                }
                failed = gap;
            }
            let near = self.near(point, bound);
            self.mix(&near, LAST);
            if plunged < PLUNGES {
                plunged += 1;
                let known = self.master.columns.len();
                self.plunge(1)?;
                if self.master.columns.len() > known {
                    continue;
                }
                plunged = PLUNGES;
            }
            if self.partner.incumbent().0 < upper {
                continue;
            }
            let better = bound + failed - failed / 10;
            if !self.partner.wait(Units::try_from(better).ok()?) {
                return None;
            }
        }
    }

    /// The routes of the master that a better plan could use, the most promising first.
    pub(super) fn near(&self, point: &Point, bound: i128) -> Vec<usize> {
        let gap = i128::from(self.partner.incumbent().0) - bound;
        let each = self.master.columns.iter().enumerate();
        let mut near: Vec<(Units, usize)> = each
            .filter(|(_, column)| !comes_back(&column.visits))
            .map(|(k, column)| (self.reduced(point, column), k))
            .filter(|(more, _)| i128::from(*more) < gap)
            .collect();
        near.sort_unstable();
        near.into_iter().map(|(_, k)| k).collect()
    }

    /// Looks for a better plan among routes of the master, as far as it is quickly found; `times`
    /// as far as usual.
    pub(super) fn mix(&mut self, near: &[usize], times: usize) -> Option<()> {
        if self.over() {
            return None;
        }
        let some = near.iter().take(MIXED * times).map(|&k| &self.master.columns[k]);
        let columns = some.cloned().collect();
        let mut tree = self.tree(columns, self.partner.incumbent().0)?;
        tree.dive(DIVES * times);
        let (spent, offered) = (tree.spent, self.take_best(&tree));
        self.made += spent;
        offered
    }

    /// Whether all routes that a better plan could use may be few enough for a list.
    pub(super) fn may_close(&self, near: &[usize]) -> bool {
        near.len() <= HOPELESS
    }

    /// The effort that is left, in labels.
    fn left(&self) -> usize {
        self.effort.all.saturating_sub(self.made)
    }

    fn tree(&self, columns: Vec<Column>, upper: Units) -> Option<Tree<'_, '_>> {
        let start = (upper, self.master.unit());
        let limits = (self.left(), self.stop);
        Tree::new(self.problem, self.graphs, columns, &self.master.cuts, start, limits)
    }

    /// Offers the best plan of a tree, where it has found one; `None` where it is none.
    fn take_best(&self, tree: &Tree) -> Option<()> {
        let Some((used, units)) = &tree.best else { return Some(()) };
        let solution = self.plan_of(tree.columns(), used)?;
        // The slow road must agree, or something is wrong that no proof may rest on.
        if solution.cost(self.problem) != Some(i128::from(*units)) {
            return None;
        }
        self.partner.offer(solution, *units);
        Some(())
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
    pub(super) fn plan_of(&self, columns: &[Column], used: &[usize]) -> Option<Solution> {
        let mut solution = Solution::empty(self.problem);
        let mut free: Vec<_> = self.graphs.iter().map(|g| g.shifts.iter()).collect();
        for &c in used {
            let s = free[columns[c].graph as usize].next()?;
            solution.routes[*s as usize].clone_from(&columns[c].visits);
        }
        Some(solution)
    }
}

/// Whether a route has a visit twice: memory was short, and no plan has it.
pub(super) fn comes_back(visits: &[u32]) -> bool {
    visits.iter().enumerate().any(|(k, v)| visits[..k].contains(v))
}
