//! The generated month: what it holds, that nothing in it is faulty, and that the engine plans it.

use crate::desk::{Desk, judge};
use callboard::generate::{Kind, Options, generate};
use callboard::model::problem::Problem;
use callboard::model::solution::Solution;
use callboard::search::anneal::Pace;
use callboard::search::portfolio::Portfolio;
use callboard::search::state::{NOWHERE, State};
use callboard::solve::{Budget, Progress, Stop};
use callboard::wire::plan::{Plan, Stop as Printed};
use serde_json::Value;
use std::time::{Duration, Instant};

fn month(seed: u64, (installs, calls, crews, days): (usize, usize, usize, usize)) -> Value {
    let (installs, crews, days) = (Some(installs), Some(crews), Some(days));
    generate(Kind::Month, &Options { seed, installs, calls, crews, days, ..Options::default() })
}

/// A month that plans in a moment.
fn small(seed: u64) -> Value {
    month(seed, (10, 5, 4, 7))
}

fn jobs(request: &Value) -> &[Value] {
    request["problem"]["jobs"].as_array().expect("jobs")
}

#[test]
fn no_month_is_faulty() {
    // `generate month` would write requests that `plan` refuses, at some seed or size.
    let sizes = [(0, 0, 1, 1), (1, 0, 1, 1), (0, 3, 1, 2), (3, 2, 2, 3), (25, 8, 7, 11)];
    for seed in 1..=40 {
        sizes.iter().for_each(|size| drop(Desk::open(&month(seed, *size))));
    }
    for seed in 1..=3 {
        Desk::open(&generate(Kind::Month, &Options { seed, ..Options::default() }));
        Desk::open(&month(seed, (60, 10, 30, 60)));
    }
}

#[test]
fn the_month_holds_what_it_says() {
    // The benchmark would be of another size, or its installs of another kind than is told.
    let request = generate(Kind::Month, &Options::default());
    let of = |kind: &str| jobs(&request).iter().filter(|j| j["type"] == kind).count();
    assert_eq!(["INSTALL", "HERS_TEST", "FINAL"].map(of), [120; 3]);
    assert_eq!(jobs(&request).len(), 3 * 120 + 20 * 40);
    assert_eq!(request["problem"]["crews"].as_array().map(Vec::len), Some(20));
    let with = |key: &str| jobs(&request).iter().filter(|j| j.get(key).is_some()).count();
    let counted = ["split", "labor", "materials", "promise", "due"].map(with);
    assert!(counted.iter().all(|n| *n > 20), "{counted:?}");
    let crane = jobs(&request).iter().filter(|j| j["resources"][0]["id"] == "crane").count();
    assert!((8..40).contains(&crane), "{crane}");
    let shifts = request["problem"]["crews"][0]["shifts"].as_array().expect("shifts");
    assert_eq!(shifts.len(), 20);
    assert!(shifts.iter().all(|s| s["date"] != "2026-12-25" && s["date"] != "2027-01-01"));
}

#[test]
fn both_judges_accept_a_planned_month() {
    // The search would mistime cut work, chains or bookings where all of them meet.
    let mut desks: Vec<Desk> = (1..=5).map(|seed| Desk::open(&small(seed))).collect();
    let plans: Vec<Plan> = desks.iter_mut().map(|d| d.plan(120)).collect();
    let pairs: Vec<(&[u8], &Plan)> = desks.iter().map(|d| &d.text[..]).zip(&plans).collect();
    for (i, broken) in judge(&pairs).into_iter().enumerate() {
        assert!(broken.is_empty(), "plan {i}: {broken:#?}");
    }
    let visits = plans.iter().flat_map(|p| &p.routes).flat_map(|r| &r.stops).filter_map(visit);
    let visits: Vec<(&str, i64)> = visits.collect();
    let some =
        |mark: char, k: i64| visits.iter().filter(|v| v.0.starts_with(mark) && v.1 == k).count();
    let counts = [some('I', 2), some('T', 1), some('F', 1), some('C', 1)];
    assert!(counts.iter().all(|n| *n >= 5), "{counts:?}");
    assert!(plans.iter().all(|p| !p.bookings.is_empty()));
}

fn visit(stop: &Printed) -> Option<(&str, i64)> {
    match stop {
        Printed::Visit(stop) => Some((stop.job.as_str(), i64::from(stop.visit))),
        _ => None,
    }
}

#[test]
fn a_first_plan_looks_at_the_stop_sign() {
    // A run by seconds would go on beyond them until everything has been tried once.
    let desk = Desk::open(&generate(Kind::Month, &Options::default()));
    let served = |seconds: u64, stopped: bool| {
        let stop = Stop::default();
        if stopped {
            stop.now();
        }
        let length = Duration::from_secs(seconds);
        let budget = Budget::new(Instant::now(), length, None, &stop);
        let (case, travel, prices) = (&desk.case, &desk.travel, &desk.prices);
        let plan = callboard::solve::plan(case, travel, prices, &budget, &mut |_: Progress| {});
        plan.expect("a part of a first plan is a plan").into_inner().kpis.jobs
    };
    let (none, cancelled) = (served(0, false), served(60, true));
    assert_eq!(none, cancelled, "over is over");
    assert!(cancelled < 50, "{cancelled} of 1160 jobs after the stop sign");
}

#[test]
fn no_use_is_cheaper_than_its_least_price() {
    // Starts that cost least would be passed over, because a day seems full or dear.
    let desk = Desk::open(&small(2));
    let (problem, _) = Problem::compile(&desk.case, &desk.travel, &desk.prices);
    let nothing = Solution::empty(&problem);
    let first = Portfolio::new(&problem, 1, (1, &|| false), &nothing, Pace::known(1)).best;
    let mut state = State::load(&problem, &first);
    let (mut priced, mut full) = (0, 0);
    for &v in problem.resources.users() {
        let job = problem.visits[v as usize].job as usize;
        if state.shift_of[v as usize] != NOWHERE {
            callboard::search::ruin::take_out(&mut state, job);
        }
        for &s in &problem.shifts_of[v as usize] {
            let own = problem.spans(s as usize, v as usize);
            let floor = state.hire_floor(v, own);
            full += u32::from(floor.is_none());
            for t in own.iter().flat_map(|span| (span.0..=span.1).step_by(900_000)) {
                let Some(cost) = state.hire_cost(v, t) else { continue };
                assert!(floor.is_some_and(|f| f <= cost), "visit {v} at {t}: {floor:?} {cost}");
                priced += u32::from(floor > Some(0));
            }
        }
        state.rollback();
    }
    assert!(priced > 100, "{priced} starts with a price, {full} full dates");
}
