//! Random tiny requests: brute force, the reference model and the proof agree to the unit.

pub mod draw;
mod join;
mod strip;

use crate::brute::{Given, best, routes, verified};
use callboard::exact::compact;
use callboard::exact::enumerate;
use callboard::exact::highs::Limits;
use callboard::exact::packing::{self, Column};
use callboard::fault::Faults;
use callboard::intake::admit;
use callboard::model::problem::Problem;
use callboard::model::solution::Solution;
use callboard::rules::Prices;
use callboard::travel::Travel;
use callboard::units::{MINUTE, Millis, UNITS_PER_MINOR};
use draw::draw;
use rayon::prelude::*;
use serde_json::Value;
use std::path::Path;

/// Requests that are compared, all of them right.
const CASES: usize = 520;

/// Requests whose breaks fall into the wait for `now`, once thought impossible.
const ONCE_WRONG: [u64; 2] = [3051, 11_059];

/// Runs a request through the door and on to `with`; `None` where the door refuses it.
pub fn given<T>(request: &Value, grid: Millis, with: impl FnOnce(&Given) -> T) -> Option<T> {
    let text = serde_json::to_vec(request).expect("a value can be written");
    let mut case = admit(&text).ok()?;
    let travel = Travel::of(&case);
    callboard::intake::ways::lay(&mut case, &travel);
    let mut faults = Faults::default();
    let prices = Prices::of(&case, &travel, &mut faults)?;
    let (problem, _) = Problem::compile(&case, &travel, &prices);
    Some(with(&Given { case: &case, travel: &travel, prices: &prices, problem: &problem, grid }))
}

/// The first requests drawn that the door admits.
pub fn drawn(count: usize) -> Vec<Value> {
    let all = (1..).map(draw).filter(|d| given(&d.request, d.grid, |_| ()).is_some());
    all.map(|d| d.request).take(count).collect()
}

/// Brute force's cost, after the other two have agreed with it.
pub fn agreed(name: &str, given: &Given) -> i128 {
    let (slow, units) = best(given);
    join::check(name, given);
    let told = |what: &str, s: &Solution, cost: Option<i128>| {
        format!(
            "{name}: {what} {cost:?} {:?} {:?}, brute force {units} {:?} {:?}",
            s.routes, s.fixed, slow.routes, slow.fixed
        )
    };
    let model = compact::solve(given.problem).unwrap_or_else(|e| panic!("{name}: {e}"));
    let cost = model.solution.cost(given.problem);
    assert!(cost == Some(units), "{}", told("reference model", &model.solution, cost));
    let exact = units as f64 / UNITS_PER_MINOR as f64;
    let off = (model.objective - exact).abs();
    assert!(off <= 1e-6 * exact.max(1.0), "{name}: {}", model.objective);
    if let Err(refused) = verified(given, &model.solution) {
        panic!("{name}: {refused:?} {:?}", model.solution);
    }
    if let Some((proven, bound)) = enumerate::prove(given.problem) {
        assert!(bound == units, "{}", told("proof", &proven, Some(bound)));
    } else {
        assert!(given.problem.linked, "{name}: nothing stands in the way of a proof");
    }
    packed(name, given, &slow, units);
    units
}

/// A packing of all routes there are is the best plan, from nothing or from a plan whose linked
/// jobs stay where they are.
fn packed(name: &str, given: &Given, best: &Solution, units: i128) {
    let problem = given.problem;
    let mut size = vec![0; problem.day_groups];
    problem.shifts.iter().for_each(|s| size[s.day_group as usize] += 1);
    let columns: Vec<Column> = routes(given)
        .into_iter()
        .map(|(s, cost, visits)| {
            let shift = &problem.shifts[s];
            let day = if size[shift.day_group as usize] == 1 { shift.day_cost } else { 0 };
            Column { class: shift.team_class, visits, cost: cost + day }
        })
        .collect();
    let linked = |v: u32| problem.jobs[problem.visits[v as usize].job as usize].visits > 1;
    let mut first = best.clone();
    let free = |r: &&mut Vec<u32>| !problem.served(r).any(linked);
    first.routes.iter_mut().filter(free).for_each(Vec::clear);
    let before = first.cost(problem).expect("routes of a plan");
    let found = packing::pack(problem, &columns, &first, &Limits::NONE);
    let after = found.as_ref().map_or(before, |s| s.cost(problem).expect("priced before"));
    assert!(after == units, "{name}: packed {after}, brute force {units}: {found:?}");
    let again = packing::pack(problem, &columns, best, &Limits::NONE);
    assert!(again.is_none(), "{name}: nothing is better than the best, but {again:?}");
}

#[test]
fn three_ways_to_the_same_cost() {
    // The clock, the prices of time or the breaks would be wrong for some mix of rules.
    let drawn: Vec<(u64, Value, Millis)> = ONCE_WRONG
        .into_iter()
        .chain(1..)
        .map(|seed| (seed, draw(seed)))
        .filter(|(_, d)| given(&d.request, d.grid, |_| ()).is_some())
        .map(|(seed, d)| (seed, d.request, d.grid))
        .take(CASES)
        .collect();
    let bound: Vec<Vec<&str>> = drawn
        .par_iter()
        .map(|(seed, request, grid)| {
            let check = |given: &Given| agreed(&format!("seed {seed}"), given);
            let units = given(request, *grid, check).expect("admitted before");
            strip::binding(request, *grid, units)
        })
        .collect();
    let mut table = String::new();
    let mut rare = Vec::new();
    for rule in strip::RULES {
        let count = bound.iter().filter(|b| b.contains(&rule)).count();
        table += &format!("{rule:16} binds in {count:4} of {CASES}\n");
        if count * 20 < CASES {
            rare.push(rule);
        }
    }
    println!("{table}");
    assert!(rare.is_empty(), "these rules bind in fewer than one of 20: {rare:?}\n{table}");
}
#[test]
fn shipped_optima_hold() {
    // The proven costs that people compare their own planners with would be wrong.
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/tiny");
    let mut listed = csv::Reader::from_path(dir.join("optima.csv")).expect("the list can be read");
    let mut files = 0;
    for row in listed.deserialize() {
        let (file, cost, units): (String, i64, i128) = row.expect("file, cost and units");
        let text = std::fs::read_to_string(dir.join(&file)).expect("a listed file is there");
        let request: Value = serde_json::from_str(&text).expect("and is JSON");
        let found = given(&request, 5 * MINUTE, |given| {
            let plan = verified(given, &best(given).0).expect("the best plan is legal");
            (plan.cost, agreed(&file, given))
        });
        assert_eq!(found, Some((cost, units)), "{file}");
        files += 1;
    }
    let there = std::fs::read_dir(&dir).expect("the instances are there");
    assert_eq!(there.count(), files + 1, "every tiny instance is in the list");
}

// If this fails, some mix of rules makes the planner print what an independent reading of the
// contract refuses.
#[test]
fn the_judge_accepts_the_planner_on_every_mix_of_rules() {
    let requests = drawn(CASES);
    let made = requests.par_iter().map(|request| {
        let mut desk = crate::desk::Desk::open(request);
        let plan = desk.plan(100);
        (desk.text, plan)
    });
    let made: Vec<(Vec<u8>, callboard::wire::plan::Plan)> = made.collect();
    let pairs: Vec<_> = made.iter().map(|(text, plan)| (&text[..], plan)).collect();
    let said = crate::desk::judge(&pairs);
    let refused: Vec<_> =
        said.iter().enumerate().filter(|(_, broken)| !broken.is_empty()).collect();
    assert!(refused.is_empty(), "{} of {CASES} refused: {:?}", refused.len(), refused.first());
}
