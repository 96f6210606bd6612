//! Random requests of one crew and one shift, all times multiples of five minutes.

use callboard::rng::Rng;
use serde_json::{Value, json};

const DATE: &str = "2026-12-07";

fn clock(steps: i64) -> String {
    format!("{:02}:{:02}", steps / 12, steps % 12 * 5)
}

fn instant(steps: i64) -> String {
    format!("{DATE}T{}:00Z", clock(steps))
}

fn duration(steps: i64) -> String {
    format!("PT{}M", 5 * steps)
}

pub fn draw(seed: u64, jobs: i64) -> Value {
    let mut rng = Rng::new(seed);
    let ids: Vec<String> = (0..=jobs).map(|p| format!("p{p}")).collect();
    let far = *rng.pick(&[2, 5, 9]);
    let seconds: Vec<Vec<i64>> = (0..ids.len())
        .map(|i| (0..ids.len()).map(|j| 300 * i64::from(i != j) * rng.range(0, far)).collect())
        .collect();
    let now = rng.chance(0.25).then(|| rng.range(96, 130));
    let list: Vec<Value> = (0..jobs).map(|j| job(&mut rng, j, jobs, now)).collect();
    let mut problem = json!({
        "horizon": {"from": DATE, "to": DATE}, "jobs": list, "crews": [crew(&mut rng, jobs)],
        "places": ids.iter().map(|id| json!({"id": id})).collect::<Vec<_>>(),
        "travel": {"matrix": {"places": ids, "seconds": seconds}},
    });
    if let Some(now) = now {
        problem["now"] = json!(instant(now));
    }
    json!({"problem": problem})
}

fn crew(rng: &mut Rng, jobs: i64) -> Value {
    let from = rng.range(96, 108);
    let to = from + rng.range(30, 84);
    let mut crew = json!({"id": "c", "shifts": [{"from": clock(from), "to": clock(to)}],
        "overtime": {"max": duration(rng.range(0, 12)), "perHour": 10 * rng.range(0, 300)}});
    for key in ["start", "end"] {
        if rng.chance(0.8) {
            crew[key] = json!(format!("p{}", rng.range(0, jobs)));
        }
    }
    let breaks: Vec<Value> = (0..rng.range(0, 3))
        .map(|b| {
            let earliest = from - 6 + rng.range(0, 30) + 16 * b;
            json!({"id": format!("b{b}"), "duration": duration(rng.range(1, 8)),
                "earliest": clock(earliest), "latest": clock(earliest + rng.range(0, 24))})
        })
        .collect();
    crew["breaks"] = json!(breaks);
    let mut costs = json!({"perDrivingHour": rng.range(0, 900), "perDayUsed": rng.range(0, 900)});
    if rng.chance(0.7) {
        costs["perHour"] = json!(rng.range(0, 2000));
    }
    crew["costs"] = costs;
    if rng.chance(0.2) {
        crew["max"] = json!({"drive": duration(rng.range(3, 30))});
    }
    crew
}

fn window(rng: &mut Rng) -> Value {
    let from = rng.range(96, 170);
    json!({"date": DATE, "from": clock(from), "to": clock(from + rng.range(0, 30))})
}

fn job(rng: &mut Rng, j: i64, jobs: i64, now: Option<i64>) -> Value {
    let mut job = json!({"id": format!("j{j}"), "place": format!("p{}", rng.range(0, jobs)),
        "duration": duration(rng.range(0, 14)), "breakInside": rng.chance(0.4), "value": 9000});
    if rng.chance(0.4) {
        let windows: Vec<Value> = (0..rng.range(1, 3)).map(|_| window(rng)).collect();
        job["startWindows"] = json!(windows);
    }
    if rng.chance(0.2) {
        job["finishBy"] = json!(instant(rng.range(120, 190)));
    }
    if rng.chance(0.4) {
        job["due"] = json!(instant(rng.range(90, 170)));
        job["latePerHour"] = json!(rng.range(0, 3000));
    }
    if rng.chance(0.3) {
        job["promise"] = window(rng);
    }
    if let Some(now) = now.filter(|_| rng.chance(0.15)) {
        job["pin"] = json!({"start": instant(now - rng.range(0, 12))});
    }
    job
}
