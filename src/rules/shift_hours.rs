//! Crews work inside their shifts.

use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};
use crate::fault::Faults;
use crate::ids::CrewId;
use crate::intake::case::Case;

pub struct ShiftHours;

impl Rule for ShiftHours {
    const META: Meta = Meta {
        id: "shift-hours",
        code: "SHIFT_HOURS",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "departure and return lie inside the shift and its overtime",
        doc: "A route departs at or after the shift's `from` and returns by `to` + `overtime.max`. Each shift \
              has at most one route.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn audit(case: &Case, faults: &mut Faults) {
        for (i, crew) in case.crews.iter().enumerate() {
            if case.shifts.iter().any(|s| s.crew == CrewId::new(i)) {
                continue;
            }
            let at = format!("{}/shifts", case.crew_pointer(CrewId::new(i)));
            let message = "the shifts of this crew touch no day of the horizon";
            let hint = "check its days and dates against the horizon";
            faults.warn("CREW_NO_SHIFT", &at, &crew.id, message, hint);
        }
    }

    fn check(_view: &View, _out: &mut Findings) {}
}
