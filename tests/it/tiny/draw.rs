//! Random tiny requests over all rules, steered so that every rule decides something now and then.

use callboard::rng::Rng;
use callboard::units::{MINUTE, Millis};
use serde_json::{Value, json};

/// A request whose times are all multiples of `grid`.
pub struct Drawn {
    pub request: Value,
    pub grid: Millis,
}

/// One kind of request in four: free ones, linked ones, ones with breaks, ones with `now`.
pub fn draw(seed: u64) -> Drawn {
    let mut rng = Rng::new(seed);
    let kind = (seed % 4) as usize;
    let linked = kind == 1;
    let unit = if linked { *rng.pick(&[20, 30]) } else { *rng.pick(&[10, 15, 20]) };
    let days = if linked {
        1 + i64::from(rng.chance(0.7))
    } else {
        rng.range(1, 2) + i64::from(rng.chance(0.2))
    };
    let crews = if linked { 2 } else { rng.range(1, if days > 1 { 2 } else { 3 }) };
    let jobs = if linked { rng.range(2, 3) } else { rng.range(1, 4) + i64::from(rng.chance(0.4)) };
    let mut d = Draw { rng, unit, days, crews, jobs, kind };
    let (places, travel) = d.travel();
    let crews: Vec<Value> = (0..crews).map(|c| d.crew(c)).collect();
    let mut list: Vec<Value> = (0..jobs).map(|j| d.job(j)).collect();
    if linked {
        d.link(&mut list[0]);
    }
    let mut problem = json!({
        "timeZone": "America/Chicago",
        "horizon": {"from": date(0), "to": date(days - 1)},
        "places": places, "travel": travel,
        "people": [{"id": "ada", "skills": [{"id": "gas", "level": 2, "until": date(0)}]}],
        "crews": crews, "jobs": list,
    });
    if kind == 3 {
        problem["now"] = json!(d.instant(0, 8, 14));
    }
    stock(seed, &mut problem, unit);
    let policy = json!({"prices": {"latePerHour": d.money(3000), "promiseBroken": d.money(3000),
        "notPreferred": d.money(1500)}});
    Drawn { request: json!({"policy": policy, "problem": problem}), grid: unit * MINUTE }
}

/// Tools and parts for every other request, for most of them a warehouse too. Drawn apart, so that
/// all else stays what it is without them.
fn stock(seed: u64, problem: &mut Value, unit: i64) {
    if !matches!(seed % 8, 0 | 2 | 5 | 7) {
        return;
    }
    let mut rng = Rng::new(seed ^ 0x70_6f_6f_6c);
    for crew in problem["crews"].as_array_mut().expect("a list") {
        let held = ["saw", "drill"].into_iter().filter(|_| rng.chance(0.4));
        crew["tools"] = held.collect();
        crew["stock"] = json!({"valve": rng.range(0, 2)});
    }
    for job in problem["jobs"].as_array_mut().expect("a list") {
        if rng.chance(0.5) {
            job["tools"] = json!([*rng.pick(&["saw", "drill"])]);
        }
        if rng.chance(0.7) {
            job["uses"] = json!({"valve": rng.range(1, 2)});
        }
    }
    if rng.chance(0.75) {
        let places = problem["places"].as_array().expect("a list").len();
        let place = format!("p{}", rng.below(places));
        let takes = rng.range(0, 2) * unit;
        problem["warehouses"] = json!([{"id": "hub", "place": place, "duration": duration(takes)}]);
    }
}

struct Draw {
    rng: Rng,
    /// Minutes that divide every time.
    unit: i64,
    days: i64,
    crews: i64,
    jobs: i64,
    kind: usize,
}

/// The `k`-th date of the horizon; a Friday first, so that the days are not all alike.
fn date(k: i64) -> String {
    format!("2026-01-{:02}", 9 + k)
}

fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn duration(minutes: i64) -> String {
    format!("PT{minutes}M")
}

impl Draw {
    fn money(&mut self, most: i64) -> i64 {
        self.rng.range(0, most / 10) * 10 + self.rng.range(0, 1)
    }

    fn chance(&mut self, p: f64) -> bool {
        self.rng.chance(p)
    }

    /// Whole units between two numbers of them.
    fn units(&mut self, low: i64, high: i64) -> i64 {
        self.rng.range(low, high) * self.unit
    }

    /// Minutes after midnight between two full hours.
    fn minutes(&mut self, from: i64, to: i64) -> i64 {
        let steps = (to - from) * 60 / self.unit;
        let step = self.rng.range(0, steps);
        let first = (from * 60 + self.unit - 1) / self.unit * self.unit;
        first + step * self.unit
    }

    fn day(&mut self) -> i64 {
        self.rng.range(0, self.days - 1)
    }

    fn instant(&mut self, day: i64, from: i64, to: i64) -> String {
        let minutes = self.minutes(from, to);
        format!("{}T{}:00-06:00", date(day), clock(minutes))
    }

    fn place(&mut self) -> String {
        format!("p{}", self.rng.range(0, self.jobs))
    }

    fn travel(&mut self) -> (Value, Value) {
        let ids: Vec<String> = (0..=self.jobs).map(|p| format!("p{p}")).collect();
        let places: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
        let mut table = |scale: i64, most: i64| -> Vec<Vec<i64>> {
            let n = ids.len();
            (0..n)
                .map(|i| {
                    let each = (0..n).map(|j| if i == j { 0 } else { self.rng.range(0, most) });
                    each.map(|x| x * scale).collect()
                })
                .collect()
        };
        let (seconds, metres) = (table(60 * self.unit, 3), table(1370, 9));
        (json!(places), json!({"matrix": {"places": ids, "seconds": seconds, "metres": metres}}))
    }

    fn crew(&mut self, c: i64) -> Value {
        let mut crew = json!({"id": format!("c{c}"), "shifts": self.shifts()});
        if self.chance(0.75) {
            crew["start"] = json!(self.place());
        }
        if self.chance(0.75) {
            crew["end"] = json!(self.place());
        }
        if c == 0 && self.chance(0.5) {
            crew["members"] = json!(["ada"]);
        } else if self.chance(0.5) {
            crew["skills"] = json!([{"id": "gas", "level": self.rng.range(1, 2)}]);
        }
        let most = match self.kind {
            2 => 3,
            3 => self.rng.range(0, 2),
            _ => i64::from(self.chance(0.5)),
        };
        let breaks: Vec<Value> = (0..most).map(|b| self.rest(b, most)).collect();
        crew["breaks"] = json!(breaks);
        if self.chance(0.6) {
            let most = self.units(1, 6);
            crew["overtime"] = json!({"max": duration(most), "perHour": self.money(2000)});
        }
        let mut costs = json!({});
        for (key, p, most) in [
            ("perDayUsed", 0.5, 1500),
            ("perHour", 0.6, 1200),
            ("perDrivingHour", 0.4, 1500),
            ("perKm", 0.4, 80),
        ] {
            if self.chance(p) {
                costs[key] = json!(self.money(most));
            }
        }
        crew["costs"] = costs;
        let mut max = json!({});
        if self.chance(0.5) {
            max["jobs"] = json!(self.rng.range(1, 2));
        }
        if self.chance(0.35) {
            max["drive"] = json!(duration(self.units(1, 5)));
        }
        crew["max"] = max;
        if self.chance(0.5) {
            crew["capacity"] = json!({"box": self.rng.range(1, 4)});
        }
        crew
    }

    /// One shift a day, now and then two.
    fn shifts(&mut self) -> Value {
        let (from, to) = (self.minutes(8, 10), self.minutes(12, 16));
        if self.days * self.crews <= 3 && self.chance(0.25) {
            let late = to + self.units(1, 3);
            let end = late + self.units(4, 10);
            return json!([{"from": clock(from), "to": clock(to)},
                {"from": clock(late), "to": clock(end)}]);
        }
        json!([{"from": clock(from), "to": clock(to)}])
    }

    fn rest(&mut self, b: i64, most: i64) -> Value {
        let low = if most > 1 { 8 + 2 * b } else { 9 };
        let earliest = self.minutes(low, low + 2);
        let latest = earliest + self.units(0, 5);
        json!({"id": format!("b{b}"), "duration": duration(self.units(1, 3)),
            "earliest": clock(earliest), "latest": clock(latest)})
    }

    fn job(&mut self, j: i64) -> Value {
        let least = i64::from(!self.chance(0.1));
        let mut job = json!({"id": format!("j{j}"), "place": self.place(),
            "duration": duration(self.units(least, 8)), "value": self.money(6000)});
        if self.chance(0.4) {
            job["breakInside"] = json!(true);
        }
        if self.chance(0.55) {
            let count = self.rng.range(1, 3);
            let windows: Vec<Value> = (0..count).map(|_| self.window(4)).collect();
            job["startWindows"] = json!(windows);
        }
        if self.chance(0.3) {
            let day = self.day();
            job["finishBy"] = json!(self.instant(day, 9, 14));
        }
        if self.chance(0.4) {
            let day = self.day();
            job["due"] = json!(self.instant(day, 7, 12));
            if self.chance(0.5) {
                job["latePerHour"] = json!(self.money(4000));
            }
        }
        if self.chance(0.35) {
            job["promise"] = self.window(2);
        }
        if self.chance(0.35) {
            job["skills"] = json!([{"id": "gas", "level": self.rng.range(1, 2)}]);
        }
        if self.chance(0.6) {
            job["load"] = json!({"box": self.rng.range(1, 3)});
        }
        job["mandatory"] = json!(self.chance(0.25));
        self.crews_of(&mut job);
        self.pin(&mut job);
        job
    }

    fn window(&mut self, most: i64) -> Value {
        let from = self.minutes(8, 14);
        let to = from + self.units(0, most);
        json!({"date": date(self.day()), "from": clock(from), "to": clock(to)})
    }

    fn crews_of(&mut self, job: &mut Value) {
        let any = |d: &mut Draw| json!([format!("c{}", d.rng.range(0, d.crews - 1))]);
        let mut lists = json!({});
        for (key, p) in [("required", 0.15), ("excluded", 0.2), ("preferred", 0.35)] {
            if self.chance(p) {
                lists[key] = any(self);
            }
        }
        job["crews"] = lists;
    }

    fn pin(&mut self, job: &mut Value) {
        let mut pin = json!({});
        if self.chance(0.15) {
            pin["crew"] = json!(format!("c{}", self.rng.range(0, self.crews - 1)));
        }
        if self.chance(0.12) {
            pin["date"] = json!(date(self.day()));
        }
        let begun = if self.kind == 3 { 0.4 } else { 0.05 };
        if self.chance(begun) {
            pin["start"] = json!(self.instant(0, 8, 12));
        }
        if self.chance(0.25) {
            pin["order"] = json!(self.rng.range(1, 3));
        }
        if self.chance(0.15) {
            pin["override"] = json!(["skills", "crew-list", "start-windows", "finish-by"]);
        }
        job["pin"] = pin;
    }

    /// Makes a job of two visits of it.
    fn link(&mut self, job: &mut Value) {
        job["value"] = json!(self.rng.range(4000, 12_000));
        if self.days == 1 || self.chance(0.35) {
            job["together"] = json!(2);
        } else {
            let parts: Vec<String> = (0..2).map(|_| duration(self.units(1, 6))).collect();
            job["parts"] = json!(parts);
            job.as_object_mut().expect("a job is an object").remove("duration");
        }
    }
}
