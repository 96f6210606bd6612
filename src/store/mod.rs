//! What the service remembers: runs, what was sent for them, and what came out.
//!
//! Everything else talks to the [`Store`] trait. Behind it stand one index with one rule of what is
//! let go ([`kept::Kept`]), and two places for the bytes: memory and a folder.

pub mod disk;
mod folder;
pub mod kept;
mod memory;
pub mod refused;
pub mod run;

pub use kept::Keep;
pub use run::{Failure, Kind, Progress, Run, State};

use bytes::Bytes;
use std::path::Path;

/// Why the store did not do what it was asked for.
#[derive(Debug)]
pub enum StoreError {
    /// There is no room beside what is not finished yet.
    Full,
    /// The disk or the folder failed; in words for a log.
    Broken(String),
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            StoreError::Full => f.write_str("the store is full of unfinished runs"),
            StoreError::Broken(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for StoreError {}

pub type Stored<T> = Result<T, StoreError>;

/// Calls may wait for a disk: none of them belongs on an async thread.
pub trait Store: Send + Sync {
    /// Takes a new run in, with what was sent for it.
    fn create(&self, run: &Run, input: Bytes) -> Stored<()>;

    /// Replaces what is known of a run.
    fn save(&self, run: &Run) -> Stored<()>;

    /// The same, with what the run has made so far. Whoever wants both as they belong together asks
    /// the run itself while it is worked on.
    fn publish(&self, run: &Run, output: Bytes) -> Stored<()>;

    fn run(&self, id: &str) -> Stored<Option<Run>>;

    fn input(&self, id: &str) -> Stored<Option<Bytes>>;

    fn output(&self, id: &str) -> Stored<Option<Bytes>>;

    /// The newest runs of a kind, newest first.
    fn latest(&self, kind: Kind, most: usize) -> Stored<Vec<Run>>;

    /// Runs that have not ended, oldest first: what to go on with after a restart.
    fn unfinished(&self) -> Stored<Vec<Run>>;
}

/// The store for a folder, or in memory.
pub fn open(folder: Option<&Path>, keep: Keep) -> Stored<Box<dyn Store>> {
    match folder {
        Some(folder) => Ok(Box::new(kept::Kept::open(folder::Folder::open(folder)?, keep)?)),
        None => Ok(Box::new(kept::Kept::open(memory::Memory::default(), keep)?)),
    }
}
