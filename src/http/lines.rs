//! Streams that are held open: how many a tenant may have, and whether its key still holds.

use super::App;
use super::auth::Caller;
use super::problem::{self, Problem};
use crate::worker::Runs;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most streams of a tenant at a time: half of the connections that the service holds.
const MOST: usize = 1024;

/// By tenant with keys, how many streams it has.
#[derive(Default)]
pub struct Lines(Mutex<HashMap<String, usize>>);

impl Lines {
    fn all(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        // Every change is one number: nothing is half done in it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, tenant: &str) -> bool {
        let mut all = self.all();
        let many = all.entry(tenant.to_owned()).or_default();
        let free = *many < MOST;
        *many += usize::from(free);
        free
    }

    fn give_back(&self, tenant: &str) {
        let mut all = self.all();
        if let Some(many) = all.get_mut(tenant) {
            *many -= 1;
            if *many == 0 {
                all.remove(tenant);
            }
        }
    }
}

/// A stream of somebody's. It is his no longer once it is dropped.
pub struct Line {
    lines: Arc<Lines>,
    runs: Arc<Runs>,
    caller: Caller,
}

impl Line {
    pub fn take(app: &App, caller: Caller) -> Result<Line, Problem> {
        if caller.key.is_some() && !app.lines.take(&caller.tenant) {
            let text = format!("{MOST} streams of this tenant are open: end one first");
            return Err(Problem::new(&problem::TOO_MANY, text));
        }
        Ok(Line { lines: Arc::clone(&app.lines), runs: Arc::clone(&app.runs), caller })
    }

    /// Whether he may still see what he asked for.
    pub fn is_open(&self) -> bool {
        self.caller.is_known(&self.runs)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.caller.key.is_some() {
            self.lines.give_back(&self.caller.tenant);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, one tenant has all connections of the service, or none after a busy day.
    #[test]
    fn a_tenant_has_so_many_lines() {
        let lines = Lines::default();
        assert!((0..MOST).all(|_| lines.take("a")));
        assert!(!lines.take("a") && lines.take("b"));
        lines.give_back("a");
        assert!(lines.take("a") && !lines.take("a"));
        (0..MOST).for_each(|_| lines.give_back("a"));
        lines.give_back("b");
        assert!(lines.all().is_empty(), "nobody is remembered");
    }
}
