//! Jobs: served whole or left out at their price, and what ties the visits of one together.

use super::Draft;
use super::routes::Route;
use crate::intake::case::Link;
use crate::model::problem::Problem;
use crate::rules::tables::Tie;
use crate::units::Millis;
use good_lp::{Expression, Variable};
use std::collections::BTreeSet;

pub fn jobs(draft: &mut Draft, routes: &[Route]) {
    let problem = draft.problem;
    for (j, job) in problem.jobs[..problem.own].iter().enumerate() {
        let left_out = draft.yes_no();
        draft.charge(job.price, left_out);
        if !job.choice {
            whole(draft, routes, j, 1.0 - left_out);
            continue;
        }
        // In one of its ways or not at all.
        let mut chosen = Expression::from(left_out);
        for way in problem.each_way(j) {
            let on = draft.yes_no();
            chosen += on;
            whole(draft, routes, way, on.into());
        }
        draft.row(chosen.eq(1.0));
    }
    for (j, job) in problem.jobs.iter().enumerate() {
        let visits: Vec<usize> = problem.visits_of(j).collect();
        match job.link {
            Link::Single => {}
            Link::Together => together(draft, routes, visits[0], visits[1]),
            Link::Parts if job.gap.is_some() => {
                for pair in visits.windows(2) {
                    apart(draft, routes, (pair[0], pair[1]), job.gap);
                }
            }
            Link::Parts => {
                for pair in visits.windows(2) {
                    next_day(draft, routes, pair[0], pair[1]);
                }
            }
        }
    }
    for tie in &problem.ties.list {
        tied(draft, routes, tie);
    }
}

/// Every visit of a job is served if it is, else none.
fn whole(draft: &mut Draft, routes: &[Route], job: usize, served: Expression) {
    for v in draft.problem.visits_of(job) {
        let there: Expression = places(routes, v).map(|(_, on, _)| on).sum();
        draft.row((there - served.clone()).eq(0.0));
    }
}

/// A part on a shift that may not follow the part before is not served with it.
fn apart(draft: &mut Draft, routes: &[Route], (a, b): (usize, usize), gap: Option<i64>) {
    let problem = draft.problem;
    for (s, one, _) in places(routes, a) {
        for (_, two, _) in places(routes, b).filter(|p| !problem.follows(gap, s, p.0)) {
            draft.row((one + two).leq(1.0));
        }
    }
}

/// Two visits of different jobs: who may be with whom, and when.
fn tied(draft: &mut Draft, routes: &[Route], tie: &Tie) {
    let problem = draft.problem;
    let (a, b) = (tie.first as usize, tie.second as usize);
    let served = |v: usize| -> Expression { places(routes, v).map(|(_, on, _)| on).sum() };
    if tie.needs {
        let ways = problem.each_way(problem.visits[a].job as usize);
        let first: Expression = ways.map(|w| served(problem.visits_of(w).start)).sum();
        let first =
            if problem.jobs[problem.visits[a].job as usize].choice { first } else { served(a) };
        draft.row((served(b) - first).leq(0.0));
    }
    for (s, one, _) in places(routes, a) {
        for (_, two, _) in places(routes, b).filter(|p| !tie.joins(problem, s, p.0)) {
            draft.row((one + two).leq(1.0));
        }
    }
    let both = served(a) + served(b);
    let gap = start(draft, routes, b)
        - if tie.from_end { end(draft, routes, a) } else { start(draft, routes, a) };
    let far = draft.ticks(horizon(problem));
    if let Some(least) = tie.min {
        let big = far + draft.ticks(least);
        draft.row((gap.clone() + (2.0 - both.clone()) * big).geq(draft.ticks(least)));
    }
    if let Some(most) = tie.max {
        draft.row((gap - (2.0 - both) * far).leq(draft.ticks(most)));
    }
}

/// From the first to the last moment of all shifts, and a service.
pub fn horizon(problem: &Problem) -> Millis {
    let first = problem.shifts.iter().map(|s| s.clock.from).min().unwrap_or(0);
    let last = problem.shifts.iter().map(|s| s.clock.latest_return).max().unwrap_or(0);
    last - first
}

/// When a visit starts, from the first shift on; 0 where it is left out.
pub fn start(draft: &Draft, routes: &[Route], v: usize) -> Expression {
    let problem = draft.problem;
    let first = problem.shifts.first().map_or(0, |s| s.clock.from);
    let from = |s: usize| draft.ticks(problem.shifts[s].clock.from - first);
    places(routes, v).map(|(s, on, start)| on * from(s) + start).sum()
}

/// When its service ends, breaks inside it included.
fn end(draft: &Draft, routes: &[Route], v: usize) -> Expression {
    let mut end = start(draft, routes, v);
    for route in routes {
        let Some(k) = route.visits.iter().position(|&own| own == v) else { continue };
        end += route.on[k] * draft.ticks(draft.problem.visits[v].duration);
        for (rest, inside) in route.rests.iter().zip(&route.inside) {
            if let Some(taken) = inside[k] {
                end += taken * draft.ticks(rest.takes);
            }
        }
    }
    end
}

/// Every place where a visit can stand: the shift, whether it does, and when it starts there.
pub fn places(routes: &[Route], v: usize) -> impl Iterator<Item = (usize, Variable, Variable)> {
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
    let same = start(draft, routes, a) - start(draft, routes, b);
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
    (job.link == Link::Together || job.tied || job.booked).then_some((at, at))
}
