//! Reading foreign JSON: each wrong field is named by its pointer, and reading goes on.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::nearest;
use super::problem::Problems;

/// The longest list of wrong entries that is told of one matrix.
const TOLD: usize = 20;

/// The largest travel time or distance of a matrix: 31 bits, so that sums of legs stay far from
/// overflow.
const MAX_ENTRY: i64 = i32::MAX as i64;

pub fn parse(text: &str, problems: &mut Problems) -> Option<Value> {
    match serde_json::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
            let from = error.column().saturating_sub(20);
            let near: String = line.chars().skip(from).take(40).collect();
            let message = format!("this is not JSON: {error}").to_lowercase();
            problems.line(error.line() as u64, near, &message, "correct the file's syntax");
            None
        }
    }
}

/// One JSON object and where it stands.
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    at: String,
}

impl<'a> Fields<'a> {
    pub fn new(value: &'a Value, at: &str, problems: &mut Problems) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self { map, at: at.to_string() }),
            other => {
                problems.pointer(at, brief(other), "an object is expected", "write {...} here");
                None
            }
        }
    }

    pub fn pointer(&self) -> &str {
        &self.at
    }

    pub fn at(&self, key: &str) -> String {
        format!("{}/{}", self.at, key.replace('~', "~0").replace('/', "~1"))
    }

    /// A key that is absent or null is not there.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    pub fn need(&self, key: &str, problems: &mut Problems) -> Option<&'a Value> {
        let value = self.get(key);
        if value.is_none() {
            problems.pointer(&self.at, key, "this key is missing", "add it");
        }
        value
    }

    pub fn only(&self, known: &[&str], problems: &mut Problems) {
        for key in self.map.keys().filter(|key| !known.contains(&key.as_str())) {
            let hint = nearest::hint(key, known.iter().copied(), "take the key out");
            problems.pointer(&self.at(key), key, "this key is not known", &hint);
        }
    }

    pub fn list(&self, key: &str, problems: &mut Problems) -> &'a [Value] {
        match self.get(key) {
            None => &[],
            Some(Value::Array(list)) => list,
            Some(other) => {
                problems.pointer(&self.at(key), brief(other), "a list is expected", "write [...]");
                &[]
            }
        }
    }

    /// The whole number under the key, where there is one.
    pub fn whole(
        &self,
        key: &str,
        range: RangeInclusive<i64>,
        problems: &mut Problems,
    ) -> Option<i64> {
        self.get(key).and_then(|value| whole(value, &self.at(key), range, problems))
    }

    pub fn need_whole(
        &self,
        key: &str,
        range: RangeInclusive<i64>,
        problems: &mut Problems,
    ) -> Option<i64> {
        whole(self.need(key, problems)?, &self.at(key), range, problems)
    }

    /// Two whole numbers in ascending order.
    pub fn pair(
        &self,
        key: &str,
        range: RangeInclusive<i64>,
        problems: &mut Problems,
    ) -> Option<(i64, i64)> {
        pair(self.get(key)?, &self.at(key), range, problems)
    }

    pub fn text(&self, key: &str, problems: &mut Problems) -> Option<&'a str> {
        match self.get(key)? {
            Value::String(text) => Some(text),
            other => {
                let hint = "write it in quotation marks";
                problems.pointer(&self.at(key), brief(other), "a text is expected", hint);
                None
            }
        }
    }

    pub fn entries(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.map.iter()
    }
}

/// A whole number in a range; 3600.0 counts as whole.
pub fn whole(
    value: &Value,
    at: &str,
    range: RangeInclusive<i64>,
    problems: &mut Problems,
) -> Option<i64> {
    let exact = value.as_i64().or_else(|| {
        // Beyond 2^53 a float no longer tells one whole number from the next.
        let float = value.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9e15);
        float.map(|f| f as i64)
    });
    let found = exact.filter(|number| range.contains(number));
    if found.is_none() {
        let hint = format!("use a whole number from {} to {}", range.start(), range.end());
        let message = match exact {
            Some(_) => "this number is out of range",
            None => "a whole number is expected",
        };
        problems.pointer(at, brief(value), message, &hint);
    }
    found
}

pub fn pair(
    value: &Value,
    at: &str,
    range: RangeInclusive<i64>,
    problems: &mut Problems,
) -> Option<(i64, i64)> {
    let Some([first, second]) = value.as_array().map(Vec::as_slice) else {
        problems.pointer(at, brief(value), "two numbers are expected", "write [from, to]");
        return None;
    };
    let from = whole(first, &format!("{at}/0"), range.clone(), problems);
    let to = whole(second, &format!("{at}/1"), range, problems);
    let (from, to) = (from?, to?);
    if to < from {
        problems.pointer(at, brief(value), "this ends before it starts", "swap the two numbers");
        return None;
    }
    Some((from, to))
}

/// Two coordinates in degrees, in the order in which the file writes them.
pub fn degrees(
    value: &Value,
    at: &str,
    limits: [f64; 2],
    problems: &mut Problems,
) -> Option<(f64, f64)> {
    let Some([first, second]) = value.as_array().map(Vec::as_slice) else {
        problems.pointer(
            at,
            brief(value),
            "two coordinates are expected",
            "write [number, number]",
        );
        return None;
    };
    let mut read = |value: &Value, k: usize| {
        let limit = limits.get(k).copied().unwrap_or(180.0);
        let found = value.as_f64().filter(|degree| degree.abs() <= limit);
        if found.is_none() {
            let hint = format!("use degrees from -{limit} to {limit}");
            let at = format!("{at}/{k}");
            problems.pointer(&at, brief(value), "this is no coordinate", &hint);
        }
        found
    };
    let (first, second) = (read(first, 0), read(second, 1));
    Some((first?, second?))
}

/// A square matrix of whole numbers >= 0 with a zero diagonal, of the given size where one is
/// given.
pub fn matrix(
    value: &Value,
    at: &str,
    size: Option<usize>,
    problems: &mut Problems,
) -> Option<Vec<Vec<i64>>> {
    let Value::Array(rows) = value else {
        problems.pointer(at, brief(value), "a matrix is expected", "write a list of rows");
        return None;
    };
    let size = size.unwrap_or(rows.len());
    let before = problems.len();
    if rows.len() != size {
        let found = format!("{} rows", rows.len());
        let hint = format!("give {size} rows, one for each place");
        problems.pointer(at, found, "the matrix has the wrong size", &hint);
    }
    let mut matrix = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        if problems.len() - before >= TOLD {
            let hint = "correct these first";
            problems.pointer(at, "...", "more entries of this matrix may be wrong", hint);
            return None;
        }
        let here = format!("{at}/{i}");
        let Some(cells) = row.as_array().filter(|cells| cells.len() == size) else {
            let found = row.as_array().map(|cells| format!("{} entries", cells.len()));
            let hint = format!("give {size} numbers in each row");
            let found = found.unwrap_or_else(|| brief(row));
            problems.pointer(&here, found, "the row has the wrong length", &hint);
            continue;
        };
        matrix.push(entries(cells, i, &here, problems));
    }
    (problems.len() == before).then_some(matrix)
}

fn entries(cells: &[Value], row: usize, at: &str, problems: &mut Problems) -> Vec<i64> {
    let before = problems.len();
    let mut numbers = Vec::with_capacity(cells.len());
    for (j, cell) in cells.iter().enumerate() {
        if problems.len() - before >= TOLD {
            break;
        }
        // The fast way first: a pointer's text for each of a million entries would take seconds.
        let good = cell.as_i64().filter(|number| (0..=MAX_ENTRY).contains(number));
        let number = match good {
            Some(number) => Some(number),
            None => whole(cell, &format!("{at}/{j}"), 0..=MAX_ENTRY, problems),
        };
        if j == row && number.is_some_and(|number| number != 0) {
            let message = "the way from a place to itself must be 0";
            problems.pointer(&format!("{at}/{j}"), brief(cell), message, "write 0");
        }
        numbers.extend(number);
    }
    numbers
}

/// A value as messages show it.
pub fn brief(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) if list.len() > 4 => format!("a list of {}", list.len()),
        Value::Object(_) => "an object".to_string(),
        other => other.to_string(),
    }
}
