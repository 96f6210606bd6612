//! What waits for a solver: interactive runs first, then nightly ones, each in order of arrival.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

pub struct Queue {
    most: usize,
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    interactive: VecDeque<String>,
    nightly: VecDeque<String>,
    closed: bool,
}

impl Queue {
    /// A queue of at most so many runs.
    pub fn new(most: usize) -> Queue {
        Queue { most, waiting: Mutex::default(), changed: Condvar::new() }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn len(&self) -> usize {
        let waiting = self.waiting();
        waiting.interactive.len() + waiting.nightly.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether one more run would be too many.
    pub fn is_full(&self) -> bool {
        self.len() >= self.most
    }

    pub fn push(&self, id: String, nightly: bool) {
        let mut waiting = self.waiting();
        match nightly {
            true => waiting.nightly.push_back(id),
            false => waiting.interactive.push_back(id),
        }
        self.changed.notify_one();
    }

    /// Waits for the next run; nothing once the queue is closed.
    pub fn pop(&self) -> Option<String> {
        let mut waiting = self.waiting();
        loop {
            if waiting.closed {
                return None;
            }
            let next = waiting.interactive.pop_front();
            if let Some(id) = next.or_else(|| waiting.nightly.pop_front()) {
                return Some(id);
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes a run out before its turn.
    pub fn remove(&self, id: &str) {
        let mut waiting = self.waiting();
        waiting.interactive.retain(|other| other != id);
        waiting.nightly.retain(|other| other != id);
    }

    /// No run is handed out any more.
    pub fn close(&self) {
        self.waiting().closed = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a night's batch makes a dispatcher wait, or a cancelled run is planned.
    #[test]
    fn interactive_runs_come_first_and_removed_ones_never() {
        let queue = Queue::new(4);
        for (id, nightly) in [("n1", true), ("i1", false), ("gone", false), ("i2", false)] {
            queue.push(id.to_owned(), nightly);
        }
        assert!(queue.is_full());
        queue.remove("gone");
        let order = [queue.pop(), queue.pop(), queue.pop()].map(Option::unwrap);
        assert_eq!(order, ["i1", "i2", "n1"]);
        assert!(queue.is_empty() && !queue.is_full());
        queue.close();
        assert_eq!(queue.pop(), None);
    }
}
