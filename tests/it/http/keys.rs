//! Who may ask, and what every answer says of itself.

use super::{Answer, Service, answer, day, example, file, id_of, sql, with_run};
use crate::desk::scratch;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

pub fn keys(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
    command.arg("keys").args(args).arg("--data").arg(folder).output().expect("the program")
}

pub fn make(folder: &Path, role: &str, tenant: &str) -> String {
    let made = keys(folder, &["create", "--role", role, "--tenant", tenant]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).expect("text").trim().to_owned()
}

pub struct Asker<'a> {
    pub service: &'a Service,
    pub key: &'a str,
}

impl Asker<'_> {
    pub fn get(&self, path: &str) -> Answer {
        let request = self.service.agent.get(self.service.url(path));
        answer(request.header("authorization", format!("Bearer {}", self.key)).call())
    }

    pub fn delete(&self, path: &str) -> Answer {
        let request = self.service.agent.delete(self.service.url(path));
        answer(request.header("authorization", format!("Bearer {}", self.key)).call())
    }

    pub fn post(&self, path: &str, body: &[u8]) -> Answer {
        let key = format!("Bearer {}", self.key);
        self.service.post_with(path, body, &[("authorization", &key)])
    }

    pub fn put(&self, path: &str, body: &[u8], condition: (&str, &str)) -> Answer {
        let key = format!("Bearer {}", self.key);
        self.service.put_with(path, body, &[("authorization", &key), condition])
    }
}

#[test]
fn a_stream_ends_with_its_key() {
    // Would break: whoever had a key sees plans long after it was taken from him.
    let folder = scratch("http-keys-stream");
    let [planner, admin] = ["planner", "admin"].map(|role| make(&folder, role, "north"));
    let service = Service::start(&["--data", folder.to_str().expect("a path in UTF-8")]);
    let asker = Asker { service: &service, key: &planner };
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let bearer = format!("Bearer {planner}");
    let headers = [("prefer", "wait=0"), ("authorization", bearer.as_str())];
    let sent = service.post_with("/v1/schedules", &long, &headers).expect(202, "");
    let path = sent.header("location").to_owned();
    let mut stream = TcpStream::connect(&service.at).expect("a connection");
    let head = format!("GET {path}/events HTTP/1.1\r\nhost: {}\r\n", service.at);
    write!(stream, "{head}authorization: {bearer}\r\n\r\n").expect("it is sent");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    let mut text = vec![0; 4096];
    let read = stream.read(&mut text).expect("the stream begins");
    assert!(text[..read].starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&text));
    let list = String::from_utf8(keys(&folder, &["list"]).stdout).expect("text");
    let line = list.lines().find(|line| line.contains("PLANNER")).expect("the key");
    let id = line.split_whitespace().find(|word| word.starts_with("key_")).expect("its id");
    assert!(keys(&folder, &["revoke", id]).status.success(), "{list}");
    let begin = Instant::now();
    while stream.read(&mut text).is_ok_and(|read| read > 0 && !text[..read].ends_with(b"0\r\n\r\n"))
    {
        let said = String::from_utf8_lossy(&text);
        assert!(
            begin.elapsed() < Duration::from_secs(60) && !said.contains("event: end"),
            "{said}"
        );
    }
    asker.get(&path).expect(401, "no-key");
    Asker { service: &service, key: &admin }.delete(&path).expect(200, "");
    drop(service);
    crate::desk::clear(&folder);
}

#[test]
fn keys_keep_tenants_and_roles_apart() {
    // Would break: one company reads another's plans, or a wall display stops a run.
    let folder = scratch("http-keys");
    let [north, south, viewer, admin] = [
        make(&folder, "planner", "north"),
        make(&folder, "planner", "south"),
        make(&folder, "viewer", "north"),
        make(&folder, "admin", "north"),
    ];
    let text = std::fs::read(folder.join("callboard.db")).expect("the store");
    assert!(!text.windows(20).any(|part| part == &north.as_bytes()[..20]), "a key is stored");
    let service = Service::start(&["--data", folder.to_str().expect("a path in UTF-8")]);
    let [north, south, viewer, admin] =
        [&north, &south, &viewer, &admin].map(|key| Asker { service: &service, key });
    for path in ["/v1/schedules", "/", "/v1/rules", "/metrics"] {
        let refused = service.get(path).expect(401, "no-key");
        assert_eq!(refused.header("www-authenticate"), "Bearer");
    }
    Asker { service: &service, key: "cbk_wrong" }.get("/v1/schedules").expect(401, "no-key");
    service.get("/health/ready").expect(200, "");
    service.get("/openapi.json").expect(200, "");

    let sent = north.post("/v1/schedules", &day(50)).expect(200, "");
    let path = sent.header("location").to_owned();
    for rest in ["", "/plan", "/input", "/events"] {
        viewer.get(&format!("{path}{rest}")).expect(200, "");
        south.get(&format!("{path}{rest}")).expect(404, "not-found");
    }
    south.delete(&path).expect(404, "not-found");
    south.get(&path.replace("/v1", "")).expect(404, "not-found");
    let drag = json!({"schedule": id_of(&sent), "change": {"job": "J-07", "crew": "tech-1"}});
    let drag = drag.to_string();
    south.post("/v1/evaluations", drag.as_bytes()).expect(404, "not-found");
    viewer.post("/v1/evaluations", drag.as_bytes()).expect(200, "");
    let seen = |asker: &Asker| asker.get("/v1/schedules").json()["runs"].as_array().unwrap().len();
    assert_eq!((seen(&north), seen(&south), seen(&viewer)), (1, 0, 1));
    viewer.post("/v1/schedules", &day(50)).expect(403, "forbidden");
    viewer.delete(&path).expect(403, "forbidden");
    north.get("/metrics").expect(403, "forbidden");
    let figures = admin.get("/metrics").expect(200, "").text();
    for line in ["callboard_runs{state=\"COMPLETED\"} 1", "callboard_worker_restarts_total 0"] {
        assert!(figures.lines().any(|l| l == line), "no {line} in\n{figures}");
    }

    let listed = String::from_utf8(keys(&folder, &["list"]).stdout).expect("text");
    let line = listed.lines().find(|line| line.contains("south")).expect("the key").to_owned();
    let id = line.split('\t').next().expect("an id");
    assert!(keys(&folder, &["revoke", id]).status.success());
    assert!(!keys(&folder, &["revoke", id]).status.success(), "it is revoked already");
    let begin = Instant::now();
    while south.get("/v1/schedules").status != 401 {
        assert!(begin.elapsed() < Duration::from_secs(10), "a revoked key still works");
        std::thread::sleep(Duration::from_millis(50));
    }
    // Somebody empties the store of a running service.
    sql(&file(&folder), "DELETE FROM keys");
    std::thread::sleep(Duration::from_secs(1));
    service.get("/v1/schedules").expect(401, "no-key");
    drop(service);
    crate::desk::clear(&folder);
}

#[test]
fn beyond_this_machine_nobody_is_answered_without_a_key() {
    // Would break: a service on a network plans for everybody who finds it.
    let serve = |flags: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
        command.args(["serve", "--listen", "0.0.0.0:0"]).args(flags).output().expect("its end")
    };
    let refused = serve(&[]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("callboard keys create") && said.contains("--open"), "{said}");
}

#[test]
fn answers_have_an_id_and_a_version() {
    // Would break: a line of the log cannot be found again, or a stale page stops a newer run.
    let service = Service::start(&["--solvers", "1"]);
    let with = |path: &str, name: &str, value: &str| {
        answer(service.agent.get(service.url(path)).header(name, value).call())
    };
    assert_eq!(with("/health/live", "x-request-id", "trace-7").header("x-request-id"), "trace-7");
    let fresh = with("/nowhere", "x-request-id", "two words").header("x-request-id").to_owned();
    assert_eq!(fresh.len(), 32, "{fresh}");
    let done = service.post("/v1/schedules", &day(50)).expect(200, "");
    let path = done.header("location").to_owned();
    for rest in ["", "/plan"] {
        let at = format!("{path}{rest}");
        let tag = service.get(&at).expect(200, "").header("etag").to_owned();
        let same = with(&at, "if-none-match", &format!("\"other\", {tag}"));
        assert_eq!((same.status, same.body.len(), same.header("etag")), (304, 0, tag.as_str()));
        with(&at, "if-none-match", "\"other\"").expect(200, "");
    }
    let long = with_run(&example("demo/week.json"), json!({"seconds": 600}));
    let sent = service.post_with("/v1/schedules", &long, &[("prefer", "wait=0")]).expect(202, "");
    let path = service.url(sent.header("location"));
    let stop = |tag: &str| answer(service.agent.delete(&path).header("if-match", tag).call());
    stop("\"v0\"").expect(412, "changed-meanwhile");
    let stopped = stop("*").expect(200, "").json();
    assert_eq!(stopped["state"], "CANCELLED");
}
