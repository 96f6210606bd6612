//! Jobs left out and why, jobs set aside, warnings.

use super::text;
use crate::fault::Fault;
use crate::wire::plan::{Plan, Unassigned, Verdict};
use crate::words::{fault, left, verdict};
use maud::{Markup, html};

/// The most warnings that are shown; the rest is in the plan.
const WARNINGS_MOST: usize = 50;
/// More jobs than this are folded away.
const OPEN_MOST: usize = 30;
/// The most characters of a sentence, which may name many crews or jobs.
const SENTENCE_MOST: usize = 1000;

const VERDICTS: [Verdict; 4] =
    [Verdict::Impossible, Verdict::NoRoom, Verdict::PricedOut, Verdict::Unknown];

/// What somebody has to call a customer about.
pub fn jobs(plan: &Plan) -> Markup {
    html! {
        @if !plan.unassigned.is_empty() {
            section.left #left-out {
                h2 { "Left out: " (plan.unassigned.len()) }
                @for kind in VERDICTS {
                    @let jobs: Vec<_> =
                        plan.unassigned.iter().filter(|job| job.verdict == kind).collect();
                    @if !jobs.is_empty() {
                        details open[jobs.len() <= OPEN_MOST] {
                            summary { h3 { (verdict(kind)) ": " (jobs.len()) } }
                            ul.cards { @for job in jobs { (left_out(plan, job)) } }
                        }
                    }
                }
            }
        }
        @if !plan.set_aside.is_empty() {
            section.left #set-aside {
                h2 { "Set aside, to be mended: " (plan.set_aside.len()) }
                details open[plan.set_aside.len() <= OPEN_MOST] {
                    summary { h3 { "jobs and their faults" } }
                    ul.cards {
                        @for job in &plan.set_aside {
                            li { h4 { bdi { (text(&job.job)) } } (faults(&job.faults)) }
                        }
                    }
                }
            }
        }
    }
}

fn left_out(plan: &Plan, job: &Unassigned) -> Markup {
    let said = left::said(plan, job);
    html! {
        li {
            h4 { bdi { (text(&job.job)) } }
            @if let Some(line) = &said.summary { p { (sentence(line)) } }
            @if !said.reasons.is_empty() {
                ul {
                    @for (code, why) in &said.reasons {
                        li { code { (text(code)) } " " (sentence(why)) }
                    }
                }
            }
            @for note in &said.notes { p.note { (sentence(note)) } }
        }
    }
}

/// Warnings about the request.
pub fn notices(plan: &Plan) -> Markup {
    let more = plan.warnings.len().saturating_sub(WARNINGS_MOST);
    html! {
        @if !plan.warnings.is_empty() {
            section #warnings {
                h2 { "Warnings: " (plan.warnings.len()) }
                (faults(&plan.warnings[..plan.warnings.len() - more]))
                @if more > 0 { p.note { "and " (more) " more in the plan's " code { "warnings" } } }
            }
        }
    }
}

fn faults(faults: &[Fault]) -> Markup {
    html! {
        ul.faults {
            @for found in faults {
                li { code { (text(&found.code)) } " " (sentence(&fault(found))) }
            }
        }
    }
}

fn sentence(from: &str) -> String {
    crate::words::short(from, SENTENCE_MOST)
}
