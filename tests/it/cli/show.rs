//! `show`: the day sheets.

use super::{Folder, check, root};
use serde_json::{Value, json};
use std::fs;

/// A plan that has one of everything that a sheet can show. It was written by hand: `show` reads
/// nothing but the plan, and this one does not change when the search does.
const PLAN: &str = "tests/it/cli/plan.json";

fn golden(name: &str, args: &[&str]) {
    let shown = check(&[&["show", PLAN], args].concat(), 0, &[]).out;
    let path = root().join("tests/it/cli").join(name);
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(shown, kept, "{name} is not what `show` prints; it printed\n{shown}");
}

#[test]
fn a_sheet_reads_as_it_did() {
    // Would break: what coordinators read in the morning changes without anybody noticing.
    golden("show.txt", &[]);
    golden("show-narrow.txt", &["--width", "64", "--ascii"]);
    golden("show-brief.txt", &["--brief", "--date", "2026-12-08"]);
}

#[test]
fn a_narrow_page_stays_narrow() {
    // Would break: bars, totals and head lines run over the edge of a small screen.
    let shown = check(&["show", PLAN, "--width", "64", "--ascii"], 0, &[]).out;
    assert!(shown.is_ascii(), "{shown}");
    for line in shown.lines() {
        assert!(line.len() <= 80, "{line}");
    }
}

#[test]
fn every_crew_and_every_job_left_out_is_shown() {
    // Would break: a crew without a sheet, or a customer nobody knows was left out.
    let folder = Folder::new();
    let out = folder.at("plan.json");
    let demo = "instances/demo/week.json";
    check(&["plan", demo, "--work", "10", "--out", &out, "--quiet"], 0, &[]);
    let shown = check(&["show", &out], 0, &[]).out;
    let plan = folder.json("plan.json");
    for route in plan["routes"].as_array().unwrap() {
        let (crew, date) = (route["crew"].as_str().unwrap(), route["date"].as_str().unwrap());
        assert!(shown.contains(&format!("\n  {crew}")), "{crew}");
        assert!(shown.contains(&format!("\n{date}, ")), "{date}");
    }
    let left_out = plan["unassigned"].as_array().unwrap();
    assert!(!left_out.is_empty());
    for job in left_out {
        let job = job["job"].as_str().unwrap();
        assert!(shown.contains(&format!("\n  {job}: ")), "{job}");
    }
    let one = check(&["show", &out, "--date", "first", "--crew", "first"], 0, &["--brief"]).out;
    assert_eq!(one.matches(", 2026").count() + one.matches("\n2026-12-07, Monday\n").count(), 1);
    assert!(one.lines().count() < 40, "{one}");
}

#[test]
fn what_is_not_there_is_said() {
    // Would break: a mistyped crew shows an empty page that looks like a free day.
    check(&["show", PLAN, "--crew", "nobody"], 1, &["no route for crew nobody", "install-1"]);
    check(&["show", PLAN, "--date", "2027-01-01"], 1, &["no route for date", "2026-12-08"]);
}

/// That plan with prices and a trace.
fn priced() -> Value {
    let text = fs::read_to_string(root().join(PLAN)).expect("the plan is there");
    let mut plan: Value = serde_json::from_str(&text).expect("JSON");
    let shift = |date: &str, crew: &str, per_shift: i64, per_hour: i64| {
        json!({"date": date, "crew": crew, "shift": format!("{crew}/{date}"),
            "perShift": per_shift, "perHour": per_hour})
    };
    plan["prices"] = json!({"bound": 140_000,
        "shifts": [shift("2026-12-08", "install-1", 61_200, 6800),
            shift("2026-12-08", "tech-1", 76_500, 9000),
            shift("2026-12-08", "tech-2", 76_500, 9000)],
        "skills": [{"date": "2026-12-08", "skill": "gas", "perHour": 9000},
            {"date": "2026-12-08", "skill": "refrigerant", "perHour": 6800}]});
    let points =
        [(0.01, 310_000, None), (1.4, 164_000, Some(120_000)), (8.5, 147_205, Some(140_000))];
    let each = points.map(|(at, cost, bound)| json!({"seconds": at, "cost": cost, "bound": bound}));
    plan["trace"] = json!(each);
    plan
}

/// The line that begins so, and how often its sign of the plan and that of the bound are on it.
fn signs(shown: &str, label: &str) -> (usize, usize) {
    let line = shown.lines().find(|line| line.trim_start().starts_with(label)).expect("a line");
    (line.matches('#').count(), line.matches('-').count())
}

#[test]
fn prices_and_the_way_of_the_cost_are_shown() {
    // Would break: a coordinator is not told which hour is short, or cannot see whether a longer
    // run would have helped.
    let folder = Folder::new();
    let plan = folder.at("plan.json");
    fs::write(&plan, priced().to_string()).expect("the folder is ours");
    let shown = check(&["show", &plan, "--ascii"], 0, &[]).out;
    let said = [
        "what one more hour or shift is worth, besides 72.05 USD that can be open anyway",
        "  one more hour of 'gas' on 2026-12-08, Tuesday is worth up to 90.00 USD, in a",
        "  one more hour of 'refrigerant' on 2026-12-08, Tuesday is worth up to 68.00 USD, in a",
        "  one more shift like that of tech-1 on 2026-12-08, Tuesday is worth up to 765.00 USD",
        "cost over time, USD",
        "  # best plan  - lower bound",
    ];
    for line in said {
        assert!(shown.contains(line), "no `{line}` in\n{shown}");
    }
    assert!(!shown.contains("that of tech-2"), "one price of a date is said once\n{shown}");
    assert!(shown.contains(" 8.5 seconds\n") && shown.contains("0.010 "), "{shown}");
    let (top, low) = (signs(&shown, "3100.00 |"), signs(&shown, "1200.00 |"));
    assert!(top.0 > 20 && top.1 == 0, "the first plan is the dearest: {top:?}\n{shown}");
    assert!(low.0 == 0 && low.1 > 10, "the bound is below: {low:?}\n{shown}");
    let part = check(&["show", &plan, "--ascii", "--date", "first"], 0, &[]).out;
    assert!(!part.contains("worth up to") && !part.contains("cost over time"), "{part}");
    let narrow = check(&["show", &plan, "--ascii", "--width", "50"], 0, &[]).out;
    let wide = narrow.lines().find(|line| line.contains("3100.00 |") && line.len() > 50);
    assert_eq!(wide, None, "{narrow}");
}
