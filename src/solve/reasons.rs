//! Why each job is left out: proven impossible, no room in this plan, or not worth it.

use crate::ids::{ShiftId, VisitId};
use crate::intake::case::{Case, Link};
use crate::model::company::Company;
use crate::model::compile::{Misfit, alone};
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::rules::{self, Tables};
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
    let mut company = Company::new(problem);
    let served = solution.served(problem);
    let jobs: Vec<usize> = (0..served.len()).filter(|j| !served[*j]).collect();
    let mut out = Vec::with_capacity(jobs.len());
    for j in jobs {
        out.push(match problem.jobs[j].link {
            Link::Single => single(case, problem, tables, &mut state, &mut company, j),
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
        None => no_room(case, problem, state, j),
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
            if problem.jobs[job as usize].link != Link::Single {
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
    let mut out = unassigned(case, j, Verdict::NoRoom, String::new());
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
    let (mut tried, mut complete) = (0, true);
    let cost = state.cost;
    for &s in &problem.shifts_of[v as usize] {
        let s = s as usize;
        for p in 0..state.routes[s].visits.len() {
            if problem.is_call(state.routes[s].visits[p]) {
                continue;
            }
            let job = problem.visits[state.routes[s].visits[p] as usize].job;
            if problem.jobs[job as usize].link != Link::Single || tried >= MOST_TRIED {
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
    if problem.visits_of(j).any(|v| problem.shifts_of[v].is_empty()) {
        return impossible(case, problem, tables, company, j);
    }
    let mut empty = State::empty(problem);
    let complete = links::tries_everything(&empty, j);
    if !links::insert(&mut empty, j, ANY) {
        let proven = complete && !company.whole_may_fit(j);
        let verdict = if proven { Verdict::Impossible } else { Verdict::Unknown };
        let rule = match problem.jobs[j].link {
            Link::Together => ("TOGETHER", "no two crews can start together, even on empty shifts"),
            _ => ("PARTS", "no crew has fitting shifts on consecutive dates"),
        };
        let mut out = unassigned(case, j, verdict, rule.1.to_owned());
        let v = problem.visits_of(j).start;
        let crews = crews_of(case, problem, &problem.shifts_of[v]);
        out.reasons.push(Reason { code: rule.0.into(), crews, message: rule.1.to_owned() });
        return out;
    }
    let complete = links::tries_everything(state, j);
    let before = state.cost;
    let fits = links::insert(state, j, ANY);
    let delta = state.cost - before;
    let first = problem.visits_of(j).start as u32;
    let place = fits.then(|| {
        let s = state.shift_of[first as usize] as usize;
        let p = state.routes[s].position(first).expect("it was just put there");
        position(case, problem, state, s, p)
    });
    state.rollback();
    state.cost = before;
    let (extra, price) = (money(case, delta), money(case, problem.jobs[j].price));
    let (verdict, summary) = match (fits, complete) {
        (true, _) if delta >= problem.jobs[j].price => {
            (Verdict::PricedOut, format!("serving it costs {extra} more, leaving it out {price}"))
        }
        (true, _) => (Verdict::Unknown, format!("there is room for it at {extra}")),
        (false, true) => (Verdict::NoRoom, "no room for all its visits in this plan".into()),
        (false, false) => (Verdict::Unknown, "no room was found for all its visits".into()),
    };
    let mut out = unassigned(case, j, verdict, summary.clone());
    out.extra_cost = fits.then(|| to_minor(i128::from(delta)) as i64);
    out.position = place;
    let crews = crews_of(case, problem, &problem.shifts_of[first as usize]);
    let code = if fits { "PRICE" } else { "NO_ROOM" };
    out.reasons.push(Reason { code: code.into(), crews, message: summary });
    out
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

/// The code and the words for why a visit may not be on a shift.
fn why_not(
    case: &Case,
    problem: &Problem,
    tables: &Tables,
    s: usize,
    v: usize,
) -> (String, String) {
    if let Some(rule) = tables.denied_by(ShiftId::new(s), VisitId::new(v)) {
        let meta = &rules::ALL[rule];
        if meta.id == "skills" {
            return missing_skill(case, s, problem.visits[v].job as usize);
        }
        let words = match meta.id {
            "crew-list" => "the job's crew list does not allow this crew",
            "pins" => "the job is pinned elsewhere",
            "tools" => "the van lacks a tool of the job",
            _ => meta.line,
        };
        return (meta.code.to_owned(), words.to_owned());
    }
    let (code, words) = match alone(problem, s, v) {
        Err(Misfit::Window) if ends_too_late(problem, tables, s, v) => {
            ("FINISH_BY", "it cannot end in time")
        }
        Err(Misfit::Window) if asks_for_times(case, problem, v) => {
            ("WINDOW", "its start windows miss the shift")
        }
        // Without windows of its own, it is the length of the shift, or what is left of it.
        Err(Misfit::Window) if now_is_late(problem, s, v) => NOW,
        Err(Misfit::Window) => HOURS,
        Err(Misfit::Hours) => HOURS,
        Err(Misfit::Breaks) => ("BREAK", "it fits only without the breaks"),
        Err(Misfit::Drive) => ("MAX_DRIVE", "the drive there and back is longer than allowed"),
        Err(Misfit::Load) if max_jobs(case, s) == Some(0) => ("MAX_JOBS", "it may make no visits"),
        Err(Misfit::Load) if lacks_parts(case, s, problem.visits[v].job as usize) => {
            ("STOCK", "it uses more of a part than the van holds")
        }
        Err(Misfit::Call) if lacks_tools(case, s, problem.visits[v].job as usize) => {
            ("TOOL", "the van lacks a tool, and there is no time to call at the warehouse")
        }
        Err(Misfit::Call) => {
            ("STOCK", "the van lacks a part, and there is no time to call at the warehouse")
        }
        Err(Misfit::Load) => ("CAPACITY", "its load is more than the crew carries"),
        Err(Misfit::Now) => NOW,
        Ok(()) => ("UNKNOWN", "it fits alone"),
    };
    (code.to_owned(), words.to_owned())
}

const HOURS: (&str, &str) = ("SHIFT_HOURS", "drive and work do not fit the shift's hours");
const NOW: (&str, &str) = ("NOW", "it is too late to drive there");

fn asks_for_times(case: &Case, problem: &Problem, v: usize) -> bool {
    let specs = &case.jobs[problem.visits[v].job as usize].specs;
    specs.start_windows.is_some() || specs.pins.start.is_some()
}

fn now_is_late(problem: &Problem, s: usize, v: usize) -> bool {
    let (clock, visit) = (&problem.shifts[s].clock, &problem.visits[v]);
    let last = clock.latest_return - visit.duration;
    visit.leg_open > last && clock.from <= last
}

fn lacks_parts(case: &Case, s: usize, j: usize) -> bool {
    let held = &case.crews[case.shifts[s].crew.at()].specs.stock;
    let mut uses = case.jobs[j].specs.stock.iter();
    uses.any(|(part, many)| *many > held.get(part).copied().unwrap_or(0))
}

fn lacks_tools(case: &Case, s: usize, j: usize) -> bool {
    let held = &case.crews[case.shifts[s].crew.at()].specs.tools;
    !case.jobs[j].specs.tools.is_subset(held)
}

fn max_jobs(case: &Case, s: usize) -> Option<i64> {
    case.crews[case.shifts[s].crew.at()].specs.max_jobs
}

/// Whether only the latest end keeps the visit's windows off the shift.
fn ends_too_late(problem: &Problem, tables: &Tables, s: usize, v: usize) -> bool {
    let visit = &problem.visits[v];
    if visit.finish == i64::MAX {
        return false;
    }
    let clock = &problem.shifts[s].clock;
    let last = clock.latest_return - visit.duration;
    let open = [(i64::MIN, i64::MAX)];
    let windows = tables.windows[v].as_deref().unwrap_or(&open);
    windows.iter().any(|w| w.0.max(clock.from) <= w.1.min(last))
}

fn missing_skill(case: &Case, s: usize, j: usize) -> (String, String) {
    let shift = &case.shifts[s];
    for need in &case.jobs[j].specs.skills {
        if case.holds(shift.crew, &need.id, need.level, shift.date) {
            continue;
        }
        let held: Vec<_> = case.held(shift.crew).filter(|h| h.id == need.id).collect();
        let lasting = held.iter().filter(|h| h.level >= need.level);
        if let Some(until) = lasting.filter_map(|h| h.until).max() {
            let message = format!("{} level {} expired after {until}", need.id, need.level);
            return ("SKILL_EXPIRED".into(), message);
        }
        let message = match held.first() {
            Some(h) => {
                format!("holds {} level {}, job needs level {}", h.id, h.level, need.level)
            }
            None => format!("holds no {}, job needs level {}", need.id, need.level),
        };
        return ("SKILL".into(), message);
    }
    ("SKILL".into(), "lacks a skill of the job".into())
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
