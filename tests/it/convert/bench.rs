//! The public instances, where CALLBOARD_BENCH names a folder that holds them.

use std::path::{Path, PathBuf};
use std::slice;

use callboard::convert::{self, Format};
use serde_json::Value;

use super::good;

fn folder(name: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("CALLBOARD_BENCH") else {
        println!("CALLBOARD_BENCH is not set: the public instances of {name} were not read");
        return None;
    };
    Some(Path::new(&root).join("data").join(name))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of instances");
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no instances in {}", folder.display());
    paths
}

fn count(request: &Value, list: &str) -> usize {
    request["problem"][list].as_array().map_or(0, Vec::len)
}

#[test]
fn straight_lines_are_the_travel_of_the_public_techdays() {
    // If this breaks, travel without a matrix differs from what the judge computes.
    let Some(folder) = folder("techday") else {
        return;
    };
    for path in files(&folder, "json") {
        let text = std::fs::read_to_string(&path).expect("a file");
        let mut file: Value = serde_json::from_str(&text).expect("JSON");
        let own = file.as_object_mut().and_then(|map| map.remove("travel")).expect("travel");
        let request = good(Format::Techday, &[&file.to_string()]);
        assert_eq!(request["problem"]["travel"]["matrix"]["seconds"], own, "{}", path.display());
        assert_eq!(good(Format::Techday, &[&text])["problem"], request["problem"]);
    }
}

#[test]
fn the_two_real_days_are_read_and_tools_refused() {
    // If this breaks, the real TRSP days cannot be planned, or tools are dropped in silence.
    let Some(folder) = folder("trsp") else { return };
    for path in files(&folder, "txt") {
        let read = convert::import(Format::Trsp, slice::from_ref(&path));
        let name = path.file_stem().unwrap_or_default().to_string_lossy().to_string();
        let size = |request: &Value| (count(request, "crews"), count(request, "jobs"));
        match name.as_str() {
            "R1" => assert_eq!(size(&read.expect("R1")), (12, 47)),
            "U1" => assert_eq!(size(&read.expect("U1")), (41, 251)),
            _ => {
                let error = read.expect_err("tools").to_string();
                assert!(error.contains("not supported yet"), "{name}: {error}");
            }
        }
    }
}

#[test]
fn every_public_solomon_is_read() {
    // If this breaks, some instance of the oldest comparison cannot be planned.
    let Some(folder) = folder("solomon") else {
        return;
    };
    for path in files(&folder, "txt") {
        let request = convert::import(Format::Solomon, slice::from_ref(&path));
        let request = request.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((count(&request, "crews"), count(&request, "jobs")), (25, 100));
    }
}
