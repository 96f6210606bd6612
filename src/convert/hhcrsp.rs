//! Home health care routing of Mankowska, Meisel and Bierwirth (2014; JSON): caregivers with
//! abilities, patients who need one service or two, the two at once or one after the other.
//!
//! Caregiver `c` is crew `c`, the service `s` of patient `p` is job `p.s` at place `p`. A service
//! may start late; the sum of travel, lateness and longest lateness is minimised, and everybody is
//! served. Times are minutes: one minor unit is a thousandth of a minute, so that a plan's cost is
//! 3,000 times the value that the set publishes.

use serde_json::{Value, json};

use super::MAX_PLACES;
use super::clock::{self, DAY, FIRST_DAY};
use super::fields::{self, Fields, brief};
use super::pages::Page;
use super::problem::{ConvertError, Problems};

/// Price of an hour: 60 minutes at 1,000 minor units.
const HOUR: i64 = 60_000;
const INDEX: &str = "distance_matrix_index";
const OFFICE: &str = "office";
/// Times of the file.
const MINUTES: std::ops::RangeInclusive<f64> = 0.0..=1440.0;

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
    top.only(
        &["name", "patients", "services", "caregivers", "central_offices", "distances"],
        problems,
    );
    let patients = objects(&top, "patients", problems);
    let caregivers = objects(&top, "caregivers", problems);
    let size = top.list("distances", problems).len();
    if size > MAX_PLACES {
        let hint = format!("plan at most {MAX_PLACES} places at once");
        problems.pointer("/distances", size.to_string(), "there are too many places", &hint);
        return None;
    }
    let mut rows: Vec<usize> = vec![0];
    let mut ids: Vec<String> = vec![OFFICE.to_string()];
    let mut jobs = Vec::new();
    for (k, patient) in patients.iter().enumerate() {
        let row = index(patient, k + 1, size, problems);
        let Some(id) = patient.need("id", problems).and_then(Value::as_str) else { continue };
        rows.push(row);
        ids.push(id.to_string());
        jobs.extend(services(patient, id, problems));
    }
    let crews: Vec<Value> = caregivers
        .iter()
        .filter_map(|fields| crew(fields, &mut rows, &mut ids, size, problems))
        .collect();
    let millis = travel(&top, &rows, problems)?;
    let places: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    Some(json!({
        "run": { "name": "hhcrsp" },
        "policy": { "prices": { "worstLatePerHour": HOUR } },
        "problem": {
            "horizon": clock::one_day(),
            "places": places,
            "travel": { "matrix": { "places": ids, "millis": millis } },
            "crews": crews,
            "jobs": jobs,
        },
    }))
}

fn objects<'a>(top: &Fields<'a>, key: &str, problems: &mut Problems) -> Vec<Fields<'a>> {
    top.need(key, problems);
    let items = top.list(key, problems).iter().enumerate();
    items.filter_map(|(k, item)| Fields::new(item, &format!("/{key}/{k}"), problems)).collect()
}

/// The row of the distances: the file's own number, else the position.
fn index(owner: &Fields, position: usize, size: usize, problems: &mut Problems) -> usize {
    let most = size.max(1) as i64 - 1;
    let given = owner.whole(INDEX, 0..=most, problems);
    let row = given.map_or(position, |k| k as usize);
    if row >= size {
        let hint = "give a row and a column for the office and for each patient";
        problems.pointer("/distances", size.to_string(), "there are too few distances", hint);
    }
    row
}

fn crew(
    fields: &Fields,
    rows: &mut Vec<usize>,
    ids: &mut Vec<String>,
    size: usize,
    problems: &mut Problems,
) -> Option<Value> {
    fields.only(&["id", "abilities", "location", INDEX], problems);
    let id = fields.need("id", problems).and_then(Value::as_str)?;
    let home = index(fields, 0, size, problems);
    let place = match home {
        0 => OFFICE.to_string(),
        _ => {
            rows.push(home);
            ids.push(format!("home of {id}"));
            ids[ids.len() - 1].clone()
        }
    };
    let mut skills = Vec::new();
    for (k, ability) in fields.list("abilities", problems).iter().enumerate() {
        let at = format!("{}/{k}", fields.at("abilities"));
        match ability.as_str() {
            Some(id) => skills.push(json!({ "id": id })),
            None => problems.pointer(&at, brief(ability), "this is no service", "name a service"),
        }
    }
    let shift = clock::Span { from: FIRST_DAY, to: FIRST_DAY + DAY };
    Some(json!({
        "id": id,
        "start": place,
        "end": place,
        "shifts": [shift.shift()],
        "costs": { "perDrivingHour": HOUR },
        "skills": skills,
    }))
}

/// The jobs of a patient: one service, or two that are tied.
fn services(patient: &Fields, id: &str, problems: &mut Problems) -> Vec<Value> {
    let known = ["id", "location", "time_window", "required_caregivers", "synchronization", INDEX];
    patient.only(&known, problems);
    let at = patient.at("required_caregivers");
    let needed = patient.list("required_caregivers", problems);
    let window = patient.list("time_window", problems);
    let minutes: Vec<f64> = window.iter().filter_map(Value::as_f64).collect();
    let [open, shut] = minutes[..] else {
        let (at, found) = (patient.at("time_window"), window.len().to_string());
        problems.pointer(&at, found, "two minutes are expected", "write [from, to]");
        return Vec::new();
    };
    if !(MINUTES.contains(&open) && MINUTES.contains(&shut)) {
        let (at, found) = (patient.at("time_window"), format!("{open} to {shut}"));
        problems.pointer(&at, found, "this is outside the day", "give minutes of one day");
        return Vec::new();
    }
    let lag = lag(patient, needed.len(), problems);
    let midnight = FIRST_DAY * 1_000;
    let mut jobs: Vec<Value> = Vec::new();
    for (k, item) in needed.iter().enumerate() {
        let at = format!("{at}/{k}");
        let Some(fields) = Fields::new(item, &at, problems) else { continue };
        fields.only(&["service", "duration"], problems);
        let service = fields.need("service", problems).and_then(Value::as_str);
        let duration = fields.need("duration", problems).and_then(Value::as_f64);
        let (Some(service), Some(duration)) = (service, duration) else { continue };
        if service.contains('.') || !MINUTES.contains(&duration) {
            let hint = "give a service without a point, and minutes of one day";
            problems.pointer(&at, service, "this service cannot be read", hint);
            continue;
        }
        let mut job = json!({
            "id": format!("{id}.{service}"),
            "place": id,
            "duration": clock::duration(millis(duration)),
            "breakInside": false,
            "startWindows": [clock::window(midnight + millis(open), midnight + DAY * 1_000)],
            "due": clock::instant(midnight + millis(shut)),
            "latePerHour": HOUR,
            "skills": [{ "id": service }],
            "mandatory": true,
        });
        if let (Some((low, high)), Some(first)) = (lag, jobs.first()) {
            let after = json!({
                "job": first["id"],
                "from": "START",
                "min": clock::duration(millis(low)),
                "max": clock::duration(millis(high)),
            });
            job["after"] = json!([after]);
        }
        jobs.push(job);
    }
    jobs
}

/// How long after the first service the second starts.
fn lag(patient: &Fields, services: usize, problems: &mut Problems) -> Option<(f64, f64)> {
    if services > 2 {
        let at = patient.at("required_caregivers");
        let hint = "give one service or two";
        problems.pointer(&at, services.to_string(), "the set has at most two", hint);
    }
    let given = patient.get("synchronization").filter(|_| services == 2)?;
    let fields = Fields::new(given, &patient.at("synchronization"), problems)?;
    fields.only(&["type", "distance"], problems);
    match fields.need("type", problems)?.as_str() {
        Some("simultaneous") => Some((0.0, 0.0)),
        Some("sequential") => {
            let list = fields.list("distance", problems);
            let both: Vec<f64> = list.iter().filter_map(Value::as_f64).collect();
            match both[..] {
                [low, high] if (0.0..=high).contains(&low) && MINUTES.contains(&high) => {
                    Some((low, high))
                }
                _ => {
                    let at = fields.at("distance");
                    let hint = "write [least, most] in minutes";
                    problems.pointer(&at, list.len().to_string(), "two minutes are expected", hint);
                    None
                }
            }
        }
        _ => {
            let found = fields.get("type").map(brief).unwrap_or_default();
            let hint = "use simultaneous or sequential";
            problems.pointer(&fields.at("type"), found, "no such synchronization", hint);
            None
        }
    }
}

fn millis(minutes: f64) -> i64 {
    (minutes * 60_000.0).round() as i64
}

/// Rounded up, so that what is planned can be driven in the file's own fractions.
fn travel(top: &Fields, rows: &[usize], problems: &mut Problems) -> Option<Vec<Vec<i64>>> {
    let given = top.list("distances", problems);
    let cell = |a: usize, b: usize| {
        let minutes = given.get(a)?.as_array()?.get(b)?.as_f64()?;
        (0.0..=1e6).contains(&minutes).then(|| (minutes * 60_000.0 - 1e-6).ceil() as i64)
    };
    let mut out = Vec::with_capacity(rows.len());
    for &a in rows {
        let row: Option<Vec<i64>> = rows.iter().map(|&b| cell(a, b)).collect();
        if row.is_none() {
            let at = format!("/distances/{a}");
            let hint = "give a number of minutes for each pair of places";
            problems.pointer(&at, a.to_string(), "this row is no list of distances", hint);
            return None;
        }
        out.extend(row);
    }
    Some(out)
}

/// The set's own JSON: `arrival_time` is the start of service.
pub fn export(_request: &Value, plan: &Value) -> Result<String, ConvertError> {
    let mut problems = Problems::new("plan");
    let mut routes = Vec::new();
    let top = Fields::new(plan, "", &mut problems);
    for (k, route) in
        top.map(|t| t.list("routes", &mut problems)).unwrap_or_default().iter().enumerate()
    {
        let Some(fields) = Fields::new(route, &format!("/routes/{k}"), &mut problems) else {
            continue;
        };
        let stops = fields.list("stops", &mut problems).iter();
        let visits: Vec<Value> = stops.filter_map(|stop| stop_of(stop, &mut problems)).collect();
        routes.push(json!({ "caregiver_id": route["crew"], "locations": visits }));
    }
    problems.finish(json!({ "routes": routes }).to_string())
}

fn stop_of(stop: &Value, problems: &mut Problems) -> Option<Value> {
    let job = stop.get("job")?.as_str()?;
    let split = job.rsplit_once('.');
    if split.is_none() {
        let hint = "export as hhcrsp what was imported from it: PATIENT.SERVICE";
        problems.pointer("/routes", job, "this id does not come from the format", hint);
    }
    let (patient, service) = split?;
    let minute = |key: &str| {
        let text = stop.get(key)?.as_str()?;
        let ms = crate::wire::text::parse_instant(text)?;
        Some((ms - FIRST_DAY * 1_000) as f64 / 60_000.0)
    };
    Some(json!({
        "patient_id": patient,
        "service_id": service,
        "arrival_time": minute("start")?,
        "departure_time": minute("end")?,
    }))
}
