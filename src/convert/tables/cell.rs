//! One row's cells as the things they mean; what cannot be read is told with line and column.

use serde_json::{Value, json};

use super::super::clock::{self, DAY};
use super::super::nearest;
use super::super::problem::Problems;
use super::table::{Row, Table};

/// The longest visit and the longest break, in minutes.
const MAX_MINUTES: f64 = 31.0 * 24.0 * 60.0;

pub const MAX_MONEY: i64 = 1_000_000_000;

pub struct Cells<'a> {
    pub table: &'a Table,
    pub row: &'a Row,
}

impl<'a> Cells<'a> {
    /// None where the cell is empty.
    pub fn text(&self, column: &str) -> Option<&'a str> {
        Some(self.table.cell(self.row, column)).filter(|text| !text.is_empty())
    }

    pub fn wrong(&self, column: &str, message: &str, hint: &str, problems: &mut Problems) {
        let value = self.table.cell(self.row, column);
        problems.cell((self.row.line, column), value, message, hint);
    }

    /// A cell that has to be there; a column that is not there at all was told with the header.
    fn need(&self, column: &str, hint: &str, problems: &mut Problems) -> Option<&'a str> {
        let text = self.text(column);
        if text.is_none() && self.table.has(column) {
            self.wrong(column, "this cell is empty", hint, problems);
        }
        text
    }

    pub fn id(&self, problems: &mut Problems) -> Option<&'a str> {
        self.need("id", "give each row its own id", problems)
    }

    fn number(&self, text: &str) -> Option<f64> {
        let point = if self.table.decimal_comma { text.replace(',', ".") } else { text.into() };
        point.parse::<f64>().ok().filter(|number| number.is_finite())
    }

    fn degrees(&self, column: &str, limit: f64, problems: &mut Problems) -> Option<f64> {
        let text = self.need(column, "look the address up and fill in lat and lon", problems)?;
        let number = self.number(text).filter(|number| number.abs() <= limit);
        if number.is_none() {
            let hint = format!("use degrees from -{limit} to {limit}, such as 12.345");
            self.wrong(column, "this is no coordinate", &hint, problems);
        }
        number
    }

    /// The row's place under the given id.
    pub fn place(&self, id: &str, problems: &mut Problems) -> Option<Value> {
        let lat = self.degrees("lat", 90.0, problems);
        let lon = self.degrees("lon", 180.0, problems);
        let mut place = json!({ "id": id, "lat": lat?, "lon": lon? });
        if let (Some(address), Some(map)) = (self.text("address"), place.as_object_mut()) {
            map.insert("address".to_string(), json!(address));
        }
        Some(place)
    }

    /// Minutes as a duration.
    pub fn minutes(&self, column: &str, problems: &mut Problems) -> Option<String> {
        let text = self.need(column, "give the minutes", problems)?;
        let minutes = self.number(text).filter(|minutes| *minutes > 0.0 && *minutes <= MAX_MINUTES);
        if minutes.is_none() {
            let hint = format!("use a number above 0 and up to {MAX_MINUTES}");
            self.wrong(column, "these are no minutes", &hint, problems);
        }
        // Whole seconds are finer than any plan of a day.
        minutes.map(|minutes| clock::duration((minutes * 60.0).ceil() as i64 * 1_000))
    }

    pub fn whole(&self, column: &str, most: i64, problems: &mut Problems) -> Option<i64> {
        let number = self.text(column)?.parse().ok().filter(|number| (0..=most).contains(number));
        if number.is_none() {
            let hint = format!("use a whole number from 0 to {most}");
            self.wrong(column, "this is no number that counts", &hint, problems);
        }
        number
    }

    pub fn yes(&self, column: &str, problems: &mut Problems) -> Option<bool> {
        match self.text(column)?.to_lowercase().as_str() {
            "yes" | "y" | "x" | "true" | "1" => Some(true),
            "no" | "n" | "false" | "0" => Some(false),
            _ => {
                self.wrong(column, "this is neither yes nor no", "write yes or no", problems);
                None
            }
        }
    }

    /// Seconds of a clock time.
    pub fn clock(&self, column: &str, problems: &mut Problems) -> Option<i64> {
        let text = self.text(column)?;
        let seconds = clock_seconds(text).filter(|s| *s < DAY || column == "to");
        if seconds.is_none() {
            self.wrong(column, "this is no clock time", "write it like 07:30", problems);
        }
        seconds
    }

    /// Days counted from 1970.
    pub fn dates(&self, column: &str, problems: &mut Problems) -> Vec<i64> {
        let mut days = Vec::new();
        for text in self.items(column) {
            let day = clock::day_of(text);
            if day.is_none() {
                self.wrong(column, "this is no date", "write it like 2026-01-05", problems);
            }
            days.extend(day);
        }
        days
    }

    /// The parts of a list.
    pub fn items(&self, column: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let cell = self.text(column).unwrap_or_default();
        cell.split([';', '|']).map(str::trim).filter(|item| !item.is_empty())
    }

    /// `gas:2;refrigerant`.
    pub fn skills(&self, problems: &mut Problems) -> Vec<Value> {
        let mut skills = Vec::new();
        for item in self.items("skills") {
            let (id, level) = item.split_once(':').unwrap_or((item, "1"));
            let level = level.trim().parse::<i64>().ok().filter(|l| (1..=1_000_000).contains(l));
            match level {
                Some(level) if !id.trim().is_empty() => {
                    skills.push(json!({ "id": id.trim(), "level": level }));
                }
                _ => {
                    let hint = "write them like gas:2;refrigerant, levels from 1";
                    self.wrong("skills", "this is no list of skills", hint, problems);
                }
            }
        }
        skills
    }

    /// One of the given words, in capitals.
    pub fn word(
        &self,
        column: &str,
        known: &[&'static str],
        problems: &mut Problems,
    ) -> Option<&'static str> {
        let text = self.text(column)?.to_uppercase();
        let word = known.iter().copied().find(|word| *word == text);
        if word.is_none() {
            let otherwise = format!("use one of {}", known.join(", "));
            let hint = nearest::hint(&text, known.iter().copied(), &otherwise);
            self.wrong(column, "this word is not known", &hint, problems);
        }
        word
    }
}

/// `7:30`, `07:30` or `07:30:15`, up to 24:00.
pub fn clock_seconds(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(':').collect();
    let digits = |part: &&str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(digits) {
        return None;
    }
    let mut numbers = parts.iter().map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) =
        (numbers.next()??, numbers.next()??, numbers.next().unwrap_or(Some(0))?);
    let seconds = hour * 3_600 + minute * 60 + second;
    (minute < 60 && second < 60 && seconds <= DAY).then_some(seconds)
}
