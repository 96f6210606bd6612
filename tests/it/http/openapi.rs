//! The API's description: whole, up to date, and true.

use super::{Service, example};
use callboard::intake::admit;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn described() -> Value {
    Service::start(&[]).get("/openapi.json").expect(200, "").json()
}

#[test]
fn the_description_is_the_snapshot() {
    // Would break: the API changes for its callers and nobody notices.
    let now = serde_json::to_string_pretty(&described()).expect("a value is JSON") + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/http/openapi.json");
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    if now != before {
        let new = std::env::temp_dir().join("callboard-openapi.json");
        std::fs::write(&new, now).expect("the temporary folder can be written");
        panic!("the API has changed; if it should: cp {} {}", new.display(), path.display());
    }
}

#[test]
fn the_description_is_whole() {
    // Would break: a generator of clients stumbles over a reference to nothing.
    let api = described();
    assert_eq!(api["openapi"], "3.1.0");
    let text = api.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let pointer = part.split('"').next().expect("a reference has an end");
        assert!(api.pointer(pointer).is_some(), "{pointer} is nowhere");
    }
    let mut ids = BTreeSet::new();
    for (path, item) in api["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let id = operation["operationId"].as_str().expect("an id");
            assert!(ids.insert(id.to_owned()), "{id} twice");
            assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{id}");
            let given = operation["parameters"].as_array().cloned().unwrap_or_default();
            for name in path.split('{').skip(1).map(|part| part.split('}').next().unwrap()) {
                let known = given.iter().any(|p| p["name"] == name && p["in"] == "path");
                assert!(known, "{method} {path} does not describe {name}");
            }
            for (status, response) in operation["responses"].as_object().expect("responses") {
                let words = response["description"].as_str().unwrap_or("");
                assert!(!words.is_empty(), "{method} {path} {status} has no description");
                let errors = status.as_str() >= "400";
                let problem = response["content"].get("application/problem+json").is_some();
                assert_eq!(errors, problem, "{method} {path} {status}");
            }
        }
    }
    assert!(ids.len() > 12, "{ids:?}");
    for (name, schema) in api["components"]["schemas"].as_object().expect("schemas") {
        typed(name, schema);
    }
}

/// Every schema is of a type, of several, or refers to others.
fn typed(at: &str, schema: &Value) {
    let kind = schema.get("type");
    let one = kind.is_some_and(|k| k.is_string() || k.as_array().is_some_and(|a| !a.is_empty()));
    let other = ["$ref", "oneOf", "allOf", "anyOf"].iter().any(|key| schema.get(key).is_some());
    // A value of any kind says nothing at all.
    let any = schema.as_object().is_some_and(|s| s.keys().all(|key| key == "description"));
    assert!(schema.get("properties").is_none_or(Value::is_object), "{at}: {schema}");
    assert!(one || (kind.is_none() && (other || any)), "{at}: {schema}");
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        typed(&format!("{at}/{key}"), inner);
    }
    if let Some(items) = schema.get("items") {
        typed(&format!("{at}[]"), items);
    }
}

#[test]
fn every_example_works() {
    // Would break: the first body that somebody copies from the page is refused.
    let service = Service::start(&[]);
    let api = service.get("/openapi.json").expect(200, "").json();
    let mut done = Vec::new();
    for (path, item) in api["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let example = |p: &Value| p["example"].as_str().map(str::to_owned);
            let given = operation["parameters"].as_array().cloned().unwrap_or_default();
            let mut filled = path.clone();
            for p in given.iter().filter(|p| p["in"] == "path") {
                let Some(value) = example(p) else { continue };
                filled = filled.replace(&format!("{{{}}}", p["name"].as_str().unwrap()), &value);
            }
            if filled.contains('{') {
                continue;
            }
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let answer = match (method.as_str(), example_of(&api, schema)) {
                ("get", _) => service.get(&filled),
                ("post", Some(body)) => service.post(&filled, body.to_string().as_bytes()),
                ("post", None) => panic!("{path} has a body without an example"),
                other => panic!("{other:?} is not tried"),
            };
            let status = if filled == "/v1/batches" { 202 } else { 200 };
            assert_eq!(answer.status, status, "{method} {filled}: {}", answer.text());
            done.push(filled);
        }
    }
    assert!(done.len() > 7, "{done:?}");
}

/// The example of a schema or of what it refers to.
fn example_of(api: &Value, schema: &Value) -> Option<Value> {
    let schema = resolve(api, schema);
    schema.get("example").cloned().or_else(|| Some(schema["examples"].get(0)?.clone()))
}

fn resolve<'a>(api: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(to) => resolve(api, api.pointer(&to[1..]).expect("references lead somewhere")),
        None => schema,
    }
}

/// All schemas that a value may follow: `oneOf` and `allOf` opened.
fn choices<'a>(api: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let schema = resolve(api, schema);
    let inner = ["oneOf", "allOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
    let inner: Vec<&Value> = inner.flat_map(|s| choices(api, s)).collect();
    if inner.is_empty() { vec![schema] } else { inner }
}

/// Calls `see` for every object of `value` with the properties that the description gives it.
fn walk(api: &Value, schema: &Value, at: &str, value: &Value, see: &mut dyn FnMut(&str, &Props)) {
    match value {
        Value::Object(map) => {
            let all = choices(api, schema);
            let fits = |s: &&&Value| s["properties"].is_object();
            let Some(shape) = all.iter().find(fits) else { return };
            let props = shape["properties"].as_object().expect("just seen");
            see(at, &Props { described: props, given: map });
            for (key, inner) in map {
                if let Some(schema) = props.get(key) {
                    walk(api, schema, &format!("{at}/{key}"), inner, see);
                }
            }
        }
        Value::Array(list) => {
            for schema in choices(api, schema) {
                for (i, inner) in list.iter().enumerate().filter(|_| schema["items"].is_object()) {
                    walk(api, &schema["items"], &format!("{at}/{i}"), inner, see);
                }
            }
        }
        _ => {}
    }
}

struct Props<'a> {
    described: &'a Map<String, Value>,
    given: &'a Map<String, Value>,
}

/// One of every object a request can hold.
fn everything() -> Value {
    json!({
        "run": {}, "policy": {"prices": {"unassigned": {}}},
        "problem": {
            "horizon": {"from": "2026-12-07", "to": "2026-12-08"},
            "places": [{"id": "p"}],
            "travel": {"matrix": {"places": ["p"], "seconds": [[0]]}},
            "resources": [{"id": "crane", "shifts": [{"from": "08:00", "to": "17:00"}],
                "blocks": [{"from": "08:00", "to": "12:00"}], "costs": {}}],
            "people": [{"id": "ana", "skills": [{"id": "gas"}]}],
            "crews": [{"id": "c", "shifts": [{"from": "08:00", "to": "17:00"}],
                "breaks": [{"id": "b", "duration": "PT30M", "earliest": "11:00",
                    "latest": "13:00"}],
                "overtime": {}, "costs": {}, "max": {}, "skills": [{"id": "gas"}]}],
            "jobs": [{"id": "j", "place": {"lat": 1.0, "lon": 1.0}, "duration": "PT1H",
                "startWindows": [{}], "promise": {"date": "2026-12-07"}, "skills": [{"id": "gas"}],
                "crews": {}, "pin": {}, "resources": [{"id": "crane"}]}],
        },
    })
}

#[test]
fn the_door_knows_every_key_that_is_described() {
    // Would break: a client generated from the description sends a key that is refused.
    let api = described();
    let schema = &api["components"]["schemas"]["ScheduleRequest"];
    let request = everything();
    let mut keys: Vec<(String, String)> = Vec::new();
    walk(&api, schema, "", &request, &mut |at, props| {
        keys.extend(props.described.keys().map(|key| (at.to_owned(), key.clone())));
    });
    assert!(keys.len() > 100, "only {} keys are described", keys.len());
    let unknown = |at: &str, key: &str| {
        let mut tried = request.clone();
        tried.pointer_mut(at).expect("walked")[key] = Value::Null;
        let faults = admit(tried.to_string().as_bytes()).err().unwrap_or_default();
        let pointer = format!("{at}/{key}");
        faults.iter().any(|f| f.code == "UNKNOWN_KEY" && f.pointer == pointer)
    };
    for (at, key) in &keys {
        assert!(!unknown(at, key), "{at}/{key} is described, and the door does not know it");
    }
    assert!(unknown("/problem/jobs/0", "plaace"), "this test sees nothing");
}

fn requests(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of examples") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            requests(&path, out);
        } else if path.extension().is_some_and(|e| e == "json") {
            out.push(path);
        }
    }
}

#[test]
fn every_key_of_an_example_is_described() {
    // Would break: the description leaves out a key that the contract knows.
    let api = described();
    let schema = &api["components"]["schemas"]["ScheduleRequest"];
    let mut files = Vec::new();
    requests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("instances"), &mut files);
    let mut seen = BTreeSet::new();
    for file in files {
        let text = std::fs::read(&file).expect("an example");
        let Ok(value) = serde_json::from_slice::<Value>(&text) else { continue };
        if admit(&text).is_err() {
            continue;
        }
        walk(&api, schema, "", &value, &mut |at, props| {
            for key in props.given.keys() {
                let file = file.display();
                assert!(props.described.contains_key(key), "{file}: {at}/{key} is not described");
                seen.insert(key.clone());
            }
        });
    }
    assert!(seen.len() > 60, "the examples use few keys: {seen:?}");
    // The demo week is what newcomers meet first.
    assert!(admit(&example("demo/week.json")).is_ok());
}
