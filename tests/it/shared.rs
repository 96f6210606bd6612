//! Shared resources and their bookings: brute force and the reference model agree, the search finds
//! the same, and verifier and judge accept what it prints and refuse what is edited.

mod draw;
mod edits;
mod examples;
mod faults;
mod slow;
mod undo;

use crate::against::{self, accepted, decisive, each_decides, found_and_accepted, plan_all};
use crate::brute::verified;
use crate::desk::Desk;
use crate::ties::draw::GRID;
use crate::tiny::draw::Drawn;
use crate::tiny::given;
use callboard::exact::compact;
use callboard::units::{Millis, UNITS_PER_MINOR};
use callboard::wire::plan::Plan;
use draw::draw;
use rayon::prelude::*;
use serde_json::{Value, json};

/// Requests that are compared.
const CASES: usize = 400;

/// The parts of the rule, each of which must decide something in one request of twenty.
const PARTS: [&str; 11] = [
    "units",
    "shifts",
    "notice",
    "minimumHire",
    "perDay",
    "blocks",
    "max",
    "perCall",
    "perHour",
    "offset",
    "duration",
];

fn drawn() -> Vec<(u64, Value)> {
    let all = (1..).map(|seed| (seed, draw(seed)));
    all.filter(|(_, r)| given(r, GRID, |_| ()).is_some()).take(CASES).collect()
}

/// Some of them, for other tests.
pub fn requests(count: usize) -> Vec<Value> {
    drawn().into_iter().map(|(_, request)| request).take(count).collect()
}

fn exact(request: &Value) -> i128 {
    given(request, GRID, |g| slow::best(g, request)).expect("admitted before")
}

/// Some of them with what the best plan costs.
pub fn optima(count: usize) -> Vec<(Value, Millis, i128)> {
    against::optima(drawn().into_iter().map(|d| d.1), (count, GRID), exact)
}

/// The request without one part of the rule; `None` where it has none.
fn without(request: &Value, part: &str) -> Option<Value> {
    let mut out = request.clone();
    let mut found = false;
    for resource in out["problem"]["resources"].as_array_mut()? {
        if part == "units" {
            resource["units"] = json!(100);
            found = true;
        }
        found |= resource.as_object_mut()?.remove(part).is_some();
        found |= resource["costs"].as_object_mut()?.remove(part).is_some();
        for block in resource["blocks"].as_array_mut().into_iter().flatten() {
            found |= part == "max" && block.as_object_mut()?.remove(part).is_some();
        }
        resource.as_object_mut()?.retain(|_, v| !v.is_null());
    }
    for job in out["problem"]["jobs"].as_array_mut()? {
        for one in job["resources"].as_array_mut().into_iter().flatten() {
            let has = one.get(part).is_some();
            match part {
                "offset" if has => one["offset"] = json!("PT0M"),
                "duration" if has => one["duration"] = json!("PT30M"),
                _ => continue,
            }
            found = true;
        }
    }
    found.then_some(out)
}

// If this fails, brute force and the reference model disagree about a shared resource, or some part
// of the rule decides so seldom that nobody would notice if it were ignored.
#[test]
fn two_ways_to_the_same_cost() {
    let bound: Vec<Vec<&str>> = drawn()
        .par_iter()
        .map(|(seed, request)| {
            let units = exact(request);
            given(request, GRID, |given| {
                let model = compact::solve(given.problem).unwrap_or_else(|e| panic!("{seed}: {e}"));
                let want = units as f64 / UNITS_PER_MINOR as f64;
                let right = (model.objective - want).abs() <= 1e-6 * want.max(1.0);
                let cost = model.solution.cost(given.problem);
                // Its answer is priced again: where the longest lateness has a price, free visits
                // may be timed better than printed.
                assert!(
                    right || cost == Some(units),
                    "{seed}: {} {cost:?} not {want}: {:?}",
                    model.objective,
                    model.solution
                );
                let refused = verified(given, &model.solution).err();
                assert!(refused.is_none(), "{seed}: {refused:?} {:?}", model.solution);
            });
            decisive(&PARTS, (request, units), without, exact)
        })
        .collect();
    each_decides(&PARTS, &bound);
}

// If this fails, the search prints plans in which a resource is used twice at once, or misses what
// brute force finds.
#[test]
fn the_search_shares_and_finds_the_best() {
    found_and_accepted(&plan_all(&drawn(), exact), 95);
}

/// Requests with jobs of two crews or in parts, all with a warehouse or all without.
fn linked(hub: bool) -> impl Iterator<Item = Drawn> {
    let many = |job: &Value| job.get("together").is_some() || job.get("parts").is_some();
    let stocked = |d: &Drawn| d.request["problem"].get("warehouses").is_some();
    (1..4000)
        .map(crate::tiny::draw::draw)
        .filter(move |d| d.request["problem"]["jobs"].as_array().expect("jobs").iter().any(many))
        .filter(move |d| stocked(d) == hub)
        .enumerate()
        .map(move |(k, mut d)| {
            draw::equip(k as u64, &mut d.request);
            let second = d.request["problem"]["jobs"].as_array_mut().expect("jobs");
            for job in second.iter_mut().filter(|job| many(job) && k % 3 == 0) {
                for one in job["resources"].as_array_mut().into_iter().flatten() {
                    one["visit"] = json!(2);
                }
            }
            d
        })
        .filter(|d| given(&d.request, d.grid, |_| ()).is_some())
}

// If this fails, jobs of two crews or in parts, breaks and loads do not go with shared resources:
// the search finds less than the reference model, or prints what is refused.
#[test]
fn linked_jobs_share_too() {
    const LINKED: usize = 60;
    const STOCKED: usize = 20;
    let all: Vec<_> = linked(false).take(LINKED).chain(linked(true).take(STOCKED)).collect();
    let made: Vec<(Vec<u8>, Plan, f64)> = all
        .par_iter()
        .map(|d| {
            let least = given(&d.request, d.grid, |given| {
                let model = compact::solve(given.problem).unwrap_or_else(|e| panic!("{e}"));
                let cost = model.solution.cost(given.problem).expect("it has times");
                let refused = verified(given, &model.solution).err();
                assert!(refused.is_none(), "{refused:?} {}", d.request);
                cost as f64 / UNITS_PER_MINOR as f64
            });
            let mut desk = Desk::open(&d.request);
            let plan = desk.plan(200);
            let least = least.expect("admitted before");
            (desk.text, plan, least)
        })
        .collect();
    let shared = made[..LINKED].iter().filter(|m| !m.1.bookings.is_empty()).count();
    let cheap =
        |of: &[(Vec<u8>, Plan, f64)]| of.iter().filter(|m| (m.1.cost as f64) < m.2 + 6.0).count();
    let (bare, hub) = (cheap(&made[..LINKED]), cheap(&made[LINKED..]));
    println!("bookings in {shared} of {LINKED}, the reference model's cost or less in {bare}");
    println!("beside a warehouse in {hub} of {STOCKED}");
    assert!(shared * 2 > LINKED, "bookings in {shared} of {LINKED} only");
    assert!(bare * 100 >= LINKED * 93, "as cheap as the reference model in {bare} only");
    assert!(hub * 100 >= STOCKED * 90, "beside a warehouse as cheap in {hub} only");
    for (text, plan, least) in &made {
        let (cost, text) = (plan.cost as f64, String::from_utf8_lossy(text));
        assert!(cost > least - 6.0, "{cost} beats the reference model's {least}: {text}");
    }
    accepted(&made.iter().map(|(text, plan, _)| (&text[..], plan)).collect::<Vec<_>>());
}
