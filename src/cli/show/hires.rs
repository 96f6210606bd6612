//! What is to be booked, the most urgent first.

use super::look::Look;
use crate::wire::plan::Plan;
use crate::words::hire;

/// Empty where nothing is.
pub fn write(plan: &Plan, look: &Look) -> String {
    let mut rows = hire::rows(plan);
    if rows.is_empty() {
        return String::new();
    }
    let title = format!("to book: {}", rows.len());
    let mut out = format!("\n{}\n", look.strong(&title));
    rows.insert(0, hire::TITLES.map(str::to_owned));
    let width = |c: usize| rows.iter().map(|row| row[c].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    // A long list of jobs is cut where the page ends.
    let fixed = 2 + widths[..3].iter().sum::<usize>() + 4 * 2 + width(4);
    let jobs = widths[3].min(look.width.saturating_sub(fixed).max(10));
    for row in &rows {
        let mut line = "  ".to_owned();
        for (c, text) in row.iter().enumerate() {
            let wide = if c == 3 { jobs } else { *widths.get(c).unwrap_or(&0) };
            let text = if c == 3 { look.cut(text, jobs) } else { text.clone() };
            line.push_str(&format!("{text:<wide$}  "));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
