//! One plan's own way: its cost and its bound over time, as a drawing and in letters.

use super::chart::legend;
use super::panel::{HIGH, Panel, Steps, WIDE, line, when};
use crate::money::major;
use crate::svg::head;
use crate::wire::plan::Plan;

const TOP: f64 = 58.0;

impl Panel {
    /// `None` where the trace has not both of them.
    pub fn of_plan(plan: &Plan) -> Option<Panel> {
        let (trace, currency) = (&plan.trace, &plan.currency);
        trace.iter().find(|at| at.bound.is_some())?;
        let by_time = trace.iter().any(|at| at.seconds.is_some());
        let last = trace.iter().map(|at| when(at, by_time)).fold(0.0, f64::max);
        let end = if by_time { last } else { last.max(plan.work as f64) };
        let cost = line(trace, currency, (by_time, end), |at| Some(at.cost));
        let mut bound = line(trace, currency, (by_time, end), |at| at.bound);
        if let Some(last) = plan.bound.map(|bound| (end, major(bound as f64, currency))) {
            bound.push(last);
        }
        // A run by moves is bounded after them: what holds then held all the time.
        if !by_time && let Some(last) = bound.last().copied() {
            bound = vec![(0.0, last.1), last];
        }
        let (title, currency) = (String::new(), currency.clone());
        Some(Panel { title, currency, by_time, plans: vec![cost], bound, end })
    }

    /// A self-contained SVG of this panel alone.
    pub fn svg(&self) -> String {
        let mut out = String::new();
        let subtitle = "the best plan so far and the lower bound";
        head(&mut out, (WIDE, TOP + HIGH), "Cost over time", subtitle);
        legend(&mut out, TOP - 10.0);
        self.draw(&mut out, (0.0, TOP));
        out.push_str("</svg>\n");
        out
    }

    /// The same in letters, so many across and lines down; the signs are those of the plan and of
    /// the bound.
    pub fn letters(&self, (wide, high): (usize, usize), signs: [char; 2]) -> Vec<String> {
        let (wide, high) = (wide.max(2), high.max(2));
        let (right, bottom) = ((wide - 1) as f64, (high - 1) as f64);
        let (across, up) = (self.across(0.0, right), self.up(bottom, 0.0));
        let mut cells = vec![vec![' '; wide]; high];
        let mut draw = |steps: &Steps, sign: char| {
            let mut before: Option<(usize, usize)> = None;
            for (when, cost) in steps {
                let at = (across.at(*when).round() as usize, up.at(*cost).round() as usize);
                let (column, row) = before.unwrap_or(at);
                let (column, to) = (column.min(wide - 1), at.0.min(wide - 1));
                cells[row.min(high - 1)][column..=to.max(column)].fill(sign);
                for line in &mut cells[row.min(at.1)..=row.max(at.1).min(high - 1)] {
                    line[to] = sign;
                }
                before = Some(at);
            }
        };
        draw(&self.bound, signs[1]);
        self.plans.iter().for_each(|plan| draw(plan, signs[0]));
        cells.into_iter().map(|line| line.into_iter().collect::<String>()).collect()
    }

    /// The moments at both ends of the letters, and what they count.
    pub fn ends(&self) -> (f64, f64, &'static str) {
        let across = self.across(0.0, 1.0);
        (10f64.powf(across.low), 10f64.powf(across.high), self.unit())
    }

    /// The highest and the lowest cost drawn.
    pub fn range(&self) -> (f64, f64) {
        let all = || self.plans.iter().flatten().chain(&self.bound).map(|(_, cost)| *cost);
        (all().fold(f64::MIN, f64::max), all().fold(f64::MAX, f64::min))
    }
}
