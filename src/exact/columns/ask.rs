//! Asking the classes for routes, a few at a time.

use super::ahead::Rest;
use super::family::Family;
use super::label::Rule;
use super::master::Point;
use super::price::{Ask, Priced, price};
use super::run::Lane;
use crate::units::Units;
use rayon::prelude::*;
use std::sync::atomic::Ordering;

/// Classes that are priced between two looks at the effort.
const TOGETHER: usize = 8;

/// A common table may take this part of the effort that is left.
const SHARE: usize = 8;

/// Routes of a class with their reduced cost.
type Listed = (usize, Vec<(Units, Vec<u32>)>);

/// What came of asking.
pub(super) struct Asked {
    /// New columns of the master.
    pub new: usize,
    /// The classes that brought some.
    pub gave: Vec<usize>,
    /// By class: the least reduced cost below zero, or zero; where all were asked and none was
    /// given up.
    pub least: Option<Vec<Units>>,
}

impl Lane<'_, '_> {
    /// Asks every class; `None` where it was told to stop.
    pub(super) fn price(&mut self, point: &Point, ask: &Ask) -> Option<Asked> {
        let all: Vec<usize> = (0..self.graphs.len()).collect();
        self.price_these(point, ask, &all)
    }

    /// Asks some classes; `None` where it was told to stop.
    pub(super) fn price_these(
        &mut self,
        point: &Point,
        ask: &Ask,
        these: &[usize],
    ) -> Option<Asked> {
        let (mut gave, mut new, mut aborted) = (Vec::new(), 0, false);
        let mut least = vec![0; self.graphs.len()];
        let tables = self.tables(point, ask, these);
        for some in these.chunks(TOGETHER) {
            for (g, priced) in some.iter().zip(self.ask_some(point, ask, (some, &tables))?) {
                aborted |= priced.aborted;
                least[*g] = priced.least.unwrap_or(0);
                if ask.rule == Rule::Exact {
                    self.ng[*g] = priced.ng;
                }
                let taken = self.take_in(*g, priced);
                if taken > 0 {
                    gave.push(*g);
                    new += taken;
                }
            }
        }
        let all = these.len() == self.graphs.len() && !aborted;
        Some(Asked { new, gave, least: all.then_some(least) })
    }

    /// Every route below the limit; `None` where there are too many.
    pub(super) fn list(&mut self, point: &Point, ask: &Ask) -> Option<Vec<Listed>> {
        debug_assert_eq!(ask.rule, Rule::SameSet);
        let order: Vec<usize> = (0..self.graphs.len()).collect();
        let (mut all, mut many) = (Vec::new(), 0);
        let tables = self.tables(point, ask, &order);
        for some in order.chunks(TOGETHER) {
            let priced = self.ask_some(point, ask, (some, &tables))?;
            many += priced.iter().map(|p| p.routes.len()).sum::<usize>();
            if many > ask.most || priced.iter().any(|p| p.aborted) {
                return None;
            }
            all.extend(some.iter().copied().zip(priced.into_iter().map(|p| p.routes)));
        }
        Some(all)
    }

    /// Asks some classes; `None` where it was told to stop. What is counted does not hang on the
    /// number of threads.
    fn ask_some(
        &mut self,
        point: &Point,
        ask: &Ask,
        (some, tables): (&[usize], &[Option<Rest>]),
    ) -> Option<Vec<Priced>> {
        if self.over() {
            return None;
        }
        let (graphs, families) = (self.graphs, self.families);
        let exact = ask.rule == Rule::Exact;
        let each = some.par_iter().map(|&g| {
            let ng = if exact { self.ng[g] } else { None };
            let kin = Family::kin(families, tables, g);
            price(&graphs[g], &point.duals, &Ask { ng, ..*ask }, kin)
        });
        let all: Vec<Priced> = each.collect();
        self.made += all.iter().map(|p| p.labels).sum::<usize>();
        (!ask.stop.load(Ordering::Relaxed)).then_some(all)
    }

    /// The tables of families of which enough is asked, where all legs count.
    fn tables(&mut self, point: &Point, ask: &Ask, these: &[usize]) -> Vec<Option<Rest>> {
        if ask.arcs < usize::MAX {
            return Vec::new();
        }
        let most = ask.table.min(self.effort.all.saturating_sub(self.made) / SHARE);
        let each = self.families.par_iter().map(|family| {
            family.is_asked(these).then(|| family.table(&point.duals, most, ask.stop)).flatten()
        });
        let tables: Vec<Option<Rest>> = each.collect();
        self.made += tables.iter().flatten().map(|t| t.effort).sum::<usize>();
        tables
    }

    /// Takes routes into the master, and those above a number into the store; how many are new.
    fn take_in(&mut self, g: usize, priced: Priced) -> usize {
        let (mut new, at_once) = (0, self.at_once());
        for (_, route) in priced.routes {
            if new < at_once {
                new += usize::from(self.master.add(g, route));
            } else if let Some(cost) = self.graphs[g].cost(&route) {
                self.store.put(g, route, cost);
            }
        }
        new
    }
}
