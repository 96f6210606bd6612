//! The plan a lane works on, as a transaction over several routes.

use super::insert::Place;
use super::ledger::Ledger;
use super::reroute;
use super::route::{Route, Spans};
use super::tally::Tally;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::units::{Millis, Units};

/// No shift.
pub const NOWHERE: u32 = u32::MAX;

/// The interval that links leave for a start.
pub(super) type FixedStart = Option<[(Millis, Millis); 1]>;

/// Start intervals, those that links have fixed first.
#[derive(Clone, Debug, Default)]
pub struct FixedStarts {
    /// By visit, empty where the problem has no links.
    pub fixed: Vec<FixedStart>,
}

/// Intervals of a problem under the fixed starts of a state.
pub struct StateSpans<'a, 'p> {
    pub problem: &'a Problem<'p>,
    pub fixed: &'a FixedStarts,
}

impl Spans for StateSpans<'_, '_> {
    #[inline]
    fn of(&self, shift: usize, visit: u32) -> &[(Millis, Millis)] {
        if let Some(Some(one)) = self.fixed.fixed.get(visit as usize) {
            return one;
        }
        self.problem.spans(shift, visit as usize)
    }
}

pub struct State<'p> {
    pub problem: &'p Problem<'p>,
    pub routes: Vec<Route>,
    /// By visit.
    pub shift_of: Vec<u32>,
    pub starts: FixedStarts,
    /// Jobs left out that could be served.
    pub absent: Vec<u32>,
    /// By shift, what its route has to spare for an insertion and for a replacement: side by side,
    /// because most of what is tried fails here.
    pub(super) spare: Vec<Millis>,
    pub(super) swap: Vec<Millis>,
    pub(super) empty: Vec<bool>,
    /// Routes in use, by day group.
    pub(super) group_use: Vec<u32>,
    pub cost: Units,
    /// By shift, the longest lateness of its route; empty where that has no price of its own.
    pub(super) worst: Vec<Millis>,
    pub(super) saved_worst: Vec<(u32, Millis)>,
    /// Sums over routes; empty where nothing hangs on them.
    pub(super) tally: Tally,
    /// Whether quotas and buffers are overlooked, to see what else is in the way.
    pub lax: bool,
    /// Routes as they were before the move, and what else it needs to be undone.
    pub(super) saved: Vec<(u32, Route)>,
    pub(super) pool: Vec<Route>,
    pub(super) touched: Vec<bool>,
    pub(super) saved_starts: Vec<(u32, FixedStart)>,
    /// Who uses which resource when.
    pub(super) ledger: Ledger,
}

impl<'p> State<'p> {
    /// A state in which nothing is served.
    pub fn empty(problem: &'p Problem<'p>) -> State<'p> {
        let shifts = problem.shifts.len();
        let mut state = State {
            problem,
            routes: vec![Route::default(); shifts],
            shift_of: vec![NOWHERE; problem.visits.len()],
            starts: FixedStarts {
                fixed: if problem.linked { vec![None; problem.visits.len()] } else { Vec::new() },
            },
            absent: Vec::new(),
            spare: vec![0; shifts],
            swap: vec![0; shifts],
            empty: vec![true; shifts],
            group_use: vec![0; problem.day_groups],
            cost: problem.jobs[..problem.own].iter().map(|j| j.price).sum(),
            worst: vec![0; if problem.worst_rate > 0 { shifts } else { 0 }],
            saved_worst: Vec::new(),
            tally: Tally::default(),
            lax: false,
            saved: Vec::new(),
            pool: Vec::new(),
            touched: vec![false; shifts],
            saved_starts: Vec::new(),
            ledger: Ledger::empty(problem),
        };
        for s in 0..shifts {
            state.refresh(s);
        }
        state.cost += state.tally_all();
        state
    }

    /// Recounts cost, day groups and absent jobs from the routes.
    pub fn recount(&mut self) {
        let problem = self.problem;
        self.group_use.iter_mut().for_each(|g| *g = 0);
        self.cost = self.routes.iter().map(Route::cost).sum();
        for (s, route) in self.routes.iter().enumerate() {
            let group = problem.shifts[s].day_group as usize;
            if !route.visits.is_empty() {
                if self.group_use[group] == 0 {
                    self.cost += problem.shifts[s].day_cost;
                }
                self.group_use[group] += 1;
            }
        }
        (0..self.worst.len()).for_each(|s| self.worst[s] = self.worst_on(s));
        self.ledger = self.ledger_anew();
        self.cost += self.worst_cost() + self.ledger.cost() + self.tally_all();
        self.absent.clear();
        let able = |j: usize| problem.visits_of(j).all(|v| !problem.shifts_of[v].is_empty());
        for (j, job) in problem.jobs[..problem.own].iter().enumerate() {
            if !self.served(j) {
                self.cost += job.price;
                if problem.each_way(j).any(able) {
                    self.absent.push(j as u32);
                }
            }
        }
    }

    /// Whether a job is in the plan, in whatever way.
    pub fn served(&self, job: usize) -> bool {
        let job = &self.problem.jobs[job];
        match job.choice {
            false => self.shift_of[job.first_visit as usize] != NOWHERE,
            true => self.way_of(job.own as usize).is_some(),
        }
    }

    /// The way in which a job is in the plan.
    pub fn way_of(&self, job: usize) -> Option<usize> {
        let there =
            |j: &usize| self.shift_of[self.problem.jobs[*j].first_visit as usize] != NOWHERE;
        self.problem.each_way(job).find(there)
    }

    pub fn spans(&self) -> StateSpans<'_, 'p> {
        StateSpans { problem: self.problem, fixed: &self.starts }
    }

    /// When the visit's service may start on the shift.
    #[inline]
    pub fn starts_of(&self, shift: usize, visit: u32) -> &[(Millis, Millis)] {
        if let Some(Some(one)) = self.starts.fixed.get(visit as usize) {
            return one;
        }
        self.problem.spans(shift, visit as usize)
    }

    /// Fills a route's summaries after its visits have changed.
    pub fn refresh(&mut self, s: usize) -> bool {
        let spans = StateSpans { problem: self.problem, fixed: &self.starts };
        let done = self.routes[s].refresh(self.problem, s, &spans);
        self.sum_up(s);
        done
    }

    /// Copies what most tries ask of the route.
    fn sum_up(&mut self, s: usize) {
        if cfg!(feature = "paranoid") {
            let mut slow = Route { visits: self.routes[s].visits.clone(), ..Route::default() };
            slow.refresh(self.problem, s, &self.spans());
            assert_eq!(slow, self.routes[s], "the slow truth differs on shift {s}");
        }
        self.spare[s] = self.routes[s].spare;
        self.swap[s] = self.routes[s].swap;
        self.empty[s] = self.routes[s].visits.is_empty();
    }

    #[inline]
    pub fn is_empty(&self, s: usize) -> bool {
        self.empty[s]
    }

    /// The most time that a position of the shift leaves to another visit.
    #[inline]
    pub fn spare_of(&self, s: usize) -> Millis {
        self.spare[s]
    }

    /// The most time that a visit of the shift leaves to another one in its place.
    #[inline]
    pub fn swap_of(&self, s: usize) -> Millis {
        self.swap[s]
    }

    /// What using the shift costs for the day, if nothing of its crew and date is in use yet.
    #[inline]
    pub fn opening_cost(&self, s: usize) -> Units {
        let shift = &self.problem.shifts[s];
        if shift.day_cost == 0 || self.group_use[shift.day_group as usize] > 0 {
            return 0;
        }
        shift.day_cost
    }

    /// Remembers a route before the move first changes it.
    pub fn touch(&mut self, s: usize) {
        if self.touched[s] {
            return;
        }
        self.touched[s] = true;
        let mut copy = self.pool.pop().unwrap_or_default();
        copy.clone_from(&self.routes[s]);
        self.saved.push((s as u32, copy));
    }

    pub fn is_touched(&self, s: usize) -> bool {
        self.touched[s]
    }

    /// The shifts that the move has changed so far.
    pub fn touched_shifts(&self) -> impl Iterator<Item = usize> + '_ {
        self.saved.iter().map(|(s, _)| *s as usize)
    }

    /// The routes that the move has changed, old beside new.
    pub fn changes(&self) -> impl Iterator<Item = (usize, &Route, &Route)> + '_ {
        self.saved.iter().map(|(s, old)| (*s as usize, old, &self.routes[*s as usize]))
    }

    /// Leaves this interval for the visit's start; the visit is in no route, or its route is
    /// brought up to date afterwards.
    pub fn fix_start(&mut self, visit: u32, span: Option<(Millis, Millis)>) {
        let old = self.starts.fixed[visit as usize];
        self.saved_starts.push((visit, old));
        let planned = self.shift_of[visit as usize] != NOWHERE;
        if planned {
            self.book(visit, false);
        }
        self.starts.fixed[visit as usize] = span.map(|span| [span]);
        if planned {
            self.book(visit, true);
        }
    }

    /// The interval that links leave for a visit's start.
    pub fn window(&self, visit: usize) -> Option<(Millis, Millis)> {
        self.starts.fixed.get(visit).and_then(|f| f.map(|one| one[0]))
    }

    /// Leaves this interval to a visit in no route while its place is looked for.
    pub fn suppose(&mut self, visit: u32, span: Option<(Millis, Millis)>) {
        debug_assert!(self.shift_of[visit as usize] == NOWHERE, "it is looked for");
        self.starts.fixed[visit as usize] = span.map(|span| [span]);
    }

    /// Brings a route up to date after intervals of its visits have changed.
    pub fn retime(&mut self, s: usize) {
        self.touch(s);
        let before = self.routes[s].cost();
        self.refresh(s);
        self.cost += self.routes[s].cost() - before;
    }

    /// Puts a visit into a route at a position where it was found to fit.
    pub fn insert(&mut self, s: usize, p: usize, visit: u32) {
        self.touch(s);
        self.tally_out(s);
        let before = self.routes[s].cost() + self.day_share(s);
        self.shift_of[visit as usize] = s as u32;
        if self.routes[s].visits.is_empty() {
            self.group_use[self.problem.shifts[s].day_group as usize] += 1;
        }
        let spans = StateSpans { problem: self.problem, fixed: &self.starts };
        let done = self.routes[s].put(self.problem, s, &spans, p, visit);
        self.sum_up(s);
        debug_assert!(done, "an insertion was tested before it is made");
        self.cost += self.routes[s].cost() + self.day_share(s) - before;
        self.book(visit, true);
        self.tally_in(s);
    }

    /// Takes visits at `from..to` out of a route.
    pub fn remove(&mut self, s: usize, from: usize, to: usize) {
        if self.problem.stock.is_some() {
            return reroute::remove(self, s, (from, to));
        }
        self.touch(s);
        self.tally_out(s);
        for p in from..to {
            let v = self.routes[s].visits[p];
            self.shift_of[v as usize] = NOWHERE;
            self.book(v, false);
        }
        let before = self.routes[s].cost() + self.day_share(s);
        if self.routes[s].visits.len() == to - from {
            self.group_use[self.problem.shifts[s].day_group as usize] -= 1;
        }
        let spans = StateSpans { problem: self.problem, fixed: &self.starts };
        self.routes[s].take(self.problem, s, &spans, from, to);
        self.sum_up(s);
        self.cost += self.routes[s].cost() + self.day_share(s) - before;
        self.tally_in(s);
    }

    /// Puts other visits in the place of those at `from..to`.
    pub fn splice(&mut self, s: usize, (from, to): (usize, usize), middle: &[u32]) {
        self.touch(s);
        self.tally_out(s);
        let before = self.routes[s].cost() + self.day_share(s);
        let was = self.routes[s].visits.is_empty();
        for p in from..to {
            let v = self.routes[s].visits[p];
            self.shift_of[v as usize] = NOWHERE;
            self.book(v, false);
        }
        for &v in middle.iter().filter(|v| !self.problem.is_call(**v)) {
            self.shift_of[v as usize] = s as u32;
            self.book(v, true);
        }
        let spans = StateSpans { problem: self.problem, fixed: &self.starts };
        self.routes[s].splice(self.problem, s, &spans, (from, to), middle);
        let group = self.problem.shifts[s].day_group as usize;
        match (was, self.routes[s].visits.is_empty()) {
            (true, false) => self.group_use[group] += 1,
            (false, true) => self.group_use[group] -= 1,
            _ => {}
        }
        self.sum_up(s);
        self.cost += self.routes[s].cost() + self.day_share(s) - before;
        self.tally_in(s);
    }

    /// Puts a visit where a place was found for it, and the call where that takes it.
    pub fn put(&mut self, place: &Place, visit: u32) {
        let (s, p) = (place.shift as usize, place.position as usize);
        match place.call {
            None => self.insert(s, p, visit),
            Some(call) => reroute::put(self, s, (p, call), visit),
        }
    }

    /// The price of the day, as far as it hangs on this route alone being in use or not.
    fn day_share(&self, s: usize) -> Units {
        let shift = &self.problem.shifts[s];
        if shift.day_cost > 0 && self.group_use[shift.day_group as usize] > 0 {
            shift.day_cost
        } else {
            0
        }
    }

    /// The intervals that links leave for the starts of what is planned, by visit.
    pub fn fixed(&self) -> Vec<Option<(Millis, Millis)>> {
        let mut fixed = vec![None; self.problem.visits.len()];
        for (v, one) in self.starts.fixed.iter().enumerate() {
            if self.shift_of[v] != NOWHERE {
                fixed[v] = one.map(|o| o[0]);
            }
        }
        fixed
    }

    pub fn solution(&self) -> Solution {
        let routes = self.routes.iter().map(|r| r.visits.clone()).collect();
        Solution { routes, fixed: self.fixed() }
    }
}
