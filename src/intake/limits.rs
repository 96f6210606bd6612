//! `quotas` and `buffers`: limits on the plan as a whole, read section by section.

use super::case::Priority;
use crate::fault::Faults;
use crate::wire::node::Node;
use crate::wire::reader::{Obj, out_of_range, text_of, unknown_word, valid_id, wrong_type};
use crate::wire::text::parse_date;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeSet, HashSet};

/// The most quotas, and the most buffers, of one request.
pub const MOST: usize = 200;
/// The most jobs that a quota may name as its limit.
const JOBS_MOST: i64 = 1_000_000;
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// At most so many jobs of a kind are served on a date, or in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    pub id: String,
    /// Position in the request, for pointers.
    pub index: usize,
    /// Empty lists leave nothing out.
    pub types: Vec<String>,
    pub territories: Vec<String>,
    pub crews: Vec<String>,
    pub dates: Dates,
    /// Whether all its dates share one limit.
    pub in_all: bool,
    pub max: i64,
}

/// So much of the crews' time on a date is not planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buffer {
    pub id: String,
    /// Position in the request, for pointers.
    pub index: usize,
    pub crews: Vec<String>,
    pub dates: Dates,
    /// Thousandths of the time.
    pub share: i64,
    /// By [`Priority`]: whether the time is kept for these jobs, so that they do not count.
    pub keeps_for: [bool; 4],
}

/// Some dates of the horizon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dates {
    /// Days of the week, from Monday.
    Week([bool; 7]),
    Named(BTreeSet<NaiveDate>),
}

impl Dates {
    pub fn has(&self, date: NaiveDate) -> bool {
        match self {
            Dates::Week(days) => days[date.weekday().num_days_from_monday() as usize],
            Dates::Named(dates) => dates.contains(&date),
        }
    }

    /// Every date, where none is named.
    fn read(o: &mut Obj, faults: &mut Faults) -> Option<Dates> {
        let (days, dates) = (o.list("days", faults), o.list("dates", faults));
        if !days.is_empty() && !dates.is_empty() {
            let message = "either `days` of the week or `dates`";
            let value = o.brief("dates");
            faults.fault("TWO_FORMS", &o.at("dates"), &value, message, "keep one of the two");
            return None;
        }
        let mut named = BTreeSet::new();
        for (at, node) in &dates {
            let Some(text) = text_of(node, at, faults) else { continue };
            match parse_date(&text) {
                Some(date) => drop(named.insert(date)),
                None => {
                    faults.fault("BAD_DATE", at, &text, "not a date", "write it like 2026-12-07")
                }
            }
        }
        if !dates.is_empty() {
            return Some(Dates::Named(named));
        }
        let mut week = [days.is_empty(); 7];
        for (at, node) in &days {
            let Some(day) = text_of(node, at, faults) else { continue };
            match DAYS.iter().position(|d| *d == day) {
                Some(k) => week[k] = true,
                None => unknown_word(&day, at, &DAYS, faults),
            }
        }
        Some(Dates::Week(week))
    }
}

/// Whether a list leaves a word in.
fn has(list: &[String], word: Option<&str>) -> bool {
    list.is_empty() || word.is_some_and(|word| list.iter().any(|w| w == word))
}

impl Quota {
    /// Whether it counts jobs of this type and territory.
    pub fn counts(&self, kind: Option<&str>, territory: Option<&str>) -> bool {
        has(&self.types, kind) && has(&self.territories, territory)
    }

    /// Whether it counts what this crew serves on this date.
    pub fn covers(&self, crew: &str, date: NaiveDate) -> bool {
        has(&self.crews, Some(crew)) && self.dates.has(date)
    }
}

impl Buffer {
    /// Whether the time of this crew on this date is among what it keeps a share of.
    pub fn covers(&self, crew: &str, date: NaiveDate) -> bool {
        has(&self.crews, Some(crew)) && self.dates.has(date)
    }

    /// Whether it keeps its time for jobs of this priority.
    pub fn is_for(&self, priority: Priority) -> bool {
        self.keeps_for[priority as usize]
    }

    /// What may be planned of so much time.
    pub fn leaves(&self, time: i64) -> i64 {
        (i128::from(time) * i128::from(1000 - self.share)).div_euclid(1000) as i64
    }
}

/// The limits on the plan as a whole.
pub fn read(o: &mut Obj, faults: &mut Faults) -> (Vec<Quota>, Vec<Buffer>) {
    (read_quotas(o, faults), read_buffers(o, faults))
}

/// Reads `problem.quotas`.
fn read_quotas(problem: &mut Obj, faults: &mut Faults) -> Vec<Quota> {
    entries(problem, "quotas", faults, |o, index, faults| {
        const PER: [&str; 2] = ["DAY", "HORIZON"];
        let id = o.needed_id("id", faults);
        let (types, territories) = (words(o, "types", faults), words(o, "territories", faults));
        let crews = words(o, "crews", faults);
        let dates = Dates::read(o, faults);
        let in_all = o.choice("per", &PER, faults) == Some(1);
        if o.get("max").is_none() {
            o.missing("max", "say how many jobs it allows", faults);
        }
        let max = o.int("max", 0, JOBS_MOST, faults);
        let (id, dates, max) = (id?, dates?, max?);
        let quota = Quota { id: id.clone(), index, types, territories, crews, dates, in_all, max };
        Some((id, quota))
    })
}

/// Reads `problem.buffers`.
fn read_buffers(problem: &mut Obj, faults: &mut Faults) -> Vec<Buffer> {
    entries(problem, "buffers", faults, |o, index, faults| {
        let id = o.needed_id("id", faults);
        let crews = words(o, "crews", faults);
        let dates = Dates::read(o, faults);
        let share = read_share(o, faults);
        let keeps_for = read_priorities(o, faults);
        let (id, dates, share) = (id?, dates?, share?);
        Some((id.clone(), Buffer { id, index, crews, dates, share, keeps_for }))
    })
}

fn entries<T>(
    problem: &mut Obj,
    key: &'static str,
    faults: &mut Faults,
    read: impl Fn(&mut Obj, usize, &mut Faults) -> Option<(String, T)>,
) -> Vec<T> {
    let list = problem.list(key, faults);
    if list.len() > MOST {
        let found = list.len().to_string();
        let message = format!("{found} {key}; a request has at most {MOST}");
        let hint = "join those that say the same of several types, crews or dates";
        faults.fault("TOO_LARGE", &problem.at(key), &found, &message, hint);
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for (index, (at, node)) in list.iter().enumerate() {
        let Some(mut o) = Obj::open(node, at, faults) else { continue };
        let entry = read(&mut o, index, faults);
        o.close(faults);
        let Some((id, entry)) = entry else { continue };
        if !seen.insert(id.clone()) {
            let message = format!("another of the {key} has the id {id}");
            let hint = "give each its own id";
            faults.fault("DUPLICATE_ID", &format!("{at}/id"), &id, &message, hint);
            continue;
        }
        out.push(entry);
    }
    out
}

fn words(o: &mut Obj, key: &'static str, faults: &mut Faults) -> Vec<String> {
    let mut out = Vec::new();
    for (at, node) in &o.list(key, faults) {
        if let Some(text) = text_of(node, at, faults)
            && valid_id(&text, at, faults)
        {
            out.push(text);
        }
    }
    out
}

fn read_priorities(o: &mut Obj, faults: &mut Faults) -> [bool; 4] {
    if o.get("keepsFor").is_none() {
        return [false, false, false, true];
    }
    let mut out = [false; 4];
    for (at, node) in &o.list("keepsFor", faults) {
        let Some(word) = text_of(node, at, faults) else { continue };
        match Priority::NAMES.iter().position(|n| *n == word) {
            Some(k) => out[k] = true,
            None => unknown_word(&word, at, &Priority::NAMES, faults),
        }
    }
    out
}

/// A share of 1 with at most three decimals, in thousandths.
fn read_share(o: &mut Obj, faults: &mut Faults) -> Option<i64> {
    let at = o.at("share");
    let Some(node) = o.get("share") else {
        o.missing("share", "say how much of the time is kept free, such as 0.15", faults);
        return None;
    };
    let text = match node {
        Node::Int(_) | Node::Num(_) | Node::Text(_) => node.brief(),
        other => {
            wrong_type(other, &at, "a decimal number", faults);
            return None;
        }
    };
    let share = thousandths(&text);
    match share {
        Some(0..=1000) => return share,
        Some(_) => out_of_range(&text, &at, "0", "1", faults),
        None => {
            let message = "not a share with at most three decimals";
            let hint = "write it like 0.15: between 0 and 1, thousandths at the finest";
            faults.fault("BAD_SHARE", &at, &text, message, hint);
        }
    }
    None
}

/// A plain decimal in thousandths, exactly or not at all.
fn thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |s: &str, most| (1..=most).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole, 9) || !digits(part, 3) {
        return None;
    }
    let part = format!("{part:0<3}");
    Some(whole.parse::<i64>().ok()? * 1000 + part.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, 15 % kept free become 14.9 % or 15.1 %.
    #[test]
    fn shares_are_exact_thousandths() {
        let of = |n: f64| thousandths(&Node::Num(n).brief());
        assert_eq!(of(0.15), Some(150));
        assert_eq!(of(0.001), Some(1));
        assert_eq!(of(0.0001), None);
        assert_eq!(of(0.1 + 0.2), None);
        assert_eq!((thousandths("0.125"), thousandths("1")), (Some(125), Some(1000)));
        for text in ["", ".5", "1.", "-0.1", "0.1234", "1e-2", "0,1"] {
            assert_eq!(thousandths(text), None, "{text}");
        }
    }
}
