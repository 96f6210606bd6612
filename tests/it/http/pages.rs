//! Pages for people.

use super::{Service, day, example, id_of, with_run};
use serde_json::json;

#[test]
fn a_run_is_a_page_before_and_after_its_end() {
    // Would break: the coordinator who is sent a link sees an error, or a page that never ends.
    let service = Service::start(&["--solvers", "1"]);
    let home = service.get("/").expect(200, "");
    assert!(home.text().contains("data-demo=\"week\""), "{}", home.text());
    let long = with_run(&example("demo/week.json"), json!({"seconds": 30, "name": "<b>Week</b>"}));
    let post = || service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]);
    let (running, waiting) = (post().expect(202, ""), post().expect(202, ""));
    let page = service.get(&format!("/schedules/{}", id_of(&waiting))).expect(200, "");
    assert!(page.text().contains("QUEUED") && page.text().contains("EventSource"));
    assert!(page.text().contains("&lt;b&gt;Week") && !page.text().contains("<b>Week"));
    for run in [running, waiting] {
        service.delete(run.header("location")).expect(200, "");
    }
    let done = service.post("/v1/schedules", &day(100)).expect(200, "");
    let page = service.get(&format!("/schedules/{}", id_of(&done))).expect(200, "");
    assert!(page.header("content-type").starts_with("text/html"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"));
    assert!(!page.text().contains("EventSource"), "nothing is followed after the end");
    for job in done.json()["plan"]["unassigned"].as_array().unwrap() {
        assert!(page.text().contains(job["job"].as_str().unwrap()));
    }
    assert!(service.get("/").text().contains(&id_of(&done)));
    service.get("/schedules/x").expect(404, "not-found");
}

#[test]
fn the_description_has_a_page_without_a_network() {
    // Would break: /docs is empty behind a firewall.
    let service = Service::start(&[]);
    let page = service.get("/docs/").expect(200, "").text();
    let outside = ["src=\"http", "href=\"http", "src=\"//", "href=\"//"];
    assert!(outside.iter().all(|mark| !page.contains(mark)), "{page}");
    let parts = page.split(['"', '\'']).filter(|part| part.starts_with("./"));
    let parts: Vec<&str> = parts.collect();
    assert!(parts.iter().any(|part| part.ends_with(".js")), "{page}");
    for part in parts {
        service.get(&format!("/docs/{}", &part[2..])).expect(200, "");
    }
}
