//! What one more shift is worth: how far a bound falls when a class of shifts has one more of them.

use super::graph::Graph;
use super::sheet::Duals;
use crate::model::problem::Problem;
use crate::units::Units;

/// The worth of shifts at the prices of rows that showed a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// No plan costs less.
    pub bound: i128,
    /// By shift: with one more like it no plan costs less than `bound` without this.
    pub by_shift: Vec<Units>,
}

impl Worth {
    /// The same prices bound the request with one more shift: its class then counts once more, and
    /// nothing else of the sum changes. The cuts hold for any number of shifts. Costs are never
    /// negative, so that no more than the bound can be saved.
    pub fn of(
        problem: &Problem,
        graphs: &[Graph],
        duals: &Duals,
        least: &[Units],
        bound: i128,
    ) -> Worth {
        let bound = bound.max(0);
        let most = Units::try_from(bound).unwrap_or(Units::MAX);
        let mut by_shift = vec![0; problem.shifts.len()];
        for (graph, least) in graphs.iter().zip(least) {
            let once = duals.class[graph.class as usize] - (*least).min(0);
            graph.shifts.iter().for_each(|&s| by_shift[s as usize] = once.clamp(0, most));
        }
        Worth { bound, by_shift }
    }
}
