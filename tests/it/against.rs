//! Drawn requests against brute force: what each part of a rule decides, how often the search finds
//! the best plan, and what the judge says of it.

use crate::desk::{Desk, judge};
use callboard::units::{Millis, UNITS_PER_MINOR};
use callboard::wire::plan::Plan;
use rayon::prelude::*;
use serde_json::Value;

/// A request as sent, the plan of it, and whether that is the best one.
pub struct Made {
    pub seed: u64,
    pub text: Vec<u8>,
    pub plan: Plan,
    pub best: bool,
}

/// Some requests, each with the grid of its times and what the best plan of it costs.
pub fn optima(
    requests: impl Iterator<Item = Value>,
    (count, grid): (usize, Millis),
    exact: impl Fn(&Value) -> i128,
) -> Vec<(Value, Millis, i128)> {
    let some = requests.take(count);
    some.map(|request| {
        let units = exact(&request);
        (request, grid, units)
    })
    .collect()
}

/// Plans every request; no plan may cost less than brute force says, beyond what rounding each
/// amount can add.
pub fn plan_all(all: &[(u64, Value)], exact: impl Fn(&Value) -> i128 + Sync) -> Vec<Made> {
    const ROUNDED: f64 = 6.0;
    let made = all.par_iter().map(|(seed, request)| {
        let minor = (exact(request) as f64 / UNITS_PER_MINOR as f64).round();
        let mut desk = Desk::open(request);
        let plan = desk.plan(200);
        let cost = plan.cost as f64;
        assert!(cost > minor - ROUNDED, "{seed}: {cost} is less than can be, {minor}");
        Made { seed: *seed, text: desk.text, best: cost < minor + ROUNDED, plan }
    });
    made.collect()
}

/// At least so many percent of them are the best plan, and the judge accepts all.
pub fn found_and_accepted(made: &[Made], percent: usize) {
    let found = made.iter().filter(|m| m.best).count();
    let missed: Vec<u64> = made.iter().filter(|m| !m.best).map(|m| m.seed).collect();
    println!("the best plan in {found} of {}; not in {missed:?}", made.len());
    assert!(found * 100 >= made.len() * percent, "the best plan in {found} of {} only", made.len());
    accepted(&made.iter().map(|m| (&m.text[..], &m.plan)).collect::<Vec<_>>());
}

/// The judge accepts every plan.
pub fn accepted(pairs: &[(&[u8], &Plan)]) {
    let said = judge(pairs).into_iter().enumerate();
    let refused: Vec<_> = said.filter(|(_, broken)| !broken.is_empty()).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

/// The parts without which the best plan would cost something else.
pub fn decisive<'p>(
    parts: &[&'p str],
    (request, units): (&Value, i128),
    without: fn(&Value, &str) -> Option<Value>,
    exact: impl Fn(&Value) -> i128,
) -> Vec<&'p str> {
    let decides = |part: &&&str| without(request, part).is_some_and(|r| exact(&r) != units);
    parts.iter().filter(decides).copied().collect()
}

/// Each part decides something in one request of twenty at the least.
pub fn each_decides(parts: &[&str], decided: &[Vec<&str>]) {
    let count = |part: &&str| decided.iter().filter(|d| d.contains(part)).count();
    let table: Vec<String> = parts.iter().map(|p| format!("{p} {}", count(p))).collect();
    println!("of {}: {}", decided.len(), table.join(", "));
    let rare: Vec<&&str> = parts.iter().filter(|p| count(p) * 20 < decided.len()).collect();
    assert!(rare.is_empty(), "these bind too seldom: {rare:?} of {table:?}");
}
