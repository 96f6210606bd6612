//! Bytes in a folder: `runs/ID/run.json`, `input.json` and `output.json`, plain files that people
//! and backups can read.

use super::kept::{Part, Place};
use super::{StoreError, Stored, disk};
use bytes::Bytes;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub struct Folder {
    runs: PathBuf,
    /// Held open for the lock on it: two services on one folder would overwrite each other.
    _lock: File,
}

impl Folder {
    pub fn open(folder: &Path) -> Stored<Folder> {
        let runs = folder.join("runs");
        fs::create_dir_all(&runs).map_err(|e| broken("cannot be made", folder, &e))?;
        let lock = File::create(folder.join("lock"));
        let lock = lock.map_err(|e| broken("cannot be written to", folder, &e))?;
        match lock.try_lock() {
            Ok(()) => Ok(Folder { runs, _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                let folder = folder.display();
                let text = format!("{folder}: another service uses this folder; name another one");
                Err(StoreError::Broken(text))
            }
            Err(TryLockError::Error(e)) => Err(broken("cannot be locked", folder, &e)),
        }
    }

    fn path(&self, id: &str, part: Part) -> PathBuf {
        let name = match part {
            Part::Record => "run.json",
            Part::Input => "input.json",
            Part::Output => "output.json",
        };
        self.runs.join(id).join(name)
    }
}

fn broken(what: &str, path: &Path, error: &io::Error) -> StoreError {
    let (path, error) = (path.display(), error.to_string().to_lowercase());
    StoreError::Broken(format!("{path}: {what}: {error}; check the folder and the free space"))
}

impl Place for Folder {
    fn put(&self, id: &str, part: Part, bytes: Bytes) -> Stored<()> {
        let path = self.path(id, part);
        let made =
            if part == Part::Input { fs::create_dir_all(self.runs.join(id)) } else { Ok(()) };
        made.and_then(|()| disk::replace(&path, &bytes))
            .map_err(|e| broken("cannot be written", &path, &e))
    }

    fn get(&self, id: &str, part: Part) -> Stored<Option<Bytes>> {
        let path = self.path(id, part);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(broken("cannot be read", &path, &e)),
        }
    }

    fn size(&self, id: &str, part: Part) -> u64 {
        fs::metadata(self.path(id, part)).map_or(0, |found| found.len())
    }

    fn remove(&self, id: &str) -> Stored<()> {
        let folder = self.runs.join(id);
        match fs::remove_dir_all(&folder) {
            Err(e) if e.kind() != ErrorKind::NotFound => {
                Err(broken("cannot be removed", &folder, &e))
            }
            _ => Ok(()),
        }
    }

    fn ids(&self) -> Stored<Vec<String>> {
        let fail = |e: io::Error| broken("cannot be read", &self.runs, &e);
        let mut ids = Vec::new();
        for entry in fs::read_dir(&self.runs).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                ids.extend(entry.file_name().into_string());
            }
        }
        Ok(ids)
    }
}
