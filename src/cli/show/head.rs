//! The first lines of a page: what kind of plan this is, and its figures.

use super::look::Look;
use super::table::wrap;
use super::words::{is_zero, kilometres, length, percent, status};
use crate::cli::ending::count;
use crate::cli::files::clean;
use crate::cli::money::money;
use crate::wire::plan::{Plan, Status, StopReason};

pub fn write(plan: &Plan, look: &Look) -> String {
    let mut lines = vec![quality(plan), jobs(plan)];
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
    lines.push(times);
    let costs = plan.costs.iter().filter(|c| c.amount != 0);
    let costs: Vec<String> =
        costs.map(|c| format!("{} {}", clean(&c.rule), money(c.amount, &plan.currency))).collect();
    if !costs.is_empty() {
        lines.push(format!("costs: {}", costs.join(", ")));
    }
    lines.push(format!("times are those of {}", clean(&plan.time_zone)));
    let title = format!("{}\n", look.strong(&title(plan)));
    lines.iter().fold(title, |out, line| out + &hanging(line, look))
}

/// A line that goes on below itself where the page is too narrow.
fn hanging(line: &str, look: &Look) -> String {
    let lines = wrap(line, look.width - 2);
    lines
        .iter()
        .enumerate()
        .map(|(k, l)| format!("{}{l}\n", if k > 0 { "  " } else { "" }))
        .collect()
}

fn title(plan: &Plan) -> String {
    let meaning = match (plan.status, plan.stop_reason) {
        (Status::Optimal, _) => "no plan is better",
        (Status::WithinGap, _) => "as close to the best as asked for",
        (Status::Feasible, StopReason::Cancel) => "stopped early, the best so far",
        (Status::Feasible, _) => "the best found in its budget",
        (Status::Incomplete, _) => "a mandatory job is left out",
        (Status::Infeasible, _) => "the mandatory jobs cannot all be served",
    };
    format!("{} ({meaning}), cost {}", status(plan.status), money(plan.cost, &plan.currency))
}

fn quality(plan: &Plan) -> String {
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

fn jobs(plan: &Plan) -> String {
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
