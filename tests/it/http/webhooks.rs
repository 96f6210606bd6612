//! Who is told what happens: signed, at least once, and never at a private address by accident.

use super::keys::{Asker, make};
use super::{Service, day, example, id_of, with_run};
use crate::desk::scratch;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Longer than all pauses that a test waits for.
const PATIENCE: Duration = Duration::from_secs(90);

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Told {
    headers: Vec<(String, String)>,
    body: String,
}

impl Told {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    /// Whether it is signed with the secret, as the standard says.
    fn is_signed(&self, secret: &str) -> bool {
        let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret"));
        let mut sum = Hmac::<Sha256>::new_from_slice(&key.expect("base64")).expect("a key");
        let (id, at) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        sum.update(format!("{id}.{at}.{}", self.body).as_bytes());
        let sign = BASE64_STANDARD.encode(sum.finalize().into_bytes());
        self.header("webhook-signature") == format!("v1,{sign}")
    }
}

/// A receiver that answers as it is told to, and remembers what came.
pub struct Receiver {
    at: String,
    told: Arc<Mutex<Vec<Told>>>,
}

impl Receiver {
    /// Answers with these texts one after the other, the last one ever after; empty: none at all.
    pub fn start(answers: &[&str]) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let at = listener.local_addr().expect("an address").to_string();
        let told: Arc<Mutex<Vec<Told>>> = Arc::default();
        let (kept, answers) = (Arc::clone(&told), answers.iter().map(|a| (*a).to_owned()));
        let answers: Vec<String> = answers.collect();
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            for (k, stream) in listener.incoming().flatten().enumerate() {
                let Some(one) = read(&stream) else { continue };
                kept.lock().expect("a list").push(one);
                let answer = &answers[k.min(answers.len() - 1)];
                match answer.is_empty() {
                    true => silent.push(stream),
                    false => drop((&stream).write_all(answer.as_bytes())),
                }
            }
        });
        Receiver { at, told }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook?a=b", self.at)
    }

    /// What came, once it is so much.
    pub fn wait(&self, most: usize) -> Vec<Told> {
        let begin = Instant::now();
        loop {
            let told = self.told.lock().expect("a list").clone();
            if told.len() >= most {
                return told;
            }
            assert!(begin.elapsed() < PATIENCE, "{} of {most} came", told.len());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn read(stream: &TcpStream) -> Option<Told> {
    let mut reader = BufReader::new(stream);
    let mut headers = Vec::new();
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    assert!(line.starts_with("POST /hook?a=b HTTP/1.1"), "{line}");
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let mut told = Told { headers, body: String::new() };
    let length = told.header("content-length").parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    told.body = String::from_utf8(body).ok()?;
    Some(told)
}

pub const GOOD: &str = "HTTP/1.1 204 No Content\r\n\r\n";

pub fn hook(url: &str, events: &[&str]) -> Vec<u8> {
    json!({ "url": url, "events": events }).to_string().into_bytes()
}

fn listed(service: &Service) -> Vec<Value> {
    let list = service.get("/v1/webhooks").expect(200, "").json()["webhooks"].clone();
    list.as_array().expect("webhooks").clone()
}

#[test]
fn what_happens_is_told_and_signed() {
    // Would break: the calendar that customers see is not updated, or anybody can pretend to be us.
    let service = Service::start(&["--webhooks-private"]);
    let receiver = Receiver::start(&[GOOD]);
    let events = ["run.completed", "calendar.published"];
    let made = service.post("/v1/webhooks", &hook(&receiver.url(), &events)).expect(200, "").json();
    let secret = made["secret"].as_str().expect("a secret").to_owned();
    let body = with_run(&example("demo/day.json"), json!({"work": 20, "calendar": "week"}));
    let run = service.post("/v1/schedules", &body).expect(200, "").json();
    let naming = json!({ "run": run["id"] }).to_string();
    let first = [("if-none-match", "*")];
    service.put_with("/v1/calendars/week", naming.as_bytes(), &first).expect(200, "");
    let told = receiver.wait(2);
    let mut kinds: Vec<Value> = told.iter().map(|one| one.json()["type"].clone()).collect();
    kinds.sort_by_key(Value::to_string);
    assert_eq!(kinds, ["calendar.published", "run.completed"]);
    for one in &told {
        assert!(one.is_signed(&secret) && !one.is_signed("whsec_AAAA"), "{one:?}");
        let (data, hash) = (one.json()["data"].clone(), &run["plan"]["planHash"]);
        assert_eq!(&data["planHash"], hash);
        let run = data["run"] == run["id"];
        assert!(run || data["calendar"] == "week", "{data}");
        assert!(
            one.json()["timestamp"].is_string() && one.header("webhook-id").starts_with("msg_")
        );
    }
    assert_ne!(told[0].header("webhook-id"), told[1].header("webhook-id"));
    let shown = listed(&service);
    assert!(!json!(shown).to_string().contains("whsec_"), "a secret is shown once");
    // Removed it is told nothing more.
    let path = format!("/v1/webhooks/{}", made["id"].as_str().expect("an id"));
    assert_eq!(service.delete(&path).status, 204);
    service.delete(&path).expect(404, "not-found");
    service.post("/v1/schedules", &day(10)).expect(200, "");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(receiver.wait(2).len(), 2);
}

#[test]
fn a_receiver_that_is_down_is_told_once_it_is_up() {
    // Would break: what happened while a receiver was down is never told, or told as another thing.
    let service = Service::start(&["--webhooks-private"]);
    let elsewhere = Receiver::start(&[GOOD]);
    let moved = format!("HTTP/1.1 307 Moved\r\nlocation: {}\r\n\r\n", elsewhere.url());
    let answers = ["HTTP/1.1 500 Down\r\n\r\n", moved.as_str(), "no answer at all\n", GOOD];
    let receiver = Receiver::start(&answers);
    let made = service.post("/v1/webhooks", &hook(&receiver.url(), &["run.completed"]));
    let secret = made.expect(200, "").json()["secret"].as_str().expect("a secret").to_owned();
    service.post("/v1/schedules", &day(10)).expect(200, "");
    let told = receiver.wait(4);
    for one in &told {
        assert_eq!(one.header("webhook-id"), told[0].header("webhook-id"));
        assert_eq!(one.body, told[0].body);
        assert!(one.is_signed(&secret), "{one:?}");
    }
    let begin = Instant::now();
    while listed(&service)[0]["waiting"] != 0 {
        assert!(begin.elapsed() < PATIENCE, "{:?}", listed(&service));
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(listed(&service)[0]["said"], "told");
    assert!(elsewhere.told.lock().expect("a list").is_empty(), "a redirect was followed");
    assert_eq!(receiver.wait(4).len(), 4);
}

#[test]
fn a_kill_loses_nothing_that_is_to_be_told() {
    // Would break: a power cut between a change and its message leaves the receiver behind.
    let folder = scratch("http-webhooks-kill");
    let at = folder.to_str().expect("a path in UTF-8");
    let flags = ["--webhooks-private", "--solvers", "1", "--data", at];
    let service = Service::start(&flags);
    // The first attempt is not answered before the service dies.
    let receiver = Receiver::start(&["", GOOD]);
    let made = service.post("/v1/webhooks", &hook(&receiver.url(), &["run.completed"]));
    let secret = made.expect(200, "").json()["secret"].as_str().expect("a secret").to_owned();
    let run = service.post("/v1/schedules", &day(10)).expect(200, "");
    receiver.wait(1);
    service.kill();
    let service = Service::start(&flags);
    let told = receiver.wait(2);
    assert_eq!(told[0].header("webhook-id"), told[1].header("webhook-id"));
    assert_eq!(told[1].json()["data"]["run"], id_of(&run));
    assert!(told[1].is_signed(&secret));
    drop(service);
    crate::desk::clear(&folder);
}

#[test]
fn a_silent_receiver_holds_up_nobody() {
    // Would break: one receiver that takes and never answers delays all others, and the
    // service's end.
    let service = Service::start(&["--webhooks-private"]);
    let (silent, good) = (Receiver::start(&[""]), Receiver::start(&[GOOD]));
    let begin = Instant::now();
    for receiver in [&silent, &good] {
        let made = service.post("/v1/webhooks", &hook(&receiver.url(), &["run.completed"]));
        made.expect(200, "");
    }
    for work in 10..14 {
        service.post("/v1/schedules", &day(work)).expect(200, "");
    }
    good.wait(4);
    // One thing at a time, each for ten seconds.
    let (asked, most) = (silent.wait(1).len(), 1 + begin.elapsed().as_secs() / 10);
    assert!(asked as u64 <= most, "{asked} of {most}");
    let begin = Instant::now();
    assert_eq!(service.end(), Some(0));
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
}

#[test]
fn private_addresses_are_not_called() {
    // Would break: a webhook reads what only this machine's own network may.
    let service = Service::start(&[]);
    let receiver = Receiver::start(&[GOOD]);
    let port = receiver.at.rsplit(':').next().expect("a port").to_owned();
    let check = |url: &str, code: &str| {
        let said = service.post("/v1/webhooks", &hook(url, &["run.completed"]));
        let fault = said.expect(422, "invalid-request").json()["errors"][0].clone();
        assert_eq!((&fault["code"], &fault["pointer"]), (&json!(code), &json!("/url")), "{fault}");
        assert!(!fault["hint"].as_str().unwrap().is_empty());
    };
    for host in ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"] {
        check(&format!("http://{host}:{port}/hook?a=b"), "PRIVATE_ADDRESS");
    }
    for odd in ["https://hooks.example", "http://", "file:///x", "http://a/\r\nhost: b", ""] {
        check(odd, "BAD_URL");
    }
    for odd in [
        json!({}),
        json!({"url": "http://a"}),
        json!({"url": "http://a", "events": []}),
        json!({"url": "http://a", "events": vec!["run.failed"; 4]}),
        json!({"url": "http://a", "events": ["run.eaten"]}),
        json!({"url": 1, "events": ["run.failed"]}),
        json!({"url": "http://a", "events": ["run.failed"], "secret": "mine"}),
    ] {
        let said = service.post("/v1/webhooks", odd.to_string().as_bytes());
        said.expect(422, "invalid-request");
    }
    // A name that leads to a private address is found out when it is looked up: figures in another
    // form are a name too.
    let sly = format!("http://0x7f000001:{port}/hook?a=b");
    service.post("/v1/webhooks", &hook(&sly, &["run.completed"])).expect(200, "");
    service.post("/v1/schedules", &day(10)).expect(200, "");
    let begin = Instant::now();
    let said = loop {
        if let Some(said) = listed(&service)[0]["said"].as_str() {
            break said.to_owned();
        }
        assert!(begin.elapsed() < PATIENCE, "nothing was tried");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(said.contains("private") || said.contains("not known"), "{said}");
    assert!(receiver.told.lock().expect("a list").is_empty(), "it was called");
}

#[test]
fn webhooks_are_an_admins_and_bounded() {
    // Would break: whoever may plan sends the company's plans to an address of his own.
    let folder = scratch("http-webhooks");
    let keys = [("planner", "north"), ("admin", "north"), ("admin", "south")];
    let keys = keys.map(|(role, tenant)| make(&folder, role, tenant));
    let at = folder.to_str().expect("a path in UTF-8");
    let service = Service::start(&["--webhooks-private", "--data", at]);
    let [planner, north, south] = [0, 1, 2].map(|k| Asker { service: &service, key: &keys[k] });
    let receiver = Receiver::start(&[GOOD]);
    let body = hook(&receiver.url(), &["run.completed"]);
    planner.post("/v1/webhooks", &body).expect(403, "forbidden");
    planner.get("/v1/webhooks").expect(403, "forbidden");
    service.get("/v1/webhooks").expect(401, "no-key");
    let made = south.post("/v1/webhooks", &body).expect(200, "").json();
    let path = format!("/v1/webhooks/{}", made["id"].as_str().expect("an id"));
    north.delete(&path).expect(404, "not-found");
    assert_eq!(north.get("/v1/webhooks").json()["webhooks"], json!([]));
    planner.post("/v1/schedules", &day(10)).expect(200, "");
    south.post("/v1/schedules", &day(11)).expect(200, "");
    receiver.wait(1);
    for _ in 0..20 {
        north.post("/v1/webhooks", &body).expect(200, "");
    }
    let said = north.post("/v1/webhooks", &body).expect(422, "invalid-request").json();
    assert_eq!(said["errors"][0]["code"], "TOO_MANY", "{said}");
    let told = receiver.wait(1);
    assert_eq!(told.len(), 1, "a tenant's runs are told to its own webhooks alone");
    let noted = south.get("/v1/audit?action=webhook.made").expect(200, "").json();
    assert_eq!(noted["changes"][0]["subject"], made["id"], "{noted}");
    drop(service);
    crate::desk::clear(&folder);
}
