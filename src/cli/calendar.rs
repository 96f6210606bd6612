//! `calendar PLAN`: the plan on everybody's telephone, and as a table.

use super::ending::{Failure, Outcome, count, put, reason, say};
use super::{faults, files, show};
use crate::calendar::{self, By, Diary, Head, OLDEST};
use crate::fault::Fault;
use crate::units::Millis;
use crate::wire::plan::Route;
use crate::wire::text::parse_instant;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The name of the table in a folder.
const TABLE: &str = "stops.csv";
/// More than this of a broken plan, or of old files, is only counted.
const SHOWN: usize = 20;

const HELP: &str = "\
Times are those of the plan's zone, whose clock changes are written with them. The UID of a visit is
made from job and visit, that of a break from shift and break, never from time, crew or plan: the
calendar of a new plan replaces the events of the old one. An event that has left a calendar goes
only where the whole calendar is replaced, so subscribe to the file, or import it into a calendar of
its own and empty that first.";

#[derive(clap::Args, Debug)]
#[command(after_long_help = HELP)]
pub struct CalendarArgs {
    /// A plan, `-` for stdin
    pub plan: PathBuf,
    /// Whose calendars; a crew without members counts as a person
    #[arg(long, value_enum, default_value_t = By::Crew, value_name = "WHOSE")]
    pub by: By,
    /// Only this crew or person; `first` for the first
    #[arg(long, value_name = "ID")]
    pub only: Option<String>,
    /// Calendars or a table of all stops (default: both into a folder, else ics)
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// A folder for `crew-ID.ics` or `person-ID.ics`, `resource-ID.ics` and `stops.csv`, made if it
    /// is not there; with --only or `--format csv` also a file (default: stdout)
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Write the times in UTC
    #[arg(long)]
    pub utc: bool,
    /// Stands before the calendars' names and goes into every UID; for order books whose jobs have
    /// the same ids. Keep it for all plans of one order book
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub name: String,
    /// DTSTAMP, as `date -u +%FT%TZ` prints it: some programs take a known event again only if it
    /// is newer. Give it always or never (default: 2000-01-01T00:00:00Z, so that the same plan
    /// gives the same bytes)
    #[arg(long, value_name = "TIME", value_parser = stamp)]
    pub stamp: Option<Millis>,
    /// SEQUENCE (default: the minutes from 2000 to the stamp)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..1 << 31))]
    pub sequence: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// iCalendar
    Ics,
    /// A table with a row for each visit and break
    Csv,
}

fn stamp(text: &str) -> Result<Millis, String> {
    parse_instant(text).ok_or_else(|| "write it like 2026-12-06T17:00:00Z".to_owned())
}

/// Whose calendars, and what they are made of.
type Owners<'a> = BTreeMap<&'a String, Vec<&'a Route>>;

pub fn run(args: &CalendarArgs) -> Outcome {
    let folder = folder(args)?;
    let plan = show::read(&args.plan)?;
    let diary = Diary::of(&plan, args.utc).map_err(|faults| broken(args, &faults))?;
    let owners = owners(args, &diary)?;
    match folder {
        Some(folder) => fill(args, &diary, &owners, folder)?,
        None => {
            let bytes = match args.format {
                Some(Format::Csv) => table(args, &diary, &owners),
                _ => one(args, &diary, &owners)?,
            };
            match args.out.as_ref().filter(|out| !files::is_dash(out)) {
                Some(out) => files::write(out, &bytes)?,
                None => put(bytes)?,
            }
        }
    }
    Ok(0)
}

/// The folder to write into; none where one file or stdout is meant.
fn folder(args: &CalendarArgs) -> Result<Option<&Path>, Failure> {
    let Some(out) = args.out.as_deref().filter(|out| !files::is_dash(out)) else {
        return Ok(None);
    };
    let name = files::name(out);
    if out.is_dir() {
        return Ok(Some(out));
    }
    if args.only.is_some() || args.format == Some(Format::Csv) {
        files::check_writable(out)?;
        if files::same(out, &args.plan) {
            return Err(Failure::usage(format!("{name}: is the plan; name another file")));
        }
        return Ok(None);
    }
    let ending = out.extension().is_some_and(|e| e == "ics" || e == "csv");
    if out.exists() || ending {
        let way = "name a folder for all calendars, or one of them with --only";
        return Err(Failure::usage(format!("{name}: is no folder; {way}")));
    }
    Ok(Some(out))
}

fn broken(args: &CalendarArgs, found: &[Fault]) -> Failure {
    let file = files::name(&args.plan);
    let mut text = format!("{file}: no calendar can be made of this plan");
    for fault in found.iter().take(SHOWN) {
        text.push_str(&format!("\n  {}", faults::line(fault)));
    }
    if found.len() > SHOWN {
        text.push_str(&format!("\n  and {} more", found.len() - SHOWN));
    }
    Failure::failed(text)
}

fn owners<'a>(args: &CalendarArgs, diary: &Diary<'a>) -> Result<Owners<'a>, Failure> {
    let mut owners = diary.owners(args.by);
    let Some(asked) = &args.only else { return Ok(owners) };
    let wanted = match asked.as_str() {
        "first" => owners.keys().next().copied(),
        _ => owners.keys().copied().find(|id| *id == asked),
    };
    let Some(wanted) = wanted else {
        let known = owners.into_keys().collect();
        return Err(show::nothing_for(args.by.noun(), asked, known));
    };
    owners.retain(|id, _| *id == wanted);
    Ok(owners)
}

fn head(args: &CalendarArgs) -> Head {
    let stamp = args.stamp.unwrap_or(OLDEST);
    let sequence = args.sequence.unwrap_or_else(|| Head::sequence_of(stamp));
    Head { name: args.name.clone(), stamp, sequence }
}

/// The one calendar that fits into one file.
fn one(args: &CalendarArgs, diary: &Diary, owners: &Owners) -> Result<Vec<u8>, Failure> {
    let file = files::name(&args.plan);
    let mut all = owners.iter();
    match (all.next(), all.next()) {
        (Some((id, routes)), None) => Ok(diary.calendar(id, routes, &head(args)).into_bytes()),
        (None, _) => Err(Failure::failed(format!("{file}: the plan has no routes"))),
        _ => {
            let many = count(owners.len(), "calendar");
            let way = "name a folder with --out, or one of them with --only ID";
            Err(Failure::usage(format!("{file}: these are {many}; {way}")))
        }
    }
}

fn table(args: &CalendarArgs, diary: &Diary, owners: &Owners) -> Vec<u8> {
    match (&args.only, owners.values().next()) {
        (Some(_), Some(routes)) => diary.table(routes),
        _ => diary.table(&diary.routes()),
    }
}

/// A file for each, and the table.
fn fill(args: &CalendarArgs, diary: &Diary, owners: &Owners, folder: &Path) -> Result<(), Failure> {
    let name = files::name(folder);
    fs::create_dir_all(folder).map_err(|error| {
        let why = reason(&error);
        Failure::failed(format!("{name}: cannot be made: {why}; name another folder"))
    })?;
    if args.format != Some(Format::Csv) {
        let head = head(args);
        let mut written = BTreeSet::new();
        for (id, routes) in owners {
            let file = args.by.file_name(id);
            // Systems that know no capitals would take the names for one.
            if !written.insert(file.to_lowercase()) {
                let id = files::clean(id);
                let text = format!("{file}: stands for two ids, one of them {id}; rename one");
                return Err(Failure::failed(text));
            }
            files::write(&folder.join(file), diary.calendar(id, routes, &head).as_bytes())?;
        }
        if args.only.is_none() {
            tell_old(args.by.noun(), folder, &written);
            let mut written = BTreeSet::new();
            for (id, bookings) in diary.resources() {
                let file = calendar::resource_file(id);
                let text = diary.hires(id, &bookings, &head);
                files::write(&folder.join(&file), text.as_bytes())?;
                written.insert(file.to_lowercase());
            }
            tell_old(calendar::RESOURCE, folder, &written);
        }
    }
    let by_format = args.format.map(|format| format == Format::Csv);
    if by_format.unwrap_or(args.only.is_none()) {
        files::write(&folder.join(TABLE), &table(args, diary, owners))?;
    }
    if owners.is_empty() {
        say(&format!("{name}: the plan has no routes, so there are no calendars"));
    }
    Ok(())
}

/// Who has nothing in this plan may have had a calendar of the last one, and must not go by it. It
/// may as well be another plan's, so it is not taken away.
fn tell_old(noun: &str, folder: &Path, written: &BTreeSet<String>) {
    let start = format!("{noun}-");
    let Ok(entries) = fs::read_dir(folder) else { return };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let old = |name: &String| {
        name.starts_with(&start)
            && name.ends_with(".ics")
            && !written.contains(&name.to_lowercase())
    };
    let mut names: Vec<String> = names.filter(old).map(|name| files::clean(&name)).collect();
    if names.is_empty() {
        return;
    }
    names.sort();
    let more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let (folder, names) = (files::name(folder), names.join(", "));
    say(&format!("{folder}: not of this plan, remove them if they are old: {names}{more}"));
}
