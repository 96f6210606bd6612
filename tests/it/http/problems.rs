//! Every kind of problem, made to happen.

use super::{Service, day, example, with_run};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;

#[test]
fn each_kind_has_its_status_type_and_page() {
    // Would break: a client that tells problems apart by type meets plain text.
    let service = Service::start(&["--max-body", "2000"]);
    let ours = "/v1/schedules";
    let good = example("demo/first.json");
    let fault = |body: &[u8], status: u16, kind: &str| {
        service.post(ours, body).expect(status, kind).json()["errors"][0].clone()
    };
    assert_eq!(fault(b"{", 400, "malformed")["code"], "MALFORMED_JSON");
    assert_eq!(fault(b"", 400, "malformed")["code"], "MALFORMED_JSON");
    assert_eq!(fault(b"[]", 422, "invalid-request")["code"], "WRONG_TYPE");
    let faulty = br#"{"problem":{"crews":[],"jobs":[{"id":"a","place":"x"},{"id":1}],"y":0}}"#;
    let all = service.post(ours, faulty).expect(422, "invalid-request").json();
    assert!(all["errors"].as_array().unwrap().len() >= 5, "not all faults at once: {all}");
    for fault in all["errors"].as_array().unwrap() {
        assert!(fault["pointer"].as_str().unwrap().starts_with("/problem"), "{fault}");
        assert!(!fault["hint"].as_str().unwrap().is_empty(), "{fault}");
    }
    service.post(ours, &[b' '; 2001]).expect(413, "too-large");
    for kind in ["text/plain", "", "application/xml", "multipart/form-data"] {
        let answer = service.post_with(ours, &good, &[("content-type", kind)]);
        answer.expect(415, "unsupported-media-type");
    }
    let packed = service.post_with(ours, &good, &[("content-encoding", "gzip")]);
    packed.expect(415, "unsupported-media-type");
    let loud = [("content-type", "Application/JSON; charset=utf-8")];
    service.post_with(ours, &good, &loud).expect(200, "");
    service.get("/docs/nothing").expect(404, "not-found");
    service.get("/v1/nothing").expect(404, "not-found");
    let nobody = format!("sch_{}", "0".repeat(32));
    for id in [nobody.as_str(), "x", "sch_", "%00", "..%2f..%2fetc", "%ff", "cmp_1"] {
        for rest in ["", "/plan", "/input", "/events"] {
            service.get(&format!("{ours}/{id}{rest}")).expect(404, "not-found");
        }
        service.delete(&format!("{ours}/{id}")).expect(404, "not-found");
    }
    let other = service.delete(ours).expect(405, "method-not-allowed");
    assert!(other.header("allow").contains("POST"), "{other:?}");
    for query in ["limit=0", "limit=x", "limit=101", "limit=-1", "lemon=1"] {
        service.get(&format!("{ours}?{query}")).expect(400, "malformed");
    }
    for kind in callboard::http::problem::ALL {
        let page = service.get(&format!("/problems/{}", kind.name)).expect(200, "").text();
        assert!(page.contains(kind.title), "{page}");
    }
}

/// What a raw request is answered; empty where the line is cut.
fn raw(service: &Service, text: &[u8]) -> String {
    let mut stream = TcpStream::connect(&service.at).expect("it listens");
    // It may answer and close before everything is sent.
    stream.write_all(text).ok();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_body_is_refused_by_its_head_or_where_it_grows() {
    // Would break: a claim of ten gigabytes makes room for them, or a stream without a length does.
    let service = Service::start(&["--max-body", "100000"]);
    let head = "POST /v1/schedules HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
                content-type: application/json\r\n";
    let claimed = raw(&service, format!("{head}content-length: 9999999999\r\n\r\n").as_bytes());
    assert!(claimed.starts_with("HTTP/1.1 413"), "{claimed}");
    let before = service.memory();
    let mut streamed = format!("{head}transfer-encoding: chunked\r\n\r\n").into_bytes();
    let chunk = [b"4000\r\n".as_slice(), &[b' '; 0x4000], b"\r\n"].concat();
    streamed.extend(chunk.repeat(500));
    let streamed = raw(&service, &streamed);
    assert!(streamed.starts_with("HTTP/1.1 413"), "{streamed}");
    let after = service.memory();
    assert!(after < before + (20 << 20), "{before} to {after}");
    for odd in ["\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST / HTTP/1.1\r\nx\r\n\r\n"]
    {
        raw(&service, odd.as_bytes());
    }
    service.get("/health/live").expect(200, "");
}

#[test]
fn one_address_may_only_ask_so_often() {
    // Would break: a client in a loop takes the service from everybody else.
    let service = Service::start(&["--rate", "2"]);
    let answers: Vec<_> = (0..12).map(|_| service.get("/health/live")).collect();
    assert!(answers[0].status == 200, "{answers:?}");
    let turned = answers.into_iter().find(|a| a.status != 200).expect("twelve are too many");
    let turned = turned.expect(429, "too-many-requests");
    assert!(turned.header("retry-after").parse::<u64>().expect("seconds") >= 1);
    let free = Service::start(&["--rate", "0"]);
    assert!((0..50).all(|_| free.get("/health/live").status == 200));
}

#[test]
fn a_full_queue_says_so() {
    // Would break: runs pile up without end, or are dropped without a word.
    let service = Service::start(&["--solvers", "1", "--queue", "1"]);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 30}));
    let post = || service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]);
    let mut taken = Vec::new();
    let full = loop {
        let answer = post();
        if answer.status != 202 {
            break answer;
        }
        taken.push(answer.header("location").to_owned());
        assert!(taken.len() < 5, "one is solved and one waits");
    };
    let full = full.expect(503, "busy");
    assert!(full.header("retry-after").parse::<u64>().is_ok());
    for path in taken {
        service.delete(&path).expect(200, "");
    }
    service.post("/v1/schedules", &day(20)).expect(200, "");
}

#[test]
fn what_the_service_keeps_is_bounded() {
    // Would break: a service that runs for weeks fills the memory with old plans.
    let service = Service::start(&["--keep", "3"]);
    let posted: Vec<Value> =
        (1..=5).map(|i| service.post("/v1/schedules", &day(i)).expect(200, "").json()).collect();
    let status =
        |run: &Value| service.get(&format!("/v1/schedules/{}", run["id"].as_str().unwrap())).status;
    let found: Vec<u16> = posted.iter().map(status).collect();
    assert_eq!(found, [404, 404, 200, 200, 200], "the oldest go first");
}

#[test]
fn wrong_bodies_are_refused_without_a_list_as_long_as_they_are() {
    // Would break: a few megabytes sent become gigabytes of faults.
    let service = Service::start(&[]);
    let before = service.memory();
    let keys = format!("{{{}\"a\":0}}", "\"a\":0,".repeat(1_000_000));
    for path in ["evaluations", "verifications", "comparisons"] {
        let said = service.post(&format!("/v1/{path}"), keys.as_bytes()).expect(400, "malformed");
        assert!(said.body.len() < 10_000, "{} bytes", said.body.len());
    }
    let name = with_run(&example("demo/first.json"), json!({"name": "x".repeat(5_000_000)}));
    let said = service.post("/v1/schedules", &name).expect(422, "invalid-request");
    assert!(said.body.len() < 10_000, "{} bytes", said.body.len());
    let jobs: Vec<Value> = (0..10_001).map(|i| json!({"id": i.to_string()})).collect();
    let many = json!({"problem": {"crews": [{"id": "a"}], "jobs": jobs}}).to_string();
    let said = service.post("/v1/schedules", many.as_bytes()).expect(422, "invalid-request").json();
    assert_eq!(said["errors"][0]["code"], "TOO_LARGE", "{}", said["errors"][0]);
    let after = service.memory();
    assert!(after < before + (150 << 20), "{before} to {after}");
}

#[test]
fn a_slow_body_holds_no_room_that_it_did_not_fill() {
    // Would break: four callers who claim much and send nothing keep everybody else out.
    let service = Service::start(&[]);
    let head = "POST /v1/schedules HTTP/1.1\r\nhost: localhost\r\ncontent-length: 60000000\r\n\
                content-type: application/json\r\n\r\n{";
    let claims: Vec<TcpStream> = (0..8)
        .map(|_| {
            let mut stream = TcpStream::connect(&service.at).expect("it listens");
            stream.write_all(head.as_bytes()).expect("it reads");
            stream
        })
        .collect();
    service.post("/v1/schedules", &day(5)).expect(200, "");
    drop(claims);
}

#[test]
fn a_body_that_stops_coming_is_not_waited_for() {
    // Would break: clients that fall asleep hold connections until there are none left.
    let service = Service::start(&[]);
    let head = "POST /v1/schedules HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\
                content-type: application/json\r\nconnection: close\r\n\r\n{";
    let said = raw(&service, head.as_bytes());
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(said.contains("/problems/request-timeout"), "{said}");
}

#[test]
fn another_sites_page_does_not_reach_the_service() {
    // Would break: a page in a coordinator's browser reads all runs through a name of its own.
    let service = Service::start(&["--host", "plans.example"]);
    for (host, status) in [("evil.example", 421), ("plans.example", 200), ("localhost:1", 200)] {
        let request =
            format!("GET /v1/schedules HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        let said = raw(&service, request.as_bytes());
        assert!(said.starts_with(&format!("HTTP/1.1 {status}")), "{host}: {said}");
    }
}

#[test]
fn a_run_is_ended_at_the_services_limit() {
    // Would break: one request for a million hours holds a solver until somebody notices.
    let service = Service::start(&["--longest", "1"]);
    let by_work = with_run(&example("demo/week.json"), json!({"work": 1_000_000_000}));
    let ended = service.post("/v1/schedules", &by_work).expect(200, "").json();
    assert_eq!(
        (&ended["state"], &ended["plan"]["stopReason"]),
        (&json!("CANCELLED"), &json!("CANCEL"))
    );
    let by_time = with_run(&example("demo/week.json"), json!({"seconds": 100_000}));
    let ended = service.post("/v1/schedules", &by_time).expect(200, "").json();
    assert_eq!(
        (&ended["state"], &ended["plan"]["stopReason"]),
        (&json!("COMPLETED"), &json!("BUDGET"))
    );
}
