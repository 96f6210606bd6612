//! The comparison as a table for people.

use super::{Paired, Policy, Report, Sums};
use crate::columns::{Line, aligned, hours, number, percent};
use crate::money::amount;

impl Report {
    /// One line a policy, and below it what a reader must know of the figures.
    pub fn table(&self) -> String {
        let whole = self.whole();
        let mut out = String::new();
        if whole.is_empty() {
            out.push_str("no instance was compared to its end\n");
            return out + &self.stop_note();
        }
        let currencies: Vec<&str> = self.currencies().into_iter().collect();
        let mut lines = vec![self.head(&currencies)];
        let paired = self.paired();
        for sums in self.sums() {
            let pair = paired.iter().find(|p| p.policy == sums.policy);
            lines.push(line(&sums, pair, currencies.first().copied().unwrap_or("")));
        }
        out.push_str(&aligned(&lines));
        out.push('\n');
        let s = if whole.len() == 1 { "" } else { "s" };
        out.push_str(&format!("sums over {} instance{s}", whole.len()));
        if self.policies().contains(&Policy::Optimized) && self.seeds() > 1 {
            out.push_str(&format!(", for optimized the mean of seeds 1 to {}", self.seeds()));
        }
        out.push('\n');
        if paired.iter().any(|p| !p.dots.is_empty()) {
            out.push_str("against: mean over instances and seeds; +10 % is dearer by a tenth\n");
        }
        if currencies.len() > 1 {
            let named = currencies.join(", ");
            out.push_str(&format!("amounts are in {named} and are not added up; see the CSV\n"));
        }
        out + &self.stop_note()
    }

    fn head(&self, currencies: &[&str]) -> Line {
        let money = |what: &str| match currencies {
            [one] => format!("{what} {one}"),
            _ => what.to_owned(),
        };
        let base = self.base().map_or("", Policy::name);
        let (value, cost) = (money("value"), money("cost"));
        let against = format!("against {base}");
        ["policy", "jobs", &value, &cost, "drive h", "overtime h", "late"]
            .into_iter()
            .chain([against.as_str(), "median", "better", "equal", "worse"])
            .map(str::to_owned)
            .collect()
    }

    fn stop_note(&self) -> String {
        match self.stopped {
            true => "stopped before everything was compared: what is here was finished\n".into(),
            false => String::new(),
        }
    }
}

fn line(sums: &Sums, pair: Option<&Paired>, currency: &str) -> Line {
    let nothing = || "-".to_owned();
    let money =
        |minor: Option<f64>| minor.map_or_else(nothing, |m| amount(m.round() as i64, currency));
    let mut cells = vec![
        sums.policy.name().to_owned(),
        number(sums.jobs),
        money(sums.value),
        money(sums.cost),
        hours(sums.drive_secs),
        hours(sums.overtime_secs),
        number(sums.late_jobs),
    ];
    match pair {
        Some(p) => {
            cells.push(p.mean().map_or_else(nothing, percent));
            cells.push(p.median().map_or_else(nothing, percent));
            cells.extend([p.better, p.equal, p.worse].map(|n| n.to_string()));
        }
        None => cells.extend((0..5).map(|_| nothing())),
    }
    cells
}
