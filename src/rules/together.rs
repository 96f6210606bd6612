//! Two crews at one job start at the same instant.

use super::checks;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};
use crate::intake::case::Link;

pub struct Together;

impl Rule for Together {
    const META: Meta = Meta {
        id: "together",
        code: "TOGETHER",
        scope: Scope::Link,
        priced: false,
        overridable: false,
        line: "two crews at one job start at the same instant",
        doc: "A job with `together` 2 has two visits, on shifts of two different crews, that \
              start service at the same instant.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn check(view: &View, out: &mut Findings) {
        for job in view.case.jobs.iter().filter(|j| j.link == Link::Together) {
            let sides: Vec<_> = job.visits.iter().filter_map(|v| view.at(*v)).collect();
            let [(one, first), (two, second)] = sides[..] else { continue };
            out.at_visit(two, second);
            if one.crew == two.crew {
                out.broken(format!("both sides of job {} are done by one crew", job.id));
            }
            if first.start != second.start {
                let id = &job.id;
                let (a, b) = (checks::clock(view, first.start), checks::clock(view, second.start));
                out.broken(format!("the sides of job {id} start at {a} and at {b}"));
            }
        }
    }
}
