//! Following a run.

use super::{Service, day, example, with_run};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// The events of a stream to its end.
fn events(service: &Service, path: &str) -> Vec<(String, Value)> {
    let answer = service.get(&format!("{path}/events")).expect(200, "");
    assert!(answer.header("content-type").starts_with("text/event-stream"));
    let text = answer.text();
    let blocks = text.split("\n\n").filter(|block| !block.trim().is_empty());
    let event = |block: &str| {
        let field = |name: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("no {name} in {block}")).trim().to_owned()
        };
        (field("event:"), serde_json::from_str(&field("data:")).expect("JSON"))
    };
    blocks.filter(|block| !block.starts_with(':')).map(event).collect()
}

#[test]
fn a_stream_tells_of_better_plans_and_ends() {
    // Would break: a board shows a plan getting worse, or waits for ever after the end.
    let service = Service::start(&[]);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    let path = sent.header("location").to_owned();
    let seen = std::thread::scope(|scope| {
        let following = scope.spawn(|| events(&service, &path));
        // Until there was something to tell of.
        let begin = Instant::now();
        let mut costs = BTreeSet::new();
        while costs.len() < 4 && begin.elapsed() < Duration::from_secs(60) {
            let run = service.get(&path).expect(200, "").json();
            costs.extend(run["progress"]["cost"].as_i64());
            std::thread::sleep(Duration::from_millis(50));
        }
        service.delete(&path).expect(200, "");
        following.join().expect("the stream ends")
    });
    let names: Vec<&str> = seen.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names[0], *names.last().unwrap()), ("state", "end"), "{names:?}");
    let costs: Vec<i64> = seen
        .iter()
        .filter(|(name, _)| name == "plan")
        .map(|(_, data)| data["cost"].as_i64().expect("a cost"))
        .collect();
    assert!(costs.len() > 2 && costs.windows(2).all(|w| w[1] < w[0]), "{costs:?}");
    let end = &seen.last().unwrap().1;
    assert_eq!(
        (&end["state"], &end["progress"]["cost"]),
        (&json!("CANCELLED"), &json!(costs.last()))
    );
    // Whoever comes late hears how it ended.
    let late = events(&service, &path);
    let names: Vec<&str> = late.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["state", "plan", "end"]);
}

#[test]
fn whoever_comes_back_is_told_what_is_new() {
    // Would break: a browser that loses its line sees a run from the start, or asks for ever.
    let service = Service::start(&[]);
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    let path = sent.header("location").to_owned();
    let begin = Instant::now();
    while service.get(&path).expect(200, "").json()["progress"].is_null() {
        assert!(begin.elapsed() < Duration::from_secs(30), "no first plan");
        std::thread::sleep(Duration::from_millis(30));
    }
    service.delete(&path).expect(200, "");
    let at = service.url(&format!("{path}/events"));
    let back = |last: &str| {
        let asked = service.agent.get(&at).header("last-event-id", last).call();
        let mut answer = asked.expect("an answer");
        let text = answer.body_mut().read_to_string().expect("text");
        (answer.status().as_u16(), text)
    };
    let (_, whole) = back("");
    let ids: Vec<&str> = whole.lines().filter_map(|line| line.strip_prefix("id:")).collect();
    let names = |text: &str| {
        let names = text.lines().filter_map(|line| line.strip_prefix("event:"));
        names.map(|name| name.trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&whole).last().map(String::as_str), Some("end"));
    for (k, id) in ids.iter().enumerate() {
        let (status, rest) = back(id.trim());
        if k + 1 == ids.len() {
            assert_eq!((status, rest.as_str()), (204, ""), "the end is told once");
        } else {
            assert_eq!(names(&rest), names(&whole)[k + 1..], "after {id}");
        }
    }
}

#[test]
fn a_proven_plan_has_a_bound() {
    // Would break: a proof is made and nobody who follows hears of it.
    let service = Service::start(&[]);
    let sent = service.post("/v1/schedules", &example("demo/first.json")).expect(200, "");
    let seen = events(&service, sent.header("location"));
    let bound = seen.iter().find(|(name, _)| name == "bound").expect("a bound");
    assert_eq!(bound.1["bound"], sent.json()["plan"]["cost"]);
    let sent = service.post("/v1/schedules", &day(50)).expect(200, "");
    let seen = events(&service, sent.header("location"));
    let bound = seen.iter().rfind(|(name, _)| name == "bound").expect("a bound");
    let plan = seen.iter().rfind(|(name, _)| name == "plan").expect("a plan");
    assert!(bound.1["bound"].as_i64() <= plan.1["cost"].as_i64(), "{seen:?}");
}

#[test]
fn no_stream_misses_the_end() {
    // Would break: a run that ends while somebody begins to follow it is followed for ever.
    let service = Service::start(&["--rate", "0"]);
    for work in 1..60 {
        let sent = service.post_with("/v1/schedules", &day(work % 7 + 1), &[("prefer", "wait=0")]);
        let seen = events(&service, sent.header("location"));
        assert_eq!(seen.last().expect("events").0, "end", "{seen:?}");
    }
}
