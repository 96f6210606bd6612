//! The slow truth of shared resources, read from the request alone: times are UTC, the grid is half
//! an hour, and who has which unit is found by looking at each moment.

use crate::brute::Given;
use crate::ties::slow::best_with;
use callboard::units::{DAY, HOUR, MINUTE, Millis};
use serde_json::Value;

const HALF: Millis = 30 * MINUTE;
const UNIT: i128 = 3_600_000;

/// The least cost of any plan, in units.
pub fn best(given: &Given, request: &Value) -> i128 {
    best_with(given, request, &|starts| hires(request, starts))
}

#[derive(Clone)]
struct Use {
    from: Millis,
    to: Millis,
    job: usize,
    units: Vec<usize>,
    needs: usize,
}

/// What the resources cost where the jobs start at these moments; `None` where they cannot be had.
fn hires(request: &Value, starts: &[Option<Millis>; 3]) -> Option<i128> {
    let problem = &request["problem"];
    let mut total = 0;
    for resource in problem["resources"].as_array().expect("resources") {
        let mut uses = Vec::new();
        for (j, job) in problem["jobs"].as_array().expect("jobs").iter().enumerate() {
            let Some(start) = starts[j] else { continue };
            for entry in job["resources"].as_array().into_iter().flatten() {
                if entry["id"] == resource["id"] {
                    let offset = span(&entry["offset"]).unwrap_or(0);
                    let whole = span(&job["duration"]).expect("a duration");
                    let lasts = span(&entry["duration"]).unwrap_or(whole - offset);
                    let from = start + offset;
                    let needs = entry["units"].as_u64().unwrap_or(1) as usize;
                    uses.push(Use { from, to: from + lasts, job: j, units: Vec::new(), needs });
                }
            }
        }
        total += one(problem, resource, uses)?;
    }
    Some(total)
}

fn one(problem: &Value, resource: &Value, mut uses: Vec<Use>) -> Option<i128> {
    let now = problem["now"].as_str().map(|_| midnight(7) + 12 * HOUR);
    let blocks = resource["blocks"].as_array();
    for each in &uses {
        let day = each.from / DAY * DAY;
        let inside =
            |w: &Value| day + clock(&w["from"]) <= each.from && each.to <= day + clock(&w["to"]);
        let open = resource["shifts"].as_array().is_none_or(|s| s.iter().any(inside));
        let block = blocks.is_none_or(|b| b.iter().any(inside));
        let notice = span(&resource["notice"]).zip(now);
        let early = notice.is_some_and(|(notice, now)| each.from < now + notice);
        if !open || !block || early || each.to > day + DAY {
            return None;
        }
    }
    for day in [midnight(8), midnight(9)] {
        let here = |u: &&Use| u.from / DAY * DAY == day;
        let many = uses.iter().filter(here).count() as i64;
        if resource["perDay"].as_i64().is_some_and(|most| many > most) {
            return None;
        }
        for block in blocks.into_iter().flatten() {
            let (from, to) = (day + clock(&block["from"]), day + clock(&block["to"]));
            let own = uses.iter().filter(|u| from <= u.from && u.from < to).count() as i64;
            if block["max"].as_i64().is_some_and(|most| own > most) {
                return None;
            }
        }
    }
    let all = resource["units"].as_u64().unwrap_or(1) as usize;
    given_out(&mut uses, all)?;
    Some(paid(resource, &uses, all))
}

/// Walks the grid: at each moment uses that begin take the free units of the lowest numbers.
fn given_out(uses: &mut [Use], all: usize) -> Option<()> {
    let first = uses.iter().map(|u| u.from).min().unwrap_or(0);
    let last = uses.iter().map(|u| u.to).max().unwrap_or(0);
    let mut holder: Vec<Option<usize>> = vec![None; all];
    let mut t = first;
    while t < last {
        for unit in &mut holder {
            *unit = unit.filter(|j| uses.iter().any(|u| u.job == *j && t < u.to));
        }
        for each in uses.iter_mut().filter(|u| u.from == t) {
            for (k, unit) in holder.iter_mut().enumerate() {
                if unit.is_none() && each.units.len() < each.needs {
                    *unit = Some(each.job);
                    each.units.push(k);
                }
            }
            if each.units.len() < each.needs {
                return None;
            }
        }
        t += HALF;
    }
    Some(())
}

fn paid(resource: &Value, uses: &[Use], all: usize) -> i128 {
    let money = |key: &str| i128::from(resource["costs"][key].as_i64().unwrap_or(0));
    let least = span(&resource["minimumHire"]).unwrap_or(0);
    let mut total = 0;
    for day in [midnight(8), midnight(9)] {
        for unit in 0..all {
            let own =
                || uses.iter().filter(|u| u.units.contains(&unit) && u.from / DAY * DAY == day);
            let Some(from) = own().map(|u| u.from).min() else { continue };
            let to = own().map(|u| u.to).max().expect("as many");
            total +=
                money("perCall") * UNIT + money("perHour") * i128::from((to - from).max(least));
        }
    }
    total
}

/// A day of January 2026.
fn midnight(day: i64) -> Millis {
    20_454 * DAY + (day - 1) * DAY
}

fn span(text: &Value) -> Option<Millis> {
    let minutes = text.as_str()?.strip_prefix("PT")?.strip_suffix('M')?;
    Some(minutes.parse::<i64>().expect("minutes") * MINUTE)
}

fn clock(text: &Value) -> Millis {
    let (hours, minutes) = text.as_str().expect("a clock time").split_once(':').expect("HH:MM");
    hours.parse::<i64>().expect("hours") * HOUR + minutes.parse::<i64>().expect("minutes") * MINUTE
}
