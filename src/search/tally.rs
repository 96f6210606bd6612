//! Sums over routes: what quotas count, how busy buffers are, how loads lie apart.
//!
//! Each change of a route takes it out of the sums and puts it in again; undoing a move does the
//! same. Whatever a change does to the price of unequal loads is in the state's cost at once. A
//! request without such rules keeps no sums.

use super::route::Route;
use super::ruin::take_out;
use super::state::{NOWHERE, State};
use super::ties;
use crate::model::problem::{Leg, Problem};
use crate::model::schedule::legs;
use crate::units::{Millis, Units};

/// What is summed over routes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By cell of a quota.
    counts: Vec<i64>,
    /// By cell of a buffer.
    busy: Vec<Millis>,
    /// By crew; of no use for those that are not compared.
    loads: Vec<Millis>,
    spread: Spread,
}

/// The two least and the two largest loads of the crews that are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Spread {
    low: [Millis; 2],
    high: [Millis; 2],
}

impl Spread {
    fn apart(self) -> Millis {
        self.high[0] - self.low[0]
    }

    /// How far loads lie apart when one of them changes.
    fn with(self, old: Millis, new: Millis) -> Millis {
        let other = |best: [Millis; 2]| if old == best[0] { best[1] } else { best[0] };
        new.max(other(self.high)) - new.min(other(self.low))
    }
}

impl Tally {
    /// The slow truth: all sums of these routes.
    pub fn of(problem: &Problem, routes: &[Route]) -> Tally {
        let whole = &problem.whole;
        let mut tally = Tally {
            counts: vec![0; whole.caps.len()],
            busy: vec![0; whole.rooms.len()],
            ..Tally::default()
        };
        if let Some(fair) = &whole.fair {
            tally.loads = fair.history.iter().map(|h| h.unwrap_or(0)).collect();
        }
        for (s, route) in routes.iter().enumerate() {
            tally.add(problem, s, route, 1);
        }
        tally.look(problem);
        tally
    }

    /// Puts a route in, or takes it out.
    fn add(&mut self, problem: &Problem, s: usize, route: &Route, sign: i64) {
        let whole = &problem.whole;
        if !self.counts.is_empty() {
            for (_, cell) in route.visits.iter().flat_map(|&v| whole.counted(s, v)) {
                self.counts[cell as usize] += sign;
            }
        }
        for (&(_, cell), busy) in whole.buffers_of(s).iter().zip(&route.busy) {
            self.busy[cell as usize] += sign * busy;
        }
        if let Some(fair) = &whole.fair {
            let load = fair.weigh(route.service, route.drive);
            self.loads[problem.shifts[s].crew as usize] += sign * load;
        }
    }

    /// Looks for the extremes of the loads.
    fn look(&mut self, problem: &Problem) {
        let Some(fair) = &problem.whole.fair else { return };
        let (mut low, mut high) = ([Millis::MAX; 2], [Millis::MIN; 2]);
        let compared = self.loads.iter().zip(&fair.history).filter(|(_, h)| h.is_some());
        for (&load, _) in compared {
            if load < low[1] {
                low = [load.min(low[0]), load.max(low[0])];
            }
            if load > high[1] {
                high = [load.max(high[0]), load.min(high[0])];
            }
        }
        self.spread = Spread { low, high };
    }

    fn unfair(&self, problem: &Problem) -> Units {
        problem.whole.fair.as_ref().map_or(0, |fair| fair.price(self.spread.apart()))
    }
}

impl Route {
    /// How busy the route is, by buffer that counts it.
    pub(super) fn fill_busy(&mut self, problem: &Problem, shift: usize) {
        let whole = &problem.whole;
        self.busy.clear();
        for &(buffer, _) in whole.buffers_of(shift) {
            let busy = whole.busy(problem, buffer, &self.visits, &self.legs);
            self.busy.push(busy);
        }
    }
}

impl State<'_> {
    /// Counts everything anew; what unequal loads cost.
    pub(super) fn tally_all(&mut self) -> Units {
        self.tally = Tally::of(self.problem, &self.routes);
        self.tally.unfair(self.problem)
    }

    /// Takes a route out of the sums before it changes.
    #[inline]
    pub(super) fn tally_out(&mut self, s: usize) {
        if self.problem.whole.is_empty() {
            return;
        }
        self.tally.add(self.problem, s, &self.routes[s], -1);
    }

    /// The same on the way back, when the cost is the caller's to restore.
    pub(super) fn tally_back(&mut self, s: usize) {
        if !self.problem.whole.is_empty() {
            self.tally.add(self.problem, s, &self.routes[s], 1);
        }
    }

    /// Puts it in again, and its price into the cost.
    #[inline]
    pub(super) fn tally_in(&mut self, s: usize) {
        if self.problem.whole.is_empty() {
            return;
        }
        self.tally.add(self.problem, s, &self.routes[s], 1);
        if self.problem.whole.fair.is_some() {
            let before = self.tally.unfair(self.problem);
            self.tally.look(self.problem);
            self.cost += self.tally.unfair(self.problem) - before;
        }
    }

    /// After routes were put back: what they were like is in no cost.
    pub(super) fn tally_look(&mut self) {
        if self.problem.whole.is_empty() {
            return;
        }
        self.tally.look(self.problem);
        if cfg!(feature = "paranoid") {
            assert!(self.sums_are_true(), "the slow sums differ");
        }
    }

    /// Whether the sums are those that counting anew gives.
    pub fn sums_are_true(&self) -> bool {
        self.problem.whole.is_empty() || self.tally == Tally::of(self.problem, &self.routes)
    }

    /// Whether the quotas let one more visit onto the shift, in the stead of `gone`.
    pub fn within_quotas(&self, s: usize, visit: u32, gone: Option<u32>) -> bool {
        let whole = &self.problem.whole;
        let mut counted = whole.counted(s, visit).filter(|_| !self.lax);
        counted.all(|(quota, cell)| {
            let freed = gone.is_some_and(|gone| whole.counted(s, gone).any(|(q, _)| q == quota));
            self.tally.counts[cell as usize] - i64::from(freed) < whole.caps[cell as usize]
        })
    }

    /// Whether the buffers of the shift leave room for a visit in the place of those at
    /// `from..to`, which is reached and left by these legs.
    pub fn leaves_room(
        &self,
        s: usize,
        (from, to): (usize, usize),
        v: u32,
        legs: (Leg, Leg),
    ) -> bool {
        let (problem, route) = (self.problem, &self.routes[s]);
        let whole = &problem.whole;
        self.lax
            || whole.buffers_of(s).iter().all(|&(buffer, cell)| {
                let spared = &whole.buffers[buffer as usize].spared;
                let is = |p: usize| route.visits.get(p).is_some_and(|&v| spared[v as usize]);
                let before = from > 0 && is(from - 1);
                let counted =
                    |one: bool, two: bool, leg: Leg| if one || two { 0 } else { leg.drive };
                let own = spared[v as usize];
                let mut more = counted(before, own, legs.0) + counted(own, is(to), legs.1);
                more += if own { 0 } else { problem.visits[v as usize].duration };
                let mut last = before;
                for p in from..=to {
                    let next = is(p);
                    more -= counted(last, next, route.legs[p]);
                    if p < to && !next {
                        more -= problem.visits[route.visits[p] as usize].duration;
                    }
                    last = next;
                }
                more <= 0 || self.tally.busy[cell as usize] + more <= whole.rooms[cell as usize]
            })
    }

    /// The same for any visits in the place of those at `from..to`, the slow way.
    pub fn leaves_room_for(&self, s: usize, (from, to): (usize, usize), middle: &[u32]) -> bool {
        let (problem, route) = (self.problem, &self.routes[s]);
        if self.lax || problem.whole.buffers_of(s).is_empty() {
            return true;
        }
        let mut visits = route.visits.clone();
        visits.splice(from..to, middle.iter().copied());
        let legs = legs(problem, s, &visits);
        let whole = &problem.whole;
        whole.buffers_of(s).iter().zip(&route.busy).all(|(&(buffer, cell), old)| {
            let more = whole.busy(problem, buffer, &visits, &legs) - old;
            more <= 0 || self.tally.busy[cell as usize] + more <= whole.rooms[cell as usize]
        })
    }

    /// What it does to the price of unequal loads that a route gets so much more service and drive.
    #[inline]
    pub fn unfair_step(&self, s: usize, service: Millis, drive: Millis) -> Units {
        let Some(fair) = &self.problem.whole.fair else { return 0 };
        let crew = self.problem.shifts[s].crew as usize;
        if fair.history[crew].is_none() {
            return 0;
        }
        let load = self.tally.loads[crew];
        let apart = self.tally.spread.with(load, load + fair.weigh(service, drive));
        fair.price(apart - self.tally.spread.apart())
    }

    /// Whether the routes that the move has changed keep their quotas and buffers. Taking out can
    /// break a buffer, too: a leg past a job that it is kept for counts.
    pub fn keeps_whole(&self) -> bool {
        self.lax || self.touched_shifts().all(|s| self.over_full(s).is_none())
    }

    /// Something of a shift that is over its limit: a cell of a quota, else of a buffer.
    fn over_full(&self, s: usize) -> Option<Over> {
        let whole = &self.problem.whole;
        let counted = self.routes[s].visits.iter().flat_map(|&v| whole.counted(s, v));
        let mut over =
            counted.filter(|(_, c)| self.tally.counts[*c as usize] > whole.caps[*c as usize]);
        if let Some((_, cell)) = over.next() {
            return Some(Over::Quota(cell));
        }
        let mut buffers = whole.buffers_of(s).iter();
        let full = |c: u32| self.tally.busy[c as usize] > whole.rooms[c as usize];
        buffers.find(|(_, c)| full(*c)).map(|&(buffer, cell)| Over::Buffer(buffer, cell))
    }

    /// Takes jobs out, the cheapest first, until every quota and every buffer is kept.
    pub fn enforce_whole(&mut self) {
        if self.problem.whole.is_empty() {
            return;
        }
        let shifts = self.routes.len();
        let mut any = false;
        while let Some(over) = (0..shifts).find_map(|s| self.over_full(s)) {
            let mut members = self.members(over);
            if members.is_empty() {
                // Nothing but a call counts: whoever needs it goes.
                let all = (0..shifts).filter(|&s| self.over_full(s) == Some(over));
                members = all.flat_map(|s| self.problem.served(&self.routes[s].visits)).collect();
            }
            let price = |v: &u32| {
                let job = self.problem.visits[*v as usize].job;
                (self.problem.jobs[job as usize].price, job)
            };
            let out = members.into_iter().min_by_key(price).expect("somebody is over the limit");
            let job = self.problem.visits[out as usize].job as usize;
            let jobs = match self.problem.jobs[job].tied {
                true => ties::companions(self, job),
                false => vec![job as u32],
            };
            jobs.into_iter().for_each(|j| take_out(self, j as usize));
            ties::clear_impossible(self);
            any = true;
        }
        if any {
            self.commit();
            self.recount();
        }
    }

    /// The visits that make something as full as it is.
    pub fn members(&self, over: Over) -> Vec<u32> {
        let whole = &self.problem.whole;
        let mut out = Vec::new();
        for (s, route) in self.routes.iter().enumerate() {
            match over {
                Over::Quota(cell) => {
                    let counts = |v: &&u32| whole.counted(s, **v).any(|(_, c)| c == cell);
                    out.extend(route.visits.iter().filter(counts));
                }
                Over::Buffer(buffer, cell) => {
                    let spared = &whole.buffers[buffer as usize].spared;
                    let job = |v: &&u32| !spared[**v as usize] && !self.problem.is_call(**v);
                    if whole.buffers_of(s).contains(&(buffer, cell)) {
                        out.extend(route.visits.iter().filter(job));
                    }
                }
            }
        }
        out.retain(|v| self.shift_of[*v as usize] != NOWHERE);
        out
    }

    /// What keeps one more visit off a shift, were there room on it.
    pub fn kept_off(&self, s: usize, visit: u32) -> Option<Over> {
        let whole = &self.problem.whole;
        let full = |c: &(u32, u32)| self.tally.counts[c.1 as usize] >= whole.caps[c.1 as usize];
        if let Some((_, cell)) = whole.counted(s, visit).find(full) {
            return Some(Over::Quota(cell));
        }
        let least = self.problem.visits[visit as usize].duration;
        let tight = |&&(buffer, cell): &&(u32, u32)| {
            let spared = whole.buffers[buffer as usize].spared[visit as usize];
            !spared && self.tally.busy[cell as usize] + least > whole.rooms[cell as usize]
        };
        let tight = whole.buffers_of(s).iter().find(tight);
        tight.map(|&(buffer, cell)| Over::Buffer(buffer, cell))
    }

    /// What a cell of a quota or of a buffer holds now.
    pub fn held(&self, over: Over) -> i64 {
        match over {
            Over::Quota(cell) => self.tally.counts[cell as usize],
            Over::Buffer(_, cell) => self.tally.busy[cell as usize],
        }
    }
}

/// A limit over several routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Over {
    /// The cell of a quota.
    Quota(u32),
    /// A buffer, and the cell.
    Buffer(u32, u32),
}
