//! Ruins: which visits a move takes out.

use super::dates;
use super::neighbours::Neighbours;
use super::state::{NOWHERE, State};
use super::ties;
use super::ways;
use crate::rng::Rng;

/// The longest string that a move takes out of one route: about as long as routes are, between
/// these two. All its strings together are at most twice as long.
const LONGEST: (usize, usize) = (6, 15);

/// How long strings may be in this plan.
pub fn longest_string(state: &State) -> usize {
    let lengths = state.routes.iter().map(|r| r.visits.len()).filter(|n| *n > 0);
    let (routes, visits) = lengths.fold((0, 0), |(r, v), n| (r + 1, v + n));
    (4 * visits / (3 * routes).max(1)).clamp(LONGEST.0, LONGEST.1)
}

/// How often a ruin is centred on a job that is left out.
const ON_ABSENT: f64 = 0.3;
/// How often such a ruin looks for room at the job's own time, wherever that is.
const AT_ITS_TIME: f64 = 0.4;
/// How often it else spares the shifts that the job cannot stand on.
const CHOOSY: f64 = 0.8;
/// How often whole days are cleared for a job that needs several.
const WHOLE_DAYS: f64 = 0.5;
/// How often that job comes before all others.
const FIRST: f64 = 0.5;
/// How often, where there are resources, a ruin takes the uses of one of them on one date.
const SAME_RESOURCE: f64 = 0.15;
/// The same where work is spread over dates: few of the uses then stand in one another's way.
const SAME_RESOURCE_DATED: f64 = 0.05;
/// And so many jobs at the most.
const MOST_USES: usize = 6;
/// How often such a ruin frees a quota or a buffer that keeps the job off.
const AT_A_LIMIT: f64 = 0.4;
/// The most members of such a limit that go, and the longest string with each of them.
const MOST_MEMBERS: usize = 3;
/// The most shifts, and the longest string, of a ruin at a job's time.
const MOST_SHIFTS: usize = 4;
const LONGEST_AT_TIME: usize = 3;

/// Takes strings out of the routes around a centre; the jobs they belonged to go to `removed`.
/// Returns a job that is left out and should be the first to be inserted.
pub fn strings(
    state: &mut State,
    near: &Neighbours,
    longest: usize,
    rng: &mut Rng,
    removed: &mut Vec<u32>,
) -> Option<u32> {
    let problem = state.problem;
    let mut first = None;
    let booked = if near.dated { SAME_RESOURCE_DATED } else { SAME_RESOURCE };
    if !problem.resources.is_empty() && rng.chance(booked) {
        one_resource(state, rng, removed);
    } else if !state.absent.is_empty() && rng.chance(ON_ABSENT) {
        let job = state.absent[rng.below(state.absent.len())];
        let centre = problem.jobs[ways::some_able(problem, job as usize, rng)].first_visit;
        let spread = problem.jobs[job as usize].choice || problem.jobs[job as usize].gap.is_some();
        if !problem.whole.is_empty() && at_a_limit(state, centre, rng, removed) {
            // Who was in the way has gone.
        } else if spread && rng.chance(WHOLE_DAYS) {
            ways::clear_days(state, job as usize, rng, removed);
            first = Some(job);
        } else if rng.chance(AT_ITS_TIME) {
            room_for(state, centre, rng, removed);
        } else {
            let choosy = rng.chance(CHOOSY);
            let centre = (centre as usize, choosy);
            around(state, near, centre, longest, rng, removed);
        }
        first = first.or_else(|| rng.chance(FIRST).then_some(job));
    } else {
        let centre = match near.dated {
            true => problem.jobs[rng.below(problem.own)].first_visit as usize,
            false => rng.below(problem.of_jobs()),
        };
        around(state, near, (centre, false), longest, rng, removed);
    }
    if problem.linked {
        whole_jobs(state, removed);
    }
    first
}

/// Chooses jobs that use one resource on one date; they are taken out whole afterwards.
fn one_resource(state: &mut State, rng: &mut Rng, removed: &mut Vec<u32>) {
    let problem = state.problem;
    let users = problem.resources.users();
    let v = users[rng.below(users.len())];
    let uses = problem.resources.of_visit(v);
    let one = &uses[rng.below(uses.len())];
    let start = match state.window(v as usize).filter(|_| state.shift_of[v as usize] != NOWHERE) {
        Some(span) => span.0,
        None => {
            let shifts = &problem.shifts_of[v as usize];
            let Some(&s) = shifts.get(rng.below(shifts.len().max(1))) else { return };
            problem.shifts[s as usize].clock.from
        }
    };
    let list = state.ledger.list(problem.resources.cell(one.resource, start + one.offset));
    let from = if list.len() > MOST_USES { rng.below(list.len() - MOST_USES + 1) } else { 0 };
    let jobs = list.iter().skip(from).take(MOST_USES);
    removed.extend(jobs.map(|t| problem.visits[t.visit as usize].job));
}

/// Takes strings out of the routes near a visit; only of those it fits on, if it is choosy.
fn around(
    state: &mut State,
    near: &Neighbours,
    (centre, choosy): (usize, bool),
    longest: usize,
    rng: &mut Rng,
    removed: &mut Vec<u32>,
) {
    let problem = state.problem;
    let want = 1 + rng.below((2 * longest).min(problem.of_jobs().div_ceil(2)));
    let longest = 1 + rng.below(longest);
    let mut taken = 0;
    let head = problem.jobs[problem.visits[centre].job as usize].own as usize;
    let (list, date) = match near.dated {
        true => {
            let head = problem.jobs[head].first_visit as usize;
            (near.of_visit(head), dates::draw(state, centre, rng))
        }
        false => (near.of_visit(centre), None),
    };
    for &v in list {
        if taken >= want {
            break;
        }
        let v = match near.dated {
            true => match dates::planned(state, v, date) {
                Some(v) => v,
                None => continue,
            },
            false => v,
        };
        let s = state.shift_of[v as usize];
        if s == NOWHERE || state.is_touched(s as usize) {
            continue;
        }
        if choosy && !problem.fits(s as usize, centre) {
            continue;
        }
        let s = s as usize;
        let p = state.routes[s].position(v).expect("the visit is on its shift");
        taken += one_string(state, s, p, 1 + rng.below(longest), rng, removed);
    }
    if problem.linked {
        whole_jobs(state, removed);
    }
}

/// Takes strings out of some shifts that the visit fits on, at the times at which it may start.
fn room_for(state: &mut State, visit: u32, rng: &mut Rng, removed: &mut Vec<u32>) {
    let problem = state.problem;
    let shifts = &problem.shifts_of[visit as usize];
    let many = 1 + rng.below(MOST_SHIFTS.min(shifts.len()));
    let longest = 1 + rng.below(LONGEST_AT_TIME);
    for _ in 0..many {
        let s = shifts[rng.below(shifts.len())] as usize;
        let n = state.routes[s].visits.len();
        if n == 0 || state.is_touched(s) {
            continue;
        }
        let own = state.starts_of(s, visit);
        let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
        let gaps = &state.routes[s].gaps;
        let low = gaps.iter().position(|g| g.latest >= first.0).unwrap_or(n).min(n - 1);
        let high = gaps.iter().rposition(|g| g.soonest <= last.1).unwrap_or(0).min(n - 1);
        let p = low.min(high) + rng.below(low.abs_diff(high) + 1);
        let length = (1 + rng.below(longest)).min(n);
        one_string(state, s, p, length, rng, removed);
    }
}

/// Takes out some of those who fill what keeps a visit off one of its shifts; `false` where nothing
/// is full there.
fn at_a_limit(state: &mut State, visit: u32, rng: &mut Rng, removed: &mut Vec<u32>) -> bool {
    let shifts = &state.problem.shifts_of[visit as usize];
    if !rng.chance(AT_A_LIMIT) {
        return false;
    }
    let s = shifts[rng.below(shifts.len())] as usize;
    let Some(over) = state.kept_off(s, visit) else { return false };
    let members = state.members(over);
    if members.is_empty() {
        return false;
    }
    for _ in 0..1 + rng.below(MOST_MEMBERS) {
        let v = members[rng.below(members.len())];
        let s = state.shift_of[v as usize];
        if s == NOWHERE || state.is_touched(s as usize) {
            continue;
        }
        let p = state.routes[s as usize].position(v).expect("the visit is on its shift");
        one_string(state, s as usize, p, 1 + rng.below(2), rng, removed);
    }
    true
}

/// Takes a string of about `length` that holds the visit at position `p` out of a route.
fn one_string(
    state: &mut State,
    s: usize,
    p: usize,
    length: usize,
    rng: &mut Rng,
    removed: &mut Vec<u32>,
) -> usize {
    let n = state.routes[s].visits.len();
    let length = length.min(n);
    let low = (p + 1).saturating_sub(length);
    let high = p.min(n - length);
    let from = low + rng.below(high - low + 1);
    for q in from..from + length {
        let v = state.routes[s].visits[q];
        if !state.problem.is_call(v) {
            removed.push(state.problem.visits[v as usize].job);
        }
    }
    state.remove(s, from, from + length);
    length
}

/// Takes out the other visits of jobs of which one visit has gone.
fn whole_jobs(state: &mut State, removed: &mut Vec<u32>) {
    let problem = state.problem;
    if !problem.ties.is_empty() {
        let tied = removed.iter().filter(|j| problem.jobs[**j as usize].tied);
        let more: Vec<u32> = tied.flat_map(|&j| ties::companions(state, j as usize)).collect();
        removed.extend(more);
    }
    if !problem.ways.is_empty() {
        removed.iter_mut().for_each(|j| *j = problem.jobs[*j as usize].own);
    }
    removed.sort_unstable();
    removed.dedup();
    for &j in removed.iter() {
        if !problem.jobs[j as usize].is_free() {
            take_out(state, j as usize);
        }
    }
}

/// Takes every visit of a job out of the plan, in whatever way it is done.
pub fn take_out(state: &mut State, job: usize) {
    let problem = state.problem;
    for v in problem.each_way(job).flat_map(|j| problem.visits_of(j)) {
        let s = state.shift_of[v];
        if s != NOWHERE {
            let p = state.routes[s as usize].position(v as u32).expect("it is on its shift");
            state.remove(s as usize, p, p + 1);
        }
        if state.problem.linked {
            state.fix_start(v as u32, None);
        }
    }
}
