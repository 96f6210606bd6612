//! The table of jobs.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::clock::{self, DAY, MAX_DAYS};
use super::super::nearest;
use super::super::problem::Problems;
use super::cell::{Cells, MAX_MONEY, clock_seconds};
use super::table::Table;

pub const COLUMNS: [&str; 16] = [
    "id",
    "type",
    "address",
    "lat",
    "lon",
    "duration_minutes",
    "date",
    "from",
    "to",
    "skills",
    "priority",
    "value",
    "mandatory",
    "due",
    "crew",
    "notes",
];

pub const NEEDED: [&str; 4] = ["id", "lat", "lon", "duration_minutes"];

#[derive(Default)]
pub struct Jobs {
    pub places: Vec<Value>,
    pub jobs: Vec<Value>,
    pub horizon: Option<Value>,
}

pub fn read(table: &Table, crews: &[String], problems: &mut Problems) -> Jobs {
    let mut out = Jobs::default();
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    let mut dates = Vec::new();
    for row in &table.rows {
        let cells = Cells { table, row };
        let id = cells.id(problems);
        if let Some(first) = id.and_then(|id| seen.insert(id, row.line)) {
            let hint = format!("line {first} has it already; give each job its own");
            cells.wrong("id", "this id is used twice", &hint, problems);
        }
        let site = format!("site-{}", id.unwrap_or_default());
        out.places.extend(cells.place(&site, problems));
        out.jobs.extend(job(&cells, id, &site, crews, &mut dates, problems));
    }
    if let (Some(first), Some(last)) = (dates.iter().min(), dates.iter().max()) {
        let (from, to) = (clock::date(*first), clock::date(*last));
        if last - first >= MAX_DAYS {
            let hint = format!("plan at most {MAX_DAYS} days at once");
            let found = format!("{from} to {to}");
            problems.file(found, "the dates are too far apart", &hint);
        }
        out.horizon = Some(json!({ "from": from, "to": to }));
    }
    out
}

fn job(
    cells: &Cells,
    id: Option<&str>,
    site: &str,
    crews: &[String],
    dates: &mut Vec<i64>,
    problems: &mut Problems,
) -> Option<Value> {
    let mut job = Map::new();
    let duration = cells.minutes("duration_minutes", problems);
    job.insert("startWindows".to_string(), windows(cells, dates, problems));
    job.insert("skills".to_string(), json!(cells.skills(problems)));
    if let Some(priority) =
        cells.word("priority", &["LOW", "NORMAL", "HIGH", "EMERGENCY"], problems)
    {
        job.insert("priority".to_string(), json!(priority));
    }
    if let Some(value) = cells.whole("value", MAX_MONEY, problems) {
        job.insert("value".to_string(), json!(value));
    }
    if let Some(mandatory) = cells.yes("mandatory", problems) {
        job.insert("mandatory".to_string(), json!(mandatory));
    }
    if let Some(due) = due(cells, dates, problems) {
        job.insert("due".to_string(), json!(due));
    }
    if let Some(crew) = cells.text("crew") {
        if !crews.iter().any(|known| known == crew) {
            let otherwise = "name a crew of the table of people";
            let hint = nearest::hint(crew, crews.iter().map(String::as_str), otherwise);
            cells.wrong("crew", "nobody is in this crew", &hint, problems);
        }
        job.insert("pin".to_string(), json!({ "crew": crew }));
    }
    if let Some(kind) = cells.text("type") {
        job.insert("type".to_string(), json!(kind));
    }
    if let Some(notes) = cells.text("notes") {
        job.insert("metadata".to_string(), json!({ "notes": notes }));
    }
    job.insert("id".to_string(), json!(id?));
    job.insert("place".to_string(), json!(site));
    job.insert("duration".to_string(), json!(duration?));
    Some(Value::Object(job))
}

/// One window for each date; none = any time.
fn windows(cells: &Cells, dates: &mut Vec<i64>, problems: &mut Problems) -> Value {
    let days = cells.dates("date", problems);
    let (from, to) = (cells.clock("from", problems), cells.clock("to", problems));
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        let hint = "give a clock time after the one in column from";
        cells.wrong("to", "the window ends before it starts", hint, problems);
    }
    if cells.text("date").is_none() {
        for column in ["from", "to"] {
            if cells.text(column).is_some() {
                let hint = "fill in the date too, or leave from and to empty";
                cells.wrong(column, "this clock time has no date", hint, problems);
            }
        }
    }
    dates.extend(&days);
    let window = |day: &i64| {
        let mut window = Map::new();
        window.insert("date".to_string(), json!(clock::date(*day)));
        for (key, seconds) in [("from", from), ("to", to)] {
            if let Some(seconds) = seconds {
                window.insert(key.to_string(), json!(clock::clock(seconds)));
            }
        }
        Value::Object(window)
    };
    days.iter().map(window).collect()
}

/// The end of a day, or a minute of it.
fn due(cells: &Cells, dates: &mut Vec<i64>, problems: &mut Problems) -> Option<String> {
    let text = cells.text("due")?;
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date, clock_seconds(time.trim())),
        None => (text, Some(DAY)),
    };
    let (Some(day), Some(seconds)) = (clock::day_of(date), time) else {
        let hint = "write it like 2026-01-05 or 2026-01-05 12:00";
        cells.wrong("due", "this is no date", hint, problems);
        return None;
    };
    dates.push(day);
    Some(clock::instant((day * DAY + seconds) * 1_000))
}
