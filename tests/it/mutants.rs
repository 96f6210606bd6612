//! Plans of the planner itself, edited in every way that fits: the verifier and the judge refuse
//! each of them.

use crate::desk::{Desk, judge};
use crate::mutate;
use callboard::generate::{Kind, Options, generate};
use callboard::verify::{parse_plan, verify};
use callboard::wire::plan::Plan;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the judge does not look at: its own reading of the contract knows no hashes, no seed.
const BLIND: &[&str] = &["another request", "another snapshot", "another plan", "another seed"];

fn read(path: &str) -> Value {
    let path = format!("{}/instances/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).expect("it is in the repository")).expect("JSON")
}

/// Nights over the end of summer time, with a meal in each.
fn clocks_change() -> Value {
    let jobs: Vec<Value> = (0..10)
        .map(|i| {
            json!({"id": format!("N{i}"), "place": {"lat": 40.6 + 0.01 * i as f64, "lon": -73.9},
                "duration": "PT1H30M", "due": "2026-11-01T06:00:00Z"})
        })
        .collect();
    json!({"problem": {
        "timeZone": "America/New_York", "horizon": {"from": "2026-10-30", "to": "2026-11-02"},
        "places": [{"id": "depot", "lat": 40.7, "lon": -74.0}],
        "crews": [{"id": "owls", "start": "depot", "end": "depot",
            "shifts": [{"from": "21:00", "to": "05:00"}], "capacity": {"kit": 9},
            "breaks": [{"id": "meal", "duration": "PT30M", "earliest": "00:30", "latest": "02:30"}],
            "costs": {"perHour": 3000, "perDrivingHour": 500, "perKm": 31}}],
        "jobs": jobs,
    }})
}

/// Two shifts a day, pins, loads, and half of the morning gone by.
fn two_shifts() -> Value {
    let job = |i: usize| {
        let mut job = json!({"id": format!("J{i}"), "place": format!("p{}", i % 4),
            "duration": "PT40M", "load": {"box": 1 + i % 2}, "value": 20_000 + 100 * i});
        if i < 3 {
            job["pin"] = json!({"crew": "a", "order": i + 1});
        }
        if i == 4 {
            job["pin"] = json!({"crew": "b", "start": "2026-12-07T09:00:00Z"});
        }
        if i == 5 {
            job["finishBy"] = json!("2026-12-07T15:00:00Z");
        }
        if i == 6 {
            job["startWindows"] = json!([{"date": "2026-12-07", "from": "14:00", "to": "14:30"}]);
        }
        if i == 7 {
            job["promise"] = json!({"date": "2026-12-07", "from": "13:00", "to": "14:00"});
            job["crews"] = json!({"excluded": ["b"]});
        }
        job
    };
    let crew = |id: &str, most: usize| {
        json!({"id": id, "start": "p0", "end": "p0", "capacity": {"box": most},
            "shifts": [{"from": "08:00", "to": "12:00"}, {"from": "13:00", "to": "17:00"}],
            "costs": {"perHour": 2400, "perDrivingHour": 300, "perKm": 20}})
    };
    let seconds =
        [[0, 600, 900, 1200], [600, 0, 480, 700], [900, 480, 0, 300], [1200, 700, 300, 0]];
    let metres = seconds.map(|row| row.map(|s| s * 11));
    json!({"problem": {
        "horizon": {"from": "2026-12-07", "to": "2026-12-07"}, "now": "2026-12-07T09:30:00Z",
        "places": (0..4).map(|i| json!({"id": format!("p{i}")})).collect::<Vec<_>>(),
        "travel": {"matrix": {"places": ["p0", "p1", "p2", "p3"], "seconds": seconds,
            "metres": metres}},
        "crews": [crew("a", 6), crew("b", 3)],
        "jobs": (0..14).map(job).collect::<Vec<_>>(),
    }})
}

/// Vans that begin where the warehouse is, with little on board.
fn vans() -> Value {
    let mut request = two_shifts();
    let problem = &mut request["problem"];
    problem["warehouses"] = json!([{"id": "hub", "place": "p0"}]);
    problem["crews"][0]["stock"] = json!({"valve": 1});
    problem["crews"][0]["costs"] = json!({});
    problem["crews"][1]["tools"] = json!(["saw"]);
    for (i, job) in problem["jobs"].as_array_mut().expect("a list").iter_mut().enumerate() {
        job["uses"] = json!({"valve": 1});
        if i % 3 == 1 {
            job["tools"] = json!(["saw"]);
        }
    }
    request
}

fn requests() -> Vec<(String, Value)> {
    let mut all = vec![
        ("demo day".to_owned(), read("demo/day.json")),
        ("demo week".to_owned(), read("demo/week.json")),
        ("clocks change".to_owned(), clocks_change()),
        ("two shifts".to_owned(), two_shifts()),
        ("vans".to_owned(), vans()),
    ];
    let day = Options { seed: 3, jobs: 24, lunch: true, ..Options::default() };
    all.push(("day with lunch".to_owned(), generate(Kind::Day, &day)));
    let week = Options { seed: 4, installs: Some(16), parts: 4, together: 3, ..Options::default() };
    all.push(("week of links".to_owned(), generate(Kind::Week, &week)));
    for name in
        ["breaks-everywhere", "clocks-go-back", "clocks-go-forward", "one-long-day", "two-crews"]
    {
        all.push((name.to_owned(), read(&format!("plans/{name}/request.json"))));
    }
    all
}

/// The rules that the verifier finds broken; none where it accepts.
fn violations(desk: &Desk, plan: Plan) -> Vec<String> {
    let Err(refused) = verify(&desk.case, &desk.travel, &desk.prices, plan) else {
        return Vec::new();
    };
    refused.violations.iter().map(|v| v.rule.clone()).collect()
}

// If this fails, a wrong plan that looks like ours passes the verifier or the judge.
#[test]
fn every_edit_of_a_real_plan_is_refused_twice() {
    let mut applied = BTreeSet::new();
    let (mut wrong, mut mutants) = (Vec::new(), Vec::new());
    for (name, request) in requests() {
        let mut desk = Desk::open(&request);
        let plan = serde_json::to_value(desk.plan(400)).expect("a plan is JSON");
        for mutation in mutate::all() {
            let mut edited = plan.clone();
            if !(mutation.edit)(&mut edited, &request) {
                continue;
            }
            applied.insert(mutation.name);
            let told = format!("{name}: {}", mutation.name);
            let text = mutate::printed(&edited);
            let edited = parse_plan(text.as_bytes()).unwrap_or_else(|f| panic!("{told}: {f:#?}"));
            let found = violations(&desk, edited.clone());
            if !found.iter().any(|rule| rule == mutation.rule) {
                wrong.push(format!("{told}: {} expected, {found:?}", mutation.rule));
            }
            if !BLIND.contains(&mutation.name) {
                mutants.push((told, desk.text.clone(), edited));
            }
        }
    }
    let pairs: Vec<(&[u8], &Plan)> = mutants.iter().map(|m| (&m.1[..], &m.2)).collect();
    for (broken, (told, ..)) in judge(&pairs).iter().zip(&mutants) {
        if broken.is_empty() {
            wrong.push(format!("{told}: the judge accepts it"));
        }
    }
    println!("{} mutants of {} kinds", mutants.len(), applied.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(applied.len() >= 60, "only {} kinds of edits applied: {applied:?}", applied.len());
}
