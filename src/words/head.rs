//! What kind of plan this is, and its figures, in sentences.

use super::{clean, count, is_zero, kilometres, length, money, percent, status};
use crate::wire::plan::{Plan, Status, StopReason};

/// The status with its meaning, and the cost.
pub fn title(plan: &Plan) -> String {
    let cost = money(plan.cost, &plan.currency);
    format!("{} ({}), cost {cost}", status(plan.status), meaning(plan))
}

/// What the status says to somebody who does not know the word.
pub fn meaning(plan: &Plan) -> &'static str {
    match (plan.status, plan.stop_reason) {
        (Status::Optimal, _) => "no plan is better",
        (Status::WithinGap, _) => "as close to the best as asked for",
        (Status::Feasible, StopReason::Cancel) => "stopped early, the best so far",
        (Status::Feasible, _) => "the best found in its budget",
        (Status::Incomplete, _) => "a mandatory job is left out",
        (Status::Infeasible, _) => "the mandatory jobs cannot all be served",
    }
}

/// How far the plan can be from the best one.
pub fn quality(plan: &Plan) -> String {
    let Some(bound) = plan.bound else {
        return "how far it is from the best is not known".to_owned();
    };
    let kind = plan.bound_kind.as_deref().map(|k| format!(" by {}", clean(k))).unwrap_or_default();
    let gap = plan.gap.map(|g| format!(", gap {:.2} %", g * 100.0)).unwrap_or_default();
    let relaxed = match plan.relaxed.as_slice() {
        [] => String::new(),
        rules => format!(", without {}", clean(&rules.join(", "))),
    };
    let bound = money(bound, &plan.currency);
    format!("no plan costs less than {bound}{kind}{gap}{relaxed}")
}

/// How many jobs are served, left out and set aside, and what was promised.
pub fn jobs(plan: &Plan) -> String {
    let k = &plan.kpis;
    let mut text = format!(
        "{} served by {}, {} left out, {} set aside",
        count(k.jobs.unsigned_abs() as usize, "job"),
        count(k.crews_used.unsigned_abs() as usize, "crew"),
        plan.unassigned.len(),
        plan.set_aside.len(),
    );
    if let Some(kept) = k.promises_kept {
        text.push_str(&format!(", {} of promises kept", percent(kept)));
    }
    if k.late_jobs > 0 {
        text.push_str(&format!(", {} late", count(k.late_jobs.unsigned_abs() as usize, "job")));
    }
    text
}

/// What the crews' time goes into.
pub fn times(plan: &Plan) -> String {
    let k = &plan.kpis;
    let mut times = format!(
        "drive {} ({}), service {}, waiting {}, breaks {}, overtime {}",
        length(&k.drive),
        kilometres(k.metres),
        length(&k.work),
        length(&k.wait),
        length(&k.break_time),
        length(&k.overtime),
    );
    if !is_zero(&k.work) {
        times.push_str(&format!("; {} of the used shifts is service", percent(k.utilisation)));
    }
    times
}

/// Whose clock the times are.
pub fn zone(plan: &Plan) -> String {
    format!("times are those of {}", clean(&plan.time_zone))
}
