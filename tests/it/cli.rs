//! The program as people call it: exit codes, what is said, and what is written where.

mod batch;
mod bench;
mod calendar;
mod compare;
mod evaluate;
mod formats;
mod odd;
mod plan;
mod rules;
mod show;
mod view;

use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

static COUNT: AtomicU64 = AtomicU64::new(0);

/// A folder of its own for one test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("callboard-cli-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a temporary folder");
        Folder(path)
    }

    fn at(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path in UTF-8").to_owned()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        fs::write(self.0.join(name), text).expect("a temporary file");
        self.at(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a readable folder");
        let name = |e: fs::DirEntry| e.file_name().to_string_lossy().into_owned();
        let mut names: Vec<String> = entries.map(|e| name(e.expect("an entry"))).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// How the program ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
    command.current_dir(folder).env_remove("COLUMNS");
    command
}

fn run_in(folder: &Path, args: &[impl AsRef<OsStr>], stdin: &str) -> Ended {
    let mut command = program(folder);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(stdin.as_bytes()).ok();
    drop(pipe);
    let output = child.wait_with_output().expect("its end");
    let ended = Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    };
    assert!(!ended.err.contains("panicked"), "{ended:?}");
    ended
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs in the folder of the repository.
fn run(args: &[&str]) -> Ended {
    run_in(root(), args, "")
}

/// Runs and expects the exit code and, in what is said or written, each of the texts.
fn check(args: &[&str], code: i32, expected: &[&str]) -> Ended {
    let ended = run(args);
    assert_eq!(ended.code, Some(code), "{args:?}: {ended:?}");
    for text in expected {
        let found = ended.out.contains(text) || ended.err.contains(text);
        assert!(found, "{args:?}: no `{text}` in {ended:?}");
    }
    ended
}

/// A request of one crew and the given jobs.
fn request(run: &str, jobs: &str) -> String {
    format!(
        r#"{{"run":{run},"problem":{{"crews":[{{"id":"van","start":{{"lat":37.3,"lon":-121.9}}}}],
        "jobs":[{jobs}]}}}}"#
    )
}

const GOOD_JOB: &str = r#"{"id":"lamp","place":{"lat":37.31,"lon":-121.95},"duration":"PT1H"}"#;
const BAD_JOB: &str = r#"{"id":"oven","place":"nowhere","duration":"PT1H"}"#;
