//! The comparison as one drawing: how much dearer each policy is than the base.

use super::{Dot, Paired, Policy, Report};
use crate::columns::percent;
use crate::svg::{escape, head, round_step, text};
use std::fmt::Write;

/// Units of the drawing: at a width of 400 pixels one is a pixel, and the text is still readable.
const WIDTH: f64 = 400.0;
const LEFT: f64 = 92.0;
const RIGHT: f64 = 336.0;
const TOP: f64 = 54.0;
const ROW: f64 = 34.0;

/// More dots of one policy than these are thinned out evenly; the median is that of all.
const DOTS_MOST: usize = 2000;

/// Beyond this the axis counts in factors: a policy that leaves mandatory work out costs hundreds
/// of times as much, and would press all others to the edge.
const LINEAR_MOST: f64 = 3.0;

impl Report {
    /// A self-contained SVG.
    pub fn svg(&self) -> String {
        let rows: Vec<Paired> = self.paired().into_iter().filter(|p| !p.dots.is_empty()).collect();
        let base = self.base().map_or("", Policy::name);
        let height = TOP + ROW * rows.len().max(1) as f64 + 34.0;
        let mut out = String::new();
        let title = format!("Cost compared with {base}");
        head(&mut out, (WIDTH, height), &title, &self.subtitle(&rows));
        if rows.is_empty() {
            text(&mut out, WIDTH / 2.0, TOP + 18.0, "middle", "nothing to compare with", 12.0);
        } else {
            let scale = Scale::over(&rows);
            let bottom = TOP + ROW * rows.len() as f64;
            scale.draw(&mut out, bottom);
            for (k, row) in rows.iter().enumerate() {
                draw_row(&mut out, &scale, TOP + ROW * (k as f64 + 0.5), row, base);
            }
            legend(&mut out, &scale, bottom + 29.0, base);
        }
        out.push_str("</svg>\n");
        out
    }

    fn subtitle(&self, rows: &[Paired]) -> String {
        let pairs = rows.iter().map(|r| r.dots.len()).max().unwrap_or(0);
        let s = if pairs == 1 { "" } else { "s" };
        let stopped = if self.stopped { ", stopped early" } else { "" };
        format!("a dot: one instance and seed ({pairs} pair{s}{stopped}); the bar: the median")
    }
}

fn legend(out: &mut String, scale: &Scale, y: f64, base: &str) {
    let (zero, dearer) = (scale.x(0.0), if scale.factors { "times the cost" } else { "dearer" });
    text(out, zero, y, "middle", base, 10.0);
    if zero < RIGHT - 110.0 {
        text(out, RIGHT, y, "end", &format!("{dearer} \u{2192}"), 10.0);
    }
    if zero > LEFT + 80.0 {
        text(out, LEFT, y, "start", "\u{2190} cheaper", 10.0);
    }
    text(out, WIDTH - 6.0, TOP - 8.0, "end", "median", 10.0);
}

fn draw_row(out: &mut String, scale: &Scale, y: f64, row: &Paired, base: &str) {
    text(out, LEFT - 8.0, y + 4.0, "end", row.policy.name(), 12.0);
    let step = row.dots.len().div_ceil(DOTS_MOST);
    for (k, dot) in row.dots.iter().step_by(step).enumerate() {
        // Dots on one spot would hide how many they are.
        let offset = [0.0, -4.0, 4.0, -8.0, 8.0][k % 5];
        let (x, y, told) = (scale.x(dot.share), y + offset, escape(&told(dot, base)));
        let _ = writeln!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.2\" fill=\"#2b6cb0\" fill-opacity=\"0.45\" \
             stroke=\"#1a365d\" stroke-width=\"0.7\"><title>{told}</title></circle>"
        );
    }
    let Some(median) = row.median() else { return };
    let x = scale.x(median);
    let _ = writeln!(
        out,
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"3\" height=\"26\" fill=\"#c05621\"/>",
        x - 1.5,
        y - 13.0
    );
    text(out, WIDTH - 6.0, y + 4.0, "end", &scale.label(median), 12.0);
}

fn told(dot: &Dot, base: &str) -> String {
    let seed = dot.seed.map(|k| format!(", seed {k}")).unwrap_or_default();
    format!("{}{seed}: {} against {base}", dot.instance, percent(dot.share))
}

/// From shares of the base's cost to the drawing.
struct Scale {
    /// In the scale's own measure.
    low: f64,
    high: f64,
    factors: bool,
}

impl Scale {
    fn over(rows: &[Paired]) -> Scale {
        let shares = || rows.iter().flat_map(|r| &r.dots).map(|d| d.share);
        let low = shares().fold(0.0, f64::min);
        let high = shares().fold(0.0, f64::max);
        let mut scale = Scale { low: 0.0, high: 1.0, factors: high > LINEAR_MOST };
        (scale.low, scale.high) = (scale.measure(low), scale.measure(high));
        // All alike is drawn in the middle of something.
        let room = (scale.high - scale.low).max(0.02) * 0.06;
        (scale.low, scale.high) = (scale.low - room, scale.high + room);
        scale
    }

    fn measure(&self, share: f64) -> f64 {
        // A hundredth is little enough to stand for nothing.
        if self.factors { (1.0 + share).max(0.01).log10() } else { share }
    }

    fn x(&self, share: f64) -> f64 {
        let part = (self.measure(share) - self.low) / (self.high - self.low);
        LEFT + part * (RIGHT - LEFT)
    }

    fn label(&self, share: f64) -> String {
        match self.factors {
            // Near the base a factor would hide the difference.
            true if share >= 1.0 => factor(1.0 + share),
            _ => percent(share),
        }
    }

    /// Round values on the axis, in shares.
    fn ticks(&self) -> Vec<f64> {
        if self.factors {
            // One more label a decade than fits would run into the next.
            let steps: &[f64] = if self.high - self.low > 1.5 { &[1.0] } else { &[1.0, 2.0, 5.0] };
            let every = ((self.high - self.low) / 6.0).ceil() as usize;
            let tens = (self.low.floor() as i32..=self.high.ceil() as i32).step_by(every);
            let all = tens.flat_map(|e| steps.iter().map(move |s| s * 10f64.powi(e) - 1.0));
            return all.filter(|t| (self.low..=self.high).contains(&self.measure(*t))).collect();
        }
        let step = round_step((self.high - self.low) / 5.0);
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step).floor() as i64;
        (first..=last).map(|k| k as f64 * step).collect()
    }

    fn draw(&self, out: &mut String, bottom: f64) {
        for tick in self.ticks() {
            let x = self.x(tick);
            let y = TOP - 6.0;
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {y}V{bottom:.1}\" stroke=\"#ddd\" stroke-width=\"1\"/>"
            );
            text(out, x, bottom + 15.0, "middle", &self.tick_label(tick), 10.0);
        }
        let (x, y) = (self.x(0.0), TOP - 6.0);
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} {y}V{:.1}\" stroke=\"#111\" stroke-width=\"1.5\"/>",
            bottom + 4.0
        );
    }

    fn tick_label(&self, share: f64) -> String {
        if self.factors {
            return factor(1.0 + share);
        }
        let percent = share * 100.0;
        // As many decimals as the step asks for.
        let digits = usize::from(self.high - self.low < 0.05);
        if percent.abs() < 1e-9 { "0 %".into() } else { format!("{percent:+.digits$} %") }
    }
}

fn factor(ratio: f64) -> String {
    match ratio {
        r if r >= 9.95 => format!("\u{d7}{r:.0}"),
        r if r >= 0.95 => format!("\u{d7}{}", (r * 10.0).round() / 10.0),
        r => format!("\u{d7}{}", (r * 100.0).round() / 100.0),
    }
}
