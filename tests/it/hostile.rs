//! Plans that nobody meant well: every printed figure edited, broken JSON, rules that peek.

use crate::verify::{Desk, good_plans};
use callboard::verify::{hash::plan_hash, parse_plan};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// Whatever the verifier leaves to others: notes, and how the solver came there.
const FREE: &[&str] = &["/warnings", "/assumed", "/stopReason", "/engine", "/work", "/trace"];

/// Every pointer below a value, its containers included.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    if FREE.contains(&at) {
        return;
    }
    out.push(at.to_owned());
    match value {
        Value::Array(list) => {
            for (i, inner) in list.iter().enumerate() {
                pointers(inner, &format!("{at}/{i}"), out);
            }
        }
        Value::Object(map) => {
            for (key, inner) in map {
                pointers(inner, &format!("{at}/{key}"), out);
            }
        }
        _ => {}
    }
}

/// Other values for one place of a plan, among them the ends of every range.
fn others(value: &Value) -> Vec<Value> {
    let mut list = vec![Value::Null, json!(""), json!([]), json!({}), json!(-1), json!(0.5)];
    match value {
        Value::Number(n) => {
            let n = n.as_i64().unwrap_or(0);
            list.extend(
                [n.wrapping_add(1), n.wrapping_sub(1), i64::MAX, i64::MIN].map(|n| json!(n)),
            );
            list.push(json!(u64::MAX));
        }
        Value::String(text) => {
            for other in [
                "PT9600H",
                "PT0S",
                "PT0.001S",
                "P400D",
                "1970-01-01T00:00:00+00:00",
                "2200-01-01T00:00:00+00:00",
                "2026-12-07T08:00:00.001+00:00",
                "9999-12-31",
                "OPTIMAL",
                "INFEASIBLE",
                "c2",
            ] {
                list.push(json!(other));
            }
            list.push(json!(format!("{text} ")));
        }
        Value::Array(items) => {
            for item in items.iter().take(1) {
                list.push(json!([items.clone(), vec![item.clone()]].concat()));
            }
        }
        _ => {}
    }
    list.retain(|other| other != value);
    list
}

/// What is said of a job left out, whether that is proven, and how long the run expected to be, is
/// the solver's word.
fn is_reason(plan: &Value, at: &str, other: &Value) -> bool {
    let told = ["/verdict", "/summary", "/reasons", "/extraCost", "/displaces", "/position"];
    let about = at.starts_with("/unassigned/") && told.iter().any(|key| at.contains(key));
    let lanes = at == "/lanes" && other.as_u64().is_some_and(|n| (1..=64).contains(&n));
    about
        || lanes
        || at.starts_with("/pace")
        || (at == "/status" && other == "INFEASIBLE" && plan["status"] == "INCOMPLETE")
}

// If this fails, a figure of the plan can be changed without notice, or a hostile plan stops the
// service.
#[test]
fn no_figure_can_be_changed() {
    let mut passed = Vec::new();
    for (name, request, text) in good_plans() {
        let desk = Desk::open(&request);
        let plan: Value = serde_json::from_slice(&text).unwrap();
        let mut places = Vec::new();
        pointers(&plan, "", &mut places);
        for at in places {
            for other in others(plan.pointer(&at).unwrap()) {
                let mut edited = plan.clone();
                *edited.pointer_mut(&at).unwrap() = other.clone();
                let Ok(mut read) = parse_plan(edited.to_string().as_bytes()) else { continue };
                if serde_json::to_value(&read).unwrap() == plan || is_reason(&plan, &at, &other) {
                    continue;
                }
                // The hash must not be all that notices.
                if at != "/planHash" {
                    read.plan_hash = plan_hash(&read);
                }
                if desk.judge(read).is_ok() {
                    passed.push(format!("{name}: {at} = {other}"));
                }
            }
        }
    }
    assert!(passed.is_empty(), "{} pass:\n{}", passed.len(), passed.join("\n"));
}

// If this fails, a plan with huge distances stops the service instead of being refused.
#[test]
fn huge_distances_do_not_overflow() {
    let (_, request, text) = good_plans().into_iter().find(|p| p.0 == "drive-distance").unwrap();
    let mut request: Value = serde_json::from_slice(&request).unwrap();
    request["problem"]["crews"][0]["costs"]["perKm"] = json!(1_000_000_000_000_i64);
    request["problem"]["travel"]["matrix"]["metres"] = json!([[0, 1, 1], [1, 0, 1], [1, 1, 0]]);
    let desk = Desk::open(request.to_string().as_bytes());
    for metres in [i64::MAX, i64::MIN, i64::from(u32::MAX)] {
        let mut plan: Value = serde_json::from_slice(&text).unwrap();
        let stop = &mut plan["routes"][0]["stops"][0];
        stop["metres"] = json!(metres);
        plan["routes"][0]["stops"] = json!(vec![stop.clone(); 20_000]);
        plan["routes"][0]["metres"] = json!(metres);
        let refused = desk.judge(parse_plan(plan.to_string().as_bytes()).unwrap()).unwrap_err();
        assert!((1..=1000).contains(&refused.violations.len()));
    }
}

// If this fails, a key can be left out of a plan, and whoever reads it later stumbles.
#[test]
fn no_key_can_be_left_out() {
    for (name, request, text) in good_plans().into_iter().take(6) {
        let desk = Desk::open(&request);
        let plan: Value = serde_json::from_slice(&text).unwrap();
        let mut places = Vec::new();
        pointers(&plan, "", &mut places);
        for at in places {
            let Some((parent, key)) = at.rsplit_once('/') else { continue };
            let mut edited = plan.clone();
            match edited.pointer_mut(parent).unwrap() {
                Value::Object(map) => drop(map.remove(key)),
                Value::Array(list) => drop(list.remove(key.parse::<usize>().unwrap())),
                _ => continue,
            }
            let Ok(read) = parse_plan(edited.to_string().as_bytes()) else { continue };
            if serde_json::to_value(&read).unwrap() == plan {
                continue;
            }
            assert!(desk.judge(read).is_err(), "{name}: passes without {at}");
        }
    }
}

// If this fails, whoever sends a wrong plan is not told where it is wrong.
#[test]
fn broken_plans_are_read_with_a_pointer() {
    let (_, _, text) = good_plans().into_iter().find(|p| p.0 == "two-crews").unwrap();
    let plan: Value = serde_json::from_slice(&text).unwrap();
    let with = |at: &str, value: Value| {
        let mut edited = plan.clone();
        *edited.pointer_mut(at).unwrap() = value;
        let fault = parse_plan(edited.to_string().as_bytes()).unwrap_err();
        (fault.pointer, fault.message)
    };
    let (at, message) = with("/routes/0/stops/0/visit", json!("one"));
    assert_eq!(at, "/routes/0/stops/0/visit");
    assert!(message.contains("expected u32"), "{message}");
    let (at, message) = with("/routes/0/stops/0", json!({"job": "A"}));
    assert_eq!(at, "/routes/0/stops/0");
    assert!(message.contains("missing field"), "{message}");
    let (at, _) = with("/routes/0/stops/1/end", json!(7));
    assert_eq!(at, "/routes/0/stops/1/end");
    let (at, message) = with("/kpis", json!({"jobs": 1.5}));
    assert_eq!(at, "/kpis/jobs");
    assert!(message.contains("1.5"), "{message}");
    let (at, message) = with("/status", json!("FINE"));
    assert_eq!(at, "/status");
    assert!(message.contains("FINE"), "{message}");
    let deep = "[".repeat(100_000);
    for text in ["", "{}", "[]", "null", "{\"cost\":1", deep.as_str()] {
        let fault = parse_plan(text.as_bytes()).unwrap_err();
        assert_eq!(fault.code, "BAD_PLAN");
        assert!(!fault.message.is_empty());
    }
    let twice = String::from_utf8(text.clone()).unwrap().replacen("{", "{\"cost\": 1,", 1);
    assert!(parse_plan(twice.as_bytes()).unwrap_err().message.contains("duplicate"));
    let more = [&text[..], b"{}"].concat();
    assert!(parse_plan(&more).is_err());
}

/// The functions of a source file: name, parameters, body.
fn functions(source: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for (start, _) in source.match_indices("fn ") {
        let line = source[..start].rsplit('\n').next().unwrap();
        let indent = line.len() - line.trim_start().len();
        if !["", "pub"].contains(&line.trim()) {
            continue;
        }
        let Some(open) = source[start..].find('(').map(|i| start + i) else { continue };
        let name = source[start + 3..open].split('<').next().unwrap().to_owned();
        let close = format!("\n{}}}", " ".repeat(indent));
        let end = source[start..].find(&close).map_or(source.len(), |i| start + i);
        let brace = source[open..].find(" {").map_or(end, |i| open + i);
        found.push((name, source[open..brace.min(end)].into(), source[brace.min(end)..end].into()));
    }
    found
}

// If this fails, a rule's check leans on what the search was built from, and both err alike.
#[test]
fn checks_stand_apart_from_what_the_search_is_built_from() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut searching = Vec::new();
    let mut checking = Vec::new();
    for entry in fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        if ["mod", "rule", "view", "tables", "prices"].contains(&file.as_str()) {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        for (name, parameters, body) in functions(&source) {
            if parameters.contains("View") || file == "checks" || file == "hires" {
                checking.push((file.clone(), name, body));
            } else {
                searching.push(name);
            }
        }
    }
    assert!(checking.len() > ALL_CHECKS, "only {} checks were found", checking.len());
    searching.extend(["holds", "held"].map(String::from));
    for (file, name, body) in checking {
        for other in &searching {
            for call in [format!(" {other}("), format!(".{other}("), format!("::{other}(")] {
                assert!(!body.contains(&call), "{file}: {name} calls {other}");
            }
        }
        for peek in ["tables", "shift.breaks", ".latest_return", "due_breaks"] {
            assert!(!body.contains(peek), "{file}: {name} reads {peek}");
        }
    }
}

/// At least one check for every rule.
const ALL_CHECKS: usize = callboard::rules::ALL.len();

// If this fails, the verifier can see the model or the search and repeat their mistakes.
#[test]
fn the_verifier_sees_neither_model_nor_search() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verify");
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let source = fs::read_to_string(&path).unwrap();
        for above in ["model", "search", "exact", "solve"] {
            let name = format!("crate::{above}");
            assert!(!source.contains(&name), "{} uses {name}", path.display());
        }
    }
}
