//! What is said while a plan is being made.

use super::ending::{count, say};
use super::money::{grouped, money};
use crate::intake::case::Run;
use crate::solve::Progress;
use crate::units::to_minor;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::IsTerminal;
use std::time::Duration;

/// A moving line on a terminal; elsewhere a few lines, ever rarer.
pub enum Teller {
    Silent,
    Line(ProgressBar, String),
    Lines { next: f64, currency: String },
}

impl Teller {
    pub fn new(quiet: bool, run: &Run, currency: &str) -> Teller {
        let currency = currency.to_owned();
        if quiet {
            return Teller::Silent;
        }
        if !std::io::stderr().is_terminal() {
            return Teller::Lines { next: 0.0, currency };
        }
        let bar = ProgressBar::new_spinner().with_style(style(run));
        bar.enable_steady_tick(Duration::from_millis(125));
        Teller::Line(bar, currency)
    }

    /// A better plan was found.
    pub fn note(&mut self, p: Progress) {
        let text = |currency: &str| {
            let cost = money(to_minor(i128::from(p.cost)) as i64, currency);
            let jobs = count(p.served, "job");
            format!("{jobs} served, cost {cost}, {} moves per lane", grouped(p.moves))
        };
        match self {
            Teller::Silent => {}
            Teller::Line(bar, currency) => bar.set_message(text(currency)),
            Teller::Lines { next, currency } if p.seconds >= *next => {
                say(&format!("{:.1} s: {}", p.seconds, text(currency)));
                *next = (2.0 * p.seconds).max(1.0);
            }
            Teller::Lines { .. } => {}
        }
    }

    /// Takes the moving line away.
    pub fn done(&self) {
        if let Teller::Line(bar, _) = self {
            bar.finish_and_clear();
        }
    }
}

fn style(run: &Run) -> ProgressStyle {
    let whole = run.budget as f64 / 1000.0;
    let by_time = run.work.is_none();
    let clock = move |state: &ProgressState, out: &mut dyn Write| {
        let seconds = state.elapsed().as_secs_f64();
        // Writing to a terminal line cannot be mended from here.
        let _ = if by_time {
            write!(out, "{} {seconds:.0} of {whole} s", bar(seconds / whole))
        } else {
            write!(out, "{seconds:.0} s")
        };
    };
    let style = ProgressStyle::with_template("{spinner} {clock}  {msg}");
    style.unwrap_or_else(|_| ProgressStyle::default_spinner()).with_key("clock", clock)
}

/// A bar of twenty cells.
fn bar(share: f64) -> String {
    let full = (share.clamp(0.0, 1.0) * 20.0) as usize;
    format!("[{}{}]", "#".repeat(full), "-".repeat(20 - full))
}
