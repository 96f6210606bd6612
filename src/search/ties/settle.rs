//! When the visits of tied jobs take place, as far as the search keeps it.

use super::Span;
use crate::model::meet::{Plan, meet};
use crate::search::ruin::take_out;
use crate::search::state::{NOWHERE, State};

/// What trying a job can change beside its own visits.
pub(in crate::search) struct Held {
    windows: Vec<(u32, Option<Span>)>,
    /// By shift, where its route calls at the warehouse, if there is one.
    calls: Vec<Option<usize>>,
}

pub(in crate::search) fn hold(state: &State, job: usize) -> Held {
    Held { windows: windows(state, job), calls: state.calls() }
}

/// Brings back what was held, once the job is out again.
pub(in crate::search) fn put_back(state: &mut State, held: &Held) {
    state.move_calls(&held.calls);
    restore(state, &held.windows);
}

/// The intervals of the planned visits of a job's group.
fn windows(state: &State, job: usize) -> Vec<(u32, Option<Span>)> {
    let problem = state.problem;
    let visits = problem.group(job).iter().flat_map(|&j| problem.visits_of(j as usize));
    let planned = visits.filter(|&v| state.shift_of[v] != NOWHERE);
    planned.map(|v| (v as u32, state.window(v))).collect()
}

fn restore(state: &mut State, windows: &[(u32, Option<Span>)]) {
    let mut shifts: Vec<usize> = Vec::new();
    for &(v, window) in windows {
        if state.window(v as usize) != window {
            state.fix_start(v, window);
            shifts.push(state.shift_of[v as usize] as usize);
        }
    }
    shifts.sort_unstable();
    shifts.dedup();
    shifts.into_iter().for_each(|s| state.retime(s));
}

/// Finds the intervals of a job's group anew; `false` where it has no times in these routes.
pub fn settle(state: &mut State, job: usize) -> bool {
    let problem = state.problem;
    let group = problem.group(job);
    if problem.floats {
        return settle_jobs(state, group, How::Float);
    }
    let old = windows(state, job);
    let first = settle_jobs(state, group, How::Cheap).then_some(state.cost);
    if group.len() < 2 {
        return first.is_some();
    }
    // Haste of one may save the lateness of another.
    let new = windows(state, job);
    if settle_jobs(state, group, How::Early) && first.is_none_or(|cost| state.cost < cost) {
        return true;
    }
    restore(state, if first.is_some() { &new } else { &old });
    first.is_some()
}

/// How a group is timed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// Each route at its best; what comes too early waits.
    Cheap,
    /// What others wait for as early as it can be.
    Early,
    /// Only bounds from below.
    Float,
}

/// The jobs in the plan that are tied to others.
fn planned(state: &State) -> Vec<u32> {
    let jobs = (0..state.problem.jobs.len()).filter(|j| state.problem.jobs[*j].tied);
    jobs.filter(|j| state.served(*j)).map(|j| j as u32).collect()
}

/// Where tied visits float: times all of them anew after a move; `false` where it has no times.
pub fn settle_all(state: &mut State) -> bool {
    let jobs = planned(state);
    settle_jobs(state, &jobs, How::Float)
}

/// Times all tied visits. Where that cannot be, tied jobs leave the plan until it can: half of the
/// groups at a time, the later ones first.
pub fn settle_or_drop(state: &mut State) {
    while !settle_all(state) {
        let jobs = planned(state);
        let half = state.problem.ties.group_of(jobs[jobs.len() / 2] as usize);
        let later = |j: &&u32| state.problem.ties.group_of(**j as usize) >= half;
        let out: Vec<u32> = jobs.iter().filter(later).copied().collect();
        out.into_iter().for_each(|j| take_out(state, j as usize));
        clear_impossible(state);
    }
}

/// Gives each planned visit that is tied the widest interval, whatever it had before.
pub fn loosen(state: &mut State) {
    let jobs = planned(state);
    let how = if state.problem.floats { How::Float } else { How::Cheap };
    settle_jobs(state, &jobs, how);
    state.commit();
}

/// Empties routes that can no longer be done: where a matrix has legs longer than the way round, a
/// visit that leaves may have held a route together.
pub fn clear_impossible(state: &mut State) {
    while let Some(s) = state.routes.iter().position(|r| !r.possible) {
        let first = state.problem.served(&state.routes[s].visits).next();
        let first = first.expect("a van does not leave for a call alone");
        let job = state.problem.visits[first as usize].job;
        let out = match state.problem.jobs[job as usize].tied {
            true => super::companions(state, job as usize),
            false => vec![job],
        };
        out.into_iter().for_each(|j| take_out(state, j as usize));
    }
}

/// For a solution to be printed: an interval for each planned visit that is tied, within which its
/// route can be timed by itself.
pub fn apart(state: &State) -> Vec<Option<Span>> {
    let mut fixed = vec![None; state.problem.visits.len()];
    let found = met(state, &planned(state), How::Cheap);
    for (v, span) in found.expect("the plan was timed before") {
        fixed[v as usize] = span;
    }
    fixed
}

/// Times all tied jobs of the plan anew, with no regard to the intervals they have: what one group
/// has given up another may take. Kept where the plan gets no dearer by it.
pub fn retime_all(state: &mut State) {
    let problem = state.problem;
    let before = state.cost;
    let jobs = planned(state);
    if settle_jobs(state, &jobs, How::Cheap) {
        if problem.worst_rate > 0 {
            state.reprice_worst();
        }
        if state.cost <= before {
            state.commit();
            return;
        }
    }
    state.rollback();
    state.cost = before;
}

/// [`settle`] for any jobs, of one group or of several.
fn settle_jobs(state: &mut State, jobs: &[u32], how: How) -> bool {
    let Some(found) = met(state, jobs, how) else { return false };
    restore(state, &found);
    let shifts = found.iter().map(|(v, _)| state.shift_of[*v as usize] as usize);
    shifts.into_iter().all(|s| state.routes[s].possible)
}

fn met(state: &State, jobs: &[u32], how: How) -> Option<Vec<(u32, Option<Span>)>> {
    let shift_of = |v: u32| {
        let s = state.shift_of[v as usize];
        (s != NOWHERE).then_some(s as usize)
    };
    let route = |s: usize| &state.routes[s].visits[..];
    let fixed = |v: u32| state.window(v as usize);
    let problem = state.problem;
    let (floats, early) = (how == How::Float, how == How::Early);
    let plan = Plan { problem, shift_of: &shift_of, route: &route, fixed: &fixed, floats, early };
    meet(&plan, jobs)
}
