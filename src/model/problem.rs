//! The problem: everything the engines need, in dense arrays; immutable after compile.

use super::clock::ShiftClock;
use super::resources::Resources;
use super::stock::Stock;
use super::ties::{ALONE, Ties};
use super::whole::Whole;
use crate::ids::PlaceId;
use crate::intake::case::Link;
use crate::travel::Travel;
use crate::units::{Metres, Millis, Units};

pub struct Problem<'a> {
    pub travel: &'a Travel,
    pub visits: Vec<Visit>,
    /// The request's own jobs, then the other ways of those that have several.
    pub jobs: Vec<Job>,
    /// How many of them are the request's own.
    pub own: usize,
    /// For each own job all its ways, of which at most one is served; empty where no job has more
    /// than one.
    pub ways: Vec<Vec<u32>>,
    pub shifts: Vec<Shift>,
    /// Additive loads: the most per shift, the amount per visit.
    pub loads: Vec<LoadDim>,
    /// Shift by visit: the visit may stand on the shift, and fits there alone.
    pub(super) fits: Vec<bool>,
    /// Shift by visit: no rule forbids the visit on the shift, whatever stands beside it.
    pub(super) allowed: Vec<bool>,
    /// Distinct shift hours by visit: the range of its start intervals in `spans`.
    pub(super) span_range: Vec<(u32, u32)>,
    pub(super) spans: Vec<(Millis, Millis)>,
    /// Shifts of one crew and date share a group; `day_cost` is due once for each group in use.
    pub day_groups: usize,
    /// Whether the times of a route can change its cost (else its legs alone make it).
    pub timed: bool,
    /// Whether nothing but lateness hangs on the times of routes: each is best at its earliest
    /// times then, and its price needs no functions of time. Never together with `timed`.
    pub late: bool,
    /// Units per millisecond of the longest lateness in the plan.
    pub worst_rate: Units,
    /// Whether any visit has a place in the order of its shift.
    pub ordered: bool,
    /// Whether any job has more than one visit, is tied to another or uses a resource.
    pub linked: bool,
    /// Whether all routes are plain and some visits tied: these may be moved later together.
    pub floats: bool,
    /// What jobs share: cranes, lifts, inspectors.
    pub resources: Resources,
    /// What ties visits of different jobs.
    pub ties: Ties,
    /// What vans hold, where there is a warehouse that they can call at.
    pub stock: Option<Stock>,
    /// What holds for the plan as a whole.
    pub whole: Whole,
    /// For each visit, the shifts it fits on.
    pub shifts_of: Vec<Vec<u32>>,
}

pub struct Visit {
    pub job: u32,
    pub place: PlaceId,
    pub duration: Millis,
    pub break_inside: bool,
    /// The latest end of service.
    pub finish: Millis,
    /// The drive here may not begin before this.
    pub leg_open: Millis,
    /// When it is due; only of a job's first visit.
    pub due: Option<Millis>,
    /// Start after `.0` costs `.1` units per millisecond.
    pub late: Option<(Millis, Units)>,
    /// A start outside `.0..=.1` costs `.2` units.
    pub promise: Option<(Millis, Millis, Units)>,
    /// Units for a crew outside the list (by crew).
    pub not_preferred: Option<(Vec<bool>, Units)>,
    /// The visit is the k-th of its shift or earlier.
    pub order: Option<u32>,
}

pub struct Job {
    pub first_visit: u32,
    pub visits: u32,
    pub link: Link,
    /// Of parts: the most working days idle between two; `None` = consecutive dates.
    pub gap: Option<i64>,
    /// The request's own job, itself or the one that it is another way of.
    pub own: u32,
    /// Whether that can be done in several ways.
    pub choice: bool,
    /// Whether something ties it to another job.
    pub tied: bool,
    /// Whether it uses a shared resource: its visits then start at one moment of their own.
    pub booked: bool,
    /// Units for leaving it out.
    pub price: Units,
    pub mandatory: bool,
    /// Its worth, for KPIs and for the order of insertion.
    pub value: i64,
}

pub struct Shift {
    pub crew: u32,
    /// Days since the first date of the horizon.
    pub day: i64,
    /// Working days since then.
    pub work_day: i64,
    pub start: Option<PlaceId>,
    pub end: Option<PlaceId>,
    pub clock: ShiftClock,
    pub drive_cap: Millis,
    pub drive_rate: Units,
    pub metre_rate: Units,
    pub day_cost: Units,
    pub day_group: u32,
    /// Shifts with equal hours share a class of start intervals.
    pub hours_class: u32,
    /// Interchangeable shifts share a team class.
    pub team_class: u32,
}

pub struct LoadDim {
    pub by_visit: Vec<i64>,
    pub cap: Vec<i64>,
}

impl Job {
    /// One visit that hangs on nothing else.
    #[inline]
    pub fn is_free(&self) -> bool {
        self.link == Link::Single && !self.tied && !self.choice && !self.booked
    }
}

/// A leg's time and distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    pub drive: Millis,
    pub metres: Metres,
}

impl Leg {
    pub const NONE: Leg = Leg { drive: 0, metres: 0 };
}

impl Problem<'_> {
    #[inline]
    pub fn fits(&self, shift: usize, visit: usize) -> bool {
        self.fits[shift * self.visits.len() + visit]
    }

    /// Whether the visit can stand on the shift in any company. Wider than `fits` where a matrix
    /// has legs that are longer than the way round: a visit that is too far from the start place
    /// may be near to another visit. What claims a proof asks this, not `fits`.
    #[inline]
    pub fn allowed(&self, shift: usize, visit: usize) -> bool {
        self.allowed[shift * self.visits.len() + visit]
    }

    /// The closed intervals in which the visit's service may start on the shift, sorted.
    #[inline]
    pub fn spans(&self, shift: usize, visit: usize) -> &[(Millis, Millis)] {
        let class = self.shifts[shift].hours_class as usize;
        let (from, to) = self.span_range[class * self.visits.len() + visit];
        &self.spans[from as usize..to as usize]
    }

    /// Whether nothing but lateness hangs on the times of a route of the shift: the earliest times
    /// are the best then.
    pub fn is_plain(&self, shift: usize, visits: &[u32]) -> bool {
        let clock = &self.shifts[shift].clock;
        let plain = |v: &u32| {
            let visit = &self.visits[*v as usize];
            visit.promise.is_none() && (visit.due.is_none() || visit.late.is_some())
        };
        clock.breaks == 0
            && clock.hour_rate == 0
            && clock.overtime_rate == 0
            && visits.iter().all(plain)
    }

    /// The leg between two places; none where either end is open.
    #[inline]
    pub fn leg(&self, from: Option<PlaceId>, to: Option<PlaceId>) -> Leg {
        match (from, to) {
            (Some(a), Some(b)) => {
                Leg { drive: self.travel.millis(a, b), metres: self.travel.metres(a, b) }
            }
            _ => Leg::NONE,
        }
    }

    #[inline]
    pub fn leg_cost(&self, shift: usize, leg: Leg) -> Units {
        let s = &self.shifts[shift];
        leg.drive * s.drive_rate + leg.metres * s.metre_rate
    }

    /// Units for serving the visit with the shift's crew instead of a preferred one.
    #[inline]
    pub fn fixed_cost(&self, shift: usize, visit: usize) -> Units {
        match &self.visits[visit].not_preferred {
            Some((liked, units)) if !liked[self.shifts[shift].crew as usize] => *units,
            _ => 0,
        }
    }

    /// All ways of a job; nothing where it has only one.
    #[inline]
    pub fn ways_of(&self, job: usize) -> &[u32] {
        match self.jobs[job].choice {
            true => &self.ways[self.jobs[job].own as usize],
            false => &[],
        }
    }

    /// The job, or each of its ways.
    pub fn each_way(&self, job: usize) -> impl Iterator<Item = usize> + use<'_> {
        let alone = (!self.jobs[job].choice).then_some(job);
        alone.into_iter().chain(self.ways_of(job).iter().map(|w| *w as usize))
    }

    /// Whether the next part of a job may be on `second` when one is on `first`.
    #[inline]
    pub fn follows(&self, gap: Option<i64>, first: usize, second: usize) -> bool {
        let (a, b) = (&self.shifts[first], &self.shifts[second]);
        a.crew == b.crew
            && match gap {
                None => b.day == a.day + 1,
                Some(most) => b.day > a.day && b.work_day - a.work_day - 1 <= most,
            }
    }

    /// The jobs that hang together with a job, itself included, each after those it waits for.
    pub fn group(&self, job: usize) -> &[u32] {
        match self.ties.group_of(job) {
            ALONE => &[],
            group => self.ties.members(group),
        }
    }

    /// By day group: a crew has several shifts on that date, and its price is due once for all.
    pub fn shared_days(&self) -> Vec<bool> {
        let mut size = vec![0; self.day_groups];
        self.shifts.iter().for_each(|s| size[s.day_group as usize] += 1);
        size.into_iter().map(|n| n > 1).collect()
    }

    /// How many visits there are of jobs: all but the call at the warehouse.
    pub fn of_jobs(&self) -> usize {
        self.visits.len() - usize::from(self.stock.is_some())
    }

    /// Whether a visit of a route is its call at the warehouse.
    #[inline]
    pub fn is_call(&self, visit: u32) -> bool {
        self.stock.as_ref().is_some_and(|stock| stock.call == visit)
    }

    /// The visits of a route that are of jobs.
    pub fn served<'r>(&self, route: &'r [u32]) -> impl Iterator<Item = u32> + use<'r> {
        let call = self.stock.as_ref().map(|stock| stock.call);
        route.iter().copied().filter(move |v| Some(*v) != call)
    }

    /// The visits of a job.
    pub fn visits_of(&self, job: usize) -> std::ops::Range<usize> {
        let job = &self.jobs[job];
        job.first_visit as usize..(job.first_visit + job.visits) as usize
    }
}
