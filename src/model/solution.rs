//! A solution: which visits each shift makes, in order.

use super::problem::Problem;
use super::schedule::{Schedule, schedule};
use super::timing::penalty_units;
use crate::units::{Millis, Units};

/// One sequence of visits per shift, and the common starts of visits done together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    pub routes: Vec<Vec<u32>>,
    /// By visit: the interval that links leave for its start.
    pub fixed: Vec<Option<(Millis, Millis)>>,
}

impl Solution {
    pub fn empty(problem: &Problem) -> Solution {
        Solution {
            routes: vec![Vec::new(); problem.shifts.len()],
            fixed: vec![None; problem.visits.len()],
        }
    }

    /// For each visit the shift it is on.
    pub fn shift_of(&self, problem: &Problem) -> Vec<Option<usize>> {
        let mut of = vec![None; problem.visits.len()];
        for (s, route) in self.routes.iter().enumerate() {
            for &v in route {
                of[v as usize] = Some(s);
            }
        }
        of
    }

    /// For each of the request's own jobs whether all visits of one of its ways are planned.
    pub fn served(&self, problem: &Problem) -> Vec<bool> {
        let of = self.shift_of(problem);
        let whole = |j: usize| problem.visits_of(j).all(|v| of[v].is_some());
        (0..problem.own).map(|j| problem.each_way(j).any(whole)).collect()
    }

    /// Times of every used shift, or the first shift that cannot be done.
    pub fn schedules(&self, problem: &Problem) -> Result<Vec<Option<Schedule>>, usize> {
        // A call is not among the visits that a link can fix.
        let fixed = |v: u32| self.fixed.get(v as usize).copied().flatten();
        let each = self.routes.iter().enumerate().map(|(s, route)| {
            if route.is_empty() {
                return Ok(None);
            }
            schedule(problem, s, route, &fixed).map(Some).ok_or(s)
        });
        each.collect()
    }

    /// The exact cost by the slow road: every route scheduled, every unit added up. `None` where a
    /// route cannot be done, or more of a resource is used than there is.
    pub fn cost(&self, problem: &Problem) -> Option<i128> {
        let schedules = self.schedules(problem).ok()?;
        let mut total: i128 = 0;
        for (s, schedule) in schedules.iter().enumerate() {
            if let Some(schedule) = schedule {
                total += i128::from(route_units(problem, s, &self.routes[s], schedule));
            }
        }
        let timed = self.routes.iter().zip(&schedules);
        let late = timed.filter_map(|(route, times)| Some(worst(problem, route, times.as_ref()?)));
        total += i128::from(problem.worst_rate) * i128::from(late.max().unwrap_or(0));
        if !problem.resources.is_empty() {
            let lists = problem.resources.lists(&self.routes, &schedules);
            let (units, clashes) = problem.resources.total(&lists);
            if clashes > 0 {
                return None;
            }
            total += units;
        }
        total += problem.whole.unfair(problem, self);
        let mut used = vec![false; problem.day_groups];
        for (s, shift) in problem.shifts.iter().enumerate() {
            let group = shift.day_group as usize;
            if !self.routes[s].is_empty() && !used[group] {
                used[group] = true;
                total += i128::from(shift.day_cost);
            }
        }
        for (j, served) in self.served(problem).iter().enumerate() {
            if !served {
                total += i128::from(problem.jobs[j].price);
            }
        }
        Some(total)
    }
}

/// The longest lateness of a route.
pub fn worst(problem: &Problem, visits: &[u32], times: &Schedule) -> Millis {
    let late = visits.iter().zip(&times.stops).filter_map(|(&v, stop)| {
        let due = problem.visits[v as usize].due?;
        Some(stop.start - due)
    });
    late.max().unwrap_or(0).max(0)
}

/// Units of one route by its printed times; the price of the day apart.
pub fn route_units(problem: &Problem, shift: usize, visits: &[u32], times: &Schedule) -> Units {
    let clock = &problem.shifts[shift].clock;
    let legs = super::schedule::legs(problem, shift, visits);
    let mut units: Units = legs.iter().map(|l| problem.leg_cost(shift, *l)).sum();
    units += clock.hour_rate * (times.back - times.departure);
    units += clock.overtime_rate * (times.back - clock.to).max(0);
    for (&v, stop) in visits.iter().zip(&times.stops) {
        units += penalty_units(&problem.visits[v as usize], stop.start);
        units += problem.fixed_cost(shift, v as usize);
    }
    units
}
