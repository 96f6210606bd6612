//! For each visit its nearest other visits: where a ruin spreads to.

use crate::model::problem::Problem;
use rayon::prelude::*;

/// The most neighbours kept per visit.
const MOST: usize = 120;

pub struct Neighbours {
    lists: Vec<Vec<u32>>,
}

impl Neighbours {
    /// Nearest by travel both ways, the visit itself first.
    pub fn of(problem: &Problem) -> Neighbours {
        let n = problem.visits.len();
        let lists = (0..n).into_par_iter().map(|v| {
            let here = problem.visits[v].place;
            let mut all: Vec<(i64, u32)> = (0..n)
                .map(|o| {
                    let there = problem.visits[o].place;
                    let t = problem.travel;
                    let both = t.millis(here, there) + t.millis(there, here);
                    (if o == v { -1 } else { both }, o as u32)
                })
                .collect();
            if all.len() > MOST {
                all.select_nth_unstable(MOST - 1);
                all.truncate(MOST);
            }
            all.sort_unstable();
            all.into_iter().map(|(_, o)| o).collect()
        });
        Neighbours { lists: lists.collect() }
    }

    pub fn of_visit(&self, visit: usize) -> &[u32] {
        &self.lists[visit]
    }
}
