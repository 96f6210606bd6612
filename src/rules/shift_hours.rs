//! Crews work inside their shifts.

use super::checks;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};
use crate::fault::Faults;
use crate::ids::CrewId;
use crate::intake::case::Case;
use std::collections::BTreeSet;

pub struct ShiftHours;

impl Rule for ShiftHours {
    const META: Meta = Meta {
        id: "shift-hours",
        code: "SHIFT_HOURS",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "departure and return lie inside the shift and its overtime",
        doc: "A route departs at or after the shift's `from` and returns by `to` + \
              `overtime.max`. Each shift has at most one route.",
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

    fn check(view: &View, out: &mut Findings) {
        let mut used = BTreeSet::new();
        for route in &view.routes {
            out.on_route(route);
            let (name, shift) = (&route.printed.shift, checks::shift(view, route));
            if !used.insert(route.shift) {
                out.broken(format!("{name} has two routes"));
            }
            if shift.crew != route.crew {
                out.broken(format!("{name} is no shift of crew {}", route.printed.crew));
            }
            if route.printed.date != shift.date.to_string() {
                out.broken(format!("{name} is on {}, not on {}", shift.date, route.printed.date));
            }
            if route.visits.is_empty() {
                out.broken(format!("{name} serves nothing, so it may not be printed"));
            }
            if route.start < shift.from {
                let from = checks::clock(view, shift.from);
                out.broken(format!("{name} departs before it begins at {from}"));
            }
            let latest = shift.to + checks::crew(view, route).specs.overtime.most;
            if route.end > latest {
                let latest = checks::clock(view, latest);
                out.broken(format!("{name} returns after its latest return at {latest}"));
            }
        }
    }
}
