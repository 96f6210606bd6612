//! Where a ruin looks when work is tied, booked or spread over dates: at one date at a time.

use super::state::{NOWHERE, State};
use crate::model::problem::Problem;
use crate::rng::Rng;

/// How often a ruin keeps to one date.
const ONE_DATE: f64 = 0.6;

/// Whether there are several dates and work that is tied, uses resources or can be cut in several
/// ways.
pub fn apart(problem: &Problem) -> bool {
    let several = problem.shifts.iter().any(|s| s.day != problem.shifts[0].day);
    let hangs = !problem.ties.is_empty() || !problem.resources.is_empty();
    several && (hangs || !problem.ways.is_empty())
}

/// The first and the last date on which some visit of a job may be done, in whatever way.
pub fn range(problem: &Problem, job: usize) -> (i64, i64) {
    let visits = problem.each_way(job).flat_map(|way| problem.visits_of(way));
    let days = visits.flat_map(|v| &problem.shifts_of[v]).map(|s| problem.shifts[*s as usize].day);
    days.fold((i64::MAX, i64::MIN), |(low, high), day| (low.min(day), high.max(day)))
}

/// The date that a ruin around a job keeps to, if any: one that it is planned on, or one that it
/// may be done on.
pub fn draw(state: &State, visit: usize, rng: &mut Rng) -> Option<i64> {
    let problem = state.problem;
    if !rng.chance(ONE_DATE) {
        return None;
    }
    let own = problem.jobs[problem.visits[visit].job as usize].own as usize;
    let visits = problem.each_way(own).flat_map(|way| problem.visits_of(way));
    let planned: Vec<u32> = visits.map(|v| state.shift_of[v]).filter(|s| *s != NOWHERE).collect();
    let shifts = if planned.is_empty() { &problem.shifts_of[visit] } else { &planned };
    if shifts.is_empty() {
        return None;
    }
    Some(problem.shifts[*rng.pick(shifts) as usize].day)
}

/// A planned visit of the job that a visit belongs to, in whatever way it is done; on this date.
pub fn planned(state: &State, visit: u32, date: Option<i64>) -> Option<u32> {
    let problem = state.problem;
    let here = |v: &usize| {
        let s = state.shift_of[*v];
        s != NOWHERE && date.is_none_or(|day| problem.shifts[s as usize].day == day)
    };
    let job = problem.visits[visit as usize].job as usize;
    let way = match problem.jobs[job].choice {
        true => state.way_of(problem.jobs[job].own as usize)?,
        false => job,
    };
    problem.visits_of(way).find(here).map(|v| v as u32)
}
