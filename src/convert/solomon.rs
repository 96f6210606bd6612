//! Solomon's delivery instances (text): customers with demands and time windows, one depot, a fleet
//! of identical vehicles; serve everybody and drive as little as can be, each arc cut to one
//! decimal.
//!
//! A tenth of a unit of the file is a second of the request, so that arcs, windows and costs are
//! whole: a plan's cost is ten times the distance. Vehicle k is crew `v{k}`, customer i is job
//! `c{i}` at place `p{i}`, the depot is `p0`.

use serde_json::{Value, json};

use super::clock::{self, FIRST_DAY, Span};
use super::pages::Page;
use super::problem::{ConvertError, Problems};
use super::visits::{self, Letters};
use super::{MAX_CREWS, MAX_PLACES};

const LETTERS: Letters = Letters { format: "solomon", crew: 'v', job: 'c' };

/// Seconds to one unit of the file.
const SCALE: i64 = 10;

/// Beyond this a coordinate or a time is a slip of the keyboard.
const MAX_NUMBER: f64 = 1e6;

const COLUMNS: [&str; 7] =
    ["customer", "x", "y", "demand", "ready time", "due date", "service time"];

struct Customer {
    line: u64,
    x: i64,
    y: i64,
    demand: i64,
    ready: i64,
    due: i64,
    service: i64,
}

#[derive(Default)]
struct Instance {
    name: String,
    fleet: Option<(i64, i64)>,
    customers: Vec<Customer>,
}

pub fn import(page: &Page) -> Result<Value, ConvertError> {
    let mut problems = Problems::new(page.name.clone());
    let instance = read(&page.text, &mut problems);
    match build(&instance, &mut problems) {
        Some(request) => problems.finish(request),
        None => Err(problems.into_error()),
    }
}

fn read(text: &str, problems: &mut Problems) -> Instance {
    let mut instance = Instance::default();
    for (line, content) in (1..).zip(text.lines()) {
        let words: Vec<&str> = content.split_whitespace().collect();
        let Some(first) = words.first() else { continue };
        if instance.name.is_empty() {
            instance.name = content.trim().to_string();
        } else if first.chars().all(|c| c.is_alphabetic() || c == '.') && !is_nan(first) {
            continue;
        } else if instance.fleet.is_none() {
            let numbers = numbers(&words, line, ["vehicles", "capacity"], problems);
            // A wrong fleet is told once; the rows after it are still read.
            instance.fleet = Some(numbers.map_or((1, 0), |[count, capacity]| (count, capacity)));
        } else if let Some(row) = numbers(&words, line, COLUMNS, problems) {
            customer(&mut instance, row, line, problems);
        }
    }
    instance
}

fn is_nan(word: &str) -> bool {
    word.parse::<f64>().is_ok()
}

fn customer(instance: &mut Instance, row: [i64; 7], line: u64, problems: &mut Problems) {
    let [id, x, y, demand, ready, due, service] = row;
    let position = instance.customers.len() as i64;
    if id != position {
        let hint = format!("number the rows from 0, the depot; this one is {position}");
        problems.line(line, id.to_string(), "this customer is out of order", &hint);
    }
    for (name, number) in [("demand", demand), ("ready time", ready), ("service time", service)] {
        if number < 0 {
            let message = format!("the {name} is negative");
            problems.line(line, number.to_string(), &message, "use 0 or more");
        }
    }
    if due < ready {
        let found = format!("{ready} to {due}");
        let hint = "give a due date at or after the ready time";
        problems.line(line, found, "the window ends before it starts", hint);
    }
    instance.customers.push(Customer { line, x, y, demand, ready, due, service });
}

/// A row of whole numbers, one for each column.
fn numbers<const N: usize>(
    words: &[&str],
    line: u64,
    columns: [&str; N],
    problems: &mut Problems,
) -> Option<[i64; N]> {
    if words.len() != N {
        let hint = format!("give {N} numbers: {}", columns.join(", "));
        problems.line(line, words.join(" "), "the row has the wrong number of entries", &hint);
        return None;
    }
    let mut row = [0; N];
    let mut good = true;
    for ((slot, word), column) in row.iter_mut().zip(words).zip(columns) {
        let number = word.parse::<f64>().ok();
        match number.filter(|n| n.fract() == 0.0 && n.abs() <= MAX_NUMBER) {
            Some(number) => *slot = number as i64,
            None => {
                good = false;
                let message = format!("the {column} cannot be read");
                let hint = format!("use a whole number of at most {MAX_NUMBER}");
                problems.line(line, *word, &message, &hint);
            }
        }
    }
    good.then_some(row)
}

fn build(instance: &Instance, problems: &mut Problems) -> Option<Value> {
    let span = check(instance, problems)?;
    let (vehicles, capacity) = instance.fleet?;
    let customers = &instance.customers;
    let ids: Vec<String> = (0..customers.len()).map(|i| format!("p{i}")).collect();
    let crews: Vec<Value> = (1..=vehicles)
        .map(|k| {
            json!({
                "id": format!("v{k}"),
                "start": "p0",
                "end": "p0",
                "shifts": [span.shift()],
                "costs": { "perDrivingHour": 3_600 },
                "capacity": { "goods": capacity },
            })
        })
        .collect();
    let jobs: Vec<Value> = customers.iter().enumerate().skip(1).map(|(i, c)| job(i, c)).collect();
    let seconds: Vec<Vec<i64>> =
        customers.iter().map(|a| customers.iter().map(|b| arc(a, b)).collect()).collect();
    let places: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    Some(json!({
        "run": { "name": instance.name },
        "problem": {
            "horizon": clock::one_day(),
            "places": places,
            "travel": { "matrix": { "places": ids, "seconds": seconds } },
            "crews": crews,
            "jobs": jobs,
        },
    }))
}

/// The shift of every vehicle, where the instance can be said at all.
fn check(instance: &Instance, problems: &mut Problems) -> Option<Span> {
    let Some((vehicles, capacity)) = instance.fleet else {
        let hint = "write the number of vehicles and their capacity after VEHICLE";
        problems.file("nothing", "the file names no fleet", hint);
        return None;
    };
    if !(1..=MAX_CREWS).contains(&vehicles) || capacity < 0 {
        let found = format!("{vehicles} vehicles of capacity {capacity}");
        let hint = format!("use 1 to {MAX_CREWS} vehicles and a capacity of 0 or more");
        problems.file(found, "this is no fleet", &hint);
    }
    let Some(depot) = instance.customers.first() else {
        problems.file("nothing", "the file has no depot", "give it as the customer numbered 0");
        return None;
    };
    if instance.customers.len() > MAX_PLACES {
        let hint = format!("plan at most {MAX_PLACES} places at once");
        let found = instance.customers.len().to_string();
        problems.file(found, "there are too many customers", &hint);
    }
    let span = Span { from: FIRST_DAY + SCALE * depot.ready, to: FIRST_DAY + SCALE * depot.due };
    if let Some(fault) = span.first_day_fault() {
        let found = format!("{} to {}", depot.ready, depot.due);
        let message = format!("the depot's day, {SCALE} seconds to a unit, {fault}");
        let hint = "give the depot a window of less than 8640 units";
        problems.line(depot.line, found, &message, hint);
    }
    (problems.len() == 0).then_some(span)
}

fn job(i: usize, customer: &Customer) -> Value {
    let millis = |units: i64| (FIRST_DAY + SCALE * units) * 1_000;
    json!({
        "id": format!("c{i}"),
        "place": format!("p{i}"),
        "duration": clock::duration(SCALE * customer.service * 1_000),
        "breakInside": false,
        "startWindows": [clock::window(millis(customer.ready), millis(customer.due))],
        "load": { "goods": customer.demand },
        "mandatory": true,
    })
}

/// Tenths of a unit, cut: the convention of the proven optima. The sliver keeps whole distances
/// whole.
fn arc(a: &Customer, b: &Customer) -> i64 {
    let (dx, dy) = (a.x - b.x, a.y - b.y);
    (10.0 * ((dx * dx + dy * dy) as f64).sqrt() + 1e-9).floor() as i64
}

/// `[[customer ids], ...]`, used vehicles only.
pub fn export(request: &Value, plan: &Value) -> Result<String, ConvertError> {
    let routes = visits::routes(LETTERS, request, plan)?;
    let used: Vec<Vec<u64>> = routes.into_values().filter(|jobs| !jobs.is_empty()).collect();
    Ok(json!(used).to_string())
}
