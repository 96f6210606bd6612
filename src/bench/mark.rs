//! A run as far as it is compared with a run of another day.

use super::{Report, Run};

#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub instance: String,
    pub seed: u64,
    /// Budget and lanes.
    pub setting: String,
    /// None of a run that failed.
    pub reached: Option<Reached>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    pub request_hash: String,
    pub currency: String,
    pub value: i64,
    /// Minor units.
    pub cost: i64,
    /// Moves in a second of search; none in a run by moves.
    pub per_second: Option<f64>,
}

/// How budget and lanes are named.
pub(super) fn setting(budget: &str, lanes: &str) -> String {
    format!("{budget} on {lanes} lanes")
}

impl Mark {
    fn of(run: &Run) -> Mark {
        let reached = run.made.as_ref().ok().map(|f| Reached {
            request_hash: f.request_hash.clone(),
            currency: f.currency.clone(),
            value: f.value,
            cost: f.cost,
            per_second: f.per_second(),
        });
        Mark {
            instance: run.instance.clone(),
            seed: run.seed,
            setting: setting(&run.limit.to_string(), &run.lanes.to_string()),
            reached,
        }
    }
}

impl Report {
    pub fn marks(&self) -> Vec<Mark> {
        self.runs.iter().map(Mark::of).collect()
    }
}
