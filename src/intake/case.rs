//! The case: a request after the door, with every id resolved, every local time an instant and
//! every default filled. Both the model and the verifier start here; neither looks at the JSON
//! again.

use super::limits::{Buffer, Quota};
use super::work_days::WorkDays;
use crate::fault::Fault;
use crate::ids::{CrewId, JobId, PlaceId, VisitId};
use crate::rules::{CrewSpecs, JobSpecs};
use crate::units::{Metres, Millis, Minor};
use crate::wire::plan::{Assumed, Plan, SetAside};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::HashSet;

pub struct Case {
    pub run: Run,
    pub policy: Policy,
    pub zone: Tz,
    pub currency: String,
    pub horizon: (NaiveDate, NaiveDate),
    pub now: Option<Millis>,
    /// The working days that lags count in.
    pub work_days: WorkDays,
    /// The places in use: where a planned job is, where a crew begins or ends.
    pub places: Vec<Place>,
    pub travel: TravelSpec,
    pub warehouse: Option<Warehouse>,
    /// Limits on the plan as a whole.
    pub quotas: Vec<Quota>,
    pub buffers: Vec<Buffer>,
    pub people: Vec<Person>,
    pub crews: Vec<Crew>,
    /// Sorted by date, then crew, then start: the order in which routes are printed.
    pub shifts: Vec<Shift>,
    /// The jobs to be planned; those set aside are not here.
    pub jobs: Vec<Job>,
    pub visits: Vec<Visit>,
    /// Ids of jobs that have faults of their own and are not here.
    pub faulty: HashSet<String>,
    pub set_aside: Vec<SetAside>,
    pub warnings: Vec<Fault>,
    pub assumed: Vec<Assumed>,
    /// An earlier plan to start from.
    pub plan: Option<Plan>,
    pub request_hash: String,
}

#[derive(Clone, Debug)]
pub struct Run {
    pub name: Option<String>,
    pub tags: Vec<String>,
    pub calendar: Option<String>,
    pub nightly: bool,
    /// Wall-clock budget in milliseconds.
    pub budget: Millis,
    /// Budget in moves per lane; beats `budget`.
    pub work: Option<u64>,
    /// From so many moves per lane on, the run is taken to end after so many.
    pub pace: Option<Vec<(u64, u64)>>,
    pub target_gap: Option<f64>,
    pub seed: u64,
    pub lanes: usize,
    pub threads: Option<usize>,
    pub set_aside: bool,
}

/// Prices that hold for all jobs.
#[derive(Clone, Debug)]
pub struct Policy {
    pub late_per_hour: Minor,
    /// Of the longest lateness in the plan, on top.
    pub worst_late_per_hour: Minor,
    /// Of the difference between the busiest and the least busy crew.
    pub unfair_per_hour: Minor,
    /// Whether driving counts as busy there.
    pub fair_drive: bool,
    pub promise_broken: Minor,
    pub not_preferred: Minor,
    /// By [`Priority`].
    pub unassigned: [Option<Minor>; 4],
    pub value_first: Option<ValueFirst>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueFirst {
    /// Minor units per unit of value.
    Price(Minor),
    /// Above any possible saving: 1 + U of the contract.
    Computed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    Low,
    Normal,
    High,
    Emergency,
}

impl Priority {
    pub const NAMES: [&'static str; 4] = ["LOW", "NORMAL", "HIGH", "EMERGENCY"];

    /// The contract's weight of a priority.
    pub fn weight(self) -> i64 {
        [1, 2, 5, 20][self as usize]
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub id: String,
    pub address: Option<String>,
    /// Latitude and longitude in degrees.
    pub at: Option<(f64, f64)>,
}

pub enum TravelSpec {
    /// Speed in thousandths of a kilometre per hour.
    Straight {
        speed_milli: i64,
        detour: f64,
    },
    Matrix(Matrix),
}

/// A given matrix: row and column of a place by `rows`.
pub struct Matrix {
    /// For each place of the case, its row; `None` where the matrix does not name it.
    pub rows: Vec<Option<u32>>,
    pub size: usize,
    pub millis: Vec<Millis>,
    pub metres: Option<Vec<Metres>>,
}

/// Where a van is filled up with every tool and every part, at most once a shift.
#[derive(Clone, Debug, PartialEq)]
pub struct Warehouse {
    pub id: String,
    pub place: PlaceId,
    /// How long a call takes.
    pub duration: Millis,
}

pub struct Person {
    pub id: String,
    /// Where it lives, if a job is or a crew begins or ends there: the case has no other places.
    pub home: Option<PlaceId>,
    pub skills: Vec<HeldSkill>,
}

#[derive(Clone, Debug)]
pub struct HeldSkill {
    pub id: String,
    pub level: i64,
    /// The last date on which it is valid.
    pub until: Option<NaiveDate>,
}

pub struct Crew {
    pub id: String,
    /// Position in the request, for pointers.
    pub index: usize,
    /// Positions in [`Case::people`].
    pub members: Vec<usize>,
    /// Position in [`Case::people`].
    pub lead: Option<usize>,
    pub start: Option<PlaceId>,
    pub end: Option<PlaceId>,
    /// What the register's rules read from the crew.
    pub specs: CrewSpecs,
}

pub struct Shift {
    /// `CREW/DATE`, the second on a date `CREW/DATE#2`.
    pub id: String,
    pub crew: CrewId,
    pub date: NaiveDate,
    pub from: Millis,
    pub to: Millis,
    /// The latest return: `to` plus the longest overtime.
    pub latest_return: Millis,
    /// The breaks due on this shift when it is used, in the order they are taken.
    pub breaks: Vec<DueBreak>,
}

/// A break of one shift. Clipped to the shift: `earliest` is never before `from`.
#[derive(Clone, Debug)]
pub struct DueBreak {
    pub id: String,
    pub duration: Millis,
    pub earliest: Millis,
    pub latest: Millis,
}

pub struct Job {
    pub id: String,
    /// Position in the request, for pointers.
    pub index: usize,
    pub kind: Option<String>,
    pub place: PlaceId,
    pub visits: Vec<VisitId>,
    pub link: Link,
    pub priority: Priority,
    pub mandatory: bool,
    /// The worth of serving it, where given; `Prices` fills the default.
    pub value: Option<i64>,
    pub received_at: Option<Millis>,
    /// What the register's rules read from the job.
    pub specs: JobSpecs,
}

/// How the visits of one job hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// One visit.
    Single,
    /// Two visits by two crews at the same instant.
    Together,
    /// One visit a day, same crew, on consecutive dates.
    Parts,
}

pub struct Visit {
    pub job: JobId,
    /// From 1, as printed.
    pub number: u32,
    pub duration: Millis,
    pub break_inside: bool,
}

impl Case {
    /// The JSON pointer of a planned job in the request.
    pub fn job_pointer(&self, job: JobId) -> String {
        format!("/problem/jobs/{}", self.jobs[job.at()].index)
    }

    pub fn crew_pointer(&self, crew: CrewId) -> String {
        format!("/problem/crews/{}", self.crews[crew.at()].index)
    }

    /// Whether a crew holds a skill at a level on a date, itself or through a member.
    pub fn holds(&self, crew: CrewId, skill: &str, level: i64, date: NaiveDate) -> bool {
        self.held(crew)
            .any(|h| h.id == skill && h.level >= level && h.until.is_none_or(|until| date <= until))
    }

    /// All skills of a crew: its own and its members'.
    pub fn held(&self, crew: CrewId) -> impl Iterator<Item = &HeldSkill> {
        let crew = &self.crews[crew.at()];
        let members = crew.members.iter().flat_map(|&m| self.people[m].skills.iter());
        crew.specs.skills.0.iter().chain(members)
    }
}
