//! The answer's plan, as printed: the shape that `plan` writes and `verify` reads back.

use crate::fault::Fault;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Plan {
    pub warnings: Vec<Fault>,
    pub set_aside: Vec<SetAside>,
    pub assumed: Vec<Assumed>,
    pub places: Vec<PlacePrinted>,
    pub status: Status,
    pub stop_reason: StopReason,
    pub cost: i64,
    pub bound: Option<i64>,
    pub bound_kind: Option<String>,
    pub gap: Option<f64>,
    pub gap_served: Option<f64>,
    pub relaxed: Vec<String>,
    /// What one more shift is worth; absent where the bound does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<ShiftPrices>,
    pub engine: Engine,
    pub seed: u64,
    pub lanes: u64,
    /// Moves per lane that were made.
    pub work: u64,
    /// Of a run by seconds: after so much `work`, the `end` it expected. `run.work` and `run.pace`
    /// together repeat the run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pace: Vec<PaceMark>,
    pub request_hash: String,
    pub travel_hash: String,
    pub plan_hash: String,
    pub travel_source: TravelSource,
    pub currency: String,
    pub time_zone: String,
    pub routes: Vec<Route>,
    /// Resources to be booked, by date, resource and unit; absent where none is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bookings: Vec<Booking>,
    pub unassigned: Vec<Unassigned>,
    pub costs: Vec<RuleAmount>,
    pub kpis: Kpis,
    pub trace: Vec<TracePoint>,
}

impl Plan {
    /// The bytes of a printed plan, the same wherever it is printed.
    pub fn text(&self) -> Vec<u8> {
        // These shapes have only text keys.
        let mut bytes = serde_json::to_vec_pretty(self).expect("a plan can always be written");
        bytes.push(b'\n');
        bytes
    }
}

/// After so much work, the work the run was expected to end with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaceMark {
    pub work: u64,
    pub end: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Optimal,
    WithinGap,
    Feasible,
    Incomplete,
    Infeasible,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StopReason {
    Proven,
    Gap,
    Budget,
    Cancel,
}

/// Which side found the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Engine {
    Heuristic,
    Milp,
    Hybrid,
    /// A person put the jobs where they are; nothing was searched for.
    Hand,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TravelSource {
    Matrix,
    StraightLine,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    pub job: String,
    pub faults: Vec<Fault>,
}

/// A default that was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assumed {
    pub pointer: String,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacePrinted {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
}

/// What one more shift like one of the request's would save at the most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftPrices {
    /// No plan costs less; at most the plan's `bound`.
    pub bound: i64,
    /// Those that are worth something, in the order in which routes are printed.
    pub shifts: Vec<ShiftPrice>,
    /// By date, then skill: of the skills that jobs ask for.
    pub skills: Vec<SkillPrice>,
}

/// With one more shift like this one no plan costs less than the prices' `bound` - `perShift`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ShiftPrice {
    pub date: String,
    pub crew: String,
    pub shift: String,
    pub per_shift: i64,
    /// `perShift` for each hour from the shift's start to its end, rounded up.
    pub per_hour: i64,
}

/// The highest `perHour` of the shifts of a date whose crew holds a skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SkillPrice {
    pub date: String,
    pub skill: String,
    pub per_hour: i64,
}

/// A unit of a resource, hired for a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Booking {
    pub resource: String,
    pub date: String,
    /// Which of its units, from 1.
    pub unit: u32,
    pub from: String,
    /// The end of its last use, or of the minimum hire where that is later.
    pub to: String,
    /// The jobs it is for, in the order of their uses.
    pub jobs: Vec<String>,
    /// When it must be booked at the latest; null where it needs no notice.
    pub book_by: Option<String>,
    pub cost: i64,
}

/// One used shift of a crew. Durations are ISO 8601, times RFC 3339, `cost` minor units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Route {
    pub crew: String,
    pub shift: String,
    pub date: String,
    pub members: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    pub start: String,
    pub end: String,
    pub drive: String,
    pub work: String,
    pub wait: String,
    #[serde(rename = "break")]
    pub break_time: String,
    pub overtime: String,
    pub metres: i64,
    pub cost: i64,
    pub stops: Vec<Stop>,
    /// The way home; absent on an open end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<HomeLeg>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HomeLeg {
    pub travel: String,
    pub metres: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_the_way: Vec<BreakTaken>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Stop {
    Visit(Box<VisitStop>),
    Call(Box<CallStop>),
    Break(BreakTaken),
}

impl Stop {
    /// The visit, if it is neither a call nor one of the crew's breaks.
    pub fn visit(&self) -> Option<&VisitStop> {
        match self {
            Stop::Visit(visit) => Some(visit),
            Stop::Call(_) | Stop::Break(_) => None,
        }
    }
}

/// A call at a warehouse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CallStop {
    /// The warehouse.
    #[serde(rename = "call")]
    pub id: String,
    pub place: String,
    pub travel: String,
    pub metres: i64,
    pub arrival: String,
    pub start: String,
    pub end: String,
    pub departure: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_the_way: Vec<BreakTaken>,
    pub cost: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VisitStop {
    pub job: String,
    pub visit: u32,
    pub place: String,
    pub travel: String,
    pub metres: i64,
    pub arrival: String,
    pub start: String,
    pub end: String,
    pub departure: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<BreakTaken>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_the_way: Vec<BreakTaken>,
    #[serde(rename = "override", default, skip_serializing_if = "Vec::is_empty")]
    pub overridden: Vec<String>,
    pub cost: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakTaken {
    #[serde(rename = "break")]
    pub id: String,
    pub start: String,
    pub end: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    Impossible,
    NoRoom,
    PricedOut,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Unassigned {
    pub job: String,
    pub verdict: Verdict,
    pub extra_cost: Option<i64>,
    pub summary: String,
    pub reasons: Vec<Reason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub displaces: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub code: String,
    pub crews: Vec<String>,
    pub message: String,
}

/// Where a job would go: after which job (`None` = first).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    pub crew: String,
    pub shift: String,
    pub after: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleAmount {
    pub rule: String,
    pub amount: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Kpis {
    pub jobs: i64,
    pub value: i64,
    pub drive: String,
    pub work: String,
    pub wait: String,
    #[serde(rename = "break")]
    pub break_time: String,
    pub overtime: String,
    pub metres: i64,
    pub utilisation: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promises_kept: Option<i64>,
    pub late_jobs: i64,
    pub crews_used: i64,
}

/// The incumbent and the bound at a moment: `work` in a run by work, `seconds` in a run by seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TracePoint {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<u64>,
    pub cost: i64,
    pub bound: Option<i64>,
}
