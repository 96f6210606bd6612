//! One instance of the drawing: its runs as steps, its bound, and its two axes.

use super::axis::{Axis, compact};
use super::chart::{BOUND, PLAN};
use super::{Figures, Group};
use crate::money::major;
use crate::svg::{escape, text};
use crate::wire::plan::TracePoint;
use std::fmt::Write;

pub const WIDE: f64 = 270.0;
pub const HIGH: f64 = 150.0;
/// The frame inside the panel.
const LEFT: f64 = 52.0;
const RIGHT: f64 = WIDE - 14.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = HIGH - 36.0;

/// More seeds than these would be a blot.
const LINES_MOST: usize = 10;
/// Beyond this the costs are drawn in powers of ten: a first plan that leaves mandatory work out
/// costs thousands of times as much.
const LINEAR_MOST: f64 = 20.0;

/// Points of a line, each valid until the next: when, and how much in units of the currency.
pub(super) type Steps = Vec<(f64, f64)>;

pub struct Panel {
    pub(super) title: String,
    pub(super) currency: String,
    pub(super) by_time: bool,
    pub(super) plans: Vec<Steps>,
    pub(super) bound: Steps,
    /// The end of the longest run.
    pub(super) end: f64,
}

impl Panel {
    /// None where no run has anything to draw.
    pub fn of(group: &Group) -> Option<Panel> {
        let good: Vec<&Figures> = group.good().filter(|f| !f.trace.is_empty()).collect();
        let first = *good.first()?;
        let currency = first.currency.clone();
        let by_time = first.clock.is_some();
        let steps = |f: &&Figures| steps(f, |at| Some(at.cost), by_time);
        let plans: Vec<Steps> = good.iter().take(LINES_MOST).map(steps).collect();
        let seeds = if good.len() > LINES_MOST { ", the first ten seeds" } else { "" };
        let end = good.iter().map(|f| end(f)).fold(0.0, f64::max);
        Some(Panel {
            title: format!("{}{seeds}", short(group.instance)),
            currency,
            by_time,
            plans,
            bound: best_bound(&good, by_time, end),
            end,
        })
    }

    pub fn draw(&self, out: &mut String, (x, y): (f64, f64)) {
        let (across, up) = (self.across(LEFT, RIGHT), self.up(BOTTOM, TOP));
        let _ = writeln!(out, "<g transform=\"translate({x} {y})\">");
        let title = escape(&self.title);
        let _ = writeln!(
            out,
            "<text x=\"8\" y=\"11\" font-size=\"10\" font-weight=\"bold\" fill=\"#111\">{title}\
             </text>"
        );
        text(out, RIGHT, 11.0, "end", &format!("cost, {}", self.currency), 9.0);
        for tick in up.ticks(4.0) {
            let at = up.at(tick);
            let _ = writeln!(out, "<path d=\"M{LEFT} {at:.1}H{RIGHT}\" stroke=\"#ddd\"/>");
            text(out, LEFT - 4.0, at + 3.0, "end", &compact(tick), 9.0);
        }
        for tick in across.ticks(4.0) {
            let at = across.at(tick);
            let _ = writeln!(out, "<path d=\"M{at:.1} {TOP}V{BOTTOM}\" stroke=\"#eee\"/>");
            text(out, at, BOTTOM + 11.0, "middle", &compact(tick), 9.0);
        }
        text(out, (LEFT + RIGHT) / 2.0, BOTTOM + 22.0, "middle", self.unit(), 9.0);
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\" stroke=\"#444\" fill=\"none\"/>"
        );
        for steps in &self.plans {
            path(out, steps, (&across, &up), PLAN);
        }
        path(out, &self.bound, (&across, &up), BOUND);
        out.push_str("</g>\n");
    }

    /// What the axis across counts.
    pub(super) fn unit(&self) -> &'static str {
        if self.by_time { "seconds" } else { "moves per lane" }
    }

    /// Powers of ten from the first plan that took any time.
    pub(super) fn across(&self, from: f64, to: f64) -> Axis {
        let all = || self.plans.iter().flatten().map(|(at, _)| *at).filter(|at| *at > 0.0);
        let high = all().fold(self.end, f64::max).max(1e-3);
        let low = all().fold(high / 10.0, f64::min);
        Axis { low: low.log10(), high: high.log10(), powers: true, from, to }
    }

    pub(super) fn up(&self, from: f64, to: f64) -> Axis {
        let all = || self.plans.iter().flatten().chain(&self.bound).map(|(_, cost)| *cost);
        let (low, high) = (all().fold(f64::MAX, f64::min), all().fold(f64::MIN, f64::max));
        let powers = low > 0.0 && high / low > LINEAR_MOST;
        let (low, high) = if powers { (low.log10(), high.log10()) } else { (low, high) };
        let room = match high - low {
            0.0 => high.abs().max(1.0) * 0.05,
            range => range * 0.06,
        };
        Axis { low: low - room, high: high + room, powers, from, to }
    }
}

fn steps(figures: &Figures, of: impl Fn(&TracePoint) -> Option<i64>, by_time: bool) -> Steps {
    line(&figures.trace, &figures.currency, (by_time, end(figures)), of)
}

/// One line of a trace up to its end, without the moments at which it has no value.
pub(super) fn line(
    trace: &[TracePoint],
    currency: &str,
    (by_time, end): (bool, f64),
    of: impl Fn(&TracePoint) -> Option<i64>,
) -> Steps {
    let point = |at: &TracePoint| Some((when(at, by_time), major(of(at)? as f64, currency)));
    let mut steps: Steps = trace.iter().filter_map(point).collect();
    if let Some(last) = steps.last().copied() {
        steps.push((end.max(last.0), last.1));
    }
    steps
}

/// The moment of a point, on the axis of its budget.
pub(super) fn when(at: &TracePoint, by_time: bool) -> f64 {
    let when = if by_time { at.seconds } else { at.work.map(|work| work as f64) };
    when.unwrap_or(0.0)
}

/// Of all seeds the highest bound: over time where the trace tells it, else as it was at the end,
/// which holds all the time.
fn best_bound(good: &[&Figures], by_time: bool, end_of_all: f64) -> Steps {
    let best = good.iter().filter(|f| f.bound.is_some()).max_by_key(|f| f.bound);
    let Some((best, bound)) = best.and_then(|f| Some((f, f.bound?))) else { return Vec::new() };
    let mut steps = steps(best, |at| at.bound, by_time);
    let bound = major(bound as f64, &best.currency);
    let from = if steps.is_empty() { 0.0 } else { end(best) };
    steps.extend([(from, bound), (end_of_all, bound)]);
    steps
}

/// When a run ended, on the axis of its budget.
fn end(figures: &Figures) -> f64 {
    match figures.clock {
        Some(clock) => clock.wall_secs,
        None => figures.moves as f64,
    }
}

fn path(out: &mut String, steps: &Steps, (across, up): (&Axis, &Axis), style: &str) {
    let mut line = String::new();
    for (k, (when, cost)) in steps.iter().enumerate() {
        let (x, y) = (across.at(*when), up.at(*cost));
        let _ = match k {
            0 => write!(line, "M{x:.1} {y:.1}"),
            _ => write!(line, "H{x:.1}V{y:.1}"),
        };
    }
    if !line.is_empty() {
        let _ = writeln!(out, "<path d=\"{line}\" {style}/>");
    }
}

/// Names of files can be long.
fn short(name: &str) -> String {
    const MOST: usize = 30;
    match name.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}\u{2026}", &name[..at]),
        None => name.to_owned(),
    }
}
