//! A city day: service calls with windows, prices and wishes, for technicians who start at home.

use serde_json::{Value, json};

use super::clock::{clock, date, duration, instant};
use super::draw::{self, weighted};
use super::geo::{Metro, Point};
use super::options::Options;
use super::skills::{self, Skills};
use crate::rng::Rng;

const CATALOGUE: [&str; 5] = ["controls", "electrical", "gas", "plumbing", "refrigerant"];
const CENTRE: Point = Point { lat: 37.335, lon: -121.9 };

pub fn generate(opts: &Options) -> Value {
    let mut rng = Rng::new(opts.seed);
    let metro = Metro::new(&mut rng, CENTRE, 36.0, 5);
    let crew_ids = draw::ids("tech", opts.day_crews());
    let held: Vec<Skills> = crew_ids
        .iter()
        .map(|_| {
            let how_many = weighted(&mut rng, &[(40, 2), (40, 3), (20, 4)]);
            skills::draw_skills(&mut rng, &CATALOGUE, how_many, &[(40, 1), (35, 2), (25, 3)])
        })
        .collect();
    let mut places = Vec::new();
    let mut crews = Vec::new();
    for (k, id) in crew_ids.iter().enumerate() {
        let home = format!("home-{}", &id["tech-".len()..]);
        places.push(metro.point(&mut rng).place(&home));
        crews.push(crew(&mut rng, id, &home, &held[k], opts.lunch));
    }
    let mut jobs = Vec::new();
    for id in draw::ids("job", opts.jobs) {
        let site = format!("site-{}", &id["job-".len()..]);
        places.push(metro.point(&mut rng).place(&site));
        jobs.push(job(&mut rng, &id, &site, &held, &crew_ids));
    }
    json!({
        "run": {"name": format!("day {} jobs, seed {}", opts.jobs, opts.seed)},
        "policy": {
            "preset": "balanced",
            "prices": {"unassigned": {
                "LOW": 8000, "NORMAL": 18000, "HIGH": 40000, "EMERGENCY": 120000,
            }},
        },
        "problem": {
            "timeZone": "America/Los_Angeles",
            "currency": "USD",
            "horizon": {"from": date(0), "to": date(0)},
            "places": places,
            "travel": {"speedKmh": 40, "detour": 1.3},
            "crews": crews,
            "jobs": jobs,
        },
    })
}

fn crew(rng: &mut Rng, id: &str, home: &str, held: &Skills, lunch: bool) -> Value {
    let from = weighted(rng, &[(25, 7), (55, 8), (20, 9)]) * 60;
    let mut crew = json!({
        "id": id,
        "start": home,
        "end": home,
        "shifts": [{"date": date(0), "from": clock(from), "to": clock(from + 540)}],
        "overtime": {"max": "PT2H", "perHour": 2500},
        "costs": {
            "perHour": rng.range(40, 52) * 100, "perDrivingHour": 1500, "perKm": 55,
        },
        "skills": skills::to_json(held),
    });
    if lunch {
        crew["breaks"] = json!([
            {"id": "lunch", "duration": "PT45M", "earliest": "11:30", "latest": "13:30"}
        ]);
    }
    crew
}

fn job(rng: &mut Rng, id: &str, site: &str, held: &[Skills], crews: &[String]) -> Value {
    let minutes =
        weighted(rng, &[(20, 30), (20, 45), (22, 60), (16, 75), (12, 90), (6, 120), (4, 150)]);
    let mut job = json!({"id": id, "place": site, "duration": duration(minutes)});
    let asked = skills::draw_asked(rng, &CATALOGUE, held);
    if !asked.is_empty() {
        job["skills"] = skills::to_json(&asked);
    }
    // Without a window the job may start at any time of the shift.
    let hours = weighted(rng, &[(40, 2), (30, 4), (30, 10)]);
    if hours < 10 {
        let from = rng.range(8, 17 - hours) * 60;
        let to = clock(from + hours * 60);
        job["startWindows"] = json!([{"date": date(0), "from": clock(from), "to": to}]);
    }
    let from = rng.range(8, 15) * 60;
    if hours >= 4 && rng.chance(0.3) {
        job["promise"] = promise(&job, from);
    }
    if hours == 10 && job.get("promise").is_none() && rng.chance(0.6) {
        job["due"] = json!(instant(0, rng.range(20, 32) * 30));
        if rng.chance(0.5) {
            job["latePerHour"] = json!(rng.range(2, 12) * 1000);
        }
    }
    let able = (crews.iter().zip(held)).filter(|(_, held)| skills::cover(held, &asked));
    wishes(rng, &mut job, &able.map(|(id, _)| id).collect::<Vec<_>>());
    job
}

/// Two hours told to the customer, inside the hard window where there is one.
fn promise(job: &Value, from: i64) -> Value {
    let window = &job["startWindows"][0];
    match (window["from"].as_str(), window["to"].as_str()) {
        (Some(from), Some(to)) => {
            let middle = |clock: &str| clock[..2].parse::<i64>().unwrap_or(12);
            let half = clock((middle(from) + middle(to)) * 30);
            json!({"date": date(0), "from": from, "to": half, "told": format!("{from}-{half}")})
        }
        _ => {
            let (from, to) = (clock(from), clock(from + 120));
            json!({"date": date(0), "from": from, "to": to, "told": format!("{from}-{to}")})
        }
    }
}

/// Wishes name crews that are able to do the job, and never exclude the only one.
fn wishes(rng: &mut Rng, job: &mut Value, able: &[&String]) {
    let priority = weighted(rng, &[(15, "LOW"), (65, "NORMAL"), (16, "HIGH"), (4, "EMERGENCY")]);
    if priority != "NORMAL" {
        job["priority"] = json!(priority);
    }
    if rng.chance(0.2) {
        job["value"] = json!(rng.range(30, 500) * 100);
    }
    let crew = rng.pick(able);
    let wish = weighted(rng, &[(85, ""), (10, "preferred"), (5, "excluded")]);
    if wish == "preferred" {
        job["crews"] = json!({"preferred": [crew]});
    } else if wish == "excluded" && able.len() > 1 {
        job["crews"] = json!({"excluded": [crew]});
    }
    if rng.chance(0.3) {
        let days = rng.range(1, 6);
        job["receivedAt"] = json!(instant(-days, rng.range(8 * 60, 17 * 60)));
    }
}
