//! Edits of printed figures: amounts, totals, key figures, bound, status, hashes.

use super::tools::{list, span};
use super::{Mutation, of};
use callboard::wire::text::print_duration;
use serde_json::{Value, json};

pub fn all() -> Vec<Mutation> {
    let mut list = amounts();
    list.extend(kpis());
    list.extend(heads());
    list
}

fn amounts() -> Vec<Mutation> {
    vec![
        of("unassigned one more", "unassigned", |p, _| amount(p, "unassigned")),
        of("mandatory one more", "mandatory", |p, _| amount(p, "mandatory")),
        of("day-used one more", "day-used", |p, _| amount(p, "day-used")),
        of("hours one more", "hours", |p, _| amount(p, "hours")),
        of("overtime one more", "overtime", |p, _| amount(p, "overtime")),
        of("drive-time one more", "drive-time", |p, _| amount(p, "drive-time")),
        of("drive-distance one more", "drive-distance", |p, _| amount(p, "drive-distance")),
        of("lateness one more", "lateness", |p, _| amount(p, "lateness")),
        of("promise one more", "promise", |p, _| amount(p, "promise")),
        of("preferred-crew one more", "preferred-crew", |p, _| amount(p, "preferred-crew")),
        of("drive-time not listed", "drive-time", |p, _| {
            let costs = p["costs"].as_array_mut().unwrap();
            let before = costs.len();
            costs.retain(|c| c["rule"] != "drive-time");
            costs.len() < before
        }),
        of("an amount of an unknown rule", "score", |p, _| {
            let entry = json!({"rule": "weather", "amount": 1});
            p["costs"].as_array_mut().unwrap().push(entry);
            bump(p, "/cost")
        }),
        of("costs out of order", "score", |p, _| {
            let costs = p["costs"].as_array_mut().unwrap();
            costs.reverse();
            costs.len() > 1
        }),
        of("cost one more", "score", |p, _| bump(p, "/cost")),
        of("route cost one more", "score", |p, _| bump(p, "/routes/0/cost")),
        of("stop cost one more", "score", |p, _| {
            let stops = list(&p["routes"][0]["stops"]);
            let Some(k) = stops.iter().position(|s| s.get("job").is_some()) else { return false };
            bump(p, &format!("/routes/0/stops/{k}/cost"))
        }),
    ]
}

fn kpis() -> Vec<Mutation> {
    vec![
        of("jobs one more", "kpis", |p, _| bump(p, "/kpis/jobs")),
        of("value one more", "kpis", |p, _| bump(p, "/kpis/value")),
        of("kpi metres one more", "kpis", |p, _| bump(p, "/kpis/metres")),
        of("utilisation one more", "kpis", |p, _| bump(p, "/kpis/utilisation")),
        of("promises kept one more", "kpis", |p, _| bump(p, "/kpis/promisesKept")),
        of("promises kept of none", "kpis", |p, _| {
            let none = p["kpis"].get("promisesKept").is_none();
            p["kpis"]["promisesKept"] = json!(1000);
            none
        }),
        of("late jobs one more", "kpis", |p, _| bump(p, "/kpis/lateJobs")),
        of("crews one more", "kpis", |p, _| bump(p, "/kpis/crewsUsed")),
        of("kpi drive longer", "kpis", |p, _| lengthen(p, "/kpis/drive")),
        of("kpi work longer", "kpis", |p, _| lengthen(p, "/kpis/work")),
        of("kpi wait longer", "kpis", |p, _| lengthen(p, "/kpis/wait")),
        of("kpi break longer", "kpis", |p, _| lengthen(p, "/kpis/break")),
        of("kpi overtime longer", "kpis", |p, _| lengthen(p, "/kpis/overtime")),
    ]
}

fn heads() -> Vec<Mutation> {
    vec![
        of("optimal without a bound", "score", |p, _| {
            bound(p, Value::Null, [Value::Null, Value::Null]);
            served_all(p) && put(p, "status", json!("OPTIMAL"))
        }),
        of("optimal although a rule was left out", "score", |p, _| {
            let cost = p["cost"].clone();
            bound(p, cost, [json!(0.0), json!(0.0)]);
            served_all(p)
                && put(p, "status", json!("OPTIMAL"))
                && put(p, "relaxed", json!(["breaks"]))
        }),
        of("within a gap nobody knows", "score", |p, _| {
            bound(p, Value::Null, [Value::Null, Value::Null]);
            served_all(p) && put(p, "status", json!("WITHIN_GAP"))
        }),
        of("incomplete although complete", "score", |p, _| {
            served_all(p) && put(p, "status", json!("INCOMPLETE"))
        }),
        of("complete although incomplete", "score", |p, _| {
            !served_all(p) && put(p, "status", json!("FEASIBLE"))
        }),
        of("bound above the cost", "score", |p, _| {
            let cost = p["cost"].as_i64().unwrap();
            bound(p, json!(cost + 1), [json!(0.0), json!(0.0)]);
            true
        }),
        of("gap too large", "score", |p, _| {
            let cost = p["cost"].clone();
            bound(p, cost, [json!(0.001), json!(0.0)]);
            true
        }),
        of("gap of served jobs too large", "score", |p, _| {
            let cost = p["cost"].clone();
            bound(p, cost, [json!(0.0), json!(0.001)]);
            true
        }),
        of("gap without a bound", "score", |p, _| {
            bound(p, Value::Null, [json!(0.5), Value::Null]);
            true
        }),
        of("another seed", "score", |p, _| bump(p, "/seed")),
        of("too many lanes", "score", |p, _| put(p, "lanes", json!(65))),
        of("another currency", "score", |p, _| put(p, "currency", json!("XTS"))),
        of("another source of travel", "travel", |p, _| {
            let other = if p["travelSource"] == "MATRIX" { "STRAIGHT_LINE" } else { "MATRIX" };
            put(p, "travelSource", json!(other))
        }),
        of("another request", "hash", |p, _| put(p, "requestHash", json!("00"))),
        of("another snapshot", "hash", |p, _| put(p, "travelHash", json!("00"))),
        of("another plan", "hash", |p, _| put(p, "planHash", json!("00"))),
    ]
}

fn served_all(plan: &Value) -> bool {
    plan["status"] != "INCOMPLETE" && plan["status"] != "INFEASIBLE"
}

fn put(plan: &mut Value, key: &str, value: Value) -> bool {
    plan[key] = value;
    true
}

fn bound(plan: &mut Value, bound: Value, [gap, served]: [Value; 2]) {
    plan["boundKind"] = if bound.is_null() { Value::Null } else { json!("test") };
    plan["bound"] = bound;
    plan["gap"] = gap;
    plan["gapServed"] = served;
}

fn bump(plan: &mut Value, pointer: &str) -> bool {
    let Some(value) = plan.pointer_mut(pointer) else { return false };
    *value = json!(value.as_i64().unwrap() + 1);
    true
}

fn lengthen(plan: &mut Value, pointer: &str) -> bool {
    let Some(value) = plan.pointer_mut(pointer) else { return false };
    *value = json!(print_duration(span(value) + 1000));
    true
}

/// One more for a rule that has an amount, and for the total.
fn amount(plan: &mut Value, rule: &str) -> bool {
    let costs = plan["costs"].as_array_mut().unwrap();
    let Some(entry) = costs.iter_mut().find(|c| c["rule"] == rule) else { return false };
    entry["amount"] = json!(entry["amount"].as_i64().unwrap() + 1);
    bump(plan, "/cost")
}
