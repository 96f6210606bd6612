//! The end of a page: jobs left out and why, jobs set aside, warnings.

use super::look::Look;
use super::table::wrap;
use super::words::verdict;
use crate::cli::faults;
use crate::cli::files::clean;
use crate::cli::money::money;
use crate::wire::plan::{Plan, Reason, Unassigned};

/// The most warnings that are shown; the rest is in the plan.
const WARNINGS_MOST: usize = 50;
/// The most crews that are named for one reason.
const CREWS_MOST: usize = 8;

pub fn write(plan: &Plan, look: &Look) -> String {
    let mut out = String::new();
    if !plan.unassigned.is_empty() {
        let title = format!("left out: {}", plan.unassigned.len());
        out.push_str(&format!("\n{}\n", look.strong(&title)));
        plan.unassigned.iter().for_each(|job| left_out(&mut out, plan, job, look));
    }
    if !plan.set_aside.is_empty() {
        let title = format!("set aside, to be mended: {}", plan.set_aside.len());
        out.push_str(&format!("\n{}\n", look.strong(&title)));
        for job in &plan.set_aside {
            out.push_str(&format!("  {}\n", clean(&job.job)));
            for fault in &job.faults {
                let text = format!("{} {}", clean(&fault.code), faults::line(fault));
                paragraph(&mut out, 4, &text, look);
            }
        }
    }
    if !plan.warnings.is_empty() {
        let title = format!("warnings: {}", plan.warnings.len());
        out.push_str(&format!("\n{}\n", look.strong(&title)));
        for fault in plan.warnings.iter().take(WARNINGS_MOST) {
            let text = format!("{} {}", clean(&fault.code), faults::line(fault));
            paragraph(&mut out, 2, &text, look);
        }
        if plan.warnings.len() > WARNINGS_MOST {
            let more = plan.warnings.len() - WARNINGS_MOST;
            out.push_str(&format!("  and {more} more in the plan's `warnings`\n"));
        }
    }
    out
}

fn left_out(out: &mut String, plan: &Plan, job: &Unassigned, look: &Look) {
    let head = format!("{}: {}", clean(&job.job), verdict(job.verdict));
    paragraph(out, 2, &look.alarm(&head), look);
    // Nothing is said twice: a reason repeats the summary, or the price of the best position.
    if job.reasons.iter().all(|reason| reason.message != job.summary) {
        paragraph(out, 4, &clean(&job.summary), look);
    }
    let priced = |reason: &&Reason| job.position.is_none() || reason.code != "PRICE";
    for reason in job.reasons.iter().filter(priced) {
        paragraph(out, 4, &because(reason), look);
    }
    if let Some(position) = &job.position {
        let after = match &position.after {
            Some(job) => format!("after {}", clean(job)),
            None => "as its first job".to_owned(),
        };
        let shift = clean(&position.shift);
        paragraph(out, 4, &format!("its best place is on {shift}, {after}"), look);
    }
    // The summary often says it already.
    let said = |text: &str| job.summary.contains(text);
    if let Some(extra) = job.extra_cost {
        let extra = money(extra, &plan.currency);
        if !said(&extra) {
            paragraph(out, 4, &format!("serving it would cost {extra} more"), look);
        }
    }
    if job.displaces.iter().any(|other| !said(other)) {
        let others = clean(&job.displaces.join(", "));
        paragraph(out, 4, &format!("it would displace {others}"), look);
    }
}

fn because(reason: &Reason) -> String {
    let some: Vec<String> = reason.crews.iter().take(CREWS_MOST).map(|c| clean(c)).collect();
    let more = match reason.crews.len() - some.len() {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let crews =
        if some.is_empty() { String::new() } else { format!(" ({}{more})", some.join(", ")) };
    format!("- {}{crews}", clean(&reason.message))
}

fn paragraph(out: &mut String, indent: usize, text: &str, look: &Look) {
    for (k, line) in wrap(text, look.width - indent - 2).iter().enumerate() {
        let hang = if k > 0 { 2 } else { 0 };
        out.push_str(&format!("{:indent$}{:hang$}{line}\n", "", ""));
    }
}
