//! All habits on drawn mixes of all rules.

use super::by_habit;
use crate::desk::{Desk, judge};
use crate::tiny::draw::draw;
use callboard::habits::Habit;
use callboard::intake::admit;
use callboard::wire::plan::{Plan, Status, Verdict};
use rayon::prelude::*;
use serde_json::Value;

const DRAWS: usize = 320;
const JUDGED: usize = 60;
const PROVEN: usize = 120;

/// Drawn requests that the door lets in.
fn drawn(count: usize) -> Vec<Value> {
    let requests = (1..).map(|seed| draw(seed).request);
    let text = |request: &Value| serde_json::to_vec(request).expect("a value is JSON");
    requests.filter(|r| admit(&text(r)).is_ok()).take(count).collect()
}

#[test]
fn every_habit_is_legal_on_every_mix_of_rules() {
    // Would break: the figures of a habit would be those of a plan nobody may carry out.
    let served: Vec<[i64; 4]> = drawn(DRAWS)
        .par_iter()
        .map(|request| {
            let desk = Desk::open(request);
            Habit::ALL.map(|habit| by_habit(habit, &desk).kpis.jobs)
        })
        .collect();
    for (k, habit) in Habit::ALL.into_iter().enumerate() {
        let sum: i64 = served.iter().map(|each| each[k]).sum();
        assert!(sum as usize > DRAWS, "{} serves {sum} jobs in all", habit.name());
    }
    let differ = served.iter().filter(|each| each.iter().any(|n| *n != each[0])).count();
    assert!(differ > 5, "the habits are no four habits: {differ} of {DRAWS} differ");
}

#[test]
fn the_judge_accepts_every_habit() {
    // Would break: verifier and habits could share a misreading of the contract.
    let made: Vec<(Vec<u8>, Plan)> = drawn(JUDGED)
        .par_iter()
        .flat_map_iter(|request| {
            let desk = Desk::open(request);
            Habit::ALL.map(|habit| (desk.text.clone(), by_habit(habit, &desk)))
        })
        .collect();
    let pairs: Vec<(&[u8], &Plan)> = made.iter().map(|(text, plan)| (&text[..], plan)).collect();
    for (k, broken) in judge(&pairs).iter().enumerate() {
        let (habit, request) = (Habit::ALL[k % 4].name(), String::from_utf8_lossy(pairs[k].0));
        assert!(broken.is_empty(), "{habit}: {broken:?} on {request}");
    }
}

#[test]
fn no_habit_beats_a_proof() {
    // Would break: a habit "cheaper than the optimum", so one of the two is priced wrongly.
    let above: Vec<[bool; 4]> = drawn(PROVEN)
        .par_iter()
        .filter_map(|request| {
            let mut desk = Desk::open(request);
            let best = desk.plan(100);
            (best.status == Status::Optimal).then(|| {
                Habit::ALL.map(|habit| {
                    let cost = by_habit(habit, &desk).cost;
                    assert!(cost >= best.cost, "{}: {cost} on {request}", habit.name());
                    cost > best.cost
                })
            })
        })
        .collect();
    assert!(above.len() > 40, "only {} were proven", above.len());
    for (k, habit) in Habit::ALL.into_iter().enumerate() {
        let above = above.iter().filter(|each| each[k]).count();
        assert!(above > 10, "{} is at the optimum but for {above}", habit.name());
    }
}

#[test]
fn every_habit_shares_what_there_is() {
    // Would break: a habit sends two crews to a crane that is there once.
    let booked: Vec<[usize; 4]> = crate::shared::requests(150)
        .par_iter()
        .map(|request| {
            let desk = Desk::open(request);
            Habit::ALL.map(|habit| by_habit(habit, &desk).bookings.len())
        })
        .collect();
    for (k, habit) in Habit::ALL.into_iter().enumerate() {
        let sum: usize = booked.iter().map(|each| each[k]).sum();
        assert!(sum > booked.len(), "{} books {sum} times in all", habit.name());
    }
}

#[test]
fn every_habit_keeps_what_waits_for_what() {
    // Would break: a comparison of requests with `after` or `with` would end in a refused plan, or
    // its habits would leave out whatever waits.
    let mut requests = crate::ties::requests(150);
    requests.extend(crate::supply::requests(150));
    requests.extend((1..80).map(crate::days::tied_draw));
    let text = |request: &Value| serde_json::to_vec(request).expect("a value is JSON");
    requests.retain(|r| admit(&text(r)).is_ok());
    let made: Vec<(Vec<u8>, [Plan; 4])> = requests
        .par_iter()
        .map(|request| {
            let desk = Desk::open(request);
            let plans = Habit::ALL.map(|habit| by_habit(habit, &desk));
            (desk.text, plans)
        })
        .collect();
    for k in 0..4 {
        let served: i64 = made.iter().map(|(_, plans)| plans[k].kpis.jobs).sum();
        let (habit, many) = (Habit::ALL[k].name(), made.len() as i64);
        assert!(served > many, "{habit} serves {served} jobs of {many} requests");
    }
    let pairs = made.iter().flat_map(|(text, plans)| plans.iter().map(|p| (&text[..], p)));
    crate::against::accepted(&pairs.collect::<Vec<_>>());
}

#[test]
fn whatever_fits_is_served() {
    // Would break: the habits would look worse than the offices that have them.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/instances/demo/week.json");
    let desk = Desk::read(std::fs::read(path).expect("the demo week is there"));
    for habit in Habit::ALL.into_iter().filter(|h| *h != Habit::FirstCome) {
        let plan = by_habit(habit, &desk);
        assert!(!plan.unassigned.is_empty(), "the demo week is overbooked");
        for out in &plan.unassigned {
            let (habit, verdict) = (habit.name(), out.verdict);
            let full = matches!(verdict, Verdict::NoRoom | Verdict::Impossible);
            assert!(full, "{habit}: {} {verdict:?}, {}", out.job, out.summary);
        }
    }
}
