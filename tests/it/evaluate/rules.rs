//! Every rule that an order made by hand can break is named when it is broken.

use super::{answer, file, ready};
use serde_json::{Value, json};

/// A rule's own request, an edit of it, routes as (shift, visits), and where the mark goes.
struct Broken {
    rule: &'static str,
    edit: fn(&mut Value),
    routes: Value,
    mark: (Option<&'static str>, Option<&'static str>),
}

const C1: &str = "c1/2026-12-07";
const C2: &str = "c2/2026-12-07";

fn as_it_is(_: &mut Value) {}

fn route(shift: &str, visits: Value) -> Value {
    json!({"shift": shift, "visits": visits})
}

fn visit(job: &str, visit: u32) -> Value {
    json!({"job": job, "visit": visit})
}

fn jobs() -> Vec<Broken> {
    let b = |rule, routes, mark| Broken { rule, edit: as_it_is, routes: json!([routes]), mark };
    vec![
        b("skills", route("c1/2026-12-08", json!(["J1"])), (Some("c1/2026-12-08"), Some("J1"))),
        b("finish-by", route(C1, json!(["J2", "J1"])), (Some(C1), Some("J1"))),
        b("capacity", route(C2, json!(["J1", "J2"])), (Some(C2), None)),
        b("max-jobs", route(C2, json!(["J1", "J2"])), (Some(C2), None)),
        b("max-drive", route(C2, json!(["J1", "J2"])), (Some(C2), None)),
        b("quotas", route(C1, json!(["J1", "J2"])), (None, None)),
        b("buffers", route("c1/2026-12-08", json!(["J1", "J2"])), (None, None)),
        b("max-per-type", route(C1, json!(["J1", "J2"])), (Some(C1), Some("J2"))),
        b("pins", route(C2, json!(["J1"])), (Some(C2), Some("J1"))),
        b("pins", route(C1, json!(["J3", "J1"])), (Some(C1), Some("J1"))),
        b("crew-list", route("c3/2026-12-07", json!(["J2"])), (Some("c3/2026-12-07"), Some("J2"))),
        b("cover", route(C1, json!(["J1", "J2", "J1"])), (None, Some("J1"))),
        Broken {
            rule: "start-windows",
            edit: |r| {
                let past = json!([{"date": "2026-12-07", "from": "06:00", "to": "08:15"}]);
                r["problem"]["jobs"][0]["startWindows"] = past;
            },
            routes: json!([route(C1, json!(["J1"]))]),
            mark: (Some(C1), Some("J1")),
        },
        Broken {
            rule: "shift-hours",
            edit: |r| r["problem"]["jobs"][0]["duration"] = json!("PT12H"),
            routes: json!([route(C1, json!(["J1"]))]),
            mark: (Some(C1), None),
        },
        Broken {
            rule: "now",
            edit: |r| r["problem"]["now"] = json!("2026-12-07T18:30:00+00:00"),
            routes: json!([route(C1, json!(["J1", "J2"]))]),
            mark: (Some(C1), Some("J2")),
        },
        Broken {
            rule: "breaks",
            edit: |r| {
                r["problem"]["jobs"][1]["pin"] = json!({"start": "2026-12-07T08:30:00+00:00"});
                r["problem"]["jobs"][1]["breakInside"] = json!(false);
            },
            routes: json!([route(C1, json!(["J2"]))]),
            mark: (Some(C1), None),
        },
    ]
}

fn links() -> Vec<Broken> {
    let b = |rule, routes: Value, mark| Broken { rule, edit: as_it_is, routes, mark };
    let (early, late) = (visit("J1", 1), visit("J1", 2));
    vec![
        b(
            "together",
            json!([route(C1, json!([early])), route("c1/2026-12-07#2", json!([late]))]),
            (Some("c1/2026-12-07#2"), Some("J1")),
        ),
        b(
            "together",
            json!([route(C1, json!([early])), route("c2/2026-12-07#2", json!([late]))]),
            (Some("c2/2026-12-07#2"), Some("J1")),
        ),
        b(
            "parts",
            json!([route(C1, json!([early])), route("c2/2026-12-08", json!([late]))]),
            (Some("c2/2026-12-08"), Some("J1")),
        ),
        b(
            "parts",
            json!([route(C1, json!([late])), route("c1/2026-12-08", json!([early]))]),
            (Some(C1), Some("J1")),
        ),
        b("cover", json!([route(C1, json!([late]))]), (None, Some("J1"))),
    ]
}

/// Rules about how a plan is printed, which is not the hand's doing.
pub const OURS: [&str; 5] = ["clock", "travel", "score", "kpis", "hash"];

// If this fails, a board shows a drop as legal that breaks a rule, or marks the wrong stop.
#[test]
fn every_rule_that_a_hand_can_break_is_named() {
    for broken in jobs().into_iter().chain(links()) {
        let linked = broken.rule == "cover" && broken.routes[0]["visits"][0].is_object();
        let folder = if linked { "parts" } else { broken.rule };
        let mut request = file(&format!("rules/{folder}/request.json"));
        (broken.edit)(&mut request);
        let found = answer(&ready(&request, None), &json!({"routes": broken.routes}));
        let told = format!("{} {}: {:#?}", broken.rule, broken.routes, found.violations);
        assert!(!found.legal && found.plan.is_none(), "{told}");
        let named = found.violations.iter().find(|v| v.rule == broken.rule);
        let named = named.unwrap_or_else(|| panic!("{told}"));
        assert_eq!((named.shift.as_deref(), named.job.as_deref()), broken.mark, "{told}");
        assert!(!found.violations.iter().any(|v| OURS.contains(&&v.rule[..])), "{told}");
        assert!(!found.routes.is_empty(), "the routes are shown all the same");
    }
}

// If this fails, two crews that can meet are told that they cannot, or meet too early.
#[test]
fn two_crews_meet_at_the_earliest_start_of_both() {
    let request = file("rules/together/request.json");
    let (first, second) = (visit("J1", 1), visit("J1", 2));
    let routes = |a: Value, b: Value| json!({"routes": [route(C1, a), route(C2, b)]});
    let starts = |ask: &Value| {
        let found = answer(&ready(&request, None), ask);
        assert!(found.legal, "{:#?}", found.violations);
        let text = serde_json::to_value(&found.routes).expect("routes are JSON");
        let stops = |r: usize| text[r]["stops"].as_array().expect("stops").clone();
        let job = |s: &Value| s["job"] == "J1";
        let start = |r: usize| stops(r).into_iter().find(job).expect("J1")["start"].clone();
        assert_eq!(start(0), start(1));
        start(0)
    };
    assert_eq!(starts(&routes(json!([first]), json!([second]))), "2026-12-07T08:30:00+00:00");
    let behind = routes(json!(["J2", first]), json!([second]));
    assert_eq!(starts(&behind), "2026-12-07T09:45:00+00:00");
}

// If this fails, what a change broke is drowned in what was broken before it.
#[test]
fn only_what_the_change_broke_is_new() {
    let request = file("rules/max-jobs/request.json");
    let mut base = file("rules/max-jobs/bad.json");
    base["routes"][0]["stops"][1]["job"] = json!("J9");
    let plan = serde_json::from_value(base).expect("a plan");
    let ready = ready(&request, Some(&plan));
    let kept = answer(&ready, &json!({}));
    assert_eq!((kept.legal, &kept.gone[..]), (true, &["J9".to_owned()][..]), "J9 is no more");
    let worse = answer(&ready, &json!({"change": {"job": "J2", "crew": "c2", "after": "J1"}}));
    let new = worse.new_violations.expect("there is a base");
    assert_eq!(new.iter().map(|v| &v.rule[..]).collect::<Vec<_>>(), ["max-jobs"]);
    let bad = serde_json::from_value(file("rules/max-jobs/bad.json")).expect("a plan");
    let still = answer(&super::ready(&request, Some(&bad)), &json!({}));
    assert_eq!((still.violations.len(), still.new_violations), (1, Some(vec![])));
    let mended = answer(&super::ready(&request, Some(&bad)), &json!({"change": {"job": "J1"}}));
    assert_eq!((mended.legal, mended.new_violations), (true, Some(vec![])));
}
