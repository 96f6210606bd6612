//! What an earlier version has left: a folder for each run, with `run.json`, `input.json` and
//! `output.json`. It is taken over once and then moved aside.

use super::{Run, State, Store, StoreError, Stored};
use crate::wire::text::parse_instant;
use std::fs;
use std::path::Path;

const OLD: &str = "runs";
const ASIDE: &str = "runs.imported";

/// Takes over every run that can be read. What cannot be read stays in the folder moved aside.
pub fn import(store: &Store, folder: &Path) -> Stored<()> {
    let old = folder.join(OLD);
    let Ok(entries) = fs::read_dir(&old) else { return Ok(()) };
    for entry in entries.flatten() {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let Ok(record) = fs::read(entry.path().join("run.json")) else { continue };
        let Ok(mut run) = serde_json::from_slice::<Run>(&record) else { continue };
        let Ok(input) = fs::read(entry.path().join("input.json")) else { continue };
        // A copy of a run's folder under another name is not that run.
        if run.id != name {
            continue;
        }
        if !run.state.is_final() {
            run.state = State::Queued;
        }
        let output = fs::read(entry.path().join("output.json")).ok();
        let millis = |time: &Option<String>| time.as_deref().and_then(parse_instant);
        let submitted = Some(run.submitted_at.clone());
        let times = [&submitted, &run.started_at, &run.first_plan_at, &run.completed_at];
        store.import(&run, times.map(millis), &input, output.as_deref())?;
    }
    fs::rename(&old, folder.join(ASIDE)).map_err(|error| {
        let (old, error) = (old.display(), error.to_string().to_lowercase());
        let hint = format!("move it away yourself, not to {ASIDE} if that is there");
        StoreError::Broken(format!("{old}: was taken over and cannot be moved: {error}; {hint}"))
    })
}
