//! Runs on their way from the door to their end.
//!
//! The service takes runs in, tells of them and keeps its workers alive ([`Runs`], [`fleet`]). The
//! workers are processes of their own ([`process`]), so that whatever happens in the solver costs
//! one attempt at one run. Both know of each other through the store alone; pipes only say that
//! it is worth a look.

pub mod comparison;
mod fleet;
mod follow;
mod held;
pub mod process;
mod run_one;
pub mod webhooks;

pub use fleet::{DATABASE, Launch};
pub use held::Held;

use crate::store::keys::Key;
use crate::store::{
    Actor, Batch, Entry, Keep, Kind, MostCalendars, Publication, Publish, Refusal, Repeat, Run,
    Store, StoreError, Stored, Taken,
};
use bytes::Bytes;
use fleet::Fleet;
use follow::Watched;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How often runs that somebody follows are looked up: a worker elsewhere says nothing.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// How often the oldest changes are forgotten.
const TRIM_EVERY: Duration = Duration::from_secs(60);

/// What is known of a run before it gets its id.
pub struct Order {
    pub kind: Kind,
    pub name: Option<String>,
    pub tags: Vec<String>,
    pub calendar: Option<String>,
    pub nightly: bool,
    /// Whose it is.
    pub tenant: String,
    /// Who has sent it.
    pub actor: Actor,
    pub lineage: Option<Lineage>,
}

/// Where a revision comes from.
pub struct Lineage {
    pub parent: String,
    pub origin: String,
    /// How many patches it is away from its origin.
    pub revision: i64,
    /// Of the request that was patched.
    pub hash: String,
}

/// Why a run was not taken.
#[derive(Debug)]
pub enum Turned {
    /// The queue or the store is full.
    Full,
    /// The service is going down.
    Closing,
    /// The caller's word for this request stands for another one.
    Another,
    /// The store failed; in words for a log.
    Broken(String),
}

pub struct Runs {
    pub store: Arc<Store>,
    keep: Keep,
    watched: Watched,
    fleet: Fleet,
    closing: watch::Sender<bool>,
    /// Runs that wait and runs that are open, as they were a moment ago.
    load: [AtomicUsize; 2],
    /// Whether the store answered when it was asked last.
    reachable: AtomicBool,
    /// Who may ask, by the hash of the key, as it was a moment ago.
    keys: RwLock<Arc<HashMap<String, Key>>>,
    /// Whether webhooks may lead to addresses of this machine and its networks.
    pub private_webhooks: bool,
}

impl Runs {
    /// A service with so many workers of its own.
    pub fn new(
        store: Arc<Store>,
        keep: Keep,
        launch: Launch,
        workers: usize,
        private_webhooks: bool,
    ) -> Arc<Runs> {
        let (watched, fleet) = (Watched::default(), Fleet::new(launch, workers));
        let (closing, load) = (watch::Sender::new(false), Default::default());
        let (reachable, keys) = (AtomicBool::new(true), RwLock::default());
        Arc::new(Runs {
            store,
            keep,
            watched,
            fleet,
            closing,
            load,
            reachable,
            keys,
            private_webhooks,
        })
    }

    /// Starts the workers, and the thread that looks after runs that are followed.
    pub fn start(self: &Arc<Runs>) -> Stored<Vec<JoinHandle<()>>> {
        self.look_around()?;
        let mut threads = fleet::start(self)?;
        threads.extend(webhooks::start(self)?);
        let runs = Arc::clone(self);
        threads.push(thread("followed", move || runs.look_after())?);
        Ok(threads)
    }

    fn look_after(&self) {
        let mut trimmed: Option<Instant> = None;
        while !self.is_closing() {
            std::thread::sleep(LOOK_EVERY);
            let looked = self.look_around().and_then(|()| {
                if trimmed.is_some_and(|at| at.elapsed() < TRIM_EVERY) {
                    return Ok(());
                }
                trimmed = Some(Instant::now());
                self.store.trim_audit(self.keep.audit)
            });
            self.reachable.store(looked.is_ok(), Ordering::Relaxed);
            if let Err(error) = looked {
                eprintln!("store: {error}");
                std::thread::sleep(4 * LOOK_EVERY);
            }
        }
    }

    fn look_around(&self) -> Stored<()> {
        for id in self.store.changed(&self.watched.known())? {
            self.refresh(&id)?;
        }
        let keys: HashMap<String, Key> =
            self.store.keys()?.into_iter().map(|key| (key.hash.clone(), key)).collect();
        let mut known = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        // Keys are revoked and never removed: where all are gone somebody has taken the store away,
        // and the door stays shut.
        if !keys.is_empty() || known.is_empty() {
            *known = Arc::new(keys);
        }
        drop(known);
        let (queued, open) = self.store.load()?;
        self.load[0].store(queued, Ordering::Relaxed);
        self.load[1].store(open, Ordering::Relaxed);
        Ok(())
    }

    /// Tells the followers of a run how it is by now.
    fn refresh(&self, id: &str) -> Stored<()> {
        if self.watched.is_followed(id)
            && let Some(run) = self.store.run(id)?
        {
            self.watched.tell(run);
        }
        Ok(())
    }

    /// The run that was sent with the same word before, whatever has become of what it was made of.
    pub fn repeated(&self, tenant: &str, repeat: &Repeat) -> Result<Option<String>, Turned> {
        match self.store.repeated(tenant, repeat) {
            Ok(Some(Taken::Before(id))) => Ok(Some(id)),
            Ok(Some(Taken::Another)) => Err(Turned::Another),
            Ok(_) => Ok(None),
            Err(error) => Err(Turned::Broken(error.to_string())),
        }
    }

    /// Takes a new run in: its id, and whether it is new or was sent before.
    pub fn submit(
        &self,
        order: Order,
        input: &Bytes,
        repeat: Option<Repeat>,
    ) -> Result<String, Turned> {
        if self.is_closing() {
            return Err(Turned::Closing);
        }
        let (tenant, actor) = (order.tenant.clone(), order.actor.clone());
        let patched = order.lineage.as_ref().map(|lineage| lineage.hash.clone());
        let (run, patched) = (new_run(order), patched.as_deref());
        let entry = Entry { run: &run, tenant: &tenant, actor: &actor, patched, input, repeat };
        self.taken(self.store.create(&entry, self.keep), run.id)
    }

    /// Takes many runs in, or none of them: the id of the batch.
    pub fn submit_all(
        &self,
        name: Option<&str>,
        (tenant, actor): (&str, &Actor),
        orders: Vec<(Order, Bytes)>,
        repeat: Option<Repeat>,
    ) -> Result<String, Turned> {
        if self.is_closing() {
            return Err(Turned::Closing);
        }
        let id = format!("bat_{}", uuid::Uuid::now_v7().simple());
        let runs = orders.into_iter().map(|(order, input)| (new_run(order), input));
        let runs: Vec<(Run, Bytes)> = runs.collect();
        let runs: Vec<(Run, &[u8])> = runs.iter().map(|(run, i)| (run.clone(), &i[..])).collect();
        let batch = Batch { id: &id, name, tenant, actor, repeat };
        let taken = self.store.create_batch(&batch, &runs, self.keep);
        self.taken(taken, id)
    }

    fn taken(&self, taken: Stored<Taken>, id: String) -> Result<String, Turned> {
        match taken {
            Ok(Taken::New) => {
                self.fleet.wake();
                Ok(id)
            }
            Ok(Taken::Before(id)) => Ok(id),
            Ok(Taken::Another) => Err(Turned::Another),
            Err(StoreError::Full | StoreError::QueueFull) => Err(Turned::Full),
            Err(error) => Err(Turned::Broken(error.to_string())),
        }
    }

    /// The run as it is now, and whoever follows it hears of every change. Nothing where there is
    /// no such run.
    pub fn follow(&self, id: &str) -> Stored<Option<watch::Receiver<Run>>> {
        let Some(run) = self.store.run(id)? else { return Ok(None) };
        let following = self.watched.follow(run);
        // It may have changed between the look and the following.
        self.refresh(id)?;
        Ok(Some(following))
    }

    /// Turns true when the service goes down.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Tells a run to end and keep its best plan. One that waits ends here; a solver that does not
    /// listen is not waited for: see [`Runs::give_up`].
    /// With a version only if it is still that one; `false` where nothing was to be stopped.
    pub fn stop(&self, id: &str, version: Option<i64>, actor: &Actor) -> Stored<bool> {
        let stopped = self.store.stop(id, version, actor)?;
        self.fleet.wake();
        self.refresh(id)?;
        Ok(stopped)
    }

    /// The same for all runs of a batch at once.
    pub fn stop_batch(&self, id: &str, actor: &Actor) -> Stored<()> {
        self.store.stop_batch(id, actor)?;
        self.fleet.wake();
        Ok(())
    }

    /// How many calendars there may be: what is published stays, and half of the room is for runs.
    pub fn most_calendars(&self) -> MostCalendars {
        let runs = i64::from(self.keep.runs);
        MostCalendars { of_tenant: (runs / 10).max(1), of_all: (runs / 2).max(1) }
    }

    /// Makes a run's plan the one of its calendar.
    pub fn publish(&self, wish: &Publish) -> Stored<Result<Publication, Refusal>> {
        self.store.publish_plan(wish)
    }

    /// Ends a run with what it has published; what its solver still brings is not taken.
    pub fn give_up(&self, id: &str) -> Stored<()> {
        self.store.give_up(id)?;
        self.fleet.wake();
        self.refresh(id)
    }

    /// Runs that wait, and runs that have not ended, as they were a moment ago.
    pub fn load(&self) -> (usize, usize) {
        let [queued, open] = &self.load;
        (queued.load(Ordering::Relaxed), open.load(Ordering::Relaxed))
    }

    /// All keys by the hash of their secret; none at all where everybody may ask.
    pub fn keys(&self) -> Arc<HashMap<String, Key>> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn is_reachable(&self) -> bool {
        self.reachable.load(Ordering::Relaxed)
    }

    /// How often a worker of this service has died.
    pub fn restarts(&self) -> usize {
        self.fleet.restarts()
    }

    pub fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// No new runs; those being solved stop and stay unfinished in the store, to be gone on with.
    pub fn close(&self) {
        self.closing.send_replace(true);
        self.fleet.close();
    }
}

/// A run that waits.
fn new_run(order: Order) -> Run {
    let id = format!("{}{}", order.kind.prefix(), uuid::Uuid::now_v7().simple());
    let (name, tags, calendar, nightly) = (order.name, order.tags, order.calendar, order.nightly);
    let run = Run { name, tags, calendar, nightly, ..Run::waiting(id, order.kind) };
    match order.lineage {
        None => run,
        Some(Lineage { parent, origin, revision, .. }) => {
            let (parent, origin, revision) = (Some(parent), Some(origin), Some(revision));
            Run { parent, origin, revision, ..run }
        }
    }
}

fn thread(name: &str, work: impl FnOnce() + Send + 'static) -> Stored<JoinHandle<()>> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(work).map_err(|e| StoreError::Broken(format!("a thread cannot be started: {e}")))
}
