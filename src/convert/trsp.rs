//! The technician routing and scheduling problem of Pillac, Gueret and Medaglia (2013, text):
//! technicians who start and end at home within a window, requests with windows and skills; serve
//! everybody in as little working time as can be. Times are minutes.
//!
//! Technician k is crew `t{k}` at place `n{k}`, request i is job `r{i}` at place `n{i}`; node 0,
//! the main depot, is left out. One minor unit is one second of working time. Travel and service
//! are rounded up and windows inward to whole milliseconds (shifts to whole seconds), so that what
//! is planned is legal in the file's own fractions.

use serde_json::{Value, json};

use super::clock::{self, FIRST_DAY, Span};
use super::pages::Page;
use super::problem::{ConvertError, Problems};
use super::visits::{self, Letters};

mod reading;

use reading::{Instance, Node};

const LETTERS: Letters = Letters { format: "trsp", crew: 't', job: 'r' };

/// Milliseconds below which a fraction is noise of the decimal point: 20.1333 minutes are 1,207,998
/// exactly.
const NOISE: f64 = 1e-6;

fn millis_up(minutes: f64) -> i64 {
    (minutes * 60_000.0 - NOISE).ceil() as i64
}

fn millis_down(minutes: f64) -> i64 {
    (minutes * 60_000.0 + NOISE).floor() as i64
}

pub fn import(page: &Page) -> Result<Value, ConvertError> {
    let mut problems = Problems::new(page.name.clone());
    let instance = reading::read(&page.text, &mut problems);
    match instance.and_then(|instance| build(&instance, &mut problems)) {
        Some(request) => problems.finish(request),
        None => Err(problems.into_error()),
    }
}

fn build(instance: &Instance, problems: &mut Problems) -> Option<Value> {
    supported(instance, problems);
    let technicians = instance.nodes.get(1..=instance.technicians)?;
    let requests = instance.nodes.get(instance.technicians + 1..)?;
    let crews: Vec<Value> =
        (1..).zip(technicians).filter_map(|(k, node)| crew(k, node, problems)).collect();
    let first = instance.technicians + 1;
    let jobs: Vec<Value> =
        (first..).zip(requests).map(|(i, node)| job(i, node, problems)).collect();
    if problems.len() > 0 {
        return None;
    }
    let ids: Vec<String> = (1..instance.nodes.len()).map(|i| format!("n{i}")).collect();
    let places: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    Some(json!({
        "run": { "name": instance.name },
        "problem": {
            "horizon": clock::one_day(),
            "places": places,
            "travel": { "matrix": { "places": ids, "millis": travel(instance) } },
            "crews": crews,
            "jobs": jobs,
        },
    }))
}

/// A call at the main depot refills tools and spare parts; a request has no word for it yet.
fn supported(instance: &Instance, problems: &mut Problems) {
    let requests = instance.nodes.iter().skip(instance.technicians + 1);
    let count = requests.clone().count();
    let needs: [(&str, Vec<&Node>); 2] = [
        ("tools", requests.clone().filter(|node| node.tools > 0).collect()),
        ("spare parts", requests.filter(|node| node.spares > 0).collect()),
    ];
    for (what, nodes) in needs {
        if let Some(first) = nodes.first() {
            let found = format!("{} of {count} requests", nodes.len());
            let message = format!("need {what}, and calls at the main depot are not supported yet");
            let hint = "use a file whose requests need none, such as the two real days";
            problems.line(first.line, found, &message, hint);
        }
    }
}

fn crew(k: usize, node: &Node, problems: &mut Problems) -> Option<Value> {
    let from = (millis_up(node.open) + 999).div_euclid(1_000);
    let to = millis_down(node.shut).div_euclid(1_000);
    let span = Span { from: FIRST_DAY + from, to: FIRST_DAY + to };
    if let Some(fault) = span.first_day_fault() {
        let found = format!("{} to {}", node.open, node.shut);
        let hint = "give minutes of one day, the end after the start";
        problems.line(node.line, found, &format!("the technician's shift {fault}"), hint);
        return None;
    }
    Some(json!({
        "id": format!("t{k}"),
        "start": format!("n{k}"),
        "end": format!("n{k}"),
        "shifts": [span.shift()],
        "costs": { "perHour": 3_600 },
        "skills": skills(node),
    }))
}

fn job(i: usize, node: &Node, problems: &mut Problems) -> Value {
    let (earliest, latest) = (millis_up(node.open), millis_down(node.shut));
    if latest < earliest {
        let found = format!("{} to {}", node.open, node.shut);
        let hint = "give an end at or after the start";
        problems.line(node.line, found, "the request's window ends before it starts", hint);
    }
    let midnight = FIRST_DAY * 1_000;
    json!({
        "id": format!("r{i}"),
        "place": format!("n{i}"),
        "duration": clock::duration(millis_up(node.service)),
        "breakInside": false,
        "startWindows": [clock::window(midnight + earliest, midnight + latest)],
        "skills": skills(node),
        "mandatory": true,
    })
}

fn skills(node: &Node) -> Vec<Value> {
    node.skills.iter().map(|id| json!({ "id": id.to_string() })).collect()
}

/// The file's own travel times where it has them, else straight lines at one unit a minute.
fn travel(instance: &Instance) -> Vec<Vec<i64>> {
    let nodes = || instance.nodes.iter().enumerate().skip(1);
    let minutes = |i: usize, a: &Node, j: usize, b: &Node| match &instance.travel {
        Some(rows) => rows.get(i).and_then(|row| row.get(j)).copied().unwrap_or_default(),
        None => (a.x - b.x).hypot(a.y - b.y),
    };
    nodes().map(|(i, a)| nodes().map(|(j, b)| millis_up(minutes(i, a, j, b))).collect()).collect()
}

/// `<k,r,r,k|k,r,k>`, used technicians only.
pub fn export(request: &Value, plan: &Value) -> Result<String, ConvertError> {
    let routes = visits::routes(LETTERS, request, plan)?;
    let tour = |(crew, jobs): (u64, Vec<u64>)| {
        let stops: Vec<String> = jobs.iter().map(u64::to_string).collect();
        format!("{crew},{},{crew}", stops.join(","))
    };
    let used = routes.into_iter().filter(|(_, jobs)| !jobs.is_empty());
    let tours: Vec<String> = used.map(tour).collect();
    Ok(format!("<{}>", tours.join("|")))
}
