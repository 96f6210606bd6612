//! `rules`.

use super::{Folder, check, run_in};
use callboard::rules::ALL;
use std::fs;

#[test]
fn every_rule_is_listed_and_explained() {
    // Would break: a rule of the register that nobody can look up.
    let list = check(&["rules"], 0, &[]).out;
    assert_eq!(list.lines().count(), ALL.len() + 1, "{list}");
    for meta in ALL {
        assert!(list.lines().any(|l| l.starts_with(meta.id) && l.contains(meta.line)), "{list}");
    }
    let all = ALL.iter().map(|m| (m.id, m.code));
    for (id, code) in all.filter(|(id, _)| ["skills", "overtime", "together"].contains(id)) {
        let example = format!("instances/rules/{id}/bad.json");
        check(&["rules", "show", id], 0, &[id, code, &example]);
    }
}

#[test]
fn a_new_rule_begins_with_all_its_files() {
    // Would break: the first step of whoever adds a rule, or the rule that was there before.
    let folder = Folder::new();
    let new =
        |id: &str, scope: &str| run_in(&folder.0, &["rules", "new", id, "--scope", scope], "");
    assert_eq!(new("tidy-van", "route").code, Some(2), "outside of the sources");
    fs::create_dir_all(folder.0.join("src/rules")).unwrap();
    folder.write("src/rules/mod.rs", "");
    for (id, scope) in [("tidy-van", "route"), ("same-lead", "link"), ("fair-2", "plan")] {
        let ended = new(id, scope);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let module = id.replace('-', "_");
        let rule = folder.read(&format!("src/rules/{module}.rs"));
        assert!(rule.contains(&format!("id: \"{id}\"")), "{rule}");
        assert!(!rule.to_lowercase().contains("example"), "{rule}");
        let name = rule.split("pub struct ").nth(1).unwrap().split(';').next().unwrap();
        assert!(ended.out.contains(&format!("    {module}::{name},\n")), "{ended:?}");
        assert_eq!(new(id, scope).code, Some(1), "nothing is overwritten");
        let examples = format!("instances/rules/{id}");
        let (request, out) = (format!("{examples}/request.json"), folder.at("plan.json"));
        let ended = run_in(&folder.0, &["plan", &request, "--work", "50", "--out", &out], "");
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let (mine, planned) =
            (folder.json(&format!("{examples}/ok.json")), folder.json("plan.json"));
        for key in ["places", "routes", "unassigned", "costs", "kpis", "cost"] {
            assert_eq!(mine[key], planned[key], "{key} of ok.json is not as planned");
        }
        assert_eq!(mine, folder.json(&format!("{examples}/bad.json")));
    }
    for id in ["Skills", "a--b", "-a", "a/b", "type", "", "é", "9a"] {
        let args = ["rules", "new", "--scope", "plan", "--", id];
        assert_eq!(run_in(&folder.0, &args, "").code, Some(2), "{id}");
    }
    assert_eq!(new("skills", "plan").code, Some(1), "a rule of the register");
    assert_eq!(new("mod", "plan").code, Some(2));
}
