//! A worker: a process that leases one run after the other.
//!
//! One thread works; another one, at the usual priority, renews the lease, listens for a stop,
//! watches the memory, and ends the process where the working thread does not listen.

use super::held::Held;
use super::run_one;
use crate::store::{Claim, Look, Store, Stored};
use std::io::BufRead;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a run stays a worker's that says nothing.
const LEASE: Duration = Duration::from_secs(10);
/// How often the lease is renewed.
const BEAT_EVERY: Duration = Duration::from_secs(2);
/// How often the run and the memory are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often an idle worker looks for runs by itself.
const IDLE: Duration = Duration::from_millis(250);
/// The pause after the store has failed, and once more when it is back: those who work renew their
/// leases first.
const BROKEN: Duration = Duration::from_secs(3);
/// How long a run may go on that nobody waits for any more. The process ends then.
const STUBBORN: Duration = Duration::from_secs(5);
/// A run that so many workers have died over is given up.
const MOST_DEATHS: u32 = 3;
/// A run that was ended so often from outside is given up too: where a machine kills what takes all
/// its memory, nobody is left to tell.
const MOST_INTERRUPTIONS: u32 = 12;

/// The exit code of a worker whose run did not listen.
const EXIT_STUBBORN: i32 = 3;

/// How the runs are worked on.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The longest that one run is worked on, whatever budget it asks for.
    pub longest: Duration,
    /// Where a plan that the verifier refused is kept with its request.
    pub refused: PathBuf,
    /// The most bytes of memory; 0 = any number.
    pub memory: u64,
}

pub struct Worker {
    store: Arc<Store>,
    settings: Arc<Settings>,
    name: String,
    supervised: bool,
    leaving: Arc<AtomicBool>,
    held: Mutex<Option<Arc<Held>>>,
    /// Whether somebody has said that it is worth a look.
    woken: (Mutex<bool>, Condvar),
}

impl Worker {
    /// A worker by this name, which nobody else may have; a supervised one listens on stdin.
    pub fn new(store: Store, settings: Settings, name: String, supervised: bool) -> Arc<Worker> {
        Arc::new(Worker {
            store: Arc::new(store),
            settings: Arc::new(settings),
            name,
            supervised,
            leaving: Arc::default(),
            held: Mutex::default(),
            woken: Default::default(),
        })
    }

    /// Works until it is told to leave.
    pub fn work(self: &Arc<Worker>) -> Stored<()> {
        let watch = Arc::clone(self);
        super::thread("watch", move || watch.watch())?;
        if self.supervised {
            let listen = Arc::clone(self);
            super::thread("listen", move || listen.listen())?;
        }
        run_one::lower_priority();
        let claim = Claim {
            worker: &self.name,
            lease: LEASE,
            deaths: MOST_DEATHS,
            interruptions: MOST_INTERRUPTIONS,
        };
        while !self.is_leaving() {
            match self.store.claim(&claim) {
                Ok(Some(run)) => {
                    let (store, settings) = (&self.store, &self.settings);
                    let (leaving, name) = (&self.leaving, &self.name);
                    let held = Held::new(store, settings, leaving, name, run, self.supervised);
                    let held = Arc::new(held);
                    self.hold(Some(Arc::clone(&held)));
                    held.tell();
                    run_one::run_one(&held);
                    self.hold(None);
                }
                Ok(None) => self.wait(IDLE),
                Err(error) => {
                    eprintln!("store: {error}");
                    while !self.is_leaving() && self.store.load().is_err() {
                        self.wait(BROKEN);
                    }
                    self.wait(BROKEN);
                }
            }
        }
        Ok(())
    }

    /// Nothing new is begun, and what is being worked on is put back.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
        if let Some(held) = self.held() {
            held.stop.now();
        }
        self.wake();
    }

    fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    fn hold(&self, held: Option<Arc<Held>>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }

    fn held(&self) -> Option<Arc<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn wake(&self) {
        *self.woken.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.woken.1.notify_all();
    }

    /// Waits so long, or until it is woken.
    fn wait(&self, time: Duration) {
        let woken = self.woken.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.woken.1.wait_timeout_while(woken, time, |woken| !*woken);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }

    /// A line is a nudge; the end of the pipe is the end of the service.
    fn listen(&self) {
        for line in std::io::stdin().lock().lines() {
            if line.is_err() {
                break;
            }
            self.wake();
        }
        self.leave();
    }

    /// Looks after the run that is being worked on.
    fn watch(&self) {
        let mut beat = Instant::now();
        let mut told: Option<(String, Instant)> = None;
        let mut away = false;
        loop {
            std::thread::sleep(LOOK_EVERY);
            self.judge_memory();
            let Some(held) = self.held() else {
                told = None;
                continue;
            };
            let id = held.id();
            let looked = match beat.elapsed() >= BEAT_EVERY {
                true => {
                    beat = Instant::now();
                    self.store.beat(&id, &self.name, LEASE)
                }
                false => self.store.look(&id, &self.name),
            };
            match &looked {
                Ok(Look::GoOn) => {}
                Ok(Look::Stop) => held.stop.now(),
                // It may have ended well just now, which is no loss.
                Ok(Look::Lost) => held.lose(),
                // It is worked on while the database is away; if another has it by then, the next
                // look says so.
                Err(error) if !away => eprintln!("{id}: {error}"),
                Err(_) => {}
            }
            away = looked.is_err();
            if self.is_leaving() {
                held.stop.now();
            } else if !held.is_lost() {
                continue;
            }
            let since = match &told {
                Some((other, since)) if *other == id => *since,
                _ => told.insert((id, Instant::now())).1,
            };
            if since.elapsed() >= STUBBORN {
                eprintln!("a run does not listen, its worker ends");
                std::process::exit(EXIT_STUBBORN);
            }
        }
    }

    /// More memory than allowed costs this attempt, and not the machine.
    fn judge_memory(&self) {
        if self.settings.memory > 0 && resident().is_some_and(|now| now > self.settings.memory) {
            eprintln!("more than {} bytes of memory, the worker ends", self.settings.memory);
            std::process::abort();
        }
    }
}

/// Bytes of memory in use, where the system tells.
fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

/// Three quarters of the machine's memory, shared between so many workers; 0 where it is not told.
pub fn fair_memory(workers: usize) -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
    kilobytes.unwrap_or(0_u64) * 1024 / 4 * 3 / workers.max(1) as u64
}
