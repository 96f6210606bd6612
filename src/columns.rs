//! Figures in columns: tables for people.

use crate::money::grouped;

/// Cells of one line; all but the first are set to the right.
pub type Line = Vec<String>;

/// The lines as text, columns two spaces apart.
pub fn aligned(lines: &[Line]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let width = |c: usize| lines.iter().map(|l| l[c].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for line in lines {
        out.push_str(&format!("{:<w$}", line[0], w = widths[0]));
        for (cell, w) in line.iter().zip(&widths).skip(1) {
            out.push_str(&format!("  {cell:>w$}"));
        }
        out.push('\n');
    }
    out
}

/// Whole where it is whole; a mean over seeds need not be.
pub fn number(n: f64) -> String {
    let tenths = (n * 10.0).round().max(0.0) as u64;
    match tenths % 10 {
        0 => grouped(tenths / 10),
        tenth => format!("{}.{tenth}", grouped(tenths / 10)),
    }
}

pub fn hours(seconds: f64) -> String {
    format!("{:.1}", seconds / 3600.0)
}

/// A share as a signed percentage: `+0.4 %`.
pub fn percent(share: f64) -> String {
    let text = format!("{:+.1} %", share * 100.0);
    if text == "-0.0 %" { "+0.0 %".into() } else { text }
}
