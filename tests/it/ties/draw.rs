//! Random tiny requests whose jobs are tied: three jobs, two crews, one day or two.

use callboard::rng::Rng;
use callboard::units::{MINUTE, Millis};
use serde_json::{Value, json};

/// Minutes that divide every time.
pub const UNIT: i64 = 30;
pub const GRID: Millis = UNIT * MINUTE;

pub fn draw(seed: u64) -> Value {
    let mut d = Draw(Rng::new(seed));
    let days = 1 + i64::from(d.0.chance(0.8));
    let crews: Vec<Value> = (0..2).map(|c| d.crew(c)).collect();
    let mut jobs: Vec<Value> = (0..3).map(|j| d.job(j, days)).collect();
    for j in 1..3 {
        if j == 1 || d.0.chance(0.6) {
            let first = format!("j{}", d.0.range(0, j - 1));
            match d.0.chance(0.75) {
                true => jobs[j as usize]["after"] = json!([d.after(&first, days)]),
                false => jobs[j as usize]["with"] = json!([d.with(&first, days)]),
            }
        }
    }
    let places: Vec<Value> = (0..4).map(|p| json!({"id": format!("p{p}")})).collect();
    let ids: Vec<String> = (0..4).map(|p| format!("p{p}")).collect();
    let leg =
        |d: &mut Draw, a: usize, b: usize| if a == b { 0 } else { d.0.range(0, 2) * UNIT * 60 };
    let mut rows: Vec<Vec<i64>> =
        (0..4).map(|a| (0..4).map(|b| leg(&mut d, a, b)).collect()).collect();
    // The search asks whether a visit fits alone, which is only right where no detour is shorter.
    for via in 0..4 {
        for a in 0..4 {
            for b in 0..4 {
                rows[a][b] = rows[a][b].min(rows[a][via] + rows[via][b]);
            }
        }
    }
    let mut prices = json!({"latePerHour": d.0.range(0, 40) * 100});
    if d.0.chance(0.5) {
        prices["worstLatePerHour"] = json!(d.0.range(1, 60) * 100);
    }
    json!({"policy": {"prices": prices}, "problem": {
        // A Thursday first: with three working days in a week the second day counts or not.
        "horizon": {"from": "2026-01-08", "to": format!("2026-01-{:02}", 7 + days)},
        "calendar": {"workDays": ["MO", "TH", *d.0.pick(&["FR", "WE"])]},
        "places": places, "travel": {"matrix": {"places": ids, "seconds": rows}},
        "crews": crews, "jobs": jobs}})
}

/// The same with a warehouse.
pub fn stocked(seed: u64) -> Value {
    let mut request = draw(seed);
    crate::supply::add(seed, &mut request["problem"], UNIT);
    request
}

struct Draw(Rng);

impl Draw {
    fn time(&mut self, low: i64, high: i64) -> String {
        let minutes = self.0.range(low * 60 / UNIT, high * 60 / UNIT) * UNIT;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn span(&mut self, low: i64, high: i64) -> String {
        format!("PT{}M", self.0.range(low, high) * UNIT)
    }

    fn crew(&mut self, c: i64) -> Value {
        let mut crew = json!({"id": format!("c{c}"), "start": "p3", "end": "p3",
            "shifts": [{"from": "08:00", "to": self.time(11, 13)}],
            "costs": {"perHour": self.0.range(0, 30) * 100,
                "perDrivingHour": self.0.range(0, 20) * 100,
                "perDayUsed": self.0.range(0, 5) * 100}});
        if self.0.chance(0.3) {
            crew["breaks"] = json!([{"id": "b", "duration": "PT30M", "earliest": "09:00",
                "latest": self.time(9, 11)}]);
        }
        if self.0.chance(0.3) {
            crew["overtime"] = json!({"max": "PT1H", "perHour": self.0.range(1, 40) * 100});
        }
        crew
    }

    fn job(&mut self, j: i64, days: i64) -> Value {
        let mut job = json!({"id": format!("j{j}"), "place": format!("p{}", self.0.range(0, 2)),
            "duration": self.span(1, 4), "value": self.0.range(0, 120) * 100});
        if self.0.chance(0.3) {
            let day = self.0.range(8, 7 + days);
            let from = self.time(8, 10);
            job["startWindows"] = json!([{"date": format!("2026-01-{day:02}"), "from": from,
                "to": self.time(10, 12)}]);
        }
        if self.0.chance(0.6) {
            let day = self.0.range(8, 7 + days);
            job["due"] = json!(format!("2026-01-{day:02}T{}:00Z", self.time(7, 11)));
        }
        job["mandatory"] = json!(self.0.chance(0.2));
        job
    }

    fn after(&mut self, first: &str, days: i64) -> Value {
        let mut entry = json!({"job": first});
        if self.0.chance(0.4) {
            entry["from"] = json!("START");
        }
        let least = self.0.range(0, 4);
        if self.0.chance(0.6) {
            entry["min"] = json!(format!("PT{}M", least * UNIT));
        }
        if self.0.chance(0.5) {
            entry["max"] = json!(format!("PT{}M", (least + self.0.range(0, 3)) * UNIT));
        }
        if days == 2 && self.0.chance(0.75) {
            let low = self.0.range(-1, 1);
            entry["minDays"] = json!(low);
            if self.0.chance(0.75) {
                entry["maxDays"] = json!(low + i64::from(self.0.chance(0.3)));
            }
        } else if days == 2 && self.0.chance(0.7) {
            entry["maxDays"] = json!(0);
        }
        self.same(&mut entry, days);
        entry
    }

    fn with(&mut self, first: &str, days: i64) -> Value {
        let mut entry = json!({"job": first});
        self.same(&mut entry, days);
        if entry.as_object().is_some_and(|o| o.len() == 1) {
            entry["crew"] = json!(*self.0.pick(&["SAME", "OTHER"]));
        }
        entry
    }

    fn same(&mut self, entry: &mut Value, days: i64) {
        if self.0.chance(0.4) {
            entry["crew"] = json!(*self.0.pick(&["SAME", "OTHER"]));
        }
        if days == 2 && self.0.chance(0.4) {
            entry["day"] = json!(*self.0.pick(&["SAME", "OTHER"]));
        }
    }
}
