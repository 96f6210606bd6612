//! For each visit its nearest other visits: where a ruin spreads to.

use super::state::{NOWHERE, State};
use crate::model::problem::Problem;
use rayon::prelude::*;

/// Of so many nearest visits the shifts are tried first.
const CLOSE: usize = 20;

/// The most neighbours kept per visit.
const MOST: usize = 120;

/// The shifts that begin nearest to a visit: so many of those it fits on.
const HOMES: usize = 6;

pub struct Neighbours {
    lists: Vec<Vec<u32>>,
    homes: Vec<Vec<u32>>,
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
        let homes = (0..n).into_par_iter().map(|v| nearest_homes(problem, v));
        Neighbours { lists: lists.collect(), homes: homes.collect() }
    }

    /// The shifts that a visit is tried on first: those of its nearest visits, and those that begin
    /// nearest to it.
    pub fn shifts(&self, state: &State, visit: usize, out: &mut Vec<u32>) {
        out.clear();
        let near = self.lists[visit].iter().take(CLOSE);
        let shifts = near.map(|&o| state.shift_of[o as usize]).filter(|s| *s != NOWHERE);
        out.extend(shifts.filter(|s| state.problem.fits(*s as usize, visit)));
        out.extend_from_slice(&self.homes[visit]);
        out.sort_unstable();
        out.dedup();
    }

    pub fn of_visit(&self, visit: usize) -> &[u32] {
        &self.lists[visit]
    }
}

fn nearest_homes(problem: &Problem, visit: usize) -> Vec<u32> {
    let place = Some(problem.visits[visit].place);
    let drive = |s: &u32| (problem.leg(problem.shifts[*s as usize].start, place).drive, *s);
    let mut all = problem.shifts_of[visit].clone();
    if all.len() > HOMES {
        all.select_nth_unstable_by_key(HOMES - 1, drive);
        all.truncate(HOMES);
    }
    all
}
