//! Two crews at one job start at the same instant.

use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};

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

    fn check(_view: &View, _out: &mut Findings) {}
}
