//! Foreign formats: importers that write a request, exporters that write what a format's judge
//! reads.
//!
//! | format | files | import | export |
//! |---|---|---|---|
//! | `techday` | one JSON: technicians, jobs with values, an optional travel matrix | yes | yes |
//! | `trsp` | one text: technicians, requests; Pillac, Gueret and Medaglia (2013) | yes | yes |
//! | `solomon` | one text: customers, one depot, identical vehicles | yes | yes |
//! | `hhcrsp` | one JSON: caregivers, patients; Mankowska, Meisel, Bierwirth (2014) | yes | yes |
//! | `vroom` | one JSON request of VROOM | yes | no |
//! | `csv` | two tables: jobs, then people ([`tables`] lists the columns) | yes | no |
//!
//! An import either says everything the file says or refuses, naming every problem at once: a
//! constraint that the contract has no word for is never dropped in silence.

mod clock;
mod detect;
mod fields;
mod hhcrsp;
mod nearest;
mod pages;
mod problem;
mod solomon;
pub mod tables;
mod techday;
mod trsp;
mod visits;
mod vroom;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde_json::Value;

pub use detect::{Kind, detect};
use problem::Problems;
pub use problem::{ConvertError, Place, Problem};

/// More places than this would make a matrix of several hundred megabytes.
const MAX_PLACES: usize = 2_500;

/// More crews than this are refused rather than written out one by one.
const MAX_CREWS: i64 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Techday,
    Trsp,
    Solomon,
    Hhcrsp,
    Vroom,
    Csv,
}

impl Format {
    pub const ALL: [Format; 6] = [
        Format::Techday,
        Format::Trsp,
        Format::Solomon,
        Format::Hhcrsp,
        Format::Vroom,
        Format::Csv,
    ];

    fn name(self) -> &'static str {
        match self {
            Format::Techday => "techday",
            Format::Trsp => "trsp",
            Format::Solomon => "solomon",
            Format::Hhcrsp => "hhcrsp",
            Format::Vroom => "vroom",
            Format::Csv => "csv",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|format| format.name() == text).ok_or_else(|| {
            let known = Self::ALL.map(Format::name).join(", ");
            format!("`{text}` is no known format; use one of {known}")
        })
    }
}

/// Reads the files of one foreign instance into a request.
pub fn import(format: Format, files: &[PathBuf]) -> Result<Value, ConvertError> {
    let expected = if format == Format::Csv { 2 } else { 1 };
    if files.len() != expected {
        let mut problems = Problems::new(format.name());
        let hint = match format {
            Format::Csv => "name two files, the table of jobs and then the table of people",
            _ => "name exactly one file",
        };
        problems.file(files.len().to_string(), "this number of files cannot be read", hint);
        return Err(problems.into_error());
    }
    let texts = pages::read_all(files)?;
    match (format, texts.as_slice()) {
        (Format::Techday, [text]) => techday::import(text),
        (Format::Trsp, [text]) => trsp::import(text),
        (Format::Solomon, [text]) => solomon::import(text),
        (Format::Hhcrsp, [text]) => hhcrsp::import(text),
        (Format::Vroom, [text]) => vroom::import(text),
        (Format::Csv, [jobs, people]) => tables::import(jobs, people),
        _ => unreachable!("the number of files was checked above"),
    }
}

/// Writes a plan in the form that the format's judge reads.
pub fn export(format: Format, request: &Value, plan: &Value) -> Result<String, ConvertError> {
    match format {
        Format::Techday => techday::export(request, plan),
        Format::Trsp => trsp::export(request, plan),
        Format::Solomon => solomon::export(request, plan),
        Format::Hhcrsp => hhcrsp::export(request, plan),
        Format::Vroom | Format::Csv => {
            let mut problems = Problems::new("format");
            problems.file(
                format.name(),
                "plans are not exported to this format",
                "use one of techday, trsp, solomon, hhcrsp",
            );
            Err(problems.into_error())
        }
    }
}
