//! The CSV of an earlier run, read back.

use super::mark::{Mark, Reached, setting};
use super::run::FAILED;
use csv::{ErrorKind, ReaderBuilder, StringRecord};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// More of a cell than this is cut in a message.
const SHOWN: usize = 60;

/// Where a file is not what was written, what is there, and the way out.
#[derive(Debug, PartialEq, Eq)]
pub struct BadCsv {
    /// From 1, the header's.
    pub line: u64,
    pub column: Option<String>,
    pub value: String,
    pub message: String,
}

impl fmt::Display for BadCsv {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, " column {column}")?;
        }
        let BadCsv { value, message, .. } = self;
        write!(f, ": `{value}`: {message}; name a CSV that `callboard bench --csv` wrote")
    }
}

impl std::error::Error for BadCsv {}

/// The runs of the CSV. Columns are found by their names, and those not compared may be missing.
pub fn saved(text: &[u8]) -> Result<Vec<Mark>, Box<BadCsv>> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text);
    let head = reader.headers().map_err(|error| unreadable(&error))?.clone();
    let columns: HashMap<&str, usize> =
        head.iter().enumerate().map(|(k, name)| (name, k)).collect();
    let needed = [
        "instance",
        "seed",
        "budget",
        "lanes",
        "status",
        "value",
        "cost",
        "perSecond",
        "currency",
        "requestHash",
    ];
    if let Some(missing) = needed.iter().find(|name| !columns.contains_key(**name)) {
        let found: Vec<&str> = head.iter().collect();
        return Err(bad(1, None, &found.join(","), &format!("there is no column `{missing}`")));
    }
    let (mut marks, mut known) = (Vec::new(), HashSet::new());
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        let line = record.position().map_or(1, csv::Position::line);
        if record.len() != head.len() {
            let message = format!("{} cells where the header has {}", record.len(), head.len());
            return Err(bad(line, None, &record.iter().collect::<Vec<_>>().join(","), &message));
        }
        let mark = Row { line, record: &record, columns: &columns }.mark()?;
        if !known.insert((mark.instance.clone(), mark.seed)) {
            let message = format!("a second run of seed {}", mark.seed);
            return Err(bad(line, Some("instance"), &mark.instance, &message));
        }
        marks.push(mark);
    }
    Ok(marks)
}

/// One line, its cells found by the names of their columns.
struct Row<'a> {
    line: u64,
    record: &'a StringRecord,
    columns: &'a HashMap<&'a str, usize>,
}

impl Row<'_> {
    fn cell(&self, name: &str) -> &str {
        // Every needed column is there, and every line is as long as the header.
        self.record.get(self.columns[name]).unwrap_or_default()
    }

    fn wrong(&self, name: &str, message: &str) -> Box<BadCsv> {
        bad(self.line, Some(name), self.cell(name), message)
    }

    fn whole<T: std::str::FromStr>(&self, name: &str) -> Result<T, Box<BadCsv>> {
        self.cell(name).parse().map_err(|_| self.wrong(name, "this is no whole number"))
    }

    fn mark(&self) -> Result<Mark, Box<BadCsv>> {
        if self.cell("instance").is_empty() {
            return Err(self.wrong("instance", "this run has no instance"));
        }
        let reached = if self.cell("status") == FAILED { None } else { Some(self.reached()?) };
        Ok(Mark {
            instance: self.cell("instance").to_owned(),
            seed: self.whole("seed")?,
            setting: setting(self.cell("budget"), self.cell("lanes")),
            reached,
        })
    }

    fn reached(&self) -> Result<Reached, Box<BadCsv>> {
        let name = "perSecond";
        let per_second = match self.cell(name) {
            "" => None,
            cell => {
                let number = cell.parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0);
                Some(number.ok_or_else(|| self.wrong(name, "this is no number above 0"))?)
            }
        };
        Ok(Reached {
            request_hash: self.cell("requestHash").to_owned(),
            currency: self.cell("currency").to_owned(),
            value: self.whole("value")?,
            cost: self.whole("cost")?,
            per_second,
        })
    }
}

fn bad(line: u64, column: Option<&str>, value: &str, message: &str) -> Box<BadCsv> {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let value = value.chars().map(clean).take(SHOWN).collect();
    let column = column.map(str::to_owned);
    Box::new(BadCsv { line, column, value, message: message.to_owned() })
}

fn unreadable(error: &csv::Error) -> Box<BadCsv> {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        ErrorKind::Utf8 { err, .. } => {
            let message = "this cell is not UTF-8 text";
            bad(line, Some(&(err.field() + 1).to_string()), "...", message)
        }
        _ => bad(line, None, &error.to_string(), "this cannot be read as CSV"),
    }
}
