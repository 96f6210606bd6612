//! The printed prices of shifts and skills.

use crate::exact::columns::Worth;
use crate::ids::CrewId;
use crate::intake::case::Case;
use crate::model::print::print_bound;
use crate::units::{HOUR, ceil_minor};
use crate::wire::plan::{ShiftPrice, ShiftPrices, SkillPrice};
use std::collections::{BTreeMap, BTreeSet};

/// The prices in minor units, rounded so that what they say still holds.
pub fn print(case: &Case, worth: &Worth, cost: i64) -> ShiftPrices {
    let mut shifts = Vec::new();
    let asked: BTreeSet<&str> =
        case.jobs.iter().flat_map(|j| &j.specs.skills).map(|need| need.id.as_str()).collect();
    let mut best: BTreeMap<(String, &str), i64> = BTreeMap::new();
    for (shift, units) in case.shifts.iter().zip(&worth.by_shift).filter(|(_, units)| **units > 0) {
        let per_shift = ceil_minor(i128::from(*units)) as i64;
        let hours = i128::from(shift.to - shift.from).max(1);
        let per_hour = -(-i128::from(per_shift) * i128::from(HOUR)).div_euclid(hours);
        let per_hour = i64::try_from(per_hour).unwrap_or(i64::MAX);
        let crew: CrewId = shift.crew;
        for skill in asked.iter().filter(|skill| case.holds(crew, skill, 1, shift.date)) {
            let highest = best.entry((shift.date.to_string(), *skill)).or_default();
            *highest = per_hour.max(*highest);
        }
        shifts.push(ShiftPrice {
            date: shift.date.to_string(),
            crew: case.crews[crew.at()].id.clone(),
            shift: shift.id.clone(),
            per_shift,
            per_hour,
        });
    }
    let skills = best.into_iter().map(|((date, skill), per_hour)| SkillPrice {
        date,
        skill: skill.to_owned(),
        per_hour,
    });
    ShiftPrices { bound: print_bound(worth.bound, cost), shifts, skills: skills.collect() }
}
