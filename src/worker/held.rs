//! A run in the hands of a worker.

use super::process::Settings;
use crate::solve::Stop;
use crate::store::{Ending, Progress, Run, Store, StoreError, Stored};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long an end is tried to be stored: a database may be away for a while.
const PATIENCE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(500);

pub struct Held {
    pub store: Arc<Store>,
    pub settings: Arc<Settings>,
    pub worker: String,
    pub stop: Arc<Stop>,
    /// The worker is going home: the run is put back.
    pub leaving: Arc<AtomicBool>,
    /// Another has the run by now, or it has ended: nothing is to be stored any more.
    lost: AtomicBool,
    run: Mutex<Run>,
    /// Whether a service listens on stdout.
    supervised: bool,
}

impl Held {
    pub fn new(
        store: &Arc<Store>,
        settings: &Arc<Settings>,
        leaving: &Arc<AtomicBool>,
        worker: &str,
        run: Run,
        supervised: bool,
    ) -> Held {
        Held {
            store: Arc::clone(store),
            settings: Arc::clone(settings),
            worker: worker.to_owned(),
            stop: Arc::default(),
            leaving: Arc::clone(leaving),
            lost: AtomicBool::new(false),
            run: Mutex::new(run),
            supervised,
        }
    }

    /// The run as this worker knows it.
    pub fn run(&self) -> Run {
        self.run.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn id(&self) -> String {
        self.run().id
    }

    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    pub fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// The run is somebody else's: no more work on it.
    pub fn lose(&self) {
        self.lost.store(true, Ordering::Relaxed);
        self.stop.now();
    }

    fn note(&self, done: Stored<()>, change: impl FnOnce(&mut Run)) -> Stored<()> {
        match &done {
            Ok(()) => {
                change(&mut self.run.lock().unwrap_or_else(PoisonError::into_inner));
                self.tell();
            }
            Err(StoreError::Lost) => self.lose(),
            Err(_) => {}
        }
        done
    }

    /// Tells the service that the run has changed.
    pub fn tell(&self) {
        if self.supervised {
            let mut out = std::io::stdout().lock();
            // A service that is gone looks the run up later.
            let _ = writeln!(out, "{}", self.id()).and_then(|()| out.flush());
        }
    }

    /// Publishes a better output.
    pub fn publish(&self, progress: Option<&Progress>, output: &[u8]) -> Stored<()> {
        let done = self.store.publish(&self.id(), &self.worker, progress, output);
        self.note(done, |run| {
            if let Some(progress) = progress {
                run.progress = Some(progress.clone());
            }
        })
    }

    /// Forgets what an earlier attempt has made.
    pub fn forget(&self) -> Stored<()> {
        let done = self.store.forget(&self.id(), &self.worker);
        self.note(done, |run| run.progress = None)
    }

    /// Puts the run back for the next worker.
    pub fn put_back(&self) -> Stored<()> {
        let done = self.store.put_back(&self.id(), &self.worker);
        self.note(done, |_| {})
    }

    /// Ends the run, and tries again while the database is away.
    pub fn finish(&self, ending: &Ending) -> Stored<()> {
        let begin = Instant::now();
        loop {
            let done = self.store.finish(&self.id(), &self.worker, ending);
            match &done {
                Err(StoreError::Broken(why)) if begin.elapsed() < PATIENCE => {
                    eprintln!("{}: {why}; trying again", self.id());
                    std::thread::sleep(PAUSE);
                }
                _ => return self.note(done, |run| run.state = ending.state),
            }
        }
    }
}
