//! Every route joined at every point: what was earned before it and what is owed after it.

use crate::brute::Given;
use callboard::intake::case::Link;
use callboard::model::clock::{ALWAYS, Times};
use callboard::model::problem::{Problem, Visit};
use callboard::model::schedule::{legs, schedule};
use callboard::model::solution::route_units;
use callboard::model::timing::{self, Earned, Owed, Rates};
use callboard::units::Units;

/// The longest sequences that are tried.
const LONGEST: usize = 3;

/// Tries all short sequences of all shifts.
pub fn check(name: &str, given: &Given) {
    let problem = given.problem;
    for shift in 0..problem.shifts.len() {
        let mut stack: Vec<Vec<u32>> = vec![Vec::new()];
        while let Some(route) = stack.pop() {
            for v in (0..problem.visits.len() as u32).filter(|v| !route.contains(v)) {
                let job = problem.jobs.get(problem.visits[v as usize].job as usize);
                let alone = job.is_none_or(|job| job.link != Link::Together);
                if route.len() < LONGEST && alone {
                    stack.push([&route[..], &[v]].concat());
                }
            }
            if !route.is_empty() {
                one(name, problem, shift, &route);
            }
        }
    }
}

fn one(name: &str, problem: &Problem, shift: usize, route: &[u32]) {
    let times = schedule(problem, shift, route, &|_| None);
    let all = legs(problem, shift, route);
    let fixed: Units = all.iter().map(|l| problem.leg_cost(shift, *l)).sum::<i64>()
        + route.iter().map(|v| problem.fixed_cost(shift, *v as usize)).sum::<i64>();
    let right = times.map(|t| route_units(problem, shift, route, &t) - fixed);
    let walk = Walk { problem, shift, route };
    for (p, joined) in walk.costs().into_iter().enumerate() {
        assert_eq!(joined, right, "{name}: shift {shift}, {route:?}, joined at {p}");
    }
    for (p, meets) in walk.meets().into_iter().enumerate() {
        assert_eq!(meets, right.is_some(), "{name}: shift {shift}, {route:?}, met at {p}");
    }
}

struct Walk<'p> {
    problem: &'p Problem<'p>,
    shift: usize,
    route: &'p [u32],
}

impl Walk<'_> {
    fn visit(&self, p: usize) -> &Visit {
        &self.problem.visits[self.route[p] as usize]
    }

    /// The best cost of the times, joined on departure, on every arrival and after every visit.
    fn costs(&self) -> Vec<Option<Units>> {
        let (problem, n) = (self.problem, self.route.len());
        let clock = &problem.shifts[self.shift].clock;
        let rates = Rates::plain(clock);
        let legs = legs(problem, self.shift, self.route);
        let open = |p: usize| if p < n { self.visit(p).leg_open } else { ALWAYS };
        let spans = |p: usize| problem.spans(self.shift, self.route[p] as usize);
        let mut earned: Vec<Earned<i64>> = vec![timing::depart(clock, &rates)];
        for p in 0..=n {
            let last = &earned[earned.len() - 1];
            let arrived = timing::drive(clock, last, legs[p].drive, open(p));
            let served =
                (p < n).then(|| timing::serve(clock, &arrived, self.visit(p), spans(p), &rates));
            earned.push(arrived);
            earned.extend(served);
        }
        let mut owed: Vec<Owed<i64>> = vec![timing::home(clock, &rates)];
        for p in (0..=n).rev() {
            let last = &owed[owed.len() - 1];
            let leave = timing::before_drive(clock, last, legs[p].drive, open(p));
            owed.push(leave);
            if p > 0 {
                let last = &owed[owed.len() - 1];
                let (v, spans) = (self.visit(p - 1), spans(p - 1));
                owed.push(timing::before_serve(clock, last, v, spans, &rates));
            }
        }
        let pairs = earned.iter().zip(owed.iter().rev());
        pairs.map(|(e, o)| timing::join(clock, e, o)).collect()
    }

    /// Whether the route can be done in time, asked at the same points.
    fn meets(&self) -> Vec<bool> {
        let (problem, n) = (self.problem, self.route.len());
        let clock = &problem.shifts[self.shift].clock;
        let legs = legs(problem, self.shift, self.route);
        let open = |p: usize| if p < n { self.visit(p).leg_open } else { ALWAYS };
        let spans = |p: usize| problem.spans(self.shift, self.route[p] as usize);
        let mut early: Vec<Times> = vec![clock.departure()];
        for p in 0..=n {
            let arrived = clock.arrive(&early[early.len() - 1], legs[p].drive, open(p));
            early.push(arrived);
            early.extend((p < n).then(|| clock.serve(&arrived, self.visit(p), spans(p))));
        }
        let mut late: Vec<Times> = vec![clock.latest_home()];
        for p in (0..=n).rev() {
            let leave = clock.latest_leave(&late[late.len() - 1], legs[p].drive, open(p));
            late.push(leave);
            if p > 0 {
                late.push(clock.latest_arrival(&leave, self.visit(p - 1), spans(p - 1)));
            }
        }
        early.iter().zip(late.iter().rev()).map(|(e, l)| clock.meets(e, l)).collect()
    }
}
