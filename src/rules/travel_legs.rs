//! Every leg is the travel snapshot's.

use super::checks;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, LegView, View};
use crate::ids::PlaceId;
use crate::wire::text::print_duration;

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

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            let crew = checks::crew(view, route);
            let mut at = crew.start;
            for stop in route.stops() {
                // A call without a warehouse is told of by its own rule.
                let Some(place) = checks::place(view, &stop) else { continue };
                let name = checks::stop_name(view, &stop);
                if let Some(visit) = stop.visit {
                    printed_place(view, (&visit.printed.place, place), &name, out);
                }
                leg(view, &format!("the way to {name}"), (at, place), stop.leg, out);
                at = Some(place);
            }
            for (call, warehouse) in route.calls.iter().zip(view.case.warehouse.iter().cycle()) {
                let name = format!("the call at {}", warehouse.id);
                printed_place(view, (&call.printed.place, warehouse.place), &name, out);
            }
            let what = format!("{}: the way home", route.printed.shift);
            match (crew.end, route.home) {
                (Some(end), Some(home)) => leg(view, &what, (at, end), home, out),
                (Some(_), None) => out.broken(format!("{what} is missing")),
                (None, Some(_)) => out.broken(format!("{what} is printed, but its end is open")),
                (None, None) => {}
            }
        }
    }
}

fn printed_place(
    view: &View,
    (printed, right): (&str, PlaceId),
    name: &str,
    out: &mut Findings,
) {
    if printed != view.case.places[right.at()].id {
        out.broken(format!("{name} is not at place {printed}"));
    }
}

/// One printed leg against the snapshot; from nowhere, where the start is open, it is nothing.
fn leg(
    view: &View,
    what: &str,
    (from, to): (Option<PlaceId>, PlaceId),
    printed: LegView,
    out: &mut Findings,
) {
    let travel = from.map_or(0, |from| view.travel.millis(from, to));
    let metres = from.map_or(0, |from| view.travel.metres(from, to));
    if printed.travel != travel {
        let (right, wrong) = (print_duration(travel), print_duration(printed.travel));
        out.broken(format!("{what} takes {right}, not {wrong}"));
    }
    if printed.metres != metres {
        out.broken(format!("{what} is {metres} m, not {}", printed.metres));
    }
}
