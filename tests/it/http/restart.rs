//! What outlives the process.

use super::{Service, day, example, file, id_of, sql, with_run};
use crate::desk::scratch;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// Waits until a run is in a state.
pub fn wait(service: &Service, id: &str, state: &str) -> Value {
    let begin = Instant::now();
    loop {
        let run = service.get(&format!("/v1/schedules/{id}")).expect(200, "").json();
        if run["state"] == state {
            return run;
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "not {state}: {run}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// Leaves half of what a run has made.
fn damage(folder: &Path, id: &str) {
    let half = format!("UPDATE outputs SET body = CAST('{{' AS BLOB) WHERE run = '{id}'");
    sql(&file(folder), &half);
}

#[test]
fn accepted_runs_outlive_the_process() {
    // Would break: a power cut loses a plan that was made, or a run that was accepted.
    let folder = scratch("http-restart");
    let flags = ["--solvers", "1", "--data", folder.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    let second = Service::try_start(&flags);
    let said = second.err().expect("two services on one folder");
    assert!(said.contains("another service uses this folder"), "{said}");

    let done = service.post("/v1/schedules", &day(50)).expect(200, "");
    let long = with_run(&example("demo/week.json"), json!({"seconds": 5}));
    let post = || service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]);
    let open = [id_of(&post().expect(202, "")), id_of(&post().expect(202, ""))];
    wait(&service, &open[0], "SOLVING");
    service.kill();
    // A plan that somebody has damaged is no reason to fail: the run begins anew.
    damage(&folder, &open[0]);

    let service = Service::start(&flags);
    let path = format!("/v1/schedules/{}", id_of(&done));
    assert_eq!(service.get(&path).expect(200, "").json(), done.json());
    // What somebody else has damaged is no answer, and takes nothing else with it.
    damage(&folder, &id_of(&done));
    for rest in ["", "/plan"] {
        service.get(&format!("{path}{rest}")).expect(500, "internal-error");
    }
    let begin = Instant::now();
    while service.get(&format!("/v1/schedules/{}", open[0])).status != 200 {
        // Until its first plan has taken the damaged one's place.
        assert!(begin.elapsed() < Duration::from_secs(30), "it never began anew");
        std::thread::sleep(Duration::from_millis(30));
    }
    for id in &open {
        let run = wait(&service, id, "COMPLETED");
        assert_eq!(run["plan"]["stopReason"], "BUDGET");
    }
    let attempts = |id: &String| wait(&service, id, "COMPLETED")["attempts"].clone();
    assert_eq!((attempts(&open[0]), attempts(&open[1])), (json!(2), json!(1)));
    drop(service);
    crate::desk::clear(&folder);
}

#[cfg(unix)]
#[test]
fn asked_to_end_it_ends_soon_and_goes_on_later() {
    // Would break: a deployment waits for the longest run, or cancels it.
    let folder = scratch("http-end");
    let flags = ["--data", folder.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 100}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    let id = id_of(&sent);
    wait(&service, &id, "SOLVING");
    let begin = Instant::now();
    assert_eq!(service.end(), Some(0));
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
    let service = Service::start(&flags);
    let run = service.get(&format!("/v1/schedules/{id}")).expect(200, "").json();
    assert!(["QUEUED", "SOLVING"].contains(&run["state"].as_str().unwrap()), "{run}");
    assert_eq!(service.delete(&format!("/v1/schedules/{id}")).json()["state"], "CANCELLED");
    drop(service);
    crate::desk::clear(&folder);
}

#[test]
fn a_run_whose_input_is_gone_ends_as_failed() {
    // Would break: a damaged store leaves runs that wait for ever, and nothing can be let go.
    let folder = scratch("http-broken");
    let flags = ["--solvers", "1", "--data", folder.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let post = || service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]);
    let (running, waiting) = (id_of(&post().expect(202, "")), id_of(&post().expect(202, "")));
    wait(&service, &running, "SOLVING");
    sql(&file(&folder), &format!("DELETE FROM inputs WHERE run = '{waiting}'"));
    service.delete(&format!("/v1/schedules/{running}")).expect(200, "");
    let failed = wait(&service, &waiting, "FAILED");
    assert_eq!(failed["failure"]["code"], "STORE", "{failed}");
    service.post("/v1/schedules", &day(10)).expect(200, "");
    drop(service);
    crate::desk::clear(&folder);
}

/// The columns of a run before plans were published.
const COLUMNS: &str = "id, kind, state, tenant, name, calendar, tags, nightly, submitted_at, \
    started_at, first_plan_at, completed_at, attempts, progress, failure, version, stop, worker, \
    lease, sent, made";

#[test]
fn an_older_database_is_brought_up_to_date() {
    // Would break: an update of the program cannot read the runs of the version before.
    let (new, old) = (scratch("http-tables-new"), scratch("http-tables-old"));
    let service = Service::start(&["--data", new.to_str().expect("a path in UTF-8")]);
    let body = with_run(&example("demo/day.json"), json!({"work": 20, "calendar": "week"}));
    let done = service.post("/v1/schedules", &body).expect(200, "");
    drop(service);
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema");
    let mut tables = String::new();
    for version in 1..=3 {
        let text = std::fs::read_to_string(schema.join(format!("000{version}.sql")));
        tables.push_str(&text.expect("the tables are described").replace("BYTES", "BLOB"));
    }
    tables.push_str(&format!(
        "CREATE TABLE versions (number BIGINT PRIMARY KEY); \
         INSERT INTO versions VALUES (1), (2), (3); ATTACH '{}/callboard.db' AS new; \
         INSERT INTO runs ({COLUMNS}) SELECT {COLUMNS} FROM new.runs; \
         INSERT INTO inputs SELECT * FROM new.inputs; \
         INSERT INTO outputs SELECT * FROM new.outputs;",
        new.display()
    ));
    sql(&format!("{}?mode=rwc", file(&old)), &tables);
    let flags = ["--data", old.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    let path = done.header("location");
    assert_eq!(service.get(path).expect(200, "").json(), done.json());
    let naming = json!({ "run": id_of(&done) }).to_string();
    let first = [("if-none-match", "*")];
    service.put_with("/v1/calendars/week", naming.as_bytes(), &first).expect(200, "");
    drop(service);
    // Brought up to date once, it is so.
    let service = Service::start(&flags);
    assert_eq!(service.get(path).expect(200, "").json()["publication"], "PUBLISHED");
    drop(service);
    for folder in [new, old] {
        crate::desk::clear(&folder);
    }
}

#[test]
fn what_an_earlier_version_has_left_is_taken_over() {
    // Would break: an update of the program loses every run that it has kept.
    let (old, new) = (scratch("http-old"), scratch("http-new"));
    let service = Service::start(&["--data", old.to_str().expect("a path in UTF-8")]);
    let done = service.post("/v1/schedules", &day(50)).expect(200, "");
    let path = done.header("location").to_owned();
    let plan = service.get(&format!("{path}/plan")).expect(200, "").body;
    drop(service);
    let record = |id: &str, state: &str| {
        let mut run = done.json();
        run.as_object_mut().expect("a run").remove("plan");
        (run["id"], run["state"]) = (json!(id), json!(state));
        let folder = new.join("runs").join(id);
        std::fs::create_dir_all(&folder).expect("the scratch folder is ours");
        std::fs::write(folder.join("input.json"), day(50)).expect("as before");
        std::fs::write(folder.join("output.json"), &plan).expect("as before");
        std::fs::write(folder.join("run.json"), run.to_string()).expect("as before");
    };
    record(&id_of(&done), "COMPLETED");
    let open = "sch_00000000000070008000000000000001";
    record(open, "SOLVING");
    // What is nobody's, and a copy of a run under another name.
    std::fs::create_dir_all(new.join("runs/odd")).expect("the scratch folder is ours");
    std::fs::create_dir_all(new.join("runs/copy")).expect("the scratch folder is ours");
    let from = new.join("runs").join(open).join("run.json");
    std::fs::copy(from, new.join("runs/copy/run.json")).expect("a copy");

    let flags = ["--data", new.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    assert_eq!(service.get(&path).expect(200, "").json(), done.json());
    assert_eq!(service.get(&format!("{path}/plan")).expect(200, "").body, plan);
    assert_eq!(service.get(&format!("{path}/input")).expect(200, "").body, day(50));
    assert_eq!(wait(&service, open, "COMPLETED")["plan"]["stopReason"], "BUDGET");
    let list = service.get("/v1/schedules").expect(200, "").json();
    assert_eq!(list["runs"].as_array().expect("runs").len(), 2, "{list}");
    assert!(!new.join("runs").exists() && new.join("runs.imported/odd").is_dir());
    drop(service);
    drop(Service::start(&flags));
    for folder in [old, new] {
        crate::desk::clear(&folder);
    }
}

#[test]
fn a_restart_keeps_the_best() {
    // Would break: a plan that somebody has seen already is replaced by a worse one.
    let folder = scratch("http-best");
    let flags = ["--data", folder.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    let path = sent.header("location").to_owned();
    let begin = Instant::now();
    let seen = loop {
        std::thread::sleep(Duration::from_secs(1));
        let seen = service.get(&path).expect(200, "").json()["progress"]["cost"].as_i64();
        if seen.is_some() || begin.elapsed() > Duration::from_secs(60) {
            break seen;
        }
    };
    service.kill();
    let service = Service::start(&flags);
    std::thread::sleep(Duration::from_millis(500));
    let kept = service.delete(&path).expect(200, "").json();
    assert!(seen.is_some(), "a minute is enough for a first plan");
    assert!(
        kept["progress"]["cost"].as_i64() <= seen,
        "{seen:?} before, then {}",
        kept["progress"]
    );
    assert_eq!(kept["plan"]["cost"], kept["progress"]["cost"]);
    drop(service);
    crate::desk::clear(&folder);
}

#[cfg(unix)]
#[test]
fn whoever_waits_is_answered_when_the_service_ends() {
    // Would break: a deployment cuts callers off without a word, and takes ten seconds to do it.
    let service = Service::start(&[]);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let (at, agent) = (service.url("/v1/schedules"), service.agent.clone());
    let waiting = std::thread::spawn(move || {
        let request = agent.post(at).header("content-type", "application/json");
        request.header("prefer", "wait=60").send(&long[..]).map(|answer| answer.status().as_u16())
    });
    let begin = Instant::now();
    while service.get("/health/live").json()["open"] == 0 {
        assert!(begin.elapsed() < Duration::from_secs(20), "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
    let begin = Instant::now();
    assert_eq!(service.end(), Some(0));
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
    assert_eq!(waiting.join().expect("no panic").expect("an answer"), 202);
}
