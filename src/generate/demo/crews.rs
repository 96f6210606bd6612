//! The people of the demo company: eight install crews and twelve service technicians.

use serde_json::{Value, json};

use super::places::{Places, SHOP};
use crate::generate::clock::date;
use crate::generate::installs::INSTALL;
use crate::generate::skills::{self, Skills};
use crate::rng::Rng;

type Trades = &'static [(&'static str, i64)];

/// Members, the lead first, with the trades of each.
const INSTALLERS: [&[(&str, Trades)]; 8] = [
    &[
        ("ana", &[("gas", 3), ("electrical", 2), ("refrigerant", 2)]),
        ("luis", &[("gas", 1), ("attic", 1)]),
        ("jo", &[("electrical", 1)]),
    ],
    &[("mei", &[("refrigerant", 3), ("electrical", 2)]), ("tomas", &[("refrigerant", 1)])],
    &[
        ("priya", &[("refrigerant", 2), ("gas", 2), ("electrical", 2)]),
        ("sam", &[("attic", 1)]),
        ("ines", &[("gas", 1)]),
    ],
    &[
        ("dev", &[("duct-seal", 3), ("attic", 2)]),
        ("rosa", &[("duct-seal", 1), ("electrical", 1)]),
        ("bo", &[("attic", 1)]),
    ],
    &[("kofi", &[("attic", 3), ("electrical", 1)]), ("lena", &[("attic", 1), ("duct-seal", 2)])],
    &[
        ("omar", &[("gas", 2), ("refrigerant", 2), ("electrical", 1)]),
        ("tess", &[("duct-seal", 2), ("attic", 1)]),
        ("yuki", &[("refrigerant", 1)]),
    ],
    &[("nadia", &[("duct-seal", 2), ("attic", 2), ("electrical", 2)]), ("finn", &[("attic", 1)])],
    &[("hugo", &[("electrical", 3), ("refrigerant", 2), ("gas", 2)]), ("amal", &[("attic", 1)])],
];

/// One technician each; `service` says how hard a call may be.
const TECHNICIANS: [(&str, Trades); 12] = [
    ("cleo", &[("service", 3), ("gas", 2), ("refrigerant", 3), ("electrical", 2)]),
    ("raj", &[("service", 3), ("gas", 3), ("electrical", 2), ("inspection", 1)]),
    ("ivy", &[("service", 2), ("gas", 2), ("refrigerant", 1)]),
    ("otto", &[("service", 2), ("refrigerant", 2), ("electrical", 1)]),
    ("lucia", &[("service", 2), ("gas", 2), ("electrical", 2), ("duct-seal", 1)]),
    ("ben", &[("service", 1), ("electrical", 1), ("attic", 1)]),
    ("zara", &[("service", 2), ("refrigerant", 2), ("gas", 1), ("inspection", 1)]),
    ("milo", &[("service", 1), ("gas", 1)]),
    ("noor", &[("service", 3), ("refrigerant", 2), ("electrical", 3), ("inspection", 1)]),
    ("gus", &[("service", 2), ("gas", 2), ("duct-seal", 2)]),
    ("elif", &[("service", 1), ("refrigerant", 1), ("attic", 1)]),
    ("pablo", &[("service", 2), ("electrical", 2), ("gas", 1)]),
];

/// Lucia's gas licence runs out on Wednesday.
const EXPIRING: (&str, &str, i64) = ("lucia", "gas", 2);
const FRIDAY: i64 = 4;

/// Who works at the company, as JSON and as the skills each crew holds.
pub struct Staff {
    pub people: Vec<Value>,
    pub crews: Vec<Value>,
    pub installers: Vec<(String, Skills)>,
    pub technicians: Vec<String>,
}

impl Staff {
    pub fn hire(rng: &mut Rng, places: &mut Places) -> Self {
        let (people, crews) = (Vec::new(), Vec::new());
        let (installers, technicians) = (Vec::new(), Vec::new());
        let mut staff = Staff { people, crews, installers, technicians };
        for (k, members) in INSTALLERS.iter().enumerate() {
            staff.add_installers(k, members);
        }
        for (k, (name, trades)) in TECHNICIANS.iter().enumerate() {
            staff.add_technician(rng, places, k, name, trades);
        }
        staff
    }

    fn add_installers(&mut self, k: usize, members: &[(&str, Trades)]) {
        let id = format!("install-{}", k + 1);
        let mut held = Vec::new();
        for (rank, (name, trades)) in members.iter().enumerate() {
            let mut skills = skills::of(trades);
            skills.insert(INSTALL.to_owned(), if rank == 0 { 2 } else { 1 });
            self.people.push(person(name, SHOP, &skills));
            held.push(skills);
        }
        let names: Vec<String> = members.iter().map(|(name, _)| person_id(name)).collect();
        let per_hour = 4200 * names.len() as i64;
        let short_friday = k == 2 || k == 5;
        self.crews.push(json!({
            "id": id,
            "members": names,
            "lead": names[0],
            "start": SHOP,
            "end": SHOP,
            "shifts": shifts(("07:30", "16:30"), short_friday.then_some("12:00")),
            "breaks": [lunch("PT45M")],
            "overtime": {"max": "PT2H", "perHour": per_hour / 2},
            "costs": {
                "perDayUsed": 6000, "perHour": per_hour, "perDrivingHour": 1500, "perKm": 70,
            },
            "capacity": {"equipment": 3},
        }));
        self.installers.push((id, skills::union(&held)));
    }

    fn add_technician(
        &mut self,
        rng: &mut Rng,
        places: &mut Places,
        k: usize,
        name: &str,
        trades: Trades,
    ) {
        let id = format!("tech-{:02}", k + 1);
        let home = format!("home-{:02}", k + 1);
        places.home(rng, &home);
        self.people.push(person(name, &home, &skills::of(trades)));
        let hours = if k % 3 == 2 { ("09:00", "17:30") } else { ("08:00", "16:30") };
        let shifts = match k {
            // Part-time: one works three days, the other four.
            10 => json!([{"days": ["MO", "WE", "FR"], "from": "08:00", "to": "16:30"}]),
            11 => json!([{"days": ["MO", "TU", "WE", "TH"], "from": "09:00", "to": "17:30"}]),
            _ => shifts(hours, (k == 3).then_some("13:00")),
        };
        self.crews.push(json!({
            "id": id,
            "members": [person_id(name)],
            "shifts": shifts,
            "breaks": [lunch("PT45M")],
            "overtime": {"max": "PT2H", "perHour": 2700},
            "costs": {"perHour": 5200, "perDrivingHour": 1200, "perKm": 55},
            "max": {"jobs": 7, "drive": "PT3H30M"},
        }));
        self.technicians.push(id);
    }
}

/// Monday to Friday, or to Thursday and a Friday that ends early.
fn shifts((from, to): (&str, &str), friday: Option<&str>) -> Value {
    match friday {
        None => json!([{"days": ["MO", "TU", "WE", "TH", "FR"], "from": from, "to": to}]),
        Some(early) => json!([
            {"days": ["MO", "TU", "WE", "TH"], "from": from, "to": to},
            {"date": date(FRIDAY), "from": from, "to": early},
        ]),
    }
}

fn lunch(duration: &str) -> Value {
    json!({"id": "lunch", "duration": duration, "earliest": "11:30", "latest": "13:30"})
}

fn person_id(name: &str) -> String {
    format!("p-{name}")
}

fn person(name: &str, home: &str, held: &Skills) -> Value {
    let mut skills = skills::to_json(held);
    let (who, skill, until) = EXPIRING;
    for held in skills.as_array_mut().into_iter().flatten() {
        if name == who && held["id"] == skill {
            held["until"] = json!(date(until));
        }
    }
    json!({"id": person_id(name), "home": home, "skills": skills})
}
