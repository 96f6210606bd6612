//! `import` and `export`: other formats.

use super::ending::{Failure, Outcome, put};
use super::{files, travel, verify};
use crate::convert::{self, Format};
use crate::generate::text;
use crate::travel::osrm::Address;
use serde_json::Value;
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug)]
pub struct ImportArgs {
    /// techday, trsp, solomon, vroom or csv
    pub format: Format,
    /// The files of one instance; for csv the table of jobs, then the table of people
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Fill in road times from an OSRM server, such as http://127.0.0.1:5000; for csv, and for
    /// vroom without matrices
    #[arg(long, value_name = "URL")]
    pub osrm: Option<Address>,
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
    let mut request = convert::import(args.format, &args.files).map_err(failed)?;
    if let Some(osrm) = &args.osrm {
        fill(&mut request, osrm, args)?;
    }
    put(text(&request))?;
    Ok(0)
}

fn fill(request: &mut Value, osrm: &Address, args: &ImportArgs) -> Result<(), Failure> {
    if request.pointer("/problem/travel").is_some() {
        let text = format!(
            "--osrm is for files with coordinates and no travel times (csv, and vroom without \
             matrices), and this {} has its own; leave it away",
            args.format
        );
        return Err(Failure::usage(text));
    }
    // The first file is the one with the jobs.
    let name = args.files.first().map(|file| files::name(file)).unwrap_or_default();
    travel::fill(request, osrm, &name)
}

pub fn export(args: &ExportArgs) -> Outcome {
    let (request, plan) = (json(&args.request)?, json(&args.plan)?);
    put(convert::export(args.format, &request, &plan).map_err(failed)?)?;
    Ok(0)
}

pub(super) fn failed(error: convert::ConvertError) -> Failure {
    let lines = error.to_string();
    let lines: Vec<String> = lines.lines().map(files::clean).collect();
    Failure::failed(lines.join("\n"))
}

fn json(path: &Path) -> Result<Value, Failure> {
    let bytes = files::read(path)?;
    serde_json::from_slice(&bytes).map_err(|error| verify::no_json(path, &error))
}
