//! The kernel's resources: all that the engines know of the rules.

use super::index_of;
use crate::ids::{JobId, ShiftId, VisitId};
use crate::intake::case::Case;
use crate::units::{Millis, Units};

/// Filled by every rule's `compile`, then frozen into the model's problem.
pub struct Tables {
    visits: usize,
    rule: u8,
    /// Shift by visit: 0 = allowed, else 1 + the position in the register of the first rule that
    /// forbids it.
    deny: Vec<u8>,
    /// Closed intervals for the start of service, sorted and apart; `None` = any time.
    pub windows: Vec<Option<Vec<(Millis, Millis)>>>,
    /// The latest end of service.
    pub finish: Vec<Millis>,
    /// The drive to the visit may not begin before this.
    pub leg_open: Vec<Millis>,
    /// When the visit is due, whatever a late start costs.
    pub due: Vec<Option<Millis>>,
    /// Units per millisecond of the longest lateness in the plan.
    pub worst_rate: Units,
    /// Start after `.0` costs `.1` units per millisecond.
    pub late: Vec<Option<(Millis, Units)>>,
    /// A start outside `.0..=.1` costs `.2` units.
    pub promise: Vec<Option<(Millis, Millis, Units)>>,
    /// Units for serving the visit with a crew that is not in the list (by crew).
    pub not_preferred: Vec<Option<(Vec<bool>, Units)>>,
    /// Additive loads with a limit per shift.
    pub loads: Vec<Load>,
    /// Shift by visit: the van begins without a tool of the visit, and can get it at the warehouse.
    /// Empty where nothing is lacking.
    pub lacking: Vec<bool>,
    /// Parts that vans hold and can get at the warehouse.
    pub parts: Vec<Load>,
    /// The most driving per shift, the way home included.
    pub drive_cap: Vec<Millis>,
    /// Units per millisecond from departure to return, by shift.
    pub hour_rate: Vec<Units>,
    /// Units per millisecond of return after `to`, by shift.
    pub overtime_rate: Vec<Units>,
    /// Units per millisecond of driving, by shift.
    pub drive_rate: Vec<Units>,
    /// Units per metre, by shift.
    pub metre_rate: Vec<Units>,
    /// Units once per crew and date in use, by shift (equal on all shifts of one crew).
    pub day_cost: Vec<Units>,
    /// The visit is the k-th of its shift or earlier, and ordered visits ascend.
    pub order: Vec<Option<u32>>,
    /// Units for leaving the job out.
    pub price: Vec<Units>,
    pub mandatory: Vec<bool>,
    /// Pairs of visits of different jobs that hang together.
    pub ties: Vec<Tie>,
    /// Limits on how many visits there are, over routes.
    pub quotas: Vec<Quota>,
    /// Limits on how busy crews are, over routes.
    pub buffers: Vec<Buffer>,
    /// What unequal loads of crews cost.
    pub fair: Option<Fair>,
}

/// At most so many of some visits on each group of shifts.
pub struct Quota {
    /// The id of the rule that it comes from.
    pub rule: &'static str,
    pub name: String,
    pub by_visit: Vec<bool>,
    /// By shift.
    pub group: Vec<Option<u32>>,
    /// By group.
    pub caps: Vec<i64>,
}

/// At most so much work and driving on each group of shifts.
pub struct Buffer {
    pub name: String,
    /// By visit: neither it nor the legs that touch it count.
    pub spared: Vec<bool>,
    /// By shift.
    pub group: Vec<Option<u32>>,
    /// By group.
    pub room: Vec<Millis>,
}

/// The largest load of a crew less the least costs so many units per millisecond.
pub struct Fair {
    pub rate: Units,
    /// By crew, what it worked before; `None` = it is not compared.
    pub history: Vec<Option<Millis>>,
    /// Whether driving counts as well as work.
    pub drive: bool,
}

/// What ties two visits of different jobs where both are served. `None` = no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    pub first: u32,
    pub second: u32,
    /// Whether the lag counts from the end of the first, else from its start.
    pub from_end: bool,
    /// The least and the longest lag to the start of the second.
    pub min: Option<Millis>,
    pub max: Option<Millis>,
    /// Working days from the date of the first to that of the second.
    pub min_days: Option<i64>,
    pub max_days: Option<i64>,
    /// One crew, or two.
    pub crew: Option<bool>,
    /// One date, or two.
    pub day: Option<bool>,
    /// Whether the second is served only if the first is.
    pub needs: bool,
}

/// One dimension of load.
pub struct Load {
    pub name: String,
    pub by_visit: Vec<i64>,
    pub cap: Vec<i64>,
}

impl Tables {
    pub fn new(case: &Case) -> Tables {
        let (v, s, j) = (case.visits.len(), case.shifts.len(), case.jobs.len());
        Tables {
            visits: v,
            rule: 0,
            deny: vec![0; v * s],
            windows: vec![None; v],
            finish: vec![Millis::MAX; v],
            leg_open: vec![Millis::MIN; v],
            due: vec![None; v],
            worst_rate: 0,
            late: vec![None; v],
            promise: vec![None; v],
            not_preferred: vec![None; v],
            loads: Vec::new(),
            lacking: Vec::new(),
            parts: Vec::new(),
            drive_cap: vec![Millis::MAX; s],
            hour_rate: vec![0; s],
            overtime_rate: vec![0; s],
            drive_rate: vec![0; s],
            metre_rate: vec![0; s],
            day_cost: vec![0; s],
            order: vec![None; v],
            price: vec![0; j],
            mandatory: vec![false; j],
            ties: Vec::new(),
            quotas: Vec::new(),
            buffers: Vec::new(),
            fair: None,
        }
    }

    /// Names the rule that compiles now, so that a denial can be explained later.
    pub fn now_compiling(&mut self, id: &'static str) {
        self.rule = 1 + index_of(id).expect("only registered rules compile") as u8;
    }

    /// The visit may not be on the shift. The first rule to say so is the one named.
    pub fn deny(&mut self, shift: ShiftId, visit: VisitId) {
        let cell = &mut self.deny[shift.at() * self.visits + visit.at()];
        if *cell == 0 {
            *cell = self.rule;
        }
    }

    /// The rule that keeps the visit off the shift, as a position in the register.
    pub fn denied_by(&self, shift: ShiftId, visit: VisitId) -> Option<usize> {
        match self.deny[shift.at() * self.visits + visit.at()] {
            0 => None,
            n => Some(usize::from(n) - 1),
        }
    }

    pub fn set_price(&mut self, job: JobId, units: Units) {
        self.price[job.at()] = units;
    }
}
