//! Work cut over days, labor shared by a crew, materials with dates: brute force and the reference
//! model agree, the search finds the same, and verifier and judge accept what it prints.

mod draw;
mod plain;
mod slow;

use crate::against::{self, decisive, each_decides, found_and_accepted, plan_all};
use crate::brute::{Given, verified};
use crate::desk::{Desk, judge};
use crate::tiny::given;
use callboard::exact::compact;
use callboard::rng::Rng;
use callboard::units::{MINUTE, Millis, UNITS_PER_MINOR};
use callboard::wire::plan::{Plan, Stop};
pub use draw::stocked;
use draw::{UNIT, draw};
use rayon::prelude::*;
use serde_json::{Value, json};

const GRID: Millis = UNIT * MINUTE;
/// Requests that are compared.
const CASES: usize = 300;

/// What must decide something in one request of twenty.
const PARTS: [&str; 7] =
    ["split", "minBlock", "maxGap", "holidays", "labor", "crewSize", "materials"];

/// Whether it is right, and small enough for the reference model.
fn small(request: &Value) -> bool {
    let small = |given: &Given| given.problem.of_jobs() <= compact::MOST_VISITS;
    given(request, GRID, small) == Some(true)
}

/// Those that the reference model takes.
fn drawn() -> Vec<(u64, Value)> {
    let all = (1..).map(|seed| (seed, draw(seed)));
    all.filter(|(_, r)| small(r)).take(CASES).collect()
}

/// Some of them, for other tests.
pub fn requests(count: usize) -> Vec<Value> {
    drawn().into_iter().map(|(_, request)| request).take(count).collect()
}

/// Some of them with what the best plan costs.
pub fn optima(count: usize) -> Vec<(Value, Millis, i128)> {
    against::optima(drawn().into_iter().map(|d| d.1), (count, GRID), slow::best)
}

/// The request without one part of its rules; `None` where it has none.
fn without(request: &Value, part: &str) -> Option<Value> {
    let mut out = request.clone();
    if part == "holidays" {
        out["problem"]["calendar"].as_object_mut()?.remove(part)?;
        return Some(out);
    }
    let mut found = false;
    for job in out["problem"]["jobs"].as_array_mut()? {
        if job[part].is_null() && job["split"][part].is_null() {
            continue;
        }
        found = true;
        match part {
            // As short as may be, as far apart as may be.
            "minBlock" => job["split"][part] = json!("PT1M"),
            "maxGap" => job["split"][part] = json!(9),
            "labor" => job["duration"] = job["labor"].take(),
            _ => job[part] = Value::Null,
        }
        job.as_object_mut()?.retain(|_, v| !v.is_null());
    }
    found.then_some(out)
}

/// The reference model comes to the same cost.
fn modelled(seed: u64, request: &Value, units: i128) {
    given(request, GRID, |given| {
        let model = compact::solve(given.problem).unwrap_or_else(|e| panic!("{seed}: {e}"));
        let cost = model.solution.cost(given.problem);
        assert_eq!(cost, Some(units), "{seed}: {:?}\n{request}", model.solution);
        let refused = verified(given, &model.solution).err();
        assert!(refused.is_none(), "{seed}: {refused:?} {:?}", model.solution);
    });
}

// If this fails, brute force and the reference model disagree about what may be cut, or some part
// of the rules decides so seldom that nobody would notice if it were ignored.
#[test]
fn two_ways_to_the_same_cost() {
    let bound: Vec<Vec<&str>> = drawn()
        .par_iter()
        .map(|(seed, request)| {
            let units = slow::best(request);
            modelled(*seed, request, units);
            decisive(&PARTS, (request, units), without, slow::best)
        })
        .collect();
    each_decides(&PARTS, &bound);
}

// If this fails, the search prints plans that are cut wrongly, misses what brute force finds, or
// serves a job in two ways at once.
#[test]
fn the_search_finds_the_best() {
    let made = plan_all(&drawn(), slow::best);
    let cut = |p: &Plan| {
        p.routes.iter().flat_map(|r| &r.stops).filter_map(Stop::visit).any(|v| v.visit > 1)
    };
    let cut = made.iter().filter(|m| cut(&m.plan)).count();
    println!("a job is cut in {cut}");
    assert!(cut * 5 >= CASES, "a job is cut in {cut} of {CASES} only");
    found_and_accepted(&made, 97);
}

// If this fails, parts are longer than a day with a call leaves, a part is served without what it
// needs, or a call is made where another place would cost less.
#[test]
fn cut_work_is_served_from_the_warehouse() {
    let all = (1..).map(|seed| (seed, stocked(seed)));
    let all: Vec<(u64, Value)> = all.filter(|(_, r)| small(r)).take(CASES / 2).collect();
    all.par_iter().for_each(|(seed, request)| modelled(*seed, request, slow::best(request)));
    let made = plan_all(&all, slow::best);
    let called = |m: &against::Made| {
        let cut = |s: &Stop| s.visit().is_some_and(|v| v.visit > 1);
        let call = |s: &Stop| matches!(s, Stop::Call(_));
        m.plan.routes.iter().any(|r| r.stops.iter().any(cut) && r.stops.iter().any(call))
    };
    let called = made.iter().filter(|m| called(m)).count();
    println!("a route with a later part calls in {called} of {}", made.len());
    assert!(called * 20 >= made.len(), "a route with a later part calls in {called} only");
    found_and_accepted(&made, 95);
}

/// The same with jobs that wait for one another.
pub fn tied_draw(seed: u64) -> Value {
    let mut request = draw(seed);
    let mut rng = Rng::new(seed + 1_000_000);
    let days = rng.range(0, 1);
    let entry = |first: &str| json!([{"job": first, "maxDays": days}]);
    let jobs = &mut request["problem"]["jobs"];
    match rng.below(3) {
        0 => jobs[1]["after"] = entry("j0"),
        1 => jobs[0]["after"] = json!([{"job": "j2", "min": "PT30M"}]),
        _ => {
            jobs[0]["after"] = json!([{"job": "j1", "crew": "SAME"}]);
            jobs[2]["with"] = json!([{"job": "j0", "crew": "OTHER"}]);
        }
    }
    request
}

fn tied() -> Vec<(u64, Value)> {
    let all = (1..).map(|seed| (seed, tied_draw(seed)));
    all.filter(|(_, r)| small(r)).take(CASES / 2).collect()
}

// If this fails, what waits for a job counts from another than its last part, or to another than
// its first; or a job is thought to be missing because it is served in another way.
#[test]
fn ties_speak_of_the_way_that_is_served() {
    let made: Vec<(Vec<u8>, Plan, bool)> = tied()
        .par_iter()
        .map(|(seed, request)| {
            let least = given(request, GRID, |given| {
                let model = compact::solve(given.problem).unwrap_or_else(|e| panic!("{seed}: {e}"));
                let refused = verified(given, &model.solution).err();
                assert!(refused.is_none(), "{seed}: {refused:?} {:?}\n{request}", model.solution);
                model.solution.cost(given.problem).expect("it has times")
            });
            let mut desk = Desk::open(request);
            let plan = desk.plan(200);
            let minor = (least.expect("admitted") as f64 / UNITS_PER_MINOR as f64).round();
            let cost = plan.cost as f64;
            assert!(cost > minor - 6.0, "{seed}: {cost} is less than can be, {minor}");
            (desk.text, plan, cost < minor + 6.0)
        })
        .collect();
    let found = made.iter().filter(|m| m.2).count();
    println!("tied: the best plan in {found} of {}", made.len());
    assert!(found * 100 >= made.len() * 93, "the best plan in {found} of {} only", made.len());
    let pairs: Vec<_> = made.iter().map(|(text, plan, _)| (&text[..], plan)).collect();
    let refused: Vec<_> =
        judge(&pairs).into_iter().enumerate().filter(|(_, broken)| !broken.is_empty()).collect();
    assert!(refused.is_empty(), "{refused:?}");
}
