//! Jobs that hang on others, on a resource or on days, while a plan is recreated.

use super::state::State;
use super::ties::{self, Bid};
use super::{called, links};
use crate::intake::case::Link;
use crate::rng::Rng;

/// How often a job of several visits that was left out is tried on routes that have not changed,
/// and one that uses a resource.
const AGAIN: f64 = 0.05;
const AGAIN_BOOKED: f64 = 0.4;
/// And of all that hang on others or on resources about so many in one move.
const AGAIN_MOST: f64 = 3.0;
/// How often a job may cost more than it is worth, because others may share its hire.
const SHARED: f64 = 0.2;
/// How often a tied job must be worth its place by itself.
const MODEST: f64 = 0.3;
/// How often it is left out for the move, and how often it goes past its cheapest places.
const LEFT_OUT: f64 = 0.06;
const ASIDE: f64 = 0.1;

/// How often jobs that were left out before are tried again everywhere.
#[derive(Clone, Copy)]
pub struct Again {
    booked: f64,
    tied: f64,
}

impl Again {
    /// Seldomer where many are left out: each try looks at every shift.
    pub fn of(state: &State) -> Again {
        let problem = state.problem;
        if problem.ties.is_empty() && problem.resources.is_empty() {
            return Again { booked: AGAIN_BOOKED, tied: AGAIN };
        }
        let hangs = |j: &&u32| {
            let job = &problem.jobs[**j as usize];
            job.tied || job.booked
        };
        let most = AGAIN_MOST / state.absent.iter().filter(hangs).count().max(1) as f64;
        Again { booked: AGAIN_BOOKED.min(most), tied: AGAIN.min(most) }
    }
}

/// Tries a job, if it is not served yet: `all` of its shifts if it is new to the move. What it
/// brings in of its group is not in `fresh`, and follows at once.
pub fn try_in(
    state: &mut State,
    j: usize,
    (all, everywhere): (bool, bool),
    fresh: &[bool],
    (again, rng): (Again, &mut Rng),
) {
    let problem = state.problem;
    let job = &problem.jobs[j];
    let again = match (job.booked, job.tied) {
        (true, _) => again.booked,
        (false, true) => again.tied,
        (false, false) => AGAIN,
    };
    if !state.served(j) && (all || rng.chance(again)) {
        match job.tied {
            true if try_tied(state, j, rng) && !all => follow(state, j, fresh, rng),
            true => {}
            false if job.booked => try_booked(state, j, everywhere, rng),
            false => {
                links::insert(state, j, job.price);
            }
        }
    }
    if !state.served(j) {
        state.absent.push(j as u32);
    }
}

/// Tries those that wait for a job that came in again: they were left out as long as it was.
fn follow(state: &mut State, job: usize, fresh: &[bool], rng: &mut Rng) {
    let problem = state.problem;
    for &o in problem.group(job) {
        let o = o as usize;
        let own = problem.jobs[o].own as usize == o && o != job;
        if own && !fresh[o] && !state.served(o) {
            try_tied(state, o, rng);
        }
    }
}

/// Puts a tied job in, now and then not where it seems best: what its ties will cost others, and
/// what it adds to the longest lateness of the plan, is only known afterwards.
fn try_tied(state: &mut State, job: usize, rng: &mut Rng) -> bool {
    if !state.problem.jobs[job].mandatory && rng.chance(LEFT_OUT) {
        return false;
    }
    let bid = if rng.chance(MODEST) { Bid::Own } else { Bid::Group };
    let skip = if rng.chance(ASIDE) { 1 + rng.below(2) } else { 0 };
    ties::insert(state, job, bid, skip)
}

/// Puts a job that uses a resource in, now and then for more than its price or not where it seems
/// best: another job may share the hire, which is only known afterwards.
fn try_booked(state: &mut State, job: usize, first_plan: bool, rng: &mut Rng) {
    let problem = state.problem;
    let own = &problem.jobs[job];
    if !own.mandatory && !first_plan && rng.chance(LEFT_OUT) {
        return;
    }
    let limit =
        if !first_plan && rng.chance(SHARED) { own.price.saturating_mul(3) } else { own.price };
    let skip = if !first_plan && rng.chance(ASIDE) { 1 + rng.below(2) } else { 0 };
    match own.link {
        Link::Single => called::insert(state, job, limit, |state| {
            ties::visit(state, own.first_visit, limit, skip)
        }),
        _ => links::insert(state, job, limit),
    };
}
