//! Jobs tied to others: put in after those they wait for, taken out with those that wait for them.
//!
//! Each planned visit of a group has an interval of its own for its start ([`crate::model::meet`]).
//! A visit that comes in is tried where it costs least within what its partners could leave it;
//! then the group's intervals are found anew.

mod open;
mod settle;

pub use open::suppose;
pub use settle::{apart, clear_impossible, loosen, retime_all, settle, settle_all, settle_or_drop};
pub(super) use settle::{hold, put_back};

use super::insert::{Candidate, Legs, Place, candidates, price};
use super::ruin::take_out;
use super::state::State;
use super::ways;
use super::{called, links};
use crate::intake::case::Link;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::units::{Millis, Units};

type Span = (Millis, Millis);

/// How many places of a visit are tried with the whole group.
const TRIES: usize = 4;
/// A group of at most so many jobs is taken out as a whole.
const SMALL: usize = 6;
/// Of so many jobs that wait for one the prices are looked up; of more it is worth enough.
const FOLLOWERS: usize = 200;

/// For how much a job may be put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bid {
    /// Its own price.
    Own,
    /// Its price and that of the jobs that wait for it: what it makes possible may pay for it.
    Group,
    Any,
    /// Any, but no job comes in together with the one that it waits for.
    InTurn,
}

/// Puts a job in, and before it those it waits for, each not at its `skip` cheapest places if there
/// are others. Whether the job is served then.
pub fn insert(state: &mut State, job: usize, bid: Bid, skip: usize) -> bool {
    let problem = state.problem;
    let group = problem.group(job);
    let mut wanted = vec![job];
    let mut known = vec![false; problem.jobs.len()];
    known[job] = true;
    let mut seen = 0;
    while seen < wanted.len() {
        for first in waits_for(problem, wanted[seen]) {
            let first = problem.jobs[first].own as usize;
            if !state.served(first) && !std::mem::replace(&mut known[first], true) {
                wanted.push(first);
            }
        }
        seen += 1;
    }
    for &j in group.iter().filter(|j| known[**j as usize]) {
        let j = j as usize;
        let worth = match bid {
            Bid::Any | Bid::InTurn => Units::MAX / 4,
            Bid::Own => problem.jobs[j].price,
            Bid::Group => problem.jobs[j].price + followers(state, j),
        };
        let both = matches!(bid, Bid::Group | Bid::Any);
        let other = partner(state, j).filter(|_| both);
        if state.served(j) || other.is_some_and(|b| pair(state, j, b, worth, skip)) {
            continue;
        }
        if !put(state, j, worth, skip) {
            return false;
        }
    }
    state.served(job)
}

/// Of a group of two whose second waits for the first, the second while it is left out.
fn partner(state: &State, first: usize) -> Option<usize> {
    let problem = state.problem;
    let &[a, b] = problem.group(first) else { return None };
    let single = |j: u32| problem.jobs[j as usize].link == Link::Single;
    let waits = waits_for(problem, b as usize).any(|j| j == first);
    let both = a as usize == first && waits && single(a) && single(b);
    (both && !state.served(b as usize)).then_some(b as usize)
}

/// Puts two jobs in at once: where the first goes cheapest the second may not be able to follow.
fn pair(state: &mut State, first: usize, second: usize, limit: Units, skip: usize) -> bool {
    let problem = state.problem;
    let (a, b) = (problem.jobs[first].first_visit, problem.jobs[second].first_visit);
    let (before, held) = (state.cost, hold(state, first));
    let mut spots = spots(state, a, limit);
    spots.drain(..skip.min(spots.len().saturating_sub(1)));
    let mut best: Option<(Units, usize)> = None;
    for (k, spot) in spots.iter().enumerate() {
        let most = best.map_or(limit, |o| o.0);
        if spot.cost >= most {
            break;
        }
        let more = most - spot.cost;
        if enter(state, a, spot) && visit(state, b, more, 0) && state.cost - before < most {
            best = Some((state.cost - before, k));
        }
        take_out(state, second);
        take_out(state, first);
        put_back(state, &held);
    }
    let Some((_, k)) = best else { return false };
    enter(state, a, &spots[k]) && visit(state, b, limit, 0)
}

/// What the jobs left out are worth that wait for this one, directly or not.
fn followers(state: &State, job: usize) -> Units {
    let problem = state.problem;
    let mut out = vec![job];
    let mut seen = 0;
    while seen < out.len() && out.len() < FOLLOWERS {
        for v in problem.visits_of(out[seen]) {
            for tie in problem.ties.of_visit(v as u32) {
                let second = problem.visits[tie.second as usize].job as usize;
                let second = problem.jobs[second].own as usize;
                if tie.needs && tie.first as usize == v && !out.contains(&second) {
                    out.push(second);
                }
            }
        }
        seen += 1;
    }
    out[1..].iter().filter(|j| !state.served(**j)).map(|&j| problem.jobs[j].price).sum()
}

/// The jobs without which this one may not be served.
pub fn waits_for<'a>(problem: &'a Problem, job: usize) -> impl Iterator<Item = usize> + 'a {
    problem.visits_of(job).flat_map(move |v| {
        let ties = problem.ties.of_visit(v as u32);
        let own = ties.filter(move |t| t.needs && t.second as usize == v);
        own.map(|t| problem.visits[t.first as usize].job as usize)
    })
}

/// Puts one job in for less than `limit`, its partners as they are.
fn put(state: &mut State, job: usize, limit: Units, skip: usize) -> bool {
    let problem = state.problem;
    if waits_for(problem, job).any(|first| !state.served(first)) {
        return false;
    }
    if problem.jobs[job].choice {
        return ways::insert_tied(state, job, limit, &|state, way, most| {
            put_one(state, way, most, skip)
        });
    }
    put_one(state, job, limit, skip)
}

/// The same in one way.
fn put_one(state: &mut State, job: usize, limit: Units, skip: usize) -> bool {
    let problem = state.problem;
    let own = &problem.jobs[job];
    let one = |state: &mut State| visit(state, own.first_visit, limit, skip);
    let single = own.link == Link::Single;
    if single && !(own.booked && problem.stock.is_some()) {
        return one(state);
    }
    let before = state.cost;
    let held = hold(state, job);
    let done = match own.choice {
        _ if single => called::insert(state, job, limit, one),
        true => ways::insert_way(state, job, limit),
        false => links::insert(state, job, limit),
    };
    if done && settle(state, job) && state.cost - before < limit {
        return true;
    }
    if done {
        take_out(state, job);
    }
    put_back(state, &held);
    false
}

/// A place with the interval in which the visit would start there.
#[derive(Clone, Copy)]
struct Spot {
    at: Candidate,
    span: Span,
    cost: Units,
}

/// Puts a single visit, tied or using a resource, in where it costs least with its group.
pub fn visit(state: &mut State, v: u32, limit: Units, skip: usize) -> bool {
    let mut spots = spots(state, v, limit);
    spots.drain(..skip.min(spots.len().saturating_sub(1)));
    let job = state.problem.visits[v as usize].job as usize;
    let before = state.cost;
    let held = hold(state, job);
    let mut best: Option<(Units, usize)> = None;
    for (k, spot) in spots.iter().enumerate() {
        if best.is_some_and(|(cost, _)| cost <= spot.cost) {
            break;
        }
        if enter(state, v, spot) && state.cost - before < best.map_or(limit, |b| b.0) {
            best = Some((state.cost - before, k));
            if spots.get(k + 1).is_none_or(|next| next.cost >= state.cost - before) {
                return true;
            }
        }
        take_out(state, job);
        put_back(state, &held);
    }
    let Some((_, k)) = best else { return false };
    enter(state, v, &spots[k])
}

fn enter(state: &mut State, v: u32, spot: &Spot) -> bool {
    let Candidate { shift, position, call, .. } = spot.at;
    state.fix_start(v, Some(spot.span));
    state.put(&Place { shift, position: u32::from(position), call, delta: spot.cost }, v);
    !state.ledger.clashes() && settle(state, state.problem.visits[v as usize].job as usize)
}

/// The cheapest places of a visit within what its partners could leave it.
fn spots(state: &mut State, v: u32, limit: Units) -> Vec<Spot> {
    let problem = state.problem;
    let legs = Legs::of(problem, v);
    let mut all: Vec<(Candidate, Span)> = Vec::new();
    let mut list = Vec::new();
    let Some(partners) = open::partners(state, v) else { return Vec::new() };
    for &s in &problem.shifts_of[v as usize] {
        for span in open::spans(problem, &partners, s as usize, v) {
            let Some(hire) = state.hire_floor(v, &[span]) else { continue };
            state.suppose(v, Some(span));
            list.clear();
            candidates(state, s as usize, v, &legs, limit.saturating_sub(hire), &mut list);
            all.extend(list.iter().map(|c| (Candidate { sure: c.sure + hire, ..*c }, span)));
        }
    }
    state.suppose(v, None);
    all.sort_unstable();
    let mut best: Vec<Spot> = Vec::new();
    for (at, span) in all {
        let full = best.len() >= TRIES;
        if full && at.sure >= best[TRIES - 1].cost {
            break;
        }
        state.suppose(v, Some(span));
        let most = if full { best[TRIES - 1].cost } else { limit };
        let Some((cost, span)) = exactly(state, v, &legs, (at, span), most) else { continue };
        if cost >= limit {
            continue;
        }
        let k = best.partition_point(|b| b.cost <= cost);
        best.insert(k, Spot { at, span, cost });
        best.truncate(TRIES);
    }
    state.suppose(v, None);
    best
}

/// The exact price of a place, and what it leaves to the start there: one moment where a resource
/// is used.
fn exactly(
    state: &State,
    v: u32,
    legs: &Legs,
    (at, span): (Candidate, Span),
    most: Units,
) -> Option<(Units, Span)> {
    if state.problem.resources.uses(v) {
        let side = links::booked_side(state, v, at, most)?;
        return Some((side.least, (side.start, side.start)));
    }
    Some((price(state, v, legs, at)?.delta, span))
}

/// Takes jobs off the list of the absent that have come in with a tied one; what leaving them out
/// would have cost.
pub fn forget_served(state: &mut State) -> Units {
    let problem = state.problem;
    let (out, absent) =
        std::mem::take(&mut state.absent).into_iter().partition(|j| !state.served(*j as usize));
    state.absent = out;
    let served: Vec<u32> = absent;
    served.into_iter().map(|j| problem.jobs[j as usize].price).sum()
}

/// A solution without the groups that have no times in it.
pub fn legal_groups(problem: &Problem, solution: Solution) -> Solution {
    if problem.ties.is_empty() {
        return solution;
    }
    let mut state = State::load(problem, &solution);
    for j in (0..problem.jobs.len()).filter(|j| problem.group(*j).first() == Some(&(*j as u32))) {
        // What waits for a job that is no longer there goes alone.
        for &o in problem.group(j) {
            if waits_for(problem, o as usize).any(|first| !state.served(first)) {
                take_out(&mut state, o as usize);
            }
        }
        if !settle(&mut state, j) {
            problem.group(j).iter().for_each(|&o| take_out(&mut state, o as usize));
        }
    }
    clear_impossible(&mut state);
    state.solution()
}

/// Takes out what cannot stay without a job, or would only be in its way; returns those jobs.
pub fn companions(state: &State, job: usize) -> Vec<u32> {
    let problem = state.problem;
    let group = problem.group(job);
    let mut out: Vec<u32> = vec![job as u32];
    // Days of work do not go because the hour that follows them does.
    let long =
        |j: &u32| problem.jobs[*j as usize].choice || problem.jobs[*j as usize].gap.is_some();
    if group.len() <= SMALL && !group.iter().any(long) {
        out.extend(group.iter().filter(|j| **j as usize != job && state.served(**j as usize)));
        return out;
    }
    let mut known = vec![false; problem.jobs.len()];
    known[job] = true;
    let mut seen = 0;
    while seen < out.len() {
        for v in problem.visits_of(out[seen] as usize) {
            for tie in problem.ties.of_visit(v as u32) {
                let second = problem.visits[tie.second as usize].job;
                let waits = tie.needs && tie.first as usize == v;
                if waits && !std::mem::replace(&mut known[second as usize], true) {
                    out.push(second);
                }
            }
        }
        seen += 1;
    }
    out.retain(|j| *j as usize == job || state.served(*j as usize));
    out
}
