//! Linked jobs and jobs with shared resources for which vans have to call at the warehouse: routes
//! that lack something call first, the job goes in behind, and what nobody needed is dropped.

use super::reroute::change;
use super::ruin::take_out;
use super::state::State;
use crate::units::Units;
use std::collections::BTreeSet;

/// Where calls are made for a job that goes in behind them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// Where the call costs least.
    Cheapest,
    /// Before all else.
    First,
}

/// Inserts a job by `plain`, which makes no calls of its own, for less than `limit`: as the routes
/// are, and where that fails behind calls made for it.
pub fn insert(
    state: &mut State,
    job: usize,
    limit: Units,
    plain: impl Fn(&mut State) -> bool,
) -> bool {
    let tries = [When::Cheapest, When::First];
    let stocked = state.problem.stock.is_some();
    plain(state) || stocked && tries.iter().any(|when| behind(state, job, (limit, *when), &plain))
}

fn behind(
    state: &mut State,
    job: usize,
    (limit, when): (Units, When),
    plain: &impl Fn(&mut State) -> bool,
) -> bool {
    let calls = state.calls();
    let before = state.cost;
    let called = call_for(state, job, when);
    if called.is_empty() {
        return false;
    }
    let done = plain(state);
    for &s in &called {
        let route = &state.routes[s];
        let (call, n) = (route.supply.call, route.visits.len());
        if let Some(c) = call.filter(|_| route.supply.reach + 1 >= n) {
            state.splice(s, (c, c + 1), &[]);
        }
    }
    if done && state.cost - before < limit {
        return true;
    }
    if done {
        take_out(state, job);
    }
    state.move_calls(&calls);
    false
}

/// Puts a call into each route that lacks something for a visit of the job: the shifts.
fn call_for(state: &mut State, job: usize, when: When) -> Vec<usize> {
    let problem = state.problem;
    let Some(stock) = &problem.stock else { return Vec::new() };
    let shifts: BTreeSet<u32> =
        problem.visits_of(job).flat_map(|v| problem.shifts_of[v].iter().copied()).collect();
    let mut called = Vec::new();
    for s in shifts.into_iter().map(|s| s as usize) {
        let route = &state.routes[s];
        let lacks =
            |v: usize| problem.allowed(s, v) && !route.keeps_stock(problem, s, (v as u32, 0), None);
        if route.supply.call.is_some() || !route.possible || !problem.visits_of(job).any(lacks) {
            continue;
        }
        let gaps = if when == When::First { 0..=0 } else { 0..=route.supply.reach };
        let price = |gap: usize| Some((change(state, s, (gap, gap), &[stock.call])?, gap));
        if let Some((_, gap)) = gaps.filter_map(price).min() {
            state.splice(s, (gap, gap), &[stock.call]);
            called.push(s);
        }
    }
    called
}
