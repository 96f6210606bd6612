//! What the service remembers: runs, what was sent for them, and what came out.
//!
//! One database holds it all, a SQLite file in a folder or PostgreSQL, and the service and its
//! workers meet there: the queue is rows that are leased, and whoever changes a run does it in the
//! transaction that proves that the run is still his. `schema/` describes the tables.

mod actor;
mod audit;
mod batches;
mod calendars;
mod database;
pub mod disk;
pub mod keys;
mod legacy;
mod outbox;
mod place;
mod queue;
mod read;
pub mod refused;
mod room;
mod rows;
pub mod run;
#[cfg(test)]
mod tests;
mod webhooks;
mod write;

pub use actor::Actor;
pub use audit::{Action, Noted, Sought};
pub use batches::{Batch, BatchSeen};
pub use calendars::{Expect, MostCalendars, Publication, Publish, Refusal};
pub use outbox::Delivery;
pub use place::{Place, Sole};
pub use queue::{Claim, Death, LOOKED_AFTER, Look};
pub use read::Wanted;
pub use run::{Failure, Kind, Progress, Run, Standing, State};
pub use webhooks::{EventKind, WEBHOOKS, Webhook};
pub use write::{Ending, Entry, Repeat, Taken};

use database::Database;

/// Why the store did not do what it was asked for.
#[derive(Debug)]
pub enum StoreError {
    /// There is no room beside what is not finished yet.
    Full,
    /// As many runs wait as may.
    QueueFull,
    /// The run is no longer whose it was: another attempt has it, or it has ended.
    Lost,
    /// What is stored is not what was stored; in words for a log.
    Damaged(String),
    /// The database or its disk failed; in words for a log.
    Broken(String),
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            StoreError::Full => f.write_str("the store is full of unfinished runs"),
            StoreError::QueueFull => f.write_str("as many runs wait as may"),
            StoreError::Lost => f.write_str("the run is somebody else's by now, or has ended"),
            StoreError::Damaged(why) | StoreError::Broken(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for StoreError {}

pub type Stored<T> = Result<T, StoreError>;

/// How much is kept. What has ended goes first, the oldest before the others; what has not ended
/// never goes, new runs are refused instead.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    pub runs: u32,
    pub bytes: u64,
    /// The most runs that wait.
    pub queue: u32,
    /// The changes of each tenant that the audit remembers.
    pub audit: u32,
}

/// Calls may wait for a disk or a network: none of them belongs on an async thread.
pub struct Store {
    db: Database,
}

impl Store {
    /// Connects, and brings the tables up to date.
    pub fn open(place: &Place) -> Stored<Store> {
        let store = Store { db: Database::open(place)? };
        if let Some(folder) = place.folder() {
            legacy::import(&store, folder)?;
        }
        Ok(store)
    }
}
