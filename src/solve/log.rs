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
        self.push(point);
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
        self.push(point);
    }

    fn push(&mut self, point: Progress) {
        if self.trace.len() >= TRACE_MOST {
            thin(&mut self.trace);
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

/// Drops the point of a full trace that is missed least: the one with the fewest moves from the one
/// before it to the one behind it, but never the first plan, the first bound or the last point.
/// Moves are counted, not timed, so that a run that is repeated by its work prints the same.
fn thin(trace: &mut Vec<Progress>) {
    let bounded = trace.iter().position(|p| p.bound.is_some());
    let inner = (1..trace.len() - 1).filter(|k| Some(*k) != bounded);
    if let Some(k) = inner.min_by_key(|k| trace[k + 1].moves.saturating_sub(trace[k - 1].moves)) {
        trace.remove(k);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, the curves of a long run lose its first plan, its first bound, or all that
    // came after the first two hundred points.
    #[test]
    fn a_full_trace_is_thinned_all_along() {
        let mut trace: Vec<Progress> = Vec::new();
        for moves in 0..5000u64 {
            if trace.len() >= TRACE_MOST {
                thin(&mut trace);
            }
            let (seconds, cost) = (moves as f64, 9000 - moves as Units);
            let bound = (moves >= 1117).then_some(i128::from(moves));
            trace.push(Progress { seconds, moves, cost, served: 0, bound });
        }
        let moves: Vec<u64> = trace.iter().map(|p| p.moves).collect();
        assert!(moves.is_sorted() && moves.len() == TRACE_MOST);
        assert!(moves[0] == 0 && moves.contains(&1117) && moves.last() == Some(&4999), "{moves:?}");
        let widest = moves.windows(2).map(|w| w[1] - w[0]).max();
        assert!(widest < Some(100), "{widest:?} moves without a point");
    }
}
