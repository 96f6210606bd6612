//! A VROOM job.

use serde_json::{Value, json};

use super::super::clock::{self, DAY};
use super::super::fields::{self, Fields};
use super::super::problem::Problems;
use super::refuse;
use super::spot::{Ground, Spot};
use super::time::{FAR, Times};
use super::vehicle::{amounts, numbers, skills};

const KEYS: [&str; 14] = [
    "id",
    "description",
    "location",
    "location_index",
    "setup",
    "service",
    "setup_per_type",
    "service_per_type",
    "delivery",
    "pickup",
    "amount",
    "skills",
    "priority",
    "time_windows",
];

/// More dimensions of amounts are refused.
const MAX_DIMENSIONS: usize = 8;

pub struct Job {
    pub id: i64,
    pub at: String,
    pub spot: Spot,
    /// What it brings or takes, none where all are zero.
    pub amounts: Vec<i64>,
    takes: bool,
    service: i64,
    skills: Vec<i64>,
    priority: i64,
    windows: Vec<(i64, i64)>,
    description: Option<String>,
}

impl Job {
    pub fn read(fields: &Fields, problems: &mut Problems) -> Option<Self> {
        fields.only(&KEYS, problems);
        let id = fields.need_whole("id", 0..=i64::MAX, problems);
        refuse(fields, "setup", "time that neighbours at one place share", problems);
        refuse(fields, "setup_per_type", "times by type of vehicle", problems);
        refuse(fields, "service_per_type", "times by type of vehicle", problems);
        let spot = Spot::read(fields, "location", "location_index", problems);
        if spot.is_none() {
            let hint = "give location or location_index";
            problems.pointer(fields.pointer(), "nothing", "the job lies nowhere", hint);
        }
        let (amounts, takes) = load(fields, problems);
        let skills = numbers(fields, "skills", problems);
        let service = fields.whole("service", 0..=FAR, problems).unwrap_or_default();
        let priority = fields.whole("priority", 0..=100, problems).unwrap_or_default();
        let mut windows = Vec::new();
        for (k, window) in fields.list("time_windows", problems).iter().enumerate() {
            let at = format!("{}/{k}", fields.at("time_windows"));
            windows.extend(fields::pair(window, &at, 0..=i64::MAX, problems));
        }
        let description = fields.text("description", problems).map(str::to_string);
        let (id, spot) = (id?, spot?);
        let at = fields.pointer().to_string();
        Some(Self { id, at, spot, amounts, takes, service, skills, priority, windows, description })
    }

    /// `limits`: the seconds around all shifts to which windows are cut. `count`: the number of
    /// jobs.
    pub fn job(&self, ground: &Ground, times: Times, limits: (i64, i64), count: i64) -> Value {
        let millis = |number: i64| times.seconds(number).clamp(limits.0, limits.1) * 1_000;
        let windows = self.windows.iter();
        let windows: Vec<Value> =
            windows.map(|(from, to)| clock::window(millis(*from), millis(*to))).collect();
        let mut job = json!({
            "id": format!("j{}", self.id),
            "place": ground.name(&self.spot),
            "duration": clock::duration(self.service * 1_000),
            "breakInside": false,
            "startWindows": windows,
            "skills": skills(&self.skills),
            "value": self.priority * (count + 1) + 1,
        });
        let Some(map) = job.as_object_mut() else {
            return job;
        };
        if !self.amounts.is_empty() {
            map.insert("load".to_string(), amounts(self.amounts.iter().copied()));
        }
        if let Some(description) = &self.description {
            map.insert("metadata".to_string(), json!({ "description": description }));
        }
        job
    }
}

/// Deliveries or pick-ups, and whether they are pick-ups. `amount` is the old name of `delivery`.
fn load(fields: &Fields, problems: &mut Problems) -> (Vec<i64>, bool) {
    let mut found = (Vec::new(), false);
    for key in ["delivery", "amount", "pickup"] {
        let numbers = numbers(fields, key, problems);
        if numbers.len() > MAX_DIMENSIONS {
            let hint = format!("use at most {MAX_DIMENSIONS}");
            let count = numbers.len().to_string();
            problems.pointer(&fields.at(key), count, "there are too many dimensions", &hint);
        }
        if numbers.iter().all(|number| *number == 0) {
            continue;
        }
        if !found.0.is_empty() {
            let message = "a job with two kinds of amounts cannot be said in a request";
            problems.pointer(&fields.at(key), key, message, "keep one of them");
        }
        found = (numbers, key == "pickup");
    }
    found
}

/// Loads of a shift add up, which is right for deliveries alone and for pick-ups alone.
pub fn one_way(jobs: &[Job], problems: &mut Problems) {
    let brings = jobs.iter().find(|job| !job.amounts.is_empty() && !job.takes);
    let takes = jobs.iter().find(|job| !job.amounts.is_empty() && job.takes);
    if let (Some(brings), Some(takes)) = (brings, takes) {
        let found = format!("job {} delivers, job {} picks up", brings.id, takes.id);
        let message = "pick-ups among deliveries cannot be said in a request";
        problems.pointer(&format!("{}/pickup", takes.at), found, message, "plan them apart");
    }
}

/// A vehicle without a window works one day: jobs that begin later need a vehicle with one.
pub fn starts_on(jobs: &[Job], day: i64, times: Times, problems: &mut Problems) {
    for job in jobs {
        let first = job.windows.iter().map(|window| window.0).min();
        if let Some(first) = first.filter(|first| times.seconds(*first) >= (day + 1) * DAY) {
            let message = "this job begins after the one day of vehicles without a time_window";
            let hint = "give each vehicle a time_window of at most 24 hours";
            let at = format!("{}/time_windows", job.at);
            problems.pointer(&at, first.to_string(), message, hint);
        }
    }
}
