//! What every drawing is made of.

use std::fmt::Write;

/// The beginning of a self-contained drawing with its title and a line below it, which programs
/// that read pages aloud are told too.
pub fn head(out: &mut String, (width, height): (f64, f64), title: &str, subtitle: &str) {
    let (title_in, sub_in) = (escape(title), escape(subtitle));
    // Printed twice as large as it must be to be read; a page can make it smaller.
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{}\" height=\"{}\" role=\"img\" font-family=\"sans-serif\">\n\
         <title>{title_in}</title>\n<desc>{sub_in}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>",
        2.0 * width,
        2.0 * height,
    );
    let _ = writeln!(
        out,
        "<text x=\"8\" y=\"19\" font-size=\"14\" font-weight=\"bold\" fill=\"#111\">{title_in}\
         </text>\n<text x=\"8\" y=\"35\" font-size=\"10\" fill=\"#444\">{sub_in}</text>",
    );
}

/// Words at a point: `anchor` says which part of them stands there (`start`, `middle`, `end`).
pub fn text(out: &mut String, x: f64, y: f64, anchor: &str, words: &str, size: f64) {
    let words = escape(words);
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\" \
         fill=\"#222\">{words}</text>"
    );
}

/// The least of 1, 2, 5, 10, 20, 50, ... (or 0.5, 0.2, ...) that is not below `rough`.
pub fn round_step(rough: f64) -> f64 {
    let ten = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|s| s * ten).find(|s| *s >= rough);
    step.unwrap_or(10.0 * ten)
}

/// Text for XML: what it reserves is escaped, what it forbids is replaced.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
