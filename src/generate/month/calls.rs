//! The service calls of the month: so many for each working day.

use serde_json::{Value, json};

use super::crews::Staff;
use crate::generate::clock::{clock, date, duration, instant};
use crate::generate::draw::weighted;
use crate::generate::skills::{self, Skills};
use crate::rng::Rng;

const TRADES: [&str; 4] = ["controls", "electrical", "gas", "refrigerant"];

#[derive(Clone, Copy, Debug)]
enum Type {
    Service,
    TuneUp,
    Warranty,
    Correction,
    Emergency,
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Type::Service | Type::Emergency => "SERVICE",
            Type::TuneUp => "TUNE_UP",
            Type::Warranty => "WARRANTY",
            Type::Correction => "CORRECTION",
        }
    }

    /// Shortest and longest work in quarter hours, lowest and highest price in whole dollars.
    fn sizes(self) -> ((i64, i64), (i64, i64)) {
        match self {
            Type::Service => ((4, 10), (160, 420)),
            Type::TuneUp => ((3, 6), (90, 170)),
            Type::Warranty => ((3, 8), (130, 260)),
            Type::Correction => ((4, 10), (180, 300)),
            Type::Emergency => ((4, 9), (500, 1100)),
        }
    }
}

pub fn calls(
    rng: &mut Rng,
    a_day: usize,
    days: &[i64],
    staff: &Staff,
    site: &mut dyn FnMut(&mut Rng, &str) -> String,
) -> Vec<Value> {
    let mut jobs = Vec::new();
    let width = (a_day * days.len()).to_string().len().max(3);
    for k in 0..days.len() {
        for _ in 0..a_day {
            let id = format!("C-{:0width$}", jobs.len() + 1);
            let place = site(rng, &id);
            let table = [
                (42, Type::Service),
                (26, Type::TuneUp),
                (14, Type::Warranty),
                (12, Type::Correction),
                (6, Type::Emergency),
            ];
            let kind = weighted(rng, &table);
            jobs.push(call(rng, &id, &place, &days[k..], kind, staff));
        }
    }
    jobs
}

/// A call of the first of the days; the others are those it can be put off to.
fn call(rng: &mut Rng, id: &str, place: &str, days: &[i64], kind: Type, staff: &Staff) -> Value {
    let ((shortest, longest), (low, high)) = kind.sizes();
    let mut job = json!({
        "id": id,
        "type": kind.name(),
        "place": place,
        "duration": duration(rng.range(shortest, longest) * 15),
        "value": rng.range(low, high) * 100,
    });
    let asked = match kind {
        Type::TuneUp => skills::of(&[]),
        _ => skills::draw_asked(rng, &TRADES, &staff.all),
    };
    if !asked.is_empty() {
        job["skills"] = skills::to_json(&asked);
    }
    match kind {
        Type::Service => service(rng, &mut job, days[0]),
        Type::Emergency => emergency(rng, &mut job, days[0]),
        Type::TuneUp => tune_up(rng, &mut job, days),
        Type::Warranty | Type::Correction => put_off(rng, &mut job, days),
    }
    if rng.chance(0.04) {
        exclude(rng, &mut job, &asked, staff);
    }
    job
}

/// One of those able is not wanted there again, where there are others.
fn exclude(rng: &mut Rng, job: &mut Value, asked: &Skills, staff: &Staff) {
    let able = staff.crews.iter().zip(&staff.all).filter(|(_, held)| skills::cover(held, asked));
    let able: Vec<&Value> = able.map(|(crew, _)| &crew["id"]).collect();
    if able.len() > 1 {
        job["crews"] = json!({"excluded": [rng.pick(&able)]});
    }
}

fn service(rng: &mut Rng, job: &mut Value, day: i64) {
    let hours = [(8, 10), (10, 12), (12, 14), (14, 16), (8, 12), (12, 16)];
    let (from, to) = *rng.pick(&hours);
    job["startWindows"] = windows(&[day], from, to);
    if to - from == 4 && rng.chance(0.5) {
        let (a, b) = (clock(from * 60), clock((from + 2) * 60));
        job["promise"] =
            json!({"date": date(day), "from": a, "to": b, "told": format!("{a} to {b}")});
    }
}

/// No heat, or a smell of gas: today, and the sooner the better.
fn emergency(rng: &mut Rng, job: &mut Value, day: i64) {
    let from = rng.range(8, 13);
    job["startWindows"] = windows(&[day], from, 17);
    job["priority"] = json!("EMERGENCY");
    job["due"] = json!(instant(day, from * 60 + 120));
    job["latePerHour"] = json!(rng.range(6, 12) * 1000);
}

/// Any of the next days, better soon.
fn tune_up(rng: &mut Rng, job: &mut Value, days: &[i64]) {
    let days = &days[..days.len().min(5)];
    job["startWindows"] = windows(days, 8, 16);
    if rng.chance(0.5) {
        job["due"] = json!(instant(days[days.len() / 2], 17 * 60));
        job["latePerHour"] = json!(100);
    }
}

/// Half a day of this or one of the next two days.
fn put_off(rng: &mut Rng, job: &mut Value, days: &[i64]) {
    let (from, to) = *rng.pick(&[(8, 12), (12, 16), (8, 16)]);
    job["startWindows"] = windows(&days[..days.len().min(3)], from, to);
}

fn windows(days: &[i64], from: i64, to: i64) -> Value {
    let (from, to) = (clock(from * 60), clock(to * 60));
    days.iter().map(|day| json!({"date": date(*day), "from": from, "to": to})).collect()
}
