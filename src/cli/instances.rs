//! What `bench` runs: built-in suites, folders and files, each instance as a file of one request.

use super::ending::{Failure, reason, say};
use super::scratch::Scratch;
use super::settings::Settings;
use super::{convert, faults, files};
use crate::bench::{SUITES, Suite};
use crate::convert::{Kind, detect, import};
use crate::fault::Fault;
use crate::generate::text;
use crate::intake::admit;
use crate::intake::case::Run;
use crate::solve::Ready;
use crate::travel::Travel;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

pub struct Instance {
    pub name: String,
    /// Ours, whatever format it came in.
    pub request: PathBuf,
    /// Its budget and lanes, with the flags applied.
    pub run: Run,
}

/// The instances by name, and whether a file that was named could not be one.
pub fn collect(
    asked: &[PathBuf],
    settings: &Settings,
    scratch: &Scratch,
) -> Result<(Vec<Instance>, bool), Failure> {
    let (mut paths, mut suites, mut failed) = (Vec::new(), Vec::new(), false);
    for path in asked {
        match path.to_str().and_then(Suite::named) {
            Some(suite) => suites.push(suite),
            None if path.is_dir() => paths.extend(of_folder(path)?),
            None if path.exists() => paths.push(path.clone()),
            None => return Err(unknown(path)),
        }
    }
    let mut known = HashSet::new();
    paths.retain(|path| known.insert(path.clone()));
    suites.dedup_by_key(|suite| suite.name);
    let collector = Collector { settings, scratch };
    let mut found = Vec::new();
    for member in suites.iter().flat_map(|suite| suite.members()) {
        let request = text(&member.request());
        found.push(collector.made(member.name, request.as_bytes())?);
    }
    for (path, name) in files::named(paths) {
        match collector.file(&path, name) {
            Ok(instance) => found.push(instance),
            Err(failure) => {
                failed = true;
                say(&failure.text);
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(pair) = found.windows(2).find(|pair| pair[0].name == pair[1].name) {
        let name = &pair[0].name;
        let text = format!("{name}: two instances have this name; give each once, or rename one");
        return Err(Failure::usage(text));
    }
    Ok((found, failed))
}

fn unknown(path: &Path) -> Failure {
    let suites = SUITES.map(|suite| suite.name).join(", ");
    let name = files::name(path);
    Failure::usage(format!(
        "{name}: there is no such file and no such suite; name a file, a folder or one of {suites}"
    ))
}

/// The instances among the files of a folder; the others are named, for nobody shall believe that
/// they were run.
fn of_folder(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let name = files::name(folder);
    let fail = |error: std::io::Error| {
        let why = reason(&error);
        Failure::failed(format!("{name}: cannot be read: {why}; name a readable folder"))
    };
    let (mut good, mut others) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let kind = match path.is_file() {
            true => detect(&files::read(&path)?),
            false => Kind::Unknown,
        };
        let into = if kind == Kind::Unknown { &mut others } else { &mut good };
        into.push(path);
    }
    good.sort();
    others.sort();
    if good.is_empty() {
        let text = format!("{name}: no instance in it; name a folder of {KNOWN}");
        return Err(Failure::usage(text));
    }
    if !others.is_empty() {
        let base =
            |path: &PathBuf| files::clean(&path.file_name().unwrap_or_default().to_string_lossy());
        let others: Vec<String> = others.iter().map(base).collect();
        say(&format!("{name}: skipped, for they are no instances: {}", others.join(", ")));
    }
    Ok(good)
}

const KNOWN: &str = "requests or of techday, solomon, trsp or vroom files";

struct Collector<'a> {
    settings: &'a Settings,
    scratch: &'a Scratch,
}

impl Collector<'_> {
    fn file(&self, path: &Path, name: String) -> Result<Instance, Failure> {
        let bytes = files::read(path)?;
        match detect(&bytes) {
            // What is no file, such as a pipe, can be read only once.
            Kind::Request if !path.is_file() => self.made(name, &bytes),
            Kind::Request => {
                let run = self.admitted(&files::name(path), &bytes)?;
                Ok(Instance { name, request: path.to_owned(), run })
            }
            Kind::Foreign(format) => {
                let request = import(format, &[path.to_owned()]).map_err(convert::failed)?;
                self.made(name, text(&request).as_bytes())
            }
            Kind::Unknown => {
                let file = files::name(path);
                Err(Failure::failed(format!("{file}: is no instance; name one of {KNOWN}")))
            }
        }
    }

    /// A request that is no file yet.
    fn made(&self, name: String, request: &[u8]) -> Result<Instance, Failure> {
        let run = self.admitted(&name, request)?;
        let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
        let mut file: String = name.chars().map(plain).take(60).collect();
        while self.scratch.at(&format!("{file}.json")).exists() {
            file.push('_');
        }
        let path = self.scratch.at(&format!("{file}.json"));
        files::write(&path, request)?;
        Ok(Instance { name, request: path, run })
    }

    /// Everything that can be wrong with a request is said before the first is planned: who waits
    /// for an hour shall not learn then that the last file has a fault.
    fn admitted(&self, name: &str, request: &[u8]) -> Result<Run, Failure> {
        let failed = |f: Vec<Fault>| Failure::failed(faults::report(name, &f));
        let mut case = admit(request).map_err(failed)?;
        self.settings.apply(&mut case);
        let travel = Travel::of(&case);
        Ok(Ready::with(case, travel).map_err(failed)?.case.run)
    }
}
