//! `evaluate`: prices and violations of plans made by hand.

use super::{Folder, check, run};
use serde_json::Value;

const REQUEST: &str = "instances/rules/skills/request.json";
const PLAN: &str = "instances/rules/skills/ok.json";

// If this fails, a script cannot tell a legal change from one that breaks a rule.
#[test]
fn exit_codes_say_whether_it_is_legal() {
    let back = ["evaluate", REQUEST, PLAN, "--move", "J2", "--crew", "c1", "--after", "J1"];
    let answer: Value = serde_json::from_str(&check(&back, 0, &[]).out).expect("JSON");
    assert_eq!((&answer["legal"], &answer["plan"]["engine"]), (&true.into(), &"HAND".into()));
    assert_eq!(answer["emptied"], serde_json::json!(["c2/2026-12-07"]));
    let ended = check(&["evaluate", REQUEST, PLAN, "--move", "J1", "--crew", "c2"], 1, &[]);
    let answer: Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(answer["newViolations"][0]["rule"], "skills");
    check(&["evaluate", REQUEST, PLAN, "--move", "J2"], 0, &[r#""unassigned": ["#]);
    let unknown = ["evaluate", REQUEST, PLAN, "--move", "J3", "--crew", "c2"];
    check(&unknown, 1, &["UNKNOWN_ID: /change/job `J3`: no job has the id J3"]);
    let shift = ["--shift", "c1/2026-12-08", "--after", "J1"];
    let moved = [&["evaluate", REQUEST, PLAN, "--move", "J2"], &shift[..]].concat();
    check(&moved, 1, &["NOT_ON_SHIFT: /change/after `J1`"]);
}

// If this fails, a whole plan made by hand cannot be priced, or `verify` refuses it.
#[test]
fn a_whole_plan_comes_from_a_file() {
    let folder = Folder::new();
    let ask =
        r#"{"routes": [{"shift": "c1/2026-12-07", "visits": ["J1", "J2"]}], "reasons": true}"#;
    let ask = folder.write("ask.json", ask);
    let ended = check(&["evaluate", REQUEST, "--ask", &ask], 0, &[r#""before": null"#]);
    let answer: Value = serde_json::from_str(&ended.out).expect("JSON");
    let plan = folder.write("plan.json", answer["plan"].to_string());
    check(&["verify", REQUEST, &plan], 0, &["accepted"]);
    let empty = folder.write("none.json", "{");
    check(&["evaluate", REQUEST, "--ask", &empty], 1, &["this is no JSON"]);
    let wrong = folder.write("wrong.json", r#"{"route": []}"#);
    check(&["evaluate", REQUEST, "--ask", &wrong], 1, &["BAD_ASK: /route", "unknown field"]);
}

// If this fails, flags that make no sense together are taken for something.
#[test]
fn usage_is_checked() {
    for args in [
        &["evaluate"][..],
        &["evaluate", REQUEST, "--crew", "c1"],
        &["evaluate", REQUEST, "--move", "J1", "--date", "2026-12-07"],
        &["evaluate", REQUEST, "--move", "J1", "--shift", "a", "--crew", "c1"],
        &["evaluate", REQUEST, "--ask", "a", "--move", "J1"],
        &["evaluate", "-", "-"],
    ] {
        assert_eq!(run(args).code, Some(2), "{args:?}");
    }
}
