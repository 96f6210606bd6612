//! For each visit its nearest other visits: where a ruin spreads to.

use super::dates;
use super::state::{NOWHERE, State};
use crate::model::problem::Problem;
use rayon::prelude::*;

/// Of so many nearest visits the shifts are tried first.
const CLOSE: usize = 20;

/// The most neighbours kept per visit.
const MOST: usize = 120;

/// The same where only some of them are on any one date.
const MOST_DATED: usize = 400;

/// The shifts that begin nearest to a visit: so many of those it fits on.
const HOMES: usize = 6;

pub struct Neighbours {
    /// Whether visits count as near only where their dates are: of jobs that last days or wait for
    /// others the ways are many, and most of what is near on the map is on other dates.
    pub dated: bool,
    lists: Vec<Vec<u32>>,
    homes: Vec<Vec<u32>>,
}

impl Neighbours {
    /// Nearest by travel both ways, the visit itself first.
    pub fn of(problem: &Problem) -> Neighbours {
        // Calls at the warehouse are nobody's neighbours.
        let n = problem.of_jobs();
        if dates::apart(problem) {
            return Neighbours::dated(problem);
        }
        let lists = (0..n).into_par_iter().map(|v| {
            let here = problem.visits[v].place;
            let all: Vec<(i64, u32)> = (0..n)
                .map(|o| {
                    let there = problem.visits[o].place;
                    let t = problem.travel;
                    let both = t.millis(here, there) + t.millis(there, here);
                    (if o == v { -1 } else { both }, o as u32)
                })
                .collect();
            nearest(all, MOST)
        });
        let homes = (0..n).into_par_iter().map(|v| nearest_homes(problem, v));
        Neighbours { dated: false, lists: lists.collect(), homes: homes.collect() }
    }

    /// By job the first visits of other jobs that may be done on one of its dates.
    fn dated(problem: &Problem) -> Neighbours {
        let jobs: Vec<usize> = (0..problem.own).collect();
        let ranges: Vec<(i64, i64)> = jobs.par_iter().map(|&j| dates::range(problem, j)).collect();
        let list = |&j: &usize| {
            let (v, own) = (problem.jobs[j].first_visit, ranges[j]);
            let here = problem.visits[v as usize].place;
            let meets = |o: &&usize| ranges[**o].0 <= own.1 && own.0 <= ranges[**o].1;
            let near = jobs.iter().filter(meets).map(|&o| {
                let other = problem.jobs[o].first_visit;
                let there = problem.visits[other as usize].place;
                let t = problem.travel;
                let both = t.millis(here, there) + t.millis(there, here);
                (if o == j { -1 } else { both }, other)
            });
            nearest(near.collect(), MOST_DATED)
        };
        let each: Vec<Vec<u32>> = jobs.par_iter().map(list).collect();
        let mut lists = vec![Vec::new(); problem.of_jobs()];
        for (j, list) in each.into_iter().enumerate() {
            lists[problem.jobs[j].first_visit as usize] = list;
        }
        let homes = |v: usize| match problem.jobs[problem.visits[v].job as usize].is_free() {
            true => nearest_homes(problem, v),
            false => Vec::new(),
        };
        let homes = (0..problem.of_jobs()).into_par_iter().map(homes).collect();
        Neighbours { dated: true, lists, homes }
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

fn nearest(mut all: Vec<(i64, u32)>, most: usize) -> Vec<u32> {
    if all.len() > most {
        all.select_nth_unstable(most - 1);
        all.truncate(most);
    }
    all.sort_unstable();
    all.into_iter().map(|(_, o)| o).collect()
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
