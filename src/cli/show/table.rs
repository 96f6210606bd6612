//! A table that fits its page: places are cut, notes go on in the next line.

use super::look::Look;
use crate::words::sheet::Cells as Row;

const GAP: usize = 2;
const PLACE: usize = 4;
const NOTES: usize = 5;
const JOB_MOST: usize = 32;
const PLACE_LEAST: usize = 14;
const NOTES_LEAST: usize = 18;

/// The rows as lines, each with its line feed.
pub fn lines(rows: &[Row], indent: usize, look: &Look) -> String {
    let widths = widths(rows, indent, look);
    let mut out = String::new();
    for row in rows {
        let notes = wrap(&row[NOTES], widths[NOTES]);
        for k in 0..notes.len().max(1) {
            let mut line = " ".repeat(indent);
            for (c, width) in widths.iter().enumerate() {
                let text = match (c, k) {
                    (NOTES, _) => notes.get(k).cloned().unwrap_or_default(),
                    (_, 0) => look.cut(&row[c], *width),
                    _ => String::new(),
                };
                line.push_str(&format!("{text:<width$}{:GAP$}", ""));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

fn widths(rows: &[Row], indent: usize, look: &Look) -> [usize; 6] {
    let mut widths = [0; 6];
    for row in rows {
        for (width, text) in widths.iter_mut().zip(row) {
            *width = (*width).max(text.chars().count());
        }
    }
    widths[3] = widths[3].min(JOB_MOST);
    let fixed: usize = indent + 5 * GAP + widths[..PLACE].iter().sum::<usize>();
    let room = look.width.saturating_sub(fixed);
    let notes = widths[NOTES].min(NOTES_LEAST.max(room.saturating_sub(widths[PLACE])));
    widths[PLACE] = widths[PLACE].min(PLACE_LEAST.max(room.saturating_sub(notes)));
    widths[NOTES] = notes;
    widths
}

/// Breaks a text between words; a word longer than the line stays whole.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
