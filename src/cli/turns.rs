//! What is said while a list of plans is being made, one after the other.

use super::ending::say;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// A moving line on a terminal; elsewhere a line for each plan.
pub struct Turns {
    quiet: bool,
    bar: ProgressBar,
}

impl Turns {
    /// `what` is counted: "plans".
    pub fn new(quiet: bool, turns: usize, what: &str) -> Turns {
        if quiet {
            return Turns { quiet, bar: ProgressBar::hidden() };
        }
        let line = format!("[{{bar:20}}] {{pos}} of {{len}} {what}  {{msg}}");
        let style = ProgressStyle::with_template(&line);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("##-");
        let bar = ProgressBar::new(turns as u64).with_style(style);
        bar.enable_steady_tick(Duration::from_millis(500));
        Turns { quiet, bar }
    }

    /// Whose turn it is.
    pub fn begin(&self, who: &str) {
        self.bar.set_message(who.to_owned());
    }

    /// What came of it.
    pub fn end(&self, line: &str) {
        self.bar.inc(1);
        if !self.quiet && self.bar.is_hidden() {
            say(line);
        }
    }

    /// What must be said while the line moves.
    pub fn aside(&self, text: &str) {
        self.bar.suspend(|| say(text));
    }

    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}
