//! Ruins: which visits a move takes out.

use super::neighbours::Neighbours;
use super::state::{NOWHERE, State};
use crate::rng::Rng;

/// The most visits one move takes out.
const MOST_VISITS: usize = 12;
/// The longest string taken out of one route.
const LONGEST: usize = 6;
/// How often a ruin is centred on a job that is left out.
const ON_ABSENT: f64 = 0.3;

/// Takes strings out of the routes around a centre; the jobs they belonged to go to `removed`.
pub fn strings(state: &mut State, near: &Neighbours, rng: &mut Rng, removed: &mut Vec<u32>) {
    let problem = state.problem;
    let visits = problem.visits.len();
    let centre = if !state.absent.is_empty() && rng.chance(ON_ABSENT) {
        problem.jobs[state.absent[rng.below(state.absent.len())] as usize].first_visit as usize
    } else {
        rng.below(visits)
    };
    let want = 1 + rng.below(MOST_VISITS.min(visits.div_ceil(2)));
    let longest = 1 + rng.below(LONGEST);
    let mut taken = 0;
    for &v in near.of_visit(centre) {
        if taken >= want {
            break;
        }
        let s = state.shift_of[v as usize];
        if s == NOWHERE || state.is_touched(s as usize) {
            continue;
        }
        taken += one_string(state, s as usize, v, 1 + rng.below(longest), rng, removed);
    }
    if problem.linked {
        whole_jobs(state, removed);
    }
}

/// Takes a string of about `length` that holds `visit` out of its route.
fn one_string(
    state: &mut State,
    s: usize,
    visit: u32,
    length: usize,
    rng: &mut Rng,
    removed: &mut Vec<u32>,
) -> usize {
    let n = state.routes[s].visits.len();
    let length = length.min(n);
    let p = state.routes[s].position(visit).expect("the visit is on its shift");
    let low = (p + 1).saturating_sub(length);
    let high = p.min(n - length);
    let from = low + rng.below(high - low + 1);
    for q in from..from + length {
        let v = state.routes[s].visits[q] as usize;
        removed.push(state.problem.visits[v].job);
    }
    state.remove(s, from, from + length);
    length
}

/// Takes out the other visits of jobs of which one visit has gone.
fn whole_jobs(state: &mut State, removed: &mut Vec<u32>) {
    let problem = state.problem;
    removed.sort_unstable();
    removed.dedup();
    for &j in removed.iter() {
        if problem.jobs[j as usize].visits > 1 {
            take_out(state, j as usize);
        }
    }
}

/// Takes every visit of a job out of the plan.
pub fn take_out(state: &mut State, job: usize) {
    for v in state.problem.visits_of(job) {
        let s = state.shift_of[v];
        if s != NOWHERE {
            let p = state.routes[s as usize].position(v as u32).expect("it is on its shift");
            state.remove(s as usize, p, p + 1);
        }
        if state.problem.linked {
            state.fix_start(v as u32, None);
        }
    }
}
