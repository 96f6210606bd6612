//! The service calls of the demo week: forty a day of every type.

use serde_json::{Value, json};

use super::crews::Staff;
use super::places::Places;
use crate::generate::clock::{clock, date, duration, instant};
use crate::generate::draw::weighted;
use crate::generate::skills;
use crate::rng::Rng;

/// Calls of one day by type; together forty.
const A_DAY: [(usize, Type); 6] = [
    (13, Type::Service),
    (10, Type::TuneUp),
    (6, Type::Warranty),
    (4, Type::Correction),
    (3, Type::PartsReturn),
    (4, Type::Inspection),
];
const LAST_DAY: i64 = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Service,
    Warranty,
    TuneUp,
    Correction,
    PartsReturn,
    Inspection,
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Type::Service => "SERVICE",
            Type::Warranty => "WARRANTY",
            Type::TuneUp => "TUNE_UP",
            Type::Correction => "CORRECTION",
            Type::PartsReturn => "PARTS_RETURN",
            Type::Inspection => "INSPECTION",
        }
    }

    /// Shortest and longest work, in quarter hours.
    fn quarters(self) -> (i64, i64) {
        match self {
            Type::Service => (6, 13),
            Type::Warranty => (5, 10),
            Type::TuneUp => (5, 7),
            Type::Correction => (6, 12),
            Type::PartsReturn => (2, 3),
            Type::Inspection => (4, 6),
        }
    }
}

pub fn calls(rng: &mut Rng, places: &mut Places, staff: &Staff) -> Vec<Value> {
    let mut jobs = Vec::new();
    for day in 0..=LAST_DAY {
        for (count, kind) in A_DAY {
            for _ in 0..count {
                let id = format!("C-{:03}", jobs.len() + 1);
                let house = places.house(rng);
                jobs.push(call(rng, &id, &house, day, kind, staff));
            }
        }
    }
    oddities(&mut jobs);
    jobs
}

fn call(rng: &mut Rng, id: &str, house: &str, day: i64, kind: Type, staff: &Staff) -> Value {
    let (shortest, longest) = kind.quarters();
    let received = day.min(0) - rng.range(2, 18);
    let club = weighted(rng, &[(55, "NONE"), (30, "SILVER"), (15, "GOLD")]);
    let mut job = json!({
        "id": id,
        "type": kind.name(),
        "place": house,
        "duration": duration(rng.range(shortest, longest) * 15),
        "receivedAt": instant(received, rng.range(8 * 60, 18 * 60)),
        "metadata": {"club": club},
    });
    match kind {
        Type::Service => service(rng, &mut job, day),
        Type::Warranty => warranty(rng, &mut job, day),
        Type::TuneUp => tune_up(rng, &mut job, day),
        Type::Correction => correction(rng, &mut job, day, staff),
        Type::PartsReturn => parts_return(rng, &mut job, day),
        Type::Inspection => inspection(rng, &mut job, day),
    }
    if kind != Type::Correction && rng.chance(0.03) {
        job["crews"] = json!({"excluded": [rng.pick(&staff.technicians)]});
    }
    job
}

fn service(rng: &mut Rng, job: &mut Value, day: i64) {
    let (from, to) = weighted(
        rng,
        &[
            (18, (8, 10)),
            (20, (10, 12)),
            (18, (12, 14)),
            (16, (14, 16)),
            (14, (8, 12)),
            (14, (12, 16)),
        ],
    );
    job["startWindows"] = windows(&[day], from, to);
    if to - from == 4 && rng.chance(0.5) {
        let told = format!("between {from} and {} o'clock", from + 2);
        let (from, to) = (clock(from * 60), clock((from + 2) * 60));
        job["promise"] = json!({"date": date(day), "from": from, "to": to, "told": told});
    }
    let trade = *rng.pick(&["gas", "refrigerant", "electrical"]);
    let level = weighted(rng, &[(50, 1), (42, 2), (8, 3)]);
    let asked = skills::of(&[("service", level.min(2)), (trade, level)]);
    job["skills"] = skills::to_json(&asked);
    job["value"] = json!(rng.range(220, 420) * 100);
    if rng.chance(0.15) {
        job["priority"] = json!("HIGH");
    }
    job["metadata"]["salesperson"] = json!(format!("sales-{}", rng.range(1, 6)));
}

/// Any time until the day after, but every hour past the due time costs goodwill.
fn warranty(rng: &mut Rng, job: &mut Value, day: i64) {
    job["startWindows"] = windows(&[day, day + 1], 8, 16);
    job["due"] = json!(instant(day, *rng.pick(&[12, 14, 16]) * 60));
    job["latePerHour"] = json!(rng.range(4, 10) * 100);
    let trade = *rng.pick(&["gas", "refrigerant", "electrical"]);
    job["skills"] = skills::to_json(&skills::of(&[("service", 1), (trade, 1)]));
    job["value"] = json!(rng.range(180, 300) * 100);
}

/// A club member's yearly visit, on any of three days; the policy's price for LOW or NORMAL.
fn tune_up(rng: &mut Rng, job: &mut Value, day: i64) {
    let (from, to) = weighted(rng, &[(35, (8, 12)), (35, (12, 16)), (30, (8, 16))]);
    job["startWindows"] = windows(&[day, day + 1, day + 2], from, to);
    job["skills"] = skills::to_json(&skills::of(&[("service", 1)]));
    let club = weighted(rng, &[(65, "SILVER"), (35, "GOLD")]);
    job["metadata"]["club"] = json!(club);
    if club == "SILVER" {
        job["priority"] = json!("LOW");
    }
}

/// Goes back to the crew that did the work, if it has time; its trade can also fix it.
fn correction(rng: &mut Rng, job: &mut Value, day: i64, staff: &Staff) {
    let (crew, held) = rng.pick(&staff.installers);
    let trades: Vec<&String> = held.keys().filter(|trade| *trade != "install").collect();
    let trade = rng.pick(&trades).as_str();
    job["skills"] = skills::to_json(&skills::of(&[(trade, 1)]));
    job["crews"] = json!({"preferred": [crew]});
    job["startWindows"] = windows(&[day, day + 1], 8, 16);
    job["value"] = json!(rng.range(200, 350) * 100);
    job["metadata"]["originalCrew"] = json!(crew);
}

fn parts_return(rng: &mut Rng, job: &mut Value, day: i64) {
    job["startWindows"] = windows(&[day, day + 1], 8, 17);
    job["value"] = json!(rng.range(60, 100) * 100);
}

fn inspection(rng: &mut Rng, job: &mut Value, day: i64) {
    let (from, to) = *rng.pick(&[(8, 10), (8, 12), (12, 16)]);
    job["startWindows"] = windows(&[day], from, to);
    job["skills"] = skills::to_json(&skills::of(&[("inspection", 1)]));
    job["value"] = json!(rng.range(150, 220) * 100);
}

/// The same hours on each of the days that still lie in the week.
fn windows(days: &[i64], from: i64, to: i64) -> Value {
    let days = days.iter().filter(|day| **day <= LAST_DAY);
    days.map(|&day| json!({"date": date(day), "from": clock(from * 60), "to": clock(to * 60)}))
        .collect()
}

/// What a dispatcher should see once in an example: emergencies, a call nobody can serve, calls
/// not worth their drive, and a customer who wants one technician only.
fn oddities(jobs: &mut [Value]) {
    for (k, day, received) in [(0, 0, 6 * 60 + 40), (5, 0, 14 * 60), (42, 1, 15 * 60 + 30)] {
        let job = &mut jobs[k];
        job["priority"] = json!("EMERGENCY");
        job["value"] = json!(95_000);
        job["receivedAt"] = json!(instant(-1, received));
        job["startWindows"] = windows(&[day], 8, 16);
        job["due"] = json!(instant(day, 9 * 60 + 30));
        job["latePerHour"] = json!(8000);
        forget(job, "promise");
    }
    jobs[85]["skills"] = skills::to_json(&skills::of(&[("boiler", 2), ("service", 1)]));
    for k in [34, 140] {
        jobs[k]["value"] = json!(1500);
        jobs[k]["priority"] = json!("LOW");
    }
    jobs[54]["crews"] = json!({"required": ["tech-01"]});
}

fn forget(job: &mut Value, key: &str) {
    if let Some(map) = job.as_object_mut() {
        map.remove(key);
    }
}
