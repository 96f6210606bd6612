//! The parts of a job follow day after day with one crew.

use super::checks;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};
use crate::intake::case::Link;

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
              calendar date after the one before.",
    };
    type Job = Nothing;
    type Crew = Nothing;

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
                let next = checks::shift(view, one).date.succ_opt();
                let date = checks::shift(view, two).date;
                if next != Some(date) {
                    out.broken(format!(
                        "visit {number} of job {id} is not on the day after the last"
                    ));
                }
            }
        }
    }
}
