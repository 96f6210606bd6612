//! The parts of a job follow day after day with one crew.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::ids::ShiftId;
use crate::intake::case::{Case, Job, Link, Shift};
use chrono::NaiveDate;

pub struct Parts;

impl Rule for Parts {
    const META: Meta = Meta {
        id: "parts",
        code: "PARTS",
        scope: Scope::Link,
        priced: false,
        overridable: false,
        line: "the parts of a job follow day after day with one crew",
        doc: "A job with `parts` has one visit for each, all by the same crew, each on the \
              calendar date after the one before. With `partsGap`, and where a job is cut by \
              `split`, parts lie on working days of `problem.calendar`, each on a later date than \
              the one before, with at most `partsGap` or `maxGap` working days idle between.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let apart = |j: &&Job| j.link == Link::Parts && j.gap.is_some();
        let mut jobs = case.jobs.iter().filter(apart).peekable();
        if jobs.peek().is_none() {
            return;
        }
        let idle = |s: &Shift| !case.work_days.works(s.date);
        let idle: Vec<usize> = (0..case.shifts.len()).filter(|s| idle(&case.shifts[*s])).collect();
        for visit in jobs.flat_map(|job| &job.visits) {
            idle.iter().for_each(|s| tables.deny(ShiftId::new(*s), *visit));
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for job in view.case.jobs.iter().filter(|j| j.link == Link::Parts) {
            for (k, pair) in job.visits.windows(2).enumerate() {
                let both = view.at(pair[0]).zip(view.at(pair[1]));
                let Some(((one, _), (two, later))) = both else { continue };
                let (id, number) = (&job.id, k + 2);
                out.at_visit(two, later);
                if one.crew != two.crew {
                    out.broken(format!("visit {number} of job {id} is done by another crew"));
                }
                let last = checks::shift(view, one).date;
                let date = checks::shift(view, two).date;
                if let Some(most) = job.gap {
                    idle_between(view, job, (last, date), (number, most), out);
                } else if last.succ_opt() != Some(date) {
                    out.broken(format!(
                        "visit {number} of job {id} is not on the day after the last"
                    ));
                }
            }
        }
    }
}

/// Parts that need not follow at once: working days, in order, with not too many idle between.
fn idle_between(
    view: &View,
    job: &Job,
    (last, date): (NaiveDate, NaiveDate),
    (number, most): (usize, i64),
    out: &mut Findings,
) {
    let (days, id) = (&view.case.work_days, &job.id);
    for (day, k) in [(last, number - 1), (date, number)] {
        if !days.works(day) {
            out.broken(format!("visit {k} of job {id} is on {day}, no working day"));
        }
    }
    let idle = days.between(last, date) - i64::from(days.works(date));
    if date <= last {
        out.broken(format!("visit {number} of job {id} is not on a later day than the last"));
    } else if idle > most {
        out.broken(format!(
            "{idle} working days lie idle before visit {number} of job {id}, at most {most} may"
        ));
    }
}
