//! The verifier: good plans pass, every kind of broken plan is refused by the rule it breaks.

use crate::mutate;
use callboard::intake::case::Case;
use callboard::rules::{ALL, Prices};
use callboard::travel::Travel;
use callboard::verify::{Refused, hash, parse_plan, parse_printed, verify};
use callboard::wire::plan::Plan;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A request behind the door, with all that judging its plans takes.
pub struct Desk {
    case: Case,
    travel: Travel,
    prices: Prices,
}

impl Desk {
    pub fn open(request: &[u8]) -> Desk {
        let mut case = callboard::intake::admit(request).unwrap_or_else(|f| panic!("{f:#?}"));
        let travel = Travel::of(&case);
        callboard::intake::ways::lay(&mut case, &travel);
        let mut faults = callboard::fault::Faults::default();
        let prices = Prices::of(&case, &travel, &mut faults).expect("prices fit");
        Desk { case, travel, prices }
    }

    pub fn judge(&self, plan: Plan) -> Result<(), Refused> {
        verify(&self.case, &self.travel, &self.prices, plan).map(|_| ())
    }

    /// Every violation of a plan's text; a plan that cannot be read has none.
    fn violations(&self, text: &[u8]) -> Vec<String> {
        let plan = parse_plan(text).unwrap_or_else(|f| panic!("{f:#?}"));
        let Err(refused) = self.judge(plan) else { return Vec::new() };
        refused.violations.iter().map(|v| format!("{}: {}", v.rule, v.message)).collect()
    }
}

fn instances(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instances").join(below)
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every good plan in the repository with its request.
pub fn good_plans() -> Vec<(String, Vec<u8>, Vec<u8>)> {
    let mut all = Vec::new();
    for group in ["rules", "plans"] {
        for entry in fs::read_dir(instances(group)).unwrap() {
            let dir = entry.unwrap().path();
            let name = dir.file_name().unwrap().to_string_lossy().into_owned();
            all.push((name, read(&dir.join("request.json")), read(&dir.join("ok.json"))));
        }
    }
    all.sort();
    all
}

/// With CALLBOARD_BLESS=1, writes the hashes that a plan's text should have into it.
fn bless(desk: &Desk, path: &Path) {
    if std::env::var_os("CALLBOARD_BLESS").is_none() {
        return;
    }
    let mut text = String::from_utf8(read(path)).unwrap();
    let plan = parse_plan(text.as_bytes()).unwrap_or_else(|f| panic!("{}: {f:#?}", path.display()));
    for (key, old, new) in [
        ("requestHash", &plan.request_hash, desk.case.request_hash.clone()),
        ("travelHash", &plan.travel_hash, desk.travel.hash().to_owned()),
        ("planHash", &plan.plan_hash, hash::plan_hash(&plan)),
    ] {
        let (old, new) = (format!("\"{key}\": \"{old}\""), format!("\"{key}\": \"{new}\""));
        text = text.replacen(&old, &new, 1);
    }
    // Other tests may be reading it.
    let fresh = path.with_extension("fresh");
    fs::write(&fresh, text).unwrap();
    fs::rename(fresh, path).unwrap();
}

// If this fails, a rule is not checked on plans, or forbids what the contract allows.
#[test]
fn every_rule_accepts_its_good_plan_and_refuses_its_bad_one() {
    for rule in ALL {
        let dir = instances("rules").join(rule.id);
        let desk = Desk::open(&read(&dir.join("request.json")));
        for name in ["ok.json", "bad.json"] {
            bless(&desk, &dir.join(name));
        }
        let none: Vec<String> = Vec::new();
        let id = rule.id;
        assert_eq!(desk.violations(&read(&dir.join("ok.json"))), none, "{id}: the good plan");
        let found = desk.violations(&read(&dir.join("bad.json")));
        let first = found.first().map(|v| v.split(':').next().unwrap().to_owned());
        assert_eq!(first.as_deref(), Some(id), "{id}: the bad plan: {found:#?}");
    }
}

// If this fails, a plan with several of the contract's features at once cannot be accepted.
#[test]
fn larger_plans_are_accepted() {
    for entry in fs::read_dir(instances("plans")).unwrap() {
        let dir = entry.unwrap().path();
        let desk = Desk::open(&read(&dir.join("request.json")));
        bless(&desk, &dir.join("ok.json"));
        let found = desk.violations(&read(&dir.join("ok.json")));
        assert!(found.is_empty(), "{}: {found:#?}", dir.display());
    }
}

// If this fails, a proven plan or one within its gap cannot be published, or an unproven one can.
#[test]
fn bound_gap_and_status_belong_together() {
    use callboard::wire::plan::Status::*;
    let dir = instances("plans").join("two-crews");
    let text = read(&dir.join("request.json"));
    let desk = Desk::open(&text);
    let good = parse_plan(&read(&dir.join("ok.json"))).unwrap();
    let price = |i: usize| match desk.case.jobs[i].mandatory {
        true => desk.prices.mandatory,
        false => desk.prices.job[i],
    };
    let nothing: i64 = (0..desk.case.jobs.len()).map(price).sum();
    let with = |status, below: i64| {
        let mut plan = good.clone();
        plan.status = status;
        plan.bound = Some(plan.cost - below);
        plan.bound_kind = Some("column-generation".into());
        plan.gap = Some(below as f64 / plan.cost.max(1) as f64);
        plan.gap_served = Some(below as f64 / (nothing - plan.cost).max(1) as f64);
        desk.judge(plan).map_err(|refused| refused.violations[0].rule.clone())
    };
    let score = || Err("score".to_owned());
    assert_eq!(desk.case.run.target_gap, Some(0.5));
    assert_eq!(with(Optimal, 0), Ok(()));
    assert_eq!(with(Feasible, 0), Ok(()), "equal when printed is not yet proven");
    assert_eq!(with(Optimal, 1), score());
    assert_eq!(with(WithinGap, 1), Ok(()));
    assert_eq!(with(WithinGap, 10 * nothing), score());
    assert_eq!(with(Feasible, 10 * nothing), Ok(()));
    assert_eq!(with(Feasible, -1), score());
    assert_eq!(with(Infeasible, 0), score());
}

// If this fails, a plan may forget the jobs that were set aside, or invent some.
#[test]
fn jobs_set_aside_are_those_of_the_door() {
    let dir = instances("plans").join("two-crews");
    let mut request: Value = serde_json::from_slice(&read(&dir.join("request.json"))).unwrap();
    request["run"]["onFault"] = "SET_ASIDE".into();
    let broken = serde_json::json!({"id": "broken", "place": "depot", "duration": "an hour"});
    request["problem"]["jobs"].as_array_mut().unwrap().push(broken);
    let desk = Desk::open(request.to_string().as_bytes());
    assert_eq!(desk.case.set_aside.len(), 1, "the door sets the job aside");
    let mut plan = parse_plan(&read(&dir.join("ok.json"))).unwrap();
    plan.request_hash = desk.case.request_hash.clone();
    let refused = desk.judge(plan.clone()).unwrap_err();
    assert_eq!(refused.violations[0].rule, "cover", "{refused}");
    plan.set_aside = desk.case.set_aside.clone();
    assert!(desk.judge(plan.clone()).is_ok(), "{}", desk.judge(plan).unwrap_err());
}

// If this fails, some kind of wrong plan passes, or is refused for another reason than its own.
#[test]
fn every_mutation_is_refused_by_its_rule() {
    let mut applied = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, request, text) in good_plans() {
        let desk = Desk::open(&request);
        let request: Value = serde_json::from_slice(&request).unwrap();
        let plan: Value = serde_json::from_slice(&text).unwrap();
        for mutation in mutate::all() {
            let mut edited = plan.clone();
            if !(mutation.edit)(&mut edited, &request) {
                continue;
            }
            applied.insert(mutation.name);
            let found = desk.violations(mutate::printed(&edited).as_bytes());
            let first = found.first().map_or("", |v| v.split(':').next().unwrap());
            if first != mutation.rule {
                wrong.push(format!("{name}: {} -> {first}: {:?}", mutation.name, found.first()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let all = mutate::all();
    let idle: Vec<_> = all.iter().map(|m| m.name).filter(|n| !applied.contains(n)).collect();
    assert!(idle.is_empty(), "no plan of the repository can be edited so: {idle:?}");
}

#[test]
fn a_list_of_values_is_no_object() {
    // Would break: a plan that the contract does not know is accepted, and the judge refuses it.
    let text = read(&instances("rules/hours").join("ok.json"));
    let plan: Value = serde_json::from_slice(&text).expect("JSON");
    assert!(parse_printed(&text).is_ok());
    let check = |at: &str| {
        let mut bent = plan.clone();
        let place = bent.pointer_mut(at).expect("it is there");
        *place = place.as_object().expect("an object").values().cloned().collect();
        // The values must stand in the order of the shape to be taken at all.
        let fault = parse_printed(bent.to_string().as_bytes()).expect_err("a list");
        assert!(fault.pointer.starts_with(at), "{at}: {fault:?}");
    };
    check("/costs/0");
    check("/routes/0/home");
    let costs = &plan["costs"][0];
    let mut bent = plan.clone();
    bent["costs"][0] = serde_json::json!([costs["rule"], costs["amount"]]);
    assert!(parse_plan(bent.to_string().as_bytes()).is_ok(), "serde takes it");
    let fault = parse_printed(bent.to_string().as_bytes()).expect_err("the contract does not");
    assert_eq!(fault.pointer, "/costs/0");
}
