//! The technician routing and scheduling problem of Pillac, Gueret and Medaglia (2013, text):
//! technicians who start and end at home within a window, requests with windows and skills; serve
//! everybody in as little working time as can be. Times are minutes.
//!
//! Technician k is crew `t{k}` at place `n{k}`, request i is job `r{i}` at place `n{i}`. Where
//! requests need tools or spare parts, node 0, the main depot, is the warehouse: a technician may
//! call there once and has every tool and spare part from then on. One minor unit is one second of
//! working time. Travel and service are rounded up and windows inward to whole milliseconds (shifts
//! to whole seconds), so that what is planned is legal in the file's own fractions. Where a shift
//! is longer than a day, a minute of the file becomes 20 s.

use serde_json::{Value, json};

use super::clock::{self, FIRST_DAY, Span};
use super::pages::Page;
use super::problem::{ConvertError, Problems};
use super::visits::{self, Letters};

mod reading;

use reading::{Instance, Node};

const DEPOT: &str = "depot";
const LETTERS: Letters = Letters { format: "trsp", crew: 't', job: 'r' };

/// Milliseconds below which a fraction is noise of the decimal point: 20.1333 minutes are 1,207,998
/// exactly.
const NOISE: f64 = 1e-6;
/// The longest day in minutes.
const DAY_MINUTES: f64 = 1440.0;

/// How many milliseconds a unit of the file's time is.
#[derive(Clone, Copy)]
struct Unit(i64);

impl Unit {
    /// A minute, or 20 s where a technician works for longer than a shift can say: nothing but the
    /// ratio of times matters.
    fn of(instance: &Instance) -> Unit {
        let technicians = instance.nodes.iter().skip(1).take(instance.technicians);
        let last = technicians.map(|node| node.shut).fold(0.0, f64::max);
        Unit(if last <= DAY_MINUTES { 60_000 } else { 20_000 })
    }

    fn up(self, time: f64) -> i64 {
        (time * self.0 as f64 - NOISE).ceil() as i64
    }

    fn down(self, time: f64) -> i64 {
        (time * self.0 as f64 + NOISE).floor() as i64
    }

    /// The price of an hour at which a sixtieth of a unit costs one minor unit.
    fn per_hour(self) -> i64 {
        3_600 * 60_000 / self.0
    }
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
    let (stocked, unit) = (is_stocked(instance), Unit::of(instance));
    if stocked {
        open_all_day(instance, problems);
    }
    let technicians = instance.nodes.get(1..=instance.technicians)?;
    let requests = instance.nodes.get(instance.technicians + 1..)?;
    let crews: Vec<Value> =
        (1..).zip(technicians).filter_map(|(k, node)| crew(k, node, unit, problems)).collect();
    let first = instance.technicians + 1;
    let jobs: Vec<Value> =
        (first..).zip(requests).map(|(i, node)| job(i, node, unit, problems)).collect();
    if problems.len() > 0 {
        return None;
    }
    let first = usize::from(!stocked);
    let ids: Vec<String> = (first..instance.nodes.len()).map(|i| format!("n{i}")).collect();
    let places: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let mut request = json!({
        "run": { "name": instance.name },
        "problem": {
            "horizon": clock::one_day(),
            "places": places,
            "travel": { "matrix": { "places": ids, "millis": travel(instance, first, unit) } },
            "crews": crews,
            "jobs": jobs,
        },
    });
    if stocked {
        for (list, parts, nodes) in [("crews", "stock", technicians), ("jobs", "uses", requests)] {
            let targets = request["problem"][list].as_array_mut().into_iter().flatten();
            targets.zip(nodes).for_each(|(target, node)| supplies(node, target, parts));
        }
        request["problem"]["warehouses"] = json!([{ "id": DEPOT, "place": "n0" }]);
    }
    Some(request)
}

/// Whether any request needs a tool or a spare part.
fn is_stocked(instance: &Instance) -> bool {
    let requests = instance.nodes.iter().skip(instance.technicians + 1);
    requests.into_iter().any(|node| !node.tools.is_empty() || node.spares.iter().any(|n| *n > 0))
}

/// A call at the main depot gives every tool and spare part. It is open all day in the contract.
fn open_all_day(instance: &Instance, problems: &mut Problems) {
    let Some((depot, rest)) = instance.nodes.split_first() else { return };
    let technicians = rest.iter().take(instance.technicians);
    if let Some(early) =
        technicians.into_iter().find(|t| t.open < depot.open || t.shut > depot.shut)
    {
        let found = format!("{} to {}", depot.open, depot.shut);
        let message =
            format!("the main depot is closed while the one of line {} works", early.line);
        let hint = "let the depot's window cover every technician's";
        problems.line(depot.line, found, &message, hint);
    }
}

fn crew(k: usize, node: &Node, unit: Unit, problems: &mut Problems) -> Option<Value> {
    let from = (unit.up(node.open) + 999).div_euclid(1_000);
    let to = unit.down(node.shut).div_euclid(1_000);
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
        "costs": { "perHour": unit.per_hour() },
        "skills": skills(node),
    }))
}

fn job(i: usize, node: &Node, unit: Unit, problems: &mut Problems) -> Value {
    let (earliest, latest) = (unit.up(node.open), unit.down(node.shut));
    if latest < earliest {
        let found = format!("{} to {}", node.open, node.shut);
        let hint = "give an end at or after the start";
        problems.line(node.line, found, "the request's window ends before it starts", hint);
    }
    let midnight = FIRST_DAY * 1_000;
    json!({
        "id": format!("r{i}"),
        "place": format!("n{i}"),
        "duration": clock::duration(unit.up(node.service)),
        "breakInside": false,
        "startWindows": [clock::window(midnight + earliest, midnight + latest)],
        "skills": skills(node),
        "mandatory": true,
    })
}

/// Tools, and under `parts` the spare parts, as far as there are any.
fn supplies(node: &Node, target: &mut Value, parts: &str) {
    let spares = (0..).zip(&node.spares).filter(|(_, many)| **many > 0);
    let spares: serde_json::Map<String, Value> =
        spares.map(|(k, many): (usize, &i64)| (k.to_string(), json!(many))).collect();
    if !node.tools.is_empty() {
        let ids = node.tools.iter().map(i64::to_string);
        target["tools"] = ids.collect();
    }
    if !spares.is_empty() {
        target[parts] = spares.into();
    }
}

fn skills(node: &Node) -> Vec<Value> {
    node.skills.iter().map(|id| json!({ "id": id.to_string() })).collect()
}

/// The file's own travel times from the `first` node on where it has them, else straight lines at
/// one unit a minute.
fn travel(instance: &Instance, first: usize, unit: Unit) -> Vec<Vec<i64>> {
    let nodes = || instance.nodes.iter().enumerate().skip(first);
    let minutes = |i: usize, a: &Node, j: usize, b: &Node| match &instance.travel {
        Some(rows) => rows.get(i).and_then(|row| row.get(j)).copied().unwrap_or_default(),
        None => (a.x - b.x).hypot(a.y - b.y),
    };
    nodes().map(|(i, a)| nodes().map(|(j, b)| unit.up(minutes(i, a, j, b))).collect()).collect()
}

/// `<k,r,r,k|k,r,k>`, used technicians only; a call at the main depot is an id above the last
/// request.
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
