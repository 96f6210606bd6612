//! What the reader's terminal can do.

use std::io::IsTerminal;

pub struct Look {
    pub width: usize,
    pub ascii: bool,
    colours: bool,
}

impl Look {
    /// The width asked for, else the shell's, else 100 columns; colours only on a terminal that
    /// does not refuse them.
    pub fn new(width: Option<u16>, ascii: bool) -> Look {
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let width = width.or(columns).unwrap_or(100).clamp(50, 1000);
        let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
            || std::env::var_os("TERM").is_some_and(|v| v == "dumb");
        let colours = std::io::stdout().is_terminal() && !refused;
        Look { width: usize::from(width), ascii, colours }
    }

    pub fn strong(&self, text: &str) -> String {
        self.paint("1", text)
    }

    pub fn alarm(&self, text: &str) -> String {
        self.paint("31", text)
    }

    pub fn faint(&self, text: &str) -> String {
        self.paint("2", text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Cuts a text to so many columns, with a mark where it was cut.
    pub fn cut(&self, text: &str, columns: usize) -> String {
        if text.chars().count() <= columns {
            return text.to_owned();
        }
        let mark = if self.ascii { '~' } else { '…' };
        text.chars().take(columns.saturating_sub(1)).chain([mark]).collect()
    }
}
