//! Jobs: served whole or left out at their price, and what ties the visits of one together.

use super::Draft;
use super::routes::Route;
use crate::intake::case::Link;
use crate::model::problem::Problem;
use crate::units::Millis;
use good_lp::{Expression, Variable};
use std::collections::BTreeSet;

pub fn jobs(draft: &mut Draft, routes: &[Route]) {
    let problem = draft.problem;
    for (j, job) in problem.jobs.iter().enumerate() {
        let left_out = draft.yes_no();
        draft.charge(job.price, left_out);
        for v in problem.visits_of(j) {
            let served: Expression = places(routes, v).map(|(_, on, _)| on).sum();
            draft.row((served + left_out).eq(1.0));
        }
        let visits: Vec<usize> = problem.visits_of(j).collect();
        match job.link {
            Link::Single => {}
            Link::Together => together(draft, routes, visits[0], visits[1]),
            Link::Parts => {
                for pair in visits.windows(2) {
                    next_day(draft, routes, pair[0], pair[1]);
                }
            }
        }
    }
}

/// Every place where a visit can stand: the shift, whether it does, and when it starts there.
fn places(routes: &[Route], v: usize) -> impl Iterator<Item = (usize, Variable, Variable)> {
    routes.iter().filter_map(move |r| {
        let k = r.visits.iter().position(|&own| own == v)?;
        Some((r.shift, r.on[k], r.start[k]))
    })
}

/// Two different crews, one start.
fn together(draft: &mut Draft, routes: &[Route], a: usize, b: usize) {
    let problem = draft.problem;
    let crews: BTreeSet<u32> = problem.shifts.iter().map(|s| s.crew).collect();
    for crew in crews {
        let both = places(routes, a).chain(places(routes, b));
        let own = both.filter(|p| problem.shifts[p.0].crew == crew);
        let sides: Expression = own.map(|(_, on, _)| on).sum();
        draft.row(sides.leq(1.0));
    }
    let first = problem.shifts.first().map_or(0, |s| s.clock.from);
    let start = |draft: &Draft, v: usize| -> Expression {
        let from = |s: usize| draft.ticks(problem.shifts[s].clock.from - first);
        places(routes, v).map(|(s, on, start)| on * from(s) + start).sum()
    };
    let same = start(draft, a) - start(draft, b);
    draft.row(same.eq(0.0));
}

/// The same crew, on the calendar date after.
fn next_day(draft: &mut Draft, routes: &[Route], a: usize, b: usize) {
    let problem = draft.problem;
    let at = |s: usize, later: i64| (problem.shifts[s].crew, problem.shifts[s].day + later);
    let days: BTreeSet<(u32, i64)> =
        (0..problem.shifts.len()).flat_map(|s| [at(s, 0), at(s, 1)]).collect();
    for day in days {
        let first = places(routes, a).filter(|p| at(p.0, 1) == day);
        let second = places(routes, b).filter(|p| at(p.0, 0) == day);
        let first: Expression = first.map(|(_, on, _)| on).sum();
        let second: Expression = second.map(|(_, on, _)| on).sum();
        draft.row((first - second).eq(0.0));
    }
}

/// The common start of a visit done together. The solver may leave it between two ticks where it
/// makes no difference; then the tick before is as good, because all times can be rounded down at
/// once without breaking a difference of whole ticks.
pub fn fixed(
    problem: &Problem,
    route: &Route,
    v: usize,
    start: f64,
    tick: Millis,
) -> Option<(Millis, Millis)> {
    let job = &problem.jobs[problem.visits[v].job as usize];
    let ticks = (start + 1e-5).floor() as Millis;
    let at = problem.shifts[route.shift].clock.from + ticks * tick;
    (job.link == Link::Together).then_some((at, at))
}
