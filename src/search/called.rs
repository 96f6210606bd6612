//! Linked jobs and jobs with shared resources for which vans have to call at the warehouse: routes
//! that lack something call first, the job goes in behind, and what nobody needed is dropped.

use super::reroute::change;
use super::ruin::take_out;
use super::state::State;
use crate::units::Units;
use std::collections::{BTreeMap, BTreeSet};

/// Crews and shifts that call for a job: so many of both, where there are.
const CREWS: usize = 4;
const SHIFTS: usize = 24;

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
    called.iter().for_each(|&s| drop_needless(state, s));
    if done && state.cost - before < limit {
        return true;
    }
    if done {
        take_out(state, job);
    }
    state.move_calls(&calls);
    false
}

/// Drops the call of a route that nothing needs, unless the way by the warehouse is the better one.
fn drop_needless(state: &mut State, s: usize) {
    let route = &state.routes[s];
    let (Some(c), n) = (route.supply.call, route.visits.len()) else { return };
    if route.supply.reach + 1 < n {
        return;
    }
    if n == 1 || change(state, s, (c, c + 1), &[]).is_some_and(|more| more <= 0) {
        state.splice(s, (c, c + 1), &[]);
    }
}

/// Puts a call into routes that lack something for a visit of the job, those of the crews for which
/// a call costs least: the shifts.
fn call_for(state: &mut State, job: usize, when: When) -> Vec<usize> {
    let problem = state.problem;
    let Some(stock) = &problem.stock else { return Vec::new() };
    let mut of_crew: BTreeMap<u32, Vec<(Units, usize, usize)>> = BTreeMap::new();
    for (s, gap, price) in prices(state, job, stock.call, when) {
        of_crew.entry(problem.shifts[s].crew).or_default().push((price, s, gap));
    }
    let mut crews: Vec<Vec<(Units, usize, usize)>> = of_crew.into_values().collect();
    crews.sort_by_key(|shifts| shifts.iter().min().copied());
    let mut called = Vec::new();
    for (k, shifts) in crews.into_iter().enumerate() {
        if k >= CREWS && called.len() >= SHIFTS {
            break;
        }
        for (_, s, gap) in shifts {
            state.splice(s, (gap, gap), &[stock.call]);
            called.push(s);
        }
    }
    called
}

/// What a call costs in each route that lacks something for a visit of the job: shift, gap, price.
fn prices(state: &State, job: usize, call: u32, when: When) -> Vec<(usize, usize, Units)> {
    let problem = state.problem;
    let shifts: BTreeSet<u32> =
        problem.visits_of(job).flat_map(|v| problem.shifts_of[v].iter().copied()).collect();
    let best = |s: usize| {
        let route = &state.routes[s];
        let lacks =
            |v: usize| problem.allowed(s, v) && !route.keeps_stock(problem, s, (v as u32, 0), None);
        if route.supply.call.is_some() || !route.possible || !problem.visits_of(job).any(lacks) {
            return None;
        }
        let gaps = if when == When::First { 0..=0 } else { 0..=route.supply.reach };
        let price = |gap: usize| Some((change(state, s, (gap, gap), &[call])?, gap));
        gaps.filter_map(price).min().map(|(price, gap)| (s, gap, price))
    };
    shifts.into_iter().filter_map(|s| best(s as usize)).collect()
}
