//! One file of a batch in a process of its own, so that whatever happens to it stays there.

use super::files;
use super::settings::Settings;
use serde::Deserialize;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// More complaints of one file than this are cut.
const SAID_MOST: u64 = 64 * 1024;
/// What a run by seconds may take beyond its budget: reading, reasons, verifying, writing.
const GRACE: Duration = Duration::from_secs(30);
/// The limit where the budget is counted in moves.
const WORK_LIMIT: Duration = Duration::from_secs(3600);

/// One file of the batch and where its plan goes.
pub struct Task {
    pub request: PathBuf,
    pub plan: PathBuf,
}

/// Plans the file. On failure, everything that the process had to say.
pub fn plan(task: &Task, settings: &Settings, limit: Option<u32>) -> Result<(), String> {
    if task.request.is_dir() {
        return Err("is a folder, not a request; move it away".to_owned());
    }
    let limit = match limit {
        Some(seconds) => Duration::from_secs(u64::from(seconds)),
        None => default_limit(&task.request, settings),
    };
    let program = std::env::current_exe().map_err(|e| format!("no program to run: {e}"))?;
    let mut command = Command::new(program);
    command.arg("plan").arg(&task.request).arg("--out").arg(&task.plan).arg("--quiet");
    command.args(settings.to_args());
    let (status, said) = run(command, limit)?;
    match status {
        Some(status) if status.success() => Ok(()),
        Some(status) if status.code() == Some(1) && !said.is_empty() => Err(said),
        Some(status) => Err(format!("the process ended badly: {}\n{said}", ended(status))),
        None => {
            let seconds = limit.as_secs_f64();
            Err(format!("was ended after {seconds} s without a plan; see --kill-after\n{said}"))
        }
    }
}

/// Runs to the end or to the limit; no status when the limit ended it.
fn run(mut command: Command, limit: Duration) -> Result<(Option<ExitStatus>, String), String> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let begin = Instant::now();
    let mut child = command.spawn().map_err(|e| format!("no process can be started: {e}"))?;
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
        match child.try_wait().map_err(|e| format!("the process cannot be watched: {e}"))? {
            Some(status) => break Some(status),
            None if begin.elapsed() >= limit => {
                // It may have ended by itself just now; it has to be waited for all the same.
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            None => std::thread::sleep(pause),
        }
        pause = (2 * pause).min(Duration::from_millis(50));
    };
    Ok((status, reader.join().unwrap_or_default()))
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

    fn shell(script: &str, limit_ms: u64) -> (Option<ExitStatus>, String) {
        let mut command = Command::new("sh");
        command.arg("-c").arg(script);
        run(command, Duration::from_millis(limit_ms)).expect("a shell")
    }

    // If this fails, one crashing or hanging file stops the night's whole batch.
    #[test]
    fn crashes_and_hangs_are_told_apart() {
        let (status, said) = shell("echo so it goes >&2; kill -SEGV $$", 5000);
        assert_eq!(ended(status.expect("an end of its own")), "signal 11");
        assert_eq!(said, "so it goes");
        let begin = Instant::now();
        let (status, _) = shell("exec sleep 30", 50);
        assert!(status.is_none() && begin.elapsed() < Duration::from_secs(5));
        let (status, said) = shell("head -c 300000 /dev/zero >&2; exit 3", 5000);
        assert_eq!(ended(status.expect("an end of its own")), "exit code 3");
        assert!(said.len() <= SAID_MOST as usize);
    }
}
