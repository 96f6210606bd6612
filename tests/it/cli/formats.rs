//! `import` and `export`.

use super::{Folder, check, root};
use std::fs;

#[test]
fn tables_become_a_planned_request() {
    // Would break: a company that keeps its jobs in two tables cannot begin.
    let folder = Folder::new();
    let tables = ["instances/csv/jobs.csv", "instances/csv/people.csv"];
    let request = check(&["import", "csv", tables[0], tables[1]], 0, &[]).out;
    let (asked, out) = (folder.write("request.json", request), folder.at("plan.json"));
    check(&["plan", &asked, "--work", "200", "--out", &out], 0, &["served"]);
    check(&["verify", &asked, &out], 0, &["accepted"]);
}

#[test]
fn a_technician_day_goes_to_its_judge() {
    // Would break: benchmark results cannot be handed to the format's own judge.
    let folder = Folder::new();
    let request = check(&["generate", "techday", "--jobs", "12", "--lunch"], 0, &[]).out;
    let (asked, out) = (folder.write("request.json", request), folder.at("plan.json"));
    check(&["plan", &asked, "--work", "200", "--out", &out], 0, &["served"]);
    let text = check(&["export", "techday", &asked, &out], 0, &[]).out;
    let schedule: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let served = folder.json("plan.json")["kpis"]["jobs"].as_u64().unwrap();
    let lists = schedule.as_object().expect("an object").values();
    let named: usize = lists.map(|list| list.as_array().expect("a list").len()).sum();
    assert!(served > 0 && named as u64 == served, "{served} jobs are served: {text}");
}

#[test]
fn what_cannot_be_read_is_named() {
    // Would break: an importer's complaint does not say which file and which cell it means.
    let folder = Folder::new();
    let jobs = fs::read_to_string(root().join("instances/csv/jobs.csv")).unwrap();
    let first = jobs.lines().next().unwrap();
    let bad = folder.write("jobs.csv", format!("{first}\n{}\n", "x,".repeat(40)));
    check(&["import", "csv", &bad, "instances/csv/people.csv"], 1, &["jobs.csv line 2"]);
    check(&["import", "csv", &bad], 1, &["name two files"]);
    check(&["import", "solomon", &folder.at("none.txt")], 1, &["none.txt", "cannot be read"]);
    let broken = folder.write("broken.json", "[1,\n2");
    check(&["export", "techday", &broken, &broken], 1, &["broken.json", "line 2 column 1"]);
    check(&["export", "csv", "instances/demo/first.json", &bad], 1, &["this is no JSON"]);
}
