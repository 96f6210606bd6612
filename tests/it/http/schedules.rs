//! Plans on demand.

use super::{Service, day, example, id_of, with_run};
use crate::desk::scratch;
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn the_answer_is_the_command_lines_plan() {
    // Would break: the service and the command line plan differently, or a proxy alters the plan.
    let service = Service::start(&[]);
    let folder = scratch("http-bytes");
    let proven = with_run(&example("demo/first.json"), json!({"work": 1}));
    for request in [proven, day(300)] {
        let posted = service.post("/v1/schedules", &request).expect(200, "");
        assert_eq!(posted.json()["state"], "COMPLETED");
        let path = format!("/v1/schedules/{}", id_of(&posted));
        assert_eq!(posted.header("location"), path);
        let plan = service.get(&format!("{path}/plan")).expect(200, "");
        let hash = posted.json()["plan"]["planHash"].as_str().expect("a hash").to_owned();
        assert_eq!(plan.header("etag"), format!("\"{hash}\""));
        assert_eq!(service.get(&format!("{path}/input")).expect(200, "").body, request);

        let (from, to) = (folder.join("request.json"), folder.join("plan.json"));
        std::fs::write(&from, &request).expect("the scratch folder is ours");
        let mut cli = Command::new(env!("CARGO_BIN_EXE_callboard"));
        let done = cli.arg("plan").arg(&from).arg("--out").arg(&to).arg("--quiet").status();
        assert!(done.expect("the program").success());
        let expected = std::fs::read(&to).expect("its plan");
        assert!(plan.body == expected, "not the same bytes as the command line's");
        let shown: Value = serde_json::from_slice(&expected).expect("a plan is JSON");
        assert_eq!(service.get(&path).expect(200, "").json()["plan"], shown);
        verified(&service, &request, &plan.body);
    }
    crate::desk::clear(&folder);
}

/// Expects the service's verifier to accept a plan.
pub fn verified(service: &Service, request: &[u8], plan: &[u8]) {
    let [request, plan] = [request, plan].map(|text| String::from_utf8_lossy(text).into_owned());
    let body = format!("{{\"request\":{request},\"plan\":{plan}}}");
    let said = service.post("/v1/verifications", body.as_bytes()).expect(200, "").json();
    assert_eq!(said, json!({"accepted": true, "violations": []}));
}

#[test]
fn an_edited_plan_is_refused_with_the_rule() {
    // Would break: a plan with an unskilled technician comes back as accepted.
    let service = Service::start(&[]);
    let (request, mut plan): (Value, Value) = {
        let read = |name: &str| serde_json::from_slice(&example(name)).expect("JSON");
        (read("rules/skills/request.json"), read("rules/skills/bad.json"))
    };
    let body = json!({"request": request, "plan": plan}).to_string();
    let said = service.post("/v1/verifications", body.as_bytes()).expect(200, "").json();
    assert_eq!(said["accepted"], false);
    assert!(said["violations"].as_array().unwrap().iter().any(|v| v["rule"] == "skills"), "{said}");

    plan["routes"][0]["stops"][0]["start"] = json!(7);
    let body = json!({"request": request, "plan": plan}).to_string();
    let said = service.post("/v1/verifications", body.as_bytes()).expect(422, "invalid-request");
    let pointer = said.json()["errors"][0]["pointer"].as_str().unwrap().to_owned();
    assert!(pointer.starts_with("/plan/routes/0/stops/0"), "{pointer}");
    for (body, code, at) in [
        (json!({"plan": plan}), "MISSING", "/request"),
        (json!({"request": {"problem": 1}, "plan": plan}), "BAD_PLAN", "/plan"),
        (json!({"request": request, "plan": plan, "x/y": 1}), "UNKNOWN_KEY", "/x~1y"),
    ] {
        let said = service.post("/v1/verifications", body.to_string().as_bytes());
        let fault = said.expect(422, "invalid-request").json()["errors"][0].clone();
        assert_eq!(fault["code"], code, "{fault}");
        assert!(fault["pointer"].as_str().unwrap().starts_with(at), "{fault}");
    }
}

#[test]
fn a_caller_waits_as_long_as_it_likes() {
    // Would break: a caller who cannot wait is held, or one who can is sent away.
    let service = Service::start(&["--solvers", "2"]);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 60}));
    let begin = Instant::now();
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
    assert_eq!(sent.header("preference-applied"), "wait=0");
    let path = sent.header("location").to_owned();
    assert!(["QUEUED", "SOLVING"].contains(&sent.json()["state"].as_str().unwrap()));
    // A preference that means nothing is none: it waits for the run's seconds and some more.
    let short = with_run(&example("demo/week.json"), json!({"seconds": 0.5}));
    let odd = [("prefer", "handling=lenient")];
    let waited = service.post_with("/v1/schedules", &short, &odd).expect(200, "");
    assert_eq!(waited.json()["state"], "COMPLETED");
    assert_eq!(waited.json()["plan"]["stopReason"], "BUDGET");
    let first = service.get(&path).expect(200, "").json();
    assert_eq!(first["attempts"], 1);
    for key in ["submittedAt", "startedAt", "firstPlanAt"] {
        assert!(first[key].as_str().is_some_and(|at| at.starts_with("20")), "{key}: {first}");
    }
}

#[test]
fn delete_stops_within_a_second_and_keeps_the_best() {
    // Would break: a dispatcher who has seen enough waits for the budget, or loses the plan.
    let service = Service::start(&["--solvers", "1"]);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let post = || service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]);
    let (running, waiting) = (post().expect(202, ""), post().expect(202, ""));
    let path = running.header("location").to_owned();
    let begin = Instant::now();
    while service.get(&format!("{path}/plan")).status != 200 {
        assert!(begin.elapsed() < Duration::from_secs(20), "no first plan");
        std::thread::sleep(Duration::from_millis(20));
    }
    let early = service.get(&format!("{path}/plan")).expect(200, "");
    verified(&service, &long, &early.body);
    let begin = Instant::now();
    let stopped = service.delete(&path).expect(200, "").json();
    // A second is what is promised; a busy machine takes longer, and never the ten minutes.
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
    assert_eq!(stopped["state"], "CANCELLED");
    assert_eq!(stopped["plan"]["stopReason"], "CANCEL");
    let cost = |text: &[u8]| serde_json::from_slice::<Value>(text).unwrap()["cost"].as_i64();
    let kept = service.get(&format!("{path}/plan")).expect(200, "").body;
    assert!(cost(&kept) <= cost(&early.body));
    verified(&service, &long, &kept);
    assert_eq!(service.delete(&path).expect(200, "").json()["state"], "CANCELLED");

    let path = waiting.header("location").to_owned();
    let stopped = service.delete(&path).expect(200, "").json();
    // It waited behind the first, or had just begun.
    assert_eq!(stopped["state"], "CANCELLED");
    let next = service.post("/v1/schedules", &day(50)).expect(200, "");
    assert_eq!(next.json()["state"], "COMPLETED", "the solver is free again");
}

#[test]
fn nightly_runs_wait_behind_interactive_ones() {
    // Would break: a night's batch of a hundred branches starves a dispatcher.
    let service = Service::start(&["--solvers", "1"]);
    let run = |seconds: u64, queue: &str| {
        let run = json!({"seconds": seconds, "queue": queue, "name": queue, "tags": ["a", "b"]});
        let body = with_run(&example("demo/week.json"), run);
        service.post_with("/v1/schedules", &body, &[("prefer", "respond-async")]).expect(202, "")
    };
    // The only solver is held until all have come.
    let held = run(600, "INTERACTIVE");
    let order = ["NIGHTLY", "NIGHTLY", "INTERACTIVE"].map(|queue| id_of(&run(1, queue)));
    service.delete(held.header("location")).expect(200, "");
    let started = |id: &String| {
        let begin = Instant::now();
        loop {
            let run = service.get(&format!("/v1/schedules/{id}")).expect(200, "").json();
            if run["state"] == "COMPLETED" {
                return run["startedAt"].as_str().unwrap().to_owned();
            }
            assert!(begin.elapsed() < Duration::from_secs(60), "{run}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let times: Vec<String> = order.iter().map(started).collect();
    assert!(times[2] < times[0] && times[0] < times[1], "{times:?}");
    let list = service.get("/v1/schedules?limit=2").expect(200, "").json();
    let ids: Vec<_> = list["runs"].as_array().unwrap().iter().map(|r| &r["id"]).collect();
    assert_eq!(ids, [&order[2], &order[1]], "newest first");
    assert_eq!(list["runs"][0]["tags"], json!(["a", "b"]));
}

#[test]
fn looking_does_not_change_a_plan() {
    // Would break: plans that are printed on the way make another plan of the same work.
    let service = Service::start(&[]);
    let folder = scratch("http-look");
    let week = with_run(&example("demo/week.json"), json!({"work": 1200}));
    let others = with_run(&example("demo/week.json"), json!({"seconds": 60}));
    let other = service.post_with("/v1/schedules", &others, &[("prefer", "wait=0")]);
    let posted = service.post("/v1/schedules", &week).expect(200, "").json();
    service.delete(other.header("location")).expect(200, "");
    let (from, to) = (folder.join("request.json"), folder.join("plan.json"));
    std::fs::write(&from, &week).expect("the scratch folder is ours");
    let mut cli = Command::new(env!("CARGO_BIN_EXE_callboard"));
    let done = cli.arg("plan").arg(&from).arg("--out").arg(&to).arg("--quiet").status();
    assert!(done.expect("the program").success());
    let id = posted["id"].as_str().expect("an id");
    let plan = service.get(&format!("/v1/schedules/{id}/plan")).expect(200, "").body;
    assert!(plan == std::fs::read(&to).expect("its plan"), "not the command line's bytes");
    crate::desk::clear(&folder);
}

#[test]
fn fifty_at_once_are_all_answered() {
    // Would break: a busy morning ends in hung or dropped requests.
    let service = Service::start(&[]);
    let answers = std::thread::scope(|scope| {
        let post = |i: u64| {
            let (service, body) = (&service, day(20 + i));
            move || service.post("/v1/schedules", &body)
        };
        let threads: Vec<_> = (0..50).map(|i| scope.spawn(post(i))).collect();
        threads.into_iter().map(|t| t.join().expect("an answer")).collect::<Vec<_>>()
    });
    for answer in answers {
        assert_eq!(answer.expect(200, "").json()["state"], "COMPLETED");
    }
}
