//! What hangs on SQL, on the other database.

use super::restart::wait;
use super::webhooks::{GOOD, Receiver, hook};
use super::{Service, example, id_of, with_run};
use crate::storm::postgres::Postgres;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[test]
fn postgres_does_it_too() {
    // Would break: what works on one machine fails where it was outgrown.
    let Some(server) = Postgres::start("http-postgres") else { return };
    let url = server.url();
    let flags = ["--webhooks-private", "--solvers", "1", "--keep", "4", "--keep-audit", "8"];
    let flags = [&flags[..], &["--database", &url]].concat();
    let service = Service::start(&flags);
    let receiver = Receiver::start(&["HTTP/1.1 500 Down\r\n\r\n", GOOD]);
    let events = ["calendar.published", "run.failed"];
    let made = service.post("/v1/webhooks", &hook(&receiver.url(), &events)).expect(200, "").json();

    let body = with_run(&example("demo/day.json"), json!({"work": 20, "calendar": "week"}));
    let first = id_of(&service.post("/v1/schedules", &body).expect(200, ""));
    let patch = json!([{"op": "remove", "path": "/problem/jobs/J-12"}]).to_string();
    let at = format!("/v1/schedules/{first}/revisions");
    let revised = service.post(&at, patch.as_bytes()).expect(200, "").json();
    assert_eq!((&revised["parent"], &revised["revision"]), (&json!(first), &json!(1)));
    let naming = json!({ "run": revised["id"] }).to_string();
    let nothing = [("if-none-match", "*")];
    service.put_with("/v1/calendars/week", naming.as_bytes(), &nothing).expect(200, "");
    let again = json!({ "run": first }).to_string();
    service.put_with("/v1/calendars/week", again.as_bytes(), &[("if-match", "*")]).expect(200, "");
    let history = service.get("/v1/calendars/week/history?before=9").expect(200, "").json();
    assert_eq!(history["publications"].as_array().expect("publications").len(), 2);
    assert_eq!(service.get("/v1/calendars?after=a").json()["calendars"][0]["run"], first);

    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    wait(&service, &id_of(&sent), "SOLVING");
    service.delete(sent.header("location")).expect(200, "");
    let told = |query: &str| -> Vec<Value> {
        let list = service.get(&format!("/v1/audit?{query}")).expect(200, "").json();
        list["changes"].as_array().expect("changes").iter().map(|c| c["action"].clone()).collect()
    };
    let since = "since=2020-01-01T00:00:00Z&until=2100-01-01T00:00:00Z";
    assert_eq!(told(&format!("actor=open&action=run.revised&limit=9&{since}")), ["run.revised"]);
    assert_eq!(
        told(&format!("subject={}&actor=open", id_of(&sent))),
        ["run.stopped", "run.created"]
    );
    let begin = Instant::now();
    while service.get("/v1/webhooks").json()["webhooks"][0]["waiting"] != 0 {
        assert!(begin.elapsed() < Duration::from_secs(90), "something is still to be told");
        std::thread::sleep(Duration::from_millis(50));
    }
    // Both publications were told, and the first that came once more.
    let got = receiver.wait(3);
    let first_came = got.iter().filter(|t| t.header("webhook-id") == got[0].header("webhook-id"));
    assert_eq!((got.len(), first_came.count()), (3, 2));
    assert_eq!(
        service.delete(&format!("/v1/webhooks/{}", made["id"].as_str().unwrap())).status,
        204
    );
    // Room is made, and never of what is published.
    for _ in 0..5 {
        service.post("/v1/schedules", &body).expect(200, "");
    }
    service.get(&format!("/v1/schedules/{first}")).expect(200, "");
    drop(service);
    trimmed(&Service::start(&flags), 8);
}

/// Waits until the audit has no more rows than are to be kept.
fn trimmed(service: &Service, most: usize) {
    let begin = Instant::now();
    loop {
        let kept = service.get("/v1/audit?limit=100").expect(200, "").json()["changes"].clone();
        if kept.as_array().expect("changes").len() <= most {
            break;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "{kept}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
