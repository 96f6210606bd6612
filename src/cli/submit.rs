//! `submit`: a folder of requests to a service, and their plans back.

use super::ending::{Failure, Outcome, count, reason, say};
use super::files;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::Agent;
use ureq::http::Response;

/// How often the service is asked how far it is.
const ASK_EVERY: Duration = Duration::from_millis(500);
/// How often in a row a service may not answer.
const PATIENCE: u32 = 60;
/// The variable with the key: an argument would show it to everybody who lists the processes.
const KEY: &str = "CALLBOARD_KEY";
/// The longest line of a result.
const LINE_MOST: u64 = 1 << 30;

#[derive(clap::Args, Debug)]
pub struct SubmitArgs {
    /// The folder: every file NAME.json in it is a request
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The service, such as http://127.0.0.1:8080; a key is taken from CALLBOARD_KEY
    #[arg(long, value_name = "URL")]
    pub server: String,
    /// The folder for the plans, NAME.plan.json for each request
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// What the batch is called
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
}

#[derive(Deserialize)]
struct Progress {
    id: String,
    runs: u64,
    completed: u64,
    failed: u64,
    done: bool,
}

pub fn run(args: &SubmitArgs) -> Outcome {
    let requests = requests(&args.folder)?;
    std::fs::create_dir_all(&args.out).map_err(|e| {
        Failure::failed(format!("{}: cannot be made: {}", args.out.display(), reason(&e)))
    })?;
    let service = Service::of(&args.server)?;
    let body = body(args.name.as_deref(), &requests)?;
    let mut progress = service.send(&body)?;
    say(&format!("{}: {} sent", progress.id, count(requests.len(), "request")));
    let id = progress.id.clone();
    let mut told = u64::MAX;
    while !progress.done {
        std::thread::sleep(ASK_EVERY);
        progress = service.patient(|| service.get(&format!("/v1/batches/{id}")))?;
        if progress.completed != told {
            told = progress.completed;
            say(&format!("{id}: {told} of {} planned, {} failed", progress.runs, progress.failed));
        }
    }
    let missing = service.results(&id, &requests, &args.out)?;
    let planned = requests.len() - missing;
    say(&format!("{} written to {}", count(planned, "plan"), args.out.display()));
    Ok(u8::from(missing > 0))
}

/// The requests of a folder by name.
fn requests(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let fail = |e: std::io::Error| {
        Failure::failed(format!("{}: cannot be read: {}", folder.display(), reason(&e)))
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).map(str::to_owned);
        if let Some(name) = name.filter(|_| path.extension().is_some_and(|e| e == "json")) {
            found.push((name, files::read(&path)?));
        }
    }
    found.sort();
    match found.is_empty() {
        true => Err(Failure::usage(format!("{}: holds no .json file", folder.display()))),
        false => Ok(found),
    }
}

/// All requests as one body. A file that is no JSON is told by its name.
fn body(name: Option<&str>, requests: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Failure> {
    let mut body = b"{".to_vec();
    if let Some(name) = name {
        body.extend_from_slice(format!("\"name\":{},", Value::from(name)).as_bytes());
    }
    body.extend_from_slice(b"\"requests\":[");
    for (k, (name, text)) in requests.iter().enumerate() {
        if let Err(error) = serde_json::from_slice::<&serde_json::value::RawValue>(text) {
            return Err(Failure::failed(format!("{name}.json: is no JSON: {error}")));
        }
        if k > 0 {
            body.push(b',');
        }
        body.extend_from_slice(text);
    }
    body.extend_from_slice(b"]}");
    Ok(body)
}

struct Service {
    agent: Agent,
    at: String,
    key: Option<String>,
}

impl Service {
    fn of(server: &str) -> Result<Service, Failure> {
        if !server.starts_with("http://") {
            let text = format!("{server}: begins with http://; TLS is a proxy's affair");
            return Err(Failure::usage(text));
        }
        let config = Agent::config_builder().http_status_as_error(false);
        let config = config.timeout_recv_response(Some(Duration::from_secs(120))).build();
        let key = std::env::var(KEY).ok().map(|key| format!("Bearer {key}"));
        Ok(Service { agent: config.into(), at: server.trim_end_matches('/').to_owned(), key })
    }

    /// Sends the batch; twice sent it is still one.
    fn send(&self, body: &[u8]) -> Result<Progress, Failure> {
        let word = crate::intake::canonical::hex(&Sha256::digest(body));
        self.patient(|| {
            let mut post = self.agent.post(format!("{}/v1/batches", self.at));
            if let Some(key) = &self.key {
                post = post.header("authorization", key);
            }
            let post = post.header("content-type", "application/json");
            read(post.header("idempotency-key", &word).send(body))
        })
    }

    fn ask(&self, path: &str) -> Result<Response<ureq::Body>, ureq::Error> {
        let mut get = self.agent.get(format!("{}{path}", self.at));
        if let Some(key) = &self.key {
            get = get.header("authorization", key);
        }
        get.call()
    }

    fn get(&self, path: &str) -> Result<Progress, Trouble> {
        read(self.ask(path))
    }

    /// Asks again while the service is busy or away.
    fn patient<T>(&self, ask: impl Fn() -> Result<T, Trouble>) -> Result<T, Failure> {
        for left in (0..PATIENCE).rev() {
            match ask() {
                Ok(answer) => return Ok(answer),
                Err(Trouble::Passing(_)) if left > 0 => std::thread::sleep(ASK_EVERY),
                Err(Trouble::Passing(why) | Trouble::Lasting(why)) => {
                    return Err(Failure::failed(format!("{}: {why}", self.at)));
                }
            }
        }
        unreachable!("the last try returns")
    }

    /// Writes each plan as it comes; how many requests have none.
    fn results(
        &self,
        id: &str,
        requests: &[(String, Vec<u8>)],
        out: &Path,
    ) -> Result<usize, Failure> {
        let broken = |why: String| Failure::failed(format!("{}: {why}", self.at));
        let answer = self.ask(&format!("/v1/batches/{id}/results"));
        let answer = answer.map_err(|e| broken(e.to_string()))?;
        let reader = answer.into_body().into_with_config().limit(LINE_MOST).reader();
        let mut missing = requests.len();
        for (line, (name, _)) in BufReader::new(reader).lines().zip(requests) {
            let line = line.map_err(|e| broken(reason(&e)))?;
            let run: Value = serde_json::from_str(&line).map_err(|e| broken(e.to_string()))?;
            if run["plan"].is_null() {
                let why = run["failure"]["message"].as_str().unwrap_or("it was stopped");
                say(&format!("{name}: {} has no plan: {why}", run["id"]));
                continue;
            }
            let mut text = serde_json::to_vec_pretty(&run["plan"]).expect("it was JSON just now");
            text.push(b'\n');
            files::write(&out.join(format!("{name}.plan.json")), &text)?;
            missing -= 1;
        }
        Ok(missing)
    }
}

/// Why there is no answer.
enum Trouble {
    /// It may go by.
    Passing(String),
    Lasting(String),
}

fn read(answer: Result<Response<ureq::Body>, ureq::Error>) -> Result<Progress, Trouble> {
    let mut answer = answer.map_err(|error| Trouble::Passing(error.to_string()))?;
    let status = answer.status().as_u16();
    let text = answer.body_mut().read_to_string();
    let text = text.map_err(|error| Trouble::Passing(error.to_string()))?;
    if status < 300 {
        return serde_json::from_str(&text).map_err(|error| Trouble::Lasting(error.to_string()));
    }
    let problem: Value = serde_json::from_str(&text).unwrap_or_default();
    let mut said = problem["detail"].as_str().unwrap_or("no reason is given").to_owned();
    for fault in problem["errors"].as_array().into_iter().flatten().take(20) {
        said.push_str(&format!("\n  {}: {}", fault["pointer"], fault["message"]));
    }
    let said = files::clean(&format!("{status}: {said}"));
    match status {
        429 | 500.. => Err(Trouble::Passing(said)),
        _ => Err(Trouble::Lasting(said)),
    }
}
