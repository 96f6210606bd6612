//! A table with a header row, read leniently where nothing can be mistaken and strictly where it
//! can.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::super::nearest;
use super::super::problem::Problems;

/// A plan of more rows is not one table.
const MAX_ROWS: usize = 20_000;

pub struct Table {
    columns: Vec<&'static str>,
    pub rows: Vec<Row>,
    /// A comma inside a number can only be a decimal comma.
    pub decimal_comma: bool,
}

pub struct Row {
    pub line: u64,
    cells: StringRecord,
}

impl Table {
    pub fn read(
        text: &str,
        known: &[&'static str],
        needed: &[&'static str],
        problems: &mut Problems,
    ) -> Self {
        let delimiter = delimiter(text);
        let mut table =
            Self { columns: Vec::new(), rows: Vec::new(), decimal_comma: delimiter != b',' };
        if let Some(line) = open_quote(text, delimiter) {
            let hint = "close it, or double a quotation mark that belongs to the text";
            problems.line(line, "\"", "a quotation mark is never closed", hint);
            return table;
        }
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        for record in reader.records() {
            match record {
                Ok(record) => table.record(record, known, needed, problems),
                Err(error) => {
                    let reason = error.to_string().to_lowercase();
                    problems.file(reason, "the table cannot be read", "save it as CSV again");
                    break;
                }
            }
        }
        if table.columns.is_empty() {
            let hint = format!("begin it with a row of column names: {}", known.join(", "));
            problems.file("nothing", "the table is empty", &hint);
        }
        if table.rows.len() > MAX_ROWS {
            let found = format!("{} rows", table.rows.len());
            let hint = format!("plan at most {MAX_ROWS} at once");
            problems.file(found, "the table is too long", &hint);
            table.rows.clear();
        }
        table
    }

    fn record(
        &mut self,
        record: StringRecord,
        known: &[&'static str],
        needed: &[&'static str],
        problems: &mut Problems,
    ) {
        let line = record.position().map_or(0, |position| position.line());
        if record.iter().all(str::is_empty) {
            return;
        }
        if self.columns.is_empty() {
            self.header(&record, line, known, needed, problems);
            return;
        }
        // Spreadsheets pad rows with empty cells; a full cell too many has slipped out of place.
        let extra = record.iter().skip(self.columns.len()).any(|cell| !cell.is_empty());
        if record.len() < self.columns.len() || extra {
            let found = format!("{} cells", record.len());
            let hint = format!(
                "give {} cells, and put a cell that contains the separator in quotation marks",
                self.columns.len()
            );
            problems.line(line, found, "the row does not fit the header", &hint);
            return;
        }
        self.rows.push(Row { line, cells: record });
    }

    fn header(
        &mut self,
        record: &StringRecord,
        line: u64,
        known: &[&'static str],
        needed: &[&'static str],
        problems: &mut Problems,
    ) {
        let mut last = record.len();
        while last > 0 && record.get(last - 1).is_some_and(str::is_empty) {
            last -= 1;
        }
        for cell in record.iter().take(last) {
            let name = cell.to_lowercase().replace([' ', '-'], "_");
            let column = known.iter().copied().find(|column| *column == name);
            if column.is_none() {
                let otherwise = format!("use one of {}", known.join(", "));
                let hint = nearest::hint(&name, known.iter().copied(), &otherwise);
                problems.line(line, cell, "this column is not known", &hint);
            }
            if column.is_some_and(|column| self.columns.contains(&column)) {
                let hint = "keep one of the two";
                problems.line(line, cell, "this column is there twice", hint);
            }
            self.columns.push(column.unwrap_or_default());
        }
        for column in needed.iter().filter(|column| !self.columns.contains(column)) {
            let hint = format!("add a column named {column}");
            problems.line(line, *column, "this column is missing", &hint);
        }
    }

    /// The text of a cell; empty where the table has no such column.
    pub fn cell<'a>(&self, row: &'a Row, column: &str) -> &'a str {
        let k = self.columns.iter().position(|name| *name == column);
        k.and_then(|k| row.cells.get(k)).unwrap_or_default()
    }

    pub fn has(&self, column: &str) -> bool {
        self.columns.contains(&column)
    }
}

/// The separator that the first row with text uses most outside quotation marks.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += i32::from(!quoted && byte == *delimiter);
        }
    }
    // On a tie the first wins, so a header of one column reads as commas.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(delimiter, _)| *delimiter)
}

/// The line of a quotation mark that opens a cell and is never closed: it would swallow the rest of
/// the table.
fn open_quote(text: &str, delimiter: u8) -> Option<u64> {
    let (mut line, mut opened, mut fresh) = (1, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'\n' {
            line += 1;
        }
        match (opened, byte) {
            (Some(_), b'"') if bytes.peek() == Some(&b'"') => drop(bytes.next()),
            (Some(_), b'"') => (opened, fresh) = (None, false),
            (Some(_), _) => {}
            (None, b'"') if fresh => opened = Some(line),
            (None, other) => fresh = other == delimiter || other == b'\n' || other == b'\r',
        }
    }
    opened
}
