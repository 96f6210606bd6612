//! The parts of a job follow day after day with one crew.

use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};

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

    fn check(_view: &View, _out: &mut Findings) {}
}
