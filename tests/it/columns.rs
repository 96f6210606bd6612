//! Column generation: no bound is above what brute force finds, and where no rule is left out the
//! tree ends at exactly that.

mod dives;
mod prices;

use crate::brute::{Given, best};
use crate::tiny::{draw::draw, given};
use callboard::exact::columns::{Effort, Partner, Proof, bound};
use callboard::model::solution::Solution;
use callboard::units::{Millis, Units};
use rayon::prelude::*;
use serde_json::Value;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

/// Requests that are bounded.
const CASES: usize = 1000;

/// Hears what the lane says.
struct Ear {
    best: Mutex<(Units, Solution)>,
    proofs: Mutex<Vec<Proof>>,
}

impl Partner for Ear {
    fn incumbent(&self) -> (Units, Solution) {
        self.best.lock().expect("one thread").clone()
    }

    fn routes(&self) -> Vec<(u32, Vec<u32>)> {
        Vec::new()
    }

    fn tell(&self, proof: Proof) {
        self.proofs.lock().expect("one thread").push(proof);
    }

    fn wait(&self, _: Units) -> bool {
        false
    }

    fn offer(&self, solution: Solution, cost: Units) {
        *self.best.lock().expect("one thread") = (cost, solution);
    }
}

/// The last proof and the best plan's cost, beginning from a plan.
fn bounded(given: &Given, from: &Solution) -> (Option<Proof>, Units) {
    let cost = from.cost(given.problem).expect("a plan has a cost");
    let cost = Units::try_from(cost).expect("and it fits");
    let ear = Ear { best: Mutex::new((cost, from.clone())), proofs: Mutex::default() };
    let effort = Effort { labels: 100_000, all: 1_000_000 };
    bound(given.problem, &ear, effort, &AtomicBool::new(false));
    let proofs = ear.proofs.into_inner().expect("nobody has it");
    assert!(proofs.windows(2).all(|p| p[0].bound <= p[1].bound), "a bound never falls");
    (proofs.last().cloned(), ear.best.into_inner().expect("nobody has it").0)
}

fn cases() -> Vec<(u64, Value, Millis)> {
    let all = (1..).map(|seed| (seed, draw(seed)));
    all.filter(|(_, d)| given(&d.request, d.grid, |_| ()).is_some())
        .map(|(seed, d)| (seed, d.request, d.grid))
        .take(CASES)
        .collect()
}

/// The request without what columns do not carry.
fn carried(mut request: Value) -> Value {
    for job in request["problem"]["jobs"].as_array_mut().into_iter().flatten() {
        let job = job.as_object_mut().expect("a job");
        for key in ["together", "parts", "tools", "uses", "pin"] {
            job.remove(key);
        }
    }
    for crew in request["problem"]["crews"].as_array_mut().into_iter().flatten() {
        crew["costs"].as_object_mut().expect("costs").remove("perDayUsed");
    }
    request
}

/// Whether every rule is carried, and whether the bound is the best plan's cost.
fn checked(seed: u64, given: &Given) -> (bool, bool) {
    let problem = given.problem;
    let (solution, units) = best(given);
    let (proof, found) = bounded(given, &Solution::empty(problem));
    let Some(proof) = proof else {
        let shifts = 0..problem.shifts.len();
        let any = |s| (0..problem.of_jobs()).any(|v| problem.allowed(s, v));
        assert!(!shifts.into_iter().any(any), "seed {seed}: no bound");
        return (false, true);
    };
    assert!(proof.bound <= units, "seed {seed}: {proof:?} is above {units}");
    let whole = proof.relaxed.is_empty();
    if whole {
        assert_eq!(proof.bound, units, "seed {seed}: the tree ends at the best");
        assert_eq!(i128::from(found), units, "seed {seed}: and has found it");
        let again = bounded(given, &solution);
        assert_eq!(again.0.map(|p| p.bound), Some(units), "seed {seed}");
        assert_eq!(i128::from(again.1), units, "seed {seed}: nothing is better");
    }
    // The prices of the rows are rounded to units.
    (whole, proof.bound + 100 >= units)
}

// If this fails, a bound is above the best plan for some mix of rules, or the tree calls a plan the
// best that is not.
#[test]
fn no_bound_is_above_the_best_plan() {
    let said: Vec<[(bool, bool); 2]> = cases()
        .par_iter()
        .map(|(seed, request, grid)| {
            let all = given(request, *grid, |given| checked(*seed, given));
            let plain = carried(request.clone());
            let some = given(&plain, *grid, |given| checked(*seed, given));
            [all.expect("admitted before"), some.unwrap_or((false, false))]
        })
        .collect();
    let count =
        |side: usize, of: fn(&(bool, bool)) -> bool| said.iter().filter(|s| of(&s[side])).count();
    let (whole, tight) = (count(1, |s| s.0), count(0, |s| s.1));
    println!("of {CASES}: {tight} bounds equal to the best plan");
    println!("of {CASES} that columns carry: {whole} proven");
    assert!(whole * 2 > CASES, "too few requests leave nothing out: {whole}");
}

/// In how many of these the bound is the best plan's cost; it is above it in none.
fn tight(cases: Vec<(Value, Millis, i128)>) -> usize {
    let bounds = cases.into_par_iter().map(|(request, grid, units)| {
        given(&request, grid, |given| {
            let (proof, _) = bounded(given, &Solution::empty(given.problem));
            let Some(proof) = proof else { return units == 0 };
            assert!(proof.bound <= units, "{proof:?} is above {units}: {request}");
            // The prices of the rows are rounded to units.
            proof.bound + 100 >= units
        })
        .expect("admitted before")
    });
    bounds.filter(|tight| *tight).count()
}

// If this fails, a bound is above the best plan where jobs hang on each other, share a resource,
// can be done in several ways, or are limited on the whole.
#[test]
fn no_bound_is_above_the_best_plan_with_linked_rules() {
    println!("of 500 with ties: {} bounds equal to the best plan", tight(crate::ties::optima(500)));
    println!("of 400 with resources: {}", tight(crate::shared::optima(400)));
    println!("of 300 with cut work: {}", tight(crate::days::optima(300)));
    println!("of 500 with limits on the whole: {}", tight(crate::whole::optima(500)));
}
