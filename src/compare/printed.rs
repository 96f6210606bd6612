//! A comparison as JSON: the rows, and what follows from them.

use super::{Policy, Report, Row, Sums};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the API answers. Read back, the rows are enough to make everything else anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Comparison)]
#[serde(rename_all = "camelCase")]
pub struct Printed {
    #[schema(value_type = Vec<String>)]
    pub policies: Vec<Policy>,
    /// The optimizer ran with seeds 1 to this.
    pub seeds: u64,
    /// Whether it was stopped before every policy had its turn.
    pub stopped: bool,
    /// One for each plan.
    pub rows: Vec<Row>,
    /// Each policy against the optimizer, else against the first.
    #[serde(skip_deserializing)]
    pub paired: Vec<Pair>,
    /// Each policy over all instances that every policy has finished.
    #[serde(skip_deserializing)]
    pub sums: Vec<Sums>,
}

/// One policy against another, pair by pair: an instance and a seed.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ComparisonPair)]
pub struct Pair {
    #[schema(value_type = String)]
    pub policy: Policy,
    #[schema(value_type = String)]
    pub against: Policy,
    /// Pairs in which it is cheaper, as dear, dearer.
    pub better: usize,
    pub equal: usize,
    pub worse: usize,
    /// How much dearer, as a share of the other's cost: 0.1 is a tenth.
    pub mean: Option<f64>,
    pub median: Option<f64>,
}

impl Report {
    pub fn printed(&self) -> Printed {
        let pairs = self.base().into_iter().flat_map(|against| {
            self.paired().into_iter().map(move |p| Pair {
                policy: p.policy,
                against,
                better: p.better,
                equal: p.equal,
                worse: p.worse,
                mean: p.mean(),
                median: p.median(),
            })
        });
        Printed {
            policies: self.policies().to_vec(),
            seeds: self.seeds(),
            stopped: self.stopped,
            rows: self.rows.clone(),
            paired: pairs.collect(),
            sums: self.sums(),
        }
    }

    /// The report that was printed.
    pub fn read(printed: Printed) -> Report {
        let Printed { policies, seeds, stopped, rows, .. } = printed;
        Report { policies, seeds, rows, stopped }
    }
}
