//! Plans made by hand, over HTTP: what a drag on a board asks.

use super::schedules::verified;
use super::{Service, day, example, id_of, with_run};
use serde_json::{Value, json};

fn first_stop(plan: &Value) -> (String, String) {
    let route = &plan["routes"][0];
    let stops = route["stops"].as_array().expect("stops");
    let job = stops.iter().find_map(|s| s["job"].as_str()).expect("a visit");
    (job.to_owned(), route["crew"].as_str().expect("a crew").to_owned())
}

#[test]
fn a_change_to_a_runs_plan_is_priced() {
    // Would break: a board shows a wrong price for a drag, or one that nobody can check.
    let service = Service::start(&[]);
    let request = day(300);
    let posted = service.post("/v1/schedules", &request).expect(200, "");
    let plan = posted.json()["plan"].clone();
    let ask = |body: Value| service.post("/v1/evaluations", body.to_string().as_bytes());
    let id = id_of(&posted);
    let same = ask(json!({"schedule": id})).expect(200, "").json();
    assert_eq!((&same["legal"], &same["delta"]), (&json!(true), &json!(0)));
    assert_eq!(same["cost"], plan["cost"]);

    let (job, _) = first_stop(&plan);
    let out = ask(json!({"schedule": id, "change": {"job": job}})).expect(200, "").json();
    assert_eq!(out["legal"], true);
    let delta = out["cost"].as_i64().unwrap() - plan["cost"].as_i64().unwrap();
    assert_eq!(out["delta"], delta);
    assert!(out["unassigned"].as_array().unwrap().contains(&json!(job)));
    verified(&service, &request, out["plan"].to_string().as_bytes());
    // The same by what was sent instead of the run's id.
    let request: Value = serde_json::from_slice(&request).unwrap();
    let body = json!({"request": request, "plan": plan, "change": {"job": job}});
    assert_eq!(ask(body).expect(200, "").json()["cost"], out["cost"]);
    // And as a whole plan made by hand.
    let body = json!({"request": request, "routes": []});
    let nothing = ask(body).expect(200, "").json();
    assert_eq!((&nothing["before"], &nothing["kpis"]["jobs"]), (&Value::Null, &json!(0)));
}

#[test]
fn a_change_that_breaks_rules_names_them_and_is_no_plan() {
    // Would break: a board lets a dispatcher drop a job on somebody who may not do it.
    let service = Service::start(&[]);
    let read = |name: &str| -> Value { serde_json::from_slice(&example(name)).expect("JSON") };
    let (request, bad) = (read("rules/skills/request.json"), read("rules/skills/bad.json"));
    let body = json!({"request": request, "plan": bad});
    let said = service.post("/v1/evaluations", body.to_string().as_bytes()).expect(200, "").json();
    assert_eq!((&said["legal"], &said["plan"]), (&json!(false), &Value::Null));
    let broken = &said["violations"][0];
    assert_eq!(broken["rule"], "skills", "{said}");
    assert!(broken["job"].is_string() && broken["shift"].is_string(), "nothing to mark: {broken}");
}

#[test]
fn what_cannot_be_understood_is_named() {
    // Would break: a mistyped crew is taken for another wish.
    let service = Service::start(&[]);
    let id = id_of(&service.post("/v1/schedules", &day(50)).expect(200, ""));
    let nobody = format!("sch_{}", "0".repeat(32));
    let fault = |body: Value, code: &str, pointer: &str| {
        let answer = service.post("/v1/evaluations", body.to_string().as_bytes());
        let answer = answer.expect(422, "invalid-request").json();
        let all = answer["errors"].as_array().unwrap();
        let found = all.iter().any(|f| f["code"] == code && f["pointer"] == pointer);
        assert!(found, "no {code} at {pointer}: {answer}");
    };
    fault(json!({}), "SOURCE", "/request");
    fault(json!({"schedule": "x"}), "SOURCE", "/schedule");
    fault(json!({"schedule": id, "request": {}}), "SOURCE", "/schedule");
    fault(json!({"schedule": id, "chnage": {}}), "UNKNOWN_KEY", "/chnage");
    fault(json!({"schedule": id, "change": {"jib": "J-01"}}), "BAD_ASK", "/change/jib");
    fault(json!({"schedule": id, "plan": {"routes": []}}), "BAD_PLAN", "/plan");
    fault(json!({"request": {"problem": {}}}), "MISSING", "/request/problem/crews");
    let change = json!({"schedule": id, "change": {"job": "nobody", "crew": "none", "after": "x"}});
    let answer = service.post("/v1/evaluations", change.to_string().as_bytes());
    let answer = answer.expect(422, "invalid-request").json();
    let at: Vec<_> = answer["errors"].as_array().unwrap().iter().map(|f| &f["pointer"]).collect();
    assert!(at.contains(&&json!("/change/job")) && at.contains(&&json!("/change/crew")), "{at:?}");
    let body = json!({"schedule": nobody}).to_string();
    service.post("/v1/evaluations", body.as_bytes()).expect(404, "not-found");
}

#[test]
fn a_run_without_a_plan_is_an_empty_board() {
    // Would break: a board that opens too early gets an error instead of an empty plan.
    let service = Service::start(&["--solvers", "1"]);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 30}));
    let post = || service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]);
    let (running, waiting) = (post().expect(202, ""), post().expect(202, ""));
    let body = json!({"schedule": id_of(&waiting)}).to_string();
    let said = service.post("/v1/evaluations", body.as_bytes()).expect(200, "").json();
    assert_eq!(said["kpis"]["jobs"], 0);
    for run in [running, waiting] {
        service.delete(run.header("location")).expect(200, "");
    }
}
