//! Which plan the field works by, and what happens where two want to say so.

use super::keys::{Asker, make};
use super::{Answer, Service, day, example, file, id_of, number, with_run};
use crate::desk::scratch;
use crate::storm::postgres::Postgres;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

const FIRST: (&str, &str) = ("if-none-match", "*");
const NOTHING: &str = "sch_00000000000070008000000000000001";

/// A small request for a calendar.
fn of(calendar: &str, work: u64) -> Vec<u8> {
    with_run(&example("demo/day.json"), json!({"work": work, "calendar": calendar}))
}

/// The id of a run that was planned for a calendar.
fn planned(service: &Service, calendar: &str, work: u64) -> String {
    let done = service.post("/v1/schedules", &of(calendar, work)).expect(200, "");
    assert_eq!(done.json()["state"], "COMPLETED");
    id_of(&done)
}

fn naming(run: &str) -> Vec<u8> {
    json!({ "run": run }).to_string().into_bytes()
}

fn run(service: &Service, id: &str) -> Answer {
    service.get(&format!("/v1/schedules/{id}")).expect(200, "")
}

#[test]
fn a_plan_is_published_and_superseded() {
    // Would break: the field works by a plan that was replaced, or nobody knows by whom.
    let service = Service::start(&[]);
    let (north, at) = ("/v1/calendars/north", |rest: &str| format!("/v1/calendars/north{rest}"));
    for rest in ["", "/plan", "/history"] {
        service.get(&at(rest)).expect(404, "not-found");
    }
    let [first, second] = [planned(&service, "north", 20), planned(&service, "north", 30)];
    let seen = run(&service, &first).header("etag").to_owned();
    service.put_with(north, &naming(&first), &[]).expect(428, "condition-needed");
    let early = [("if-match", "\"c1\"")];
    service.put_with(north, &naming(&first), &early).expect(412, "changed-meanwhile");
    let published = service.put_with(north, &naming(&first), &[FIRST]).expect(200, "");
    assert_eq!(published.header("etag"), "\"c1\"");
    let told = published.json();
    assert_eq!((&told["run"], &told["publishedBy"]["id"]), (&json!(first), &json!("open")));
    assert_eq!(told["progress"], run(&service, &first).json()["progress"]);
    assert_eq!(run(&service, &first).json()["publication"], "PUBLISHED");
    assert_ne!(run(&service, &first).header("etag"), seen, "what has changed has another tag");

    // The same said twice is no second publication.
    let again = service.put_with(north, &naming(&first), &[("if-match", "\"c1\"")]);
    assert_eq!(again.expect(200, "").json(), told);
    let late = service.put_with(north, &naming(&second), &[FIRST]).expect(412, "changed-meanwhile");
    assert_eq!((late.header("etag"), &late.json()["now"]), ("\"c1\"", &told));
    for part in [first.as_str(), "open", "\"c1\"", told["publishedAt"].as_str().unwrap()] {
        let detail = late.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(part), "no {part} in {detail}");
    }
    assert_eq!(run(&service, &second).json().get("publication"), None);

    let next = service.put_with(north, &naming(&second), &[("if-match", "\"c1\"")]);
    assert_eq!(next.expect(200, "").header("etag"), "\"c2\"");
    let standing = |id: &str| run(&service, id).json()["publication"].clone();
    assert_eq!((standing(&first), standing(&second)), (json!("SUPERSEDED"), json!("PUBLISHED")));
    let now = service.get(north).expect(200, "");
    assert_eq!((now.header("etag"), &now.json()["run"]), ("\"c2\"", &json!(second)));
    let plan = service.get(&at("/plan")).expect(200, "");
    let made = service.get(&format!("/v1/schedules/{second}/plan")).expect(200, "");
    assert_eq!((&plan.body, plan.header("etag")), (&made.body, made.header("etag")));
    let history = service.get(&at("/history")).expect(200, "").json();
    let all = history["publications"].as_array().expect("publications").clone();
    let runs: Vec<&Value> = all.iter().map(|one| &one["run"]).collect();
    assert_eq!(runs, [&json!(second), &json!(first)], "newest first");
    assert!(all[0].get("replacedAt").is_none() && all[1]["replacedAt"].is_string(), "{history}");
    // Back to the one before.
    let back = service.put_with(north, &naming(&first), &[("if-match", "*")]).expect(200, "");
    assert_eq!(back.header("etag"), "\"c3\"");
    assert_eq!((standing(&first), standing(&second)), (json!("PUBLISHED"), json!("SUPERSEDED")));
    let page = service.get(&at("/history?limit=1&before=3")).expect(200, "").json();
    assert_eq!((&page["publications"][0]["version"], &page["next"]), (&json!(2), &json!(2)));
}

#[test]
fn calendars_are_listed_page_by_page() {
    // Would break: a head office with many branches sees only some of them.
    let service = Service::start(&[]);
    let names = ["a b", "north/east", "süd"];
    for (path, name) in ["a%20b", "north%2Feast", "s%C3%BCd"].iter().zip(names) {
        let run = planned(&service, name, 10);
        let at = format!("/v1/calendars/{path}");
        service.put_with(&at, &naming(&run), &[FIRST]).expect(200, "");
        assert_eq!(service.get(&at).expect(200, "").json()["calendar"], name);
    }
    let page = |query: &str| {
        let list = service.get(&format!("/v1/calendars?{query}")).expect(200, "").json();
        let all = list["calendars"].as_array().expect("calendars").clone();
        let ids: Vec<Value> = all.iter().map(|one| one["calendar"].clone()).collect();
        (ids, list["next"].clone())
    };
    assert_eq!(page(""), (names.map(Value::from).to_vec(), Value::Null));
    assert_eq!(page("limit=2").1, names[1]);
    assert_eq!(page("limit=2&after=north%2Feast"), (vec![json!("süd")], Value::Null));
    for odd in ["limit=0", "limit=101", "after=", "after=%00", "x=1"] {
        service.get(&format!("/v1/calendars?{odd}")).expect(400, "malformed");
    }
    service.get("/v1/calendars/s%C3%BCd/history?before=x").expect(400, "malformed");
    service.get("/v1/calendars/s%C3%BCd/history?before=0").expect(400, "malformed");
}

#[test]
fn what_cannot_be_published_is_said() {
    // Would break: a plan of another branch, or one that may still change, goes to the field.
    let service = Service::start(&["--solvers", "1", "--max-body", "2000000"]);
    let check = |body: &[u8], code: &str| {
        let said = service.put_with("/v1/calendars/north", body, &[FIRST]);
        let fault = said.expect(422, "invalid-request").json()["errors"][0].clone();
        assert_eq!(fault["code"], code, "{fault}");
        assert!(!fault["hint"].as_str().unwrap().is_empty(), "{fault}");
        fault["pointer"].as_str().unwrap().to_owned()
    };
    assert_eq!(check(&naming(&planned(&service, "south", 10)), "OTHER_CALENDAR"), "/run");
    let bare = id_of(&service.post("/v1/schedules", &day(10)).expect(200, ""));
    check(&naming(&bare), "OTHER_CALENDAR");
    check(&naming(NOTHING), "NOT_FOUND");
    for odd in [json!({"run": 1}), json!({"run": "x"}), json!({"run": null})] {
        check(odd.to_string().as_bytes(), "NOT_FOUND");
    }
    assert_eq!(check(b"{}", "MISSING"), "/run");
    assert_eq!(check(br#"{"run":"x","plan":{}}"#, "UNKNOWN_KEY"), "/plan");
    let long = json!({"seconds": 600, "calendar": "north"});
    let long = with_run(&example("demo/week.json"), long);
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    check(&naming(&id_of(&sent)), "NOT_ENDED");
    let begin = Instant::now();
    while service.get(&format!("{}/plan", sent.header("location"))).status != 200 {
        assert!(begin.elapsed() < Duration::from_secs(60), "no first plan");
        std::thread::sleep(Duration::from_millis(50));
    }
    // One that waits has no plan when it is stopped.
    let other = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    service.delete(other.header("location")).expect(200, "");
    check(&naming(&id_of(&other)), "NO_PLAN");

    let put = |path: &str, body: &[u8]| service.put_with(path, body, &[FIRST]);
    put("/v1/calendars/north", b"{").expect(400, "malformed");
    put("/v1/calendars/north", &vec![b' '; 3_000_000]).expect(413, "too-large");
    for odd in ["%00", "%ff", &"x".repeat(201), "a%0Ab"] {
        put(&format!("/v1/calendars/{odd}"), &naming(NOTHING)).expect(404, "not-found");
    }
    service.get("/v1/calendars/north").expect(404, "not-found");
    // Stopped with a plan it can be published.
    service.delete(sent.header("location")).expect(200, "");
    let done = put("/v1/calendars/north", &naming(&id_of(&sent))).expect(200, "").json();
    assert_eq!(done["run"], sent.json()["id"]);
}

/// Many publish at once: one does, the others are told who has.
fn race(flags: &[&str], place: &str) {
    const PUBLISHERS: u64 = 8;
    let service = Service::start(flags);
    let runs: Vec<String> = (0..PUBLISHERS).map(|k| planned(&service, "north", 10 + k)).collect();
    let mut seen: Option<String> = None;
    for round in 1..=4 {
        let condition = seen.as_deref().map_or(FIRST, |tag| ("if-match", tag));
        // Who is published already would not race.
        let now = service.get("/v1/calendars/north");
        let now = (now.status == 200).then(|| now.json()["run"].clone());
        let racing: Vec<&String> = runs.iter().filter(|id| now != Some(json!(id))).collect();
        let answers: Vec<(String, Answer)> = std::thread::scope(|scope| {
            let put = |id: &String| {
                let (service, id) = (&service, id.clone());
                move || {
                    let body = naming(&id);
                    (id, service.put_with("/v1/calendars/north", &body, &[condition]))
                }
            };
            let threads: Vec<_> = racing.iter().map(|id| scope.spawn(put(id))).collect();
            threads.into_iter().map(|t| t.join().expect("an answer")).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(_, a)| a.status == 200);
        assert_eq!(won.len(), 1, "round {round}: {won:?}");
        let (winner, answer) = &won[0];
        let tag = format!("\"c{round}\"");
        assert_eq!(answer.header("etag"), tag);
        for (_, answer) in lost {
            let answer = answer.expect(412, "changed-meanwhile");
            assert_eq!(answer.json()["now"]["run"], json!(winner));
            assert_eq!(answer.header("etag"), tag);
        }
        seen = Some(tag);
    }
    consistent(place, 4);
}

/// Expects the tables to agree on what is published after so many publications.
fn consistent(place: &str, version: i64) {
    let count = |query: &str| number(place, query);
    assert_eq!(count("SELECT version FROM calendars"), version);
    assert_eq!(count("SELECT COUNT(*) FROM publications"), version);
    assert_eq!(count("SELECT version FROM publications WHERE replaced_at IS NULL"), version);
    assert_eq!(count("SELECT COUNT(*) FROM runs WHERE publication = 'PUBLISHED'"), 1);
    let same = "SELECT COUNT(*) FROM calendars c JOIN runs r ON r.id = c.run \
        JOIN publications p ON p.run = c.run AND p.version = c.version \
        WHERE r.publication = 'PUBLISHED'";
    assert_eq!(count(same), 1);
}

#[test]
fn of_racing_publishers_one_wins() {
    // Would break: two coordinators publish at once, and one of them never hears of it.
    let folder = scratch("http-race");
    race(&["--data", folder.to_str().expect("a path in UTF-8")], &file(&folder));
    crate::desk::clear(&folder);
    let Some(server) = Postgres::start("http-race-postgres") else { return };
    race(&["--database", &server.url()], &server.url());
}

#[test]
fn a_kill_leaves_a_publication_whole_or_undone() {
    // Would break: after a power cut two plans are published, or the history has a hole.
    let folder = scratch("http-publish-kill");
    let flags = ["--solvers", "1", "--data", folder.to_str().expect("a path in UTF-8")];
    let mut service = Service::start(&flags);
    let runs = [planned(&service, "north", 20), planned(&service, "north", 21)];
    let mut version = 0;
    for _ in 0..4 {
        let url = service.url("/v1/calendars/north");
        let last = std::thread::scope(|scope| {
            let publish = || {
                let agent = ureq::Agent::new_with_defaults();
                let mut done = version;
                for id in runs.iter().cycle().skip(usize::try_from(version).unwrap() % 2) {
                    let tag = format!("\"c{done}\"");
                    let condition = if done == 0 { FIRST } else { ("if-match", tag.as_str()) };
                    let put = agent.put(&url).header("content-type", "application/json");
                    if put.header(condition.0, condition.1).send(naming(id)).is_err() {
                        break;
                    }
                    done += 1;
                }
                done
            };
            let publisher = scope.spawn(publish);
            let begin = Instant::now();
            let many = |n| number(&file(&folder), "SELECT COUNT(*) FROM publications") >= n;
            while !many(version + 3) {
                assert!(begin.elapsed() < Duration::from_secs(60), "nothing is published");
                std::thread::sleep(Duration::from_millis(20));
            }
            service.behead();
            publisher.join().expect("how far it came")
        });
        service = again(&flags);
        let now = service.get("/v1/calendars/north").expect(200, "").json();
        version = now["version"].as_i64().expect("a version");
        // What was answered has happened; the last may have been done and not answered.
        assert!(version == last || version == last + 1, "{last} were told, {version} are there");
        consistent(&file(&folder), version);
    }
    drop(service);
    crate::desk::clear(&folder);
}

/// The dead service's lock goes with it and its workers, but not always at once.
fn again(flags: &[&str]) -> Service {
    let begin = Instant::now();
    loop {
        match Service::try_start(flags) {
            Ok(service) => return service,
            Err(said) => assert!(begin.elapsed() < Duration::from_secs(30), "{said}"),
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn what_is_published_is_kept() {
    // Would break: a night of a hundred runs throws away the plan that the field works by.
    let service = Service::start(&["--keep", "2"]);
    let first = planned(&service, "north", 10);
    let put = |id: &str, condition| {
        service.put_with("/v1/calendars/north", &naming(id), &[condition]).expect(200, "")
    };
    put(&first, FIRST);
    let mut last = String::new();
    for work in 20..25 {
        last = planned(&service, "north", work);
    }
    assert_eq!(run(&service, &first).json()["publication"], "PUBLISHED");
    service.get("/v1/calendars/north/plan").expect(200, "");
    put(&last, ("if-match", "\"c1\""));
    planned(&service, "north", 30);
    service.get(&format!("/v1/schedules/{first}")).expect(404, "not-found");
    let history = service.get("/v1/calendars/north/history").expect(200, "").json();
    assert_eq!(history["publications"][1]["run"], first, "it is remembered all the same");
    let full = Service::start(&["--keep", "1"]);
    let only = planned(&full, "north", 10);
    full.put_with("/v1/calendars/north", &naming(&only), &[FIRST]).expect(200, "");
    full.post("/v1/schedules", &day(10)).expect(503, "busy");
}

#[test]
fn calendars_leave_room_for_runs() {
    // Would break: one company publishes into so many calendars that nobody's runs are taken in.
    let service = Service::start(&["--keep", "19"]);
    let (one, two) = (planned(&service, "north", 10), planned(&service, "south", 10));
    service.put_with("/v1/calendars/north", &naming(&one), &[FIRST]).expect(200, "");
    let said = service.put_with("/v1/calendars/south", &naming(&two), &[FIRST]);
    let fault = said.expect(422, "invalid-request").json()["errors"][0].clone();
    assert_eq!(
        (&fault["code"], &fault["pointer"]),
        (&json!("TOO_MANY"), &json!("/run")),
        "{fault}"
    );
    service.get("/v1/calendars/south").expect(404, "not-found");
    // The one that is there goes on.
    let next = planned(&service, "north", 11);
    let replaced = [("if-match", "\"c1\"")];
    service.put_with("/v1/calendars/north", &naming(&next), &replaced).expect(200, "");
}

#[test]
fn calendars_keep_tenants_and_roles_apart() {
    // Would break: one company reads or replaces another's published plan.
    let folder = scratch("http-calendars");
    let keys = [("planner", "north"), ("planner", "south"), ("viewer", "north")];
    let keys = keys.map(|(role, tenant)| make(&folder, role, tenant));
    let service = Service::start(&["--data", folder.to_str().expect("a path in UTF-8")]);
    let [north, south, viewer] = [0, 1, 2].map(|k| Asker { service: &service, key: &keys[k] });
    let plan = |asker: &Asker| id_of(&asker.post("/v1/schedules", &of("week", 20)).expect(200, ""));
    let (ours, theirs) = (plan(&north), plan(&south));
    let at = "/v1/calendars/week";
    service.put_with(at, &naming(&ours), &[FIRST]).expect(401, "no-key");
    viewer.put(at, &naming(&ours), FIRST).expect(403, "forbidden");
    let said = north.put(at, &naming(&theirs), FIRST).expect(422, "invalid-request").json();
    assert_eq!(said["errors"][0]["code"], "NOT_FOUND", "{said}");
    let published = north.put(at, &naming(&ours), FIRST).expect(200, "").json();
    assert!(published["publishedBy"]["id"].as_str().unwrap().starts_with("key_"), "{published}");
    for rest in ["", "/plan", "/history"] {
        viewer.get(&format!("{at}{rest}")).expect(200, "");
        south.get(&format!("{at}{rest}")).expect(404, "not-found");
    }
    // The same name is another calendar there.
    south.put(at, &naming(&theirs), FIRST).expect(200, "");
    let seen = |asker: &Asker| {
        let list = asker.get("/v1/calendars").expect(200, "").json()["calendars"].clone();
        list.as_array().unwrap().iter().map(|one| one["run"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((seen(&north), seen(&south)), (vec![json!(ours)], vec![json!(theirs)]));
    drop(service);
    crate::desk::clear(Path::new(&folder));
}
