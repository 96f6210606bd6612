//! The service from outside: each test starts the program on a free port of the loopback address.

mod audit;
mod batches;
mod calendars;
mod comparisons;
mod config;
mod evaluations;
mod events;
mod fleet;
mod keys;
mod openapi;
mod pages;
mod postgres;
mod problems;
pub mod restart;
mod revisions;
pub mod schedules;
mod webhooks;

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running service, killed at the end of the test.
pub struct Service {
    child: Child,
    pub at: String,
    agent: ureq::Agent,
}

/// An answer, whatever its status.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// Expects a status; for an error also the problem's type.
    pub fn expect(self, status: u16, problem: &str) -> Answer {
        assert_eq!(self.status, status, "{}", self.text());
        if status >= 400 {
            assert_eq!(self.header("content-type"), "application/problem+json");
            let body = self.json();
            assert_eq!(body["type"], format!("/problems/{problem}"), "{body}");
            assert_eq!(body["status"], status);
        }
        self
    }
}

impl Service {
    pub fn start(flags: &[&str]) -> Service {
        Service::try_start(flags).unwrap_or_else(|said| panic!("the service did not start: {said}"))
    }

    /// What it said instead, where it does not start.
    pub fn try_start(flags: &[&str]) -> Result<Service, String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(flags);
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it");
        let mut said = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut line = String::new();
        // A worker may have something to say before the service is ready.
        while !line.contains("http://") && said.read_line(&mut line).expect("text") > 0 {}
        let Some((_, rest)) = line.split_once("http://") else {
            child.wait().expect("its end");
            return Err(line);
        };
        let at = rest.split([',', ' ', '\n']).next().expect("an address").to_owned();
        // What it says later is nobody's here, and a full pipe would stop it.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let config = config.timeout_global(Some(Duration::from_secs(90))).build();
        Ok(Service { child, at, agent: config.into() })
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    pub fn get(&self, path: &str) -> Answer {
        answer(self.agent.get(self.url(path)).call())
    }

    pub fn delete(&self, path: &str) -> Answer {
        answer(self.agent.delete(self.url(path)).call())
    }

    pub fn post(&self, path: &str, body: &[u8]) -> Answer {
        self.post_with(path, body, &[])
    }

    pub fn post_with(&self, path: &str, body: &[u8], headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.post(self.url(path));
        // A machine that is busy with other tests is given time, unless the test says otherwise.
        if !headers.iter().any(|(name, _)| *name == "prefer") {
            request = request.header("prefer", "wait=80");
        }
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.send(body))
    }

    pub fn put_with(&self, path: &str, body: &[u8], headers: &[(&str, &str)]) -> Answer {
        let request = self.agent.put(self.url(path)).header("content-type", "application/json");
        let with = |request: ureq::RequestBuilder<_>, (name, value): &(&str, &str)| {
            request.header(*name, *value)
        };
        answer(headers.iter().fold(request, with).send(body))
    }

    /// Memory in use, in bytes.
    pub fn memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
        kilobytes.unwrap_or(0) * 1024
    }

    /// The processes of its workers.
    pub fn workers(&self) -> Vec<u32> {
        children(self.child.id())
    }

    /// Ends it and its workers without a word, as a power cut would.
    pub fn kill(self) {
        drop(self);
    }

    /// Ends it alone; its workers find out.
    pub fn behead(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("its end");
    }

    /// Asks it to end, and waits.
    #[cfg(unix)]
    pub fn end(mut self) -> Option<i32> {
        signal("-TERM", self.child.id());
        self.child.wait().expect("its end").code()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let workers = self.workers();
        // It may have ended already.
        self.child.kill().ok();
        for worker in workers {
            signal("-KILL", worker);
        }
        self.child.wait().ok();
    }
}

/// Sends a signal to a process, which may have ended already.
pub fn signal(name: &str, process: u32) {
    let mut kill = Command::new("kill");
    kill.args([name, &process.to_string()]).stderr(Stdio::null()).status().expect("kill is there");
}

/// The processes that a process has started and not seen the end of.
pub fn children(process: u32) -> Vec<u32> {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let lists = threads
        .flatten()
        .map(|thread| std::fs::read_to_string(thread.path().join("children")).unwrap_or_default());
    let all = lists.collect::<Vec<_>>().join(" ");
    all.split_whitespace().map(|id| id.parse().expect("a number")).collect()
}

/// Does something to the tables behind a service's back.
pub fn sql(place: &str, statement: &str) {
    sqlx::any::install_default_drivers();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime.expect("a runtime").block_on(async {
        use sqlx::Connection;
        let mut connection = sqlx::AnyConnection::connect(place).await?;
        sqlx::raw_sql(statement).execute(&mut connection).await?;
        connection.close().await
    });
    done.unwrap_or_else(|e| panic!("{statement}: {e}"));
}

/// The one number that a query has for an answer.
pub fn number(place: &str, query: &str) -> i64 {
    sqlx::any::install_default_drivers();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let found = runtime.expect("a runtime").block_on(async {
        use sqlx::{Connection, Row};
        let mut connection = sqlx::AnyConnection::connect(place).await?;
        sqlx::query(query).fetch_one(&mut connection).await?.try_get::<i64, _>(0)
    });
    found.unwrap_or_else(|e| panic!("{query}: {e}"))
}

/// The file of a service's folder, for [`sql`].
pub fn file(folder: &Path) -> String {
    format!("sqlite://{}/callboard.db", folder.display())
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let response = result.unwrap_or_else(|e| panic!("no answer: {e}"));
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.into_body().into_with_config().limit(1 << 30).read_to_vec();
    Answer { status, headers, body: body.expect("a whole body") }
}

/// An example of the repository.
pub fn example(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The demo day with a budget in moves.
pub fn day(work: u64) -> Vec<u8> {
    with_run(&example("demo/day.json"), serde_json::json!({ "work": work }))
}

/// A request with another `run`.
pub fn with_run(request: &[u8], run: Value) -> Vec<u8> {
    let mut request: Value = serde_json::from_slice(request).expect("an example is JSON");
    request["run"] = run;
    serde_json::to_vec(&request).expect("a value is JSON")
}

/// The run's id in an answer.
pub fn id_of(answer: &Answer) -> String {
    answer.json()["id"].as_str().expect("a run has an id").to_owned()
}
