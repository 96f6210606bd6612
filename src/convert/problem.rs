//! What is wrong with a foreign file: every problem with its place, its value and the way out.

use std::fmt;

/// Long cells and long lines are cut in messages.
const SHOWN: usize = 80;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    File,
    /// A line of a text file, from 1.
    Line(u64),
    /// A cell of a table: its line, from 1 with the header on it, and its column.
    Cell(u64, String),
    /// A JSON pointer.
    Pointer(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    pub place: Place,
    pub value: String,
    pub message: String,
    pub hint: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.file)?;
        match &self.place {
            Place::File => {}
            Place::Line(line) => write!(out, " line {line}")?,
            Place::Cell(line, column) => write!(out, " line {line} column {column}")?,
            Place::Pointer(at) if at.is_empty() => {}
            Place::Pointer(at) => write!(out, " {at}")?,
        }
        write!(out, ": `{}`: {}; {}", self.value, self.message, self.hint)
    }
}

/// All problems of all files of one import or export; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvertError {
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConvertError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, problem) in self.problems.iter().enumerate() {
            if k > 0 {
                writeln!(out)?;
            }
            write!(out, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConvertError {}

/// Collects the problems of one file while reading goes on.
pub struct Problems {
    file: String,
    list: Vec<Problem>,
}

impl Problems {
    pub fn new(file: impl Into<String>) -> Self {
        Self { file: file.into(), list: Vec::new() }
    }

    pub fn file(&mut self, value: impl Into<String>, message: &str, hint: &str) {
        self.push(Place::File, value.into(), message, hint);
    }

    pub fn line(&mut self, line: u64, value: impl Into<String>, message: &str, hint: &str) {
        self.push(Place::Line(line), value.into(), message, hint);
    }

    pub fn cell(&mut self, at: (u64, &str), value: impl Into<String>, message: &str, hint: &str) {
        self.push(Place::Cell(at.0, at.1.to_string()), value.into(), message, hint);
    }

    pub fn pointer(&mut self, at: &str, value: impl Into<String>, message: &str, hint: &str) {
        self.push(Place::Pointer(at.to_string()), value.into(), message, hint);
    }

    fn push(&mut self, place: Place, value: String, message: &str, hint: &str) {
        self.list.push(Problem {
            file: self.file.clone(),
            place,
            value: shown(&value),
            message: message.to_string(),
            hint: hint.to_string(),
        });
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn absorb(&mut self, other: Problems) {
        self.list.extend(other.list);
    }

    pub fn into_error(self) -> ConvertError {
        ConvertError { problems: self.list }
    }

    /// The result, unless there is a problem.
    pub fn finish<T>(self, value: T) -> Result<T, ConvertError> {
        if self.list.is_empty() { Ok(value) } else { Err(self.into_error()) }
    }
}

fn shown(value: &str) -> String {
    let line: String =
        value.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN + 1).collect();
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars().take(SHOWN - 3).chain("...".chars()).collect()
}
