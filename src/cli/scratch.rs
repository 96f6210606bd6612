//! A folder for the files in between, gone at the end unless somebody should look into it.

use super::ending::{Failure, reason};
use super::files;
use std::cell::Cell;
use std::path::{Path, PathBuf};

pub struct Scratch {
    folder: PathBuf,
    keep: Cell<bool>,
}

impl Scratch {
    pub fn new(what: &str) -> Result<Scratch, Failure> {
        let folder = std::env::temp_dir().join(format!("callboard-{what}-{}", std::process::id()));
        match std::fs::create_dir(&folder) {
            Ok(()) => Ok(Scratch { folder, keep: Cell::new(false) }),
            Err(error) => {
                let (folder, why) = (files::name(&folder), reason(&error));
                let text = format!("{folder}: cannot be made: {why}; set TMPDIR to another folder");
                Err(Failure::failed(text))
            }
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The folder, if it stays.
    pub fn kept(&self) -> Option<&Path> {
        self.keep.get().then_some(&self.folder)
    }

    /// Leaves the folder where it is.
    pub fn keep(&self) {
        self.keep.set(true);
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.keep.get() {
            // What cannot be removed is the system's to clear.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}
