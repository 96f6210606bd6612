//! This run against one of another day, instance by instance.

use super::Report;
use super::group::median;
use super::mark::{Mark, Reached};
use super::table::counted;
use crate::columns::{Line, aligned};
use crate::money::{amount, grouped};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// An instance of both, by the medians of the seeds that both have.
struct Pair<'a> {
    instance: &'a str,
    currency: &'a str,
    value: [f64; 2],
    /// Minor units.
    cost: [f64; 2],
    per_second: [Option<f64>; 2],
}

/// The pairs, and what could not be compared.
#[derive(Default)]
struct Matched<'a> {
    pairs: Vec<Pair<'a>>,
    /// A remark and the instances that it holds for.
    remarks: BTreeMap<&'static str, Vec<&'a str>>,
    /// Budgets and lanes of the earlier run and of this one.
    settings: [BTreeSet<&'a str>; 2],
}

/// Before and now.
type Both<'a> = [Vec<&'a Mark>; 2];

const ONLY_NOW: &str = "only in this run";
const ONLY_BEFORE: &str = "only in the saved run";
const FAILED: &str = "failed in one of the two, not compared";
const NO_SEED: &str = "no seed in common, not compared";
const SOME_SEEDS: &str = "other seeds, only the common ones are compared";
const CHANGED: &str = "another request under the same name, not compared";

impl Report {
    /// What became better, worse and faster since the saved run, which is called `file`.
    pub fn against(&self, before: &[Mark], file: &str) -> String {
        let now = self.marks();
        let mut by_instance: BTreeMap<&str, Both> = BTreeMap::new();
        for (k, marks) in [before, &now].into_iter().enumerate() {
            for mark in marks {
                by_instance.entry(&mark.instance).or_default()[k].push(mark);
            }
        }
        let mut matched = Matched::default();
        for (instance, both) in &by_instance {
            matched.add(instance, both);
        }
        matched.print(file)
    }
}

impl<'a> Matched<'a> {
    fn remark(&mut self, what: &'static str, instance: &'a str) {
        self.remarks.entry(what).or_default().push(instance);
    }

    fn add(&mut self, instance: &'a str, both: &Both<'a>) {
        let [before, now] = both;
        let seeds = |marks: &[&Mark]| marks.iter().map(|m| m.seed).collect::<BTreeSet<u64>>();
        let (old, new) = (seeds(before), seeds(now));
        let common: BTreeSet<u64> = old.intersection(&new).copied().collect();
        if before.is_empty() || now.is_empty() {
            return self.remark(if now.is_empty() { ONLY_BEFORE } else { ONLY_NOW }, instance);
        }
        if common.is_empty() {
            return self.remark(NO_SEED, instance);
        }
        let of_both = both.each_ref().map(|marks| {
            marks.iter().copied().filter(|m| common.contains(&m.seed)).collect::<Vec<&Mark>>()
        });
        let reached = of_both.each_ref().map(|marks| {
            marks.iter().map(|m| m.reached.as_ref()).collect::<Option<Vec<&Reached>>>()
        });
        let [Some(before), Some(now)] = reached else {
            return self.remark(FAILED, instance);
        };
        if before[0].request_hash != now[0].request_hash || before[0].currency != now[0].currency {
            return self.remark(CHANGED, instance);
        }
        if old != new {
            self.remark(SOME_SEEDS, instance);
        }
        for (settings, marks) in self.settings.iter_mut().zip(&of_both) {
            settings.extend(marks.iter().map(|m| m.setting.as_str()));
        }
        self.pairs.push(Pair::of(instance, [&before, &now]));
    }

    fn print(&self, file: &str) -> String {
        let mut out = format!("against {file}, saved run first\n");
        if self.pairs.is_empty() {
            out.push_str("no instance is in both\n");
        } else {
            let mut lines = vec![self.head()];
            lines.extend(self.pairs.iter().map(Pair::line));
            lines.extend(self.sum());
            drop_empty(&mut lines);
            out.push_str(&aligned(&lines));
            out.push_str(&self.verdict());
        }
        for (what, instances) in &self.remarks {
            out.push_str(&format!("{what}: {}\n", some(instances)));
        }
        let [before, now] = self
            .settings
            .each_ref()
            .map(|s| s.iter().copied().collect::<Vec<&str>>().join(" and "));
        if before != now {
            out.push_str(&format!("the budgets differ: {before} in the saved run, {now} here\n"));
        }
        out
    }

    fn one_currency(&self) -> Option<&'a str> {
        let first = self.pairs.first()?.currency;
        self.pairs.iter().all(|p| p.currency == first).then_some(first)
    }

    fn head(&self) -> Line {
        let cost = self.one_currency().map_or("cost".to_owned(), |c| format!("cost {c}"));
        ["instance", "value", "now", "change", &cost, "now", "change", "moves/s", ""]
            .map(str::to_owned)
            .into()
    }

    /// All pairs as one, where there is more than one and money can be added up.
    fn sum(&self) -> Option<Line> {
        if self.pairs.len() < 2 {
            return None;
        }
        let sum = |of: fn(&Pair) -> [f64; 2]| {
            self.pairs.iter().map(of).fold([0.0, 0.0], |[a, b], [x, y]| [a + x, b + y])
        };
        let whole = Pair {
            instance: "sum",
            currency: self.one_currency()?,
            value: sum(|p| p.value),
            cost: sum(|p| p.cost),
            per_second: [None, None],
        };
        let mut line = whole.line();
        line[8] = String::new();
        if let Some(ratio) = self.speed() {
            line[7] = times(ratio);
        }
        Some(line)
    }

    /// The geometric mean of how many times as fast this run is.
    fn speed(&self) -> Option<f64> {
        let logs: Vec<f64> = self.pairs.iter().filter_map(Pair::speed).map(f64::ln).collect();
        (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
    }

    fn verdict(&self) -> String {
        let all = |order| self.pairs.iter().filter(|p| p.order() == order).count();
        let [better, equal, worse] = [Ordering::Less, Ordering::Equal, Ordering::Greater].map(all);
        let mut out = format!(
            "{}: {better} better, {equal} equal, {worse} worse by cost",
            counted(self.pairs.len(), "instance")
        );
        let shares: Vec<f64> = self.pairs.iter().filter_map(Pair::share).collect();
        if !shares.is_empty() {
            let mean = shares.iter().sum::<f64>() / shares.len() as f64;
            out.push_str(&format!("; cost {} in the mean", signed(mean)));
        }
        if let Some(ratio) = self.speed() {
            out.push_str(&format!("; {} as fast", times(ratio)));
        }
        out.push('\n');
        out
    }
}

impl<'a> Pair<'a> {
    fn of(instance: &'a str, both: [&[&'a Reached]; 2]) -> Pair<'a> {
        let of = |figure: fn(&Reached) -> f64| {
            both.map(|all| median(all.iter().map(|r| figure(r)).collect()).unwrap_or(0.0))
        };
        Pair {
            instance,
            currency: &both[0][0].currency,
            value: of(|r| r.value as f64),
            cost: of(|r| r.cost as f64),
            per_second: both.map(|all| median(all.iter().filter_map(|r| r.per_second).collect())),
        }
    }

    /// Less is better.
    fn order(&self) -> Ordering {
        self.cost[1].total_cmp(&self.cost[0])
    }

    /// How much dearer it is now, as a share of what it was.
    fn share(&self) -> Option<f64> {
        let [before, now] = self.cost;
        (before > 0.0).then(|| (now - before) / before)
    }

    fn speed(&self) -> Option<f64> {
        let [before, now] = self.per_second;
        Some(now? / before?)
    }

    fn line(&self) -> Line {
        let money = |minor: f64| amount(minor.round() as i64, self.currency);
        let change = self.value[1] - self.value[0];
        let verdict = match self.order() {
            Ordering::Less => "better",
            Ordering::Equal => "equal",
            Ordering::Greater => "WORSE",
        };
        vec![
            self.instance.to_owned(),
            whole(self.value[0]),
            whole(self.value[1]),
            format!("{}{}", if change > 0.0 { "+" } else { "" }, whole(change)),
            money(self.cost[0]),
            money(self.cost[1]),
            self.share().map(signed).unwrap_or_default(),
            self.speed().map(times).unwrap_or_default(),
            verdict.to_owned(),
        ]
    }
}

/// Names in a line, as many as anybody reads.
fn some(names: &[&str]) -> String {
    const SHOWN: usize = 20;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Takes away the columns below whose heads there is nothing.
fn drop_empty(lines: &mut [Line]) {
    let columns = lines.first().map_or(0, Vec::len);
    for c in (0..columns).rev() {
        if lines.iter().skip(1).all(|line| line[c].is_empty()) {
            lines.iter_mut().for_each(|line| drop(line.remove(c)));
        }
    }
}

fn whole(number: f64) -> String {
    let rounded = number.round();
    let sign = if rounded < 0.0 { "-" } else { "" };
    format!("{sign}{}", grouped(rounded.abs() as u64))
}

/// A share with its sign, finely enough for changes of a search: `-0.043 %`.
fn signed(share: f64) -> String {
    let text = format!("{:+.3} %", share * 100.0);
    if text == "-0.000 %" { "+0.000 %".into() } else { text }
}

fn times(ratio: f64) -> String {
    format!("\u{d7}{ratio:.2}")
}
