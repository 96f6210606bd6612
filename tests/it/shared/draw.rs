//! Random tiny requests whose jobs share a crane and a lift.

use crate::ties::draw as tied;
use callboard::rng::Rng;
use serde_json::{Value, json};

/// Minutes that divide every time.
const UNIT: i64 = tied::UNIT;

/// A request of jobs that are tied, or were, with resources.
pub fn draw(seed: u64) -> Value {
    let mut request = tied::draw(seed);
    let mut d = Draw(Rng::new(seed ^ 0xC0FFEE));
    if d.0.chance(0.75) {
        for job in request["problem"]["jobs"].as_array_mut().expect("jobs") {
            let job = job.as_object_mut().expect("an object");
            job.remove("after");
            job.remove("with");
        }
    }
    add(&mut d, &mut request);
    if d.0.chance(0.6) {
        request["problem"]["now"] = json!("2026-01-07T12:00:00Z");
    }
    request
}

/// Gives any request with jobs in hours from 8 to 13 a crane and a lift.
pub fn equip(seed: u64, request: &mut Value) {
    add(&mut Draw(Rng::new(seed ^ 0xC0FFEE)), request);
}

fn add(d: &mut Draw, request: &mut Value) {
    let units = 1 + i64::from(d.0.chance(0.4));
    let (crane, lift) = (d.resource("crane", units), d.resource("lift", 1));
    request["problem"]["resources"] = json!([crane, lift]);
    for job in request["problem"]["jobs"].as_array_mut().expect("jobs") {
        // Worth a hire, most of the time.
        if let Some(value) = job["value"].as_i64() {
            job["value"] = json!(value + 3000 + d.0.range(0, 100) * 100);
        }
        let mut uses = Vec::new();
        if d.0.chance(0.9) {
            let many = if units > 1 && d.0.chance(0.2) { 2 } else { 1 };
            uses.push(d.one("crane", many));
        }
        if d.0.chance(0.3) {
            uses.push(d.one("lift", 1));
        }
        job["resources"] = json!(uses);
    }
}

struct Draw(Rng);

impl Draw {
    fn clock(&mut self, low: i64, high: i64) -> String {
        let minutes = self.0.range(low * 60 / UNIT, high * 60 / UNIT) * UNIT;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn span(&mut self, low: i64, high: i64) -> String {
        format!("PT{}M", self.0.range(low, high) * UNIT)
    }

    fn resource(&mut self, id: &str, units: i64) -> Value {
        let mut one = json!({"id": id, "units": units});
        if self.0.chance(0.4) {
            one["shifts"] = json!([{"from": self.clock(8, 10), "to": self.clock(11, 13)}]);
        }
        if self.0.chance(0.5) {
            // From noon of the day before: until the first morning, or the second.
            let hours = if self.0.chance(0.6) { (40, 48) } else { (88, 96) };
            one["notice"] = json!(self.span(hours.0, hours.1));
        }
        if self.0.chance(0.7) {
            one["minimumHire"] = json!(self.span(2, 8));
        }
        if self.0.chance(0.3) {
            one["perDay"] = json!(1);
        }
        if self.0.chance(0.4) {
            let middle = self.clock(9, 11);
            let (am, pm) = (self.0.range(0, 1), self.0.range(1, 2));
            one["blocks"] = json!([{"from": "07:00", "to": middle, "max": am},
                {"from": middle, "to": "14:00", "max": pm}]);
        }
        one["costs"] = json!({"perCall": self.0.range(0, 30) * 100,
            "perHour": self.0.range(0, 20) * 100});
        one
    }

    fn one(&mut self, id: &str, units: i64) -> Value {
        let mut one = json!({"id": id, "units": units});
        // Every job lasts half an hour at least, and so every offset below needs a duration.
        if self.0.chance(0.5) {
            one["offset"] = json!(self.span(1, 2));
            one["duration"] = json!(self.span(1, 3));
        } else if self.0.chance(0.4) {
            one["duration"] = json!(self.span(1, 4));
        }
        one
    }
}
