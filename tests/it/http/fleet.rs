//! Workers: what their deaths cost, and who they are.

use super::restart::wait;
use super::schedules::verified;
use super::{Service, day, example, id_of, signal, with_run};
use crate::desk::scratch;
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn warned(plan: &Value) -> bool {
    let warnings = plan["warnings"].as_array().expect("warnings");
    warnings.iter().any(|warning| warning["code"] == "WITHOUT_HIGHS")
}

#[test]
fn a_crash_of_the_solver_costs_one_attempt() {
    // Would break: a defect in C++ takes the service, the run or its plan with it.
    let service = Service::start(&["--solvers", "1"]);
    let body = with_run(&example("demo/week.json"), json!({"seconds": 6}));
    let sent = service.post_with("/v1/schedules", &body, &[("prefer", "wait=0")]).expect(202, "");
    let path = sent.header("location").to_owned();
    let begin = Instant::now();
    let seen = loop {
        let run = service.get(&path).expect(200, "").json();
        if let Some(cost) = run["progress"]["cost"].as_i64() {
            break cost;
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "no first plan");
        std::thread::sleep(Duration::from_millis(30));
    };
    let workers = service.workers();
    assert_eq!(workers.len(), 1, "one worker for one solver");
    // The first of these from outside is passed over: only a fault that comes again is one.
    while service.workers() == workers {
        assert!(begin.elapsed() < Duration::from_secs(30), "it lives on");
        signal("-SEGV", workers[0]);
        std::thread::sleep(Duration::from_millis(20));
    }
    let done = wait(&service, &id_of(&sent), "COMPLETED");
    assert_eq!(done["attempts"], 2);
    assert!(
        warned(&done["plan"]),
        "it does not say how it came about: {}",
        done["plan"]["warnings"]
    );
    assert!(
        done["plan"]["cost"].as_i64() <= Some(seen),
        "{seen} before, then {}",
        done["progress"]
    );
    let plan = service.get(&format!("{path}/plan")).expect(200, "").body;
    verified(&service, &body, &plan);
    let next = service.post("/v1/schedules", &day(50)).expect(200, "").json();
    assert_eq!((&next["attempts"], warned(&next["plan"])), (&json!(1), false));
    assert_ne!(service.workers(), workers);
}

#[test]
fn what_kills_every_worker_is_given_up() {
    // Would break: one poisonous request keeps the whole fleet busy for ever.
    let service = Service::start(&["--solvers", "1", "--memory", "1"]);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    let failed = wait(&service, &id_of(&sent), "FAILED");
    assert_eq!((&failed["failure"]["code"], &failed["attempts"]), (&json!("RESTARTS"), &json!(3)));
    service.get("/health/ready").expect(200, "");
}

#[test]
fn workers_elsewhere_do_the_work() {
    // Would break: a service cannot grow beyond its own machine.
    let folder = scratch("http-elsewhere");
    let flags = ["--solvers", "0", "--data", folder.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    assert!(service.workers().is_empty());
    let mut worker = Command::new(env!("CARGO_BIN_EXE_callboard"));
    worker.args(["worker", "--data"]).arg(&folder).stderr(Stdio::null());
    let mut worker = worker.spawn().expect("a worker");
    let done = service.post("/v1/schedules", &day(50)).expect(200, "").json();
    assert_eq!(done["state"], "COMPLETED");
    // Told to go, it puts back what it works on: no attempt is lost, and the next goes on.
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    wait(&service, &id_of(&sent), "SOLVING");
    signal("-TERM", worker.id());
    assert!(worker.wait().expect("its end").success());
    let run = wait(&service, &id_of(&sent), "QUEUED");
    assert_eq!(run["attempts"], 0);
    service.delete(sent.header("location")).expect(200, "");
    drop(service);
    crate::desk::clear(&folder);
}

#[test]
fn a_request_sent_twice_is_one_run() {
    // Would break: a double click, or a retry after a lost answer, plans and bills twice.
    let service = Service::start(&[]);
    let key = [("idempotency-key", "north-week-50")];
    let first = service.post_with("/v1/schedules", &day(50), &key).expect(200, "");
    let again = service.post_with("/v1/schedules", &day(50), &key).expect(200, "");
    assert_eq!(first.json(), again.json());
    service.post_with("/v1/schedules", &day(51), &key).expect(422, "key-reused");
    let other = [("idempotency-key", "another")];
    let other = service.post_with("/v1/schedules", &day(50), &other).expect(200, "");
    assert_ne!(id_of(&other), id_of(&first));
    service
        .post_with("/v1/schedules", &day(50), &[("idempotency-key", "a b")])
        .expect(400, "malformed");
    let ids = std::thread::scope(|scope| {
        let post =
            || id_of(&service.post_with("/v1/schedules", &day(60), &[("idempotency-key", "x")]));
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(post)).collect();
        threads.into_iter().map(|t| t.join().expect("an id")).collect::<Vec<_>>()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let list = service.get("/v1/schedules").expect(200, "").json();
    assert_eq!(list["runs"].as_array().expect("runs").len(), 3, "{list}");
}

#[test]
fn lists_are_by_state_tag_calendar_and_page() {
    // Would break: a planner of one branch scrolls through those of all the others.
    let service = Service::start(&[]);
    let post = |tag: &str, calendar: &str| {
        let run = json!({"work": 10, "tags": [tag, "all"], "calendar": calendar});
        let body = with_run(&example("demo/day.json"), run);
        id_of(&service.post("/v1/schedules", &body).expect(200, ""))
    };
    let sent = [post("north", "a"), post("south", "a"), post("north", "b")];
    let ids = |query: &str| {
        let list = service.get(&format!("/v1/schedules?{query}")).expect(200, "").json();
        let runs = list["runs"].as_array().expect("runs").clone();
        let ids = runs.iter().map(|run| run["id"].as_str().expect("an id").to_owned());
        (ids.collect::<Vec<_>>(), list["next"].as_str().map(str::to_owned))
    };
    let [a, b, c] = sent.clone();
    assert_eq!(ids("tag=north").0, [c.clone(), a.clone()]);
    assert_eq!(ids("calendar=a").0, [b.clone(), a.clone()]);
    assert_eq!(ids("tag=all&calendar=b&state=COMPLETED").0, *std::slice::from_ref(&c));
    assert!(ids("state=FAILED").0.is_empty());
    let (page, next) = ids("limit=2");
    assert_eq!(page, [c, b.clone()]);
    assert_eq!(next.as_deref(), Some(b.as_str()));
    assert_eq!(ids(&format!("limit=2&before={b}")), (vec![a], None));
    for wrong in ["state=DONE", "before=x", "before=", "before=%00"] {
        service.get(&format!("/v1/schedules?{wrong}")).expect(400, "malformed");
    }
}
