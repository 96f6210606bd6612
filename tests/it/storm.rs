//! Servers and workers that are killed, from outside, while runs come in: every accepted run ends
//! exactly once, none is lost, every plan is verified. `CALLBOARD_KILLS` makes the storm longer.

mod disk;
pub mod postgres;

use crate::desk::scratch;
use crate::http::restart::wait;
use crate::http::schedules::verified;
use crate::http::{Service, day, example, file, id_of, number, signal, sql, with_run};
use postgres::Postgres;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const RUNS: usize = 200;
const SENDERS: usize = 4;

/// Notes every change of a run into a final state, in the database itself.
const ENDS: &str = "CREATE TABLE ends (run TEXT NOT NULL); ";
const ON_FILE: &str = "CREATE TRIGGER ended AFTER UPDATE OF state ON runs \
    WHEN NEW.state IN ('COMPLETED', 'CANCELLED', 'FAILED') \
    BEGIN INSERT INTO ends VALUES (NEW.id); END;";
const ON_SERVER: &str = "CREATE FUNCTION note_end() RETURNS trigger AS $$ \
    BEGIN INSERT INTO ends VALUES (NEW.id); RETURN NEW; END $$ LANGUAGE plpgsql; \
    CREATE TRIGGER ended AFTER UPDATE OF state ON runs FOR EACH ROW \
    WHEN (NEW.state IN ('COMPLETED', 'CANCELLED', 'FAILED')) EXECUTE FUNCTION note_end();";

fn kills() -> usize {
    std::env::var("CALLBOARD_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(5)
}

/// The request of a run: most are small, some take a second.
fn request(i: usize) -> Vec<u8> {
    match i % 20 {
        0 => with_run(&example("demo/week.json"), json!({"seconds": 1})),
        _ => day(10 + i as u64),
    }
}

struct Storm<'a> {
    flags: &'a [&'a str],
    /// Nothing while it is being started again.
    service: Mutex<Option<Service>>,
    at: Mutex<String>,
    sent: AtomicUsize,
}

impl Storm<'_> {
    fn start(flags: &[&str]) -> Service {
        // The dead service's lock goes with it, but not always at once.
        let begin = Instant::now();
        loop {
            match Service::try_start(flags) {
                Ok(service) => return service,
                Err(said) => assert!(begin.elapsed() < Duration::from_secs(20), "{said}"),
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Sends a request until it is accepted, whatever dies meanwhile.
    fn send(&self, i: usize) -> String {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let config = config.timeout_global(Some(Duration::from_secs(20))).build();
        let agent = ureq::Agent::from(config);
        let begin = Instant::now();
        loop {
            let at = self.at.lock().expect("an address").clone();
            let request = agent.post(format!("http://{at}/v1/schedules"));
            let request = request.header("content-type", "application/json");
            let request = request.header("prefer", "wait=0");
            let request = request.header("idempotency-key", format!("storm-{i}"));
            if let Ok(mut answer) = request.send(self::request(i))
                && answer.status().as_u16() < 300
                && let Ok(text) = answer.body_mut().read_to_vec()
            {
                self.sent.fetch_add(1, Ordering::Relaxed);
                let run: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
                return run["id"].as_str().expect("an id").to_owned();
            }
            assert!(begin.elapsed() < Duration::from_secs(120), "run {i} is not accepted");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn again(&self) {
        let service = Storm::start(self.flags);
        self.at.lock().expect("an address").clone_from(&service.at);
        *self.service.lock().expect("a service") = Some(service);
    }

    /// Kills a worker, the service, or all of them.
    fn strike(&self, k: usize) {
        let mut service = self.service.lock().expect("a service");
        let running = service.as_ref().expect("it is started again after each kill");
        match k % 3 {
            0 => {
                let workers = running.workers();
                let name = if k.is_multiple_of(2) { "-KILL" } else { "-ABRT" };
                if !workers.is_empty() {
                    signal(name, workers[k % workers.len()]);
                }
            }
            1 => {
                service.take().expect("just seen").behead();
                drop(service);
                self.again();
            }
            _ => {
                service.take().expect("just seen").kill();
                drop(service);
                self.again();
            }
        }
    }
}

/// Sends runs while `kills` strikes come, and looks at what has become of them.
fn weather(flags: &[&str], place: &str, trigger: &str) {
    let service = Storm::start(flags);
    sql(place, &format!("{ENDS}{trigger}"));
    let at = Mutex::new(service.at.clone());
    let service = Mutex::new(Some(service));
    let storm = Storm { flags, service, at, sent: AtomicUsize::new(0) };
    let ids: Vec<String> = std::thread::scope(|scope| {
        let storm = &storm;
        let sender = |s: usize| {
            move || (s..RUNS).step_by(SENDERS).map(|i| storm.send(i)).collect::<Vec<_>>()
        };
        let senders: Vec<_> = (0..SENDERS).map(|s| scope.spawn(sender(s))).collect();
        for k in 0..kills() {
            std::thread::sleep(Duration::from_millis(500 + 170 * (k as u64 % 7)));
            storm.strike(k);
        }
        senders.into_iter().flat_map(|s| s.join().expect("all are accepted")).collect()
    });
    let service = storm.service.into_inner().expect("a service").expect("the last one");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), RUNS, "each is a run of its own");
    let begin = Instant::now();
    let open = "SELECT COUNT(*) FROM runs WHERE state IN ('QUEUED', 'SOLVING')";
    while number(place, open) > 0 {
        assert!(begin.elapsed() < Duration::from_secs(240), "{} are open", number(place, open));
        std::thread::sleep(Duration::from_millis(250));
    }
    assert_eq!(number(place, "SELECT COUNT(*) FROM runs"), RUNS as i64, "none came twice");
    assert_eq!(number(place, "SELECT COUNT(*) FROM ends"), RUNS as i64, "each ended once");
    assert_eq!(number(place, "SELECT COUNT(DISTINCT run) FROM ends"), RUNS as i64);
    let mut again = 0;
    for id in &ids {
        let run = service.get(&format!("/v1/schedules/{id}")).expect(200, "").json();
        assert_eq!(run["state"], "COMPLETED", "{run}");
        again += usize::from(run["attempts"] != 1);
        let [plan, input] = ["plan", "input"]
            .map(|part| service.get(&format!("/v1/schedules/{id}/{part}")).expect(200, "").body);
        verified(&service, &input, &plan);
    }
    let seconds = begin.elapsed().as_secs();
    eprintln!("{RUNS} runs, {} kills: {again} began again, {seconds} s after the last", kills());
}

#[test]
fn a_file_weathers_kills() {
    // Would break: a crash loses a run that was accepted, or plans one twice.
    let folder = scratch("storm-file");
    let flags = ["--solvers", "2", "--rate", "0", "--data", folder.to_str().expect("UTF-8")];
    weather(&flags, &file(&folder), ON_FILE);
    crate::desk::clear(&folder);
}

#[test]
fn postgres_weathers_kills() {
    // Would break: the same on many machines.
    let Some(server) = Postgres::start("storm-postgres") else { return };
    let url = server.url();
    weather(&["--solvers", "3", "--rate", "0", "--database", &url], &url, ON_SERVER);
}

#[test]
fn a_database_may_be_away_for_a_while() {
    // Would break: a restart of the database fails every run that is being solved.
    let Some(server) = Postgres::start("storm-away") else { return };
    let service = Service::start(&["--solvers", "1", "--database", &server.url()]);
    let body = with_run(&example("demo/week.json"), json!({"seconds": 4}));
    let sent = service.post_with("/v1/schedules", &body, &[("prefer", "wait=0")]).expect(202, "");
    wait(&service, &id_of(&sent), "SOLVING");
    server.down();
    service.get(sent.header("location")).expect(503, "store-away");
    service.get("/health/live").expect(200, "");
    // `make soak` leaves it away for longer than a lease lasts.
    let away = if kills() > 5 { 30 } else { 5 };
    std::thread::sleep(Duration::from_secs(away));
    server.up();
    let begin = Instant::now();
    while service.get(sent.header("location")).status != 200 {
        assert!(begin.elapsed() < Duration::from_secs(20), "it does not find back");
        std::thread::sleep(Duration::from_millis(100));
    }
    let done = wait(&service, &id_of(&sent), "COMPLETED");
    let attempts = done["attempts"].as_u64().expect("a number");
    let cut = done["interruptions"].as_u64().unwrap_or(0);
    assert_eq!(attempts, 1 + cut, "no attempt has failed");
    assert!(cut == 0 || away > 5, "{done}");
    verified(&service, &body, &service.get(&format!("{}/plan", sent.header("location"))).body);
}
