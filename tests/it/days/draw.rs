//! Random tiny requests with work that is cut or shared: one job over some days, two others beside
//! it, a crew of one and a crew of two.

use callboard::rng::Rng;
use serde_json::{Value, json};

/// Minutes that divide every time.
pub const UNIT: i64 = 30;
/// The dates of the horizon, Thursday to Saturday.
pub const DATES: [&str; 3] = ["2026-01-08", "2026-01-09", "2026-01-10"];

pub fn draw(seed: u64) -> Value {
    let mut d = Draw(Rng::new(seed), seed % KINDS);
    // Nobody works on the day between, or that day or another is a holiday.
    let apart = d.1 == IDLE || (d.1 != HOLIDAY && d.0.chance(0.5));
    let crews: Vec<Value> = (0..2).map(|c| d.crew(c, apart)).collect();
    let jobs = json!([d.cut(), d.second(), d.third()]);
    let places: Vec<Value> = (0..3).map(|p| json!({"id": format!("p{p}")})).collect();
    let mut rows: Vec<Vec<i64>> = (0..3)
        .map(|a| (0..3).map(|b| if a == b { 0 } else { d.leg() * UNIT * 60 }).collect())
        .collect();
    // The search asks whether a visit fits alone, which is only right where no detour is shorter.
    for via in 0..3 {
        for a in 0..3 {
            for b in 0..3 {
                rows[a][b] = rows[a][b].min(rows[a][via] + rows[via][b]);
            }
        }
    }
    let mut calendar = json!({"workDays": ["TH", "FR", "SA"]});
    if d.1 == HOLIDAY {
        calendar["holidays"] = json!([DATES[1]]);
    } else if !apart && d.0.chance(0.8) {
        calendar["holidays"] = json!([*d.0.pick(&DATES)]);
    }
    json!({"problem": {
        "horizon": {"from": DATES[0], "to": DATES[2]}, "calendar": calendar,
        "places": places,
        "travel": {"matrix": {"places": ["p0", "p1", "p2"], "seconds": rows}},
        "people": [{"id": "ann"}, {"id": "bob"}, {"id": "cy"}],
        "crews": crews, "jobs": jobs}})
}

/// The same with a warehouse.
pub fn stocked(seed: u64) -> Value {
    let mut request = draw(seed);
    crate::supply::add(seed, &mut request["problem"], UNIT);
    request
}

/// Of so many requests one each has nothing else in the way of a day that is idle between two
/// parts, or of a holiday there.
const KINDS: u64 = 6;
const IDLE: u64 = 0;
const HOLIDAY: u64 = 1;

/// Chance, and the kind of the request.
struct Draw(Rng, u64);

impl Draw {
    fn leg(&mut self) -> i64 {
        i64::from(self.0.chance(0.4))
    }

    fn span(&mut self, low: i64, high: i64) -> String {
        format!("PT{}M", self.0.range(low, high) * UNIT)
    }

    fn crew(&mut self, c: usize, apart: bool) -> Value {
        let members = if c == 0 { json!(["ann"]) } else { json!(["bob", "cy"]) };
        let mut shifts = Vec::new();
        for date in DATES {
            if self.0.chance(0.97) && !(apart && date == DATES[1]) {
                let to = format!("{:02}:{}", self.0.range(10, 12), self.0.pick(&["00", "30"]));
                shifts.push(json!({"date": date, "from": "08:00", "to": to}));
            }
        }
        let mut crew = json!({"id": format!("c{c}"), "members": members, "start": "p2",
            "end": "p2", "shifts": shifts,
            "costs": {"perHour": self.0.range(0, 30) * 100,
                "perDrivingHour": self.0.range(0, 20) * 100,
                "perDayUsed": self.0.range(0, 5) * 100}});
        if self.0.chance(0.3) {
            crew["breaks"] = json!([{"id": "b", "duration": "PT30M", "earliest": "08:00",
                "latest": "08:30"}]);
        }
        crew
    }

    /// The job that is cut, by `duration` or by `labor`.
    fn cut(&mut self) -> Value {
        if [IDLE, HOLIDAY].contains(&self.1) {
            return json!({"id": "j0", "place": "p0", "duration": self.span(8, 13),
                "split": {"step": "PT30M", "minBlock": "PT60M", "maxGap": 0}, "value": 60_000});
        }
        let mut split = json!({"step": "PT30M", "minBlock": self.span(2, 5)});
        if self.0.chance(0.5) {
            split["maxGap"] = json!(self.0.range(0, 1));
        }
        let mut job = json!({"id": "j0", "place": format!("p{}", self.0.range(0, 1)),
            "split": split, "value": self.0.range(150, 500) * 100});
        match self.0.chance(0.4) {
            true => job["labor"] = json!(self.span(11, 24)),
            false => job["duration"] = json!(self.span(7, 13)),
        }
        if self.0.chance(0.25) {
            job["crewSize"] = json!({"min": 2});
        }
        self.times(&mut job, 0.15);
        job
    }

    /// Work that two people finish sooner, or plain work.
    fn second(&mut self) -> Value {
        let mut job = self.third();
        job["id"] = json!("j1");
        if self.0.chance(0.5) {
            job.as_object_mut().expect("a job").remove("duration");
            job["labor"] = json!(self.span(1, 5));
            if self.0.chance(0.4) {
                job["crewSize"] = json!(self.0.range(1, 2));
            }
        }
        job
    }

    fn third(&mut self) -> Value {
        let mut job = json!({"id": "j2", "place": format!("p{}", self.0.range(0, 1)),
            "duration": self.span(1, 3), "value": self.0.range(0, 120) * 100});
        self.times(&mut job, 0.3);
        job
    }

    fn times(&mut self, job: &mut Value, often: f64) {
        if self.0.chance(0.35) {
            let date = *self.0.pick(&DATES);
            let eta = match self.0.chance(0.5) {
                true => date.to_owned(),
                false => format!("{date}T09:00:00Z"),
            };
            job["materials"] = json!([{"id": "coil", "eta": eta},
                {"id": "pad", "eta": "2026-01-07"}]);
        } else if self.0.chance(0.3) {
            job["startWindows"] = json!([{"date": *self.0.pick(&DATES), "from": "08:00",
                "to": "10:00"}]);
        }
        if self.0.chance(often) {
            job["finishBy"] = json!(format!("{}T11:00:00Z", self.0.pick(&DATES)));
        }
        if self.0.chance(often) {
            job["due"] = json!(format!("{}T08:30:00Z", self.0.pick(&DATES)));
        }
    }
}
