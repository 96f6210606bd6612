//! Cost over time as one drawing: a panel for each instance.

use super::panel::{HIGH, Panel, WIDE};
use super::{Limit, Report};
use crate::svg::{head, text};
use std::fmt::Write;

/// Panels side by side, and at most so many in all: more are too small to be read or too long.
const ACROSS: usize = 2;
const PANELS_MOST: usize = 24;

const WIDTH: f64 = WIDE * ACROSS as f64;
const TOP: f64 = 58.0;

impl Report {
    /// A self-contained SVG.
    pub fn svg(&self) -> String {
        let groups = self.groups();
        let panels: Vec<Panel> = groups.iter().filter_map(Panel::of).take(PANELS_MOST).collect();
        let rows = panels.len().div_ceil(ACROSS).max(1);
        let mut out = String::new();
        let height = TOP + HIGH * rows as f64 + 18.0;
        let subtitle = "the best plan so far (a line for each seed) and the lower bound";
        head(&mut out, (WIDTH, height), "Cost over time", subtitle);
        legend(&mut out, TOP - 10.0);
        for (k, panel) in panels.iter().enumerate() {
            let (across, down) = ((k % ACROSS) as f64, (k / ACROSS) as f64);
            panel.draw(&mut out, (WIDE * across, TOP + HIGH * down));
        }
        let left_out = groups.len() - panels.len();
        let note = match (panels.is_empty(), left_out) {
            (true, _) => "no run has a plan whose way could be drawn".to_owned(),
            (false, 0) => self.axes().to_owned(),
            (false, n) => {
                let all = groups.len();
                format!(
                    "{}; {} of {all} instances, for the others see the CSV",
                    self.axes(),
                    all - n
                )
            }
        };
        text(&mut out, 8.0, height - 6.0, "start", &note, 9.0);
        out.push_str("</svg>\n");
        out
    }

    fn axes(&self) -> &'static str {
        let by_moves = self.runs.iter().any(|run| matches!(run.limit, Limit::Moves(_)));
        let by_time = self.runs.iter().any(|run| matches!(run.limit, Limit::Millis(_)));
        match (by_moves, by_time) {
            (true, false) => "across: moves of each lane, in powers of ten; up: cost",
            (true, true) => "across: seconds or moves, in powers of ten; up: cost",
            _ => "across: seconds since the process began, in powers of ten; up: cost",
        }
    }
}

/// Told by dashes as well as by colour.
pub(super) const PLAN: &str = "stroke=\"#0072b2\" stroke-width=\"1.4\" fill=\"none\"";
pub(super) const BOUND: &str =
    "stroke=\"#d55e00\" stroke-width=\"1.4\" stroke-dasharray=\"5 3\" fill=\"none\"";

/// What the two lines are, at a height of the drawing.
pub(super) fn legend(out: &mut String, y: f64) {
    for (x, style, words) in [(8.0, PLAN, "best plan"), (120.0, BOUND, "lower bound")] {
        let _ = writeln!(out, "<path d=\"M{x} {}H{}\" {style}/>", y - 3.0, x + 22.0);
        text(out, x + 27.0, y, "start", words, 10.0);
    }
}
