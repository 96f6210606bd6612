//! The longest lateness of the plan, where it has a price of its own.

use super::state::State;
use crate::model::early::soonest;
use crate::model::schedule::schedule;
use crate::model::solution::worst;
use crate::units::{Millis, Units};

impl State<'_> {
    /// The longest lateness of one route as it would be printed.
    pub(super) fn worst_on(&self, s: usize) -> Millis {
        let visits = &self.routes[s].visits;
        if visits.iter().all(|&v| self.problem.visits[v as usize].due.is_none()) {
            return 0;
        }
        if self.problem.is_plain(s, visits) {
            let mut starts = Vec::new();
            let window = |v: u32| self.window(v as usize);
            let done = soonest(self.problem, s, visits, &window, &mut starts);
            let due = |v: &u32| self.problem.visits[*v as usize].due;
            let late = visits.iter().zip(starts).filter_map(|(v, start)| Some(start - due(v)?));
            return done.map_or(0, |()| late.max().unwrap_or(0).max(0));
        }
        let times = schedule(self.problem, s, visits, &|v| self.window(v as usize));
        times.map_or(0, |times| worst(self.problem, visits, &times))
    }

    /// What the longest lateness of the plan costs.
    pub(super) fn worst_cost(&self) -> Units {
        self.problem.worst_rate * self.worst.iter().copied().max().unwrap_or(0)
    }

    /// Prices the longest lateness anew after the routes of a move have changed.
    pub fn reprice_worst(&mut self) {
        let before = self.worst_cost();
        for k in 0..self.saved.len() {
            let s = self.saved[k].0;
            let late = self.worst_on(s as usize);
            let old = std::mem::replace(&mut self.worst[s as usize], late);
            self.saved_worst.push((s, old));
        }
        self.cost += self.worst_cost() - before;
    }
}
