//! The installs of the month, each with its test and its final inspection.

use serde_json::{Value, json};

use super::OPENING;
use super::crews::{Staff, TESTING};
use crate::generate::clock::{date, duration, instant};
use crate::generate::draw::{self, weighted};
use crate::generate::installs::SYSTEMS;
use crate::generate::skills;
use crate::rng::Rng;

/// Work of one, two and three days, in half hours of a crew of two and a half people.
const LENGTHS: [(u32, (i64, i64)); 3] = [(28, (11, 14)), (42, (18, 28)), (30, (33, 43))];
/// A test follows within so many working days, and the inspection within so many after it.
const TEST_WITHIN: i64 = 5;
const FINAL_WITHIN: i64 = 8;

pub fn installs(
    rng: &mut Rng,
    count: usize,
    days: &[i64],
    staff: &Staff,
    site: &mut dyn FnMut(&mut Rng, &str) -> String,
) -> Vec<Value> {
    let mut jobs = Vec::new();
    for id in draw::ids("I", count) {
        let number = &id["I-".len()..];
        let place = site(rng, &id);
        let (install, value) = install(rng, &id, &place, days, staff);
        jobs.push(install);
        jobs.push(test(&id, number, &place, value));
        jobs.push(last_look(number, &place, value));
    }
    jobs
}

/// The install and its price.
fn install(rng: &mut Rng, id: &str, place: &str, days: &[i64], staff: &Staff) -> (Value, i64) {
    let system = rng.pick(&SYSTEMS);
    let (low, high) = weighted(rng, &LENGTHS);
    let minutes = rng.range(low, high) * 30;
    // The later a permit comes, the more of its month is gone: most come in the first half.
    let permit = rng.below((days.len() * 13 / 20).max(1));
    let last = (permit + rng.range(5, 9) as usize).min(days.len() - 1);
    let value = minutes * rng.range(380, 560);
    let mut job = json!({
        "id": id,
        "type": "INSTALL",
        "place": place,
        "startWindows": [{
            "earliest": instant(days[permit], OPENING), "latest": instant(days[last], 13 * 60),
        }],
        "skills": skills::to_json(&system.asked(&staff.install)),
        "value": value,
        "metadata": {"system": system.name, "permit": date(days[permit])},
    });
    if minutes > 8 * 60 && rng.chance(0.4) {
        job["labor"] = json!(duration(minutes * 5 / 2));
        job["crewSize"] = json!({"min": 2, "max": 3});
    } else {
        job["duration"] = json!(duration(minutes));
    }
    if minutes > 8 * 60 {
        job["split"] = json!({"minBlock": "PT2H", "maxGap": rng.range(0, 1)});
    }
    if rng.chance(0.4) {
        let day = (permit + rng.below(4)).min(last);
        job["materials"] = json!([{"id": "equipment", "eta": date(days[day])}]);
    }
    if rng.chance(0.15) {
        let hours = rng.range(1, 2);
        job["resources"] =
            json!([{"id": "crane", "offset": "PT1H", "duration": duration(hours * 60)}]);
    }
    (job, value)
}

/// The test that the energy code asks for, with a rater.
fn test(id: &str, number: &str, place: &str, value: i64) -> Value {
    json!({
        "id": format!("T-{number}"),
        "type": "HERS_TEST",
        "place": place,
        "duration": "PT1H",
        "skills": [{"id": TESTING}],
        "value": value / 10 + 20_000,
        "after": [{"job": id, "maxDays": TEST_WITHIN}],
        "resources": [{"id": "rater"}],
    })
}

/// The town looks at the work, on a later day, and somebody lets the inspector in.
fn last_look(number: &str, place: &str, value: i64) -> Value {
    json!({
        "id": format!("F-{number}"),
        "type": "FINAL",
        "place": place,
        "duration": "PT45M",
        "value": value / 10 + 15_000,
        "after": [{"job": format!("T-{number}"), "minDays": 1, "maxDays": FINAL_WITHIN}],
        "resources": [{"id": "inspector", "duration": "PT30M"}],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_names_what_it_follows() {
        // Tests and inspections would wait for jobs that do not exist.
        let (test, last) = (test("I-07", "07", "site-I-07", 100), last_look("07", "x", 100));
        assert_eq!(test["after"][0]["job"], "I-07");
        assert_eq!(last["after"][0]["job"], test["id"]);
    }
}
