//! Set packing: the best choice among routes that the search remembers.
//!
//! One column a route of a team class, one row a job (served at most once, else its price is due)
//! and one row a class (no more routes than shifts). Routes with visits of linked jobs, and crews
//! whose price of the day is shared by several shifts, stay as the incumbent has them: their jobs
//! and shifts are taken out of the model. The answer is a choice of known routes; its cost is
//! counted again in integers, and only a better plan leaves this module.

use super::highs::{Limits, Mip};
use crate::intake::case::Link;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::search::pool::Remembered;
use crate::units::{UNITS_PER_MINOR, Units};

/// The most columns of one model: above it, with an open gap, the solver's tree stalls.
const MOST_COLUMNS: usize = 2500;

struct Column<'a> {
    class: u32,
    visits: &'a [u32],
    cost: Units,
}

/// What may be chosen anew, and what stays.
struct Freedom {
    /// By shift.
    shift: Vec<bool>,
    /// By job.
    job: Vec<bool>,
    /// Free shifts by team class.
    count: Vec<u32>,
}

/// A better plan made of remembered routes, if there is one.
pub fn solve(
    problem: &Problem,
    pool: &[Remembered],
    incumbent: &Solution,
    limits: &Limits,
) -> Option<Solution> {
    let before = incumbent.cost(problem)?;
    let free = freedom(problem, incumbent);
    let columns = columns(problem, pool, incumbent, &free);
    if columns.len() < 2 {
        return None;
    }
    let chosen = choose(problem, &columns, incumbent, &free, limits)?;
    let solution = placed(problem, &chosen, incumbent, &free)?;
    (solution.cost(problem)? < before).then_some(solution)
}

fn freedom(problem: &Problem, incumbent: &Solution) -> Freedom {
    let linked =
        |v: &u32| problem.jobs[problem.visits[*v as usize].job as usize].link != Link::Single;
    let mut in_group = vec![0; problem.day_groups];
    for s in &problem.shifts {
        in_group[s.day_group as usize] += 1;
    }
    let classes = problem.shifts.iter().map(|s| s.team_class as usize + 1).max().unwrap_or(0);
    let mut free = Freedom {
        shift: Vec::with_capacity(problem.shifts.len()),
        job: problem.jobs.iter().map(|j| j.link == Link::Single).collect(),
        count: vec![0; classes],
    };
    for (s, shift) in problem.shifts.iter().enumerate() {
        let shared = shift.day_cost > 0 && in_group[shift.day_group as usize] > 1;
        let stays = shared || incumbent.routes[s].iter().any(linked);
        free.shift.push(!stays);
        if stays {
            for &v in &incumbent.routes[s] {
                free.job[problem.visits[v as usize].job as usize] = false;
            }
        } else {
            free.count[shift.team_class as usize] += 1;
        }
    }
    free
}

/// The incumbent's own routes, then the most promising others.
fn columns<'a>(
    problem: &Problem,
    pool: &'a [Remembered],
    incumbent: &Solution,
    free: &Freedom,
) -> Vec<Column<'a>> {
    let worth = marginal_costs(problem, incumbent);
    let day = day_costs(problem);
    let usable = |r: &&Remembered| {
        free.count.get(r.class as usize).is_some_and(|n| *n > 0)
            && r.visits.iter().all(|&v| free.job[problem.visits[v as usize].job as usize])
    };
    let mut scored: Vec<(Units, usize, Column)> = pool
        .iter()
        .filter(usable)
        .enumerate()
        .map(|(i, r)| {
            let cost = r.cost + day[r.class as usize];
            let saved: Units = r.visits.iter().map(|&v| worth[v as usize]).sum();
            (cost - saved, i, Column { class: r.class, visits: &r.visits, cost })
        })
        .collect();
    scored.sort_unstable_by_key(|(score, i, _)| (*score, *i));
    scored.truncate(MOST_COLUMNS);
    scored.into_iter().map(|(_, _, column)| column).collect()
}

/// What each visit adds to the incumbent: a first guess at its dual price.
fn marginal_costs(problem: &Problem, incumbent: &Solution) -> Vec<Units> {
    let price = |v: usize| problem.jobs[problem.visits[v].job as usize].price;
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

/// By team class, the price of the day that a route bears alone.
fn day_costs(problem: &Problem) -> Vec<Units> {
    let classes = problem.shifts.iter().map(|s| s.team_class as usize + 1).max().unwrap_or(0);
    let mut day = vec![0; classes];
    for shift in &problem.shifts {
        day[shift.team_class as usize] = shift.day_cost;
    }
    day
}

fn choose<'a>(
    problem: &Problem,
    columns: &'a [Column<'a>],
    incumbent: &Solution,
    free: &Freedom,
    limits: &Limits,
) -> Option<Vec<&'a Column<'a>>> {
    let minor = |units: Units| units as f64 / UNITS_PER_MINOR as f64;
    let mut mip = Mip::default();
    let picked: Vec<_> =
        columns.iter().map(|c| mip.column(minor(c.cost), 0.0..=1.0, true)).collect();
    let mut by_job: Vec<Vec<_>> = vec![Vec::new(); problem.jobs.len()];
    let mut by_class: Vec<Vec<_>> = vec![Vec::new(); free.count.len()];
    for (column, x) in columns.iter().zip(&picked) {
        by_class[column.class as usize].push((*x, 1.0));
        for &v in column.visits {
            by_job[problem.visits[v as usize].job as usize].push((*x, 1.0));
        }
    }
    let served = incumbent.served(problem);
    let mut first = incumbent_columns(problem, columns, incumbent, free);
    for (j, mut terms) in by_job.into_iter().enumerate().filter(|(_, t)| !t.is_empty()) {
        let out = mip.column(minor(problem.jobs[j].price), 0.0..=1.0, false);
        first.push(f64::from(u8::from(!served[j])));
        terms.push((out, 1.0));
        mip.row(1.0..=1.0, &terms);
    }
    for (class, terms) in by_class.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
        mip.row(0.0..=f64::from(free.count[class]), terms);
    }
    let answer = mip.solve(Some(&first), limits)?;
    let taken = columns.iter().zip(&answer.values).filter(|(_, x)| **x > 0.5);
    Some(taken.map(|(c, _)| c).collect())
}

/// The incumbent as values of the route columns: a first solution for the solver.
fn incumbent_columns(
    problem: &Problem,
    columns: &[Column],
    incumbent: &Solution,
    free: &Freedom,
) -> Vec<f64> {
    let mut values = vec![0.0; columns.len()];
    for (s, route) in incumbent.routes.iter().enumerate() {
        let class = problem.shifts[s].team_class;
        if route.is_empty() || !free.shift[s] {
            continue;
        }
        let same = |c: &Column| c.class == class && c.visits == &route[..];
        let found = (0..columns.len()).find(|&i| values[i] == 0.0 && same(&columns[i]));
        if let Some(i) = found {
            values[i] = 1.0;
        }
    }
    values
}

/// The chosen routes on shifts of their classes, where possible on the shift that had the route.
fn placed(
    problem: &Problem,
    chosen: &[&Column],
    incumbent: &Solution,
    free: &Freedom,
) -> Option<Solution> {
    let mut solution = incumbent.clone();
    let mut open: Vec<usize> = (0..problem.shifts.len()).filter(|&s| free.shift[s]).collect();
    for &s in &open {
        solution.routes[s].clear();
    }
    let mut rest: Vec<&&Column> = Vec::new();
    for column in chosen {
        let fits = |s: &usize| {
            problem.shifts[*s].team_class == column.class
                && incumbent.routes[*s][..] == column.visits[..]
        };
        match open.iter().position(fits) {
            Some(i) => solution.routes[open.remove(i)] = column.visits.to_vec(),
            None => rest.push(column),
        }
    }
    for column in rest {
        let i = open.iter().position(|&s| problem.shifts[s].team_class == column.class)?;
        solution.routes[open.remove(i)] = column.visits.to_vec();
    }
    let mut seen = vec![false; problem.visits.len()];
    let twice =
        solution.routes.iter().flatten().any(|&v| std::mem::replace(&mut seen[v as usize], true));
    (!twice).then_some(solution)
}
