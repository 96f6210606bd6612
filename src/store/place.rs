//! Where the database is, and who may serve from it.

use super::{StoreError, Stored};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What temporary folders are called.
const TEMPORARY: &str = "callboard-runs-";
/// Folders younger than this are left alone.
const NEW: Duration = Duration::from_secs(60);
const LOCK: &str = "lock";

/// Where runs are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file in a folder.
    Folder(PathBuf),
    /// PostgreSQL, by its address. It may hold a password and is not to be shown.
    Postgres(String),
}

impl Place {
    /// Reads `--data` and `--database`, of which one may be given.
    pub fn of(folder: Option<&Path>, url: Option<&str>) -> Result<Option<Place>, String> {
        match (folder, url) {
            (Some(_), Some(_)) => Err("give either --data or --database, not both".into()),
            (Some(folder), None) => Ok(Some(Place::Folder(folder.to_owned()))),
            (None, Some(url)) => match url.split_once("://") {
                Some(("postgres" | "postgresql", _)) => Ok(Some(Place::Postgres(url.to_owned()))),
                _ => Err("--database begins with postgres://; for a file use --data".into()),
            },
            (None, None) => Ok(None),
        }
    }

    pub fn folder(&self) -> Option<&Path> {
        match self {
            Place::Folder(folder) => Some(folder),
            Place::Postgres(_) => None,
        }
    }
}

/// The right to serve from a folder: two services would queue and clean it for each other.
pub struct Sole {
    folder: PathBuf,
    _lock: File,
    temporary: bool,
}

impl Sole {
    /// Takes the folder for this process.
    pub fn take(folder: &Path) -> Stored<Sole> {
        let lock = lock(folder)?;
        Ok(Sole { folder: folder.to_owned(), _lock: lock, temporary: false })
    }

    /// A folder that goes with this process. What killed services have left goes now.
    pub fn temporary() -> Stored<Sole> {
        let all = std::env::temp_dir();
        for entry in fs::read_dir(&all).into_iter().flatten().flatten() {
            let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY));
            // A new one is about to be locked.
            let modified = entry.metadata().and_then(|about| about.modified());
            let old = modified.is_ok_and(|at| at.elapsed().is_ok_and(|since| since > NEW));
            if ours && old && is_left(&entry.path()) {
                // What cannot be removed is somebody else's to remove.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let folder = all.join(format!("{TEMPORARY}{}", uuid::Uuid::now_v7().simple()));
        let lock = lock(&folder)?;
        Ok(Sole { folder, _lock: lock, temporary: true })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Sole {
    fn drop(&mut self) {
        if self.temporary {
            // The next service tries again.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Whether a folder has a lock that nobody holds.
fn is_left(folder: &Path) -> bool {
    File::open(folder.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok())
}

fn lock(folder: &Path) -> Stored<File> {
    let broken = |what: &str, error: &std::io::Error| {
        let (folder, error) = (folder.display(), error.to_string().to_lowercase());
        StoreError::Broken(format!("{folder}: {what}: {error}; check the folder and its disk"))
    };
    fs::create_dir_all(folder).map_err(|e| broken("cannot be made", &e))?;
    let lock = File::create(folder.join(LOCK)).map_err(|e| broken("cannot be written to", &e))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            let folder = folder.display();
            let text = format!("{folder}: another service uses this folder; name another one");
            Err(StoreError::Broken(text))
        }
        Err(TryLockError::Error(e)) => Err(broken("cannot be locked", &e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a mistyped address of a database makes an empty file that nobody asked for.
    #[test]
    fn a_place_is_a_folder_or_an_address() {
        let of = |folder: Option<&str>, url| Place::of(folder.map(Path::new), url);
        assert_eq!(of(None, None), Ok(None));
        assert_eq!(of(Some("a"), None), Ok(Some(Place::Folder("a".into()))));
        let url = "postgres://me@localhost/callboard";
        assert_eq!(of(None, Some(url)), Ok(Some(Place::Postgres(url.into()))));
        for odd in ["mysql://localhost/x", "runs.db", "sqlite://runs.db", ""] {
            let said = of(None, Some(odd)).unwrap_err();
            assert!(said.contains("postgres://"), "{said}");
        }
        assert!(of(Some("a"), Some(url)).is_err());
    }

    // If this fails, every service without a folder leaves one behind, or removes another's.
    #[test]
    fn temporary_folders_go_with_their_service() {
        let first = Sole::temporary().unwrap();
        let second = Sole::temporary().unwrap();
        let kept = first.folder().to_owned();
        assert!(kept.is_dir() && second.folder().is_dir());
        drop(first);
        assert!(!kept.exists() && second.folder().is_dir());
        let again = Sole::take(second.folder()).err().expect("it is taken");
        assert!(again.to_string().contains("another service uses this folder"));
    }
}
