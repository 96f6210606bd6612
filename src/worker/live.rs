//! A run that has not ended: who may stop it, and where its followers listen.

use crate::solve::Stop;
use crate::store::{Run, Store, Stored};
use bytes::Bytes;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

pub struct Live {
    pub stop: Arc<Stop>,
    /// One writer at a time: the solver and a `DELETE` may both want to end the run.
    writer: Mutex<()>,
    sender: watch::Sender<Run>,
}

impl Live {
    pub fn new(run: Run) -> Live {
        let (sender, _) = watch::channel(run);
        Live { stop: Arc::default(), writer: Mutex::new(()), sender }
    }

    /// The run as it is now.
    pub fn run(&self) -> Run {
        self.sender.borrow().clone()
    }

    /// Follows the run. Followers see the newest state, not every one.
    pub fn follow(&self) -> watch::Receiver<Run> {
        self.sender.subscribe()
    }

    /// Changes the run, with a new output if there is one, stores it and tells the followers.
    /// `false` where the run has ended already: the first end is the one that counts.
    pub fn change(
        &self,
        store: &dyn Store,
        output: Option<Bytes>,
        change: impl FnOnce(&mut Run),
    ) -> Stored<bool> {
        let _alone = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut run = self.run();
        if run.state.is_final() {
            return Ok(false);
        }
        change(&mut run);
        let stored = match output {
            Some(output) => store.publish(&run, output),
            None => store.save(&run),
        };
        // An end is an end, also where the disk does not take it.
        if stored.is_ok() || run.state.is_final() {
            self.sender.send_replace(run);
        }
        stored.map(|()| true)
    }

    /// The run with what it has made, as they belong together.
    pub fn snapshot(&self, store: &dyn Store) -> Stored<(Run, Option<Bytes>)> {
        let _alone = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let run = self.run();
        let output = store.output(&run.id)?;
        Ok((run, output))
    }
}
