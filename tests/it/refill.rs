//! The fast path of the search beside its slow truth: a route that is brought up to date after
//! each change, and one that is filled anew.

use crate::desk::Desk;
use callboard::generate::{Kind, Options, generate};
use callboard::model::problem::Problem;
use callboard::model::solution::Solution;
use callboard::rng::Rng;
use callboard::search::insert::best_in_route;
use callboard::search::reroute;
use callboard::search::route::Route;
use callboard::search::state::{NOWHERE, State};
use callboard::units::Units;
use serde_json::json;

fn assert_fresh(state: &State, s: usize, step: usize) {
    let mut slow = Route { visits: state.routes[s].visits.clone(), ..Route::default() };
    slow.refresh(state.problem, s, &state.spans());
    assert_eq!(slow, state.routes[s], "shift {s} after step {step}");
    assert_eq!(state.spare_of(s), slow.spare);
    assert_eq!(state.swap_of(s), slow.swap);
    assert_eq!(state.is_empty(s), slow.visits.is_empty());
    let stock = state.problem.stock.as_ref();
    assert!(stock.is_none_or(|stock| stock.suffices(s, &slow.visits)), "shift {s}, step {step}");
}

/// Takes strings out and puts visits in, some of the moves undone; returns how many went in.
fn wander(problem: &Problem, seed: u64) -> usize {
    let mut state = State::load(problem, &Solution::empty(problem));
    let mut rng = Rng::new(seed);
    let mut put = 0;
    for step in 0..600 {
        let cost = state.cost;
        let mut touched = Vec::new();
        let s = rng.below(problem.shifts.len());
        let n = state.routes[s].visits.len();
        if n > 1 && rng.chance(0.3) {
            let from = rng.below(n);
            state.remove(s, from, from + 1 + rng.below(n - from));
            touched.push(s);
        }
        for _ in 0..3 {
            let v = rng.below(problem.of_jobs());
            let shifts = &problem.shifts_of[v];
            if state.shift_of[v] != NOWHERE || shifts.is_empty() {
                continue;
            }
            let s = shifts[rng.below(shifts.len())] as usize;
            let place = best_in_route(&state, s, v as u32, Units::MAX / 4, &mut None);
            let Some(place) = place else { continue };
            state.put(&place, v as u32);
            touched.push(s);
            put += 1;
        }
        if rng.chance(0.5) {
            reroute::settle(&mut state);
        }
        touched.iter().for_each(|&s| assert_fresh(&state, s, step));
        if rng.chance(0.2) {
            state.rollback();
            state.cost = cost;
        } else {
            state.commit();
        }
        touched.iter().for_each(|&s| assert_fresh(&state, s, step));
    }
    put
}

// If this fails, the search prices routes by what they were before a change.
#[test]
fn a_route_after_a_change_is_the_route_filled_anew() {
    for (kind, lunch) in [(Kind::Day, true), (Kind::Day, false), (Kind::Techday, true)] {
        for seed in 1..=3 {
            let request = generate(kind, &Options { seed, jobs: 60, lunch, ..Options::default() });
            let desk = Desk::open(&request);
            let (problem, _) = Problem::compile(&desk.case, &desk.travel, &desk.prices);
            let put = wander(&problem, seed);
            assert!(put > 100, "only {put} visits were put in");
        }
    }
}

// If this fails, a call at the warehouse leaves a route behind that is not what it says.
#[test]
fn a_route_with_a_call_is_the_route_filled_anew() {
    for seed in 1..=3 {
        let lunch = seed == 2;
        let mut request =
            generate(Kind::Day, &Options { seed, jobs: 40, lunch, ..Options::default() });
        let problem = &mut request["problem"];
        problem["warehouses"] = json!([{"id": "hub", "duration": "PT5M",
            "place": problem["jobs"][0]["place"]}]);
        for job in problem["jobs"].as_array_mut().expect("a list").iter_mut().step_by(2) {
            job["uses"] = json!({"valve": 1});
        }
        for crew in problem["crews"].as_array_mut().expect("a list") {
            crew["stock"] = json!({"valve": 1});
        }
        let desk = Desk::open(&request);
        let (problem, _) = Problem::compile(&desk.case, &desk.travel, &desk.prices);
        let put = wander(&problem, seed);
        assert!(put > 100, "only {put} visits were put in");
    }
}
