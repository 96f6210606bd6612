//! Set packing: the best plan that remembered routes can make.
//!
//! Each job at most once, each class of interchangeable shifts at most as often as it has shifts,
//! each crew's day paid for once. Routes of the incumbent with a visit of a linked job stay as they
//! are: their shifts and jobs are taken out. The solver counts in floating point, so that its
//! answer is only a proposal: it is priced again in integers and returned only if it is really
//! better.

mod model;
mod whole;

pub use model::{Column, pack};

use super::highs::Limits;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::search::pool::Remembered;
use crate::units::Units;

/// The most columns of one model: above it, with an open gap, the solver's tree stalls.
const MOST_COLUMNS: usize = 2500;

/// A better plan made of remembered routes, if there is one.
pub fn solve(
    problem: &Problem,
    pool: &[Remembered],
    incumbent: &Solution,
    limits: &Limits,
) -> Option<Solution> {
    let columns = columns(problem, pool, incumbent);
    if columns.len() < 2 {
        return None;
    }
    pack(problem, &columns, incumbent, limits)
}

/// The most promising routes.
fn columns(problem: &Problem, pool: &[Remembered], incumbent: &Solution) -> Vec<Column> {
    let worth = marginal_costs(problem, incumbent);
    let day = day_costs(problem);
    let stays = model::staying(problem, incumbent);
    let usable = |r: &&Remembered| r.visits.iter().all(|&v| !stays[v as usize]);
    let mut scored: Vec<(Units, usize, &Remembered)> = pool
        .iter()
        .filter(usable)
        .enumerate()
        .map(|(i, r)| {
            let saved: Units = r.visits.iter().map(|&v| worth[v as usize]).sum();
            (r.cost + day[r.class as usize] - saved, i, r)
        })
        .collect();
    scored.sort_unstable_by_key(|(score, i, _)| (*score, *i));
    scored.truncate(MOST_COLUMNS);
    let column = |r: &Remembered| Column {
        class: r.class,
        visits: r.visits.to_vec(),
        cost: r.cost + day[r.class as usize],
    };
    scored.into_iter().map(|(_, _, r)| column(r)).collect()
}

/// What each visit adds to the incumbent: a first guess at its dual price.
fn marginal_costs(problem: &Problem, incumbent: &Solution) -> Vec<Units> {
    let price = |v: usize| match problem.is_call(v as u32) {
        true => 0,
        false => problem.jobs[problem.visits[v].job as usize].price,
    };
    let mut worth: Vec<Units> = (0..problem.visits.len()).map(price).collect();
    for (s, route) in incumbent.routes.iter().enumerate() {
        let shift = &problem.shifts[s];
        let mut at = shift.start;
        for (p, &v) in route.iter().enumerate() {
            let place = Some(problem.visits[v as usize].place);
            let next = route.get(p + 1).map(|&n| problem.visits[n as usize].place);
            let after = if p + 1 == route.len() { shift.end } else { next };
            let around = problem.leg_cost(s, problem.leg(at, place))
                + problem.leg_cost(s, problem.leg(place, after))
                - problem.leg_cost(s, problem.leg(at, after));
            let time = shift.clock.hour_rate * problem.visits[v as usize].duration;
            worth[v as usize] = (around + time).clamp(0, price(v as usize));
            at = place;
        }
    }
    worth
}

/// By team class, the price of the day where a route bears it alone.
fn day_costs(problem: &Problem) -> Vec<Units> {
    let shared = problem.shared_days();
    let classes = problem.shifts.iter().map(|s| s.team_class as usize + 1).max().unwrap_or(0);
    let mut day = vec![0; classes];
    for shift in problem.shifts.iter().filter(|s| !shared[s.day_group as usize]) {
        day[shift.team_class as usize] = shift.day_cost;
    }
    day
}
