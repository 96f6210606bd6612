//! Families: classes of shifts with the same hours and prices, which differ in where they begin and
//! end and in what they may do. What can follow in any of them is one table, which leaves little
//! of the table of each to be filled.

use super::ahead::{Ahead, Rest};
use super::graph::Graph;
use super::grid::Grid;
use super::sheet::{Duals, Sheet};
use crate::model::problem::{Problem, Shift};
use crate::units::{Millis, Units};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// With fewer members a common table does not pay.
const MEMBERS: usize = 3;

pub struct Family<'p> {
    /// A class that may do what any member may, from the nearest start to the nearest end.
    whole: Graph<'p>,
    /// The positions of its graphs.
    members: Vec<usize>,
}

/// What can follow at best in a family of classes.
#[derive(Clone, Copy)]
pub struct Kin<'a> {
    whole: &'a Graph<'a>,
    rest: &'a Rest,
}

impl<'p> Family<'p> {
    /// The families among the graphs that are large enough; none where it was told to stop.
    pub fn all(problem: &Problem, graphs: &[Graph<'p>], stop: &AtomicBool) -> Vec<Family<'p>> {
        let mut families: Vec<Vec<usize>> = Vec::new();
        for (g, graph) in graphs.iter().enumerate() {
            match families.iter_mut().find(|f| is_kin(problem, &graphs[f[0]], graph)) {
                Some(family) => family.push(g),
                None => families.push(vec![g]),
            }
        }
        families.retain(|members| members.len() >= MEMBERS);
        let family = |members: Vec<usize>| {
            let of: Vec<&Graph> = members.iter().map(|g| &graphs[*g]).collect();
            let whole = (!stop.load(Ordering::Relaxed)).then(|| Graph::of_any(&of));
            whole.map(|whole| Family { whole, members })
        };
        families.into_par_iter().filter_map(family).collect()
    }

    /// The common table under some prices, where it takes no more than so many labels. There is
    /// none where buckets are too long to tell one service from the next: what it says of a cell
    /// need not hold for later ones then, of routes that come back to a visit.
    pub fn table(&self, duals: &Duals, most: usize, stop: &AtomicBool) -> Option<Rest> {
        let sheet = Sheet::of(&self.whole, duals, usize::MAX);
        let may = Grid::of(&sheet).fine && Ahead::most_effort(&sheet) <= most;
        may.then(|| Ahead::rest_of(&sheet, stop)).flatten()
    }

    /// Whether enough members are among those asked.
    pub fn is_asked(&self, these: &[usize]) -> bool {
        self.members.iter().filter(|g| these.contains(g)).count() >= MEMBERS
    }

    /// The table of a graph's family, where there is one.
    pub fn kin<'a>(
        families: &'a [Family],
        tables: &'a [Option<Rest>],
        graph: usize,
    ) -> Option<Kin<'a>> {
        let k = families.iter().position(|f| f.members.contains(&graph))?;
        Some(Kin { whole: &families[k].whole, rest: tables.get(k)?.as_ref()? })
    }
}

fn is_kin(problem: &Problem, a: &Graph, b: &Graph) -> bool {
    let [a, b] = [a, b].map(|g| &problem.shifts[g.shifts[0] as usize]);
    let prices = |s: &Shift| (s.drive_rate, s.metre_rate);
    a.hours_class == b.hours_class && a.clock == b.clock && prices(a) == prices(b)
}

impl Kin<'_> {
    /// Whether no route below the limit is ready at a node then, or later, after what it has cost
    /// until then.
    #[inline]
    pub fn is_dear(
        &self,
        sheet: &Sheet,
        node: usize,
        (ready, state, prior): (Millis, usize, Units),
        below: Units,
    ) -> bool {
        let visit = sheet.graph.nodes[node].visit;
        let own = self.whole.node_of[visit as usize];
        own.is_some_and(|k| prior + self.rest.least(ready, state, k as usize) >= below)
    }
}
