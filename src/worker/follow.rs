//! Who follows which run.

use crate::store::Run;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// A sender for each run that somebody follows and that has not ended.
#[derive(Default)]
pub struct Watched(Mutex<HashMap<String, watch::Sender<Run>>>);

impl Watched {
    fn all(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<Run>>> {
        // Every change is one insertion or removal: nothing is half done in it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows a run that was just read. An ended one has no sender: its receiver has the end.
    pub fn follow(&self, run: Run) -> watch::Receiver<Run> {
        let mut all = self.all();
        if let Some(sender) = all.get(&run.id) {
            return sender.subscribe();
        }
        let (ended, id) = (run.state.is_final(), run.id.clone());
        let (sender, receiver) = watch::channel(run);
        if !ended {
            all.insert(id, sender);
        }
        receiver
    }

    /// The runs that are followed, each with the version that was told. Those that nobody follows
    /// any more are let go.
    pub fn known(&self) -> Vec<(String, i64)> {
        let mut all = self.all();
        all.retain(|_, sender| sender.receiver_count() > 0);
        all.iter().map(|(id, sender)| (id.clone(), sender.borrow().version)).collect()
    }

    pub fn is_followed(&self, id: &str) -> bool {
        self.all().contains_key(id)
    }

    /// Passes on a run as it was read, unless a newer one was told already.
    pub fn tell(&self, run: Run) {
        let mut all = self.all();
        let Some(sender) = all.get(&run.id) else { return };
        let (ended, id) = (run.state.is_final(), run.id.clone());
        sender.send_if_modified(|told| {
            let newer = run.version > told.version;
            if newer {
                *told = run;
            }
            newer
        });
        if ended {
            all.remove(&id);
        }
    }
}
