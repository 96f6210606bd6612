//! One rich request that is right in every key, and edits to it by JSON pointer.

use callboard::fault::Fault;
use callboard::intake::admit;
use callboard::intake::case::Case;
use serde_json::{Value, json};

/// Two crews, three people, five jobs of every kind, and limits on the whole plan.
pub fn rich() -> Value {
    let mut request = people_and_jobs();
    let problem = &mut request["problem"];
    problem["quotas"] = json!([{"id": "repairs", "types": ["repair"], "territories": ["north"],
        "crews": ["A"], "days": ["TU"], "per": "DAY", "max": 3}]);
    problem["buffers"] = json!([{"id": "spare", "crews": ["A"], "dates": ["2026-12-10"],
        "share": 0.15, "keepsFor": ["EMERGENCY"]}]);
    problem["jobs"][0]["territory"] = json!("north");
    problem["crews"][0]["max"]["perType"] = json!({"repair": 4});
    problem["crews"][0]["history"] = json!("PT30H");
    problem["crews"][0]["fair"] = json!(true);
    request["policy"]["prices"]["unfairPerHour"] = json!(5);
    request["policy"]["fairness"] = json!({"measure": "BUSY"});
    request
}

fn people_and_jobs() -> Value {
    equipped(json!({
        "run": {"name": "monday", "tags": ["a"], "calendar": "north", "queue": "NIGHTLY",
            "seconds": 2.5, "work": 1000, "targetGap": 0.01, "seed": 7, "lanes": 2, "threads": 2,
            "onFault": "REJECT"},
        "policy": {"preset": "balanced", "prices": {"latePerHour": 1, "promiseBroken": 2,
            "notPreferred": 3, "worstLatePerHour": 4,
            "unassigned": {"LOW": 1, "NORMAL": 2, "HIGH": 3, "EMERGENCY": 4}},
            "valueFirst": true},
        "problem": {
            "timeZone": "America/Los_Angeles", "currency": "USD",
            "horizon": {"from": "2026-12-07", "to": "2026-12-11"},
            "calendar": {"workDays": ["MO", "TU", "WE", "TH", "FR"],
                "holidays": ["2026-12-25"]},
            "now": "2026-12-07T06:00:00-08:00",
            "places": [
                {"id": "depot", "address": "1 Depot Way", "lat": 37.31, "lon": -121.93,
                    "metadata": {"k": 1}},
                {"id": "H1", "lat": 37.39, "lon": -121.98},
                {"id": "H2", "lat": 37.4, "lon": -122.0}],
            "travel": {"speedKmh": 40, "detour": 1.3},
            "people": [
                {"id": "ana", "home": "depot", "skills": [{"id": "gas", "level": 2}]},
                {"id": "ben", "home": {"lat": 37.35, "lon": -121.9},
                    "skills": [{"id": "roof", "level": 1, "until": "2026-12-09"}], "metadata": {}},
                {"id": "eve"}],
            "crews": [
                {"id": "A", "members": ["ana", "ben"], "lead": "ben",
                    "shifts": [{"days": ["MO", "TU", "WE", "TH", "FR"], "from": "07:00",
                        "to": "16:00"}, {"date": "2026-12-07", "from": "18:00", "to": "21:00"}],
                    "breaks": [{"id": "lunch", "duration": "PT30M", "earliest": "11:00",
                        "latest": "13:00"}],
                    "overtime": {"max": "PT1H", "perHour": 100},
                    "costs": {"perDayUsed": 10, "perHour": 20, "perDrivingHour": 30, "perKm": 4},
                    "max": {"jobs": 8, "drive": "PT4H"}, "capacity": {"boxes": 10},
                    "skills": [{"id": "lift"}], "metadata": {}},
                {"id": "B", "members": ["eve"], "start": "depot", "end": "depot",
                    "shifts": [{"from": "22:00", "to": "06:00"}],
                    "breaks": [{"id": "rest", "duration": "PT30M", "earliest": "23:30",
                        "latest": "00:30"}]}],
            "jobs": [
                {"id": "J0", "type": "repair", "place": "H1", "duration": "PT1H",
                    "breakInside": false,
                    "startWindows": [{"date": "2026-12-08", "from": "08:00", "to": "12:00"},
                        {"earliest": "2026-12-09T08:00:00-08:00",
                         "latest": "2026-12-09T10:00:00-08:00"}],
                    "finishBy": "2026-12-09T12:00:00-08:00", "due": "2026-12-08T12:00:00-08:00",
                    "latePerHour": 50,
                    "promise": {"date": "2026-12-08", "from": "08:00", "to": "10:00",
                        "told": "morning"},
                    "skills": [{"id": "gas", "level": 2}], "load": {"boxes": 2},
                    "crews": {"required": ["A"], "excluded": ["B"], "preferred": ["A"]},
                    "value": 100, "priority": "HIGH", "mandatory": true,
                    "pin": {"crew": "A", "date": "2026-12-08",
                        "start": "2026-12-08T08:30:00-08:00", "order": 1, "override": ["skills"]},
                    "receivedAt": "2026-12-01T08:30:00-08:00", "metadata": {"x": [1]}},
                {"id": "J1", "place": "H2", "duration": "PT5H"},
                {"id": "J2", "place": {"lat": 37.5, "lon": -122}, "duration": "PT30M",
                    "together": 2},
                {"id": "J3", "place": "H1", "parts": ["PT4H", "PT2H"], "priority": "LOW",
                    "after": [{"job": "J1", "from": "START", "min": "PT1H", "max": "PT96H",
                        "minDays": 0, "maxDays": 4, "crew": "OTHER", "day": "OTHER"}]},
                {"id": "J4", "place": "H1", "duration": "PT1H", "priority": "NORMAL",
                    "with": [{"job": "J1", "crew": "SAME", "day": "SAME"}]}]
        }
    }))
}

fn equipped(mut rich: Value) -> Value {
    rich["problem"]["resources"] = resources();
    rich["problem"]["jobs"][1]["resources"] =
        json!([{"id": "crane", "offset": "PT1H", "duration": "PT2H", "units": 2, "visit": 1}]);
    rich
}

fn resources() -> Value {
    json!([
                {"id": "crane", "name": "the crane", "units": 2, "notice": "PT24H",
                    "minimumHire": "PT4H", "perDay": 4,
                    "shifts": [{"days": ["TU", "WE", "TH"], "from": "07:00", "to": "16:00"}],
                    "blocks": [{"from": "07:00", "to": "12:00", "max": 2},
                        {"from": "12:00", "to": "16:00", "max": 2}],
                    "costs": {"perCall": 50, "perHour": 60}, "metadata": {}}])
}

/// The request with one value put at a pointer; `-` at its end appends to a list.
pub fn put(request: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer below the root");
    let parent = request.pointer_mut(parent).unwrap_or_else(|| panic!("no {pointer}"));
    match parent {
        Value::Array(list) if key == "-" => list.push(value),
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
        Value::Object(map) => {
            map.insert(key.replace("~1", "/"), value);
        }
        other => panic!("{pointer} is inside {other}"),
    }
}

pub fn cut(request: &mut Value, pointer: &str) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer below the root");
    match request.pointer_mut(parent) {
        Some(Value::Object(map)) => assert!(map.remove(key).is_some(), "no {pointer}"),
        Some(Value::Array(list)) => drop(list.remove(key.parse().unwrap())),
        _ => panic!("no {pointer}"),
    }
}

pub fn send(request: &Value) -> Result<Case, Vec<Fault>> {
    admit(&serde_json::to_vec(request).unwrap())
}

/// The case of a request that is right.
pub fn good(request: &Value) -> Case {
    send(request).unwrap_or_else(|faults| panic!("refused: {faults:#?}"))
}

/// `CODE pointer` of each fault.
pub fn told(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(|f| format!("{} {}", f.code, f.pointer)).collect()
}
