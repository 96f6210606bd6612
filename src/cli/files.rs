//! Whole files, in and out.

use super::ending::{Failure, reason};
pub use crate::store::disk::folder_of;
use crate::store::disk::replace;
pub use crate::words::clean;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// One byte more than the door takes, so that it is the door that complains.
const READ_MOST: u64 = (1 << 30) + 1;

/// Whether a path means stdin or stdout.
pub fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// How messages name a file.
pub fn name(path: &Path) -> String {
    if is_dash(path) { "stdin".to_owned() } else { clean(&path.display().to_string()) }
}

/// The whole file, or stdin for `-`.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if is_dash(path) {
        io::stdin().lock().take(READ_MOST).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(READ_MOST).read_to_end(&mut bytes))
    };
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => {
            let (file, why) = (name(path), reason(&error));
            Err(Failure::failed(format!("{file}: cannot be read: {why}; name a readable file")))
        }
    }
}

/// Says early what would only fail after the work is done.
pub fn check_writable(path: &Path) -> Result<(), Failure> {
    if is_dash(path) {
        return Ok(());
    }
    let file = name(path);
    if path.is_dir() {
        return Err(Failure::usage(format!("{file}: is a folder; name a file to write")));
    }
    let folder = folder_of(path);
    if !folder.is_dir() {
        let folder = name(&folder);
        return Err(Failure::usage(format!("{file}: there is no folder {folder}; make it first")));
    }
    Ok(())
}

/// Writes all or nothing: a reader sees the old file or the new one, never a part.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = match fs::metadata(path) {
        // A pipe or a device has no whole to replace.
        Ok(found) if !found.is_file() => fs::write(path, bytes),
        // A link stays a link: what it points to is replaced.
        Ok(_) => fs::canonicalize(path).and_then(|real| replace(&real, bytes)),
        Err(_) => replace(path, bytes),
    };
    written.map_err(|error| {
        let (file, why) = (name(path), reason(&error));
        Failure::failed(format!("{file}: cannot be written: {why}; check folder and free space"))
    })
}

/// Whether both paths lead to the same thing that exists.
pub fn same(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

/// The bare name of each file; its path where two have the same name.
pub fn named(paths: Vec<PathBuf>) -> Vec<(PathBuf, String)> {
    let bare = |path: &Path| match is_dash(path) {
        true => name(path),
        false => clean(&path.file_stem().unwrap_or_default().to_string_lossy()),
    };
    let mut times: HashMap<String, usize> = HashMap::new();
    for path in &paths {
        *times.entry(bare(path)).or_default() += 1;
    }
    let mut known = HashSet::new();
    let name = |path: PathBuf| {
        let bare = bare(&path);
        let mut name = if times[&bare] > 1 { name(&path) } else { bare };
        // Names that differ only in what cannot be printed.
        while !known.insert(name.clone()) {
            name.push('?');
        }
        (path, name)
    };
    paths.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a broken-off write leaves half a plan, or a link is cut.
    #[test]
    fn files_are_replaced_whole() {
        let folder = std::env::temp_dir().join(format!("callboard-files-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (file, link) = (folder.join("a.json"), folder.join("b.json"));
        write(&file, b"one").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("a.json", &link).unwrap();
        #[cfg(not(unix))]
        fs::copy(&file, &link).unwrap();
        write(&link, b"two").unwrap();
        assert_eq!(fs::read(&link).unwrap(), b"two");
        #[cfg(unix)]
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "no litter");
        assert!(write(&folder.join("no/such.json"), b"x").is_err());
        assert!(check_writable(&folder).is_err());
        assert!(same(&folder.join("."), &folder));
        fs::remove_dir_all(&folder).unwrap();
    }
}
