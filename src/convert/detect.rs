//! Which format a file is in, by what it says and not by its name.

use super::Format;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::HashSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A request of ours, or JSON so broken that whoever reads requests should say so.
    Request,
    Foreign(Format),
    Unknown,
}

/// Only the keys that tell one format from another.
#[derive(Deserialize)]
struct Keys {
    problem: Option<IgnoredAny>,
    techs: Option<IgnoredAny>,
    vehicles: Option<IgnoredAny>,
    jobs: Option<IgnoredAny>,
    shipments: Option<IgnoredAny>,
    patients: Option<IgnoredAny>,
    caregivers: Option<IgnoredAny>,
}

/// Words that begin a line in a format of text.
const SOLOMON: [&str; 2] = ["VEHICLE", "CUSTOMER"];
const TRSP: [&str; 2] = ["CREW", "ID"];

pub fn detect(bytes: &[u8]) -> Kind {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii_start().starts_with(b"{") {
        return of_json(bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Kind::Unknown };
    let words: HashSet<&str> = text.lines().filter_map(|l| l.split_whitespace().next()).collect();
    let has = |marks: [&str; 2]| marks.iter().all(|mark| words.contains(mark));
    match () {
        () if has(SOLOMON) => Kind::Foreign(Format::Solomon),
        () if has(TRSP) => Kind::Foreign(Format::Trsp),
        () => Kind::Unknown,
    }
}

fn of_json(bytes: &[u8]) -> Kind {
    let Ok(keys) = serde_json::from_slice::<Keys>(bytes) else { return Kind::Request };
    let work = keys.jobs.is_some() || keys.shipments.is_some();
    match () {
        () if keys.problem.is_some() => Kind::Request,
        () if keys.techs.is_some() && keys.jobs.is_some() => Kind::Foreign(Format::Techday),
        () if keys.patients.is_some() && keys.caregivers.is_some() => Kind::Foreign(Format::Hhcrsp),
        () if keys.vehicles.is_some() && work => Kind::Foreign(Format::Vroom),
        () => Kind::Unknown,
    }
}
