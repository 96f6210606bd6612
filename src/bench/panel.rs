//! One instance of the drawing: its runs as steps, its bound, and its two axes.

use super::chart::{BOUND, PLAN};
use super::{Figures, Group};
use crate::money::major;
use crate::svg::{escape, round_step, text};
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
type Steps = Vec<(f64, f64)>;

pub struct Panel {
    title: String,
    currency: String,
    by_time: bool,
    plans: Vec<Steps>,
    bound: Steps,
    /// The end of the longest run.
    end: f64,
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
        let (across, up) = (self.across(), self.up());
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
        let unit = if self.by_time { "seconds" } else { "moves per lane" };
        text(out, (LEFT + RIGHT) / 2.0, BOTTOM + 22.0, "middle", unit, 9.0);
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

    /// Powers of ten from the first plan that took any time.
    fn across(&self) -> Axis {
        let all = || self.plans.iter().flatten().map(|(at, _)| *at).filter(|at| *at > 0.0);
        let high = all().fold(self.end, f64::max).max(1e-3);
        let low = all().fold(high / 10.0, f64::min);
        Axis { low: low.log10(), high: high.log10(), powers: true, from: LEFT, to: RIGHT }
    }

    fn up(&self) -> Axis {
        let all = || self.plans.iter().flatten().chain(&self.bound).map(|(_, cost)| *cost);
        let (low, high) = (all().fold(f64::MAX, f64::min), all().fold(f64::MIN, f64::max));
        let powers = low > 0.0 && high / low > LINEAR_MOST;
        let (low, high) = if powers { (low.log10(), high.log10()) } else { (low, high) };
        let room = match high - low {
            0.0 => high.abs().max(1.0) * 0.05,
            range => range * 0.06,
        };
        Axis { low: low - room, high: high + room, powers, from: BOTTOM, to: TOP }
    }
}

/// One line of a trace, without the moments at which it has no value.
fn steps(
    figures: &Figures,
    of: impl Fn(&crate::wire::plan::TracePoint) -> Option<i64>,
    by_time: bool,
) -> Steps {
    let point = |at: &crate::wire::plan::TracePoint| {
        let when = if by_time { at.seconds } else { at.work.map(|work| work as f64) };
        Some((when.unwrap_or(0.0), major(of(at)? as f64, &figures.currency)))
    };
    let mut steps: Steps = figures.trace.iter().filter_map(point).collect();
    if let Some(last) = steps.last().copied() {
        steps.push((end(figures).max(last.0), last.1));
    }
    steps
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

/// From figures to the drawing.
struct Axis {
    /// In the axis's own measure.
    low: f64,
    high: f64,
    powers: bool,
    from: f64,
    to: f64,
}

impl Axis {
    fn at(&self, figure: f64) -> f64 {
        let measure = match self.powers {
            // What took no time stands at the edge.
            true => figure.max(f64::MIN_POSITIVE).log10(),
            false => figure,
        };
        let part = ((measure - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + part * (self.to - self.from)
    }

    /// Round figures on the axis.
    fn ticks(&self, about: f64) -> Vec<f64> {
        let inside = |t: &f64| (self.low..=self.high).contains(t);
        if !self.powers {
            let step = round_step((self.high - self.low) / about);
            let (first, last) = ((self.low / step).ceil() as i64, (self.high / step) as i64);
            return (first..=last).map(|k| k as f64 * step).filter(inside).collect();
        }
        let decades = self.high - self.low;
        let each: &[f64] = match decades {
            d if d > 2.5 => &[1.0],
            d if d > 1.5 => &[1.0, 3.0],
            _ => &[1.0, 2.0, 5.0],
        };
        let every = (decades / (about + 2.0)).ceil().max(1.0) as usize;
        let tens = (self.low.floor() as i32..=self.high.ceil() as i32).step_by(every);
        let all = tens.flat_map(|e| each.iter().map(move |s| s * 10f64.powi(e)));
        all.filter(|t| inside(&t.log10())).collect()
    }
}

/// `0.02`, `350`, `12.5k`, `3M`.
fn compact(number: f64) -> String {
    let (scale, letter) = match number.abs() {
        n if n >= 1e12 => (1e12, "T"),
        n if n >= 1e9 => (1e9, "G"),
        n if n >= 1e6 => (1e6, "M"),
        n if n >= 1e4 => (1e3, "k"),
        _ => (1.0, ""),
    };
    // Three decimals are enough to tell round figures from each other.
    format!("{}{letter}", (number / scale * 1000.0).round() / 1000.0)
}

/// Names of files can be long.
fn short(name: &str) -> String {
    const MOST: usize = 30;
    match name.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}\u{2026}", &name[..at]),
        None => name.to_owned(),
    }
}
