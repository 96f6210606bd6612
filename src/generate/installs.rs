//! What installing a system takes, and a job made of it.

use serde_json::{Value, json};

use super::clock::{clock, date, duration};
use super::skills::{self, Skills};
use crate::rng::Rng;

/// Every crew that installs holds it; technicians do not.
pub const INSTALL: &str = "install";

/// Installs from this length on start in the morning, shorter ones until one o'clock.
const LONG_MINUTES: i64 = 300;
const OPENING: i64 = 7 * 60 + 30;

/// One kind of system.
pub struct System {
    pub name: &'static str,
    /// Shortest and longest work, in half hours.
    half_hours: (i64, i64),
    skills: &'static [(&'static str, i64)],
    /// Units that take room in the van.
    pub equipment: i64,
}

pub const SYSTEMS: [System; 7] = [
    system("FURNACE", (8, 11), &[("gas", 2), ("electrical", 1)], 1),
    system("HEAT_PUMP", (11, 16), &[("refrigerant", 2), ("electrical", 2)], 2),
    system("AC", (10, 14), &[("refrigerant", 2), ("electrical", 1)], 1),
    system("DUCTS", (7, 14), &[("duct-seal", 2), ("attic", 1)], 1),
    system("INSULATION", (6, 10), &[("attic", 2)], 2),
    system("ATTIC_FAN", (6, 7), &[("electrical", 1), ("attic", 1)], 1),
    system("WHOLE_HOUSE_FAN", (6, 9), &[("electrical", 2), ("attic", 1)], 1),
];

const fn system(
    name: &'static str,
    half_hours: (i64, i64),
    skills: &'static [(&'static str, i64)],
    equipment: i64,
) -> System {
    System { name, half_hours, skills, equipment }
}

impl System {
    pub fn minutes(&self, rng: &mut Rng) -> i64 {
        rng.range(self.half_hours.0, self.half_hours.1) * 30
    }

    /// What the system asks for, or plain installing where no crew can do it.
    pub fn asked(&self, crews: &[Skills]) -> Skills {
        let mut asked = skills::of(self.skills);
        asked.insert(INSTALL.to_owned(), 1);
        if crews.iter().any(|held| skills::cover(held, &asked)) {
            return asked;
        }
        skills::of(&[(INSTALL, 1)])
    }
}

/// How an install's visits are arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Single,
    /// Two crews, one start.
    Together,
    /// A long day and a shorter one after it.
    Parts,
}

impl Shape {
    /// Sets the duration; a price grows with the crew hours, which are returned in minutes.
    pub fn put(self, job: &mut Value, minutes: i64) -> i64 {
        let second = minutes / 60 * 30 + 60;
        match self {
            Shape::Single => job["duration"] = json!(duration(minutes)),
            Shape::Together => {
                job["duration"] = json!(duration(minutes));
                job["together"] = json!(2);
                return minutes * 2;
            }
            Shape::Parts => {
                job["parts"] = json!([duration(minutes), duration(second)]);
                return minutes + second;
            }
        }
        minutes
    }
}

/// Starts of the first visit on each of the days, in the morning where the work is long.
pub fn start_windows(days: &[i64], minutes: i64) -> Value {
    let to = if minutes >= LONG_MINUTES { 10 * 60 } else { 13 * 60 };
    let window = |&day: &i64| json!({"date": date(day), "from": clock(OPENING), "to": clock(to)});
    days.iter().map(window).collect()
}

/// Two to four neighbouring days of those given; all of them where there are fewer.
pub fn some_days(rng: &mut Rng, days: &[i64]) -> Vec<i64> {
    let span = (rng.range(2, 4) as usize).min(days.len());
    let first = rng.below(days.len() - span + 1);
    days[first..first + span].to_vec()
}
