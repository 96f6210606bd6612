//! Asking the classes for routes, a few at a time.

use super::label::Rule;
use super::master::Point;
use super::price::{Ask, Priced, price};
use super::run::{AT_ONCE, Lane};
use crate::units::Units;
use rayon::prelude::*;
use std::sync::atomic::Ordering;

/// Classes that are priced between two looks at the effort.
const TOGETHER: usize = 8;

/// Routes of a class with their reduced cost.
type Listed = (usize, Vec<(Units, Vec<u32>)>);

/// What came of asking.
pub(super) struct Asked {
    /// New columns of the master.
    pub new: usize,
    /// By class: the least reduced cost below zero, or zero; where none was given up.
    pub least: Option<Vec<Units>>,
}

impl Lane<'_, '_> {
    /// Asks every class; `None` where it was told to stop.
    pub(super) fn price(&mut self, point: &Point, ask: &Ask) -> Option<Asked> {
        let order: Vec<usize> = (0..self.graphs.len()).collect();
        let (mut new, mut aborted) = (0, false);
        let mut least = vec![0; order.len()];
        for some in order.chunks(TOGETHER) {
            for (g, priced) in some.iter().zip(self.ask_some(point, ask, some)?) {
                aborted |= priced.aborted;
                least[*g] = priced.least.unwrap_or(0);
                if ask.rule == Rule::Exact {
                    self.ng[*g] = priced.ng;
                }
                new += self.take_in(*g, priced);
            }
        }
        Some(Asked { new, least: (!aborted).then_some(least) })
    }

    /// Every route below the limit; `None` where there are too many.
    pub(super) fn list(&mut self, point: &Point, ask: &Ask) -> Option<Vec<Listed>> {
        debug_assert_eq!(ask.rule, Rule::SameSet);
        let order: Vec<usize> = (0..self.graphs.len()).collect();
        let (mut all, mut many) = (Vec::new(), 0);
        for some in order.chunks(TOGETHER) {
            let priced = self.ask_some(point, ask, some)?;
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
    fn ask_some(&mut self, point: &Point, ask: &Ask, some: &[usize]) -> Option<Vec<Priced>> {
        if self.over() {
            return None;
        }
        let graphs = self.graphs;
        let exact = ask.rule == Rule::Exact;
        let each = some.par_iter().map(|&g| {
            let ng = if exact { self.ng[g] } else { None };
            price(&graphs[g], &point.duals, &Ask { ng, ..*ask })
        });
        let all: Vec<Priced> = each.collect();
        self.made += all.iter().map(|p| p.labels).sum::<usize>();
        (!ask.stop.load(Ordering::Relaxed)).then_some(all)
    }

    /// Takes routes into the master, and those above a number into the store; how many are new.
    fn take_in(&mut self, g: usize, priced: Priced) -> usize {
        let mut new = 0;
        for (k, (_, route)) in priced.routes.into_iter().enumerate() {
            if k < AT_ONCE {
                new += usize::from(self.master.add(g, route));
            } else if let Some(cost) = self.graphs[g].cost(&route) {
                self.store.put(g, route, cost);
            }
        }
        new
    }
}
