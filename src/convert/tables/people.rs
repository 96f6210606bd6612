//! The table of people, and the crews that they form.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::clock;
use super::super::problem::Problems;
use super::cell::Cells;
use super::table::Table;

pub const COLUMNS: [&str; 13] = [
    "id",
    "crew",
    "address",
    "lat",
    "lon",
    "skills",
    "days",
    "from",
    "to",
    "break_from",
    "break_to",
    "break_minutes",
    "lead",
];

pub const NEEDED: [&str; 3] = ["id", "lat", "lon"];

/// What belongs to the crew rather than to the person.
const SHARED: [&str; 6] = ["days", "from", "to", "break_from", "break_to", "break_minutes"];

const BREAK: [&str; 3] = ["break_from", "break_to", "break_minutes"];

const WEEK: [&str; 7] =
    ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/// The hours of a crew that names only its days.
const HOURS: (i64, i64) = (8 * 3_600, 17 * 3_600);

#[derive(Default)]
pub struct People {
    pub places: Vec<Value>,
    pub people: Vec<Value>,
    pub crews: Vec<Value>,
    pub crew_ids: Vec<String>,
}

/// A crew while its members' rows are read.
#[derive(Default)]
struct Crew<'a> {
    members: Vec<&'a str>,
    lead: Option<&'a str>,
    /// Column -> line and text of the first member that fills it.
    shared: BTreeMap<&'static str, (u64, &'a str)>,
    shift: Option<Value>,
    rest: Option<Value>,
}

pub fn read(table: &Table, problems: &mut Problems) -> People {
    let mut out = People::default();
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    let mut crews: BTreeMap<&str, Crew> = BTreeMap::new();
    for row in &table.rows {
        let cells = Cells { table, row };
        let Some(id) = cells.id(problems) else { continue };
        if let Some(first) = seen.insert(id, row.line) {
            let hint = format!("line {first} has it already; give each person their own");
            cells.wrong("id", "this id is used twice", &hint, problems);
        }
        let home = format!("home-{id}");
        out.places.extend(cells.place(&home, problems));
        let skills = cells.skills(problems);
        out.people.push(json!({ "id": id, "home": home, "skills": skills }));
        let name = cells.text("crew").unwrap_or(id);
        if !out.crew_ids.iter().any(|known| known == name) {
            out.crew_ids.push(name.to_string());
        }
        join(crews.entry(name).or_default(), &cells, id, problems);
    }
    if table.rows.is_empty() && problems.len() == 0 {
        problems.file("no rows", "nobody is there to do the work", "add one person or more");
    }
    for name in &out.crew_ids {
        out.crews.extend(crews.remove(name.as_str()).map(|crew| crew.finish(name)));
    }
    out
}

fn join<'a>(crew: &mut Crew<'a>, cells: &Cells<'a>, id: &'a str, problems: &mut Problems) {
    crew.members.push(id);
    if cells.yes("lead", problems) == Some(true) {
        if let Some(lead) = crew.lead {
            let hint = format!("{lead} leads it already; keep one lead");
            cells.wrong("lead", "this crew has two leads", &hint, problems);
        }
        crew.lead = Some(id);
    }
    for column in SHARED {
        let Some(text) = cells.text(column) else { continue };
        let (line, first) = *crew.shared.entry(column).or_insert((cells.row.line, text));
        if first != text {
            let hint = format!("line {line} says {first}; write the same or leave it empty");
            cells.wrong(column, "members of one crew differ", &hint, problems);
        }
    }
    // The first row that fills any of them has to fill all of them.
    if let Some(shift) = shift(cells, problems) {
        crew.shift.get_or_insert(shift);
    }
    if let Some(rest) = rest(cells, problems) {
        crew.rest.get_or_insert(rest);
    }
}

impl Crew<'_> {
    fn finish(self, name: &str) -> Value {
        let mut crew = Map::new();
        crew.insert("id".to_string(), json!(name));
        crew.insert("members".to_string(), json!(self.members));
        crew.insert("costs".to_string(), json!({ "perDrivingHour": 3_600 }));
        if let Some(lead) = self.lead {
            crew.insert("lead".to_string(), json!(lead));
        }
        if let Some(shift) = self.shift {
            crew.insert("shifts".to_string(), json!([shift]));
        }
        if let Some(rest) = self.rest {
            crew.insert("breaks".to_string(), json!([rest]));
        }
        Value::Object(crew)
    }
}

/// The shift of a row that says something about it.
fn shift(cells: &Cells, problems: &mut Problems) -> Option<Value> {
    if ["days", "from", "to"].iter().all(|column| cells.text(column).is_none()) {
        return None;
    }
    let days = days(cells, problems);
    let from = cells.clock("from", problems).unwrap_or(HOURS.0);
    let to = cells.clock("to", problems).unwrap_or(HOURS.1);
    if from == to {
        let hint = "give the end of the working hours; an earlier clock time is on the next day";
        cells.wrong("to", "the hours end when they start", hint, problems);
    }
    let mut shift = json!({ "from": clock::clock(from), "to": clock::clock(to) });
    if let (false, Some(map)) = (days.is_empty(), shift.as_object_mut()) {
        map.insert("days".to_string(), json!(days));
    }
    Some(shift)
}

/// `MO-FR`, `MO;WE;FR`, `Mon-Thu`; in the order of the week.
fn days(cells: &Cells, problems: &mut Problems) -> Vec<&'static str> {
    let mut works = [false; 7];
    for item in cells.items("days").flat_map(|item| item.split([',', ' '])) {
        let (first, last) = item.split_once('-').unwrap_or((item, item));
        match (weekday(first), weekday(last)) {
            (Some(first), Some(last)) => {
                // FR-MO goes over the end of the week.
                let length = (last + 7 - first) % 7;
                for (day, works) in works.iter_mut().enumerate() {
                    *works |= (day + 7 - first) % 7 <= length;
                }
            }
            _ if item.is_empty() => {}
            _ => {
                let hint = "write them like MO-FR or MO;WE;FR";
                cells.wrong("days", "these are no days of the week", hint, problems);
            }
        }
    }
    let worked = WEEK.iter().zip(works).filter(|(_, works)| *works);
    worked.filter_map(|(day, _)| day.get(..2)).collect()
}

fn weekday(text: &str) -> Option<usize> {
    let text = text.trim().to_uppercase();
    let fits = |day: &&str| text.len() >= 2 && day.starts_with(&text);
    WEEK.iter().position(|day| fits(&day))
}

fn rest(cells: &Cells, problems: &mut Problems) -> Option<Value> {
    if BREAK.iter().all(|column| cells.text(column).is_none()) {
        return None;
    }
    for column in BREAK.iter().filter(|column| cells.text(column).is_none()) {
        let hint = "fill in break_from, break_to and break_minutes, or none of them";
        cells.wrong(column, "this part of the break is missing", hint, problems);
    }
    let earliest = cells.clock("break_from", problems);
    let latest = cells.clock("break_to", problems);
    cells.text("break_minutes")?;
    let duration = cells.minutes("break_minutes", problems);
    Some(json!({
        "id": "break",
        "duration": duration?,
        "earliest": clock::clock(earliest?),
        "latest": clock::clock(latest?),
    }))
}
