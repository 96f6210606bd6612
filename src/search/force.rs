//! Jobs put in at any price.

use super::insert::best_in_route;
use super::links;
use super::state::State;
use super::ties::{self, Bid};
use crate::rng::Rng;
use crate::units::Units;

/// Puts one job that is left out where it costs least on one of its shifts, whatever that costs:
/// a shift may pay only once several jobs share its price, and somebody has to be the first. The
/// move as a whole is judged afterwards.
pub fn force_in(state: &mut State, rng: &mut Rng) -> bool {
    let problem = state.problem;
    if state.absent.is_empty() {
        return false;
    }
    let k = rng.below(state.absent.len());
    let j = state.absent[k] as usize;
    let placed = if problem.jobs[j].is_free() {
        let v = problem.jobs[j].first_visit;
        let shifts = &problem.shifts_of[v as usize];
        let s = shifts[rng.below(shifts.len())] as usize;
        let place = best_in_route(state, s, v, Units::MAX / 4, &mut None);
        place.inspect(|p| state.put(p, v)).is_some()
    } else if problem.jobs[j].tied {
        ties::insert(state, j, Bid::Any, 0)
    } else {
        links::insert(state, j, Units::MAX / 4)
    };
    if problem.jobs[j].tied {
        state.cost -= ties::forget_served(state);
    } else if placed {
        state.absent.swap_remove(k);
        state.cost -= problem.jobs[j].price;
    }
    placed
}
