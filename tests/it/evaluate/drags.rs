//! Random drags over the demo week.

use super::rules::OURS;
use super::{answer, evaluate, file, planned, ready};
use crate::desk::{Desk, judge};
use callboard::rng::Rng;
use callboard::wire::plan::Stop;
use serde_json::{Value, json};
use std::collections::BTreeMap;

// If this fails, some drag on a board ends in a crash, in a price that does not add up, or in a
// legal plan that is none.
#[test]
fn every_drag_is_answered() {
    let request = file("demo/week.json");
    let plan = planned(&request, 300);
    let ready = ready(&request, Some(&plan));
    let jobs: Vec<&Value> = request["problem"]["jobs"].as_array().expect("jobs").iter().collect();
    let mut rng = Rng::new(11);
    let (mut legal, mut rules, mut made) = (0, BTreeMap::new(), Vec::new());
    for k in 0..300 {
        let job = *rng.pick(&jobs);
        let many = !job["parts"].is_null() || !job["together"].is_null();
        let mut change = json!({"job": job["id"]});
        if many {
            change["visit"] = json!(1 + k % 2);
        }
        if !rng.chance(0.1) {
            let route = &plan.routes[rng.range(0, plan.routes.len() as i64 - 1) as usize];
            let others = route.stops.iter().filter_map(|s| match s {
                Stop::Visit(v) if v.job != job["id"] => Some(&v.job),
                _ => None,
            });
            let others: Vec<&String> = others.collect();
            change["shift"] = json!(route.shift);
            if !others.is_empty() && rng.chance(0.8) {
                change["after"] = json!(rng.pick(&others));
            }
        }
        let found = answer(&ready, &json!({"change": change}));
        assert_eq!(found.before, Some(plan.cost), "{change}");
        assert_eq!(found.delta, Some(found.cost - plan.cost), "{change}");
        assert_eq!(found.cost, found.costs.iter().map(|c| c.amount).sum::<i64>(), "{change}");
        let plain = found.violations.is_empty();
        assert_eq!((plain, plain), (found.legal, found.plan.is_some()), "{change}");
        for v in &found.violations {
            assert!(!OURS.contains(&&v.rule[..]), "{change}: {v:?}");
            *rules.entry(v.rule.clone()).or_insert(0) += 1;
        }
        if let Some(plan) = found.plan {
            legal += 1;
            made.push(plan);
        }
    }
    assert!(legal > 20 && rules.len() > 3, "{legal} legal, broken: {rules:?}");
    let text = Desk::open(&request).text;
    let pairs: Vec<_> = made.iter().map(|plan| (&text[..], plan)).collect();
    for (i, broken) in judge(&pairs).into_iter().enumerate() {
        assert!(broken.is_empty(), "plan {i}: {broken:#?}");
    }
}

// If this fails, some whole plan thrown together at random ends in a crash.
#[test]
fn plans_thrown_together_are_answered() {
    let mut broken = BTreeMap::new();
    for (seed, request) in crate::tiny::drawn(200).into_iter().enumerate() {
        let mut rng = Rng::new(seed as u64);
        let ready = ready(&request, None);
        let case = ready.case();
        let shifts: Vec<String> = case.shifts.iter().map(|s| s.id.clone()).collect();
        for _ in 0..5 {
            let mut routes: Vec<Value> =
                shifts.iter().map(|s| json!({"shift": s, "visits": []})).collect();
            for visit in &case.visits {
                let job = &case.jobs[visit.job.at()].id;
                for _ in 0..rng.range(0, 2).max(1) {
                    let at = rng.range(0, shifts.len() as i64 - 1) as usize;
                    let list = routes[at]["visits"].as_array_mut().expect("a list");
                    list.push(json!({"job": job, "visit": visit.number}));
                }
            }
            let ask = json!({"routes": routes, "reasons": true});
            let found = evaluate(&ready, &ask).unwrap_or_else(|f| panic!("{ask}: {f:#?}"));
            for v in &found.violations {
                assert!(!OURS.contains(&&v.rule[..]), "{ask}: {v:?}");
                *broken.entry(v.rule.clone()).or_insert(0) += 1;
            }
        }
    }
    assert!(broken.len() > 10, "{broken:?}");
}

// If this fails, the call stays where the old start of a tied visit had left it, and a legal drag
// is told to be illegal.
#[test]
fn the_call_follows_a_tied_visit_that_moves() {
    let job = |id: &str, lat: f64, more: Value| {
        let mut job = json!({"id": id, "place": {"lat": lat, "lon": -93.0}, "value": 90_000,
            "duration": "PT30M"});
        more.as_object().expect("more").iter().for_each(|(k, v)| job[k] = v.clone());
        job
    };
    let jobs = json!([
        job("a", 45.05, json!({})),
        job("b", 45.1, json!({"after": [{"job": "a"}]})),
        job("t", 45.15, json!({"tools": ["saw"]})),
        job("x", 45.02, json!({}))
    ]);
    let crew = json!({"id": "c", "start": {"lat": 45.0, "lon": -93.0},
        "end": {"lat": 45.16, "lon": -93.0}, "shifts": [{"from": "08:00", "to": "11:00"}],
        "costs": {"perKm": 100}});
    let hub = json!({"id": "hub", "place": {"lat": 45.001, "lon": -93.0}, "duration": "PT5M"});
    let all = json!({"problem": {"horizon": {"from": "2026-12-07", "to": "2026-12-07"},
        "crews": [crew], "jobs": jobs, "warehouses": [hub]}});
    let best = planned(&all, 1500);
    let base = ready(&all, Some(&best));
    let without = answer(&base, &json!({"change": {"job": "x"}})).plan.expect("one less is legal");
    let again = ready(&all, Some(&without));
    let change = json!({"job": "x", "shift": best.routes[0].shift});
    let found = answer(&again, &json!({"change": change}));
    assert!(found.legal, "{:?}", found.violations);
    assert_eq!((found.cost, found.plan.expect("legal").routes), (best.cost, best.routes));
}
