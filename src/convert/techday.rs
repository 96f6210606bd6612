//! One day of technicians and jobs with values (JSON): technicians with levels of skill, a shift
//! and perhaps a lunch break; serve as much value as can be, then drive as little as can be.
//!
//! Technician k is crew `t{k}` at place `h{k}`, job i is `j{i}` at place `s{i}`. A unit of value is
//! priced at 20,000 seconds of driving, as the comparison runs of the format do.

use serde_json::{Map, Value, json};

use super::clock::{self, DAY, FIRST_DAY, Span};
use super::fields::{self, Fields, brief};
use super::pages::Page;
use super::problem::{ConvertError, Problems};
use super::visits::{self, Letters};
use super::{MAX_CREWS, MAX_PLACES};

const LETTERS: Letters = Letters { format: "techday", crew: 't', job: 'j' };

/// What the format's judge measures with: the Earth's radius and the speed of a straight line.
const RADIUS_KM: f64 = 6_371.0;
const SPEED_KMH: f64 = 40.0;

const LEVELS: std::ops::RangeInclusive<i64> = 0..=1_000_000;
const SECONDS: std::ops::RangeInclusive<i64> = 0..=clock::MAX_DAYS * DAY;

pub fn import(page: &Page) -> Result<Value, ConvertError> {
    let mut problems = Problems::new(page.name.clone());
    match read(&page.text, &mut problems) {
        Some(request) => problems.finish(request),
        None => Err(problems.into_error()),
    }
}

fn read(text: &str, problems: &mut Problems) -> Option<Value> {
    let file = fields::parse(text, problems)?;
    let top = Fields::new(&file, "", problems)?;
    top.need("techs", problems);
    top.need("jobs", problems);
    let techs = counted(&top, "techs", "K", problems);
    let jobs = counted(&top, "jobs", "N", problems);
    if techs.len() + jobs.len() > MAX_PLACES || techs.len() as i64 > MAX_CREWS {
        let hint = format!("plan at most {MAX_PLACES} places at once");
        let found = (techs.len() + jobs.len()).to_string();
        problems.pointer("", found, "there are too many places", &hint);
        return None;
    }
    let mut places = Places::default();
    let crews: Vec<Value> = listed(techs, "/techs", problems, |fields, k, problems| {
        places.add(fields, format!("h{k}"), problems);
        crew(fields, k, problems)
    });
    let jobs: Vec<Value> = listed(jobs, "/jobs", problems, |fields, i, problems| {
        places.add(fields, format!("s{i}"), problems);
        job(fields, i, problems)
    });
    let seconds = match top.get("travel") {
        Some(given) => {
            let size = Some(crews.len() + jobs.len()).filter(|_| problems.len() == 0);
            fields::matrix(given, "/travel", size, problems)?
        }
        None => places.straight_lines(),
    };
    let name = top.text("name", problems).unwrap_or("techday");
    Some(json!({
        "run": { "name": name },
        "policy": { "valueFirst": 20_000 },
        "problem": {
            "horizon": clock::one_day(),
            "places": places.list,
            "travel": { "matrix": { "places": places.ids, "seconds": seconds } },
            "crews": crews,
            "jobs": jobs,
        },
    }))
}

/// A list whose length the file also gives as a number.
fn counted<'a>(top: &Fields<'a>, list: &str, count: &str, problems: &mut Problems) -> &'a [Value] {
    let items = top.list(list, problems);
    let told = top.whole(count, 0..=i64::MAX, problems);
    if told.is_some_and(|told| told != items.len() as i64) {
        let hint = format!("the list {list} has {}; correct one of the two", items.len());
        let found = top.get(count).map(brief).unwrap_or_default();
        problems.pointer(&top.at(count), found, "this count is wrong", &hint);
    }
    items
}

/// Reads every item, and that its `id`, where it has one, is its position: the judge counts
/// positions.
fn listed(
    items: &[Value],
    at: &str,
    problems: &mut Problems,
    mut read: impl FnMut(&Fields, usize, &mut Problems) -> Option<Value>,
) -> Vec<Value> {
    let mut out = Vec::with_capacity(items.len());
    for (k, item) in items.iter().enumerate() {
        let Some(fields) = Fields::new(item, &format!("{at}/{k}"), problems) else {
            continue;
        };
        if fields.get("id").is_some_and(|id| id.as_u64() != Some(k as u64)) {
            let found = fields.get("id").map(brief).unwrap_or_default();
            let hint = format!("its id must be {k}");
            problems.pointer(&fields.at("id"), found, "this id is not its position", &hint);
        }
        out.extend(read(&fields, k, problems));
    }
    out
}

fn crew(fields: &Fields, k: usize, problems: &mut Problems) -> Option<Value> {
    let home = format!("h{k}");
    let skills = skills(fields, "skills", problems);
    fields.need("shift", problems);
    let (from, to) = fields.pair("shift", SECONDS, problems)?;
    let span = Span { from: FIRST_DAY + from, to: FIRST_DAY + to };
    if let Some(fault) = span.first_day_fault() {
        let found = format!("{from} to {to}");
        let hint = "give seconds of one day, the end after the start";
        problems.pointer(&fields.at("shift"), found, &format!("the shift {fault}"), hint);
        return None;
    }
    let mut crew = json!({
        "id": format!("t{k}"),
        "start": home,
        "end": home,
        "shifts": [span.shift()],
        "costs": { "perDrivingHour": 3_600 },
        "skills": skills,
    });
    if let Some(lunch) = fields.get("lunch") {
        let lunch = lunch_of(lunch, &fields.at("lunch"), span, problems)?;
        crew.as_object_mut()?.insert("breaks".to_string(), json!([lunch]));
    }
    Some(crew)
}

/// The judge wants the break on every used shift, the contract only where it fits: one that never
/// fits is a fault.
fn lunch_of(value: &Value, at: &str, span: Span, problems: &mut Problems) -> Option<Value> {
    let lunch = Fields::new(value, at, problems)?;
    let length = lunch.need_whole("duration", 1..=DAY, problems);
    let earliest = lunch.need_whole("earliest", SECONDS, problems);
    let latest = lunch.need_whole("latest", SECONDS, problems);
    let (length, earliest, latest) = (length?, earliest?, latest?);
    let rest = span.rest("lunch", length, FIRST_DAY + earliest, FIRST_DAY + latest);
    if rest.is_none() {
        let found = format!("{length} s from {earliest} to {latest}");
        let message = "no start of this break lets it end within the shift";
        problems.pointer(at, found, message, "widen the shift or the break's window");
    }
    rest
}

fn job(fields: &Fields, i: usize, problems: &mut Problems) -> Option<Value> {
    let skills = skills(fields, "req", problems);
    let duration = fields.need_whole("duration", 0..=DAY, problems);
    let value = fields.need_whole("value", 0..=1_000_000_000, problems);
    fields.need("tw", problems);
    let (earliest, latest) = fields.pair("tw", SECONDS, problems)?;
    let millis = |second: i64| (FIRST_DAY + second) * 1_000;
    Some(json!({
        "id": format!("j{i}"),
        "place": format!("s{i}"),
        "duration": clock::duration(duration? * 1_000),
        "breakInside": false,
        "startWindows": [clock::window(millis(earliest), millis(latest))],
        "skills": skills,
        "value": value?,
    }))
}

/// Skill -> level; level 0 asks for nothing and holds nothing.
fn skills(owner: &Fields, key: &str, problems: &mut Problems) -> Vec<Value> {
    let at = owner.at(key);
    let held = owner.get(key).and_then(|value| Fields::new(value, &at, problems));
    let Some(held) = held else { return Vec::new() };
    let mut list = Vec::new();
    for (id, level) in held.entries() {
        let level = fields::whole(level, &held.at(id), LEVELS, problems).filter(|level| *level > 0);
        list.extend(level.map(|level| json!({ "id": id, "level": level })));
    }
    list
}

#[derive(Default)]
struct Places {
    list: Vec<Value>,
    ids: Vec<String>,
    degrees: Vec<(f64, f64)>,
}

impl Places {
    fn add(&mut self, owner: &Fields, id: String, problems: &mut Problems) {
        let Some(loc) = owner.need("loc", problems) else {
            return;
        };
        let at = owner.at("loc");
        let Some((lat, lon)) = fields::degrees(loc, &at, [90.0, 180.0], problems) else {
            return;
        };
        self.list.push(json!({ "id": id, "lat": lat, "lon": lon }));
        self.ids.push(id);
        self.degrees.push((lat, lon));
    }

    /// Whole seconds as the judge rounds them: half to even.
    fn straight_lines(&self) -> Vec<Vec<i64>> {
        let seconds = |a: &(f64, f64), b: &(f64, f64)| {
            (haversine_km(*a, *b) / SPEED_KMH * 3_600.0).round_ties_even() as i64
        };
        let row = |a: &(f64, f64)| self.degrees.iter().map(|b| seconds(a, b)).collect();
        self.degrees.iter().map(row).collect()
    }
}

fn haversine_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat1, lon1) = (a.0.to_radians(), a.1.to_radians());
    let (lat2, lon2) = (b.0.to_radians(), b.1.to_radians());
    let (north, east) = (((lat2 - lat1) / 2.0).sin(), ((lon2 - lon1) / 2.0).sin());
    let h = north * north + lat1.cos() * lat2.cos() * (east * east);
    2.0 * RADIUS_KM * h.sqrt().min(1.0).asin()
}

/// `{"0": [job ids in order], ...}`, every technician named.
pub fn export(request: &Value, plan: &Value) -> Result<String, ConvertError> {
    let routes = visits::routes(LETTERS, request, plan)?;
    let named = routes.into_iter().map(|(crew, jobs)| (crew.to_string(), json!(jobs)));
    Ok(Value::Object(named.collect::<Map<_, _>>()).to_string())
}
