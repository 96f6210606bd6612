//! A route of the search with everything that makes an insertion cheap to test.

use crate::model::clock::{ALWAYS, NEVER, ShiftClock, Times};
use crate::model::problem::{Leg, Problem};
use crate::model::timing::{
    Earned, Owed, Rates, before_drive, before_serve, depart, drive, home, join, serve,
};
use crate::units::{Millis, Units};

/// The sequence of one shift with its summaries.
#[derive(Clone, Debug, Default)]
pub struct Route {
    pub visits: Vec<u32>,
    /// The places passed: the start, each visit's, the end; [`OPEN`] where there is none.
    pub places: Vec<u32>,
    /// The leg that reaches each visit, the way home last.
    pub legs: Vec<Leg>,
    /// Earliest ready times before each leg.
    pub ready: Vec<Times>,
    /// Latest arrivals at each visit, and home.
    pub late: Vec<Times>,
    /// What each leg leaves open. What misses it needs no closer look.
    pub gaps: Vec<Gap>,
    /// The most time that any leg, and that any visit with its two legs, leaves to another visit.
    pub spare: Millis,
    pub swap: Millis,
    /// Costs earned when ready before each leg; empty unless times cost.
    pub earned: Vec<Earned<i64>>,
    /// Costs owed on arrival at each visit, and home; empty unless times cost.
    pub owed: Vec<Owed<i64>>,
    pub loads: Vec<i64>,
    pub drive: Millis,
    pub service: Millis,
    /// Breaks that must lie between departure and return, with these visits and any more.
    pub rest: Millis,
    pub leg_cost: Units,
    pub time_cost: Units,
    pub fixed_cost: Units,
    /// For each position, how far the visits from there on may still move back in the order.
    pub order_slack: Vec<i64>,
    /// Whether the route can be done. Where a matrix has legs longer than the way round, taking a
    /// visit out can make a route impossible.
    pub possible: bool,
}

/// The time around one leg, whatever the state of the break clock.
#[derive(Clone, Copy, Debug)]
pub struct Gap {
    /// The earliest time to be ready before it.
    pub soonest: Millis,
    /// The latest arrival after it.
    pub latest: Millis,
    /// The most time between the two, less the breaks that must lie between.
    pub spare: Millis,
    /// The same up to the latest arrival after the next visit, that one left out.
    pub swap: Millis,
}

/// No place: an open start or end.
pub const OPEN: u32 = u32::MAX;

/// Where the visits of a route may start.
pub trait Spans {
    fn of(&self, shift: usize, visit: u32) -> &[(Millis, Millis)];
}

impl Route {
    pub fn cost(&self) -> Units {
        self.leg_cost + self.time_cost + self.fixed_cost
    }

    /// Fills the summaries from `visits`; `false` where the route cannot be done.
    pub fn refresh(&mut self, problem: &Problem, shift: usize, spans: &impl Spans) -> bool {
        let in_time = self.fill(problem, shift, spans);
        self.possible = in_time && self.drive <= problem.shifts[shift].drive_cap;
        self.possible
    }

    fn fill(&mut self, problem: &Problem, shift: usize, spans: &impl Spans) -> bool {
        self.fill_legs(problem, shift);
        self.fill_times(problem, shift, spans);
        if problem.ordered {
            self.fill_order(problem);
        }
        let clock = &problem.shifts[shift].clock;
        let n = self.visits.len();
        let home = clock.arrive(&self.ready[n], self.legs[n].drive, ALWAYS);
        if !self.visits.is_empty() && !clock.meets(&home, &self.late[n]) {
            return false;
        }
        self.time_cost = 0;
        self.rest = 0;
        if problem.timed && n > 0 {
            self.rest = self.sure_rest(problem, shift, &home);
            self.fill_costs(problem, shift, spans);
            let arrived = drive(clock, &self.earned[n], self.legs[n].drive, ALWAYS);
            match join(clock, &arrived, &self.owed[n]) {
                Some(cost) => self.time_cost = cost,
                None => return false,
            }
        }
        true
    }

    /// All breaks, where none can be taken before departure or after return any more. More visits
    /// only bring the departure forward and the return back.
    fn sure_rest(&self, problem: &Problem, shift: usize, home: &Times) -> Millis {
        let clock = &problem.shifts[shift].clock;
        let open = problem.visits[self.visits[0] as usize].leg_open;
        let leave = clock.latest_leave(&self.late[0], self.legs[0].drive, open);
        let departs = clock.departure();
        let before = (1..=clock.breaks).any(|i| departs[i] <= leave[i]);
        let after = (0..clock.breaks).any(|i| home[i] <= self.late[self.visits.len()][i]);
        if before || after || clock.breaks == 0 { 0 } else { clock.chains[0][clock.breaks].dur }
    }

    fn fill_legs(&mut self, problem: &Problem, shift: usize) {
        let s = &problem.shifts[shift];
        self.legs.clear();
        (self.drive, self.service, self.leg_cost, self.fixed_cost) = (0, 0, 0, 0);
        self.loads.clear();
        self.loads.resize(problem.loads.len(), 0);
        let mut at = s.start;
        self.places.clear();
        self.places.push(s.start.map_or(OPEN, |p| p.0));
        for &v in &self.visits {
            self.places.push(problem.visits[v as usize].place.0);
            let visit = &problem.visits[v as usize];
            self.legs.push(problem.leg(at, Some(visit.place)));
            at = Some(visit.place);
            self.service += visit.duration;
            self.fixed_cost += problem.fixed_cost(shift, v as usize);
            for (load, dim) in self.loads.iter_mut().zip(&problem.loads) {
                *load += dim.by_visit[v as usize];
            }
        }
        self.places.push(s.end.map_or(OPEN, |p| p.0));
        if self.visits.is_empty() {
            self.legs.push(Leg::NONE);
            return;
        }
        self.legs.push(problem.leg(at, s.end));
        for leg in &self.legs {
            self.drive += leg.drive;
            self.leg_cost += problem.leg_cost(shift, *leg);
        }
    }

    fn fill_times(&mut self, problem: &Problem, shift: usize, spans: &impl Spans) {
        let clock = &problem.shifts[shift].clock;
        let n = self.visits.len();
        self.ready.clear();
        self.ready.push(clock.departure());
        for p in 0..n {
            let v = &problem.visits[self.visits[p] as usize];
            let arrived = clock.arrive(&self.ready[p], self.legs[p].drive, v.leg_open);
            self.ready.push(clock.serve(&arrived, v, spans.of(shift, self.visits[p])));
        }
        self.late.resize(n + 1, [ALWAYS; crate::model::clock::STATES]);
        self.late[n] = clock.latest_home();
        for p in (0..n).rev() {
            let open =
                self.visits.get(p + 1).map_or(ALWAYS, |&v| problem.visits[v as usize].leg_open);
            let leave = clock.latest_leave(&self.late[p + 1], self.legs[p + 1].drive, open);
            let v = &problem.visits[self.visits[p] as usize];
            self.late[p] = clock.latest_arrival(&leave, v, spans.of(shift, self.visits[p]));
        }
        self.fill_gaps(clock);
    }

    fn fill_gaps(&mut self, clock: &ShiftClock) {
        (self.spare, self.swap) = (ALWAYS, ALWAYS);
        self.gaps.clear();
        for (p, ready) in self.ready.iter().enumerate() {
            let spare = clock.time_between(ready, &self.late[p]);
            let swap = self.late.get(p + 1).map_or(ALWAYS, |late| clock.time_between(ready, late));
            let soonest = ready.iter().copied().fold(NEVER, Millis::min);
            let latest = self.late[p].iter().copied().fold(ALWAYS, Millis::max);
            self.gaps.push(Gap { soonest, latest, spare, swap });
            self.spare = self.spare.max(spare);
            self.swap = self.swap.max(swap);
        }
    }

    fn fill_costs(&mut self, problem: &Problem, shift: usize, spans: &impl Spans) {
        let clock = &problem.shifts[shift].clock;
        let rates = Rates::plain(clock);
        let n = self.visits.len();
        self.earned.clear();
        self.earned.push(depart(clock, &rates));
        for p in 0..n {
            let v = &problem.visits[self.visits[p] as usize];
            let arrived = drive(clock, &self.earned[p], self.legs[p].drive, v.leg_open);
            let own = spans.of(shift, self.visits[p]);
            self.earned.push(serve(clock, &arrived, v, own, &rates));
        }
        self.owed.clear();
        self.owed.push(home(clock, &rates));
        for p in (0..n).rev() {
            let next = self.visits.get(p + 1);
            let open = next.map_or(ALWAYS, |&v| problem.visits[v as usize].leg_open);
            let last = self.owed.last().expect("home was pushed");
            let leave = before_drive(clock, last, self.legs[p + 1].drive, open);
            let v = &problem.visits[self.visits[p] as usize];
            let own = spans.of(shift, self.visits[p]);
            self.owed.push(before_serve(clock, &leave, v, own, &rates));
        }
        self.owed.reverse();
    }

    fn fill_order(&mut self, problem: &Problem) {
        let n = self.visits.len();
        self.order_slack.clear();
        self.order_slack.resize(n + 1, i64::MAX);
        for p in (0..n).rev() {
            let order = problem.visits[self.visits[p] as usize].order;
            let own = order.map_or(i64::MAX, |k| i64::from(k) - (p as i64 + 1));
            self.order_slack[p] = own.min(self.order_slack[p + 1]);
        }
    }

    /// Whether `visit` may stand at position `p` as far as pinned orders go.
    pub fn keeps_order(&self, problem: &Problem, visit: u32, p: usize) -> bool {
        if self.order_slack[p] < 1 {
            return false;
        }
        let Some(k) = problem.visits[visit as usize].order else { return true };
        let order = |v: &u32| problem.visits[*v as usize].order;
        p < k as usize
            && self.visits[..p].iter().filter_map(order).all(|o| o <= k)
            && self.visits[p..].iter().filter_map(order).all(|o| o >= k)
    }

    /// Whether loads, driving and pinned orders are as they must be.
    pub fn keeps_caps(&self, problem: &Problem, shift: usize) -> bool {
        let loads = self.loads.iter().zip(&problem.loads).all(|(l, dim)| *l <= dim.cap[shift]);
        let orders: Vec<u32> =
            self.visits.iter().filter_map(|&v| problem.visits[v as usize].order).collect();
        let ascend = orders.windows(2).all(|w| w[0] <= w[1]);
        let early = !problem.ordered || self.order_slack[0] >= 0;
        loads && ascend && early && self.drive <= problem.shifts[shift].drive_cap
    }

    pub fn position(&self, visit: u32) -> Option<usize> {
        self.visits.iter().position(|&v| v == visit)
    }
}
