//! The end of a page: jobs left out and why, jobs set aside, warnings.

use super::look::Look;
use super::table::wrap;
use crate::cli::faults;
use crate::wire::plan::{Plan, Unassigned};
use crate::words::{clean, left, verdict};

/// The most warnings that are shown; the rest is in the plan.
const WARNINGS_MOST: usize = 50;

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
    let said = left::said(plan, job);
    said.summary.iter().for_each(|summary| paragraph(out, 4, summary, look));
    said.reasons.iter().for_each(|(_, text)| paragraph(out, 4, &format!("- {text}"), look));
    said.notes.iter().for_each(|note| paragraph(out, 4, note, look));
}

fn paragraph(out: &mut String, indent: usize, text: &str, look: &Look) {
    for (k, line) in wrap(text, look.width - indent - 2).iter().enumerate() {
        let hang = if k > 0 { 2 } else { 0 };
        out.push_str(&format!("{:indent$}{:hang$}{line}\n", "", ""));
    }
}
