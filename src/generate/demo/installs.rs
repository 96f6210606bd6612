//! The installs of the demo week.

use serde_json::{Value, json};

use super::crews::Staff;
use super::places::Places;
use crate::generate::clock::{clock, date, duration, instant};
use crate::generate::draw::{sample, weighted};
use crate::generate::installs::{INSTALL, SYSTEMS, Shape, some_days, start_windows};
use crate::generate::skills::{self, Skills};
use crate::rng::Rng;

const COUNT: usize = 60;
const DAYS: [i64; 5] = [0, 1, 2, 3, 4];
/// How often each of `SYSTEMS` is sold, in its order.
const SOLD: [(u32, usize); 7] = [(14, 0), (11, 1), (10, 2), (16, 3), (21, 4), (14, 5), (14, 6)];

/// The company's dearest work, in the order it was sold.
pub fn installs(rng: &mut Rng, places: &mut Places, staff: &Staff) -> Vec<Value> {
    let held: Vec<Skills> = staff.installers.iter().map(|(_, held)| held.clone()).collect();
    let mut jobs: Vec<Value> = (1..=COUNT)
        .map(|k| {
            let id = format!("I-{k:03}");
            let house = places.house(rng);
            match k {
                11 | 38 => special(rng, &id, &house, Shape::Together),
                20 | 47 => special(rng, &id, &house, Shape::Parts),
                _ => install(rng, &id, &house, &held),
            }
        })
        .collect();
    for k in sample(rng, COUNT, 6) {
        jobs[k]["mandatory"] = json!(true);
    }
    pin(&mut jobs[29]);
    jobs
}

fn install(rng: &mut Rng, id: &str, house: &str, held: &[Skills]) -> Value {
    let system = &SYSTEMS[weighted(rng, &SOLD)];
    let minutes = system.minutes(rng);
    let days = some_days(rng, &DAYS);
    let mut job = start(rng, id, house, system.name);
    job["duration"] = json!(duration(minutes));
    job["startWindows"] = start_windows(&days, minutes);
    job["skills"] = skills::to_json(&system.asked(held));
    job["load"] = json!({"equipment": system.equipment});
    job["value"] = json!(minutes * rng.range(300, 480));
    if rng.chance(0.25) {
        promise(&mut job, *rng.pick(&days));
    }
    if rng.chance(0.15) {
        job["crews"] = json!({"preferred": [rng.pick(&["install-1", "install-4", "install-7"])]});
    }
    job
}

/// Two crews at once for a large attic, or a duct system over two days.
fn special(rng: &mut Rng, id: &str, house: &str, shape: Shape) -> Value {
    let (system, minutes, asked, days) = match shape {
        Shape::Parts => ("DUCTS", 390, skills::of(&[("duct-seal", 2), (INSTALL, 1)]), &DAYS[..4]),
        _ => ("INSULATION", 240, skills::of(&[("attic", 1), (INSTALL, 1)]), &DAYS[1..4]),
    };
    let mut job = start(rng, id, house, system);
    job["startWindows"] = start_windows(days, minutes);
    job["skills"] = skills::to_json(&asked);
    job["load"] = json!({"equipment": 1});
    let work = shape.put(&mut job, minutes);
    job["value"] = json!(work * 420);
    job
}

fn start(rng: &mut Rng, id: &str, house: &str, system: &str) -> Value {
    let sold = -rng.range(7, 40);
    json!({
        "id": id,
        "type": "INSTALL",
        "place": house,
        "receivedAt": instant(sold, rng.range(9 * 60, 17 * 60)),
        "metadata": {"system": system, "salesperson": format!("sales-{}", rng.range(1, 6))},
    })
}

fn promise(job: &mut Value, day: i64) {
    let told = format!("{} before half past nine", date(day));
    let (from, to) = (clock(450), clock(570));
    job["promise"] = json!({"date": date(day), "from": from, "to": to, "told": told});
}

/// The customer asked for this crew on Wednesday, when a neighbour lends a driveway.
fn pin(job: &mut Value) {
    let asked = skills::of(&[("refrigerant", 2), ("electrical", 1), (INSTALL, 1)]);
    job["metadata"]["system"] = json!("AC");
    job["duration"] = json!(duration(360));
    job["startWindows"] = start_windows(&[2], 360);
    job["skills"] = skills::to_json(&asked);
    job["load"] = json!({"equipment": 1});
    job["pin"] = json!({"crew": "install-2", "date": date(2)});
    if let Some(map) = job.as_object_mut() {
        map.remove("promise");
        map.remove("crews");
    }
}
