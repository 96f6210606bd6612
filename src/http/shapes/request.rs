//! The request as a whole: how to solve, prices, and what there is to plan.

use super::jobs::{Job, Priority};
use super::resources::Resource;
use super::world::{Crew, Person, Place, Travel, Warehouse, Weekday};
use crate::wire::plan::Plan;
use utoipa::ToSchema;

/// What `POST /v1/schedules` and `callboard plan` take. Every key is optional unless it is
/// required; an unknown key is a fault. Times are RFC 3339 with offset, dates `YYYY-MM-DD`, clock
/// times `HH:MM` in `timeZone`, durations ISO 8601, money integer minor units.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "run": {"work": 400},
    "problem": {
        "crews": [{"id": "van", "start": {"lat": 37.366, "lon": -121.935},
            "costs": {"perHour": 4500, "perKm": 50}}],
        "jobs": [
            {"id": "oven", "place": {"lat": 37.34, "lon": -121.89}, "duration": "PT1H"},
            {"id": "lamp", "place": {"lat": 37.29, "lon": -121.95}, "duration": "PT30M"}]}}))]
pub struct ScheduleRequest {
    pub run: Option<RunSpec>,
    pub policy: Option<Policy>,
    pub problem: Problem,
}

/// How to solve, never what is right.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunSpec {
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// Each of at most 200 characters.
    #[schema(max_items = 50)]
    pub tags: Option<Vec<String>>,
    #[schema(max_length = 200)]
    pub calendar: Option<String>,
    pub queue: Option<QueueName>,
    /// Wall-clock budget in seconds.
    #[schema(minimum = 0.001, maximum = 604800, default = 10)]
    pub seconds: Option<f64>,
    /// Budget in moves per lane; beats `seconds` and makes the plan the same on every machine.
    #[schema(minimum = 1, maximum = 1000000000000000i64)]
    pub work: Option<i64>,
    #[schema(minimum = 0)]
    pub target_gap: Option<f64>,
    #[schema(minimum = 0, default = 1)]
    pub seed: Option<i64>,
    #[schema(minimum = 1, maximum = 64, default = 4)]
    pub lanes: Option<i64>,
    /// Never changes the plan.
    #[schema(minimum = 1, maximum = 256)]
    pub threads: Option<i64>,
    pub on_fault: Option<OnFault>,
}

/// Nightly runs wait behind all interactive ones.
#[derive(ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QueueName {
    Interactive,
    Nightly,
}

/// REJECT: 422 with every fault. SET_ASIDE: the rest is planned, faulty jobs come back in
/// `setAside`.
#[derive(ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OnFault {
    Reject,
    SetAside,
}

/// Prices that hold for all jobs.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    pub preset: Option<Preset>,
    pub prices: Option<PriceList>,
    /// Minor units per unit of value, or `true`: above any possible saving.
    #[schema(schema_with = value_first)]
    pub value_first: Option<i64>,
    pub fairness: Option<Fairness>,
}

/// What `prices.unfairPerHour` compares.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Fairness {
    pub measure: Option<Measure>,
}

/// BUSY (default): work and driving. WORK: work alone.
#[derive(ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Measure {
    Busy,
    Work,
}

fn value_first() -> utoipa::openapi::schema::Schema {
    use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
    let price = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    let computed = ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([true]));
    OneOfBuilder::new().item(price).item(computed).into()
}

#[derive(ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    Balanced,
    CustomerFirst,
    LowestCost,
}

/// In minor units; a given price beats the preset's.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PriceList {
    #[schema(minimum = 0)]
    pub late_per_hour: Option<i64>,
    #[schema(minimum = 0)]
    pub promise_broken: Option<i64>,
    #[schema(minimum = 0)]
    pub not_preferred: Option<i64>,
    /// For the longest lateness in the plan, on top; default 0.
    #[schema(minimum = 0)]
    pub worst_late_per_hour: Option<i64>,
    /// For the load of the busiest crew above that of the least busy one; default 0.
    #[schema(minimum = 0)]
    pub unfair_per_hour: Option<i64>,
    pub unassigned: Option<ByPriority>,
}

/// The price of leaving a job out, by its priority.
#[derive(ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub struct ByPriority {
    #[schema(minimum = 0)]
    pub low: Option<i64>,
    #[schema(minimum = 0)]
    pub normal: Option<i64>,
    #[schema(minimum = 0)]
    pub high: Option<i64>,
    #[schema(minimum = 0)]
    pub emergency: Option<i64>,
}

/// What there is to plan.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Problem {
    /// An IANA name.
    #[schema(default = "UTC")]
    pub time_zone: Option<String>,
    #[schema(default = "USD")]
    pub currency: Option<String>,
    pub horizon: Option<Horizon>,
    pub calendar: Option<WorkDays>,
    /// Nothing is planned before this.
    #[schema(format = DateTime)]
    pub now: Option<String>,
    #[schema(max_items = 12000)]
    pub places: Option<Vec<Place>>,
    pub travel: Option<Travel>,
    #[schema(max_items = 1)]
    pub warehouses: Option<Vec<Warehouse>>,
    /// What several jobs share: cranes, lifts, inspectors.
    #[schema(max_items = 200)]
    pub resources: Option<Vec<Resource>>,
    #[schema(max_items = 200)]
    pub quotas: Option<Vec<Quota>>,
    #[schema(max_items = 200)]
    pub buffers: Option<Vec<Buffer>>,
    pub people: Option<Vec<Person>>,
    #[schema(min_items = 1, max_items = 2000)]
    pub crews: Vec<Crew>,
    #[schema(max_items = 10000)]
    pub jobs: Vec<Job>,
    /// An earlier answer's plan to start from, as far as it is still legal.
    pub plan: Option<Plan>,
}

/// At most `max` of the jobs that it counts are served on each of its dates. An empty list leaves
/// nothing out.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "installs", "types": ["INSTALL"], "days": ["TU"], "max": 3}))]
pub struct Quota {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    pub types: Option<Vec<String>>,
    pub territories: Option<Vec<String>>,
    /// Ids of crews; a job counts for the crew of its first visit.
    pub crews: Option<Vec<String>>,
    /// Either these or `dates`; default: every date.
    pub days: Option<Vec<Weekday>>,
    #[schema(value_type = Option<Vec<String>>, example = json!(["2026-12-08"]))]
    pub dates: Option<Vec<String>>,
    pub per: Option<QuotaSpan>,
    #[schema(minimum = 0, maximum = 1000000)]
    pub max: i64,
}

/// DAY (default): each date has its own limit. HORIZON: all dates share one.
#[derive(ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QuotaSpan {
    Day,
    Horizon,
}

/// A share of its crews' time on each of its dates is not planned.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"id": "tuesdays", "days": ["TU"], "share": 0.15}))]
pub struct Buffer {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    /// Ids of crews; default: all.
    pub crews: Option<Vec<String>>,
    /// Either these or `dates`; default: every date.
    pub days: Option<Vec<Weekday>>,
    #[schema(value_type = Option<Vec<String>>, example = json!(["2026-12-08"]))]
    pub dates: Option<Vec<String>>,
    /// At most three decimals; the same as text is taken, too.
    #[schema(minimum = 0, maximum = 1)]
    pub share: f64,
    /// Jobs of these priorities do not count; default: EMERGENCY.
    pub keeps_for: Option<Vec<Priority>>,
}

/// The working days that lags count in.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkDays {
    /// Default: Monday to Friday.
    pub work_days: Option<Vec<Weekday>>,
    #[schema(value_type = Option<Vec<String>>, example = json!(["2026-12-25"]))]
    pub holidays: Option<Vec<String>>,
}

/// Local dates, both inclusive; at most 400 days.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Horizon {
    #[schema(format = Date)]
    pub from: String,
    #[schema(format = Date)]
    pub to: String,
}
