//! How good the plan is in the end: what more time is worth, and the way of cost and bound.

use super::look::Look;
use super::table::wrap;
use crate::bench::Panel;
use crate::money::major;
use crate::wire::plan::Plan;
use crate::words::{clean, worth};

/// Lines of the drawing, and its columns at the most.
const HIGH: usize = 8;
const WIDE: usize = 64;

/// Empty where the bound says nothing of it.
pub fn prices(plan: &Plan, look: &Look) -> String {
    let Some(title) = worth::title(plan) else { return String::new() };
    let mut out = "\n".to_owned();
    for (k, line) in wrap(&title, look.width - 2).iter().enumerate() {
        let indent = if k > 0 { "  " } else { "" };
        out.push_str(&format!("{indent}{}\n", look.strong(line)));
    }
    for line in worth::lines(plan) {
        for (k, line) in wrap(&line, look.width - 4).iter().enumerate() {
            let indent = if k > 0 { "    " } else { "  " };
            out.push_str(&format!("{indent}{line}\n"));
        }
    }
    out
}

/// The best plan and the bound over time; empty where the trace has not both.
pub fn way(plan: &Plan, look: &Look) -> String {
    let Some(panel) = Panel::of_plan(plan) else { return String::new() };
    let (high, low) = panel.range();
    let labels = [high, low].map(|cost| format!("{cost:.digits$}", digits = digits(plan)));
    let beside = labels.iter().map(String::len).max().unwrap_or(0);
    let wide = look.width.saturating_sub(beside + 6).clamp(10, WIDE);
    let signs = if look.ascii { ['#', '-'] } else { ['█', '┄'] };
    let mut out =
        format!("\n{}\n", look.strong(&format!("cost over time, {}", clean(&plan.currency))));
    for (k, line) in panel.letters((wide, HIGH), signs).iter().enumerate() {
        let label = match k {
            0 => labels[0].as_str(),
            _ if k + 1 == HIGH => labels[1].as_str(),
            _ => "",
        };
        out.push_str(format!("  {label:>beside$} |{line}").trim_end());
        out.push('\n');
    }
    let (from, to, unit) = panel.ends();
    let ends = (figure(from), format!("{} {unit}", figure(to)));
    let gap = wide.saturating_sub(ends.0.len());
    out.push_str(&format!("  {:beside$}  {}{:>gap$}\n", "", ends.0, ends.1));
    let legend = format!("{} best plan  {} lower bound", signs[0], signs[1]);
    out.push_str(&format!("  {}\n", look.faint(&legend)));
    out
}

/// Decimals of the currency.
fn digits(plan: &Plan) -> usize {
    (0..4).find(|&d| major(10f64.powi(d), &plan.currency) >= 1.0).unwrap_or(0) as usize
}

/// A moment: three digits are enough, and none behind the point of a large one.
fn figure(moment: f64) -> String {
    match moment {
        m if m >= 100.0 => format!("{m:.0}"),
        m if m >= 1.0 => format!("{m:.1}"),
        m => format!("{m:.3}"),
    }
}
