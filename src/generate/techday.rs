//! Technician days: one overbooked day in a metro area, served value first and travel second.
//!
//! The same family as the public technician-day benchmark and the same shape as its importer
//! writes: times in whole seconds from a matrix, every cost zero except driving, and a price of
//! 20000 per unit of value, so that one more unit of value beats any saved second.

use serde_json::{Value, json};

use super::clock;
use super::draw::weighted;
use super::geo::{Metro, Point};
use super::options::Options;
use super::skills::{self, Skills};
use crate::rng::Rng;

const DATE: &str = "2026-01-05";
const CATALOGUE: [&str; 5] = ["0", "1", "2", "3", "4"];
const CENTRE: Point = Point { lat: 41.88, lon: -87.7 };

pub fn generate(opts: &Options) -> Value {
    let mut rng = Rng::new(opts.seed);
    let (jobs, crews) = (opts.jobs, opts.day_crews());
    let metro = metro(&mut rng, jobs);
    let homes: Vec<Point> = (0..crews).map(|_| metro.point(&mut rng)).collect();
    let sites: Vec<Point> = (0..jobs).map(|_| metro.point(&mut rng)).collect();
    let held: Vec<Skills> = (0..crews).map(|_| crew_skills(&mut rng)).collect();
    let crews: Vec<Value> = (held.iter().enumerate())
        .map(|(k, skills)| crew(&mut rng, k, skills, opts.lunch))
        .collect();
    let jobs: Vec<Value> = (0..jobs).map(|i| job(&mut rng, i, &held)).collect();
    let breaks = if opts.lunch { "lunch" } else { "free" };
    json!({
        "run": {"name": format!("t{}_{}_{breaks}", opts.jobs, opts.seed)},
        "policy": {"valueFirst": 20000},
        "problem": {
            "timeZone": "UTC",
            "horizon": {"from": DATE, "to": DATE},
            "places": places(&homes, &sites),
            "travel": {"matrix": matrix(&homes, &sites)},
            "crews": crews,
            "jobs": jobs,
        },
    })
}

/// Larger days cover a larger area with more towns in it, as measured on the public files.
fn metro(rng: &mut Rng, jobs: usize) -> Metro {
    let beyond = (jobs.saturating_sub(200) as f64 / 300.0).min(1.0);
    Metro::new(rng, CENTRE, 43.0 + 12.0 * beyond, (3 + jobs / 100).min(8))
}

fn crew_skills(rng: &mut Rng) -> Skills {
    let how_many = weighted(rng, &[(42, 2), (43, 3), (15, 4)]);
    skills::draw_skills(rng, &CATALOGUE, how_many, &[(41, 1), (37, 2), (22, 3)])
}

fn crew(rng: &mut Rng, k: usize, held: &Skills, lunch: bool) -> Value {
    let from = weighted(rng, &[(25, 7), (55, 8), (20, 9)]) * 60;
    let home = format!("h{k}");
    let mut crew = json!({
        "id": format!("t{k}"),
        "start": home,
        "end": home,
        "shifts": [{"date": DATE, "from": clock::clock(from), "to": clock::clock(from + 480)}],
        "skills": skills::to_json(held),
        "costs": {"perDrivingHour": 3600},
    });
    if lunch {
        crew["breaks"] = json!([
            {"id": "lunch", "duration": "PT1H", "earliest": "11:30", "latest": "13:30"}
        ]);
    }
    crew
}

fn job(rng: &mut Rng, i: usize, held: &[Skills]) -> Value {
    let minutes =
        weighted(rng, &[(18, 30), (19, 45), (22, 60), (16, 75), (12, 90), (8, 120), (5, 150)]);
    let (from, to) = match weighted(rng, &[(35, 2), (34, 4), (31, 10)]) {
        10 => (7, 17),
        hours => {
            let from = rng.range(8, 17 - hours);
            (from, from + hours)
        }
    };
    let (low, high) =
        weighted(rng, &[(21, (10, 20)), (54, (20, 40)), (17, (50, 70)), (8, (90, 100))]);
    let asked = skills::draw_asked(rng, &CATALOGUE, held);
    let window = json!({
        "date": DATE, "from": clock::clock(from * 60), "to": clock::clock(to * 60),
    });
    let mut job = json!({
        "id": format!("j{i}"),
        "place": format!("s{i}"),
        "duration": clock::duration(minutes),
        "startWindows": [window],
        "value": rng.range(low, high),
        "breakInside": false,
    });
    if !asked.is_empty() {
        job["skills"] = skills::to_json(&asked);
    }
    job
}

fn places(homes: &[Point], sites: &[Point]) -> Value {
    let homes = homes.iter().enumerate().map(|(k, home)| home.place(&format!("h{k}")));
    homes.chain(sites.iter().enumerate().map(|(i, site)| site.place(&format!("s{i}")))).collect()
}

fn matrix(homes: &[Point], sites: &[Point]) -> Value {
    let ids = (0..homes.len()).map(|k| format!("h{k}"));
    let ids: Vec<String> = ids.chain((0..sites.len()).map(|i| format!("s{i}"))).collect();
    let all: Vec<Point> = homes.iter().chain(sites).copied().collect();
    let rows: Vec<Vec<i64>> =
        all.iter().map(|from| all.iter().map(|to| from.travel_secs(*to)).collect()).collect();
    json!({"places": ids, "seconds": rows})
}
