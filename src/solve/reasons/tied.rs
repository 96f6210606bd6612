//! Why a job that is tied to others is left out: the tie is named.

use super::{Trial, crews_of, first_shifts, is_stuck, money, unassigned, ways, whole};
use crate::intake::case::Case;
use crate::model::company::Company;
use crate::model::problem::Problem;
use crate::rules::Tables;
use crate::search::state::State;
use crate::search::ties::{self, Bid};
use crate::wire::plan::{Reason, Unassigned, Verdict};

pub fn tied(
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
    if let Some(first) = ties::waits_for(problem, j).find(|&first| !state.served(first)) {
        return waits(case, problem, j, first);
    }
    let trial = Trial::of(case, state, j, |state| ties::insert(state, j, Bid::Any, 0));
    let (fits, delta) = (trial.place.is_some(), trial.delta);
    let (extra, price) = (money(case, delta), money(case, problem.jobs[j].price));
    let (verdict, code, summary) = if !fits {
        let others = names(case, problem, j);
        let words = format!("no place was found that keeps its ties to {others}");
        (Verdict::Unknown, "AFTER", words)
    } else if delta >= problem.jobs[j].price {
        // Not every place is tried with all that hangs together.
        let words = format!("at the best place found it costs {extra} more, left out {price}");
        (Verdict::Unknown, "PRICE", words)
    } else {
        (Verdict::Unknown, "PRICE", format!("there is room for it at {extra}"))
    };
    let mut out = trial.told(case, problem, j, (verdict, code, summary));
    if !fits {
        out.reasons.extend(super::booked::busy(case, problem, state, j));
        out.reasons.extend(whole::full(case, problem, state, j));
    }
    out
}

/// A job whose first has not been served. That is a proof only where the first is impossible.
fn waits(case: &Case, problem: &Problem, j: usize, first: usize) -> Unassigned {
    let other = &case.jobs[first].id;
    let words = format!("job {other}, which it must follow, is left out");
    let mut out = unassigned(case, j, Verdict::Unknown, words.clone());
    let crews = crews_of(case, problem, &first_shifts(problem, j));
    out.reasons.push(Reason { code: "AFTER".into(), crews, message: words });
    out
}

/// The planned jobs that it is tied to, a few of them.
fn names(case: &Case, problem: &Problem, j: usize) -> String {
    let own = problem.visits_of(j).flat_map(|v| problem.ties.of_visit(v as u32));
    let jobs = own.flat_map(|t| [t.first, t.second]);
    let own = |v: u32| problem.jobs[problem.visits[v as usize].job as usize].own;
    let mut jobs: Vec<u32> = jobs.map(own).collect();
    jobs.sort_unstable();
    jobs.dedup();
    let others = jobs.iter().filter(|o| **o as usize != j);
    let ids: Vec<&str> = others.take(3).map(|o| case.jobs[*o as usize].id.as_str()).collect();
    ids.join(", ")
}
