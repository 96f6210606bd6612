//! One run of one instance with one seed, as figures.

use crate::wire::plan::{Plan, TracePoint};
use crate::wire::text::seconds_of;
use serde::Serialize;
use std::fmt;

#[derive(Clone, Debug)]
pub struct Run {
    pub instance: String,
    pub seed: u64,
    pub limit: Limit,
    pub lanes: usize,
    /// What was reached, or why there is no verified plan.
    pub made: Result<Figures, String>,
}

/// The budget of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Millis(i64),
    /// Moves per lane.
    Moves(u64),
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Limit::Millis(ms) => write!(f, "{} s", *ms as f64 / 1000.0),
            Limit::Moves(moves) => write!(f, "{moves} moves"),
        }
    }
}

/// Times and memory of a run by seconds; a run by moves has none, and so is the same everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    pub search_secs: f64,
    /// From the start of the process to its end: reading, explaining, verifying, writing included.
    pub wall_secs: f64,
    /// The most memory that the process ever held.
    pub peak_bytes: Option<u64>,
}

/// The figures of a plan that passed the verifier; no other counts. Money in minor units.
#[derive(Clone, Debug)]
pub struct Figures {
    pub status: String,
    /// Of the request: served, left out and set aside.
    pub jobs: i64,
    pub served: i64,
    pub value: i64,
    pub cost: i64,
    pub drive_secs: i64,
    pub bound: Option<i64>,
    pub gap: Option<f64>,
    pub gap_served: Option<f64>,
    /// Moves per lane.
    pub moves: u64,
    pub lanes: u64,
    pub clock: Option<Clock>,
    pub stop: String,
    pub currency: String,
    pub plan_hash: String,
    pub request_hash: String,
    pub trace: Vec<TracePoint>,
}

impl Figures {
    pub fn of(plan: Plan, clock: Option<Clock>) -> Figures {
        let others = plan.unassigned.len() + plan.set_aside.len();
        Figures {
            status: word(plan.status),
            jobs: plan.kpis.jobs + others as i64,
            served: plan.kpis.jobs,
            value: plan.kpis.value,
            cost: plan.cost,
            drive_secs: seconds_of(&plan.kpis.drive),
            bound: plan.bound,
            gap: plan.gap,
            gap_served: plan.gap_served,
            moves: plan.work,
            lanes: plan.lanes,
            clock,
            stop: word(plan.stop_reason),
            currency: plan.currency,
            plan_hash: plan.plan_hash,
            request_hash: plan.request_hash,
            trace: plan.trace,
        }
    }

    /// Seconds from the start of the process to its first plan.
    pub fn first_secs(&self) -> Option<f64> {
        self.trace.first()?.seconds
    }

    /// Seconds to the plan that was never bettered.
    pub fn best_secs(&self) -> Option<f64> {
        self.trace.last()?.seconds
    }

    /// Moves of all lanes in a second of search.
    pub fn per_second(&self) -> Option<f64> {
        let seconds = self.clock?.search_secs;
        let moves = self.moves as f64 * self.lanes as f64;
        (moves > 0.0 && seconds > 0.0).then(|| moves / seconds)
    }

    /// Peak memory in millions of bytes.
    pub fn peak_mb(&self) -> Option<f64> {
        Some(self.clock?.peak_bytes? as f64 / 1e6)
    }

    pub fn wall_secs(&self) -> Option<f64> {
        self.clock.map(|clock| clock.wall_secs)
    }
}

/// A word of the contract as it is printed.
fn word(value: impl Serialize) -> String {
    let printed = serde_json::to_value(value).unwrap_or_default();
    printed.as_str().unwrap_or_default().to_owned()
}

/// The columns of the CSV. `cost` and `bound` are in minor units of `currency`, `drive`, `first`,
/// `best` and `wall` in seconds, `peakMB` in millions of bytes, `perSecond` in moves of all lanes.
pub const HEAD: [&str; 24] = [
    "instance",
    "seed",
    "budget",
    "lanes",
    "status",
    "jobs",
    "served",
    "value",
    "cost",
    "drive",
    "bound",
    "gap",
    "gapServed",
    "first",
    "best",
    "moves",
    "perSecond",
    "peakMB",
    "wall",
    "stop",
    "currency",
    "planHash",
    "requestHash",
    "reason",
];

/// The status of a run without a verified plan.
pub const FAILED: &str = "FAILED";

impl Run {
    pub(super) fn cells(&self) -> Vec<String> {
        let mut cells = vec![
            self.instance.clone(),
            self.seed.to_string(),
            self.limit.to_string(),
            self.lanes.to_string(),
        ];
        match &self.made {
            Ok(figures) => cells.extend(figures.cells()),
            Err(why) => {
                cells.push(FAILED.to_owned());
                cells.resize(HEAD.len() - 1, String::new());
                cells.push(why.clone());
            }
        }
        cells
    }
}

impl Figures {
    fn cells(&self) -> [String; HEAD.len() - 4] {
        let whole = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        let with = |n: Option<f64>, digits: usize| match n {
            Some(n) => format!("{n:.digits$}"),
            None => String::new(),
        };
        [
            self.status.clone(),
            self.jobs.to_string(),
            self.served.to_string(),
            self.value.to_string(),
            self.cost.to_string(),
            self.drive_secs.to_string(),
            whole(self.bound),
            with(self.gap, 6),
            with(self.gap_served, 6),
            with(self.first_secs(), 3),
            with(self.best_secs(), 3),
            self.moves.to_string(),
            with(self.per_second(), 0),
            with(self.peak_mb(), 1),
            with(self.wall_secs(), 3),
            self.stop.clone(),
            self.currency.clone(),
            self.plan_hash.clone(),
            self.request_hash.clone(),
            String::new(),
        ]
    }
}
