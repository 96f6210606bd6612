//! Edits of printed bookings: the verifier and the judge refuse each of them, by its rule.

use super::examples::{job, request};
use crate::desk::{Desk, judge};
use callboard::verify::verify;
use callboard::wire::plan::Plan;
use serde_json::json;

/// A plan with a crane on two dates and two lifts.
fn plan() -> (Desk, Plan) {
    let resources = json!([
        {"id": "crane", "notice": "PT24H", "minimumHire": "PT2H", "costs": {"perHour": 6001}},
        {"id": "lift", "units": 2, "costs": {"perCall": 700}}]);
    let both = json!([{"id": "crane", "duration": "PT1H"}, {"id": "lift"}]);
    let at = |id: &str, day: u32, hour: &str| {
        let mut job = job(id, 3, both.clone());
        let date = format!("2026-12-{day:02}");
        job["startWindows"] = json!([{"date": date, "from": hour, "to": hour}]);
        job
    };
    let jobs = json!([at("J1", 7, "08:00"), at("J2", 7, "09:00"), at("J3", 8, "10:00")]);
    let mut desk = Desk::open(&request(resources, jobs));
    let plan = desk.plan(300);
    assert_eq!((plan.unassigned.len(), plan.bookings.len()), (0, 5), "{:#?}", plan.bookings);
    (desk, plan)
}

type Edit = (&'static str, &'static str, fn(&mut Plan));

/// What is edited, the rule that refuses it first, and how.
const EDITS: &[Edit] = &[
    ("a booking dropped", "bookings", |p| {
        p.bookings.remove(1);
    }),
    ("the last booking dropped", "bookings", |p| {
        p.bookings.pop();
    }),
    ("all bookings dropped", "bookings", |p| p.bookings.clear()),
    ("a booking twice", "bookings", |p| p.bookings.push(p.bookings[4].clone())),
    ("two bookings in the other order", "bookings", |p| p.bookings.swap(1, 2)),
    ("another resource", "bookings", |p| p.bookings[0].resource = "lift".into()),
    ("another date", "bookings", |p| p.bookings[0].date = "2026-12-08".into()),
    ("another unit", "bookings", |p| p.bookings[1].unit = 2),
    ("an earlier beginning", "bookings", |p| {
        p.bookings[0].from = "2026-12-07T07:59:59+00:00".into();
    }),
    ("a shorter hire", "bookings", |p| p.bookings[3].to = "2026-12-08T11:00:00+00:00".into()),
    ("a time in another offset", "bookings", |p| {
        p.bookings[0].from = "2026-12-07T09:00:00+01:00".into();
    }),
    ("a job less", "bookings", |p| {
        p.bookings[0].jobs.pop();
    }),
    ("jobs in the other order", "bookings", |p| p.bookings[0].jobs.reverse()),
    ("a later last moment", "bookings", |p| {
        p.bookings[0].book_by = Some("2026-12-06T08:00:01+00:00".into());
    }),
    ("no last moment", "bookings", |p| p.bookings[0].book_by = None),
    ("a last moment without notice", "bookings", |p| {
        p.bookings[1].book_by = Some("2026-12-06T08:00:00+00:00".into());
    }),
    ("a minor unit less", "bookings", |p| p.bookings[0].cost -= 1),
    ("a lower amount", "bookings", |p| {
        let amount = p.costs.iter_mut().find(|c| c.rule == "bookings").expect("it has one");
        amount.amount -= 1;
        p.cost -= 1;
    }),
    ("no amount", "bookings", |p| {
        let gone = p.costs.iter().find(|c| c.rule == "bookings").map_or(0, |c| c.amount);
        p.costs.retain(|c| c.rule != "bookings");
        p.cost -= gone;
    }),
];

// If this fails, somebody can print a booking that the plan does not need, or leave one out.
#[test]
fn edited_bookings_are_refused() {
    let (desk, plan) = plan();
    let mut edited = Vec::new();
    for (name, rule, edit) in EDITS {
        let mut other = plan.clone();
        edit(&mut other);
        assert_ne!(other, plan, "{name} changes nothing");
        let refused = verify(&desk.case, &desk.travel, &desk.prices, other.clone()).err();
        let first = refused.unwrap_or_else(|| panic!("{name} is accepted")).violations;
        assert_eq!(first[0].rule, *rule, "{name}: {first:#?}");
        edited.push((name, rule, other));
    }
    let pairs: Vec<_> = edited.iter().map(|(_, _, p)| (&desk.text[..], p)).collect();
    for ((name, rule, _), said) in edited.iter().zip(judge(&pairs)) {
        let first = said.first().unwrap_or_else(|| panic!("the judge accepts {name}"));
        assert!(first.contains(*rule), "{name}: {said:#?}");
    }
}

// If this fails, a request that asks for more than a plan was made for still accepts the plan.
#[test]
fn a_plan_is_refused_by_a_stricter_request() {
    let (desk, plan) = plan();
    let request: serde_json::Value = serde_json::from_slice(&desk.text).expect("JSON");
    let stricter = [
        ("one lift less", "/problem/resources/1/units", json!(1)),
        ("closed in the morning", "/problem/resources/0/shifts", {
            json!([{"from": "09:00", "to": "17:00"}])
        }),
        ("a quota", "/problem/resources/0/perDay", json!(1)),
        ("a block with its quota", "/problem/resources/0/blocks", {
            json!([{"from": "08:00", "to": "12:00", "max": 1}])
        }),
        ("no block", "/problem/resources/0/blocks", json!([{"from": "09:00", "to": "12:00"}])),
        ("now, with notice", "/problem/now", json!("2026-12-06T08:00:01Z")),
        ("a longer use", "/problem/jobs/0/resources/0/duration", json!("PT90M")),
    ];
    let mut all = Vec::new();
    for (name, at, value) in stricter {
        let mut other = request.clone();
        let (above, key) = at.rsplit_once('/').expect("a pointer");
        other.pointer_mut(above).expect("it is there")[key] = value;
        let desk = Desk::open(&other);
        let mut plan = plan.clone();
        plan.request_hash.clone_from(&desk.case.request_hash);
        let refused = verify(&desk.case, &desk.travel, &desk.prices, plan.clone()).err();
        let found = refused.unwrap_or_else(|| panic!("{name} is accepted")).violations;
        assert!(found.iter().any(|v| v.rule == "resources"), "{name}: {found:#?}");
        all.push((name, desk.text, plan));
    }
    let pairs: Vec<_> = all.iter().map(|(_, text, p)| (&text[..], p)).collect();
    for ((name, ..), said) in all.iter().zip(judge(&pairs)) {
        assert!(said.iter().any(|s| s.contains("\"resources\"")), "{name}: {said:#?}");
    }
}
