//! The shapes of bodies, for the API's description. Requests are read by the door, not through
//! these; `tests/it/http/openapi.rs` holds both together.

pub mod jobs;
pub mod request;
pub mod resources;
pub mod world;

pub use request::ScheduleRequest;

use crate::evaluate::{Change, HandRoute};
use crate::store::Run;
use crate::wire::plan::Plan;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A run with its plan.
#[derive(Serialize, ToSchema)]
pub struct Schedule {
    #[serde(flatten)]
    pub run: Run,
    /// The best plan so far; null while there is none. It has passed the verifier.
    pub plan: Option<Plan>,
}

/// Requests that are planned together.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchRequest {
    pub name: Option<String>,
    #[schema(min_items = 1, max_items = 1000)]
    pub requests: Vec<ScheduleRequest>,
}

/// Which run's plan is published.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// The id of a run of this calendar that has ended with a plan.
    pub run: String,
}

/// Who shall be told what.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookRequest {
    /// Plain http, at most 2,000 characters.
    pub url: String,
    #[schema(min_items = 1, max_items = 3)]
    pub events: Vec<crate::store::EventKind>,
}

/// One operation of a JSON Patch (RFC 6902).
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchOperation {
    pub op: PatchVerb,
    /// A JSON pointer whose tokens may be ids of a list's elements.
    pub path: String,
    /// Of `move` and `copy`.
    pub from: Option<String>,
    /// Of `add`, `replace` and `test`.
    pub value: Option<serde_json::Value>,
}

#[derive(ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PatchVerb {
    Add,
    Remove,
    Replace,
    Move,
    Copy,
    Test,
}

/// One Server-Sent Event.
#[derive(ToSchema)]
pub struct Event {
    pub id: String,
    /// `state`, `plan`, `bound` or `end`.
    pub event: String,
    /// A JSON object on one line.
    pub data: String,
}

/// A comparison as a run.
#[derive(Serialize, ToSchema)]
pub struct ComparisonRun {
    #[serde(flatten)]
    pub run: Run,
    /// The rows so far and what follows from them; null while there is none.
    pub comparison: Option<crate::compare::Printed>,
}

/// Requests and what they are planned by.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparisonRequest {
    pub name: Option<String>,
    /// Each is an instance, named by its `run.name`.
    #[schema(min_items = 1, max_items = 100)]
    pub requests: Vec<ScheduleRequest>,
    /// Default: all.
    pub policies: Option<Vec<PolicyName>>,
    /// The optimizer runs with seeds 1 to this.
    #[schema(minimum = 1, maximum = 20, default = 1)]
    pub seeds: Option<i64>,
    /// The optimizer's budget in seconds for each seed, instead of the requests' own.
    #[schema(minimum = 0.001, maximum = 3600)]
    pub seconds: Option<f64>,
    /// The same in moves per lane; beats `seconds`.
    #[schema(minimum = 1, maximum = 1000000000000i64)]
    pub work: Option<i64>,
}

#[derive(ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyName {
    FirstCome,
    NearestCrew,
    PriorityFirst,
    Zoned,
    Optimized,
}

/// One broken rule.
#[derive(Serialize, ToSchema)]
pub struct Violation {
    /// The rule's id, as `GET /v1/rules` lists it, or `score`, `kpis`, `hash` for printed figures.
    pub rule: String,
    pub message: String,
}

impl From<crate::rules::view::Violation> for Violation {
    fn from(v: crate::rules::view::Violation) -> Violation {
        Violation { rule: v.rule, message: v.message }
    }
}

/// A request or a run, and what is asked of its plan. With neither `routes` nor `change` the plan
/// itself is evaluated.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationRequest {
    /// The id of a run: its request and its best plan.
    pub schedule: Option<String>,
    /// A request, instead of `schedule`.
    pub request: Option<ScheduleRequest>,
    /// The plan to change, as an answer printed it.
    pub plan: Option<Plan>,
    /// The whole plan made by hand: every shift in use with its visits in order. What is not named
    /// is left out.
    pub routes: Option<Vec<HandRoute>>,
    /// One job moved, put in or taken out.
    pub change: Option<Change>,
    /// Whether to find out why each job is left out, which takes longer.
    #[schema(default = false)]
    pub reasons: Option<bool>,
}

/// A request, a plan of it, and the travel times it was made with.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationRequest {
    /// As it was sent.
    pub request: ScheduleRequest,
    /// The plan object of an answer, as it was printed.
    pub plan: Plan,
    /// The travel times used, as `callboard plan --travel-out` writes them; default: those of the
    /// request.
    pub travel: Option<Snapshot>,
}

/// Travel times and distances between the places of a request.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    pub source: crate::wire::plan::TravelSource,
    pub places: Vec<String>,
    /// Row = from, column = to.
    pub millis: Vec<Vec<i64>>,
    pub metres: Option<Vec<Vec<i64>>>,
}

/// Whatever the sender wants to keep beside an object.
pub type Metadata = BTreeMap<String, serde_json::Value>;
