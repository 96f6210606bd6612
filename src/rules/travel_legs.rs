//! Every leg is the travel snapshot's.

use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};

pub struct TravelLegs;

impl Rule for TravelLegs {
    const META: Meta = Meta {
        id: "travel",
        code: "",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "every leg is the travel snapshot's",
        doc: "Time and metres of each leg are those of the snapshot: from the start place or \
              the previous stop, and home from the last.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn check(_view: &View, _out: &mut Findings) {}
}
