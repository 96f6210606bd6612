//! Jobs of a request.

use super::Metadata;
use super::resources::ResourceUse;
use super::world::PlaceRef;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Work at one place.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Job {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    pub r#type: Option<String>,
    /// For quotas.
    #[schema(min_length = 1, max_length = 200)]
    pub territory: Option<String>,
    pub place: PlaceRef,
    /// Required unless there are `parts` or `labor`.
    #[schema(example = "PT90M")]
    pub duration: Option<String>,
    /// Hours of people, in the place of `duration`: shared by the members of the crew.
    #[schema(example = "PT40H")]
    pub labor: Option<String>,
    /// How many members its crew has.
    pub crew_size: Option<SizeOrRange>,
    /// Whether a break may interrupt it; default: from PT4H on.
    pub break_inside: Option<bool>,
    /// Closed intervals for the START of service; none = any time.
    pub start_windows: Option<Vec<Window>>,
    /// The latest end of service.
    #[schema(format = DateTime)]
    pub finish_by: Option<String>,
    #[schema(format = DateTime)]
    pub due: Option<String>,
    /// Minor units for an hour of start after `due`.
    #[schema(minimum = 0)]
    pub late_per_hour: Option<i64>,
    pub promise: Option<Promise>,
    pub skills: Option<Vec<NeededSkill>>,
    /// By dimension, counted on every visit.
    pub load: Option<BTreeMap<String, i64>>,
    /// Ids of tools that must be in the van on every visit.
    pub tools: Option<Vec<String>>,
    /// By part, how many every visit takes out of the van.
    pub uses: Option<BTreeMap<String, i64>>,
    pub crews: Option<CrewList>,
    /// The price of leaving it out.
    #[schema(minimum = 0)]
    pub value: Option<i64>,
    pub priority: Option<Priority>,
    pub mandatory: Option<bool>,
    pub pin: Option<Pin>,
    /// 2: two crews at one start.
    #[schema(minimum = 2, maximum = 2)]
    pub together: Option<i64>,
    /// Durations on consecutive days, same crew.
    #[schema(min_items = 2, max_items = 10)]
    pub parts: Option<Vec<String>>,
    /// Parts lie on working days, with at most so many idle between.
    #[schema(minimum = 0, maximum = 100)]
    pub parts_gap: Option<i64>,
    /// It may be cut into parts that fill the days of one crew.
    pub split: Option<SplitOrNot>,
    /// What must have arrived before it starts.
    pub materials: Option<Vec<Material>>,
    /// Jobs that come first.
    #[schema(max_items = 50)]
    pub after: Option<Vec<After>>,
    /// Jobs that share a crew or a date with it, or must not.
    #[schema(max_items = 50)]
    pub with: Option<Vec<With>>,
    /// Shared resources that it needs for a while.
    #[schema(max_items = 20)]
    pub resources: Option<Vec<ResourceUse>>,
    #[schema(format = DateTime)]
    pub received_at: Option<String>,
    /// Never read; for the sender.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Metadata>,
}

/// So many members, or from so many to so many.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum SizeOrRange {
    Size(i64),
    Range(CrewSize),
}

/// Whether the job may be cut, or how.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum SplitOrNot {
    Cut(bool),
    How(Split),
}

/// At least and at most so many members; an integer means both.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CrewSize {
    #[schema(minimum = 1, maximum = 1000)]
    pub min: Option<i64>,
    #[schema(minimum = 1, maximum = 1000)]
    pub max: Option<i64>,
}

/// How a job may be cut; `true` means the defaults.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Split {
    /// The least length of a part; default PT1H.
    #[schema(example = "PT2H")]
    pub min_block: Option<String>,
    /// Working days that may lie idle between two parts.
    #[schema(minimum = 0, maximum = 100, default = 0)]
    pub max_gap: Option<i64>,
    /// Parts that fill a day are whole multiples of this; default PT15M.
    #[schema(example = "PT30M")]
    pub step: Option<String>,
}

/// Something that arrives before the job starts.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Material {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    /// A local date (its first moment) or a time with offset.
    #[schema(example = "2026-12-09")]
    pub eta: String,
}

/// A job that is served first, and the lag from it to this job.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct After {
    #[schema(min_length = 1, max_length = 200)]
    pub job: String,
    /// What the lag counts from; default END.
    pub from: Option<LagFrom>,
    /// The least lag to the start of this job; default PT0S.
    #[schema(example = "PT1H")]
    pub min: Option<String>,
    /// The longest.
    #[schema(example = "PT48H")]
    pub max: Option<String>,
    /// Working days of `problem.calendar` between the two dates, at least.
    #[schema(minimum = -1000, maximum = 1000)]
    pub min_days: Option<i64>,
    #[schema(minimum = -1000, maximum = 1000)]
    pub max_days: Option<i64>,
    /// One crew for both, or two.
    pub crew: Option<SameOrOther>,
    /// One date for both, or two.
    pub day: Option<SameOrOther>,
}

#[derive(ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LagFrom {
    End,
    Start,
}

#[derive(ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SameOrOther {
    Same,
    Other,
}

/// A job that shares a crew or a date with this one, or must not, where both are served.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct With {
    #[schema(min_length = 1, max_length = 200)]
    pub job: String,
    pub crew: Option<SameOrOther>,
    pub day: Option<SameOrOther>,
}

/// Clock times on a date, or two instants.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    #[schema(format = Date)]
    pub date: Option<String>,
    #[schema(example = "08:00")]
    pub from: Option<String>,
    #[schema(example = "12:00")]
    pub to: Option<String>,
    #[schema(format = DateTime)]
    pub earliest: Option<String>,
    #[schema(format = DateTime)]
    pub latest: Option<String>,
}

/// What the customer was told: kept when service starts inside it.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    #[schema(format = Date)]
    pub date: String,
    #[schema(example = "08:00")]
    pub from: Option<String>,
    #[schema(example = "12:00")]
    pub to: Option<String>,
    pub told: Option<String>,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NeededSkill {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    #[schema(minimum = 1, default = 1)]
    pub level: Option<i64>,
}

/// Ids of crews.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CrewList {
    pub required: Option<Vec<String>>,
    pub excluded: Option<Vec<String>>,
    pub preferred: Option<Vec<String>>,
}

#[derive(ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Priority {
    Low,
    Normal,
    High,
    Emergency,
}

/// Where a job must be if it is served: any mix.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pin {
    pub crew: Option<String>,
    #[schema(format = Date)]
    pub date: Option<String>,
    /// The exact start of service.
    #[schema(format = DateTime)]
    pub start: Option<String>,
    /// The k-th visit of its shift or earlier.
    #[schema(minimum = 1)]
    pub order: Option<i64>,
    /// Rules that may be broken for this job.
    pub r#override: Option<Vec<Overridable>>,
}

#[derive(ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Overridable {
    Skills,
    CrewList,
    StartWindows,
    FinishBy,
}
