//! Runs on their way from the door to their end: a queue, solver threads, and those who follow.
//!
//! Solving happens on threads of its own at lower priority, never on those that answer requests.

pub mod comparison;
mod live;
pub mod queue;
mod run_one;

pub use live::Live;

use crate::store::{Failure, Kind, Run, State, Store, StoreError, Stored};
use crate::wire::text::print_instant;
use bytes::Bytes;
use queue::Queue;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};
use tokio::sync::watch;

/// A run that was begun so often without an end is not begun again.
const MOST_ATTEMPTS: u32 = 3;

/// How the runs are worked on.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Runs solved at the same time.
    pub solvers: usize,
    /// The most runs that wait.
    pub queue: usize,
    /// The longest that one run is worked on, whatever budget it asks for.
    pub longest: Duration,
    /// Where a plan that the verifier refused is kept with its request.
    pub refused: PathBuf,
}

/// What is known of a run before it gets its id.
pub struct Order {
    pub kind: Kind,
    pub name: Option<String>,
    pub tags: Vec<String>,
    pub nightly: bool,
}

/// Why a run was not taken.
#[derive(Debug)]
pub enum Turned {
    /// The queue or the store is full.
    Full,
    /// The service is going down.
    Closing,
    /// The store failed; in words for a log.
    Broken(String),
}

pub struct Runs {
    pub store: Box<dyn Store>,
    settings: Settings,
    queue: Queue,
    live: Mutex<HashMap<String, Arc<Live>>>,
    closing: watch::Sender<bool>,
}

impl Runs {
    pub fn new(store: Box<dyn Store>, settings: Settings) -> Arc<Runs> {
        let queue = Queue::new(settings.queue);
        let (live, closing) = (Mutex::default(), watch::Sender::new(false));
        Arc::new(Runs { store, settings, queue, live, closing })
    }

    fn lives(&self) -> MutexGuard<'_, HashMap<String, Arc<Live>>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on with what an earlier service has left, then starts the solvers.
    pub fn start(self: &Arc<Runs>) -> Stored<Vec<JoinHandle<()>>> {
        for mut run in self.store.unfinished()? {
            if run.attempts >= MOST_ATTEMPTS {
                run.state = State::Failed;
                run.completed_at = Some(now());
                run.failure = Some(Failure {
                    code: "RESTARTS".into(),
                    message: format!("the service ended {} times during this run", run.attempts),
                });
                self.store.save(&run)?;
                continue;
            }
            run.state = State::Queued;
            self.store.save(&run)?;
            self.enqueue(run);
        }
        let threads = (0..self.settings.solvers.max(1)).map(|i| {
            let runs = Arc::clone(self);
            let thread = std::thread::Builder::new().name(format!("solver-{i}"));
            thread.spawn(move || runs.work()).map_err(|e| {
                let text = format!("a solver thread cannot be started: {e}");
                StoreError::Broken(text)
            })
        });
        threads.collect()
    }

    /// What a solver thread does all day.
    fn work(&self) {
        run_one::lower_priority();
        while let Some(id) = self.queue.pop() {
            let Some(live) = self.live(&id) else { continue };
            run_one::run_one(self, &live);
            if !self.is_closing() {
                self.lives().remove(&id);
            }
        }
    }

    fn enqueue(&self, run: Run) -> Arc<Live> {
        let live = self.follow_new(&run);
        self.queue.push(run.id, run.nightly);
        live
    }

    fn follow_new(&self, run: &Run) -> Arc<Live> {
        let live = Arc::new(Live::new(run.clone()));
        self.lives().insert(run.id.clone(), Arc::clone(&live));
        live
    }

    /// Takes a new run in: stored first, then queued.
    pub fn submit(&self, order: Order, input: Bytes) -> Result<Arc<Live>, Turned> {
        if self.is_closing() {
            return Err(Turned::Closing);
        }
        if self.queue.is_full() {
            return Err(Turned::Full);
        }
        let run = Run {
            id: format!("{}{}", order.kind.prefix(), uuid::Uuid::now_v7().simple()),
            kind: order.kind,
            state: State::Queued,
            name: order.name,
            tags: order.tags,
            nightly: order.nightly,
            submitted_at: now(),
            started_at: None,
            first_plan_at: None,
            completed_at: None,
            attempts: 0,
            progress: None,
            failure: None,
        };
        // Known before it is stored, so that nobody finds a run that cannot be stopped.
        let live = self.follow_new(&run);
        if let Err(error) = self.store.create(&run, input) {
            self.lives().remove(&run.id);
            return Err(match error {
                StoreError::Full => Turned::Full,
                StoreError::Broken(why) => Turned::Broken(why),
            });
        }
        self.queue.push(run.id, run.nightly);
        Ok(live)
    }

    /// The run, if it has not ended.
    pub fn live(&self, id: &str) -> Option<Arc<Live>> {
        self.lives().get(id).cloned()
    }

    /// The run as it is now, ended or not.
    pub fn run(&self, id: &str) -> Stored<Option<Run>> {
        match self.live(id) {
            Some(live) => Ok(Some(live.run())),
            None => self.store.run(id),
        }
    }

    /// The run with what it has made, as they belong together.
    pub fn snapshot(&self, id: &str) -> Stored<Option<(Run, Option<Bytes>)>> {
        if let Some(live) = self.live(id) {
            return live.snapshot(&*self.store).map(Some);
        }
        let Some(run) = self.store.run(id)? else { return Ok(None) };
        Ok(Some((run, self.store.output(id)?)))
    }

    /// Follows a run that has not ended.
    pub fn follow(&self, id: &str) -> Option<watch::Receiver<Run>> {
        self.live(id).map(|live| live.follow())
    }

    /// Turns true when the service goes down.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Tells a run to end and keep its best plan. One that waits ends here; a solver that does not
    /// listen is not waited for: see [`Runs::give_up`].
    pub fn stop(&self, id: &str) -> Stored<()> {
        let Some(live) = self.live(id) else { return Ok(()) };
        live.stop.now();
        if live.run().state == State::Queued {
            self.queue.remove(id);
            self.give_up(id)?;
        }
        Ok(())
    }

    /// Ends a run with what it has published; what its solver still brings is not taken.
    pub fn give_up(&self, id: &str) -> Stored<()> {
        let Some(live) = self.live(id) else { return Ok(()) };
        let ended = live.change(&*self.store, None, |run| {
            run.state = State::Cancelled;
            run.completed_at = Some(now());
        });
        self.lives().remove(id);
        ended.map(|_| ())
    }

    /// Runs that wait, and runs that have not ended.
    pub fn load(&self) -> (usize, usize) {
        (self.queue.len(), self.lives().len())
    }

    pub fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// No new runs; those being solved stop and stay unfinished in the store, to be gone on with.
    pub fn close(&self) {
        self.closing.send_replace(true);
        self.queue.close();
        for live in self.lives().values() {
            live.stop.now();
        }
    }
}

/// The time as the API prints it.
pub fn now() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    print_instant(i64::try_from(millis).unwrap_or(i64::MAX), chrono_tz::UTC)
}
