//! The demo week: a fictional heating, cooling and home-performance company around San Jose.
//!
//! A little more work than the week holds, so that leaving out happens, and one of everything a
//! dispatcher meets. People and streets are made up.

mod calls;
mod crews;
mod installs;
mod places;

use serde_json::{Value, json};

use super::clock::{date, instant};
use crate::rng::Rng;
use crews::Staff;
use places::Places;

pub fn generate(seed: u64) -> Value {
    let rng = Rng::new(seed);
    let mut places = Places::new();
    let staff = Staff::hire(&mut rng.fork(1), &mut places);
    let mut jobs = installs::installs(&mut rng.fork(2), &mut places, &staff);
    jobs.extend(calls::calls(&mut rng.fork(3), &mut places, &staff));
    json!({
        "run": {
            "name": "Demo week", "tags": ["demo"], "calendar": "demo", "seed": 1
        },
        "policy": {
            "preset": "balanced",
            "prices": {"unassigned": {
                "LOW": 12000, "NORMAL": 16000, "HIGH": 40000, "EMERGENCY": 100000,
            }},
        },
        "problem": {
            "timeZone": "America/Los_Angeles",
            "currency": "USD",
            "horizon": {"from": date(0), "to": date(4)},
            "now": instant(-1, 17 * 60),
            "places": places.into_json(),
            "travel": {"speedKmh": 40, "detour": 1.3},
            "people": staff.people,
            "crews": staff.crews,
            "jobs": jobs,
        },
    })
}
