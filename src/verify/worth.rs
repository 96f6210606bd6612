//! The printed prices: of shifts of the request, and what follows from them.
//!
//! What a shift is worth is the solver's word, like the bound; all that follows is worked out here.

use crate::rules::{Findings, View};
use crate::units::HOUR;
use crate::wire::plan::{ShiftPrice, ShiftPrices};
use std::collections::{BTreeMap, BTreeSet};

/// Bounds that come with prices.
const KINDS: [&str; 3] = ["column-generation", "column-generation-ng", "branch-and-price"];

pub fn check(view: &View, out: &mut Findings) {
    let Some(prices) = &view.plan.prices else { return };
    out.now_checking("score");
    let kind = view.plan.bound_kind.as_deref().unwrap_or_default();
    match view.plan.bound {
        Some(bound) if KINDS.contains(&kind) => {
            if prices.bound > bound {
                let wrong = prices.bound;
                out.broken(format!("the bound of `prices`, {wrong}, is above bound {bound}"));
            }
        }
        _ => out.broken("`prices` are printed, and no bound of columns"),
    }
    if prices.bound < 0 {
        out.broken(format!("the bound of `prices` is {}: no plan costs less than 0", prices.bound));
    }
    shifts(view, prices, out);
    skills(view, prices, out);
}

/// Each is a shift of the request, in the order of the plan's routes, with its price by the hour.
fn shifts(view: &View, prices: &ShiftPrices, out: &mut Findings) {
    let mut rest = view.case.shifts.iter();
    for price in &prices.shifts {
        let name = &price.shift;
        let Some(shift) = rest.by_ref().find(|shift| shift.id == *name) else {
            out.broken(format!("`prices` list {name}, which is no shift or is out of order"));
            return;
        };
        let crew = &view.case.crews[shift.crew.at()].id;
        if price.crew != *crew || price.date != shift.date.to_string() {
            out.broken(format!("`prices`: {name} is of {crew} on {}", shift.date));
        }
        if price.per_shift <= 0 {
            out.broken(format!("`prices` list {name} although it is worth nothing"));
        }
        let right = by_the_hour(price.per_shift, shift.to - shift.from);
        if i128::from(price.per_hour) != right {
            let wrong = price.per_hour;
            out.broken(format!("`prices`: perHour of {name} is {right}, not {wrong}"));
        }
    }
}

/// An amount spread over a length, rounded up.
fn by_the_hour(amount: i64, length: i64) -> i128 {
    let (top, bottom) = (i128::from(amount) * i128::from(HOUR), i128::from(length.max(1)));
    top.div_euclid(bottom) + i128::from(top.rem_euclid(bottom) != 0)
}

/// Of every skill that jobs ask for the highest price of a date, by date and skill.
fn skills(view: &View, prices: &ShiftPrices, out: &mut Findings) {
    let needs = view.case.jobs.iter().flat_map(|job| &job.specs.skills);
    let asked: BTreeSet<&str> = needs.map(|need| need.id.as_str()).collect();
    let by_id: BTreeMap<&str, &ShiftPrice> =
        prices.shifts.iter().map(|price| (price.shift.as_str(), price)).collect();
    let mut right: BTreeMap<(String, &str), i64> = BTreeMap::new();
    for shift in &view.case.shifts {
        let Some(price) = by_id.get(shift.id.as_str()) else { continue };
        for held in view.case.held(shift.crew) {
            let valid = held.until.is_none_or(|until| shift.date <= until);
            if valid && asked.contains(held.id.as_str()) {
                let highest = right.entry((shift.date.to_string(), held.id.as_str())).or_insert(0);
                *highest = (*highest).max(price.per_hour);
            }
        }
    }
    let printed = prices.skills.iter().map(|s| ((s.date.as_str(), s.skill.as_str()), s.per_hour));
    if !printed.eq(right.iter().map(|((date, skill), most)| ((date.as_str(), *skill), *most))) {
        out.broken("the skills of `prices` are not the highest prices of their dates, in order");
    }
}
