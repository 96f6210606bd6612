//! Who has changed what.

use super::keys::{Asker, keys, make};
use super::restart::wait;
use super::{Answer, Service, day, example, file, id_of, sql, with_run};
use crate::desk::scratch;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};

const FIRST: (&str, &str) = ("if-none-match", "*");

fn changes(answer: Answer) -> Vec<Value> {
    answer.expect(200, "").json()["changes"].as_array().expect("changes").clone()
}

fn column(changes: &[Value], key: &str) -> Vec<Value> {
    changes.iter().map(|change| change[key].clone()).collect()
}

/// A small request for a calendar.
fn of(calendar: &str, work: u64) -> Vec<u8> {
    with_run(&example("demo/day.json"), json!({"work": work, "calendar": calendar}))
}

#[test]
fn every_change_has_its_actor_time_and_hashes() {
    // Would break: nobody can say who has published the plan that went wrong, or stopped the run.
    let folder = scratch("http-audit");
    let at = folder.to_str().expect("a path in UTF-8").to_owned();
    let secrets = ["planner", "admin"].map(|role| make(&folder, role, "north"));
    let other = make(&folder, "admin", "south");
    let service = Service::start(&["--solvers", "1", "--data", &at]);
    let [planner, admin] = [0, 1].map(|k| Asker { service: &service, key: &secrets[k] });
    let south = Asker { service: &service, key: &other };
    let body = of("week", 30);
    let done = planner.post("/v1/schedules", &body).expect(200, "");
    let (id, plan) = (id_of(&done), done.json()["plan"]["planHash"].clone());
    let naming = json!({ "run": id }).to_string();
    planner.put("/v1/calendars/week", naming.as_bytes(), FIRST).expect(200, "");
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let key = format!("Bearer {}", secrets[0]);
    let now = [("authorization", key.as_str()), ("prefer", "wait=0")];
    let sent = service.post_with("/v1/schedules", &long, &now).expect(202, "");
    planner.delete(sent.header("location")).expect(200, "");
    planner.get("/v1/audit").expect(403, "forbidden");
    south.post("/v1/schedules", &day(10)).expect(200, "");

    let told = changes(admin.get(&format!("/v1/audit?subject={id}")));
    assert_eq!(column(&told, "action"), ["run.completed", "run.created"], "newest first");
    assert_eq!(column(&told, "after"), [plan.clone(), json!(sha(&body))]);
    assert_eq!((&told[0]["actor"]["id"], &told[1]["before"]), (&json!("worker"), &Value::Null));
    let who = told[1]["actor"]["id"].as_str().expect("an id").to_owned();
    assert!(who.starts_with("key_"), "{told:?}");
    let told = changes(admin.get("/v1/audit?action=calendar.published"));
    assert_eq!(column(&told, "subject"), ["week"]);
    assert_eq!((&told[0]["actor"]["id"], &told[0]["after"]), (&json!(who), &plan));
    let stopped = changes(admin.get(&format!("/v1/audit?subject={}", id_of(&sent))));
    let actions = column(&stopped, "action");
    assert!(actions.contains(&json!("run.cancelled")), "{stopped:?}");
    assert!(stopped.iter().any(|c| c["action"] != "run.created" && c["actor"]["id"] == who));
    // A run that its worker ended itself was told to first.
    let ends = actions.iter().filter(|a| **a == "run.cancelled").count();
    assert_eq!(ends, 1, "{stopped:?}");

    // Another tenant's changes are its own.
    let theirs = changes(south.get("/v1/audit?limit=100"));
    assert_eq!(
        column(&theirs, "action"),
        ["run.completed", "run.created", "key.made"],
        "{theirs:?}"
    );
    assert!(keys(&folder, &["revoke", &who]).status.success());
    let told = changes(admin.get(&format!("/v1/audit?subject={who}")));
    assert_eq!(column(&told, "action"), ["key.revoked", "key.made"]);
    assert_eq!((&told[0]["before"], &told[0]["actor"]["id"]), (&told[1]["after"], &json!("cli")));
    assert!(!json!(told).to_string().contains(&sha(secrets[0].as_bytes())), "a key's own hash");
    pages(&admin);
    drop(service);
    crate::desk::clear(&folder);
}

fn sha(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Pages make the whole, times bound it, and what cannot be meant is refused.
fn pages(admin: &Asker) {
    let all = changes(admin.get("/v1/audit?limit=100"));
    let (mut found, mut before) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("/v1/audit?limit=3{before}")).expect(200, "").json();
        found.extend(page["changes"].as_array().expect("changes").clone());
        let Some(next) = page["next"].as_str() else { break };
        before = format!("&before={next}");
    }
    assert_eq!(found, all);
    let (last, first) =
        (all[0]["at"].as_str().unwrap(), all[all.len() - 1]["at"].as_str().unwrap());
    let times = |query: &str| changes(admin.get(&format!("/v1/audit?limit=100&{query}"))).len();
    assert_eq!(times(&format!("since={first}&until={last}")), all.len());
    assert_eq!(times("since=2100-01-01T00:00:00Z"), 0);
    assert_eq!(times("until=2000-01-01T00:00:00Z"), 0);
    for odd in ["limit=0", "action=run.eaten", "since=monday", "actor=%00", "before=%0A", "x=1"] {
        admin.get(&format!("/v1/audit?{odd}")).expect(400, "malformed");
    }
}

#[test]
fn a_change_and_its_note_are_one() {
    // Would break: a change is done of which nobody can say who did it.
    let folder = scratch("http-audit-whole");
    let flags = ["--solvers", "1", "--data", folder.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    let done = service.post("/v1/schedules", &of("week", 20)).expect(200, "");
    let naming = json!({ "run": id_of(&done) }).to_string();
    let put = || service.put_with("/v1/calendars/week", naming.as_bytes(), &[FIRST]);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let open = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    wait(&service, &id_of(&open), "SOLVING");
    let refuse = "CREATE TRIGGER full BEFORE INSERT ON audit \
        BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
    sql(&file(&folder), refuse);
    service.post("/v1/schedules", &day(10)).expect(503, "store-away");
    service.delete(open.header("location")).expect(503, "store-away");
    put().expect(503, "store-away");
    assert!(!keys(&folder, &["create", "--role", "admin"]).status.success());
    sql(&file(&folder), "DROP TRIGGER full");
    let list = service.get("/v1/schedules").expect(200, "").json();
    assert_eq!(list["runs"].as_array().expect("runs").len(), 2, "{list}");
    assert_eq!(list["runs"][0]["state"], "SOLVING", "it was not stopped");
    service.get("/v1/calendars/week").expect(404, "not-found");
    put().expect(200, "");
    service.delete(open.header("location")).expect(200, "");
    drop(service);
    crate::desk::clear(&folder);
}

#[test]
fn the_audit_is_bounded() {
    // Would break: a service that runs for years fills the disk with who did what.
    let folder = scratch("http-audit-keep");
    let flags = ["--keep-audit", "5", "--keep", "3", "--data"];
    let flags = [&flags[..], &[folder.to_str().expect("a path in UTF-8")]].concat();
    let service = Service::start(&flags);
    for work in 1..=5 {
        service.post("/v1/schedules", &day(work)).expect(200, "");
    }
    let told = changes(service.get("/v1/audit?limit=100&action=run.deleted"));
    assert_eq!(column(&told, "actor"), [json!({"id": "service"}), json!({"id": "service"})]);
    assert!(told.iter().all(|change| change["before"].is_string()), "{told:?}");
    let newest = changes(service.get("/v1/audit?limit=5"));
    drop(service);
    // It forgets soon after its start, and then every minute.
    let begin = Instant::now();
    let service = Service::start(&flags);
    loop {
        let kept = changes(service.get("/v1/audit?limit=100"));
        if kept == newest {
            break;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "{} are kept", kept.len());
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(service);
    crate::desk::clear(&folder);
}
