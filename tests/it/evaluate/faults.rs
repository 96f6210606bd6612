//! What cannot be understood is told at once, each with the place in the ask.

use super::{evaluate, file, ready};
use callboard::evaluate::parse_ask;
use serde_json::{Value, json};

/// Checks an ask about a request of `instances/rules` with its good plan as base.
fn check(rule: &str, ask: Value, expected: &[(&str, &str)]) {
    let request = file(&format!("rules/{rule}/request.json"));
    let plan = serde_json::from_value(file(&format!("rules/{rule}/ok.json"))).expect("a plan");
    let ready = ready(&request, Some(&plan));
    let found = evaluate(&ready, &ask).err().unwrap_or_default();
    let told: Vec<_> = found.iter().map(|f| (&f.code[..], &f.pointer[..])).collect();
    assert_eq!(told, expected, "{ask}: {found:#?}");
    assert!(found.iter().all(|f| !f.hint.is_empty()), "{ask}: every fault has a way out");
}

// If this fails, a face cannot show which field of a question is wrong.
#[test]
fn every_fault_is_told_with_its_place() {
    let asked = |change: Value| json!({"change": change});
    for (change, expected) in [
        (json!({"job": "J8"}), &[("UNKNOWN_ID", "/change/job")][..]),
        (json!({"job": "J1", "crew": "c1", "date": "2026-12-07"}), &[]),
        (
            json!({"job": "J8", "crew": "c9", "date": "soon", "after": "J7"}),
            &[
                ("UNKNOWN_ID", "/change/job"),
                ("UNKNOWN_ID", "/change/after"),
                ("UNKNOWN_ID", "/change/crew"),
                ("BAD_DATE", "/change/date"),
            ],
        ),
        (json!({"job": "J1", "shift": "c1/2026-12-09"}), &[("UNKNOWN_ID", "/change/shift")]),
        (
            json!({"job": "J1", "shift": "c1/2026-12-07", "crew": "c2"}),
            &[("TWO_FORMS", "/change/shift")],
        ),
        (
            json!({"job": "J1", "after": "J2", "date": "2026-12-07"}),
            &[("CREW_NEEDED", "/change/date"), ("CREW_NEEDED", "/change/after")],
        ),
        (json!({"job": "J1", "crew": "c1", "after": "J2"}), &[("NOT_ON_SHIFT", "/change/after")]),
        (json!({"job": "J1", "crew": "c1", "after": "J1"}), &[("NOT_ON_SHIFT", "/change/after")]),
        (json!({"job": "J1", "visit": 2, "crew": "c1"}), &[("UNKNOWN_VISIT", "/change/visit")]),
        (json!({"job": "J1", "crew": "c1", "date": "2026-12-09"}), &[("NO_SHIFT", "/change/date")]),
        (json!({"job": "J1", "crew": "c2", "after": "J2"}), &[]),
    ] {
        check("skills", asked(change), expected);
    }
    check("parts", asked(json!({"job": "J1", "crew": "c2"})), &[("VISIT_NEEDED", "/change/visit")]);
    // In an empty plan nothing says which of two shifts is meant.
    let empty = json!({"routes": [], "change": {"job": "J1", "crew": "c1"}});
    check("skills", empty, &[("SHIFT_NEEDED", "/change/crew")]);
    check("parts", asked(json!({"job": "J1", "visit": 2, "crew": "c2"})), &[]);
    check("parts", asked(json!({"job": "J1"})), &[]);
}

// If this fails, one wrong id in a whole plan hides the others.
#[test]
fn faults_of_a_whole_plan_are_told_together() {
    let shift = "c1/2026-12-07";
    let routes = json!({"routes": [
        {"shift": shift, "visits": ["J1", "J9", {"job": "J2", "visit": 0}]},
        {"shift": "c1/2026-12-24", "visits": [{"job": "J8", "visit": 1}]},
        {"shift": shift, "visits": []},
    ]});
    check(
        "skills",
        routes,
        &[
            ("UNKNOWN_ID", "/routes/0/visits/1"),
            ("UNKNOWN_VISIT", "/routes/0/visits/2/visit"),
            ("UNKNOWN_ID", "/routes/1/shift"),
            ("UNKNOWN_ID", "/routes/1/visits/0/job"),
            ("DUPLICATE_ID", "/routes/2/shift"),
        ],
    );
}

// If this fails, a question may cost more than it is worth, or overflow a sum.
#[test]
fn hostile_asks_are_bounded() {
    let many = |n: usize| json!(vec!["J1"; n]);
    let shift = "c1/2026-12-07";
    check(
        "skills",
        json!({"routes": [{"shift": shift, "visits": many(100_000)}]}),
        &[("TOO_LARGE", "/routes")],
    );
    let routes = vec![json!({"shift": shift, "visits": []}); 3000];
    let request = file("rules/skills/request.json");
    let found = evaluate(&ready(&request, None), &json!({"routes": routes})).unwrap_err();
    assert!(found.len() <= 1001, "{} faults", found.len());
    let mut dear = request;
    let hour = json!({"perHour": 1_000_000_000_i64, "perDrivingHour": 1_000_000_000_i64});
    dear["problem"]["crews"][0]["costs"] = hour;
    dear["problem"]["jobs"][0]["duration"] = json!("P20D");
    let ready = ready(&dear, None);
    let long = json!({"routes": [{"shift": shift, "visits": ["J1"]}]});
    let found = evaluate(&ready, &long).expect("twenty days late are still priced");
    assert!(!found.legal && found.cost > 480 * 1_000_000_000, "{}", found.cost);
    let twice = json!({"routes": [{"shift": shift, "visits": ["J1", "J1"]}]});
    let found = evaluate(&ready, &twice).unwrap_err();
    assert_eq!((&found[0].code[..], &found[0].pointer[..]), ("ROUTE_TOO_LONG", "/routes"));
}

// If this fails, a typing error in a question is taken for another question.
#[test]
fn unknown_keys_and_wrong_types_are_faults() {
    for (text, pointer) in [
        (r#"{"chnge": {}}"#, "/chnge"),
        (r#"{"change": {"job": "J1", "crw": "c1"}}"#, "/change/crw"),
        (r#"{"change": {"job": 7}}"#, "/change/job"),
        (r#"{"routes": [{"shift": "a", "visits": [7]}]}"#, "/routes/0/visits/0"),
        (r#"{"routes": [{"shift": "a", "visits": [{"job": "a"}]}]}"#, "/routes/0/visits/0"),
        ("{} {}", ""),
        ("", ""),
    ] {
        let fault = parse_ask(text.as_bytes()).expect_err(text);
        assert_eq!(
            (&fault.code[..], &fault.pointer[..]),
            ("BAD_ASK", pointer),
            "{text}: {fault:?}"
        );
    }
}

// If this fails, a job that is not planned for its faults can be dragged into the plan.
#[test]
fn jobs_set_aside_stay_aside() {
    let mut request = file("rules/skills/request.json");
    request["run"] = json!({"onFault": "SET_ASIDE"});
    request["problem"]["jobs"][0]["duration"] = json!("an hour");
    let ask = json!({"change": {"job": "J1", "crew": "c1"}});
    let found = evaluate(&ready(&request, None), &ask).unwrap_err();
    let told: Vec<_> = found.iter().map(|f| (&f.code[..], &f.pointer[..])).collect();
    assert_eq!(told, [("SET_ASIDE", "/change/job")]);
}
