//! What one more shift is worth: the shift is put into the request, and both are solved anew.

use super::{bounded, carried, cases};
use crate::brute::best;
use crate::desk::{Desk, judge};
use crate::tiny::given;
use callboard::model::solution::Solution;
use callboard::rng::Rng;
use callboard::units::Millis;
use callboard::wire::plan::Plan;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::path::Path;

/// What the rounding of rows to whole units can add up to.
const ROUNDING: i128 = 1000;

/// The request with one more crew that is like the shift's and has that shift alone.
fn with_one_more(request: &Value, shift: &str) -> Value {
    let mut request = request.clone();
    let (crew, date) = shift.split_once('/').expect("a shift is named by crew and date");
    let (date, second) = date.split_once('#').map_or((date, false), |(date, _)| (date, true));
    let problem = &mut request["problem"];
    let crews = problem["crews"].as_array_mut().expect("crews");
    let mut copy = crews.iter().find(|c| c["id"] == crew).expect("its crew").clone();
    let more = format!("{crew}-more");
    copy["id"] = json!(more);
    copy["shifts"] = json!([copy["shifts"][usize::from(second)]]);
    copy["shifts"][0]["date"] = json!(date);
    // Nobody can be in two crews at a time.
    if copy.get("members").is_some() {
        copy["members"] = json!(["ada-more"]);
    }
    crews.push(copy);
    let people = problem["people"].as_array_mut().expect("people");
    let mut ada = people[0].clone();
    ada["id"] = json!("ada-more");
    people.push(ada);
    for job in problem["jobs"].as_array_mut().expect("jobs") {
        for key in ["required", "excluded", "preferred"] {
            if let Some(list) = job["crews"].get_mut(key).and_then(Value::as_array_mut)
                && list.iter().any(|id| id == crew)
            {
                list.push(json!(more));
            }
        }
    }
    request
}

/// What came of one price.
#[derive(Default)]
struct Said {
    /// Whether the bound was the best plan's cost before and after.
    tight: bool,
    /// Whether the saving was the price then.
    exact: bool,
    /// Whether the shift saved anything.
    saved: bool,
    /// Whether the bound of the longer request is no lower than the price says.
    held: bool,
}

/// Prices one shift of a request, puts one more like it in and solves that by brute force; `None`
/// where no shift is worth anything.
fn priced(seed: u64, request: &Value, grid: Millis) -> Option<Said> {
    let (shift, bound, price, before) = given(request, grid, |given| {
        let (proof, _) = bounded(given, &Solution::empty(given.problem));
        let worth = proof?.worth?;
        assert_eq!(worth.by_shift.len(), given.case.shifts.len());
        let dear: Vec<usize> =
            (0..worth.by_shift.len()).filter(|s| worth.by_shift[*s] > ROUNDING as i64).collect();
        if dear.is_empty() {
            return None;
        }
        let s = *Rng::new(seed).pick(&dear);
        let (_, units) = best(given);
        assert!(worth.bound <= units, "seed {seed}");
        Some((given.case.shifts[s].id.clone(), worth.bound, i128::from(worth.by_shift[s]), units))
    })??;
    let longer = with_one_more(request, &shift);
    given(&longer, grid, |given| {
        let (_, after) = best(given);
        assert!(
            after >= bound - price,
            "seed {seed}: one more {shift} brings {before} to {after}, below {bound} - {price}"
        );
        let (proof, _) = bounded(given, &Solution::empty(given.problem));
        let low = proof.map_or(0, |proof| proof.bound);
        let tight = bound + ROUNDING >= before && low + ROUNDING >= after;
        let exact = tight && (before - after - price).abs() <= ROUNDING;
        Said { tight, exact, saved: after < before, held: low + ROUNDING >= bound - price }
    })
}

fn told(name: &str, said: &[Said]) {
    let count = |of: fn(&Said) -> bool| said.iter().filter(|s| of(s)).count();
    println!(
        "{name}: {} prices hold; {} shifts save something; of {} with equal bounds before and \
         after {} save the price itself; the bound of the longer request holds it in {}",
        said.len(),
        count(|s| s.saved),
        count(|s| s.tight),
        count(|s| s.exact),
        count(|s| s.held),
    );
}

// If this fails, a coordinator is told that one more shift can save at most so much, and it saves
// more; or prices are so high that they say nothing.
#[test]
fn one_more_shift_saves_no_more_than_its_price() {
    let all: Vec<(Option<Said>, Option<Said>)> = cases()
        .par_iter()
        .take(600)
        .map(|(seed, request, grid)| {
            let plain = carried(request.clone());
            (priced(*seed, request, *grid), priced(*seed, &plain, *grid))
        })
        .collect();
    let (any, plain): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    let any: Vec<Said> = any.into_iter().flatten().collect();
    let plain: Vec<Said> = plain.into_iter().flatten().collect();
    told("over all rules", &any);
    told("over rules that columns carry", &plain);
    assert!(any.len() + plain.len() >= 200, "only {} and {}", any.len(), plain.len());
    // Where a shift saves nothing, the prices of rows may still be open, and above it.
    let tight = || plain.iter().filter(|s| s.tight && s.saved);
    let (saved, exact) = (tight().count(), tight().filter(|s| s.exact).count());
    println!("of {saved} that save something {exact} save the price itself");
    assert!(exact * 2 > saved, "prices say little: {exact} of {saved}");
    assert!(any.iter().chain(&plain).all(|s| s.held), "the bound of a longer request is lower");
}

fn day() -> Desk {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/demo/day.json");
    let text = std::fs::read(path).expect("the demo is there");
    let mut request: Value = serde_json::from_slice(&text).expect("JSON");
    // Not all crews: time is short then, and worth something.
    request["problem"]["crews"].as_array_mut().expect("crews").truncate(2);
    for job in request["problem"]["jobs"].as_array_mut().expect("jobs") {
        let job = job.as_object_mut().expect("a job");
        ["crews", "pin"].into_iter().for_each(|key| drop(job.remove(key)));
    }
    Desk::open(&request)
}

// If this fails, a plan prints prices that do not follow from each other, or nobody looks.
#[test]
fn printed_prices_are_checked_twice() {
    let mut desk = day();
    let plan = desk.plan(2000);
    assert_eq!(plan, desk.plan(2000), "the same work gives the same prices");
    let prices = plan.prices.clone().expect("columns bound this");
    assert!(!prices.shifts.is_empty() && !prices.skills.is_empty(), "{prices:?}");
    assert!(prices.bound <= plan.bound.expect("a bound"));
    let edit = |with: fn(&mut callboard::wire::plan::ShiftPrices)| {
        let mut broken = plan.clone();
        with(broken.prices.as_mut().expect("it has prices"));
        broken
    };
    let mut unbound = plan.clone();
    (unbound.bound, unbound.bound_kind, unbound.gap, unbound.gap_served) = (None, None, None, None);
    unbound.relaxed.clear();
    unbound.status = callboard::wire::plan::Status::Feasible;
    let broken: Vec<Plan> = vec![
        unbound,
        edit(|p| p.bound = i64::MAX),
        edit(|p| p.bound = -1),
        edit(|p| p.shifts[0].per_hour += 1),
        edit(|p| p.shifts[0].per_shift = 0),
        edit(|p| p.shifts[0].crew.push('x')),
        edit(|p| p.shifts[0].shift.push('x')),
        edit(|p| p.shifts[0].date = "2026-01-01".into()),
        edit(|p| p.shifts.push(p.shifts[0].clone())),
        edit(|p| p.skills[0].per_hour += 1),
        edit(|p| p.skills[0].skill.push('x')),
        edit(|p| drop(p.skills.remove(0))),
    ];
    for (k, plan) in broken.iter().enumerate() {
        let refused =
            callboard::verify::verify(&desk.case, &desk.travel, &desk.prices, plan.clone());
        let first = refused.map(|_| ()).map_err(|r| r.violations[0].rule.clone());
        assert_eq!(first, Err("score".to_owned()), "edit {k}");
    }
    let pairs: Vec<(&[u8], &Plan)> =
        std::iter::once(&plan).chain(&broken).map(|p| (&desk.text[..], p)).collect();
    for (k, said) in judge(&pairs).iter().enumerate() {
        let score = said.iter().all(|s| s.starts_with("\"score\""));
        assert!(score && said.is_empty() == (k == 0), "the judge of edit {k}: {said:?}");
    }
}
