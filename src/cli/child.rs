//! One request in a process of its own, so that whatever happens to it stays there.

use super::files;
use super::settings::Settings;
use crate::solve::Stop;
use serde::Deserialize;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// More complaints of one file than this are cut.
const SAID_MOST: u64 = 64 * 1024;
/// What a run by seconds may take beyond its budget: reading, reasons, verifying, writing.
const GRACE: Duration = Duration::from_secs(30);
/// How exactly the life of a process is told.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// The limit where the budget is counted in moves.
const WORK_LIMIT: Duration = Duration::from_secs(3600);

/// A process that only verifies has to end before this.
const VERIFY_LIMIT: Duration = Duration::from_secs(600);

/// One request and where its plan goes.
pub struct Task {
    pub request: PathBuf,
    pub plan: PathBuf,
    /// Where the process tells what it took, if anybody asks.
    pub took: Option<PathBuf>,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum Broken {
    /// All that the process had to say.
    Said(String),
    /// It was ended after so many seconds.
    Late(f64, String),
    /// Told to stop from outside.
    Stopped,
}

/// Plans the file: how long the process lived.
pub fn plan(
    task: &Task,
    settings: &Settings,
    limit: Option<u32>,
    stop: &Stop,
) -> Result<Duration, Broken> {
    if task.request.is_dir() {
        return Err(Broken::Said("is a folder, not a request; move it away".to_owned()));
    }
    let limit = match limit {
        Some(seconds) => Duration::from_secs(u64::from(seconds)),
        None => default_limit(&task.request, settings),
    };
    let mut command = own()?;
    command.arg("plan").arg(&task.request).arg("--out").arg(&task.plan).arg("--quiet");
    command.args(settings.to_args());
    if let Some(took) = &task.took {
        command.arg("--took").arg(took);
    }
    run(command, limit, stop)?.judged(limit)
}

/// Reads request and plan as they were written, and verifies the one against the other.
pub fn verify(task: &Task, stop: &Stop) -> Result<(), Broken> {
    let mut command = own()?;
    command.arg("verify").arg(&task.request).arg(&task.plan);
    run(command, VERIFY_LIMIT, stop)?.judged(VERIFY_LIMIT).map(|_| ())
}

/// This program, once more.
fn own() -> Result<Command, Broken> {
    let program = std::env::current_exe();
    program.map(Command::new).map_err(|e| Broken::Said(format!("no program to run: {e}")))
}

/// How a process ended; no status when the limit ended it.
struct Ended {
    status: Option<ExitStatus>,
    said: String,
    life: Duration,
}

impl Ended {
    fn judged(self, limit: Duration) -> Result<Duration, Broken> {
        let Ended { status, said, life } = self;
        match status {
            Some(status) if status.success() => Ok(life),
            // An interrupt from a terminal goes to all processes of the command.
            Some(status) if interrupted(status) => Err(Broken::Stopped),
            Some(status) if status.code() == Some(1) && !said.is_empty() => Err(Broken::Said(said)),
            Some(status) => {
                let how = ended(status);
                Err(Broken::Said(format!("the process ended badly: {how}\n{said}")))
            }
            None => Err(Broken::Late(limit.as_secs_f64(), said)),
        }
    }
}

/// Runs to the end, to the limit or until told to stop.
fn run(mut command: Command, limit: Duration, stop: &Stop) -> Result<Ended, Broken> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let begin = Instant::now();
    let cannot = |what: &str, e: std::io::Error| Broken::Said(format!("{what}: {e}"));
    let mut child = command.spawn().map_err(|e| cannot("no process can be started", e))?;
    let pipe = child.stderr.take();
    // Read beside the wait: a full pipe would stop the child for good.
    let reader = std::thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(mut pipe) = pipe {
            // What cannot be read is not there to be shown.
            let _ = pipe.by_ref().take(SAID_MOST).read_to_end(&mut said);
            let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        }
        String::from_utf8_lossy(&said).trim().to_owned()
    });
    let mut pause = Duration::from_millis(1);
    let status = loop {
        match child.try_wait().map_err(|e| cannot("the process cannot be watched", e))? {
            Some(status) => break Some(status),
            None if begin.elapsed() >= limit || stop.is_set() => {
                // It may have ended by itself just now; it has to be waited for all the same.
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            None => std::thread::sleep(pause),
        }
        pause = (2 * pause).min(LOOK_EVERY);
    };
    let life = begin.elapsed();
    let said = reader.join().unwrap_or_default();
    if stop.is_set() {
        return Err(Broken::Stopped);
    }
    Ok(Ended { status, said, life })
}

#[cfg(unix)]
const SIGINT: i32 = 2;

#[cfg(unix)]
fn interrupted(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(SIGINT)
}

#[cfg(not(unix))]
fn interrupted(_status: ExitStatus) -> bool {
    false
}

#[cfg(unix)]
fn ended(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(signal) => format!("signal {signal}"),
        None => format!("exit code {}", status.code().unwrap_or_default()),
    }
}

#[cfg(not(unix))]
fn ended(status: ExitStatus) -> String {
    status.to_string()
}

/// The budget of the file and some grace; the child itself says what is wrong with the file.
fn default_limit(request: &Path, settings: &Settings) -> Duration {
    #[derive(Deserialize, Default)]
    struct Peek {
        #[serde(default)]
        run: RunPeek,
    }
    #[derive(Deserialize, Default)]
    struct RunPeek {
        seconds: Option<f64>,
        work: Option<u64>,
    }
    let mut peek = Peek::default();
    if settings.seconds.is_none()
        && settings.work.is_none()
        // A pipe would make the reader wait for ever.
        && request.is_file()
        && let Ok(file) = std::fs::File::open(request)
    {
        peek = serde_json::from_reader(BufReader::new(file)).unwrap_or_default();
    }
    let by_work = settings.work.or(peek.run.work).is_some();
    match settings.seconds.or(peek.run.seconds) {
        Some(s) if !by_work && (0.0..1e6).contains(&s) => Duration::from_secs_f64(s) + GRACE,
        _ if by_work => WORK_LIMIT + GRACE,
        _ => Duration::from_secs(10) + GRACE,
    }
}

/// What the process said, in one line: its first words on the file and the first fault.
pub fn first_words(said: &str) -> String {
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let text = lines.take(3).collect::<Vec<_>>().join(" | ");
    let short: String = text.chars().take(300).collect();
    files::clean(&short)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;

    fn shell(script: &str, limit_ms: u64, stop: &Stop) -> Result<Duration, Broken> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(script);
        let limit = Duration::from_millis(limit_ms);
        run(command, limit, stop)?.judged(limit)
    }

    // If this fails, one crashing or hanging file stops the night's whole batch.
    #[test]
    fn crashes_and_hangs_are_told_apart() {
        let on = Stop::default();
        let said = |script| match shell(script, 5000, &on) {
            Err(Broken::Said(said)) => said,
            other => panic!("{other:?}"),
        };
        let crash = said("echo so it goes >&2; kill -SEGV $$");
        assert_eq!(crash, "the process ended badly: signal 11\nso it goes");
        assert_eq!(said("echo a fault >&2; exit 1"), "a fault");
        let long = said("head -c 300000 /dev/zero >&2; exit 3");
        assert!(long.contains("exit code 3") && long.len() <= SAID_MOST as usize + 100);
        let begin = Instant::now();
        let late = shell("exec sleep 30", 50, &on);
        assert!(matches!(late, Err(Broken::Late(..))) && begin.elapsed().as_secs() < 5);
        assert!(shell("sleep 0.1", 5000, &on).expect("no fault") >= Duration::from_millis(100));
    }

    // If this fails, an interrupt leaves processes behind, or counts as a crash of the file.
    #[test]
    fn a_stop_ends_the_process() {
        let stop = Stop::default();
        // What a script starts in the background ignores interrupts, and so do its children.
        match ignores_interrupts() {
            true => println!("interrupts are ignored here: none is sent to a process"),
            false => assert!(matches!(shell("kill -INT $$", 5000, &stop), Err(Broken::Stopped))),
        }
        assert!(interrupted(ExitStatus::from_raw(SIGINT)));
        stop.now();
        let begin = Instant::now();
        let stopped = shell("exec sleep 30", 20_000, &stop);
        assert!(matches!(stopped, Err(Broken::Stopped)) && begin.elapsed().as_secs() < 5);
    }

    /// Whether this process was started with interrupts ignored, as far as the system tells.
    fn ignores_interrupts() -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
        ignored.is_some_and(|bits| (bits >> (SIGINT - 1)) & 1 == 1)
    }
}
