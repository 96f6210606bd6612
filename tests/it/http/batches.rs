//! Many requests at once.

use super::{Service, day, example};
use crate::desk::scratch;
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

fn body(count: u64) -> Value {
    let requests = (0..count).map(|k| serde_json::from_slice(&day(10 + k)).expect("JSON"));
    json!({"name": "night", "requests": requests.collect::<Vec<Value>>()})
}

#[test]
fn a_batch_is_planned_and_told_line_by_line() {
    // Would break: the night's plans are mixed up, or a batch is never done.
    let service = Service::start(&[]);
    let text = body(12).to_string();
    let key = [("idempotency-key", "night-1")];
    let sent = service.post_with("/v1/batches", text.as_bytes(), &key).expect(202, "");
    let again = service.post_with("/v1/batches", text.as_bytes(), &key).expect(202, "");
    assert_eq!(sent.json()["id"], again.json()["id"]);
    let path = sent.header("location").to_owned();
    let begin = Instant::now();
    let done = loop {
        let now = service.get(&path).expect(200, "").json();
        if now["done"] == true {
            break now;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "{now}");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!((&done["runs"], &done["completed"]), (&json!(12), &json!(12)));
    let results = service.get(&format!("{path}/results")).expect(200, "");
    assert_eq!(results.header("content-type"), "application/x-ndjson");
    let text = results.text();
    let lines: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let work: Vec<_> = lines.iter().map(|run| run["plan"]["work"].as_u64().unwrap()).collect();
    assert_eq!(work, (10..22).collect::<Vec<u64>>(), "in the order sent");
    let one = service.get(&format!("/v1/schedules/{}", lines[3]["id"].as_str().unwrap()));
    assert_eq!(one.expect(200, "").json(), lines[3]);
}

#[test]
fn a_batch_is_taken_as_a_whole_or_not_at_all() {
    // Would break: half a night is planned twice after the other half was mended.
    let service = Service::start(&["--solvers", "0", "--queue", "5"]);
    let mut wrong = body(3);
    wrong["requests"][1]["problem"]["jobs"][0]["durration"] = json!("PT1H");
    wrong["requests"][2]["run"]["work"] = json!(-1);
    let said = service.post("/v1/batches", wrong.to_string().as_bytes());
    let said = said.expect(422, "invalid-request").json();
    let at: Vec<_> = said["errors"].as_array().unwrap().iter().map(|e| &e["pointer"]).collect();
    assert_eq!(at, ["/requests/1/problem/jobs/0/durration", "/requests/2/run/work"]);
    let said = service.post("/v1/batches", body(6).to_string().as_bytes()).expect(503, "busy");
    assert!(said.header("retry-after").parse::<u32>().is_ok());
    for odd in [json!({}), json!({"requests": []}), json!({"requests": 1}), json!({"x": 1})] {
        service.post("/v1/batches", odd.to_string().as_bytes()).expect(422, "invalid-request");
    }
    assert_eq!(service.get("/v1/schedules").json()["runs"], json!([]));
    let sent = service.post("/v1/batches", body(5).to_string().as_bytes()).expect(202, "");
    assert_eq!(sent.json()["queued"], 5);
    let stopped = service.delete(sent.header("location")).expect(200, "").json();
    assert_eq!((&stopped["cancelled"], &stopped["done"]), (&json!(5), &json!(true)));
    service.get("/v1/batches/bat_00000000000070008000000000000001").expect(404, "not-found");
}

#[test]
fn a_folder_is_submitted() {
    // Would break: the nightly job has to be programmed by everybody anew.
    let service = Service::start(&[]);
    let (from, to) = (scratch("http-submit"), scratch("http-submitted"));
    for name in ["a", "b"] {
        std::fs::write(from.join(format!("{name}.json")), day(20)).expect("the folder is ours");
    }
    std::fs::write(from.join("notes.txt"), "not a request").expect("the folder is ours");
    let submit = || {
        let mut submit = Command::new(env!("CARGO_BIN_EXE_callboard"));
        submit.arg("submit").arg(&from).args(["--server", &service.url("")]);
        submit.arg("--out").arg(&to).output().expect("the program")
    };
    let done = submit();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let plan = |name: &str| std::fs::read(to.join(format!("{name}.plan.json"))).expect("a plan");
    assert_eq!(plan("a"), plan("b"), "the same request");
    let mut verify = Command::new(env!("CARGO_BIN_EXE_callboard"));
    let verify = verify.arg("verify").arg(from.join("a.json")).arg(to.join("a.plan.json"));
    assert!(verify.status().expect("the program").success());
    std::fs::write(from.join("c.json"), example("rules/hours/ok.json")).expect("it is ours");
    let refused = submit();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("/requests/2/"), "{said}");
    for folder in [from, to] {
        crate::desk::clear(&folder);
    }
}
