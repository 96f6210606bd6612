//! Which rules decide: a rule binds where the cheapest plan without it costs something else.

use super::given;
use crate::brute::best;
use callboard::units::Millis;
use serde_json::{Map, Value, json};

/// Every rule of the register that a request can be sent without.
pub const RULES: [&str; 27] = [
    "unassigned",
    "mandatory",
    "day-used",
    "hours",
    "overtime",
    "drive-time",
    "drive-distance",
    "lateness",
    "promise",
    "preferred-crew",
    "travel",
    "shift-hours",
    "start-windows",
    "finish-by",
    "skills",
    "crew-list",
    "breaks",
    "max-jobs",
    "max-drive",
    "capacity",
    "now",
    "pins",
    "together",
    "parts",
    "tools",
    "stock",
    "calls",
];

/// The rules that bind in a request of this optimal cost.
pub fn binding(request: &Value, grid: Millis, units: i128) -> Vec<&'static str> {
    let other = |rule: &&&str| {
        let without = without(request, rule);
        without != *request
            && given(&without, grid, |g| best(g).1).is_some_and(|cost| cost != units)
    };
    RULES.iter().filter(other).copied().collect()
}

fn without(request: &Value, rule: &str) -> Value {
    let mut request = request.clone();
    let problem = &mut request["problem"];
    match rule {
        "unassigned" => each(problem, "jobs", |job| job["value"] = json!(0)),
        "mandatory" => cut(problem, "jobs", &["mandatory"]),
        "day-used" => cut(problem, "crews", &["costs", "perDayUsed"]),
        "hours" => cut(problem, "crews", &["costs", "perHour"]),
        "overtime" => cut(problem, "crews", &["overtime"]),
        "drive-time" => cut(problem, "crews", &["costs", "perDrivingHour"]),
        "drive-distance" => cut(problem, "crews", &["costs", "perKm"]),
        "lateness" => cut(problem, "jobs", &["due"]),
        "promise" => cut(problem, "jobs", &["promise"]),
        "preferred-crew" => cut(problem, "jobs", &["crews", "preferred"]),
        "travel" => still(&mut problem["travel"]["matrix"]["seconds"]),
        "shift-hours" => each(problem, "crews", longer),
        "start-windows" => cut(problem, "jobs", &["startWindows"]),
        "finish-by" => cut(problem, "jobs", &["finishBy"]),
        "skills" => cut(problem, "jobs", &["skills"]),
        "crew-list" => {
            cut(problem, "jobs", &["crews", "required"]);
            cut(problem, "jobs", &["crews", "excluded"]);
        }
        "breaks" => cut(problem, "crews", &["breaks"]),
        "max-jobs" => cut(problem, "crews", &["max", "jobs"]),
        "max-drive" => cut(problem, "crews", &["max", "drive"]),
        "capacity" => cut(problem, "crews", &["capacity"]),
        "now" => drop(map(problem).remove("now")),
        "pins" => cut(problem, "jobs", &["pin"]),
        "tools" => cut(problem, "jobs", &["tools"]),
        "stock" => cut(problem, "jobs", &["uses"]),
        "calls" => drop(map(problem).remove("warehouses")),
        "together" => cut(problem, "jobs", &["together"]),
        _ => each(problem, "jobs", |job| {
            if let Some(parts) = map(job).remove("parts") {
                job["duration"] = parts[0].clone();
            }
        }),
    }
    request
}

fn map(value: &mut Value) -> &mut Map<String, Value> {
    value.as_object_mut().expect("an object")
}

fn each(problem: &mut Value, list: &str, mut change: impl FnMut(&mut Value)) {
    for one in problem[list].as_array_mut().expect("a list") {
        change(one);
    }
}

/// Takes a key out of every crew or job.
fn cut(problem: &mut Value, list: &str, path: &[&str]) {
    each(problem, list, |one| match path {
        [key] => drop(map(one).remove(*key)),
        [outer, key] => drop(one.get_mut(*outer).map(|o| map(o).remove(*key))),
        _ => unreachable!("paths have one or two keys"),
    });
}

/// All places next door to one another.
fn still(table: &mut Value) {
    for row in table.as_array_mut().expect("rows") {
        for cell in row.as_array_mut().expect("cells") {
            *cell = json!(0);
        }
    }
}

/// A crew with one shift a day has all day.
fn longer(crew: &mut Value) {
    let shifts = crew["shifts"].as_array_mut().expect("a list");
    if let [one] = &mut shifts[..] {
        one["from"] = json!("04:00");
        one["to"] = json!("22:00");
    }
}
