//! What a run took, told by its own process at its end: nobody else knows its peak memory.

use super::ending::Failure;
use super::files;
use serde::{Deserialize, Serialize};
use std::path::Path;

#[derive(Debug, Serialize, Deserialize)]
pub struct Took {
    pub search_secs: f64,
    /// Of the whole process; none on systems that do not tell.
    pub peak_bytes: Option<u64>,
}

impl Took {
    pub fn so_far(search_secs: f64) -> Took {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        Took { search_secs, peak_bytes: high_water(&status) }
    }

    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        // Numbers can always be written.
        files::write(path, &serde_json::to_vec(self).expect("numbers are JSON"))
    }

    pub fn read(path: &Path) -> Result<Took, String> {
        let text = files::read(path).map_err(|failure| failure.text)?;
        serde_json::from_slice(&text).map_err(|e| format!("{}: {e}", files::name(path)))
    }
}

/// The most memory that a process of Linux ever held, from its `status` file.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, the peak memory of a benchmark is empty or a thousand times too low.
    #[test]
    fn the_high_water_mark_is_read() {
        let status = "Name:\tcallboard\nVmPeak:\t  99 kB\nVmHWM:\t   31560 kB\nVmRSS:\t   7 kB\n";
        assert_eq!(high_water(status), Some(31560 * 1024));
        assert_eq!(high_water(""), None);
        if cfg!(target_os = "linux") {
            assert!(Took::so_far(0.0).peak_bytes.is_some_and(|bytes| bytes > 1_000_000));
        }
    }
}
