//! A route of the search with everything that makes an insertion cheap to test.

use super::supply::Supply;
use crate::model::clock::Times;
use crate::model::problem::{Leg, Problem};
use crate::model::timing::{Earned, Owed};
use crate::units::{Millis, Units};
use smallvec::SmallVec;

/// The sequence of one shift with its summaries.
#[derive(Debug, Default, PartialEq)]
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
    /// How far the van gets without its call; stays as it is where there is no warehouse.
    pub supply: Supply,
    /// How busy the route is, by buffer that counts it.
    pub busy: SmallVec<[Millis; 2]>,
    /// Whether the route can be done. Where a matrix has legs longer than the way round, taking a
    /// visit out can make a route impossible.
    pub possible: bool,
}

impl Clone for Route {
    fn clone(&self) -> Route {
        let mut copy = Route::default();
        copy.clone_from(self);
        copy
    }

    /// Keeps the memory that the route has: a move copies every route it touches.
    fn clone_from(&mut self, from: &Route) {
        self.visits.clone_from(&from.visits);
        self.places.clone_from(&from.places);
        self.legs.clone_from(&from.legs);
        self.ready.clone_from(&from.ready);
        self.late.clone_from(&from.late);
        self.gaps.clone_from(&from.gaps);
        self.earned.clone_from(&from.earned);
        self.owed.clone_from(&from.owed);
        self.loads.clone_from(&from.loads);
        self.order_slack.clone_from(&from.order_slack);
        self.supply.clone_from(&from.supply);
        self.busy.clone_from(&from.busy);
        let Route {
            spare,
            swap,
            drive,
            service,
            rest,
            leg_cost,
            time_cost,
            fixed_cost,
            possible,
            ..
        } = *from;
        (self.spare, self.swap) = (spare, swap);
        (self.drive, self.service, self.rest) = (drive, service, rest);
        (self.leg_cost, self.time_cost, self.fixed_cost) = (leg_cost, time_cost, fixed_cost);
        self.possible = possible;
    }
}

/// The time around one leg, whatever the state of the break clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

    /// Whether `visit` may stand at position `p` as far as pinned orders go.
    pub fn keeps_order(&self, problem: &Problem, visit: u32, p: usize) -> bool {
        if self.order_slack[p] < 1 {
            return false;
        }
        let Some(k) = problem.visits[visit as usize].order else { return true };
        let order = |v: &u32| problem.visits[*v as usize].order;
        // A call takes no place in the order.
        let rank = p - usize::from(self.supply.call.is_some_and(|c| c < p));
        rank < k as usize
            && self.visits[..p].iter().filter_map(order).all(|o| o <= k)
            && self.visits[p..].iter().filter_map(order).all(|o| o >= k)
    }

    /// Whether loads, stock, driving and pinned orders are as they must be.
    pub fn keeps_caps(&self, problem: &Problem, shift: usize) -> bool {
        let loads = self.loads.iter().zip(&problem.loads).all(|(l, dim)| *l <= dim.cap[shift]);
        let orders: Vec<u32> =
            self.visits.iter().filter_map(|&v| problem.visits[v as usize].order).collect();
        let ascend = orders.windows(2).all(|w| w[0] <= w[1]);
        let early = !problem.ordered || self.order_slack[0] >= 0;
        let held = problem.stock.as_ref().is_none_or(|stock| stock.suffices(shift, &self.visits));
        held && loads && ascend && early && self.drive <= problem.shifts[shift].drive_cap
    }

    pub fn position(&self, visit: u32) -> Option<usize> {
        self.visits.iter().position(|&v| v == visit)
    }
}
