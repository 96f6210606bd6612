//! The service: the engine over HTTP.
//!
//! Handlers read, ask [`crate::worker::Runs`] or compute on a blocking thread, and answer; they
//! hold no business logic, and nothing in them blocks an async thread.

mod audit;
mod auth;
mod batches;
pub mod body;
mod calendars;
mod catalogue;
mod comparisons;
mod desks;
mod evaluations;
mod events;
mod health;
mod lines;
mod metrics;
pub mod openapi;
mod pages;
mod patient;
mod prefer;
pub mod problem;
mod repeat;
mod revisions;
mod router;
mod runs;
mod schedules;
mod server;
pub mod shapes;
mod trail;
mod verifications;
mod webhooks;

pub use router::router;
pub use server::serve;

use crate::worker::Runs;
use auth::Turns;
use body::Room;
use desks::Desks;
use lines::Lines;
use metrics::Counts;
use problem::Problem;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// What the service takes.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of one body.
    pub body: usize,
    /// Bytes of all bodies that are being read or worked on.
    pub bodies: usize,
    /// Requests a second from one address; 0 = any number.
    pub rate: u32,
    /// Names by which the service is called, besides its addresses and localhost.
    pub hosts: Vec<String>,
    /// Whether each request leaves a line in the log.
    pub log: bool,
}

/// What all handlers share.
pub struct App {
    pub runs: Arc<Runs>,
    pub limits: Limits,
    room: Room,
    /// One permit for each thread that may compute for a request.
    seats: Arc<Semaphore>,
    desks: Arc<Desks>,
    turns: Turns,
    lines: Arc<Lines>,
    counts: Counts,
}

/// How long a request may wait for a thread to compute on.
const TURN: Duration = Duration::from_secs(20);

impl App {
    pub fn new(runs: Arc<Runs>, limits: Limits) -> Arc<App> {
        let seats = std::thread::available_parallelism().map_or(2, usize::from).max(2);
        let room = Room::new(limits.bodies);
        let seats = Arc::new(Semaphore::new(seats));
        let (desks, turns, lines, counts) = Default::default();
        Arc::new(App { runs, limits, room, seats, desks, turns, lines, counts })
    }

    /// Computes for a request: on a blocking thread, as many at a time as there are cores.
    pub async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let seat = Arc::clone(&self.seats).acquire_owned();
        let Ok(Ok(seat)) = tokio::time::timeout(TURN, seat).await else {
            return Err(Problem::new(&problem::TIMEOUT, "all threads are busy"));
        };
        // The seat is taken until the work ends, also where the caller has hung up.
        let seated = move || {
            let _seat = seat;
            work()
        };
        blocking(seated).await
    }

    /// Reads or writes the store.
    pub async fn stored<T: Send + 'static>(
        self: &Arc<App>,
        work: impl FnOnce(&Runs) -> crate::store::Stored<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = Arc::clone(self);
        Ok(blocking(move || work(&app.runs)).await??)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Problem::new(&problem::INTERNAL, "a computation broke off"))
}
