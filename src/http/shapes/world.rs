//! Places, ways, people and crews of a request.

use super::Metadata;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A place with an id. Coordinates may be absent where a matrix covers it.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    pub address: Option<String>,
    #[schema(minimum = -90, maximum = 90)]
    pub lat: Option<f64>,
    #[schema(minimum = -180, maximum = 180)]
    pub lon: Option<f64>,
    /// Never read; for the sender.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Metadata>,
}

/// The id of a place, or a place given where it is named.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum PlaceRef {
    Id(String),
    At(Coordinates),
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Coordinates {
    #[schema(minimum = -90, maximum = 90)]
    pub lat: f64,
    #[schema(minimum = -180, maximum = 180)]
    pub lon: f64,
}

/// A matrix, or straight lines at one speed.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Travel {
    pub matrix: Option<Matrix>,
    #[schema(default = 40)]
    pub speed_kmh: Option<f64>,
    /// The way is so many times as long as the straight line.
    #[schema(minimum = 1, default = 1.3)]
    pub detour: Option<f64>,
}

/// Square; row = from, column = to; it may be asymmetric; the diagonal is 0.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    pub places: Vec<String>,
    /// Either these or `millis`.
    pub seconds: Option<Vec<Vec<i64>>>,
    pub millis: Option<Vec<Vec<i64>>>,
    /// May be absent: then no crew has a price per kilometre.
    pub metres: Option<Vec<Vec<i64>>>,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    pub home: Option<PlaceRef>,
    pub skills: Option<Vec<HeldSkill>>,
    /// Never read; for the sender.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Metadata>,
}

/// Where vans can call once a shift; from then on they hold every tool and enough of every part.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Warehouse {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    pub place: PlaceRef,
    #[schema(default = "PT0S", example = "PT15M")]
    pub duration: Option<String>,
    /// Never read; for the sender.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Metadata>,
}

/// A skill that a person or a crew holds.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldSkill {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    #[schema(minimum = 1, default = 1)]
    pub level: Option<i64>,
    /// The last date on which it is valid.
    #[schema(format = Date)]
    pub until: Option<String>,
}

/// One van and who is in it; a technician is a crew of one.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Crew {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    /// Ids of people.
    pub members: Option<Vec<String>>,
    pub lead: Option<String>,
    /// Absent = the shift begins at its first job.
    pub start: Option<PlaceRef>,
    /// Absent = the shift ends at its last job.
    pub end: Option<PlaceRef>,
    /// Default: 08:00 to 17:00 every day of the horizon.
    pub shifts: Option<Vec<Shift>>,
    #[schema(max_items = 3)]
    pub breaks: Option<Vec<Break>>,
    pub overtime: Option<Overtime>,
    pub costs: Option<CrewCosts>,
    pub max: Option<CrewMax>,
    /// What it has worked in the period before, for `prices.unfairPerHour`.
    #[schema(default = "PT0S", example = "PT38H")]
    pub history: Option<String>,
    /// Whether its load is compared with that of others.
    #[schema(default = true)]
    pub fair: Option<bool>,
    /// By dimension of load, per shift.
    pub capacity: Option<BTreeMap<String, i64>>,
    /// Ids of the tools in the van at the start of each shift.
    pub tools: Option<Vec<String>>,
    /// By part, how many are in the van at the start of each shift.
    pub stock: Option<BTreeMap<String, i64>>,
    pub skills: Option<Vec<HeldSkill>>,
    /// Never read; for the sender.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Metadata>,
}

/// On some days of the week, on one date, or every day of the horizon.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    pub days: Option<Vec<Weekday>>,
    #[schema(format = Date)]
    pub date: Option<String>,
    /// The earliest departure, `HH:MM`.
    #[schema(example = "08:00")]
    pub from: String,
    /// The latest return without overtime; at or before `from` = the next day.
    #[schema(example = "17:00")]
    pub to: String,
}

#[derive(ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Weekday {
    Mo,
    Tu,
    We,
    Th,
    Fr,
    Sa,
    Su,
}

/// Due on each used shift on which it can be taken.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Break {
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    #[schema(example = "PT45M")]
    pub duration: String,
    /// The earliest start, `HH:MM`.
    #[schema(example = "11:30")]
    pub earliest: String,
    #[schema(example = "13:30")]
    pub latest: String,
}

#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Overtime {
    #[schema(default = "PT0S", example = "PT2H")]
    pub max: Option<String>,
    #[schema(minimum = 0)]
    pub per_hour: Option<i64>,
}

/// In minor units.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CrewCosts {
    #[schema(minimum = 0, default = 0)]
    pub per_day_used: Option<i64>,
    #[schema(minimum = 0, default = 0)]
    pub per_hour: Option<i64>,
    #[schema(minimum = 0, default = 0)]
    pub per_driving_hour: Option<i64>,
    #[schema(minimum = 0, default = 0)]
    pub per_km: Option<i64>,
}

/// Per shift; of types per date.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CrewMax {
    #[schema(minimum = 0)]
    pub jobs: Option<i64>,
    /// A duration, the way home included.
    #[schema(example = "PT3H")]
    pub drive: Option<String>,
    /// By type of job, the most visits on one date.
    pub per_type: Option<BTreeMap<String, i64>>,
}
