//! Jobs that can be done in several ways, and parts that need not follow at once: of all ways, days
//! and positions the cheapest.

use super::links::{Spot, best_spot, put_parts};
use super::ruin::take_out;
use super::state::State;
use super::ties;
use crate::model::problem::Problem;
use crate::rng::Rng;
use crate::units::Units;

/// Puts a job in where it costs least in any of its ways, for less than `limit`.
pub fn insert(state: &mut State, job: usize, limit: Units) -> bool {
    let problem = state.problem;
    let mut best: Option<(Units, usize, Vec<Spot>)> = None;
    for way in problem.each_way(job) {
        let most = best.as_ref().map_or(limit, |b| b.0);
        if let Some((cost, places)) = cheapest(state, way, most) {
            best = Some((cost, way, places));
        }
    }
    let Some((_, way, places)) = best else { return false };
    put_parts(state, way, &places);
    true
}

/// One way alone, as [`insert`]: for tied jobs, whose partners have a word in what is cheapest.
pub fn insert_way(state: &mut State, way: usize, limit: Units) -> bool {
    let Some((_, places)) = cheapest(state, way, limit) else { return false };
    put_parts(state, way, &places);
    true
}

/// A part on a shift: where, the cost up to here, and the part before.
struct Step {
    spot: Spot,
    cost: Units,
    before: usize,
}

/// The cheapest places of all parts with one crew, day after day as far apart as may be.
fn cheapest(state: &mut State, way: usize, limit: Units) -> Option<(Units, Vec<Spot>)> {
    let problem = state.problem;
    let visits: Vec<u32> = problem.visits_of(way).map(|v| v as u32).collect();
    let first = &problem.shifts_of[visits[0] as usize];
    let mut crews: Vec<u32> = first.iter().map(|s| problem.shifts[*s as usize].crew).collect();
    crews.sort_unstable();
    crews.dedup();
    let mut best: Option<(Units, Vec<Spot>)> = None;
    for crew in crews {
        let most = best.as_ref().map_or(limit, |b| b.0);
        if let Some(found) = with_crew(state, way, &visits, crew).filter(|f| f.0 < most) {
            best = Some(found);
        }
    }
    if problem.jobs[way].tied {
        visits.iter().for_each(|&v| state.suppose(v, None));
    }
    best
}

/// The same with one crew: the parts are on different dates, so that their costs add up.
fn with_crew(
    state: &mut State,
    way: usize,
    visits: &[u32],
    crew: u32,
) -> Option<(Units, Vec<Spot>)> {
    let (problem, gap) = (state.problem, state.problem.jobs[way].gap);
    let mut layers: Vec<Vec<Step>> = Vec::with_capacity(visits.len());
    for (k, &v) in visits.iter().enumerate() {
        let mut layer = Vec::new();
        for &s in &problem.shifts_of[v as usize] {
            if problem.shifts[s as usize].crew != crew {
                continue;
            }
            let Some((before, cost)) = least_before(state, layers.last(), gap, s as usize) else {
                continue;
            };
            if !ties::suppose(state, s as usize, v) {
                continue;
            }
            let spot = best_spot(state, s as usize, v);
            layer.extend(spot.map(|spot| Step { spot, cost: cost + spot.0.delta, before }));
        }
        if layer.is_empty() {
            return None;
        }
        debug_assert!(k == layers.len(), "one layer for each part");
        layers.push(layer);
    }
    let last = layers.last()?;
    let mut at = (0..last.len()).min_by_key(|i| last[*i].cost)?;
    let cost = last[at].cost;
    let mut places = Vec::with_capacity(visits.len());
    for layer in layers.iter().rev() {
        places.push(layer[at].spot);
        at = layer[at].before;
    }
    places.reverse();
    Some((cost, places))
}

/// The cheapest of the parts before that a shift may follow.
fn least_before(
    state: &State,
    before: Option<&Vec<Step>>,
    gap: Option<i64>,
    s: usize,
) -> Option<(usize, Units)> {
    let Some(before) = before else { return Some((0, 0)) };
    let may = |k: &usize| state.problem.follows(gap, before[*k].spot.0.shift as usize, s);
    (0..before.len()).filter(may).map(|k| (k, before[k].cost)).min_by_key(|b| b.1)
}

/// The job, or one of its ways that has shifts for all its visits.
pub fn some_able(problem: &Problem, job: usize, rng: &mut Rng) -> usize {
    if !problem.jobs[job].choice {
        return job;
    }
    let able = |w: &usize| problem.visits_of(*w).all(|v| !problem.shifts_of[v].is_empty());
    let ways: Vec<usize> = problem.each_way(job).filter(able).collect();
    *rng.pick(&ways)
}

/// Clears the days that some way of a job would take with some crew, from some day on.
pub fn clear_days(state: &mut State, job: usize, rng: &mut Rng, removed: &mut Vec<u32>) {
    let problem = state.problem;
    let way = some_able(problem, job, rng);
    let mut visits = problem.visits_of(way);
    let first = &problem.shifts_of[visits.next().unwrap_or_default()];
    let mut shifts = vec![*rng.pick(first) as usize];
    for v in visits {
        let (last, gap) = (shifts[shifts.len() - 1], problem.jobs[way].gap);
        let next = problem.shifts_of[v].iter().map(|s| *s as usize);
        let next: Vec<usize> = next.filter(|s| problem.follows(gap, last, *s)).collect();
        if next.is_empty() {
            return;
        }
        shifts.push(*rng.pick(&next));
    }
    for s in shifts {
        let n = state.routes[s].visits.len();
        // Of the last day, and of a short job, often only some has to go.
        let from = if rng.chance(0.5) { 0 } else { rng.below(n + 1) };
        let gone = state.routes[s].visits[from..].iter().filter(|v| !problem.is_call(**v));
        removed.extend(gone.map(|v| problem.visits[*v as usize].job));
        if from < n {
            state.remove(s, from, n);
        }
    }
}

/// Puts a tied job in, in the way that costs least with its group: each is tried with all that
/// hangs on it. `put` puts one way in, or leaves everything as it was.
pub fn insert_tied(
    state: &mut State,
    job: usize,
    limit: Units,
    put: &dyn Fn(&mut State, usize, Units) -> bool,
) -> bool {
    let (problem, before) = (state.problem, state.cost);
    let mut best: Option<(Units, usize)> = None;
    for way in problem.each_way(job) {
        let held = ties::hold(state, job);
        if put(state, way, best.map_or(limit, |b| b.0)) {
            best = Some((state.cost - before, way));
            take_out(state, way);
            ties::put_back(state, &held);
        }
    }
    best.is_some_and(|(_, way)| put(state, way, limit))
}
