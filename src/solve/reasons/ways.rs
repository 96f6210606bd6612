//! Why a job that can be done in several ways fits nowhere in any of them.

use super::impossible as alone;
use crate::intake::case::Case;
use crate::model::company::Company;
use crate::model::problem::Problem;
use crate::rules::Tables;
use crate::wire::plan::{Reason, Unassigned, Verdict};

/// Each crew by what stands in the way of it in a way of its own; a proof only where it is one for
/// every way.
pub fn impossible(
    case: &Case,
    problem: &Problem,
    tables: &Tables,
    company: &mut Company,
    j: usize,
) -> Unassigned {
    let each = problem.each_way(j).map(|w| alone(case, problem, tables, company, w));
    let mut all: Vec<Unassigned> = each.collect();
    if all.len() == 1 {
        return all.remove(0);
    }
    let sure = all.iter().all(|u| u.verdict == Verdict::Impossible);
    let found: Vec<Reason> = all.iter().flat_map(|u| u.reasons.iter().cloned()).collect();
    let mut reasons: Vec<Reason> = Vec::new();
    let known = |reasons: &[Reason], crew: &String| reasons.iter().any(|r| r.crews.contains(crew));
    // That a way is another crew's says nothing while there is a way of its own.
    for own in [true, false] {
        for reason in found.iter().filter(|r| (r.code != "SPLIT") == own) {
            for crew in &reason.crews {
                if !own && known(&reasons, crew) {
                    continue;
                }
                match reasons.iter_mut().find(|r| r.code == reason.code) {
                    Some(r) if r.crews.contains(crew) => {}
                    Some(r) => r.crews.push(crew.clone()),
                    None => {
                        reasons.push(Reason { crews: vec![crew.clone()], ..reason.clone() });
                    }
                }
            }
        }
    }
    let mut out = all.remove(0);
    if !sure {
        out.verdict = Verdict::Unknown;
    }
    out.summary = match &reasons[..] {
        [one] => one.message.clone(),
        _ => "no crew can serve it, each for its own reason".to_owned(),
    };
    out.reasons = reasons;
    out
}
