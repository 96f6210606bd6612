//! Policies compared over HTTP.

use super::{Service, day, example, id_of, with_run};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn body(extra: Value) -> Vec<u8> {
    let request: Value = serde_json::from_slice(&day(50)).expect("JSON");
    let mut body = json!({"requests": [request.clone(), request], "work": 60});
    for (key, value) in extra.as_object().expect("an object") {
        body[key] = value.clone();
    }
    body.to_string().into_bytes()
}

#[test]
fn habits_and_the_optimizer_are_paired() {
    // Would break: an analyst gets figures of plans that nobody verified, or unpaired ones.
    let service = Service::start(&[]);
    let sent = service.post("/v1/comparisons", &body(json!({"seeds": 2, "name": "May"})));
    let sent = sent.expect(200, "").json();
    assert_eq!((&sent["state"], &sent["name"]), (&json!("COMPLETED"), &json!("May")));
    let all = &sent["comparison"];
    let rows = all["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 2 * (4 + 2), "four habits and two seeds on two requests");
    assert_eq!(rows[0]["instance"], "request-1");
    let optimized = rows.iter().filter(|r| r["policy"] == "optimized");
    assert_eq!(optimized.map(|r| r["seed"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 1, 2]);
    for pair in all["paired"].as_array().expect("pairs") {
        assert_eq!(pair["against"], "optimized");
        let counts = ["better", "equal", "worse"].map(|key| pair[key].as_u64().unwrap());
        assert_eq!(counts.iter().sum::<u64>(), 4, "{pair}");
    }
    assert_eq!(all["sums"].as_array().unwrap().len(), 5);

    let path = format!("/v1/comparisons/{}", sent["id"].as_str().unwrap());
    assert_eq!(service.get(&path).expect(200, "").json(), sent);
    let csv = service.get(&format!("{path}/rows.csv")).expect(200, "");
    assert!(csv.header("content-type").starts_with("text/csv"));
    let head = "instance,policy,seed,seconds,jobs,value,cost,drive,overtime,late,planHash";
    assert!(csv.text().starts_with(head), "{}", csv.text());
    assert_eq!(csv.text().lines().count(), 13);
    let chart = service.get(&format!("{path}/chart.svg")).expect(200, "");
    assert_eq!(chart.header("content-type"), "image/svg+xml");
    assert!(chart.text().contains("</svg>"));
    // A comparison is no schedule, and the other way round.
    service.get(&path.replace("comparisons", "schedules")).expect(404, "not-found");
    let run = id_of(&service.post("/v1/schedules", &day(20)).expect(200, ""));
    service.get(&format!("/v1/comparisons/{run}")).expect(404, "not-found");
}

#[test]
fn a_comparison_can_be_stopped() {
    // Would break: an analyst who has seen enough waits for hours.
    let service = Service::start(&[]);
    let week: Value = serde_json::from_slice(&example("demo/week.json")).expect("JSON");
    let long = json!({"requests": [week], "seconds": 600}).to_string();
    let sent = service.post_with("/v1/comparisons", long.as_bytes(), &[("prefer", "wait=0")]);
    let path = sent.expect(202, "").header("location").to_owned();
    service.get(&format!("{path}/rows.csv")).expect(404, "no-plan-yet");
    std::thread::sleep(Duration::from_millis(300));
    let begin = Instant::now();
    let ended = service.delete(&path).expect(200, "").json();
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
    assert_eq!(ended["state"], "CANCELLED");
}

#[test]
fn a_wrong_wish_is_told_whole() {
    // Would break: an hour into a comparison it turns out that its last request has a fault.
    let service = Service::start(&[]);
    let faults = |body: &[u8]| {
        let said = service.post("/v1/comparisons", body).expect(422, "invalid-request").json();
        let all = said["errors"].as_array().unwrap().iter();
        all.map(|f| f["pointer"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let bad = body(json!({"policies": ["zoned", "astrology"], "seeds": 0, "seconds": 1e9}));
    assert_eq!(faults(&bad), ["/policies/1", "/seeds", "/seconds"]);
    assert_eq!(faults(b"{}"), ["/requests"]);
    let many = vec!["zoned"; 100_000];
    assert_eq!(faults(&body(json!({"policies": many}))), ["/policies"]);
    assert_eq!(faults(&body(json!({"name": "x".repeat(201)}))), ["/name"]);
    assert_eq!(faults(&body(json!({"requests": []}))), ["/requests"]);
    let good: Value =
        serde_json::from_slice(&with_run(&example("demo/first.json"), json!({}))).unwrap();
    let one_bad = json!({"requests": [good, {"problem": {"crews": [], "jobs": []}}]});
    let at = faults(one_bad.to_string().as_bytes());
    assert!(at.iter().all(|p| p.starts_with("/requests/1/problem")), "{at:?}");
}
