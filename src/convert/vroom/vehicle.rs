//! A VROOM vehicle as a crew with one shift.

use serde_json::{Value, json};

use super::super::clock::{self, DAY, Span};
use super::super::fields::{self, Fields, brief};
use super::super::problem::Problems;
use super::spot::{Ground, Spot};
use super::time::{FAR, Times};
use super::{MAX_AMOUNT, refuse};

const KEYS: [&str; 18] = [
    "id",
    "profile",
    "description",
    "start",
    "start_index",
    "end",
    "end_index",
    "capacity",
    "costs",
    "skills",
    "type",
    "time_window",
    "breaks",
    "speed_factor",
    "max_tasks",
    "max_travel_time",
    "max_distance",
    "steps",
];

const COSTS: [&str; 4] = ["fixed", "per_hour", "per_km", "per_task_hour"];

/// The contract's limit.
const MAX_BREAKS: usize = 3;

pub struct Vehicle {
    pub id: i64,
    pub at: String,
    pub profile: String,
    pub start: Option<Spot>,
    pub end: Option<Spot>,
    pub span: Span,
    /// The file gave no window.
    pub whole_day: bool,
    pub per_km: i64,
    costs: Value,
    max: Value,
    capacity: Option<Vec<i64>>,
    skills: Vec<i64>,
    breaks: Vec<Value>,
    description: Option<String>,
}

impl Vehicle {
    pub fn read(fields: &Fields, times: Times, problems: &mut Problems) -> Option<Self> {
        fields.only(&KEYS, problems);
        let id = fields.need_whole("id", 0..=i64::MAX, problems);
        refuse(fields, "steps", "a route given in advance", problems);
        refuse(fields, "max_distance", "a limit on metres", problems);
        if let Some(factor) = fields.get("speed_factor").filter(|f| f.as_f64() != Some(1.0)) {
            let message = "a vehicle with its own speed cannot be said in a request";
            problems.pointer(&fields.at("speed_factor"), brief(factor), message, "write 1");
        }
        let start = Spot::read(fields, "start", "start_index", problems);
        let end = Spot::read(fields, "end", "end_index", problems);
        if start.is_none() && end.is_none() {
            let message = "the vehicle has neither start nor end";
            problems.pointer(fields.pointer(), "nothing", message, "give one of them");
        }
        let (span, whole_day) = span(fields, times, problems)?;
        let (costs, per_km) = costs(fields, problems);
        Some(Self {
            id: id?,
            at: fields.pointer().to_string(),
            profile: fields.text("profile", problems).unwrap_or("car").to_string(),
            start,
            end,
            span,
            whole_day,
            per_km,
            costs,
            max: max(fields, problems),
            capacity: fields.get("capacity").map(|_| numbers(fields, "capacity", problems)),
            skills: numbers(fields, "skills", problems),
            breaks: breaks(fields, span, times, problems),
            description: fields.text("description", problems).map(str::to_string),
        })
    }

    pub fn crew(&self, ground: &Ground, dimensions: usize) -> Value {
        let mut crew = json!({
            "id": format!("v{}", self.id),
            "shifts": [self.span.shift()],
            "costs": self.costs,
            "max": self.max,
            "skills": skills(&self.skills),
            "breaks": self.breaks,
        });
        let Some(map) = crew.as_object_mut() else {
            return crew;
        };
        for (key, spot) in [("start", &self.start), ("end", &self.end)] {
            if let Some(spot) = spot {
                map.insert(key.to_string(), ground.name(spot));
            }
        }
        if dimensions > 0 {
            map.insert("capacity".to_string(), self.capacity(dimensions));
        }
        if let Some(description) = &self.description {
            map.insert("metadata".to_string(), json!({ "description": description }));
        }
        crew
    }

    /// Where jobs have amounts, a vehicle that names no capacity has none.
    fn capacity(&self, dimensions: usize) -> Value {
        let given = self.capacity.as_deref().unwrap_or_default();
        let at = |k: usize| given.get(k).copied().unwrap_or_default();
        amounts((0..dimensions).map(at))
    }
}

/// Dimension k of VROOM is `d{k}`.
pub fn amounts(numbers: impl Iterator<Item = i64>) -> Value {
    (1..).zip(numbers).map(|(k, n): (usize, i64)| (format!("d{k}"), json!(n))).collect()
}

pub fn skills(ids: &[i64]) -> Vec<Value> {
    ids.iter().map(|id| json!({ "id": id.to_string() })).collect()
}

/// A list of whole numbers >= 0.
pub fn numbers(owner: &Fields, key: &str, problems: &mut Problems) -> Vec<i64> {
    let mut out = Vec::new();
    for (k, value) in owner.list(key, problems).iter().enumerate() {
        let at = format!("{}/{k}", owner.at(key));
        out.extend(fields::whole(value, &at, 0..=MAX_AMOUNT, problems));
    }
    out
}

fn span(fields: &Fields, times: Times, problems: &mut Problems) -> Option<(Span, bool)> {
    if fields.get("time_window").is_none() {
        let from = times.first_day() * DAY;
        return Some((Span { from, to: from + DAY }, true));
    }
    let (from, to) = fields.pair("time_window", 0..=FAR, problems)?;
    let span = Span { from: times.seconds(from), to: times.seconds(to) };
    if let Some(fault) = span.fault() {
        let found = format!("{from} to {to}");
        let hint = "split the vehicle into one for each day";
        let message = format!("the vehicle's window {fault}");
        problems.pointer(&fields.at("time_window"), found, &message, hint);
        return None;
    }
    Some((span, false))
}

/// The costs as the contract names them, and the price of a kilometre.
fn costs(vehicle: &Fields, problems: &mut Problems) -> (Value, i64) {
    let at = vehicle.at("costs");
    let given = vehicle.get("costs").and_then(|value| Fields::new(value, &at, problems));
    let Some(costs) = given else {
        return (json!({ "perDrivingHour": 3_600 }), 0);
    };
    costs.only(&COSTS, problems);
    refuse(&costs, "per_task_hour", "a price for time at work", problems);
    let mut number = |key: &str| costs.whole(key, 0..=MAX_AMOUNT, problems);
    let (fixed, hour, km) = (number("fixed"), number("per_hour"), number("per_km"));
    let km = km.unwrap_or_default();
    let costs = json!({
        "perDayUsed": fixed.unwrap_or_default(),
        "perDrivingHour": hour.unwrap_or(3_600),
        "perKm": km,
    });
    (costs, km)
}

fn max(vehicle: &Fields, problems: &mut Problems) -> Value {
    let mut max = serde_json::Map::new();
    if let Some(jobs) = vehicle.whole("max_tasks", 0..=MAX_AMOUNT, problems) {
        max.insert("jobs".to_string(), json!(jobs));
    }
    if let Some(seconds) = vehicle.whole("max_travel_time", 0..=FAR, problems) {
        max.insert("drive".to_string(), json!(clock::duration(seconds * 1_000)));
    }
    Value::Object(max)
}

/// In the order of their windows, as VROOM takes them.
fn breaks(vehicle: &Fields, span: Span, times: Times, problems: &mut Problems) -> Vec<Value> {
    let list = vehicle.list("breaks", problems);
    if list.len() > MAX_BREAKS {
        let found = list.len().to_string();
        let hint = format!("give at most {MAX_BREAKS}");
        problems.pointer(&vehicle.at("breaks"), found, "there are too many breaks", &hint);
    }
    let mut out = Vec::new();
    for (k, value) in list.iter().enumerate() {
        let at = format!("{}/{k}", vehicle.at("breaks"));
        let fields = Fields::new(value, &at, problems);
        out.extend(fields.and_then(|fields| rest(&fields, span, times, problems)));
    }
    out.sort_by_key(|(window, _)| *window);
    out.into_iter().map(|(_, rest)| rest).collect()
}

fn rest(
    fields: &Fields,
    span: Span,
    times: Times,
    problems: &mut Problems,
) -> Option<((i64, i64), Value)> {
    fields.only(&["id", "time_windows", "service", "description", "max_load"], problems);
    let id = fields.need_whole("id", 0..=i64::MAX, problems);
    if let Some(load) = fields.get("max_load") {
        let message = "a limit on the load during a break cannot be said in a request";
        problems.pointer(&fields.at("max_load"), brief(load), message, "take it out");
    }
    let length = fields.whole("service", 0..=DAY, problems).unwrap_or_default();
    let windows = fields.list("time_windows", problems);
    let (earliest, latest) = match windows {
        [] => (span.from, span.to),
        [one] => {
            let at = format!("{}/0", fields.at("time_windows"));
            let (from, to) = fields::pair(one, &at, 0..=i64::MAX, problems)?;
            (times.seconds(from), times.seconds(to))
        }
        more => {
            let found = format!("{} windows", more.len());
            let message = "a break with several windows cannot be said in a request";
            problems.pointer(&fields.at("time_windows"), found, message, "keep one window");
            return None;
        }
    };
    let rest = span.rest(&id?.to_string(), length, earliest, latest);
    if rest.is_none() {
        let message = "no start of this break lets it end within the vehicle's window";
        let hint = "widen one of the two windows";
        problems.pointer(fields.pointer(), format!("{length} s"), message, hint);
    }
    Some(((earliest, latest), rest?))
}
