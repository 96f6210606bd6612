//! Why each job is left out: proven impossible, no room in this plan, or not worth it.

mod booked;
mod tied;
mod ways;
mod whole;

use super::misfits::why_not;
use crate::intake::case::{Case, Link};
use crate::model::company::Company;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::rules::Tables;
use crate::search::insert::{Legs, Place, best_in_route};
use crate::search::links;
use crate::search::replace::replacement;
use crate::search::state::State;
use crate::units::{Units, to_minor};
use crate::wire::plan::{Position, Reason, Unassigned, Verdict};

/// More than any insertion costs, far from overflow.
const ANY: Units = Units::MAX / 4;

/// A reason for every job in no route, in the order of the request.
pub fn explain(
    case: &Case,
    problem: &Problem,
    tables: &Tables,
    solution: &Solution,
) -> Vec<Unassigned> {
    let mut state = State::load(problem, solution);
    if !problem.ties.is_empty() {
        crate::search::ties::loosen(&mut state);
    }
    let mut company = Company::new(problem);
    let served = solution.served(problem);
    let jobs: Vec<usize> = (0..served.len()).filter(|j| !served[*j]).collect();
    let mut out = Vec::with_capacity(jobs.len());
    for j in jobs {
        out.push(match problem.jobs[j].link {
            _ if problem.jobs[j].tied => {
                tied::tied(case, problem, tables, &mut state, &mut company, j)
            }
            Link::Single if problem.jobs[j].booked && !problem.jobs[j].choice => {
                booked::booked(case, problem, tables, &mut state, &mut company, j)
            }
            Link::Single if !problem.jobs[j].choice => {
                single(case, problem, tables, &mut state, &mut company, j)
            }
            _ => linked(case, problem, tables, &mut state, &mut company, j),
        });
    }
    out
}

fn unassigned(case: &Case, j: usize, verdict: Verdict, summary: String) -> Unassigned {
    Unassigned {
        job: case.jobs[j].id.clone(),
        verdict,
        extra_cost: None,
        summary,
        reasons: Vec::new(),
        position: None,
        displaces: Vec::new(),
    }
}

fn single(
    case: &Case,
    problem: &Problem,
    tables: &Tables,
    state: &mut State,
    company: &mut Company,
    j: usize,
) -> Unassigned {
    let v = problem.jobs[j].first_visit;
    // Not only where it fits alone: company in this plan may help.
    let places = (0..problem.shifts.len()).filter(|&s| problem.allowed(s, v as usize));
    let best = places
        .filter_map(|s| best_in_route(state, s, v, ANY, &mut None))
        .min_by_key(|p| (p.delta, p.shift, p.position));
    match best {
        Some(place) => priced_out(case, problem, state, j, &place),
        None if problem.shifts_of[v as usize].is_empty() => {
            impossible(case, problem, tables, company, j)
        }
        None => whole::kept_off(case, problem, state, j)
            .unwrap_or_else(|| no_room(case, problem, state, j)),
    }
}

fn priced_out(
    case: &Case,
    problem: &Problem,
    state: &State,
    j: usize,
    place: &Place,
) -> Unassigned {
    let (extra, price) = (money(case, place.delta), money(case, problem.jobs[j].price));
    let worth = place.delta >= problem.jobs[j].price;
    let verdict = if worth { Verdict::PricedOut } else { Verdict::Unknown };
    let summary = if worth {
        format!("serving it costs {extra} more, leaving it out {price}")
    } else {
        format!("there is room for it at {extra}, found only after the budget was spent")
    };
    let mut out = unassigned(case, j, verdict, summary);
    out.extra_cost = Some(to_minor(i128::from(place.delta)) as i64);
    let position = position(case, problem, state, place.shift as usize, place.position as usize);
    out.reasons.push(Reason {
        code: "PRICE".into(),
        crews: vec![position.crew.clone()],
        message: format!("costs {extra} more on {}", position.shift),
    });
    out.position = Some(position);
    out
}

/// The `p`-th place of a route, in words of the request.
fn position(case: &Case, problem: &Problem, state: &State, s: usize, p: usize) -> Position {
    let shift = &case.shifts[s];
    let before = problem.served(&state.routes[s].visits[..p]).last();
    let job = |before: u32| problem.visits[before as usize].job;
    Position {
        crew: case.crews[shift.crew.at()].id.clone(),
        shift: shift.id.clone(),
        after: before.map(|before| case.jobs[job(before) as usize].id.clone()),
    }
}

fn no_room(case: &Case, problem: &Problem, state: &mut State, j: usize) -> Unassigned {
    let v = problem.jobs[j].first_visit;
    let legs = Legs::of(problem, v);
    let mut cheapest: Option<(Units, u32)> = None;
    for &s in &problem.shifts_of[v as usize] {
        for (p, &gone) in state.routes[s as usize].visits.iter().enumerate() {
            if problem.is_call(gone) {
                continue;
            }
            let job = problem.visits[gone as usize].job;
            if !problem.jobs[job as usize].is_free() {
                continue;
            }
            if let Some(delta) = replacement(state, s as usize, p, v, &legs) {
                let price = problem.jobs[job as usize].price + delta;
                if cheapest.is_none_or(|c| (price, job) < c) {
                    cheapest = Some((price, job));
                }
            }
        }
    }
    let mut complete = true;
    if cheapest.is_none() {
        (cheapest, complete) = makes_room(problem, state, v);
    }
    // Beside tied visits not every position is looked at: these could move together.
    let sure = problem.ties.is_empty();
    let verdict = if sure { Verdict::NoRoom } else { Verdict::Unknown };
    let mut out = unassigned(case, j, verdict, String::new());
    let crews = crews_of(case, problem, &problem.shifts_of[v as usize]);
    out.summary = match cheapest {
        Some((price, job)) => {
            let other = &case.jobs[job as usize].id;
            out.displaces.push(other.clone());
            let (price, own) = (money(case, price), money(case, problem.jobs[j].price));
            format!("serving it in place of {other} costs {price}, leaving it out {own}")
        }
        None if complete => "taking out any one job would not make room".to_owned(),
        None => "no single job was found that makes room for it".to_owned(),
    };
    out.reasons.push(Reason {
        code: "NO_ROOM".into(),
        crews,
        message: "no position fits on the shifts of these crews in this plan".to_owned(),
    });
    out
}

/// The cheapest job whose removal lets the visit in anywhere on its route, and whether every job
/// was tried.
fn makes_room(problem: &Problem, state: &mut State, v: u32) -> (Option<(Units, u32)>, bool) {
    const MOST_TRIED: usize = 500;
    let mut cheapest: Option<(Units, u32)> = None;
    // With a call elsewhere there could be room where none was found.
    let (mut tried, mut complete) = (0, problem.stock.is_none());
    let cost = state.cost;
    for &s in &problem.shifts_of[v as usize] {
        let s = s as usize;
        for p in 0..state.routes[s].visits.len() {
            if problem.is_call(state.routes[s].visits[p]) {
                continue;
            }
            let job = problem.visits[state.routes[s].visits[p] as usize].job;
            if !problem.jobs[job as usize].is_free() || tried >= MOST_TRIED {
                complete = false;
                continue;
            }
            tried += 1;
            state.remove(s, p, p + 1);
            let freed = state.cost - cost;
            if state.routes[s].possible
                && let Some(place) = best_in_route(state, s, v, ANY, &mut None)
            {
                let price = problem.jobs[job as usize].price + freed + place.delta;
                if cheapest.is_none_or(|c| (price, job) < c) {
                    cheapest = Some((price, job));
                }
            }
            state.rollback();
            state.cost = cost;
        }
    }
    (cheapest, complete)
}

/// A job of several visits: tried as a whole, on empty shifts and in this plan.
fn linked(
    case: &Case,
    problem: &Problem,
    tables: &Tables,
    state: &mut State,
    company: &mut Company,
    j: usize,
) -> Unassigned {
    if problem.each_way(j).all(|w| is_stuck(problem, w)) {
        return ways::impossible(case, problem, tables, company, j);
    }
    let mut empty = State::empty(problem);
    let complete = links::tries_everything(&empty, j);
    if !links::insert(&mut empty, j, ANY) {
        let proven = complete && !problem.each_way(j).any(|w| company.whole_may_fit(w));
        let verdict = if proven { Verdict::Impossible } else { Verdict::Unknown };
        let rule = match problem.jobs[j].link {
            Link::Together => ("TOGETHER", "no two crews can start together, even on empty shifts"),
            _ if problem.jobs[j].choice || problem.jobs[j].gap.is_some() => {
                ("PARTS", "no crew has working days on which all its parts fit")
            }
            _ => ("PARTS", "no crew has fitting shifts on consecutive dates"),
        };
        let mut out = unassigned(case, j, verdict, rule.1.to_owned());
        let crews = crews_of(case, problem, &first_shifts(problem, j));
        out.reasons.push(Reason { code: rule.0.into(), crews, message: rule.1.to_owned() });
        return out;
    }
    // Tied visits could move together, and a call could go elsewhere.
    let apart = problem.ties.is_empty() && problem.stock.is_none();
    let complete = apart && links::tries_everything(state, j);
    let trial = Trial::of(case, state, j, |state| links::insert(state, j, ANY));
    let (fits, delta) = (trial.place.is_some(), trial.delta);
    let (extra, price) = (money(case, delta), money(case, problem.jobs[j].price));
    let (verdict, summary) = match (fits, complete) {
        (true, _) if delta >= problem.jobs[j].price => {
            (Verdict::PricedOut, format!("serving it costs {extra} more, leaving it out {price}"))
        }
        (true, _) => (Verdict::Unknown, format!("there is room for it at {extra}")),
        (false, true) => (Verdict::NoRoom, "no room for all its visits in this plan".into()),
        (false, false) => (Verdict::Unknown, "no room was found for all its visits".into()),
    };
    let code = if fits { "PRICE" } else { "NO_ROOM" };
    let mut out = trial.told(case, problem, j, (verdict, code, summary));
    if !fits {
        out.reasons.extend(booked::busy(case, problem, state, j));
        out.reasons.extend(whole::full(case, problem, state, j));
    }
    out
}

/// A job put into the plan for once, to see where and what it costs.
struct Trial {
    /// Where its first visit went.
    place: Option<Position>,
    delta: Units,
}

impl Trial {
    /// Leaves the state as it was.
    fn of(case: &Case, state: &mut State, j: usize, put: impl FnOnce(&mut State) -> bool) -> Trial {
        let (problem, before) = (state.problem, state.cost);
        let fits = put(state);
        if problem.worst_rate > 0 {
            state.reprice_worst();
        }
        let delta = state.cost - before;
        let place = fits.then(|| {
            let way = state.way_of(j).expect("it was just put there");
            let first = problem.jobs[way].first_visit;
            let s = state.shift_of[first as usize] as usize;
            let p = state.routes[s].position(first).expect("it was just put there");
            position(case, problem, state, s, p)
        });
        state.rollback();
        state.cost = before;
        Trial { place, delta }
    }

    fn told(
        self,
        case: &Case,
        problem: &Problem,
        j: usize,
        (verdict, code, summary): (Verdict, &str, String),
    ) -> Unassigned {
        let mut out = unassigned(case, j, verdict, summary.clone());
        out.extra_cost = self.place.is_some().then(|| to_minor(i128::from(self.delta)) as i64);
        out.position = self.place;
        let crews = crews_of(case, problem, &first_shifts(problem, j));
        out.reasons.push(Reason { code: code.into(), crews, message: summary });
        out
    }
}

/// A job that fits nowhere alone: for each shift the rule that forbids it, grouped by code. A proof
/// for any plan, unless company could help.
fn impossible(
    case: &Case,
    problem: &Problem,
    tables: &Tables,
    company: &mut Company,
    j: usize,
) -> Unassigned {
    let stuck = |v: &usize| problem.shifts_of[*v].is_empty();
    let v = problem.visits_of(j).find(stuck).unwrap_or(problem.visits_of(j).start);
    let mut reasons: Vec<Reason> = Vec::new();
    for s in 0..problem.shifts.len() {
        let (code, message) = why_not(case, problem, tables, s, v);
        let crew = &case.crews[case.shifts[s].crew.at()].id;
        match reasons.iter_mut().find(|r| r.code == code) {
            Some(known) if known.crews.contains(crew) => {}
            Some(known) => known.crews.push(crew.clone()),
            None => reasons.push(Reason { code, crews: vec![crew.clone()], message }),
        }
    }
    if reasons.is_empty() {
        let message = "no crew has a shift in the horizon".to_owned();
        reasons.push(Reason { code: "NO_SHIFT".into(), crews: Vec::new(), message });
    }
    let nobody = case.jobs[j].specs.skills.iter().find(|n| {
        let crews = (0..case.crews.len()).map(crate::ids::CrewId::new);
        !crews.into_iter().any(|c| case.held(c).any(|h| h.id == n.id && h.level >= n.level))
    });
    let summary = match nobody {
        Some(need) => format!("nobody holds {} level {}", need.id, need.level),
        None if reasons.len() == 1 => reasons[0].message.clone(),
        None => "no crew can serve it, each for its own reason".to_owned(),
    };
    let stuck: Vec<usize> = problem.visits_of(j).filter(stuck).collect();
    let helped = |v: usize| (0..problem.shifts.len()).any(|s| company.may_fit(s, v));
    let mut out = if stuck.into_iter().all(helped) {
        let summary = "it fits nowhere alone, yet other jobs could lie on a shorter way to it";
        unassigned(case, j, Verdict::Unknown, summary.to_owned())
    } else {
        unassigned(case, j, Verdict::Impossible, summary)
    };
    out.reasons = reasons;
    out
}

/// Whether some visit of a job fits on no shift.
fn is_stuck(problem: &Problem, j: usize) -> bool {
    problem.visits_of(j).any(|v| problem.shifts_of[v].is_empty())
}

/// The shifts that a job's first visit fits on, in whatever way it is done.
fn first_shifts(problem: &Problem, j: usize) -> Vec<u32> {
    let first = |w: usize| problem.shifts_of[problem.visits_of(w).start].iter().copied();
    problem.each_way(j).flat_map(first).collect()
}

/// The crews of some shifts, each once, in the order of the request.
fn crews_of(case: &Case, problem: &Problem, shifts: &[u32]) -> Vec<String> {
    let mut crews: Vec<u32> = shifts.iter().map(|&s| problem.shifts[s as usize].crew).collect();
    crews.sort_unstable();
    crews.dedup();
    crews.into_iter().map(|c| case.crews[c as usize].id.clone()).collect()
}

/// An amount for people.
fn money(case: &Case, units: Units) -> String {
    crate::money::money(to_minor(i128::from(units)) as i64, &case.currency)
}
