//! Starts of tied jobs in routes made by hand: those of the base plan where they can still be kept,
//! else the earliest that keep every lag, as the planner finds them.

use crate::model::meet::{Plan, meet};
use crate::model::problem::Problem;
use crate::model::schedule::schedule;
use crate::model::solution::Solution;

/// Gives tied visits the intervals for their starts; by visit, whether it has been seen to. Groups
/// that have no times in these routes are left to themselves: the verifier says what they break.
pub fn meet_all(problem: &Problem, hand: &mut Solution) -> Vec<bool> {
    let mut done = vec![false; problem.visits.len()];
    let mut seen = vec![false; problem.jobs.len()];
    let on = places(problem, hand);
    for j in 0..problem.jobs.len() {
        let group = problem.group(j);
        if group.is_empty() || seen[j] {
            continue;
        }
        group.iter().for_each(|&o| seen[o as usize] = true);
        let visits: Vec<u32> = group
            .iter()
            .flat_map(|&o| problem.visits_of(o as usize))
            .filter(|&v| on[v].is_some())
            .map(|v| v as u32)
            .collect();
        let kept = keeps(problem, hand, &on, &visits);
        let mut found = if kept { Some(Vec::new()) } else { anew(problem, hand, &on, group) };
        let booked = |v: &&u32| problem.resources.uses(**v);
        if found.is_none() && visits.iter().any(|v| booked(&v)) {
            // The resource may be had at another time.
            visits.iter().filter(booked).for_each(|v| hand.fixed[*v as usize] = None);
            found = anew(problem, hand, &on, group);
        }
        for (v, span) in found.iter().flatten() {
            hand.fixed[*v as usize] = *span;
        }
        let known = found.is_some();
        for &v in &visits {
            done[v as usize] = known;
            if !known {
                hand.fixed[v as usize] = None;
            }
        }
    }
    done
}

/// The shift of each visit that is on one, and on one only.
fn places(problem: &Problem, hand: &Solution) -> Vec<Option<usize>> {
    let mut times = vec![0; problem.visits.len()];
    let mut on = vec![None; problem.visits.len()];
    for (s, route) in hand.routes.iter().enumerate() {
        for &v in route {
            times[v as usize] += 1;
            on[v as usize] = Some(s);
        }
    }
    on.iter().zip(times).map(|(s, times)| s.filter(|_| times == 1)).collect()
}

/// Whether the starts of the base plan still keep every tie of the group and every time of its
/// routes.
fn keeps(problem: &Problem, hand: &Solution, on: &[Option<usize>], visits: &[u32]) -> bool {
    let start = |v: u32| hand.fixed[v as usize].map(|span| span.0);
    let ties = visits.iter().flat_map(|&v| problem.ties.of_visit(v).filter(move |t| t.second == v));
    let mut ties = ties.map(|tie| (tie, on[tie.first as usize], on[tie.second as usize]));
    let kept = ties.all(|(tie, a, b)| {
        let job = problem.visits[tie.first as usize].job as usize;
        let other = |w: usize| on[problem.jobs[w].first_visit as usize].is_some();
        let (Some(a), Some(b)) = (a, b) else {
            return !tie.needs || problem.each_way(job).any(other);
        };
        let (Some(one), Some(two)) = (start(tie.first), start(tie.second)) else { return false };
        let (min, max) = tie.lag(problem, a);
        tie.joins(problem, a, b)
            && min.is_none_or(|least| two - one >= least)
            && max.is_none_or(|most| two - one <= most)
    });
    let fixed = |v: u32| hand.fixed[v as usize];
    let timed = |v: &u32| {
        let s = on[*v as usize].expect("it is on a shift");
        schedule(problem, s, &hand.routes[s], &fixed).is_some()
    };
    kept && visits.iter().all(|v| start(*v).is_some()) && visits.iter().all(timed)
}

type Spans = Vec<(u32, Option<(i64, i64)>)>;

fn anew(problem: &Problem, hand: &Solution, on: &[Option<usize>], group: &[u32]) -> Option<Spans> {
    let shift_of = |v: u32| on[v as usize];
    let route = |s: usize| &hand.routes[s][..];
    let fixed = |v: u32| hand.fixed[v as usize];
    let plan = Plan {
        problem,
        shift_of: &shift_of,
        route: &route,
        fixed: &fixed,
        floats: false,
        early: false,
    };
    meet(&plan, group)
}
