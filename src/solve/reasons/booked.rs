//! Why a job that uses a shared resource is left out: who holds the resource, and when.

use super::{ANY, Trial, crews_of, impossible, money, unassigned};
use crate::intake::case::Case;
use crate::model::company::Company;
use crate::model::problem::Problem;
use crate::rules::Tables;
use crate::search::insert::best_in_route;
use crate::search::links;
use crate::search::ruin::take_out;
use crate::search::state::State;
use crate::units::Units;
use crate::wire::plan::{Reason, Unassigned, Verdict};
use chrono::NaiveDate;

/// The most dates that are named.
const MOST: usize = 5;
/// The most jobs that are taken out for once, and shifts that are looked at for all left-out jobs.
const MOST_TRIED: usize = 50;
const MOST_SHIFTS: usize = 100_000;

pub fn booked(
    case: &Case,
    problem: &Problem,
    tables: &Tables,
    state: &mut State,
    company: &mut Company,
    j: usize,
) -> Unassigned {
    let v = problem.jobs[j].first_visit as usize;
    if problem.shifts_of[v].is_empty() {
        return impossible(case, problem, tables, company, j);
    }
    let trial = Trial::of(case, state, j, |state| links::insert(state, j, ANY));
    let delta = trial.delta;
    let (extra, price) = (money(case, delta), money(case, problem.jobs[j].price));
    if trial.place.is_some() {
        // A van may lack what only a call at the warehouse gives, and none is looked for here.
        let sure = delta >= problem.jobs[j].price && problem.stock.is_none();
        let (verdict, words) = match sure {
            true => (
                Verdict::PricedOut,
                format!("serving it costs {extra} more, leaving it out {price}"),
            ),
            false => (Verdict::Unknown, format!("there is room for it at {extra}")),
        };
        return trial.told(case, problem, j, (verdict, "PRICE", words));
    }
    let reasons = busy(case, problem, state, j);
    let sure = problem.ties.is_empty() && problem.stock.is_none();
    let verdict = if sure { Verdict::NoRoom } else { Verdict::Unknown };
    if reasons.is_empty() {
        let words = "no position fits on the shifts of these crews in this plan".to_owned();
        return trial.told(case, problem, j, (verdict, "NO_ROOM", words));
    }
    let mut out = unassigned(case, j, verdict, reasons[0].message.clone());
    if let Some((cost, other)) = makes_room(problem, state, j) {
        let other = &case.jobs[other].id;
        out.displaces.push(other.clone());
        let cost = money(case, cost);
        out.summary =
            format!("serving it in place of {other} costs {cost}, leaving it out {price}");
    }
    out.reasons = reasons;
    out
}

/// The cheapest job whose removal lets this one have its resources, of those that use them.
fn makes_room(problem: &Problem, state: &mut State, j: usize) -> Option<(Units, usize)> {
    let mut users: Vec<usize> = Vec::new();
    for one in problem.visits_of(j).flat_map(|v| problem.resources.of_visit(v as u32)) {
        let same = |v: &&u32| {
            let uses = problem.resources.of_visit(**v);
            uses.iter().any(|u| u.resource == one.resource)
        };
        let others = problem.resources.users().iter().filter(same);
        users.extend(others.map(|v| problem.visits[*v as usize].job as usize));
    }
    users.sort_unstable_by_key(|o| (problem.jobs[*o].price, *o));
    users.dedup();
    let free = |o: &usize| *o != j && state.served(*o) && !problem.jobs[*o].tied;
    let left_out = (0..problem.own).filter(|o| !state.served(*o)).count();
    let shifts: usize = problem.visits_of(j).map(|v| problem.shifts_of[v].len()).sum();
    let tries = MOST_SHIFTS / (left_out * shifts).max(1);
    let tries = tries.clamp(1, MOST_TRIED);
    let users: Vec<usize> = users.into_iter().filter(free).take(tries).collect();
    let before = state.cost;
    let mut best: Option<(Units, usize)> = None;
    for other in users {
        take_out(state, other);
        let possible = state.changes().all(|(_, _, route)| route.possible);
        let without = state.cost - before + problem.jobs[other].price;
        let limit = best.map_or(ANY, |b| b.0 - without);
        if possible && links::insert(state, j, limit) {
            let cost = state.cost - before + problem.jobs[other].price;
            if best.is_none_or(|b| (cost, other) < b) {
                best = Some((cost, other));
            }
        }
        state.rollback();
        state.cost = before;
    }
    best
}

/// Where routes have room for a visit and a resource of it is in use: a reason for each date.
pub fn busy(case: &Case, problem: &Problem, state: &mut State, j: usize) -> Vec<Reason> {
    let mut found: Vec<(NaiveDate, u32, usize, Vec<u32>)> = Vec::new();
    for v in problem.visits_of(j) {
        for &s in &problem.shifts_of[v] {
            let spans = problem.spans(s as usize, v);
            let room = || best_in_route(state, s as usize, v as u32, ANY, &mut None).is_some();
            let (Some(first), true) = (spans.first(), room()) else { continue };
            for one in problem.resources.of_visit(v as u32) {
                let cell = problem.resources.cell(one.resource, first.0 + one.offset);
                if state.uses_in(cell).is_empty() {
                    continue;
                }
                let date = case.shifts[s as usize].date;
                match found.iter_mut().find(|f| (f.0, f.1) == (date, one.resource)) {
                    Some(known) => known.3.push(s),
                    None => found.push((date, one.resource, cell, vec![s])),
                }
            }
        }
    }
    found.sort_by_key(|f| (f.0, f.1));
    let each = found.iter().take(MOST).map(|(date, resource, cell, shifts)| {
        let taken = state.uses_in(*cell).iter();
        let mut ids: Vec<&str> = Vec::new();
        for visit in taken.map(|t| t.visit) {
            let id = case.jobs[problem.visits[visit as usize].job as usize].id.as_str();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let many = ids.len();
        ids.truncate(4);
        let more = if many > 4 { format!(" and {} more", many - 4) } else { String::new() };
        let id = &case.resources[*resource as usize].id;
        Reason {
            code: "RESOURCE_BUSY".into(),
            crews: crews_of(case, problem, shifts),
            message: format!("{id} is held on {date} by {}{more}", ids.join(", ")),
        }
    });
    each.collect()
}
