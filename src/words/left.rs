//! Why a job is left out, in sentences.

use super::{clean, money};
use crate::wire::plan::{Plan, Reason, Unassigned};

/// The most crews that are named for one reason.
const CREWS_MOST: usize = 8;

/// Everything there is to say of one job, nothing of it twice.
pub struct Said {
    pub summary: Option<String>,
    /// Code and sentence.
    pub reasons: Vec<(String, String)>,
    pub notes: Vec<String>,
}

pub fn said(plan: &Plan, job: &Unassigned) -> Said {
    // A reason repeats the summary, or the price of the best position.
    let repeated = job.reasons.iter().any(|reason| reason.message == job.summary);
    let priced = |reason: &&Reason| job.position.is_none() || reason.code != "PRICE";
    let reasons = job.reasons.iter().filter(priced);
    Said {
        summary: (!repeated).then(|| clean(&job.summary)),
        reasons: reasons.map(|r| (clean(&r.code), because(r))).collect(),
        notes: notes(plan, job),
    }
}

fn notes(plan: &Plan, job: &Unassigned) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(position) = &job.position {
        let after = match &position.after {
            Some(job) => format!("after {}", clean(job)),
            None => "as its first job".to_owned(),
        };
        notes.push(format!("its best place is on {}, {after}", clean(&position.shift)));
    }
    // The summary often says it already.
    if let Some(extra) = job.extra_cost {
        let extra = money(extra, &plan.currency);
        if !job.summary.contains(&extra) {
            notes.push(format!("serving it would cost {extra} more"));
        }
    }
    if job.displaces.iter().any(|other| !job.summary.contains(other)) {
        notes.push(format!("it would displace {}", clean(&job.displaces.join(", "))));
    }
    notes
}

fn because(reason: &Reason) -> String {
    let some: Vec<String> = reason.crews.iter().take(CREWS_MOST).map(|c| clean(c)).collect();
    let more = match reason.crews.len() - some.len() {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let crews =
        if some.is_empty() { String::new() } else { format!(" ({}{more})", some.join(", ")) };
    format!("{}{crews}", clean(&reason.message))
}
