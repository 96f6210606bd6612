//! What jobs share: cranes, lifts, subcontractors, inspectors.

use super::Metadata;
use super::world::Shift;
use utoipa::ToSchema;

/// Something that several jobs use, each for a while.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resource {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    pub name: Option<String>,
    /// How many of it there are.
    #[schema(minimum = 1, maximum = 100, default = 1)]
    pub units: Option<i64>,
    /// When it can be had; default: at any time.
    pub shifts: Option<Vec<Shift>>,
    /// How long before a use it must be booked.
    #[schema(example = "PT48H")]
    pub notice: Option<String>,
    /// A hire is paid for at least so long.
    #[schema(default = "PT0S", example = "PT4H")]
    pub minimum_hire: Option<String>,
    /// The most uses of a date.
    #[schema(minimum = 0, maximum = 100000)]
    pub per_day: Option<i64>,
    /// Parts of every date; a use then lies inside one of them.
    #[schema(max_items = 24)]
    pub blocks: Option<Vec<Block>>,
    pub costs: Option<ResourceCosts>,
    /// Never read; for the sender.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Metadata>,
}

/// A part of a date, such as the morning.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    #[schema(example = "08:00")]
    pub from: String,
    #[schema(example = "12:00")]
    pub to: String,
    /// The most uses in it on a date.
    #[schema(minimum = 0, maximum = 100000)]
    pub max: Option<i64>,
}

/// In minor units.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceCosts {
    /// For each unit and date.
    #[schema(minimum = 0, default = 0)]
    pub per_call: Option<i64>,
    /// From the first use of the date to the end of the last.
    #[schema(minimum = 0, default = 0)]
    pub per_hour: Option<i64>,
}

/// A use of a resource by a job.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceUse {
    /// The resource.
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    /// From the start of service.
    #[schema(default = "PT0S", example = "PT1H")]
    pub offset: Option<String>,
    /// Default: as long as the work of the visit lasts from then on.
    #[schema(example = "PT2H")]
    pub duration: Option<String>,
    #[schema(minimum = 1, maximum = 100, default = 1)]
    pub units: Option<i64>,
    /// Which visit of the job needs it.
    #[schema(minimum = 1, maximum = 10, default = 1)]
    pub visit: Option<i64>,
}
