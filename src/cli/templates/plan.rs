//! Say here in one line what the rule is about.

use crate::rules::rule::{Meta, Nothing, Rule, Scope};
use crate::rules::view::{Findings, View};

pub struct ExampleRule;

impl Rule for ExampleRule {
    const META: Meta = Meta {
        id: "example-rule",
        code: "EXAMPLE_RULE",
        scope: Scope::Plan,
        priced: false,
        overridable: false,
        line: "say here in one line what it demands",
        doc: "Say here exactly what it demands, of what, and where the request gives it.",
    };
    /// What `read_job` reads from a job.
    type Job = Nothing;
    /// What `read_crew` reads from a crew.
    type Crew = Nothing;

    // `compile` tells the search; without it the search is slow or weak, but never wrong.

    fn check(view: &View, out: &mut Findings) {
        if let Some(message) = broken(view) {
            out.broken(message);
        }
    }
}

/// What is wrong with the plan as a whole, in words for a coordinator.
pub fn broken(_view: &View) -> Option<String> {
    None
}
