//! Why a job is left out that a quota or a buffer keeps off: which one, when, and who is in it.

use super::{ANY, crews_of, money, unassigned};
use crate::intake::case::Case;
use crate::model::problem::Problem;
use crate::rules::{ALL, index_of};
use crate::search::insert::best_in_route;
use crate::search::state::State;
use crate::search::tally::Over;
use crate::units::{Millis, Units};
use crate::wire::plan::{Reason, Unassigned, Verdict};
use crate::wire::text::print_duration;
use std::collections::BTreeMap;

/// The most jobs of full quotas that are taken out to see what that would cost.
const MOST_TRIED: usize = 300;
/// So many of the jobs that fill a quota are named.
const MOST_NAMED: usize = 5;

/// What is full, and the shifts that are kept closed by it.
type Kept = BTreeMap<Over, Vec<u32>>;

/// A single visit that finds no place: the reasons, if it would without quotas and buffers.
pub fn kept_off(case: &Case, problem: &Problem, state: &mut State, j: usize) -> Option<Unassigned> {
    let whole = &problem.whole;
    if whole.quotas.is_empty() && whole.buffers.is_empty() {
        return None;
    }
    let v = problem.jobs[j].first_visit;
    let (mut kept, mut full): (Kept, Vec<u32>) = (Kept::new(), Vec::new());
    state.lax = true;
    for &s in &problem.shifts_of[v as usize] {
        let fits = best_in_route(state, s as usize, v, ANY, &mut None).is_some();
        match over(state, s as usize, v).filter(|_| fits) {
            Some(over) => kept.entry(over).or_default().push(s),
            None => full.push(s),
        }
    }
    state.lax = false;
    if kept.is_empty() {
        return None;
    }
    let mut out = unassigned(case, j, verdict(problem, &kept, v), String::new());
    for (over, shifts) in &kept {
        out.reasons.push(reason(case, problem, state, *over, shifts));
    }
    if !full.is_empty() {
        let message = "no position fits on the shifts of these crews in this plan".to_owned();
        let crews = crews_of(case, problem, &full);
        out.reasons.push(Reason { code: "NO_ROOM".into(), crews, message });
    }
    out.summary = out.reasons[0].message.clone();
    if let Some((price, job)) = in_place_of(problem, state, v, &kept) {
        let other = &case.jobs[job as usize].id;
        let (price, own) = (money(case, price), money(case, problem.jobs[j].price));
        out.summary += &format!("; in place of {other} it costs {price}, left out {own}");
        out.displaces.push(other.clone());
    }
    Some(out)
}

/// What a job of several visits finds full on the shifts it fits on, as reasons.
pub fn full(case: &Case, problem: &Problem, state: &State, j: usize) -> Vec<Reason> {
    let mut kept = Kept::new();
    for v in problem.visits_of(j) {
        for &s in &problem.shifts_of[v] {
            if let Some(over) = state.kept_off(s as usize, v as u32) {
                kept.entry(over).or_default().push(s);
            }
        }
    }
    kept.iter().map(|(over, shifts)| reason(case, problem, state, *over, shifts)).collect()
}

/// What keeps a visit off a shift on which there is a place for it otherwise: a quota that is full,
/// or the buffer that its drives are too much for.
fn over(state: &State, s: usize, v: u32) -> Option<Over> {
    let buffers = state.problem.whole.buffers_of(s);
    let last = buffers.first().map(|&(buffer, cell)| Over::Buffer(buffer, cell));
    state.kept_off(s, v).or(last)
}

/// A quota of one or more has room for any job alone; whether a buffer has is tried.
fn verdict(problem: &Problem, kept: &Kept, v: u32) -> Verdict {
    let quotas = kept.keys().any(|over| matches!(over, Over::Quota(_)));
    let alone = || {
        let empty = State::empty(problem);
        let mut shifts = kept.values().flatten();
        shifts.any(|&s| best_in_route(&empty, s as usize, v, ANY, &mut None).is_some())
    };
    if problem.ties.is_empty() && (quotas || alone()) { Verdict::NoRoom } else { Verdict::Unknown }
}

fn reason(case: &Case, problem: &Problem, state: &State, over: Over, shifts: &[u32]) -> Reason {
    let whole = &problem.whole;
    let date = case.shifts[shifts[0] as usize].date;
    let crews = crews_of(case, problem, shifts);
    let (code, message) = match over {
        Over::Quota(cell) => {
            let counted = (0..whole.quotas.len()).find(|&q| whole.has_cell(q, cell));
            let quota = &whole.quotas[counted.expect("every cell is a quota's")];
            let meta = &ALL[index_of(quota.rule).expect("a rule of the register")];
            let (most, name) = (whole.caps[cell as usize], &quota.name);
            let own = case.quotas.iter().find(|q| q.id == *name);
            let when = match own.is_some_and(|q| q.in_all) && meta.code == "QUOTA" {
                true => "in all".to_owned(),
                false => format!("on {date}"),
            };
            let who = served(case, problem, state, over);
            let words = match meta.code {
                "QUOTA" => format!("quota {name} allows {most} {when}, taken by {who}"),
                _ => format!("at most {most} {name} {when}, taken by {who}"),
            };
            (meta.code, words)
        }
        Over::Buffer(buffer, cell) => {
            let name = &whole.buffers[buffer as usize].name;
            let room = whole.rooms[cell as usize];
            let share = case.buffers.iter().find(|b| b.id == *name).map_or(0, |b| b.share);
            let free: Millis = (room - state.held(over)).max(0);
            let words = format!(
                "buffer {name} keeps {} % of {date}, of the rest {} is free",
                percent(share),
                print_duration(free)
            );
            ("BUFFER", words)
        }
    };
    Reason { code: code.into(), crews, message }
}

/// The jobs that fill a quota, a few of them.
fn served(case: &Case, problem: &Problem, state: &State, over: Over) -> String {
    let mut jobs: Vec<u32> =
        state.members(over).iter().map(|&v| problem.visits[v as usize].job).collect();
    jobs.sort_unstable();
    jobs.dedup();
    let ids: Vec<&str> =
        jobs.iter().take(MOST_NAMED).map(|&j| case.jobs[j as usize].id.as_str()).collect();
    let more = jobs.len().saturating_sub(MOST_NAMED);
    if more > 0 { format!("{} and {more} more", ids.join(", ")) } else { ids.join(", ") }
}

/// The cheapest job of what is full whose removal lets the visit in, and what that costs.
fn in_place_of(problem: &Problem, state: &mut State, v: u32, kept: &Kept) -> Option<(Units, u32)> {
    let mut cheapest: Option<(Units, u32)> = None;
    let cost = state.cost;
    let mut tried = 0;
    for (over, shifts) in kept {
        for gone in state.members(*over) {
            let job = problem.visits[gone as usize].job;
            if !problem.jobs[job as usize].is_free() || tried >= MOST_TRIED {
                continue;
            }
            tried += 1;
            let s = state.shift_of[gone as usize] as usize;
            let p = state.routes[s].position(gone).expect("it is on its shift");
            state.remove(s, p, p + 1);
            let freed = state.cost - cost;
            if state.routes[s].possible {
                let places = shifts
                    .iter()
                    .filter_map(|&s| best_in_route(state, s as usize, v, ANY, &mut None));
                if let Some(delta) = places.map(|p| p.delta).min() {
                    let price = problem.jobs[job as usize].price + freed + delta;
                    if cheapest.is_none_or(|c| (price, job) < c) {
                        cheapest = Some((price, job));
                    }
                }
            }
            state.rollback();
            state.cost = cost;
        }
    }
    cheapest
}

/// Thousandths as a percentage.
fn percent(share: i64) -> String {
    match share % 10 {
        0 => (share / 10).to_string(),
        tenth => format!("{}.{tenth}", share / 10),
    }
}
