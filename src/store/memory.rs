//! Bytes in memory: gone with the process.

use super::Stored;
use super::kept::{Part, Place};
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Default)]
pub struct Memory {
    runs: Mutex<HashMap<String, [Option<Bytes>; 2]>>,
}

/// Where a part lies; the record is in the index already.
fn slot(part: Part) -> Option<usize> {
    match part {
        Part::Record => None,
        Part::Input => Some(0),
        Part::Output => Some(1),
    }
}

impl Memory {
    fn runs(&self) -> MutexGuard<'_, HashMap<String, [Option<Bytes>; 2]>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place for Memory {
    fn put(&self, id: &str, part: Part, bytes: Bytes) -> Stored<()> {
        if let Some(slot) = slot(part) {
            self.runs().entry(id.to_owned()).or_default()[slot] = Some(bytes);
        }
        Ok(())
    }

    fn get(&self, id: &str, part: Part) -> Stored<Option<Bytes>> {
        let found = slot(part).and_then(|slot| self.runs().get(id)?[slot].clone());
        Ok(found)
    }

    fn size(&self, id: &str, part: Part) -> u64 {
        let size = slot(part).and_then(|slot| Some(self.runs().get(id)?[slot].as_ref()?.len()));
        size.unwrap_or(0) as u64
    }

    fn remove(&self, id: &str) -> Stored<()> {
        self.runs().remove(id);
        Ok(())
    }

    fn ids(&self) -> Stored<Vec<String>> {
        Ok(self.runs().keys().cloned().collect())
    }
}
