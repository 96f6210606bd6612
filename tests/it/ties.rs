//! Jobs tied to others: brute force and the reference model agree, the search finds the same, and
//! verifier and judge accept what it prints.

pub mod draw;
pub mod slow;

use crate::against::{decisive, each_decides, found_and_accepted, plan_all};
use crate::brute::verified;
use crate::tiny::given;
use callboard::exact::compact;
use callboard::units::UNITS_PER_MINOR;
use draw::{GRID, draw, stocked};
use rayon::prelude::*;
use serde_json::{Value, json};

/// Requests that are compared.
const CASES: usize = 500;

/// The parts of ties, each of which must decide something in one request of twenty.
const PARTS: [&str; 10] =
    ["after", "min", "max", "minDays", "maxDays", "crew", "day", "with", "due", "worstLatePerHour"];

fn drawn() -> Vec<(u64, Value)> {
    let all = (1..).map(|seed| (seed, draw(seed)));
    all.filter(|(_, r)| given(r, GRID, |_| ()).is_some()).take(CASES).collect()
}

/// Some of them, for other tests.
pub fn requests(count: usize) -> Vec<Value> {
    drawn().into_iter().map(|(_, request)| request).take(count).collect()
}

/// Some of them with what the best plan costs.
pub fn optima(count: usize) -> Vec<(Value, i64, i128)> {
    requests(count).into_iter().map(|r| (exact(&r), r)).map(|(units, r)| (r, GRID, units)).collect()
}

fn exact(request: &Value) -> i128 {
    given(request, GRID, |g| slow::best(g, request)).expect("admitted before")
}

/// The request without one part of its ties; `None` where it has none.
fn without(request: &Value, part: &str) -> Option<Value> {
    let mut out = request.clone();
    if part == "worstLatePerHour" {
        out["policy"]["prices"].as_object_mut()?.remove(part)?;
        return Some(out);
    }
    let mut found = false;
    for job in out["problem"]["jobs"].as_array_mut()? {
        found |= job.as_object_mut()?.remove(part).is_some();
        for list in ["after", "with"] {
            for entry in job[list].as_array_mut().into_iter().flatten() {
                found |= entry.as_object_mut()?.remove(part).is_some();
            }
            // An entry of `with` must ask for something.
            if let Some(entries) = job[list].as_array_mut().filter(|_| list == "with") {
                entries.retain(|e| e.as_object().is_some_and(|o| o.len() > 1));
            }
        }
        job.as_object_mut()?.retain(|_, v| !v.is_null());
    }
    found.then_some(out)
}

/// The reference model comes to the same cost.
fn modelled(seed: u64, request: &Value, units: i128) {
    given(request, GRID, |given| {
        let model = compact::solve(given.problem).unwrap_or_else(|e| panic!("{seed}: {e}"));
        let want = units as f64 / UNITS_PER_MINOR as f64;
        // Its answer is priced again: the solver has paid for unused days. Where the
        // longest lateness has a price, free visits may be timed better than printed.
        let right = (model.objective - want).abs() <= 1e-6 * want.max(1.0);
        let priced = model.solution.cost(given.problem) == Some(units);
        assert!(right || priced, "{seed}: {} not {want}", model.objective);
        let refused = verified(given, &model.solution).err();
        assert!(refused.is_none(), "{seed}: {refused:?} {:?}", model.solution);
    });
}

// If this fails, brute force and the reference model disagree about a tie, or some part of a tie
// decides so seldom that nobody would notice if it were ignored.
#[test]
fn two_ways_to_the_same_cost() {
    let bound: Vec<Vec<&str>> = drawn()
        .par_iter()
        .map(|(seed, request)| {
            let units = exact(request);
            modelled(*seed, request, units);
            decisive(&PARTS, (request, units), without, exact)
        })
        .collect();
    each_decides(&PARTS, &bound);
}

// If this fails, the search prints plans that break ties, misses what brute force finds, or says
// more of a job left out than it knows.
#[test]
fn the_search_keeps_ties_and_finds_the_best() {
    found_and_accepted(&plan_all(&drawn(), exact), 95);
}

/// What must decide something where there is a warehouse: its calls, and what they are for.
const SUPPLY: [&str; 6] = ["warehouses", "uses", "tools", "after", "max", "with"];

fn unsupplied(request: &Value, part: &str) -> Option<Value> {
    let mut out = request.clone();
    if part == "warehouses" {
        out["problem"].as_object_mut()?.remove(part)?;
        return Some(out);
    }
    without(request, part)
}

// If this fails, a call at the warehouse breaks a tie, is missing where a tied job needs one, or is
// made where another place would cost less.
#[test]
fn tied_jobs_are_served_from_the_warehouse() {
    let all = (1..).map(|seed| (seed, stocked(seed)));
    let all = all.filter(|(_, r)| given(r, GRID, |_| ()).is_some());
    let all: Vec<(u64, Value)> = all.take(CASES / 2).collect();
    let decided = |(seed, request): &(u64, Value)| {
        let units = exact(request);
        modelled(*seed, request, units);
        decisive(&SUPPLY, (request, units), unsupplied, exact)
    };
    let bound: Vec<Vec<&str>> = all.par_iter().map(decided).collect();
    each_decides(&SUPPLY, &bound);
    found_and_accepted(&plan_all(&all, exact), 95);
}

// If this fails, a ring of jobs is planned, or the sender is not told which jobs are in it.
#[test]
fn rings_and_strangers_are_named() {
    let job = |id: &str, first: &str| {
        json!({"id": id, "place": {"lat": 1, "lon": 1}, "duration": "PT1H",
            "after": [{"job": first}]})
    };
    let jobs = json!([job("a", "c"), job("b", "a"), job("c", "b"), job("d", "d"), job("e", "x")]);
    let request = json!({"problem": {"crews": [{"id": "v"}], "jobs": jobs}});
    let faults = crate::intake::base::send(&request).err().expect("it has faults");
    let told: Vec<String> = faults.iter().map(|f| format!("{} {}", f.code, f.pointer)).collect();
    assert_eq!(
        told,
        [
            "UNKNOWN_JOB /problem/jobs/4/after/0/job",
            "CYCLE /problem/jobs/1/after/0/job",
            "CYCLE /problem/jobs/3/after/0/job",
        ]
    );
    assert!(faults[1].message.contains("a after c after b after a"), "{}", faults[1].message);
}

// If this fails, a long chain behind a faulty job takes a round over the request for each of it.
#[test]
fn a_chain_behind_a_faulty_job_is_set_aside_with_it() {
    let job = |k: usize| {
        let mut job = json!({"id": format!("j{k}"), "place": {"lat": 1, "lon": 1},
            "duration": if k == 0 { "soon" } else { "PT1H" }});
        if k > 0 && k != 3000 {
            job["after"] = json!([{"job": format!("j{}", k - 1)}]);
        }
        job
    };
    let jobs: Vec<Value> = (0..4000).map(job).collect();
    let mut request = json!({"problem": {"crews": [{"id": "v"}], "jobs": jobs}});
    let faults = crate::intake::base::send(&request).err().expect("one is faulty");
    let told: Vec<&str> = faults.iter().map(|f| f.pointer.as_str()).collect();
    assert_eq!(told, ["/problem/jobs/0/duration"], "the rest vanishes with it");
    request["run"] = json!({"onFault": "SET_ASIDE"});
    let case = crate::intake::base::good(&request);
    assert_eq!((case.set_aside.len(), case.jobs.len()), (3000, 1000));
}
