//! Foreign formats: what is read, what is refused and what the judges get.

mod bench;
mod hhcrsp;
mod judged;
mod tables;
mod texts;
mod vroom;

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use callboard::convert::{self, ConvertError, Format};
use serde_json::Value;

static COUNT: AtomicU64 = AtomicU64::new(0);

/// The texts as files in a folder of their own, removed at the end.
struct Files {
    folder: PathBuf,
    paths: Vec<PathBuf>,
}

impl Files {
    fn new(texts: &[&[u8]]) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("callboard-convert-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a temporary folder");
        let names = ["a", "b", "c"].iter();
        let paths: Vec<PathBuf> = names.take(texts.len()).map(|name| folder.join(name)).collect();
        for (path, text) in paths.iter().zip(texts) {
            fs::write(path, text).expect("a temporary file");
        }
        Self { folder, paths }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

fn import(format: Format, texts: &[&str]) -> Result<Value, ConvertError> {
    let bytes: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
    convert::import(format, &Files::new(&bytes).paths)
}

fn good(format: Format, texts: &[&str]) -> Value {
    match import(format, texts) {
        Ok(request) => request,
        Err(error) => panic!("{error}"),
    }
}

/// Every problem as one line, without the folder.
fn problems(format: Format, texts: &[&str]) -> Vec<String> {
    let error = import(format, texts).expect_err("a refusal");
    error
        .problems
        .iter()
        .map(|problem| {
            let line = problem.to_string();
            let name = PathBuf::from(&problem.file);
            let name = name.file_name().unwrap_or_default().to_string_lossy();
            line.replacen(&problem.file, &name, 1)
        })
        .collect()
}

/// Each expected text is in the problem at its place in the list.
#[track_caller]
fn refused(format: Format, texts: &[&str], expected: &[&str]) {
    let found = problems(format, texts);
    let fits = found.len() == expected.len()
        && found.iter().zip(expected).all(|(line, part)| line.contains(part));
    assert!(fits, "found\n{}\nexpected\n{}", found.join("\n"), expected.join("\n"));
}

#[test]
fn formats_are_named_as_they_are_typed() {
    // If this breaks, a format printed in a message cannot be typed on the command line.
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let error = "Solomon2".parse::<Format>().expect_err("an unknown format");
    assert_eq!(
        error,
        "`Solomon2` is no known format; use one of techday, trsp, solomon, hhcrsp, vroom, csv"
    );
}

#[test]
fn unreadable_files_are_all_named() {
    // If this breaks, a missing file, wrong bytes or a wrong number of files end in a panic.
    let files = Files::new(&[b"\xff\xfeid", b"id\nx\xe9"]);
    let error = convert::import(Format::Csv, &files.paths).expect_err("not UTF-8");
    let lines: Vec<String> =
        error.problems.iter().map(|p| format!("{:?} {}", p.place, p.value)).collect();
    assert_eq!(lines, ["Line(1) byte 0xff", "Line(2) byte 0xe9"]);
    let gone = [files.folder.join("gone")];
    let error = convert::import(Format::Trsp, &gone).expect_err("no such file");
    assert!(error.to_string().contains("the file cannot be read"), "{error}");
    let error = convert::import(Format::Csv, &gone).expect_err("one file");
    assert!(error.to_string().contains("name two files"), "{error}");
}

#[test]
fn cut_files_never_panic() {
    // If this breaks, a file cut off in the middle stops the program instead of being answered.
    let cases: [(Format, &[&str]); 5] = [
        (Format::Techday, &[texts::TECHDAY]),
        (Format::Trsp, &[texts::TRSP]),
        (Format::Solomon, &[texts::SOLOMON]),
        (Format::Vroom, &[texts::VROOM]),
        (Format::Csv, &[texts::JOBS, texts::PEOPLE]),
    ];
    for (format, whole) in cases {
        let longest = whole.iter().map(|text| text.len()).max().unwrap_or_default();
        for end in (0..longest).step_by(7) {
            let cut: Vec<&str> = whole.iter().map(|text| text.get(..end).unwrap_or(text)).collect();
            let _ = import(format, &cut);
        }
    }
}

#[test]
fn absurd_numbers_never_panic() {
    // If this breaks, a number that no clock or sum can hold overflows instead of being answered.
    let cases: [(Format, &[&str]); 5] = [
        (Format::Techday, &[texts::TECHDAY]),
        (Format::Trsp, &[texts::TRSP]),
        (Format::Solomon, &[texts::SOLOMON]),
        (Format::Vroom, &[texts::VROOM]),
        (Format::Csv, &[texts::JOBS, texts::PEOPLE]),
    ];
    let absurd = ["-1", "1e400", "NaN", "9223372036854775807", "-9e18", "\"\"", "[]", "1.5", ""];
    for (format, whole) in cases {
        let bytes: Vec<&[u8]> = whole.iter().map(|text| text.as_bytes()).collect();
        for (k, text) in whole.iter().enumerate() {
            // A file of its own for each round leaves the other one whole.
            let files = Files::new(&bytes);
            let digits = |c: char| c.is_ascii_digit();
            let starts = text.match_indices(digits).map(|(at, _)| at);
            for at in starts.filter(|at| !text[..*at].ends_with(digits)) {
                let rest = text[at..].trim_start_matches(digits);
                for number in absurd {
                    let wrong = format!("{}{number}{rest}", &text[..at]);
                    // Some disks wait when a file is overwritten, none when it is new.
                    fs::remove_file(&files.paths[k]).expect("the file of the round before");
                    fs::write(&files.paths[k], wrong).expect("a temporary file");
                    let _ = convert::import(format, &files.paths);
                }
            }
        }
    }
}
