//! What each policy makes of all instances together.

use super::{Policy, Report, Row};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Sums over the instances that every policy has finished, of each instance's mean over its seeds.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ComparisonSums)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    #[schema(value_type = String)]
    pub policy: Policy,
    pub jobs: f64,
    pub drive_secs: f64,
    pub overtime_secs: f64,
    pub late_jobs: f64,
    /// Minor units; `None` where the instances have several currencies, which cannot be added up.
    pub value: Option<f64>,
    /// The same.
    pub cost: Option<f64>,
}

impl Report {
    /// The instances with all plans of all policies, in the order compared.
    pub fn whole(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let mut counted = 0;
        for (k, row) in self.rows.iter().enumerate() {
            counted += 1;
            let last = self.rows.get(k + 1).is_none_or(|next| next.instance != row.instance);
            if last {
                if counted == self.turns() {
                    names.push(&row.instance);
                }
                counted = 0;
            }
        }
        names
    }

    pub fn currencies(&self) -> BTreeSet<&str> {
        let whole: BTreeSet<&str> = self.whole().into_iter().collect();
        let of = self.rows.iter().filter(|r| whole.contains(r.instance.as_str()));
        of.map(|r| r.currency.as_str()).collect()
    }

    pub fn sums(&self) -> Vec<Sums> {
        let whole: BTreeSet<&str> = self.whole().into_iter().collect();
        let one_currency = self.currencies().len() < 2;
        let each = self.policies().iter().map(|&policy| {
            let rows = self.rows.iter().filter(|r| r.policy == policy);
            let rows: Vec<&Row> = rows.filter(|r| whole.contains(r.instance.as_str())).collect();
            let share = 1.0 / policy.seeds(self.seeds()).count() as f64;
            let sum = |f: fn(&Row) -> i64| rows.iter().map(|r| f(r) as f64).sum::<f64>() * share;
            Sums {
                policy,
                jobs: sum(|r| r.jobs),
                drive_secs: sum(|r| r.drive_secs),
                overtime_secs: sum(|r| r.overtime_secs),
                late_jobs: sum(|r| r.late_jobs),
                value: one_currency.then(|| sum(|r| r.value)),
                cost: one_currency.then(|| sum(|r| r.cost)),
            }
        });
        each.collect()
    }
}
