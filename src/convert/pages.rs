//! The text of foreign files.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::problem::{ConvertError, Problems};

/// A larger file is no instance that a request could hold.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

#[derive(Debug)]
pub struct Page {
    pub name: String,
    pub text: String,
}

/// Reads every file, so that two unreadable ones are both named.
pub fn read_all(files: &[PathBuf]) -> Result<Vec<Page>, ConvertError> {
    let mut problems = Problems::new("");
    let mut pages = Vec::new();
    for path in files {
        match read(path) {
            Ok(page) => pages.push(page),
            Err(own) => problems.absorb(own),
        }
    }
    problems.finish(pages)
}

fn read(path: &Path) -> Result<Page, Problems> {
    let name = path.display().to_string();
    let mut problems = Problems::new(name.clone());
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        let reason = error.to_string().to_lowercase();
        problems.file(reason, "the file cannot be read", "check the path and its permissions");
        return Err(problems);
    }
    if bytes.len() as u64 > MAX_BYTES {
        problems.file(
            format!("more than {MAX_BYTES} bytes"),
            "the file is too large to be an instance",
            "split it",
        );
        return Err(problems);
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text);
            Ok(Page { name, text })
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let good = error.as_bytes().get(..valid).unwrap_or_default();
            let line = 1 + good.iter().filter(|byte| **byte == b'\n').count() as u64;
            let bad = error.as_bytes().get(valid).copied().unwrap_or_default();
            let value = format!("byte 0x{bad:02x}");
            problems.line(line, value, "the file is not UTF-8 text", "save it as UTF-8");
            Err(problems)
        }
    }
}
