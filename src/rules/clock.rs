//! The printed times follow from one another.

use super::checks;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{BreakPlace, Findings, RouteView, View};
use crate::units::Millis;
use crate::wire::text::print_duration;

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

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            visits(view, route, out);
            way_home(view, route, out);
            totals(view, route, out);
        }
        for pair in view.routes.windows(2) {
            if pair[0].shift > pair[1].shift {
                let (first, second) = (&pair[0].printed.shift, &pair[1].printed.shift);
                out.broken(format!("routes are out of order: {second} stands after {first}"));
            }
        }
    }
}

/// Arrival, start, end and departure of every visit and call.
fn visits(view: &View, route: &RouteView, out: &mut Findings) {
    let open = checks::crew(view, route).start.is_none();
    let mut left = route.start;
    for (k, visit) in route.stops().iter().enumerate() {
        let name = checks::stop_name(view, visit);
        let on_the_way = checks::resting(route, BreakPlace::OnTheWay(k));
        let arrival = left + visit.leg.travel + on_the_way;
        same(view, out, &format!("arrival at {name}"), visit.arrival, arrival);
        if k == 0 && open {
            let what = format!("arrival at {name}, where the shift begins,");
            same(view, out, &what, visit.arrival, route.start);
        }
        if visit.start < visit.arrival {
            out.broken(format!("{name} starts before the arrival there"));
        }
        let service = checks::service(view, visit);
        let end = visit.start + service + checks::resting(route, BreakPlace::Inside(k));
        same(view, out, &format!("end of {name}"), visit.end, end);
        if visit.departure < visit.end {
            out.broken(format!("{name} is left before its end"));
        }
        left = visit.departure;
    }
}

fn way_home(view: &View, route: &RouteView, out: &mut Findings) {
    let stops = route.stops();
    let Some(last) = stops.last() else { return };
    let rest = checks::resting(route, BreakPlace::OnTheWay(stops.len()));
    let back = last.departure + route.home.map_or(0, |home| home.travel) + rest;
    same(view, out, &format!("{}: end", route.printed.shift), route.end, back);
}

fn same(view: &View, out: &mut Findings, what: &str, printed: Millis, right: Millis) {
    if printed != right {
        let (right, printed) = (checks::clock(view, right), checks::clock(view, printed));
        out.broken(format!("{what} is {right}, not {printed}"));
    }
}

fn totals(view: &View, route: &RouteView, out: &mut Findings) {
    let printed = route.printed;
    for (name, text, right) in [
        ("drive", &printed.drive, checks::driving(route)),
        ("work", &printed.work, checks::working(view, route)),
        ("wait", &printed.wait, checks::waiting(view, route)),
        ("break", &printed.break_time, checks::pausing(route)),
    ] {
        let right = print_duration(right);
        if *text != right {
            out.broken(format!("{}: {name} is {right}, not {text}", printed.shift));
        }
    }
    let metres = checks::metres(route);
    if i128::from(printed.metres) != metres {
        let (shift, wrong) = (&printed.shift, printed.metres);
        out.broken(format!("{shift}: metres is {metres}, not {wrong}"));
    }
}
