//! A month of a company that installs and repairs: installs of one to three days once their permit
//! and their parts are there, a test and an inspection after each, service calls every day.
//!
//! A little more work than the month holds, and limits that a coordinator knows: one crane, two
//! raters, an inspector who comes in the morning or in the afternoon, holidays.

mod calls;
mod crews;
mod installs;

use serde_json::{Value, json};

use super::clock::{date, instant, working_days_but};
use super::geo::{Metro, Point};
use super::options::Options;
use crate::rng::Rng;
use crews::Staff;

const CENTRE: Point = Point { lat: 37.335, lon: -121.9 };
const YARD: &str = "yard";
/// The working day of crews.
const OPENING: i64 = 7 * 60 + 30;
const HOLIDAYS: [&str; 4] = ["2026-12-25", "2027-01-01", "2027-01-18", "2027-02-15"];

pub fn generate(opts: &Options) -> Value {
    let rng = Rng::new(opts.seed);
    let days = working_days_but(opts.days.unwrap_or(20).clamp(1, 60), &HOLIDAYS);
    let installs = opts.installs.unwrap_or(120);
    let metro = Metro::new(&mut rng.fork(1), CENTRE, 40.0, 6);
    let mut places = vec![Point::new(37.36, -121.92).place(YARD)];
    let staff = Staff::hire(&mut rng.fork(2), opts.month_crews(), &days, &metro, &mut places);
    let mut site = |rng: &mut Rng, id: &str| {
        let place = format!("site-{id}");
        places.push(metro.point(rng).place(&place));
        place
    };
    let mut jobs = installs::installs(&mut rng.fork(3), installs, &days, &staff, &mut site);
    jobs.extend(calls::calls(&mut rng.fork(4), opts.calls, &days, &staff, &mut site));
    let last = *days.last().expect("there is at least one day");
    json!({
        "run": {"name": format!("month {installs} installs, seed {}", opts.seed)},
        "policy": {"preset": "balanced"},
        "problem": {
            "timeZone": "America/Los_Angeles",
            "currency": "USD",
            "horizon": {"from": date(0), "to": date(last)},
            "calendar": {"workDays": ["MO", "TU", "WE", "TH", "FR"], "holidays": HOLIDAYS},
            "now": instant(-1, 17 * 60),
            "places": places,
            "travel": {"speedKmh": 40, "detour": 1.3},
            "resources": resources(),
            "people": staff.people,
            "crews": staff.crews,
            "jobs": jobs,
        },
    })
}

/// What the installs share. The town's inspector costs nothing, but the visits are few.
fn resources() -> Value {
    let working = ["MO", "TU", "WE", "TH", "FR"];
    json!([
        {
            "id": "crane",
            "shifts": [{"days": working, "from": "07:00", "to": "17:00"}],
            "notice": "PT72H", "minimumHire": "PT4H",
            "costs": {"perCall": 15000, "perHour": 14000},
        },
        {
            "id": "rater", "units": 2,
            "shifts": [{"days": working, "from": "08:00", "to": "17:00"}],
            "notice": "PT24H", "perDay": 12,
            "costs": {"perCall": 9000},
        },
        {
            "id": "inspector", "units": 3, "notice": "PT48H",
            "blocks": [
                {"from": "08:00", "to": "12:00", "max": 5},
                {"from": "13:00", "to": "16:30", "max": 5},
            ],
        },
    ])
}
