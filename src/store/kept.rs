//! The index over a place for bytes, and the rule of what is let go.

use super::{Kind, Run, Store, StoreError, Stored};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The parts of a run that are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The run itself.
    Record,
    Input,
    Output,
}

/// A place for bytes.
pub trait Place: Send + Sync {
    /// Replaces the part as a whole: a reader sees the old bytes or the new ones.
    fn put(&self, id: &str, part: Part, bytes: Bytes) -> Stored<()>;

    fn get(&self, id: &str, part: Part) -> Stored<Option<Bytes>>;

    fn size(&self, id: &str, part: Part) -> u64;

    fn remove(&self, id: &str) -> Stored<()>;

    /// The ids of all runs with a record.
    fn ids(&self) -> Stored<Vec<String>>;
}

/// How much is kept. What has ended goes first, the oldest before the others; what has not ended
/// never goes, new runs are refused instead.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    pub runs: usize,
    pub bytes: u64,
}

pub struct Kept<P> {
    place: P,
    keep: Keep,
    index: Mutex<Index>,
}

/// Runs by id. Ids begin with the time, so that their order is the order of arrival.
#[derive(Default)]
struct Index {
    runs: BTreeMap<String, Entry>,
    bytes: u64,
}

struct Entry {
    run: Run,
    bytes: u64,
}

/// The part of an id after its kind: ids of all kinds in one order.
fn key(id: &str) -> String {
    id.split_once('_').map_or_else(|| id.to_owned(), |(_, time)| time.to_owned())
}

impl<P: Place> Kept<P> {
    /// Reads what is there already. A run whose record cannot be read is left alone, unlisted.
    pub fn open(place: P, keep: Keep) -> Stored<Kept<P>> {
        let mut index = Index::default();
        for id in place.ids()? {
            let Ok(Some(record)) = place.get(&id, Part::Record) else { continue };
            let Ok(run) = serde_json::from_slice::<Run>(&record) else { continue };
            // A copy of a run's folder under another name is not that run.
            if run.id != id {
                continue;
            }
            let parts = [Part::Record, Part::Input, Part::Output];
            let bytes = parts.into_iter().map(|part| place.size(&id, part)).sum();
            index.bytes += bytes;
            index.runs.insert(key(&id), Entry { run, bytes });
        }
        Ok(Kept { place, keep, index: Mutex::new(index) })
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        // Every change of the index is one insertion or removal: nothing is half done in it.
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, id: &str) -> bool {
        self.index().runs.get(&key(id)).is_some_and(|entry| entry.run.id == id)
    }

    fn part(&self, id: &str, part: Part) -> Stored<Option<Bytes>> {
        if !self.known(id) {
            return Ok(None);
        }
        self.place.get(id, part)
    }

    /// What is known of a run, and how its bytes have changed. A run that has ended has ended, also
    /// where the disk did not take it: else it would never be let go.
    fn note(&self, run: &Run, before: u64, after: u64) {
        let mut index = self.index();
        let index = &mut *index;
        if let Some(entry) = index.runs.get_mut(&key(&run.id)) {
            entry.run = run.clone();
            entry.bytes = (entry.bytes + after).saturating_sub(before);
            index.bytes = (index.bytes + after).saturating_sub(before);
        }
    }

    fn put_record(&self, run: &Run) -> Stored<()> {
        self.place.put(&run.id, Part::Record, record(run))
    }

    /// Lets ended runs go until there is room for so many more bytes.
    fn make_room(&self, more: u64) -> Stored<()> {
        if more > self.keep.bytes {
            return Err(StoreError::Full);
        }
        loop {
            let oldest = {
                let index = self.index();
                let fits = index.bytes + more <= self.keep.bytes;
                if fits && index.runs.len() < self.keep.runs {
                    return Ok(());
                }
                let mut ended = index.runs.values().filter(|entry| entry.run.state.is_final());
                ended.next().map(|entry| entry.run.id.clone())
            };
            let Some(id) = oldest else { return Err(StoreError::Full) };
            self.place.remove(&id)?;
            let mut index = self.index();
            if let Some(entry) = index.runs.remove(&key(&id)) {
                index.bytes = index.bytes.saturating_sub(entry.bytes);
            }
        }
    }
}

fn record(run: &Run) -> Bytes {
    // A run has only text keys.
    serde_json::to_vec(run).expect("a run can always be written").into()
}

impl<P: Place> Store for Kept<P> {
    fn create(&self, run: &Run, input: Bytes) -> Stored<()> {
        let record = record(run);
        let bytes = (record.len() + input.len()) as u64;
        self.make_room(bytes)?;
        self.place.put(&run.id, Part::Input, input)?;
        self.place.put(&run.id, Part::Record, record)?;
        let mut index = self.index();
        index.bytes += bytes;
        index.runs.insert(key(&run.id), Entry { run: run.clone(), bytes });
        Ok(())
    }

    fn save(&self, run: &Run) -> Stored<()> {
        let put = self.put_record(run);
        if put.is_ok() || run.state.is_final() {
            self.note(run, 0, 0);
        }
        put
    }

    fn publish(&self, run: &Run, output: Bytes) -> Stored<()> {
        let (before, after) = (self.place.size(&run.id, Part::Output), output.len() as u64);
        let put = self.place.put(&run.id, Part::Output, output);
        let (before, after) = if put.is_ok() { (before, after) } else { (0, 0) };
        let put = put.and_then(|()| self.put_record(run));
        if put.is_ok() || run.state.is_final() {
            self.note(run, before, after);
        }
        put
    }

    fn run(&self, id: &str) -> Stored<Option<Run>> {
        let found = self.index().runs.get(&key(id)).map(|entry| entry.run.clone());
        Ok(found.filter(|run| run.id == id))
    }

    fn input(&self, id: &str) -> Stored<Option<Bytes>> {
        self.part(id, Part::Input)
    }

    fn output(&self, id: &str) -> Stored<Option<Bytes>> {
        let output = self.part(id, Part::Output)?;
        // Answers carry it as it is: half a file from elsewhere would tear them.
        let text = output.as_deref().unwrap_or(b"{}").trim_ascii();
        match text.starts_with(b"{") && text.ends_with(b"}") {
            true => Ok(output),
            false => Err(StoreError::Broken(format!("{id}: its output is damaged"))),
        }
    }

    fn latest(&self, kind: Kind, most: usize) -> Stored<Vec<Run>> {
        let index = self.index();
        let runs = index.runs.values().rev().map(|entry| &entry.run);
        Ok(runs.filter(|run| run.kind == kind).take(most).cloned().collect())
    }

    fn unfinished(&self) -> Stored<Vec<Run>> {
        let index = self.index();
        let open = index.runs.values().filter(|entry| !entry.run.state.is_final());
        Ok(open.map(|entry| entry.run.clone()).collect())
    }
}
