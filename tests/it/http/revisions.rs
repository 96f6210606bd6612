//! A run like another one, but for a few changes.

use super::keys::{Asker, make};
use super::restart::wait;
use super::schedules::verified;
use super::{Answer, Service, day, example, id_of, with_run};
use crate::desk::scratch;
use serde_json::{Value, json};
use std::time::Duration;

fn revise(service: &Service, id: &str, patch: &Value, more: &[(&str, &str)]) -> Answer {
    let path = format!("/v1/schedules/{id}/revisions");
    let kind = [("content-type", "application/json-patch+json")];
    service.post_with(&path, patch.to_string().as_bytes(), &[&kind[..], more].concat())
}

/// The request of a run.
fn input(service: &Service, id: &str) -> Value {
    service.get(&format!("/v1/schedules/{id}/input")).expect(200, "").json()
}

fn job<'a>(request: &'a Value, id: &str) -> Option<&'a Value> {
    request["problem"]["jobs"].as_array().expect("jobs").iter().find(|job| job["id"] == id)
}

#[test]
fn a_revision_is_its_parent_but_for_the_patch() {
    // Would break: a revision forgets where it comes from, or plans another request than the
    // patched one.
    let service = Service::start(&[]);
    let run = json!({"work": 300, "name": "north", "tags": ["a"], "calendar": "week"});
    let sent = service.post("/v1/schedules", &with_run(&day(300), run)).expect(200, "");
    let (first, cost) = (id_of(&sent), sent.json()["plan"]["cost"].as_i64());
    let before = input(&service, &first);
    let patch = json!([
        {"op": "test", "path": "/run/name", "value": "north"},
        {"op": "replace", "path": "/problem/jobs/J-07/duration", "value": "PT20M"},
        {"op": "remove", "path": "/problem/jobs/J-12"},
        {"op": "replace", "path": "/run/work", "value": 1}]);
    let second = revise(&service, &first, &patch, &[]).expect(200, "");
    let told = second.json();
    assert_eq!(second.header("location"), format!("/v1/schedules/{}", id_of(&second)));
    let line = |run: &Value| [&run["parent"], &run["origin"], &run["revision"]].map(Value::clone);
    assert_eq!(line(&told), [json!(first), json!(first), json!(1)]);
    assert_eq!((&told["name"], &told["calendar"]), (&json!("north"), &json!("week")));
    assert_eq!(line(&sent.json()), [Value::Null, Value::Null, Value::Null]);

    let mut after = input(&service, &id_of(&second));
    assert_eq!(job(&after, "J-07").expect("it is there")["duration"], "PT20M");
    assert!(job(&after, "J-12").is_none());
    let jobs = |request: &Value| request["problem"]["jobs"].as_array().expect("jobs").len();
    assert_eq!(jobs(&after) + 1, jobs(&before));
    assert_eq!(after["problem"]["plan"], sent.json()["plan"], "it begins with its parent's best");
    let plan = service.get(&format!("{}/plan", second.header("location"))).expect(200, "").body;
    verified(&service, after.to_string().as_bytes(), &plan);
    // With one move a lane it could not come so far by itself.
    assert!(told["plan"]["cost"].as_i64() <= cost, "{} after {cost:?}", told["plan"]["cost"]);
    // All else is as it was.
    let problem = after["problem"].as_object_mut().expect("an object");
    problem.remove("plan");
    problem["jobs"] = before["problem"]["jobs"].clone();
    assert_eq!(after["problem"], before["problem"]);

    let back = json!([{"op": "add", "path": "/problem/jobs/-", "value": job(&before, "J-12")}]);
    let third = revise(&service, &id_of(&second), &back, &[]).expect(200, "").json();
    assert_eq!(line(&third), [told["id"].clone(), json!(first), json!(2)]);
    let own = json!([{"op": "remove", "path": "/problem/plan"}]);
    let bare = revise(&service, &id_of(&second), &own, &[]).expect(200, "");
    assert!(input(&service, &id_of(&bare))["problem"].get("plan").is_none());
    let told = service.get("/v1/audit?action=run.revised&limit=100").expect(200, "").json();
    let all = told["changes"].as_array().expect("changes").clone();
    assert_eq!(all.len(), 3, "{told}");
    let made = format!("/v1/audit?subject={first}&action=run.created");
    let made = service.get(&made).expect(200, "").json();
    assert_eq!(all[2]["before"], made["changes"][0]["after"], "what was patched");
}

#[test]
fn a_revision_that_cannot_be_is_told_why() {
    // Would break: a mistyped id changes nothing and nobody hears of it, or another job.
    let service = Service::start(&["--max-body", "300000"]);
    let first = id_of(&service.post("/v1/schedules", &day(10)).expect(200, ""));
    let check = |patch: Value, code: &str, pointer: &str| {
        let said = revise(&service, &first, &patch, &[]).expect(422, "invalid-request").json();
        let fault = said["errors"][0].clone();
        assert_eq!((&fault["code"], &fault["pointer"]), (&json!(code), &json!(pointer)), "{said}");
        assert!(!fault["hint"].as_str().unwrap().is_empty(), "{said}");
        fault
    };
    let set = |path: &str, value: Value| json!([{"op": "replace", "path": path, "value": value}]);
    let fault = check(set("/problem/jobs/J-7/duration", json!("PT1H")), "NOT_FOUND", "/0/path");
    assert_eq!(fault["value"], "/problem/jobs/J-7/duration");
    assert!(fault["hint"].as_str().unwrap().contains("J-07"), "{fault}");
    check(json!([{"op": "nudge", "path": "/run"}]), "UNKNOWN_OPERATION", "/0/op");
    check(json!({"run": {}}), "WRONG_TYPE", "");
    check(json!([]), "OUT_OF_RANGE", "");
    // All faults of shape at once.
    let odd = json!([{"op": "add"}, {"op": "remove", "path": "x"}, {"op": "test", "path": "/a"}]);
    let all = revise(&service, &first, &odd, &[]).expect(422, "invalid-request").json();
    let at: Vec<_> = all["errors"].as_array().unwrap().iter().map(|e| &e["pointer"]).collect();
    assert_eq!(at, ["/0/path", "/1/path", "/2/value"]);
    // What the patch makes is judged at the door, with pointers into the request.
    let wrong = set("/problem/jobs/J-07/duration", json!("an hour"));
    let said = revise(&service, &first, &wrong, &[]).expect(422, "invalid-request").json();
    let pointer = said["errors"][0]["pointer"].as_str().unwrap().to_owned();
    assert!(pointer.starts_with("/problem/jobs/") && pointer.ends_with("/duration"), "{said}");
    let path = format!("/v1/schedules/{first}/revisions");
    service.post(&path, b"[{]").expect(400, "malformed");
    service.post(&path, &vec![b' '; 400_000]).expect(413, "too-large");
    let copies: Vec<Value> = (0..1000)
        .map(|k| json!({"op": "copy", "from": "/problem", "path": format!("/problem/x{k}")}))
        .collect();
    let before = service.memory();
    let said = revise(&service, &first, &json!(copies), &[]).expect(422, "invalid-request").json();
    assert_eq!(said["errors"][0]["code"], "TOO_LARGE", "{said}");
    assert!(service.memory() < before + (100 << 20));
    let nobody = "sch_00000000000070008000000000000001";
    revise(&service, nobody, &wrong, &[]).expect(404, "not-found");
    let list = service.get("/v1/schedules").expect(200, "").json();
    assert_eq!(list["runs"].as_array().unwrap().len(), 1, "nothing was taken in: {list}");
}

#[test]
fn a_revision_sent_twice_is_one_run() {
    // Would break: a double click makes two revisions, and one of them is published.
    let folder = scratch("http-revise");
    let flags = ["--solvers", "1", "--data", folder.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    let id = id_of(&sent);
    wait(&service, &id, "SOLVING");
    let patch = json!([{"op": "replace", "path": "/run/seconds", "value": 1}]);
    let key = [("idempotency-key", "once"), ("prefer", "wait=0")];
    // Its parent goes on meanwhile: what is sent is the same, whatever the best is by then.
    let ids: Vec<String> = std::thread::scope(|scope| {
        let post = || id_of(&revise(&service, &id, &patch, &key));
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(post)).collect();
        threads.into_iter().map(|t| t.join().expect("an id")).collect()
    });
    assert!(ids.iter().all(|one| *one == ids[0]), "{ids:?}");
    let other = json!([{"op": "replace", "path": "/run/seconds", "value": 2}]);
    revise(&service, &id, &other, &key).expect(422, "key-reused");
    revise(&service, &ids[0], &patch, &key).expect(422, "key-reused");
    service.kill();
    // A power cut loses neither of them, nor where the second comes from.
    let service = Service::start(&flags);
    service.delete(&format!("/v1/schedules/{id}")).expect(200, "");
    let done = wait(&service, &ids[0], "COMPLETED");
    assert_eq!((&done["parent"], &done["revision"]), (&json!(id), &json!(1)));
    std::thread::sleep(Duration::from_millis(10));
    let all = service.get("/v1/schedules").expect(200, "").json();
    assert_eq!(all["runs"].as_array().unwrap().len(), 2, "{all}");
    drop(service);
    crate::desk::clear(&folder);
}

#[test]
fn a_revision_is_known_by_its_key_when_its_parent_is_gone() {
    // Would break: a client that did not hear the answer is told that what it made does not exist.
    let folder = scratch("http-revise-gone");
    let [key, other] = ["north", "south"].map(|tenant| make(&folder, "planner", tenant));
    let flags = ["--keep", "2", "--data", folder.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    let asker = Asker { service: &service, key: &key };
    let parent = id_of(&asker.post("/v1/schedules", &day(10)).expect(200, ""));
    let patch = json!([{"op": "replace", "path": "/run/work", "value": 11}]);
    let path = format!("/v1/schedules/{parent}/revisions");
    let send = |key: &str| {
        let bearer = format!("Bearer {key}");
        let headers = [("idempotency-key", "once"), ("authorization", &bearer)];
        service.post_with(&path, patch.to_string().as_bytes(), &headers)
    };
    let first = id_of(&send(&key).expect(200, ""));
    // Another tenant's word is another one, and the run is not its own.
    send(&other).expect(404, "not-found");
    asker.post("/v1/schedules", &day(12)).expect(200, "");
    asker.get(&format!("/v1/schedules/{parent}")).expect(404, "not-found");
    assert_eq!(id_of(&send(&key).expect(200, "")), first);
    let others = [("idempotency-key", "twice"), ("authorization", &format!("Bearer {key}"))];
    service.post_with(&path, patch.to_string().as_bytes(), &others).expect(404, "not-found");
    drop(service);
    crate::desk::clear(&folder);
}
