//! `show`: the day sheets.

use super::{Folder, check, root};
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
