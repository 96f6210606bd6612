//! One plan of one policy on one instance, as figures.

use super::{Policy, Report};
use crate::verify::Verified;
use crate::wire::plan::Plan;
use crate::wire::text::seconds_of;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Drive and overtime in whole seconds, money in minor units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ComparisonRow)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    pub instance: String,
    #[schema(value_type = String, example = "first-come")]
    pub policy: Policy,
    /// `None` for habits.
    pub seed: Option<u64>,
    /// Wall-clock seconds from the policy's turn to its verified plan; `None` in a run by work,
    /// whose rows are the same wherever it is repeated.
    pub seconds: Option<f64>,
    /// Jobs served.
    pub jobs: i64,
    /// Their worth.
    pub value: i64,
    pub cost: i64,
    #[serde(rename = "drive")]
    pub drive_secs: i64,
    #[serde(rename = "overtime")]
    pub overtime_secs: i64,
    /// Jobs that start after they are due.
    #[serde(rename = "late")]
    pub late_jobs: i64,
    pub plan_hash: String,
    pub currency: String,
}

/// The columns of the CSV.
pub const HEAD: [&str; 12] = [
    "instance", "policy", "seed", "seconds", "jobs", "value", "cost", "drive", "overtime", "late",
    "planHash", "currency",
];

impl Row {
    /// The figures of a plan that passed the verifier; no other can be compared.
    pub fn of(
        instance: &str,
        policy: Policy,
        seed: Option<u64>,
        seconds: Option<f64>,
        plan: &Verified<Plan>,
    ) -> Row {
        let kpis = &plan.kpis;
        Row {
            instance: instance.to_owned(),
            policy,
            seed,
            seconds,
            jobs: kpis.jobs,
            value: kpis.value,
            cost: plan.cost,
            drive_secs: seconds_of(&kpis.drive),
            overtime_secs: seconds_of(&kpis.overtime),
            late_jobs: kpis.late_jobs,
            plan_hash: plan.plan_hash.clone(),
            currency: plan.currency.clone(),
        }
    }

    fn cells(&self) -> [String; 12] {
        let or_empty = |cell: Option<String>| cell.unwrap_or_default();
        [
            self.instance.clone(),
            self.policy.name().to_owned(),
            or_empty(self.seed.map(|k| k.to_string())),
            or_empty(self.seconds.map(|s| format!("{s:.3}"))),
            self.jobs.to_string(),
            self.value.to_string(),
            self.cost.to_string(),
            self.drive_secs.to_string(),
            self.overtime_secs.to_string(),
            self.late_jobs.to_string(),
            self.plan_hash.clone(),
            self.currency.clone(),
        ]
    }
}

impl Report {
    /// All rows with a header. `seed` is empty for habits, `seconds` (three decimals) in a run by
    /// work; money is in minor units of `currency`, drive and overtime in seconds, `late` in jobs.
    pub fn csv(&self) -> String {
        let mut table = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail, and every row has as many cells as the header.
        table.write_record(HEAD).expect("rows of one length");
        for row in &self.rows {
            table.write_record(row.cells()).expect("rows of one length");
        }
        let bytes = table.into_inner().expect("memory takes everything");
        String::from_utf8(bytes).expect("made of text")
    }
}
