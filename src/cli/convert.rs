//! `import` and `export`: other formats.

use super::ending::{Failure, Outcome, put};
use super::{files, verify};
use crate::convert::{self, Format};
use crate::generate::text;
use serde_json::Value;
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug)]
pub struct ImportArgs {
    /// techday, trsp, solomon, vroom or csv
    pub format: Format,
    /// The files of one instance; for csv the table of jobs, then the table of people
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

#[derive(clap::Args, Debug)]
pub struct ExportArgs {
    /// techday, trsp or solomon
    pub format: Format,
    /// The request that `import` wrote
    pub request: PathBuf,
    /// Its plan
    pub plan: PathBuf,
}

pub fn import(args: &ImportArgs) -> Outcome {
    let request = convert::import(args.format, &args.files).map_err(failed)?;
    put(text(&request))?;
    Ok(0)
}

pub fn export(args: &ExportArgs) -> Outcome {
    let (request, plan) = (json(&args.request)?, json(&args.plan)?);
    put(convert::export(args.format, &request, &plan).map_err(failed)?)?;
    Ok(0)
}

fn failed(error: convert::ConvertError) -> Failure {
    let lines = error.to_string();
    let lines: Vec<String> = lines.lines().map(files::clean).collect();
    Failure::failed(lines.join("\n"))
}

fn json(path: &Path) -> Result<Value, Failure> {
    let bytes = files::read(path)?;
    serde_json::from_slice(&bytes).map_err(|error| verify::no_json(path, &error))
}
