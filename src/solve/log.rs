//! The better plans and bounds of a run, as they come.

use super::budget::Budget;
use super::race::{self, Follower};
use crate::exact::columns::Proof;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::search::portfolio::Portfolio;
use crate::units::Units;
use crate::wire::plan::{Engine, StopReason};

/// A better plan: when, after how many moves, at what cost.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub seconds: f64,
    pub moves: u64,
    pub cost: Units,
    /// Jobs served.
    pub served: usize,
    /// The lower bound at that time, in units.
    pub bound: Option<i128>,
}

/// The most points of a trace.
const TRACE_MOST: usize = 200;

/// The better plans of a run, as they come.
pub(super) struct Log<'a, 'b> {
    pub(super) trace: Vec<Progress>,
    follower: &'a mut dyn Follower,
    budget: &'a Budget<'b>,
    /// The cost of the plan that was shown last.
    shown: Option<Units>,
}

impl<'a, 'b> Log<'a, 'b> {
    pub(super) fn new(follower: &'a mut dyn Follower, budget: &'a Budget<'b>) -> Log<'a, 'b> {
        Log { trace: Vec::new(), follower, budget, shown: None }
    }

    pub(super) fn note(&mut self, problem: &Problem, best: &Solution, moves: u64, cost: Units) {
        let served = best.served(problem).iter().filter(|served| **served).count();
        let bound = self.trace.last().and_then(|last| last.bound);
        let point = Progress { seconds: self.budget.seconds(), moves, cost, served, bound };
        if self.trace.len() >= TRACE_MOST {
            self.trace.pop();
        }
        self.trace.push(point);
        self.follower.note(point);
    }

    /// A better bound beside the best plan.
    pub(super) fn raise(&mut self, bound: i128, moves: u64, cost: Units) {
        let Some(last) = self.trace.last() else { return };
        if last.bound.is_some_and(|known| known >= bound) || i128::from(cost) < bound {
            return;
        }
        let seconds = self.budget.seconds();
        let point = Progress { seconds, moves, cost, served: last.served, bound: Some(bound) };
        if self.trace.len() >= TRACE_MOST {
            self.trace.pop();
        }
        self.trace.push(point);
    }

    /// Shows a plan that is better than the last one shown, if anybody looks. What is shown is what
    /// a stop at this moment would keep.
    pub(super) fn show(&mut self, lanes: &Portfolio, engine: Engine, proof: Option<Proof>) -> bool {
        if self.shown.is_some_and(|cost| cost <= lanes.best_cost) || !self.follower.looks() {
            return true;
        }
        self.shown = Some(lanes.best_cost);
        let trace = self.trace.clone();
        self.follower.show(&race::found(lanes, engine, StopReason::Cancel, proof, trace))
    }
}
