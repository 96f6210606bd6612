//! Random tiny requests with limits on the plan as a whole: four jobs or five visits, two crews.

use callboard::rng::Rng;
use callboard::units::{MINUTE, Millis};
use serde_json::{Map, Value, json};

/// Minutes that divide every time.
pub const UNIT: i64 = 30;
pub const GRID: Millis = UNIT * MINUTE;

pub fn draw(seed: u64) -> Value {
    let mut d = Draw(Rng::new(seed));
    let days = 1 + i64::from(d.0.chance(0.7));
    let crews: Vec<Value> = (0..2).map(|c| d.crew(c)).collect();
    let mut jobs: Vec<Value> = (0..4).map(|j| d.job(j, days)).collect();
    if days == 2 && d.0.chance(0.3) {
        let parts = json!([d.span(1, 3), d.span(1, 3)]);
        jobs[3]["parts"] = parts;
        jobs[3].as_object_mut().expect("a job").remove("duration");
    }
    let mut prices = json!({"latePerHour": d.0.range(0, 20) * 100});
    if d.0.chance(0.6) {
        prices["unfairPerHour"] = json!(d.0.range(1, 40) * 100);
    }
    let mut policy = json!({"prices": prices});
    if d.0.chance(0.3) {
        policy["fairness"] = json!({"measure": "WORK"});
    }
    let mut problem = json!({
        // A Monday first.
        "horizon": {"from": "2026-01-05", "to": format!("2026-01-{:02}", 4 + days)},
        "crews": crews, "jobs": jobs});
    d.travel(&mut problem);
    if d.0.chance(0.7) {
        let many = d.0.range(1, 2);
        problem["quotas"] = (0..many).map(|q| d.quota(q)).collect();
    }
    if d.0.chance(0.6) {
        problem["buffers"] = json!([d.buffer()]);
    }
    json!({"policy": policy, "problem": problem})
}

struct Draw(Rng);

impl Draw {
    fn span(&mut self, low: i64, high: i64) -> String {
        format!("PT{}M", self.0.range(low, high) * UNIT)
    }

    fn travel(&mut self, problem: &mut Value) {
        let ids: Vec<String> = (0..4).map(|p| format!("p{p}")).collect();
        let mut rows = vec![vec![0; 4]; 4];
        for (a, row) in rows.iter_mut().enumerate() {
            for (b, leg) in row.iter_mut().enumerate().filter(|(b, _)| *b != a) {
                *leg = self.0.range(i64::from(b > 2), 2) * UNIT * 60;
            }
        }
        // The search asks whether a visit fits alone, which is only right where no detour is
        // shorter.
        for via in 0..4 {
            for a in 0..4 {
                for b in 0..4 {
                    rows[a][b] = rows[a][b].min(rows[a][via] + rows[via][b]);
                }
            }
        }
        problem["places"] = ids.iter().map(|id| json!({"id": id})).collect();
        problem["travel"] = json!({"matrix": {"places": ids, "seconds": rows}});
    }

    fn crew(&mut self, c: i64) -> Value {
        let to = self.0.range(11, 14);
        let mut crew = json!({"id": format!("c{c}"), "start": "p3", "end": "p3",
            "shifts": [{"from": "08:00", "to": format!("{to}:00")}],
            "costs": {"perHour": self.0.range(0, 20) * 100,
                "perDrivingHour": self.0.range(0, 20) * 100,
                "perDayUsed": self.0.range(0, 4) * 100}});
        if self.0.chance(0.4) {
            let kind = *self.0.pick(&["A", "B"]);
            crew["max"] = json!({"perType": {kind: self.0.range(0, 1)}});
        }
        if self.0.chance(0.5) {
            crew["history"] = json!(self.span(0, 8));
        }
        if self.0.chance(0.05) {
            crew["fair"] = json!(false);
        }
        crew
    }

    fn job(&mut self, j: i64, days: i64) -> Value {
        let mut job = json!({"id": format!("j{j}"), "place": format!("p{}", self.0.range(0, 2)),
            "duration": self.span(1, 4), "value": self.0.range(10, 120) * 100,
            "type": *self.0.pick(&["A", "B"]), "territory": *self.0.pick(&["n", "s"]),
            "priority": *self.0.pick(&["NORMAL", "NORMAL", "HIGH", "EMERGENCY"])});
        if self.0.chance(0.3) {
            let day = 4 + self.0.range(1, days);
            let to = self.0.range(9, 11);
            job["startWindows"] = json!([{"date": format!("2026-01-{day:02}"), "to":
                format!("{to:02}:00")}]);
        }
        if self.0.chance(0.2) {
            job["due"] = json!("2026-01-05T09:00:00Z");
        }
        job
    }

    /// Some of the crews and some of the dates, or all.
    fn some(&mut self, entry: &mut Map<String, Value>) {
        if self.0.chance(0.3) {
            entry.insert("crews".into(), json!([*self.0.pick(&["c0", "c1"])]));
        }
        match self.0.range(0, 4) {
            0 => drop(entry.insert("days".into(), json!([*self.0.pick(&["MO", "TU"])]))),
            1 => drop(entry.insert("dates".into(), json!(["2026-01-05", "2026-03-01"]))),
            _ => {}
        }
    }

    fn quota(&mut self, q: i64) -> Value {
        let mut quota = Map::new();
        quota.insert("id".into(), json!(format!("q{q}")));
        quota.insert("max".into(), json!(self.0.range(0, 2)));
        if self.0.chance(0.5) {
            quota.insert("types".into(), json!([*self.0.pick(&["A", "B"])]));
        }
        if self.0.chance(0.4) {
            quota.insert("territories".into(), json!([*self.0.pick(&["n", "s"])]));
        }
        if self.0.chance(0.75) {
            quota.insert("per".into(), json!("HORIZON"));
        }
        self.some(&mut quota);
        quota.into()
    }

    fn buffer(&mut self) -> Value {
        let mut buffer = Map::new();
        buffer.insert("id".into(), json!("b"));
        let share = *self.0.pick(&["0.1", "0.25", "0.333", "0.5", "0.625", "0.8"]);
        let number: f64 = share.parse().expect("a number");
        let text = self.0.chance(0.5);
        buffer.insert("share".into(), if text { json!(share) } else { json!(number) });
        if self.0.chance(0.25) {
            buffer.insert("keepsFor".into(), json!(["HIGH", "EMERGENCY"]));
        }
        self.some(&mut buffer);
        buffer.into()
    }
}
