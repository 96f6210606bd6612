//! Cases that were evaluated lately, so that the next drag on a board need not read them again.

use super::problem::Problem;
use crate::evaluate::Desk;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most cases that are kept, and the most bytes of their texts and travel times.
const CASES: usize = 16;
const BYTES: usize = 128 << 20;

/// The hash of the texts that make a desk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    pub fn of(texts: &[&[u8]]) -> Key {
        let mut sum = Sha256::new();
        for text in texts {
            sum.update((text.len() as u64).to_le_bytes());
            sum.update(text);
        }
        Key(sum.finalize().into())
    }
}

struct Kept {
    key: Key,
    weight: usize,
    desk: Arc<Desk>,
}

/// The newest at the front.
#[derive(Default)]
pub struct Desks(Mutex<VecDeque<Kept>>);

impl Desks {
    fn kept(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        // Every change is one insertion or removal: nothing is half done in it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The desk that is kept under the key, or a new one.
    pub fn get(
        &self,
        key: &Key,
        weight: usize,
        open: impl FnOnce() -> Result<Desk, Problem>,
    ) -> Result<Arc<Desk>, Problem> {
        if let Some(desk) = self.find(key) {
            return Ok(desk);
        }
        // Opened without the lock: the others shall not wait for it.
        let desk = Arc::new(open()?);
        let weight = weight + desk.bytes();
        if weight > BYTES {
            return Ok(desk);
        }
        let mut kept = self.kept();
        kept.push_front(Kept { key: *key, weight, desk: Arc::clone(&desk) });
        while kept.len() > CASES || kept.iter().map(|k| k.weight).sum::<usize>() > BYTES {
            kept.pop_back();
        }
        Ok(desk)
    }

    fn find(&self, key: &Key) -> Option<Arc<Desk>> {
        let mut kept = self.kept();
        let at = kept.iter().position(|k| k.key == *key)?;
        let found = kept.remove(at)?;
        let desk = Arc::clone(&found.desk);
        kept.push_front(found);
        Some(desk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::admit;
    use crate::travel::Travel;

    fn desk() -> Result<Desk, Problem> {
        let request = br#"{"problem":{"crews":[{"id":"a","start":{"lat":1.0,"lon":1.0}}],
            "jobs":[]}}"#;
        let case = admit(request).map_err(Problem::faults)?;
        let travel = Travel::of(&case);
        Desk::open(case, travel, None).map_err(Problem::faults)
    }

    // If this fails, a board's second drag is as slow as its first, or old cases fill the memory.
    #[test]
    fn the_newest_cases_are_kept() {
        let desks = Desks::default();
        let key = |i: usize| Key::of(&[i.to_string().as_bytes()]);
        let first = desks.get(&key(0), 10, desk).unwrap();
        for i in 1..CASES {
            desks.get(&key(i), 10, desk).unwrap();
        }
        let again = desks.get(&key(0), 10, || panic!("it is kept")).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        desks.get(&key(CASES), 10, desk).unwrap();
        assert!(desks.find(&key(1)).is_none(), "the one not used for longest goes");
        assert!(desks.find(&key(0)).is_some());
        desks.get(&key(99), BYTES - 20, desk).unwrap();
        assert_eq!(desks.kept().len(), 1, "a heavy one takes the place of all");
        desks.get(&key(100), BYTES + 1, desk).unwrap();
        assert!(desks.find(&key(100)).is_none(), "one that is too heavy is not kept");
        assert_ne!(Key::of(&[b"ab", b"c"]).0, Key::of(&[b"a", b"bc"]).0);
    }
}
