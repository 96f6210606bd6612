//! What outlives the process.

use super::{Service, day, example, id_of, with_run};
use crate::desk::scratch;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn wait(service: &Service, id: &str, state: &str) -> Value {
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
    let begun = folder.join("runs").join(&open[0]).join("output.json");
    std::fs::write(begun, b"{").expect("the scratch folder is ours");
    // Half a file that a killed writer leaves, and a folder that is nobody's.
    let litter = folder.join("runs").join(&open[0]).join(".run.json.1-1.part");
    std::fs::write(litter, b"{\"id\"").expect("the scratch folder is ours");
    std::fs::create_dir_all(folder.join("runs/odd")).expect("the scratch folder is ours");
    std::fs::write(folder.join("runs/.DS_Store"), b"x").expect("the scratch folder is ours");

    let service = Service::start(&flags);
    let path = format!("/v1/schedules/{}", id_of(&done));
    assert_eq!(service.get(&path).expect(200, "").json(), done.json());
    // What somebody else has damaged is no answer, and takes nothing else with it.
    let output = folder.join("runs").join(id_of(&done)).join("output.json");
    std::fs::write(output, b"{\"warnings\": [").expect("the scratch folder is ours");
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
    std::fs::remove_dir_all(&folder).expect("the scratch folder is ours");
}

#[cfg(unix)]
#[test]
fn asked_to_end_it_ends_soon_and_goes_on_later() {
    // Would break: a deployment waits for the longest run, or cancels it.
    let folder = scratch("http-end");
    let flags = ["--data", folder.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 8}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    let id = id_of(&sent);
    wait(&service, &id, "SOLVING");
    let begin = Instant::now();
    assert_eq!(service.end(), Some(0));
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    let service = Service::start(&flags);
    let run = service.get(&format!("/v1/schedules/{id}")).expect(200, "").json();
    assert!(["QUEUED", "SOLVING"].contains(&run["state"].as_str().unwrap()), "{run}");
    assert_eq!(service.delete(&format!("/v1/schedules/{id}")).json()["state"], "CANCELLED");
    drop(service);
    std::fs::remove_dir_all(&folder).expect("the scratch folder is ours");
}

#[test]
fn a_run_whose_store_breaks_ends_as_failed() {
    // Would break: a full disk leaves runs that are solved for ever, and nothing can be let go.
    let folder = scratch("http-broken");
    let flags = ["--data", folder.to_str().expect("a path in UTF-8")];
    let service = Service::start(&flags);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    let id = id_of(&sent);
    wait(&service, &id, "SOLVING");
    std::fs::remove_dir_all(folder.join("runs").join(&id)).expect("the scratch folder is ours");
    let failed = wait(&service, &id, "FAILED");
    assert_eq!(failed["failure"]["code"], "STORE", "{failed}");
    service.post("/v1/schedules", &day(10)).expect(200, "");
    // The same where what was sent is gone after a restart.
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    service.kill();
    let run = folder.join("runs").join(id_of(&sent));
    std::fs::remove_file(run.join("input.json")).expect("it was stored");
    // And a copy of a run is nobody.
    std::fs::create_dir(folder.join("runs/copy")).expect("the scratch folder is ours");
    std::fs::copy(run.join("run.json"), folder.join("runs/copy/run.json")).expect("a copy");
    let service = Service::start(&flags);
    assert_eq!(wait(&service, &id_of(&sent), "FAILED")["failure"]["code"], "STORE");
    drop(service);
    std::fs::remove_dir_all(&folder).expect("the scratch folder is ours");
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
    std::thread::sleep(Duration::from_secs(3));
    let seen = service.get(&path).expect(200, "").json()["progress"]["cost"].as_i64();
    service.kill();
    let service = Service::start(&flags);
    std::thread::sleep(Duration::from_millis(500));
    let kept = service.delete(&path).expect(200, "").json();
    assert!(seen.is_some(), "three seconds are enough for a first plan");
    assert!(
        kept["progress"]["cost"].as_i64() <= seen,
        "{seen:?} before, then {}",
        kept["progress"]
    );
    assert_eq!(kept["plan"]["cost"], kept["progress"]["cost"]);
    drop(service);
    std::fs::remove_dir_all(&folder).expect("the scratch folder is ours");
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
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
    assert_eq!(waiting.join().expect("no panic").expect("an answer"), 202);
}
