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
    /// What several jobs share: cranes, lifts, subcontractors.
    pub resources: Vec<Resource>,
    /// Where there are resources: when each date begins, from the first of the horizon on.
    pub days: Vec<Millis>,
    /// Limits on the plan as a whole.
    pub quotas: Vec<Quota>,
    pub buffers: Vec<Buffer>,
    pub people: Vec<Person>,
    pub crews: Vec<Crew>,
    /// Sorted by date, then crew, then start: the order in which routes are printed.
    pub shifts: Vec<Shift>,
    /// The jobs to be planned; those set aside are not here. Behind the request's own jobs stand
    /// the other ways of those that can be done in several (see [`super::ways`]).
    pub jobs: Vec<Job>,
    /// How many of them are the request's own.
    pub own: usize,
    /// For each own job all its ways, itself first; empty where no job has more than one.
    pub ways: Vec<Vec<JobId>>,
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
    /// Whether HiGHS is left alone. No key of a request: a service sets it after a crash.
    pub without_highs: bool,
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

/// Something that jobs use for a while: a crane, a pool of lifts, an inspector.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    pub id: String,
    pub name: Option<String>,
    /// Position in the request, for pointers.
    pub index: usize,
    /// How many of it there are.
    pub units: i64,
    /// How long before a use it must be booked.
    pub notice: Option<Millis>,
    /// A hire is paid for at least so long.
    pub minimum_hire: Millis,
    /// The most uses of a date.
    pub per_day: Option<i64>,
    pub per_call: Minor,
    pub per_hour: Minor,
    /// Its calendar: intervals within one date each, sorted and apart.
    pub open: Vec<(Millis, Millis)>,
    /// Its blocks, on every date.
    pub blocks: Vec<Block>,
    /// Whether a use must lie in a block at all.
    pub blocked: bool,
}

/// A block of one date.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub from: Millis,
    pub to: Millis,
    /// The most uses in it.
    pub most: Option<i64>,
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

#[derive(Clone)]
pub struct Job {
    pub id: String,
    /// Position in the request, for pointers.
    pub index: usize,
    pub kind: Option<String>,
    pub place: PlaceId,
    pub visits: Vec<VisitId>,
    pub link: Link,
    /// Of parts: how many working days may lie idle between two of them. `None` = each is on the
    /// calendar date after the one before.
    pub gap: Option<i64>,
    /// The work as the request gives it, of all visits together.
    pub given: Millis,
    /// Whether `given` is labor, to be divided by the size of the crew.
    pub labor: bool,
    /// The most visits it can have.
    pub most_visits: usize,
    /// Whether the job says that a break may be taken inside.
    pub inside: Option<bool>,
    /// The crews that may do it in this way; `None` = all that other rules allow.
    pub crews: Option<Vec<bool>>,
    /// The request's own job that this one is another way of.
    pub way_of: Option<JobId>,
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
    /// One visit a day, same crew, on consecutive dates or as far apart as `Job::gap` allows.
    Parts,
}

pub struct Visit {
    pub job: JobId,
    /// From 1, as printed.
    pub number: u32,
    pub duration: Millis,
    pub break_inside: bool,
}

impl Job {
    /// Whether its visits follow from who does it.
    pub fn is_cut(&self) -> bool {
        self.labor || self.specs.split.is_some()
    }
}

impl Crew {
    /// How many people it is; one that names no members counts as one.
    pub fn size(&self) -> i64 {
        self.members.len().max(1) as i64
    }
}

impl Case {
    /// The jobs of the request, each once.
    pub fn own_jobs(&self) -> &[Job] {
        &self.jobs[..self.own]
    }

    /// All ways of one of the request's own jobs.
    pub fn ways_of(&self, own: usize) -> Vec<usize> {
        self.ways.get(own).map_or(vec![own], |ways| ways.iter().map(|j| j.at()).collect())
    }

    /// The request's own job that a job is a way of.
    pub fn own_of(&self, job: usize) -> usize {
        self.jobs[job].way_of.map_or(job, JobId::at)
    }

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
