//! The table of people, and the crews that they form.

use std::collections::{BTreeMap, BTreeSet};

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

const CLOCKS: [&str; 4] = ["from", "to", "break_from", "break_to"];

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

/// A crew while its members' rows are read. What is shared may stand in any of them.
#[derive(Default)]
struct Crew<'a> {
    members: Vec<&'a str>,
    lead: Option<&'a str>,
    /// Column -> line and text of the first member that fills it.
    shared: BTreeMap<&'static str, (u64, &'a str)>,
    days: Vec<&'static str>,
    clocks: BTreeMap<&'static str, i64>,
    minutes: Option<String>,
}

pub fn read(table: &Table, problems: &mut Problems) -> People {
    let mut out = People::default();
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    let mut crews: BTreeMap<&str, Crew> = BTreeMap::new();
    let mut loners: BTreeSet<&str> = BTreeSet::new();
    for row in &table.rows {
        let cells = Cells { table, row };
        let Some(id) = cells.id(problems) else {
            continue;
        };
        let name = cells.text("crew").unwrap_or(id);
        let known = out.crew_ids.iter().any(|known| known == name);
        let alone = cells.text("crew").is_none();
        if let Some(first) = seen.insert(id, row.line) {
            let hint = format!("line {first} has it already; give each person their own");
            cells.wrong("id", "this id is used twice", &hint, problems);
        } else if known && (alone || loners.contains(name)) {
            let hint = "rename the crew, or fill in its name for all of its members";
            let message = "a person alone has the name of this crew";
            cells.wrong("crew", message, hint, problems);
        }
        if alone {
            loners.insert(name);
        }
        if !known {
            out.crew_ids.push(name.to_string());
        }
        let home = format!("home-{id}");
        out.places.extend(cells.place(&home, problems));
        let skills = cells.skills(problems);
        out.people.push(json!({ "id": id, "home": home, "skills": skills }));
        join(crews.entry(name).or_default(), &cells, id, problems);
    }
    if table.rows.is_empty() && problems.len() == 0 {
        problems.file("no rows", "nobody is there to do the work", "add one person or more");
    }
    for name in &out.crew_ids {
        out.crews.extend(crews.remove(name.as_str()).map(|crew| crew.finish(name, problems)));
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
        let Some(text) = cells.text(column) else {
            continue;
        };
        let (line, first) = *crew.shared.entry(column).or_insert((cells.row.line, text));
        if first != text {
            let hint = format!("line {line} says {first}; write the same or leave it empty");
            cells.wrong(column, "members of one crew differ", &hint, problems);
        }
    }
    let days = days(cells, problems);
    if crew.days.is_empty() {
        crew.days = days;
    }
    for column in CLOCKS {
        if let Some(seconds) = cells.clock(column, problems) {
            crew.clocks.entry(column).or_insert(seconds);
        }
    }
    if cells.text("break_minutes").is_some() {
        let minutes = cells.minutes("break_minutes", problems);
        crew.minutes = crew.minutes.take().or(minutes);
    }
}

impl Crew<'_> {
    fn finish(self, name: &str, problems: &mut Problems) -> Value {
        let mut crew = Map::new();
        crew.insert("id".to_string(), json!(name));
        crew.insert("members".to_string(), json!(self.members));
        crew.insert("costs".to_string(), json!({ "perDrivingHour": 3_600 }));
        if let Some(lead) = self.lead {
            crew.insert("lead".to_string(), json!(lead));
        }
        if let Some(shift) = self.shift(problems) {
            crew.insert("shifts".to_string(), json!([shift]));
        }
        if let Some(rest) = self.rest(problems) {
            crew.insert("breaks".to_string(), json!([rest]));
        }
        Value::Object(crew)
    }

    /// None where no member says anything about it.
    fn shift(&self, problems: &mut Problems) -> Option<Value> {
        if self.days.is_empty() && !["from", "to"].iter().any(|c| self.clocks.contains_key(c)) {
            return None;
        }
        let from = self.clocks.get("from").copied().unwrap_or(HOURS.0);
        let to = self.clocks.get("to").copied().unwrap_or(HOURS.1);
        if from == to {
            let first = self.shared.get("to").or(self.shared.get("from"));
            let (line, text) = first.copied().unwrap_or_default();
            let hint =
                "give the end of the working hours; an earlier clock time is on the next day";
            problems.cell((line, "to"), text, "the hours end when they start", hint);
        }
        let mut shift = json!({ "from": clock::clock(from), "to": clock::clock(to) });
        if let (false, Some(map)) = (self.days.is_empty(), shift.as_object_mut()) {
            map.insert("days".to_string(), json!(self.days));
        }
        Some(shift)
    }

    fn rest(&self, problems: &mut Problems) -> Option<Value> {
        let (line, _) = BREAK.iter().find_map(|column| self.shared.get(column)).copied()?;
        for column in BREAK.iter().filter(|column| !self.shared.contains_key(*column)) {
            let hint = "fill in break_from, break_to and break_minutes, or none of them";
            problems.cell((line, column), "", "this part of the break is missing", hint);
        }
        let clock_of = |column: &str| self.clocks.get(column).copied();
        let (earliest, latest) = (clock_of("break_from")?, clock_of("break_to")?);
        let overnight = clock_of("from").zip(clock_of("to")).is_some_and(|(from, to)| to <= from);
        if latest < earliest && !overnight {
            let found = format!("{} to {}", clock::clock(earliest), clock::clock(latest));
            let hint = "give a clock time after the one in column break_from";
            problems.cell(
                (line, "break_to"),
                found,
                "the break's window ends before it starts",
                hint,
            );
        }
        Some(json!({
            "id": "break",
            "duration": self.minutes.as_ref()?,
            "earliest": clock::clock(earliest),
            "latest": clock::clock(latest),
        }))
    }
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
    WEEK.iter().position(|day| text.len() >= 2 && day.starts_with(&text))
}
