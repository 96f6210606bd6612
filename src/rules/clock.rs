//! The printed times follow from one another.

use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};

pub struct Clock;

impl Rule for Clock {
    const META: Meta = Meta {
        id: "clock",
        code: "",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "the printed times follow from one another",
        doc: "Arrival, start, end and departure follow from travel, service and breaks; route \
              totals add up; every time is printed in the problem's zone.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn check(_view: &View, _out: &mut Findings) {}
}
