//! The runs as a table for people: a line for each instance.

use super::{Group, Report};
use crate::columns::{Line, aligned, hours, number};
use crate::money::{amount, grouped};
use std::collections::BTreeSet;

/// A column by its name, and what a group has in it. One that no group has anything in is left out.
struct Column {
    name: String,
    cell: Cell,
}

type Cell = Box<dyn Fn(&Group) -> Option<String>>;

fn column(name: &str, cell: impl Fn(&Group) -> Option<String> + 'static) -> Column {
    Column { name: name.to_owned(), cell: Box::new(cell) }
}

impl Report {
    /// A line for each instance, the medians of its seeds; below it what failed, and the sums.
    pub fn table(&self) -> String {
        let groups = self.groups();
        let mut out = aligned(&lines(&self.columns(), &groups));
        out.push('\n');
        for run in &self.runs {
            if let Err(why) = &run.made {
                out.push_str(&format!("FAILED {}, seed {}: {why}\n", run.instance, run.seed));
            }
        }
        out.push_str(&self.sums(&groups));
        if self.stopped {
            out.push_str("stopped before everything was run: what is here was finished\n");
        }
        out
    }

    fn columns(&self) -> Vec<Column> {
        let cost = match self.currencies().into_iter().collect::<Vec<_>>().as_slice() {
            [one] => format!("cost {one}"),
            _ => "cost".to_owned(),
        };
        let mut columns = vec![
            column("seeds", |g| (g.runs.len() > 1).then(|| g.runs.len().to_string())),
            column("jobs", |g| g.median(|f| Some(f.jobs as f64)).map(number)),
            column("served", |g| g.median(|f| Some(f.served as f64)).map(number)),
            column("value", |g| g.median(|f| Some(f.value as f64)).map(number)),
            column("\u{b1}", |g| g.spread(|f| f.value as f64).map(share)),
            column(&cost, |g| money(g, g.median(|f| Some(f.cost as f64)))),
            column("\u{b1}", |g| g.spread(|f| f.cost as f64).map(share)),
            column("drive h", |g| g.median(|f| Some(f.drive_secs as f64)).map(hours)),
            column("bound", |g| money(g, g.median(|f| f.bound.map(|b| b as f64)))),
            column("gap", |g| g.median(|f| f.gap).map(share)),
        ];
        columns.extend([
            column("first s", |g| g.median(|f| f.first_secs()).map(|s| format!("{s:.3}"))),
            column("best s", |g| g.median(|f| f.best_secs()).map(|s| format!("{s:.2}"))),
            column("moves/lane", |g| g.median(|f| Some(f.moves as f64)).map(number)),
            column("moves/s", |g| g.median(|f| f.per_second()).map(|n| number(n.round()))),
            column("peak MB", |g| g.median(|f| f.peak_mb()).map(|mb| format!("{mb:.0}"))),
            column("wall s", |g| g.median(|f| f.wall_secs()).map(|s| format!("{s:.2}"))),
            column("stop", stops),
        ]);
        columns
    }

    pub(super) fn currencies(&self) -> BTreeSet<&str> {
        let good = self.runs.iter().filter_map(|run| run.made.as_ref().ok());
        good.map(|figures| figures.currency.as_str()).collect()
    }

    fn sums(&self, groups: &[Group]) -> String {
        let sum = |figure: fn(&super::Figures) -> i64| -> f64 {
            groups.iter().filter_map(|g| g.median(|f| Some(figure(f) as f64))).sum()
        };
        let failed = self.runs.iter().filter(|run| run.made.is_err()).count();
        let wall: Option<f64> = groups
            .iter()
            .flat_map(|g| g.good().map(|f| f.wall_secs()))
            .try_fold(0.0, |sum, wall| Some(sum + wall?));
        let wall = wall.filter(|s| *s > 0.0).map(|s| format!(", {s:.1} s")).unwrap_or_default();
        let seeds = groups.iter().map(|g| g.runs.len()).max().unwrap_or(0);
        let note = if seeds > 1 { "medians of the seeds, \u{b1} is the deviation\n" } else { "" };
        format!(
            "{}, {}, {failed} failed{wall}: {} of {} jobs served, value {}, drive {} h\n{note}",
            counted(groups.len(), "instance"),
            counted(self.runs.len(), "run"),
            number(sum(|f| f.served)),
            number(sum(|f| f.jobs)),
            number(sum(|f| f.value)),
            hours(sum(|f| f.drive_secs)),
        )
    }
}

fn lines(columns: &[Column], groups: &[Group]) -> Vec<Line> {
    let mut lines = vec![vec!["instance".to_owned()]];
    lines.extend(groups.iter().map(|g| vec![g.instance.to_owned()]));
    for column in columns {
        let cells: Vec<Option<String>> = groups.iter().map(|g| (column.cell)(g)).collect();
        if cells.iter().all(Option::is_none) {
            continue;
        }
        lines[0].push(column.name.clone());
        for (line, cell) in lines[1..].iter_mut().zip(cells) {
            line.push(cell.unwrap_or_else(|| "-".to_owned()));
        }
    }
    lines
}

/// What ended the runs, if it was the same for all.
fn stops(group: &Group) -> Option<String> {
    let reasons: BTreeSet<&str> = group.good().map(|f| f.stop.as_str()).collect();
    match reasons.into_iter().collect::<Vec<_>>().as_slice() {
        [] => Some(super::run::FAILED.to_owned()),
        [one] => Some((*one).to_owned()),
        _ => Some("mixed".to_owned()),
    }
}

fn money(group: &Group, minor: Option<f64>) -> Option<String> {
    let currency = &group.good().next()?.currency;
    minor.map(|minor| amount(minor.round() as i64, currency))
}

/// A share without a sign: `0.42 %`.
fn share(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// `1 run`, `1,200 runs`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{} {noun}{s}", grouped(number as u64))
}
