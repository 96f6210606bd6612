//! A request of VROOM (JSON): jobs with priorities, vehicles with skills and breaks, matrices by
//! profile.
//!
//! Vehicle 7 is crew `v7`, job 12 is `j12`, row 3 of the matrix is place `p3`; without matrices the
//! coordinates are used with straight lines. VROOM serves the highest sum of priorities first, then
//! the most jobs, then spends the least: a job's value is priority x (jobs + 1) + 1 and value comes
//! first. A unit of cost is a minor unit.
//!
//! Times are seconds: from 2026-01-05 where some window begins within 400 days of zero, else from
//! 1970. A vehicle without a window works the whole day of the first window. What the contract has
//! no word for (shipments, set-up times, pick-ups among deliveries, several windows for a break) is
//! refused by name.

mod job;
mod matrix;
mod spot;
mod time;
mod vehicle;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::clock::{self, DAY, MAX_DAYS};
use super::fields::{self, Fields};
use super::pages::Page;
use super::problem::{ConvertError, Problems};
use super::{MAX_CREWS, MAX_PLACES};

use job::Job;
use matrix::Matrix;
use spot::{Ground, Spot};
use time::Times;
use vehicle::Vehicle;

const KEYS: [&str; 5] = ["jobs", "vehicles", "matrices", "shipments", "options"];

/// Integers of VROOM that are neither times nor indexes.
const MAX_AMOUNT: i64 = u32::MAX as i64;

pub fn import(page: &Page) -> Result<Value, ConvertError> {
    let mut problems = Problems::new(page.name.clone());
    match read(&page.text, &mut problems) {
        Some(request) => problems.finish(request),
        None => Err(problems.into_error()),
    }
}

fn read(text: &str, problems: &mut Problems) -> Option<Value> {
    let file = fields::parse(text, problems)?;
    let top = Fields::new(&file, "", problems)?;
    top.only(&KEYS, problems);
    refuse(&top, "shipments", "pick-ups tied to deliveries", problems);
    top.need("vehicles", problems);
    let (vehicles, jobs) = (top.list("vehicles", problems), top.list("jobs", problems));
    if vehicles.is_empty() {
        problems.pointer("/vehicles", "[]", "there is no vehicle", "give at least one");
    }
    if vehicles.len() as i64 > MAX_CREWS || jobs.len() + vehicles.len() > 4 * MAX_PLACES {
        let found = format!("{} vehicles and {} jobs", vehicles.len(), jobs.len());
        let hint = format!("plan at most {} at once", 4 * MAX_PLACES);
        problems.pointer("", found, "the request is too large", &hint);
        return None;
    }
    let times = Times::new(vehicles, jobs);
    let vehicles = listed(vehicles, "/vehicles", problems, |fields, problems| {
        Vehicle::read(fields, times, problems)
    });
    let jobs = listed(jobs, "/jobs", problems, Job::read);
    twice(vehicles.iter().map(|v| (v.id, v.at.as_str())), problems);
    twice(jobs.iter().map(|j| (j.id, j.at.as_str())), problems);
    job::one_way(&jobs, problems);
    let matrix = Matrix::read(&top, &vehicles, problems);
    if matrix.is_none() && top.get("matrices").is_some() {
        // Which rows there are is unknown: the places cannot be checked.
        return None;
    }
    let ground = ground(matrix, &vehicles, &jobs, problems);
    if problems.len() > 0 {
        return None;
    }
    Some(request(&vehicles, &jobs, &ground, times, problems))
}

fn listed<T>(
    items: &[Value],
    at: &str,
    problems: &mut Problems,
    mut read: impl FnMut(&Fields, &mut Problems) -> Option<T>,
) -> Vec<T> {
    let mut out = Vec::with_capacity(items.len());
    for (k, item) in items.iter().enumerate() {
        let fields = Fields::new(item, &format!("{at}/{k}"), problems);
        out.extend(fields.and_then(|fields| read(&fields, problems)));
    }
    out
}

fn twice<'a>(ids: impl Iterator<Item = (i64, &'a str)>, problems: &mut Problems) {
    let mut seen = BTreeMap::new();
    for (id, at) in ids {
        if let Some(first) = seen.insert(id, at) {
            let hint = format!("the first is {first}; give each its own");
            problems.pointer(&format!("{at}/id"), id.to_string(), "this id is used twice", &hint);
        }
    }
}

/// A key that would change what is right and that the contract cannot say. Empty or zero asks for
/// nothing.
fn refuse(owner: &Fields, key: &str, what: &str, problems: &mut Problems) {
    let Some(value) = owner.get(key) else { return };
    let nothing = match value {
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        other => other.as_f64() == Some(0.0),
    };
    if !nothing {
        let message = format!("{key} ({what}) cannot be said in a request");
        problems.pointer(&owner.at(key), fields::brief(value), &message, "take it out");
    }
}

fn ground(
    matrix: Option<Matrix>,
    vehicles: &[Vehicle],
    jobs: &[Job],
    problems: &mut Problems,
) -> Ground {
    let spots = vehicles.iter().flat_map(|v| [&v.start, &v.end]).flatten();
    let spots: Vec<&Spot> = spots.chain(jobs.iter().map(|job| &job.spot)).collect();
    if matrix.as_ref().is_some_and(|matrix| matrix.metres.is_none()) {
        for vehicle in vehicles.iter().filter(|vehicle| vehicle.per_km > 0) {
            let message = "a price per kilometre needs distances";
            let hint = "add distances to the profile's matrices";
            let at = format!("{}/costs/per_km", vehicle.at);
            problems.pointer(&at, vehicle.per_km.to_string(), message, hint);
        }
    }
    Ground::new(matrix, &spots, problems)
}

fn request(
    vehicles: &[Vehicle],
    jobs: &[Job],
    ground: &Ground,
    times: Times,
    problems: &mut Problems,
) -> Value {
    let day = times.first_day();
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    for span in vehicles.iter().map(|vehicle| vehicle.span) {
        first = first.min(span.from);
        last = last.max(span.to);
    }
    let days = (first.div_euclid(DAY), (last - 1).div_euclid(DAY));
    if days.1 - days.0 >= MAX_DAYS {
        let found = format!("{} to {}", clock::date(days.0), clock::date(days.1));
        let hint = format!("plan at most {MAX_DAYS} days at once");
        problems.pointer("/vehicles", found, "the vehicles' windows are too far apart", &hint);
    }
    if vehicles.iter().any(|vehicle| vehicle.whole_day) {
        job::starts_on(jobs, day, times, problems);
    }
    let dimensions = jobs.iter().map(|job| job.amounts.len()).max().unwrap_or_default();
    let crews: Vec<Value> = vehicles.iter().map(|v| v.crew(ground, dimensions)).collect();
    // A window far outside every shift only has to stay outside.
    let limits = (first - DAY, last + DAY);
    let count = jobs.len() as i64;
    let jobs: Vec<Value> = jobs.iter().map(|job| job.job(ground, times, limits, count)).collect();
    let mut problem = json!({
        "horizon": { "from": clock::date(days.0), "to": clock::date(days.1) },
        "crews": crews,
        "jobs": jobs,
    });
    ground.describe(&mut problem);
    json!({ "policy": { "valueFirst": true }, "problem": problem })
}
