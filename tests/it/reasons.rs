//! Every verdict and every reason code, each with a small request that must give it, and the
//! claims behind the verdicts put to the test.

use crate::desk::{Desk, judge};
use callboard::wire::plan::{Plan, Stop, Unassigned, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const WORK: u64 = 300;

/// Request, verdict on its job X, and the codes with their crews.
type Row = (&'static str, Verdict, &'static [(&'static str, &'static [&'static str])]);

const TABLE: &[Row] = &[
    ("skill", Verdict::Impossible, &[("SKILL", &["c1", "c2"])]),
    ("skill-expired", Verdict::Impossible, &[("SKILL_EXPIRED", &["c1"])]),
    ("crew-list", Verdict::Impossible, &[("CREW_LIST", &["c1"])]),
    ("pin", Verdict::Impossible, &[("SHIFT_HOURS", &["c1"]), ("PIN", &["c2"])]),
    ("window", Verdict::Impossible, &[("WINDOW", &["c1"])]),
    ("finish-by", Verdict::Impossible, &[("FINISH_BY", &["c1"])]),
    ("shift-hours", Verdict::Impossible, &[("SHIFT_HOURS", &["c1"])]),
    ("break", Verdict::Impossible, &[("BREAK", &["c1"])]),
    ("max-drive", Verdict::Impossible, &[("MAX_DRIVE", &["c1"])]),
    ("max-jobs", Verdict::Impossible, &[("CREW_LIST", &["c1"]), ("MAX_JOBS", &["c2"])]),
    ("capacity", Verdict::Impossible, &[("CAPACITY", &["c1"])]),
    ("tool", Verdict::Impossible, &[("TOOL", &["c1"])]),
    ("tool-too-far", Verdict::Impossible, &[("TOOL", &["c1"])]),
    ("stock", Verdict::Impossible, &[("STOCK", &["c1"])]),
    ("now", Verdict::Impossible, &[("NOW", &["c1"])]),
    ("resource-calendar", Verdict::Impossible, &[("RESOURCE_CALENDAR", &["c1"])]),
    ("resource-notice", Verdict::Impossible, &[("RESOURCE_NOTICE", &["c1"])]),
    ("resource-too-few", Verdict::Impossible, &[("RESOURCE_TOO_FEW", &["c1"])]),
    ("together", Verdict::Impossible, &[("TOGETHER", &["c1", "c2"])]),
    ("parts", Verdict::Impossible, &[("PARTS", &["c1"])]),
    ("no-shift", Verdict::Impossible, &[("NO_SHIFT", &[])]),
    ("quota-of-none", Verdict::Impossible, &[("QUOTA", &["c1"])]),
    ("quota", Verdict::NoRoom, &[("QUOTA", &["c1"])]),
    ("max-per-type", Verdict::NoRoom, &[("MAX_PER_TYPE", &["c1"])]),
    ("buffer", Verdict::NoRoom, &[("BUFFER", &["c1"])]),
    ("no-room", Verdict::NoRoom, &[("NO_ROOM", &["c1"])]),
    ("no-room-for-one-more", Verdict::NoRoom, &[("NO_ROOM", &["c1"])]),
    ("resource-busy", Verdict::NoRoom, &[("RESOURCE_BUSY", &["c1"])]),
    ("priced-out", Verdict::PricedOut, &[("PRICE", &["c1"])]),
    ("priced-out-by-time", Verdict::PricedOut, &[("PRICE", &["c1"])]),
    ("priced-out-day", Verdict::PricedOut, &[("PRICE", &["c2"])]),
    ("priced-out-parts", Verdict::PricedOut, &[("PRICE", &["c1"])]),
    ("priced-out-together", Verdict::PricedOut, &[("PRICE", &["c1", "c2"])]),
    ("priced-out-resource", Verdict::PricedOut, &[("PRICE", &["c1"])]),
    ("unknown-company", Verdict::Unknown, &[("SHIFT_HOURS", &["c1"])]),
    ("unknown-together", Verdict::Unknown, &[("SHIFT_HOURS", &["c1", "c2"])]),
    ("impossible-company", Verdict::Impossible, &[("SHIFT_HOURS", &["c1"])]),
];

fn request(name: &str) -> Value {
    let path = format!("{}/instances/reasons/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).expect("it is in the repository")).expect("JSON")
}

fn of_x(plan: &Plan) -> Option<&Unassigned> {
    plan.unassigned.iter().find(|u| u.job == "X")
}

fn jobs(request: &mut Value) -> &mut Vec<Value> {
    request["problem"]["jobs"].as_array_mut().expect("jobs")
}

fn named(verdict: Verdict) -> impl Iterator<Item = &'static str> {
    TABLE.iter().filter(move |row| row.1 == verdict).map(|row| row.0)
}

// If this fails, a dispatcher is told a wrong reason for a job that is left out.
#[test]
fn each_request_gives_its_verdict_and_its_codes() {
    let mut wrong = Vec::new();
    for (name, verdict, codes) in TABLE {
        let plan = Desk::open(&request(name)).plan(WORK);
        let Some(x) = of_x(&plan) else {
            wrong.push(format!("{name}: served"));
            continue;
        };
        let found: Vec<(&str, Vec<&str>)> = x
            .reasons
            .iter()
            .map(|r| (r.code.as_str(), r.crews.iter().map(String::as_str).collect()))
            .collect();
        let wanted: Vec<(&str, Vec<&str>)> = codes.iter().map(|c| (c.0, c.1.to_vec())).collect();
        if x.verdict != *verdict || found != wanted || x.summary.is_empty() {
            wrong.push(format!("{name}: {:?} {found:?} {}", x.verdict, x.summary));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let codes: BTreeSet<&str> = TABLE.iter().flat_map(|row| row.2.iter().map(|c| c.0)).collect();
    assert_eq!(codes.len(), 26, "every code of the planner: {codes:?}");
}

// If this fails, "impossible" is said of a job that a plan without the others could serve.
#[test]
fn an_impossible_job_is_left_out_alone_too() {
    for name in named(Verdict::Impossible) {
        let mut alone = request(name);
        jobs(&mut alone).retain(|j| j["id"] == "X");
        let plan = Desk::open(&alone).plan(WORK);
        let x = of_x(&plan).unwrap_or_else(|| panic!("{name}: served when alone"));
        assert_eq!(x.verdict, Verdict::Impossible, "{name}");
        jobs(&mut alone)[0]["mandatory"] = json!(true);
        let plan = Desk::open(&alone).plan(WORK);
        assert_eq!(plan.routes.len(), 0, "{name}: served when mandatory");
    }
}

// If this fails, a job is called impossible that can be served on the way to another.
#[test]
fn company_can_make_the_impossible_possible() {
    let mut helped = request("unknown-company");
    jobs(&mut helped)[1]["duration"] = json!("PT1H");
    let plan = Desk::open(&helped).plan(WORK);
    assert!(of_x(&plan).is_none_or(|x| x.verdict != Verdict::Impossible), "A is on the way to X");
    // The legal plan that shows it: depot, A, X, depot.
    for (job, order) in [("A", 1), ("X", 2)] {
        let job = jobs(&mut helped).iter_mut().find(|j| j["id"] == job).expect("there");
        job["pin"] = json!({"order": order});
    }
    let plan = Desk::open(&helped).plan(WORK);
    assert!(of_x(&plan).is_none_or(|x| x.verdict != Verdict::Impossible));
}

// If this fails, removing the job that is named does not make room.
#[test]
fn what_is_displaced_makes_room() {
    for name in named(Verdict::NoRoom) {
        let mut asked = request(name);
        let plan = Desk::open(&asked).plan(WORK);
        let displaces = of_x(&plan).expect("left out").displaces.clone();
        assert_eq!(displaces, ["A"], "{name}");
        // B, which is left out too, would take the room.
        jobs(&mut asked).retain(|j| j["id"] == "X");
        let plan = Desk::open(&asked).plan(WORK);
        assert!(of_x(&plan).is_none(), "{name}: no room without A");
    }
}

/// The request with X made mandatory and every visit of its route held in the named order.
fn forced(request: &Value, plan: &Plan) -> Value {
    let mut forced = request.clone();
    let x = of_x(plan).expect("left out");
    let at = x.position.as_ref().expect("a position is named");
    let route = plan.routes.iter().find(|r| r.shift == at.shift);
    let mut order: Vec<String> = route.map_or(Vec::new(), |r| {
        let visit = |s: &Stop| match s {
            Stop::Visit(v) => Some(v.job.clone()),
            Stop::Call(_) | Stop::Break(_) => None,
        };
        r.stops.iter().filter_map(visit).collect()
    });
    let p = at.after.as_ref().map_or(0, |a| 1 + order.iter().position(|o| o == a).expect("on it"));
    order.insert(p, "X".to_owned());
    let date = at.shift.rsplit('/').next().expect("shift ids end in dates");
    for (k, id) in order.iter().enumerate() {
        let job = jobs(&mut forced).iter_mut().find(|j| j["id"] == id.as_str()).expect("there");
        job["pin"] = json!({"crew": at.crew, "date": date, "order": k + 1});
        if id == "X" {
            job["mandatory"] = json!(true);
        }
    }
    forced
}

// If this fails, the price at which a job could still be served is wrong.
#[test]
fn a_priced_out_job_costs_what_is_said() {
    let mut kept = Vec::new();
    for name in named(Verdict::PricedOut) {
        let asked = request(name);
        let plan = Desk::open(&asked).plan(WORK);
        let extra = of_x(&plan).and_then(|x| x.extra_cost).expect("its price is named");
        let with = forced(&asked, &plan);
        let mut desk = Desk::open(&with);
        let dear = desk.plan(WORK);
        assert!(of_x(&dear).is_none(), "{name}: X is held on its position");
        let value = 100;
        let paid = dear.cost - (plan.cost - value);
        assert!((paid - extra).abs() <= 1, "{name}: {paid} paid, {extra} said");
        assert!(extra >= value, "{name}: worth it");
        kept.push((desk, dear));
    }
    let pairs: Vec<(&[u8], &Plan)> = kept.iter().map(|(d, p)| (&d.text[..], p)).collect();
    for broken in judge(&pairs) {
        assert!(broken.is_empty(), "{broken:?}");
    }
}
