//! Recreate: greedy insertion in a drawn order, and cheaper work making room.

use super::hanging;
use super::insert::{Candidate, Legs, Place, best_for, candidates, price};
use super::neighbours::Neighbours;
use super::replace::replacement;
use super::reroute;
use super::state::State;
use super::ties;
use crate::rng::Rng;
use crate::units::Units;

/// Of so many candidates the least is looked for before the rest is sorted.
const FIRST_FEW: usize = 4;
/// How often a position is overlooked, so that greedy does not always repeat itself.
const BLINK: f64 = 0.01;
/// The same where crews are compared or limits shared: what is best for a visit alone is seldom it
/// for all.
const BLINK_WHOLE: f64 = 0.08;
/// How often a job without room may replace a cheaper one.
const EJECT: f64 = 0.8;
/// How many jobs of a first plan pass between two looks at the stop sign.
const LOOK_EVERY: usize = 8;
/// The most replacements in one move.
const MOST_EJECTIONS: usize = 4;

/// Of more absent jobs than this only some are tried in a move: those near to what was taken out,
/// up to so many, and others in turn. Of thousands of jobs nearly all absent ones are far away.
const MOST_ABSENT: usize = 48;
const NEAR_ABSENT: usize = 32;

/// What a lane keeps between moves.
#[derive(Default)]
pub struct Scratch {
    /// Jobs to insert, in order.
    queue: Vec<u32>,
    /// The job that comes before all others.
    pub first: Option<u32>,
    /// How much of a job's price counts.
    pub weight: f64,
    keys: Vec<(i64, u32)>,
    candidates: Vec<Candidate>,
    /// Whether a job without room near by is tried everywhere.
    thorough: bool,
    /// Shifts to try.
    shifts: Vec<u32>,
    /// By job: taken out by this move, so that every route is worth a try.
    fresh: Vec<bool>,
    /// By job: absent, and not tried by this move.
    waits: Vec<bool>,
}

impl Scratch {
    pub fn new(jobs: usize) -> Scratch {
        let none = vec![false; jobs];
        Scratch { fresh: none.clone(), waits: none, weight: 1.0, ..Scratch::default() }
    }
}

/// Inserts the removed jobs, and tries the absent ones on the routes that changed. What stays out
/// becomes the state's new `absent`. A first plan looks everywhere, and at the stop sign.
pub fn recreate(
    state: &mut State,
    near: &Neighbours,
    removed: &[u32],
    (everywhere, stop): (bool, &(dyn Fn() -> bool + Sync)),
    temperature: f64,
    rng: &mut Rng,
    scratch: &mut Scratch,
) {
    let problem = state.problem;
    scratch.thorough = everywhere;
    scratch.queue.clear();
    gather_absent(state, near, removed, everywhere, rng, scratch);
    for &j in removed {
        scratch.queue.push(j);
        scratch.fresh[j as usize] = true;
    }
    order(state, rng, scratch);
    if let Some(j) = scratch.first.take()
        && let Some(k) = scratch.queue.iter().position(|&o| o == j)
    {
        scratch.queue[..=k].rotate_right(1);
        scratch.fresh[j as usize] = true;
    }
    let again = hanging::Again::of(state);
    state.absent.retain(|&j| std::mem::take(&mut scratch.waits[j as usize]));
    let mut ejections = 0;
    let mut next = 0;
    while next < scratch.queue.len() {
        let j = scratch.queue[next] as usize;
        next += 1;
        if everywhere && next.is_multiple_of(LOOK_EVERY) && stop() {
            state.absent.extend(&scratch.queue[next - 1..]);
            break;
        }
        let all = everywhere || scratch.fresh[j];
        if !problem.jobs[j].is_free() {
            hanging::try_in(state, j, (all, everywhere), &scratch.fresh, (again, rng));
            continue;
        }
        let v = problem.jobs[j].first_visit;
        if let Some(place) = best_place(state, near, v, problem.jobs[j].price, all, rng, scratch) {
            state.put(&place, v);
            continue;
        }
        if ejections < MOST_EJECTIONS
            && rng.chance(EJECT)
            && let Some(out) = eject_for(state, near, v, all, temperature, rng, scratch)
        {
            ejections += 1;
            scratch.fresh[out as usize] = true;
            scratch.queue.push(out);
            continue;
        }
        state.absent.push(j as u32);
    }
    if problem.stock.is_some() {
        reroute::settle(state);
    }
    for &j in &scratch.queue {
        scratch.fresh[j as usize] = false;
    }
    if !problem.ties.is_empty() {
        ties::forget_served(state);
    }
}

/// Queues the absent jobs that are tried; the others wait.
fn gather_absent(
    state: &State,
    near: &Neighbours,
    removed: &[u32],
    everywhere: bool,
    rng: &mut Rng,
    scratch: &mut Scratch,
) {
    let (problem, absent) = (state.problem, &state.absent);
    let Scratch { queue, waits, first, .. } = scratch;
    if everywhere || absent.len() <= MOST_ABSENT {
        queue.extend_from_slice(absent);
        return;
    }
    absent.iter().for_each(|&j| waits[j as usize] = true);
    let centre = removed.first().map(|&j| problem.jobs[j as usize].first_visit);
    let close = centre.map_or(&[][..], |v| near.of_visit(v as usize));
    let close = close.iter().map(|&o| problem.visits[o as usize].job);
    let mut take = |j: u32, most: usize| {
        if queue.len() < most && std::mem::take(&mut waits[j as usize]) {
            queue.push(j);
        }
    };
    first.iter().for_each(|&j| take(j, NEAR_ABSENT));
    close.for_each(|j| take(j, NEAR_ABSENT));
    let from = rng.below(absent.len());
    absent[from..].iter().chain(&absent[..from]).for_each(|&j| take(j, MOST_ABSENT));
}

/// Of a visit with more shifts than this, the near ones are tried first.
const MANY_SHIFTS: usize = 60;
/// And after them so many others at the most, except in a first plan.
const OTHER_SHIFTS: usize = 100;

/// The best place of a single visit for less than `limit`: on the shifts that the move has touched,
/// or on all of its shifts. Where these are many, the near ones come first; some others only follow
/// where the near ones have no place, and all others only in a first plan.
fn best_place(
    state: &State,
    near: &Neighbours,
    v: u32,
    limit: Units,
    all: bool,
    rng: &mut Rng,
    scratch: &mut Scratch,
) -> Option<Place> {
    note_shifts(state, near, v, all, scratch);
    let place = best_of(state, v, limit, rng, scratch);
    let shifts = &state.problem.shifts_of[v as usize];
    if place.is_some() || !all || shifts.len() <= MANY_SHIFTS {
        return place;
    }
    let many = if scratch.thorough { shifts.len() } else { OTHER_SHIFTS.min(shifts.len()) };
    let from = rng.below(shifts.len());
    scratch.shifts.clear();
    scratch.shifts.extend(shifts[from..].iter().chain(&shifts[..from]).take(many));
    best_of(state, v, limit, rng, scratch)
}

/// The best place on the shifts that are noted in `scratch`.
fn best_of(
    state: &State,
    v: u32,
    limit: Units,
    rng: &mut Rng,
    scratch: &mut Scratch,
) -> Option<Place> {
    let legs = Legs::of(state.problem, v);
    let Scratch { shifts, candidates: list, .. } = scratch;
    if state.problem.timed || state.problem.late {
        list.clear();
        for s in distinct(state, shifts) {
            candidates(state, s, v, &legs, limit, list);
        }
        return cheapest(state, v, &legs, limit, rng, list);
    }
    let mut best: Option<Place> = None;
    let mut blink = Some((rng, blink_of(state)));
    for s in distinct(state, shifts) {
        let limit = best.map_or(limit, |b| b.delta);
        best = best_for(state, s, v, &legs, limit, &mut blink).or(best);
    }
    best
}

fn blink_of(state: &State) -> f64 {
    if state.problem.whole.is_empty() { BLINK } else { BLINK_WHOLE }
}

/// Of empty shifts that are the same in everything, one after the other, only the first.
fn distinct(state: &State, shifts: &[u32]) -> impl Iterator<Item = usize> {
    let mut empty = None;
    shifts.iter().map(|s| *s as usize).filter(move |&s| {
        if !state.is_empty(s) {
            return true;
        }
        let class = Some(state.problem.shifts[s].team_class);
        std::mem::replace(&mut empty, class) != class
    })
}

/// Notes the shifts to try first: those the move has touched, or the near ones of many, or all.
fn note_shifts(state: &State, near: &Neighbours, v: u32, all: bool, scratch: &mut Scratch) {
    let shifts = &state.problem.shifts_of[v as usize];
    if !all {
        let fits = |s: &usize| state.problem.fits(*s, v as usize);
        scratch.shifts.clear();
        scratch.shifts.extend(state.touched_shifts().filter(fits).map(|s| s as u32));
    } else if shifts.len() > MANY_SHIFTS {
        near.shifts(state, v as usize, &mut scratch.shifts);
    } else {
        scratch.shifts.clone_from(shifts);
    }
}

/// The cheapest candidate: exact prices from the least sure cost up, until none can be cheaper.
fn cheapest(
    state: &State,
    v: u32,
    legs: &Legs,
    limit: Units,
    rng: &mut Rng,
    list: &mut Vec<Candidate>,
) -> Option<Place> {
    let blink = blink_of(state);
    let mut best: Option<Place> = None;
    let mut look = |candidate: Candidate, best: &mut Option<Place>| {
        let floor = best.map_or(limit, |b| b.delta);
        let tried = candidate.sure < floor && !rng.chance(blink);
        if tried {
            *best = price(state, v, legs, candidate).filter(|p| p.delta < floor).or(*best);
        }
        candidate.sure < floor
    };
    // The price of one of the first few leaves little of a long list to be sorted.
    for _ in 0..FIRST_FEW {
        let Some(least) = (0..list.len()).min_by_key(|k| list[*k]) else { return best };
        if !look(list.swap_remove(least), &mut best) {
            return best;
        }
        if let Some(found) = best {
            list.retain(|c| c.sure < found.delta);
            break;
        }
    }
    list.sort_unstable();
    for &candidate in list.iter() {
        if !look(candidate, &mut best) {
            break;
        }
    }
    best
}

/// Puts the visit in the place of a cheaper one, if that gains enough; returns the job that went.
fn eject_for(
    state: &mut State,
    near: &Neighbours,
    v: u32,
    all: bool,
    temperature: f64,
    rng: &mut Rng,
    scratch: &mut Scratch,
) -> Option<u32> {
    let problem = state.problem;
    let own = problem.jobs[problem.visits[v as usize].job as usize].price;
    let legs = Legs::of(problem, v);
    note_shifts(state, near, v, all, scratch);
    let shifts = std::mem::take(&mut scratch.shifts);
    let slack = (temperature * -rng.unit().max(1e-9).ln()) as i64;
    let mut best: Option<(Units, usize, usize)> = None;
    let duration = problem.visits[v as usize].duration;
    let mut look = |s: usize| {
        if duration > state.swap_of(s) {
            return;
        }
        for p in 0..state.routes[s].visits.len() {
            if duration > state.routes[s].gaps[p].swap {
                continue;
            }
            let gone = state.routes[s].visits[p];
            if problem.is_call(gone) {
                continue;
            }
            let job = problem.visits[gone as usize].job as usize;
            if !problem.jobs[job].is_free() {
                continue;
            }
            let worth = ((own - problem.jobs[job].price) as f64 * scratch.weight) as i64;
            let floor = best.map_or(-slack, |b| b.0);
            if worth <= floor.saturating_sub(own) || (scratch.fresh[job] && worth <= 0) {
                continue;
            }
            if let Some(delta) = replacement(state, s, p, v, &legs)
                && worth - delta > floor
            {
                best = Some((worth - delta, s, p));
            }
        }
    };
    shifts.iter().for_each(|s| look(*s as usize));
    scratch.shifts = shifts;
    let (_, s, p) = best?;
    let gone = state.routes[s].visits[p];
    if problem.stock.is_some() {
        state.splice(s, (p, p + 1), &[v]);
    } else {
        state.remove(s, p, p + 1);
        state.insert(s, p, v);
    }
    Some(problem.visits[gone as usize].job)
}

/// Draws the order of insertion: worth per time, worth, length, few choices, or chance.
fn order(state: &State, rng: &mut Rng, scratch: &mut Scratch) {
    let problem = state.problem;
    rng.shuffle(&mut scratch.queue);
    let mode = rng.below(12);
    if mode <= 2 {
        return;
    }
    let Scratch { queue, keys, .. } = scratch;
    keys.clear();
    for &j in queue.iter() {
        let job = &problem.jobs[j as usize];
        let v = job.first_visit as usize;
        let seconds = problem.visits[v].duration / 1000 + 1200;
        let key = match mode {
            3..=6 => -(job.price / seconds),
            7 | 8 => -job.price,
            9 => -(job.price / seconds).saturating_mul(90 + rng.below(21) as i64),
            10 => -problem.visits[v].duration,
            _ => problem.shifts_of[v].len() as i64,
        };
        keys.push((key, j));
    }
    keys.sort_by_key(|k| k.0);
    queue.clear();
    queue.extend(keys.iter().map(|k| k.1));
}
