//! `view`: the page of a plan.

use super::{Folder, check, root, run_in};
use std::fs;

const PLAN: &str = "tests/it/cli/plan.json";

#[test]
fn a_page_goes_where_it_is_wanted() {
    // Would break: the page is lost, or half of it replaces the old one.
    let folder = Folder::new();
    let out = folder.at("plan.html");
    let ended = check(&["view", PLAN, "--out", &out], 0, &[]);
    assert_eq!((ended.out.as_str(), ended.err.as_str()), ("", ""));
    let page = folder.read("plan.html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
    assert!(page.contains("J-1001") && page.contains("2026-12-09, Wednesday"));
    let text = fs::read_to_string(root().join(PLAN)).expect("a plan");
    for args in [["view", "-", "--out", "-"].as_slice(), &["view", "-"]] {
        let ended = run_in(root(), args, &text);
        assert_eq!((ended.code, ended.out.as_str()), (Some(0), page.as_str()), "{args:?}");
    }
}

#[test]
fn what_is_no_plan_is_named() {
    // Would break: a request given by mistake makes an empty page, or the page replaces the plan.
    let folder = Folder::new();
    let day = "instances/demo/day.json";
    check(&["view", day], 1, &["day.json: this is no plan: "]);
    let broken = folder.write("broken.json", "{");
    check(&["view", &broken], 1, &["this is no JSON"]);
    check(&["view", &folder.at("none.json")], 1, &["cannot be read"]);
    let plan = folder.write("plan.json", "{}");
    check(&["view", &plan, "--out", &plan], 2, &["is the plan; name another file"]);
    check(&["view", PLAN, "--out", &folder.at("no/a.html")], 2, &["there is no folder"]);
    assert_eq!(folder.names(), ["broken.json", "plan.json"]);
}
