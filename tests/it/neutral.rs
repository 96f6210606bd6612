//! What asks for nothing changes nothing, and what a rule allows at a price is no violation.

use crate::desk::{Desk, judge};
use callboard::generate::{Kind, Options, generate};
use callboard::wire::plan::{Plan, Verdict};
use serde_json::{Value, json};

/// Keys of every crew or job (by list) that ask for nothing, rule by rule.
fn neutral() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("crews", "costs", json!({})),
        ("crews", "overtime", json!({"max": "PT0S", "perHour": 9900})),
        ("crews", "breaks", json!([])),
        ("crews", "skills", json!([])),
        ("crews", "skills", json!([{"id": "juggling", "level": 9}])),
        ("crews", "max", json!({})),
        ("crews", "max", json!({"jobs": 1000})),
        ("crews", "max", json!({"drive": "P2D"})),
        ("crews", "max", json!({"perType": {}})),
        ("crews", "max", json!({"perType": {"JUGGLING": 0}})),
        ("crews", "history", json!("PT40H")),
        ("crews", "fair", json!(true)),
        ("jobs", "territory", json!("north")),
        ("crews", "capacity", json!({})),
        ("crews", "capacity", json!({"box": 0})),
        ("jobs", "load", json!({})),
        ("jobs", "load", json!({"box": 0})),
        ("jobs", "skills", json!([])),
        ("jobs", "crews", json!({})),
        ("jobs", "crews", json!({"excluded": []})),
        ("jobs", "pin", json!({})),
        ("jobs", "mandatory", json!(false)),
        ("jobs", "priority", json!("NORMAL")),
        (
            "jobs",
            "startWindows",
            json!([{"earliest": "2020-01-01T00:00:00Z",
            "latest": "2040-01-01T00:00:00Z"}]),
        ),
        ("jobs", "finishBy", json!("2040-01-01T00:00:00Z")),
        ("jobs", "due", json!("2040-01-01T00:00:00Z")),
        ("jobs", "metadata", json!({"note": "for people only"})),
    ]
}

// If this fails, naming a rule without asking anything of it changes what is planned.
#[test]
fn asking_for_nothing_changes_nothing() {
    let options = Options { seed: 5, jobs: 14, ..Options::default() };
    let request = generate(Kind::Day, &options);
    let horizon = &request["problem"]["horizon"];
    assert!(horizon.is_object(), "dates far away must not stretch the horizon");
    let plain = Desk::open(&request).plan(150);
    for (list, key, value) in neutral() {
        let mut edited = request.clone();
        let mut added = 0;
        for one in edited["problem"][list].as_array_mut().expect("a list") {
            let one = one.as_object_mut().expect("an object");
            if !one.contains_key(key) {
                one.insert(key.to_owned(), value.clone());
                added += 1;
            }
        }
        let plan = Desk::open(&edited).plan(150);
        let told = format!("{key}: {value} on {added} {list}");
        assert_eq!((plan.cost, plan.plan_hash), (plain.cost, plain.plan_hash.clone()), "{told}");
    }
    let mut early = request.clone();
    early["problem"]["now"] = json!("2020-01-01T00:00:00Z");
    assert_eq!(Desk::open(&early).plan(150).plan_hash, plain.plan_hash, "now long ago");
}

// If this fails, overtime that is allowed and paid for is treated as a fault.
#[test]
fn legal_overtime_costs_money_and_breaks_nothing() {
    let request = |overtime: Value| {
        json!({"problem": {
            "horizon": {"from": "2026-12-07", "to": "2026-12-07"},
            "places": [{"id": "depot"}, {"id": "site"}],
            "travel": {"matrix": {"places": ["depot", "site"], "seconds": [[0, 1800], [1800, 0]]}},
            "crews": [{"id": "c", "start": "depot", "end": "depot", "overtime": overtime}],
            "jobs": [{"id": "long", "place": "site", "duration": "PT8H30M", "value": 90000}],
        }})
    };
    let mut desk = Desk::open(&request(json!({"max": "PT1H", "perHour": 6001})));
    let plan = desk.plan(100);
    let amounts: Vec<(&str, i64)> =
        plan.costs.iter().map(|c| (c.rule.as_str(), c.amount)).collect();
    assert_eq!(amounts, [("overtime", 3001)], "half an hour, half up");
    assert_eq!(plan.routes[0].overtime, "PT30M");
    let said = judge(&[(&desk.text, &plan)]);
    assert!(said[0].is_empty(), "{said:?}");
    let plan: Plan = Desk::open(&request(json!({"max": "PT29M", "perHour": 6001}))).plan(100);
    assert_eq!(plan.unassigned[0].verdict, Verdict::Impossible);
}
