//! Install weeks: crews of two or three from one yard, long jobs with several days to choose from.

use serde_json::{Value, json};

use super::clock::{clock, date, instant, working_days};
use super::draw;
use super::geo::{Metro, Point};
use super::installs::{self, INSTALL, SYSTEMS, Shape};
use super::options::Options;
use super::skills::{self, Skills};
use crate::rng::Rng;

const TRADES: [&str; 5] = ["attic", "duct-seal", "electrical", "gas", "refrigerant"];
const CENTRE: Point = Point { lat: 37.335, lon: -121.9 };
const YARD: &str = "yard";

pub fn generate(opts: &Options) -> Value {
    let mut rng = Rng::new(opts.seed);
    let days = working_days(opts.days.unwrap_or(5).clamp(1, 60));
    let metro = Metro::new(&mut rng, CENTRE, 40.0, 6);
    let mut places = vec![Point::new(37.36, -121.92).place(YARD)];
    let (mut people, mut crews, mut held) = (Vec::new(), Vec::new(), Vec::new());
    for (k, id) in draw::ids("install", opts.week_crews()).iter().enumerate() {
        let members = members(&mut rng, k + 1);
        held.push(skills::union(members.iter().map(|(_, skills)| skills)));
        crews.push(crew(&mut rng, id, &members, opts.lunch));
        people.extend(members.iter().map(
            |(id, skills)| json!({"id": id, "home": YARD, "skills": skills::to_json(skills)}),
        ));
    }
    let shapes = shapes(&mut rng, opts, &days);
    let mut jobs = Vec::new();
    for (id, shape) in draw::ids("job", opts.week_installs()).iter().zip(shapes) {
        let site = format!("site-{}", &id["job-".len()..]);
        places.push(metro.point(&mut rng).place(&site));
        let crews = &crews;
        jobs.push(Draft { rng: &mut rng, days: &days, held: &held, crews }.job(id, &site, shape));
    }
    let last = *days.last().expect("there is at least one day");
    json!({
        "run": {"name": format!("week {} installs, seed {}", opts.week_installs(), opts.seed)},
        "policy": {"preset": "balanced"},
        "problem": {
            "timeZone": "America/Los_Angeles",
            "currency": "USD",
            "horizon": {"from": date(0), "to": date(last)},
            "places": places,
            "travel": {"speedKmh": 40, "detour": 1.3},
            "people": people,
            "crews": crews,
            "jobs": jobs,
        },
    })
}

/// A lead who knows three trades well, and one or two helpers.
pub(super) fn members(rng: &mut Rng, crew: usize) -> Vec<(String, Skills)> {
    let mut lead = skills::draw_skills(rng, &TRADES, 3, &[(60, 2), (40, 3)]);
    lead.insert(INSTALL.to_owned(), 2);
    let mut members = vec![(format!("p-{crew}-1"), lead)];
    for k in 2..=rng.range(2, 3) {
        let how_many = rng.range(1, 2) as usize;
        let mut helper = skills::draw_skills(rng, &TRADES, how_many, &[(60, 1), (40, 2)]);
        helper.insert(INSTALL.to_owned(), 1);
        members.push((format!("p-{crew}-{k}"), helper));
    }
    members
}

fn crew(rng: &mut Rng, id: &str, members: &[(String, Skills)], lunch: bool) -> Value {
    let ids: Vec<&String> = members.iter().map(|(id, _)| id).collect();
    let per_hour = ids.len() as i64 * rng.range(38, 46) * 100;
    let mut crew = json!({
        "id": id,
        "members": ids,
        "lead": ids[0],
        "start": YARD,
        "end": YARD,
        "shifts": [{
            "days": ["MO", "TU", "WE", "TH", "FR"], "from": "07:30", "to": "16:30",
        }],
        "overtime": {"max": "PT2H", "perHour": per_hour / 2},
        "costs": {
            "perDayUsed": 6000, "perHour": per_hour, "perDrivingHour": 1500, "perKm": 70,
        },
        "capacity": {"equipment": 3},
    });
    if lunch {
        crew["breaks"] = json!([
            {"id": "lunch", "duration": "PT45M", "earliest": "11:30", "latest": "13:30"}
        ]);
    }
    crew
}

/// Which installs have parts or need two crews. Parts need a day with a working day after it,
/// and two crews at once need two crews; without those the installs stay single.
fn shapes(rng: &mut Rng, opts: &Options, days: &[i64]) -> Vec<Shape> {
    let parts = if first_days(days).is_empty() { 0 } else { opts.parts };
    let together = if opts.week_crews() < 2 { 0 } else { opts.together };
    let mut shapes = vec![Shape::Single; opts.week_installs()];
    let special = draw::sample(rng, opts.week_installs(), parts + together);
    let mut kinds = vec![Shape::Parts; parts];
    kinds.resize(parts + together, Shape::Together);
    rng.shuffle(&mut kinds);
    for (k, shape) in special.into_iter().zip(kinds) {
        shapes[k] = shape;
    }
    shapes
}

/// The days that have a working day right after them.
fn first_days(days: &[i64]) -> Vec<i64> {
    days.windows(2).filter(|pair| pair[0] + 1 == pair[1]).map(|pair| pair[0]).collect()
}

/// What a new install is drawn from.
struct Draft<'a> {
    rng: &'a mut Rng,
    days: &'a [i64],
    held: &'a [Skills],
    crews: &'a [Value],
}

impl Draft<'_> {
    fn job(mut self, id: &str, site: &str, shape: Shape) -> Value {
        let system = self.rng.pick(&SYSTEMS);
        let minutes = match shape {
            Shape::Single => system.minutes(self.rng),
            Shape::Together => self.rng.range(6, 9) * 30,
            Shape::Parts => self.rng.range(10, 14) * 30,
        };
        let days = match shape {
            Shape::Parts => installs::some_days(self.rng, &first_days(self.days)),
            _ => installs::some_days(self.rng, self.days),
        };
        // A second crew with the same rare trade may not exist: two crews share plain work.
        let asked = match shape {
            Shape::Together => skills::of(&[(INSTALL, 1)]),
            _ => system.asked(self.held),
        };
        let mut job = json!({
            "id": id,
            "type": "INSTALL",
            "place": site,
            "startWindows": installs::start_windows(&days, minutes),
            "skills": skills::to_json(&asked),
            "load": {"equipment": system.equipment},
            "metadata": {"system": system.name},
        });
        let work = shape.put(&mut job, minutes);
        job["value"] = json!(work * self.rng.range(300, 500));
        self.wishes(&mut job, &days);
        job
    }

    fn wishes(&mut self, job: &mut Value, days: &[i64]) {
        if self.rng.chance(0.08) {
            job["mandatory"] = json!(true);
        }
        if self.rng.chance(0.2) {
            let day = *self.rng.pick(days);
            let (from, to) = (clock(450), clock(630));
            let told = format!("the morning of {}", date(day));
            job["promise"] = json!({"date": date(day), "from": from, "to": to, "told": told});
        }
        if self.rng.chance(0.15) {
            job["due"] = json!(instant(*self.rng.pick(days), 12 * 60));
            job["latePerHour"] = json!(self.rng.range(2, 8) * 100);
        }
        if self.rng.chance(0.12) {
            job["crews"] = json!({"preferred": [self.rng.pick(self.crews)["id"]]});
        }
    }
}
