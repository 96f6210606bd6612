//! Every policy against one of them, pair by pair.

use super::{Policy, Report, Row};
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::HashMap;

/// One policy against the base.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paired {
    pub policy: Policy,
    /// Where it is cheaper, as dear, dearer.
    pub better: usize,
    pub equal: usize,
    pub worse: usize,
    /// The pairs whose base costs something, in the order of the rows.
    pub dots: Vec<Dot>,
}

/// One instance and seed: how much dearer than the base, as a share of the base's cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dot {
    pub instance: String,
    pub seed: Option<u64>,
    pub share: f64,
}

impl Paired {
    pub fn mean(&self) -> Option<f64> {
        let sum: f64 = self.dots.iter().map(|d| d.share).sum();
        (!self.dots.is_empty()).then(|| sum / self.dots.len() as f64)
    }

    pub fn median(&self) -> Option<f64> {
        let mut shares: Vec<f64> = self.dots.iter().map(|d| d.share).collect();
        shares.sort_by(f64::total_cmp);
        let n = shares.len();
        (n > 0).then(|| (shares[(n - 1) / 2] + shares[n / 2]) / 2.0)
    }
}

impl Report {
    /// What the others are compared with: the optimizer, else the first policy.
    pub fn base(&self) -> Option<Policy> {
        let optimized = self.policies().iter().copied().find(|p| *p == Policy::Optimized);
        optimized.or(self.policies().first().copied())
    }

    /// The policies against the base, in their order, the base left out. A pair is an instance and
    /// a seed; a habit has one plan for all seeds.
    pub fn paired(&self) -> Vec<Paired> {
        let Some(base) = self.base() else { return Vec::new() };
        let mut by_instance: HashMap<&str, Vec<&Row>> = HashMap::new();
        for row in self.rows.iter().filter(|r| r.policy == base) {
            by_instance.entry(&row.instance).or_default().push(row);
        }
        let others = self.policies().iter().copied().filter(|p| *p != base);
        let each = others.map(|policy| {
            let mut out = Paired { policy, better: 0, equal: 0, worse: 0, dots: Vec::new() };
            for row in self.rows.iter().filter(|r| r.policy == policy) {
                for with in by_instance.get(row.instance.as_str()).into_iter().flatten() {
                    out.count(row, with);
                }
            }
            out
        });
        each.collect()
    }
}

impl Paired {
    fn count(&mut self, row: &Row, base: &Row) {
        match row.cost.cmp(&base.cost) {
            Ordering::Less => self.better += 1,
            Ordering::Equal => self.equal += 1,
            Ordering::Greater => self.worse += 1,
        }
        if base.cost > 0 {
            let share = (row.cost - base.cost) as f64 / base.cost as f64;
            let seed = base.seed.or(row.seed);
            self.dots.push(Dot { instance: row.instance.clone(), seed, share });
        }
    }
}
