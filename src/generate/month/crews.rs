//! Install crews of two or three from one yard, technicians who start at home.

use serde_json::{Value, json};

use super::YARD;
use crate::generate::clock::{clock, date};
use crate::generate::draw::{self, weighted};
use crate::generate::geo::Metro;
use crate::generate::skills::{self, Skills};
use crate::generate::week::members;
use crate::rng::Rng;

/// Whoever holds it may take the rater through a house.
pub const TESTING: &str = "testing";
const TRADES: [&str; 4] = ["controls", "electrical", "gas", "refrigerant"];
/// Of so many crews eleven install; the others answer calls.
const CREWS: usize = 20;
const THAT_INSTALL: usize = 11;

pub struct Staff {
    pub people: Vec<Value>,
    pub crews: Vec<Value>,
    /// What each install crew holds, and what every crew does, technicians included.
    pub install: Vec<Skills>,
    pub all: Vec<Skills>,
}

impl Staff {
    pub fn hire(
        rng: &mut Rng,
        crews: usize,
        days: &[i64],
        metro: &Metro,
        places: &mut Vec<Value>,
    ) -> Staff {
        let install = (crews * THAT_INSTALL).div_ceil(CREWS);
        let mut staff =
            Staff { people: Vec::new(), crews: Vec::new(), install: Vec::new(), all: Vec::new() };
        for (k, id) in draw::ids("install", install).iter().enumerate() {
            staff.install_crew(rng, k + 1, id, days);
        }
        staff.all.clone_from(&staff.install);
        for id in draw::ids("tech", crews - install) {
            let home = format!("home-{}", &id["tech-".len()..]);
            places.push(metro.point(rng).place(&home));
            staff.technician(rng, &id, &home, days);
        }
        staff
    }

    fn install_crew(&mut self, rng: &mut Rng, k: usize, id: &str, days: &[i64]) {
        let mut members = members(rng, k);
        members[0].1.insert(TESTING.to_owned(), 1);
        let ids: Vec<&String> = members.iter().map(|(id, _)| id).collect();
        let per_hour = ids.len() as i64 * rng.range(38, 46) * 100;
        self.crews.push(json!({
            "id": id,
            "members": ids,
            "lead": ids[0],
            "start": YARD,
            "end": YARD,
            "shifts": shifts(days, super::OPENING, 540),
            "breaks": lunch(45),
            "overtime": {"max": "PT1H30M", "perHour": per_hour / 2},
            "costs": {
                "perDayUsed": 6000, "perHour": per_hour, "perDrivingHour": 1500, "perKm": 70,
            },
        }));
        self.install.push(skills::union(members.iter().map(|(_, skills)| skills)));
        self.people.extend(members.iter().map(
            |(id, skills)| json!({"id": id, "home": YARD, "skills": skills::to_json(skills)}),
        ));
    }

    fn technician(&mut self, rng: &mut Rng, id: &str, home: &str, days: &[i64]) {
        let how_many = weighted(rng, &[(30, 2), (50, 3), (20, 4)]);
        let mut held = skills::draw_skills(rng, &TRADES, how_many, &[(20, 1), (50, 2), (30, 3)]);
        if rng.chance(0.5) {
            held.insert(TESTING.to_owned(), 1);
        }
        let from = weighted(rng, &[(30, 7), (70, 8)]) * 60;
        let person = format!("p-{id}");
        self.crews.push(json!({
            "id": id,
            "members": [person],
            "start": home,
            "end": home,
            "shifts": shifts(days, from, 510),
            "breaks": lunch(30),
            "overtime": {"max": "PT2H", "perHour": 2400},
            "costs": {"perHour": rng.range(42, 52) * 100, "perDrivingHour": 1500, "perKm": 55},
        }));
        self.people.push(json!({"id": person, "home": home, "skills": skills::to_json(&held)}));
        self.all.push(held);
    }
}

/// A shift on each of the days: nobody works on holidays.
fn shifts(days: &[i64], from: i64, minutes: i64) -> Value {
    let (from, to) = (clock(from), clock(from + minutes));
    days.iter().map(|day| json!({"date": date(*day), "from": from, "to": to})).collect()
}

fn lunch(minutes: i64) -> Value {
    let duration = crate::generate::clock::duration(minutes);
    json!([{"id": "lunch", "duration": duration, "earliest": "11:30", "latest": "13:30"}])
}
