//! Temperatures: cycles of cooling, each twice as long as the one before.
//!
//! The budget in moves is not known when a run by seconds begins, and a run must be repeatable from
//! the moves it made. So the temperature depends on the number of moves alone: whenever the run
//! stops, a full cooling of at least a quarter of its length lies behind it.

use crate::model::problem::Problem;
use crate::units::Units;

/// First and last temperature, in units of cost, and the length of the first cycle in moves.
#[derive(Clone, Copy, Debug)]
pub struct Cooling {
    hot: f64,
    cold: f64,
    first: u64,
}

/// Where a number of moves lies among the cycles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    pub cycle: u32,
    pub into: u64,
    pub length: u64,
}

impl Cooling {
    /// Scaled to what a served visit costs and, where jobs are left out, to what jobs are worth.
    pub fn of(problem: &Problem, route_cost: Units, served: usize, absent: usize) -> Cooling {
        let visit = (route_cost as f64 / served.max(1) as f64).max(1000.0);
        let optional = problem.jobs.iter().filter(|j| !j.mandatory);
        let (count, sum) = optional.fold((0.0, 0.0), |(n, s), j| (n + 1.0, s + j.price as f64));
        let worth = if count > 0.0 { sum / count } else { 0.0 };
        let hot = if absent > 0 && worth > 0.0 { (0.3 * worth).max(visit) } else { visit };
        let visits = problem.visits.len() as u64;
        Cooling { hot, cold: 0.05 * visit, first: (30 * visits).max(2000) }
    }

    /// The cycle that the `moves`-th move belongs to.
    pub fn phase(&self, moves: u64) -> Phase {
        let (mut cycle, mut begin, mut length) = (0, 0, self.first);
        while moves >= begin + length {
            begin += length;
            length *= 2;
            cycle += 1;
        }
        Phase { cycle, into: moves - begin, length }
    }

    /// The temperature of a lane at a phase: later cycles start cooler, and so do later lanes.
    pub fn temperature(&self, phase: Phase, lane: usize) -> f64 {
        let share = phase.into as f64 / phase.length as f64;
        let reheat = [1.0, 0.5, 0.25, 0.12][(phase.cycle as usize).min(3)];
        let own = [1.0, 0.3, 0.6, 0.1][lane % 4];
        let hot = (self.hot * reheat * own).max(self.cold);
        hot * (self.cold / hot).powf(share)
    }
}
