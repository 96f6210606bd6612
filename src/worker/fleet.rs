//! The service's own workers: started, woken, started again when they die, and sent home.

use super::{Runs, thread};
use crate::store::{Death, LOOKED_AFTER, Place, Stored};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A worker that dies sooner than this is not started again at once.
const SHORT: Duration = Duration::from_secs(1);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How long a worker may take to go home before it is made to.
const GOING_HOME: Duration = Duration::from_secs(6);

/// The name of the variable that tells a worker of a database: an argument would show a password
/// to everybody who lists the processes.
pub const DATABASE: &str = "CALLBOARD_DATABASE";

/// How a worker is started.
#[derive(Clone, Debug)]
pub struct Launch {
    pub program: PathBuf,
    pub place: Place,
    /// More arguments of `callboard worker`.
    pub args: Vec<String>,
}

pub struct Fleet {
    launch: Launch,
    slots: Vec<Slot>,
    restarts: AtomicUsize,
}

/// A worker's place. Dropping the pipe sends it home.
#[derive(Default)]
struct Slot {
    pipe: Mutex<Option<ChildStdin>>,
    child: Mutex<Option<Child>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Fleet {
    pub fn new(launch: Launch, workers: usize) -> Fleet {
        let slots = (0..workers).map(|_| Slot::default()).collect();
        Fleet { launch, slots, restarts: AtomicUsize::new(0) }
    }

    pub fn restarts(&self) -> usize {
        self.restarts.load(Ordering::Relaxed)
    }

    /// Something has changed that a worker may want to know.
    pub fn wake(&self) {
        for slot in &self.slots {
            if let Some(pipe) = &mut *locked(&slot.pipe) {
                // A worker that is dying is started again, and looks by itself.
                let _ = pipe.write_all(b"\n");
            }
        }
    }

    /// Sends all workers home, and ends those that do not go.
    pub fn close(&self) {
        for slot in &self.slots {
            drop(locked(&slot.pipe).take());
        }
    }

    fn end(&self) {
        for slot in &self.slots {
            if let Some(child) = &mut *locked(&slot.child) {
                // It may have gone by itself just now.
                let _ = child.kill();
            }
        }
    }
}

/// A thread for each worker, and one that sees to it that all are gone in the end.
pub fn start(runs: &Arc<Runs>) -> Stored<Vec<JoinHandle<()>>> {
    let mut threads = Vec::new();
    for slot in 0..runs.fleet.slots.len() {
        let runs = Arc::clone(runs);
        threads.push(thread("workers", move || keep_alive(&runs, slot))?);
    }
    let all = Arc::clone(runs);
    threads.push(thread("going home", move || {
        let mut closing = all.closing();
        while !*closing.borrow_and_update() {
            std::thread::sleep(FIRST_PAUSE);
        }
        let begin = Instant::now();
        let home = || all.fleet.slots.iter().all(|slot| locked(&slot.child).is_none());
        while !home() && begin.elapsed() < GOING_HOME {
            std::thread::sleep(FIRST_PAUSE / 4);
        }
        all.fleet.end();
    })?);
    Ok(threads)
}

/// Starts a worker, listens to it until it ends, and starts the next.
fn keep_alive(runs: &Runs, slot: usize) {
    let mut pause = FIRST_PAUSE;
    while !runs.is_closing() {
        let name = format!("{LOOKED_AFTER}{slot}-{}", uuid::Uuid::now_v7().simple());
        let begin = Instant::now();
        let mut death = Death::Own;
        let starved = starved();
        match one_life(runs, slot, &name) {
            Ok(how) => {
                death = death_of(how, starved);
                if !runs.is_closing() {
                    runs.fleet.restarts.fetch_add(1, Ordering::Relaxed);
                    let how = how.map_or_else(String::new, |status| format!(" ({status})"));
                    eprintln!("worker {slot} ended{how}; what it worked on is tried again");
                }
            }
            Err(error) => eprintln!("worker {slot} cannot be started: {error}"),
        }
        // Where the store does not answer, the lease runs out by itself.
        if let Err(error) = runs.store.free(&name, death) {
            eprintln!("store: {error}");
        }
        runs.fleet.wake();
        if begin.elapsed() >= SHORT {
            pause = FIRST_PAUSE;
        } else if !runs.is_closing() {
            std::thread::sleep(pause);
            pause = (2 * pause).min(LONGEST_PAUSE);
        }
    }
}

/// One worker from its start to its end: how it ended.
fn one_life(runs: &Runs, at: usize, name: &str) -> std::io::Result<Option<ExitStatus>> {
    let Launch { program, place, args } = &runs.fleet.launch;
    let slot = &runs.fleet.slots[at];
    let mut command = Command::new(program);
    command.arg("worker").args(args).args(["--supervised", name]);
    // It is told all that it needs, and is not to find another place to work for.
    command.env_remove("CALLBOARD_CONFIG").env_remove("CALLBOARD_DATA");
    match place {
        Place::Folder(folder) => command.env_remove(DATABASE).arg("--data").arg(folder),
        Place::Postgres(url) => command.env(DATABASE, url),
    };
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let said = child.stdout.take();
    *locked(&slot.pipe) = child.stdin.take();
    *locked(&slot.child) = Some(child);
    if runs.is_closing() {
        drop(locked(&slot.pipe).take());
    }
    // Each line is the id of a run that has changed.
    for line in said.into_iter().flat_map(|pipe| BufReader::new(pipe).lines()) {
        let Ok(id) = line else { break };
        if let Err(error) = runs.refresh(&id) {
            eprintln!("store: {error}");
        }
    }
    drop(locked(&slot.pipe).take());
    // Its end of the pipe is closed: it has ended or is about to.
    let ended = loop {
        let mut child = locked(&slot.child);
        let Some(running) = &mut *child else { break None };
        if let Some(status) = running.try_wait()? {
            *child = None;
            break Some(status);
        }
        drop(child);
        std::thread::sleep(Duration::from_millis(5));
    };
    Ok(ended)
}

/// How many processes the system has killed for want of memory, where it tells.
fn starved() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/vmstat").ok()?;
    text.lines().find_map(|line| line.strip_prefix("oom_kill ")?.trim().parse().ok())
}

/// People kill by this signal, and so does a system without memory: where it has killed anybody
/// since, or does not tell, the run may have been the reason.
#[cfg(unix)]
fn death_of(how: Option<ExitStatus>, before: Option<u64>) -> Death {
    use std::os::unix::process::ExitStatusExt;
    const KILL: i32 = 9;
    match how.and_then(|status| status.signal()) {
        Some(KILL) if before.is_some() && before == starved() => Death::Outside,
        _ => Death::Own,
    }
}

#[cfg(not(unix))]
fn death_of(_how: Option<ExitStatus>, _before: Option<u64>) -> Death {
    Death::Own
}
