//! The summaries of a route, after a change only as far as it reaches.

use super::route::{Gap, OPEN, Route, Spans};
use crate::model::clock::{ALWAYS, NEVER, STATES, ShiftClock, Times, by_breaks};
use crate::model::problem::{Leg, Problem, Visit};
use crate::model::timing::{
    Rates, before_drive, before_serve, depart, drive, home, join, no_earned, no_owed,
    penalty_units, serve,
};
use crate::units::Millis;

/// A route at work: what its summaries are made of.
struct Work<'a, 'p, S: Spans> {
    route: &'a mut Route,
    problem: &'a Problem<'p>,
    clock: &'a ShiftClock,
    shift: usize,
    spans: &'a S,
    /// So many first and last visits are as they were.
    head: usize,
    tail: usize,
}

impl Route {
    /// Fills the summaries from `visits`; `false` where the route cannot be done.
    pub fn refresh(&mut self, problem: &Problem, shift: usize, spans: &impl Spans) -> bool {
        self.fill_legs(problem, shift);
        let n = self.visits.len();
        self.ready.clear();
        self.ready.resize(n + 1, [NEVER; STATES]);
        self.late.clear();
        self.late.resize(n + 1, [ALWAYS; STATES]);
        self.earned.clear();
        self.owed.clear();
        if problem.timed {
            self.earned.resize_with(n + 1, no_earned);
            self.owed.resize_with(n + 1, no_owed);
        }
        self.refill(problem, shift, spans, 0, 0)
    }

    /// Puts a visit at position `p`.
    pub fn put(
        &mut self,
        problem: &Problem,
        shift: usize,
        spans: &impl Spans,
        p: usize,
        visit: u32,
    ) -> bool {
        let v = &problem.visits[visit as usize];
        let n = self.visits.len();
        self.visits.insert(p, visit);
        self.places.insert(p + 1, v.place.0);
        self.legs.insert(p + 1, Leg::NONE);
        self.ready.insert(p + 1, [NEVER; STATES]);
        self.late.insert(p, [ALWAYS; STATES]);
        if problem.timed {
            self.earned.insert(p + 1, no_earned());
            self.owed.insert(p, no_owed());
        }
        self.carry(problem, shift, visit, 1);
        self.join_legs(problem, shift, p, 2);
        self.refill(problem, shift, spans, p, n - p)
    }

    /// Takes the visits at `from..to` out.
    pub fn take(
        &mut self,
        problem: &Problem,
        shift: usize,
        spans: &impl Spans,
        from: usize,
        to: usize,
    ) -> bool {
        for p in from..to {
            self.carry(problem, shift, self.visits[p], -1);
        }
        for leg in &self.legs[from + 1..=to] {
            self.drive -= leg.drive;
            self.leg_cost -= problem.leg_cost(shift, *leg);
        }
        let tail = self.visits.len() - to;
        self.visits.drain(from..to);
        self.places.drain(from + 1..=to);
        self.legs.drain(from + 1..=to);
        self.ready.drain(from + 1..=to);
        self.late.drain(from..to);
        if problem.timed {
            self.earned.drain(from + 1..=to);
            self.owed.drain(from..to);
        }
        self.join_legs(problem, shift, from, 1);
        self.refill(problem, shift, spans, from, tail)
    }

    /// Puts other visits in the place of those at `from..to`.
    pub fn splice(
        &mut self,
        problem: &Problem,
        shift: usize,
        spans: &impl Spans,
        (from, to): (usize, usize),
        middle: &[u32],
    ) -> bool {
        let (tail, many) = (self.visits.len() - to, middle.len());
        for p in from..to {
            self.carry(problem, shift, self.visits[p], -1);
        }
        for leg in &self.legs[from + 1..=to] {
            self.drive -= leg.drive;
            self.leg_cost -= problem.leg_cost(shift, *leg);
        }
        let place = |v: &u32| problem.visits[*v as usize].place.0;
        self.visits.splice(from..to, middle.iter().copied());
        self.places.splice(from + 1..=to, middle.iter().map(place));
        self.legs.splice(from + 1..=to, (0..many).map(|_| Leg::NONE));
        self.ready.splice(from + 1..=to, (0..many).map(|_| [NEVER; STATES]));
        self.late.splice(from..to, (0..many).map(|_| [ALWAYS; STATES]));
        if problem.timed {
            self.earned.splice(from + 1..=to, (0..many).map(|_| no_earned()));
            self.owed.splice(from..to, (0..many).map(|_| no_owed()));
        }
        middle.iter().for_each(|&v| self.carry(problem, shift, v, 1));
        self.join_legs(problem, shift, from, many + 1);
        self.refill(problem, shift, spans, from, tail)
    }

    /// Counts a visit in, or out again.
    fn carry(&mut self, problem: &Problem, shift: usize, visit: u32, sign: i64) {
        self.service += sign * problem.visits[visit as usize].duration;
        self.fixed_cost += sign * problem.fixed_cost(shift, visit as usize);
        for (load, dim) in self.loads.iter_mut().zip(&problem.loads) {
            *load += sign * dim.by_visit[visit as usize];
        }
    }

    /// Looks up so many legs from the `p`-th on.
    fn join_legs(&mut self, problem: &Problem, shift: usize, p: usize, many: usize) {
        let at = |place: u32| (place != OPEN).then_some(crate::ids::PlaceId(place));
        for k in p..p + many {
            let old = self.legs[k];
            let new = match self.visits.is_empty() {
                true => Leg::NONE,
                false => problem.leg(at(self.places[k]), at(self.places[k + 1])),
            };
            self.legs[k] = new;
            self.drive += new.drive - old.drive;
            self.leg_cost += problem.leg_cost(shift, new) - problem.leg_cost(shift, old);
        }
    }

    fn fill_legs(&mut self, problem: &Problem, shift: usize) {
        let s = &problem.shifts[shift];
        (self.drive, self.service, self.leg_cost, self.fixed_cost) = (0, 0, 0, 0);
        self.loads.clear();
        self.loads.resize(problem.loads.len(), 0);
        self.places.clear();
        self.places.push(s.start.map_or(OPEN, |p| p.0));
        for k in 0..self.visits.len() {
            self.places.push(problem.visits[self.visits[k] as usize].place.0);
            self.carry(problem, shift, self.visits[k], 1);
        }
        self.places.push(s.end.map_or(OPEN, |p| p.0));
        self.legs.clear();
        self.legs.resize(self.visits.len() + 1, Leg::NONE);
        self.join_legs(problem, shift, 0, self.visits.len() + 1);
    }

    /// Brings times and costs up to date when all but the first `head` and the last `tail` visits
    /// are new, and the legs between; `false` where the route cannot be done.
    fn refill(
        &mut self,
        problem: &Problem,
        shift: usize,
        spans: &impl Spans,
        head: usize,
        tail: usize,
    ) -> bool {
        let clock = &problem.shifts[shift].clock;
        let mut work = Work { route: self, problem, clock, shift, spans, head, tail };
        by_breaks!(work, times());
        let in_time = work.costs();
        let mut held = true;
        if let Some(stock) = &problem.stock {
            held = self.fill_supply(problem, stock, shift);
        }
        if problem.ordered {
            self.fill_order(problem);
        }
        if !problem.whole.buffers.is_empty() {
            self.fill_busy(problem, shift);
        }
        self.possible = held && in_time && self.drive <= problem.shifts[shift].drive_cap;
        self.possible
    }

    fn fill_order(&mut self, problem: &Problem) {
        let n = self.visits.len();
        self.order_slack.clear();
        self.order_slack.resize(n + 1, i64::MAX);
        for p in (0..n).rev() {
            let order = problem.visits[self.visits[p] as usize].order;
            let calls = i64::from(self.supply.call.is_some_and(|c| c < p));
            let own = order.map_or(i64::MAX, |k| i64::from(k) - (p as i64 + 1 - calls));
            self.order_slack[p] = own.min(self.order_slack[p + 1]);
        }
    }
}

impl<'p, S: Spans> Work<'_, 'p, S> {
    fn breaks(&self) -> usize {
        self.clock.breaks
    }

    fn visit(&self, p: usize) -> &Visit {
        &self.problem.visits[self.route.visits[p] as usize]
    }

    /// From when on the drive to the `p`-th visit may begin; the way home is always open.
    fn open(&self, p: usize) -> Millis {
        let visit = self.route.visits.get(p);
        visit.map_or(ALWAYS, |&v| self.problem.visits[v as usize].leg_open)
    }

    fn own(&self, p: usize) -> &[(Millis, Millis)] {
        self.spans.of(self.shift, self.route.visits[p])
    }

    /// The first visit that is as it was before, behind the new ones.
    fn behind(&self) -> usize {
        self.route.visits.len() - self.tail
    }

    /// Ready times forwards, latest arrivals backwards, each until nothing changes any more.
    fn times<const B: usize>(&mut self) {
        let (n, clock) = (self.route.visits.len(), self.clock);
        if self.head == 0 {
            self.route.ready[0] = clock.departure();
        }
        for p in self.head..n {
            let drive = self.route.legs[p].drive;
            let arrived = clock.arrive_by::<B>(&self.route.ready[p], drive, self.open(p));
            let ready = clock.serve_by::<B>(&arrived, self.visit(p), self.own(p));
            let same = p >= self.behind() && ready == self.route.ready[p + 1];
            self.route.ready[p + 1] = ready;
            if same {
                break;
            }
        }
        if self.tail == 0 {
            self.route.late[n] = clock.latest_home();
        }
        for p in (0..self.behind()).rev() {
            let drive = self.route.legs[p + 1].drive;
            let late = &self.route.late[p + 1];
            let leave = clock.latest_leave_by::<B>(late, drive, self.open(p + 1));
            let late = clock.latest_arrival_by::<B>(&leave, self.visit(p), self.own(p));
            let same = p < self.head && late == self.route.late[p];
            self.route.late[p] = late;
            if same {
                break;
            }
        }
        self.gaps::<B>();
    }

    fn gaps<const B: usize>(&mut self) {
        let route = &mut *self.route;
        (route.spare, route.swap) = (ALWAYS, ALWAYS);
        route.gaps.clear();
        for (p, ready) in route.ready.iter().enumerate() {
            let late = &route.late[p];
            let spare = self.clock.time_between::<B>(ready, late);
            let next = route.late.get(p + 1);
            let swap = next.map_or(ALWAYS, |next| self.clock.time_between::<B>(ready, next));
            let soonest = ready[..=B].iter().copied().fold(NEVER, Millis::min);
            let latest = late[..=B].iter().copied().fold(ALWAYS, Millis::max);
            route.gaps.push(Gap { soonest, latest, spare, swap });
            route.spare = route.spare.max(spare);
            route.swap = route.swap.max(swap);
        }
    }

    /// What the times cost; `false` where the route misses a time.
    fn costs(&mut self) -> bool {
        let (n, clock) = (self.route.visits.len(), self.clock);
        (self.route.time_cost, self.route.rest) = (0, 0);
        if n == 0 {
            self.route.earned.clear();
            self.route.owed.clear();
            if self.problem.timed {
                self.route.earned.push(depart(clock, &Rates::plain(clock)));
                self.route.owed.push(home(clock, &Rates::plain(clock)));
            }
            return true;
        }
        let way_home = self.route.legs[n].drive;
        let back = clock.arrive(&self.route.ready[n], way_home, ALWAYS);
        let in_time = clock.meets(&back, &self.route.late[n]);
        if self.problem.late {
            self.route.time_cost =
                (0..n).map(|p| penalty_units(self.visit(p), self.start(p))).sum();
        }
        if !self.problem.timed {
            return in_time;
        }
        self.earned();
        self.owed();
        self.route.rest = self.sure_rest(&back);
        let arrived = drive(clock, &self.route.earned[n], way_home, ALWAYS);
        match join(clock, &arrived, &self.route.owed[n]) {
            Some(cost) if in_time => self.route.time_cost = cost,
            _ => return false,
        }
        true
    }

    /// The earliest start of a visit, on a shift without breaks.
    fn start(&self, p: usize) -> Millis {
        self.route.ready[p + 1][0] - self.visit(p).duration
    }

    fn earned(&mut self) {
        let (n, clock) = (self.route.visits.len(), self.clock);
        let rates = Rates::plain(clock);
        if self.head == 0 {
            self.route.earned[0] = depart(clock, &rates);
        }
        for p in self.head..n {
            let leg = self.route.legs[p].drive;
            let arrived = drive(clock, &self.route.earned[p], leg, self.open(p));
            let earned = serve(clock, &arrived, self.visit(p), self.own(p), &rates);
            let same = p >= self.behind() && earned == self.route.earned[p + 1];
            self.route.earned[p + 1] = earned;
            if same {
                break;
            }
        }
    }

    fn owed(&mut self) {
        let (n, clock) = (self.route.visits.len(), self.clock);
        let rates = Rates::plain(clock);
        if self.tail == 0 {
            self.route.owed[n] = home(clock, &rates);
        }
        for p in (0..self.behind()).rev() {
            let leg = self.route.legs[p + 1].drive;
            let leave = before_drive(clock, &self.route.owed[p + 1], leg, self.open(p + 1));
            let owed = before_serve(clock, &leave, self.visit(p), self.own(p), &rates);
            let same = p < self.head && owed == self.route.owed[p];
            self.route.owed[p] = owed;
            if same {
                break;
            }
        }
    }

    /// All breaks, where none can be taken before departure or after return any more. More visits
    /// only bring the departure forward and the return back.
    fn sure_rest(&self, home: &Times) -> Millis {
        let (route, clock) = (&*self.route, self.clock);
        let leave = clock.latest_leave(&route.late[0], route.legs[0].drive, self.open(0));
        let departs = clock.departure();
        let before = (1..=clock.breaks).any(|i| departs[i] <= leave[i]);
        let after = (0..clock.breaks).any(|i| home[i] <= route.late[route.visits.len()][i]);
        if before || after || clock.breaks == 0 { 0 } else { clock.chains[0][clock.breaks].dur }
    }
}
