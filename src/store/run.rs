//! A run: what was asked for, how far it is, how it ended.

use crate::money::money;
use crate::wire::plan::{Plan, Status};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a run stands. The last three are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Accepted; waits for a solver.
    Queued,
    /// A solver works on it; `plan` is the best so far.
    Solving,
    /// Done: optimal, within the gap, or the budget is spent.
    Completed,
    /// Stopped by `DELETE`; the best plan so far is kept.
    Cancelled,
    /// Ended by a defect of ours or of the machine; `failure` says how.
    Failed,
}

impl State {
    pub fn is_final(self) -> bool {
        !matches!(self, State::Queued | State::Solving)
    }

    const ALL: [State; 5] =
        [State::Queued, State::Solving, State::Completed, State::Cancelled, State::Failed];

    /// From how it is written in the API.
    pub fn read(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }

    /// As it is written in the API.
    pub fn name(self) -> &'static str {
        match self {
            State::Queued => "QUEUED",
            State::Solving => "SOLVING",
            State::Completed => "COMPLETED",
            State::Cancelled => "CANCELLED",
            State::Failed => "FAILED",
        }
    }
}

/// What a run makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    Schedule,
    Comparison,
}

impl Kind {
    /// As it is written in the API.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Schedule => "SCHEDULE",
            Kind::Comparison => "COMPARISON",
        }
    }

    pub fn read(name: &str) -> Option<Kind> {
        [Kind::Schedule, Kind::Comparison].into_iter().find(|kind| kind.name() == name)
    }

    /// What the ids of its runs begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Kind::Schedule => "sch_",
            Kind::Comparison => "cmp_",
        }
    }
}

/// Whether a run's plan is, or was, the one of its calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    /// The calendar's field works by it.
    Published,
    /// A later one has taken its place.
    Superseded,
}

impl Standing {
    pub fn read(name: &str) -> Option<Standing> {
        match name {
            "PUBLISHED" => Some(Standing::Published),
            "SUPERSEDED" => Some(Standing::Superseded),
            _ => None,
        }
    }
}

/// One run. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    pub id: String,
    pub kind: Kind,
    pub state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The calendar it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// Absent while its plan was never the calendar's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Standing>,
    /// The run whose request was patched to make this one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The first of the line, which was sent whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// How many patches it is away from its origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<i64>,
    /// Whether it waits behind all interactive runs.
    pub nightly: bool,
    pub submitted_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_plan_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<String>,
    /// How often work on it has begun.
    pub attempts: u32,
    /// How many attempts were ended from outside, with the service or its machine.
    #[serde(default, skip_serializing_if = "is_none_yet")]
    pub interruptions: u32,
    /// The best plan so far, in figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Progress>,
    /// Only in state FAILED.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Grows with every change.
    #[serde(skip)]
    pub version: i64,
}

fn is_none_yet(count: &u32) -> bool {
    *count == 0
}

impl Run {
    /// How many workers it has cost, those put aside that were ended from outside.
    pub fn deaths(&self) -> u32 {
        self.attempts.saturating_sub(1).saturating_sub(self.interruptions)
    }

    /// A run that waits, and nothing is known of it but its id and what it makes.
    pub fn waiting(id: String, kind: Kind) -> Run {
        Run {
            id,
            kind,
            state: State::Queued,
            name: None,
            tags: Vec::new(),
            calendar: None,
            publication: None,
            parent: None,
            origin: None,
            revision: None,
            nightly: false,
            submitted_at: String::new(),
            started_at: None,
            first_plan_at: None,
            completed_at: None,
            attempts: 0,
            interruptions: 0,
            progress: None,
            failure: None,
            version: 1,
        }
    }
}

/// A plan in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Seconds from the start of solving until this plan was published.
    pub seconds: f64,
    /// Minor units of `currency`.
    pub cost: i64,
    pub currency: String,
    /// A lower bound of the cost, where one is known.
    pub bound: Option<i64>,
    pub status: Status,
    /// Jobs served.
    pub served: i64,
    /// Jobs left out.
    pub left_out: i64,
    /// Moves per lane so far.
    pub work: u64,
    pub plan_hash: String,
}

impl Progress {
    pub fn of(plan: &Plan, seconds: f64) -> Progress {
        Progress {
            seconds: (seconds * 1000.0).round() / 1000.0,
            cost: plan.cost,
            currency: plan.currency.clone(),
            bound: plan.bound,
            status: plan.status,
            served: plan.kpis.jobs,
            left_out: plan.unassigned.len() as i64,
            work: plan.work,
            plan_hash: plan.plan_hash.clone(),
        }
    }

    /// In a line for people.
    pub fn said(&self) -> String {
        let (served, left, cost) = (self.served, self.left_out, money(self.cost, &self.currency));
        format!("{served} jobs served, {left} left out, cost {cost}")
    }
}

/// Why a run failed, in words for whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    /// `DEFECT`, `RESTARTS`, `THREADS` or `STORE`.
    pub code: String,
    pub message: String,
}
