//! Every job is served whole, listed as left out, or set aside.

use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};

pub struct Cover;

impl Rule for Cover {
    const META: Meta = Meta {
        id: "cover",
        code: "",
        scope: Scope::Plan,
        priced: false,
        overridable: false,
        line: "every job is served whole, listed as left out, or set aside",
        doc: "Every job of the request stands in exactly one of the routes (with all of its \
              visits), `unassigned` and `setAside`; nothing else is named.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn check(_view: &View, _out: &mut Findings) {}
}
