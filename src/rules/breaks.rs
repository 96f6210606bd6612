//! Breaks: lunch and rest.

use super::checks;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::view::{BreakPlace, BreakView, Findings, RouteView, StopView, View};
use crate::intake::case::Shift;
use crate::units::{DAY, Millis};
use crate::wire::reader::Obj;
use crate::wire::text::{local_instant, print_duration};
use chrono::{DateTime, NaiveDateTime, NaiveTime};

pub struct Breaks;

/// A crew's break, its clock times in milliseconds after midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrewBreak {
    pub id: String,
    pub duration: Millis,
    pub earliest: Millis,
    pub latest: Millis,
}

/// The most breaks of one crew: the search's clock has a state for each number taken.
pub const MOST: usize = 3;

impl Rule for Breaks {
    const META: Meta = Meta {
        id: "breaks",
        code: "BREAK",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "every break that is due is taken, in order, inside its times",
        doc: "A break is due on a used shift in which it can start inside its times and end by \
              the shift's end. It is taken once, uninterrupted, in the order listed: while \
              waiting, on the way, before departure, after return, or inside a service that \
              allows it, which then ends later by the break.",
    };
    type Job = Nothing;
    type Crew = Vec<CrewBreak>;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> Vec<CrewBreak> {
        let list = o.list("breaks", cx.faults);
        if list.len() > MOST {
            let message = format!("a crew has at most {MOST} breaks");
            let value = list.len().to_string();
            let hint = "join the shortest ones or move them into the shift's hours";
            cx.faults.fault("TOO_MANY_BREAKS", &o.at("breaks"), &value, &message, hint);
        }
        let mut breaks: Vec<CrewBreak> = Vec::new();
        for (at, node) in list.iter().take(MOST) {
            let Some(mut inner) = Obj::open(node, at, cx.faults) else { continue };
            let read = read_break(&mut inner, cx);
            inner.close(cx.faults);
            let Some(read) = read else { continue };
            if breaks.iter().any(|b| b.id == read.id) {
                let message = "two breaks of this crew have the same id";
                let hint = "give each break its own id";
                cx.faults.fault("DUPLICATE_ID", &format!("{at}/id"), &read.id, message, hint);
                continue;
            }
            breaks.push(read);
        }
        breaks
    }

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            out.on_route(route);
            let due = due(view, route);
            taken(view, route, &due, out);
            let all = route.stops();
            for (k, stop) in all.iter().enumerate() {
                match stop.visit {
                    Some(visit) => out.at_visit(route, visit),
                    None => out.on_route(route),
                }
                on_the_way(view, (route, &all), k, out);
                inside(view, route, (k, stop), out);
            }
            out.on_route(route);
            on_the_way(view, (route, &all), all.len(), out);
            stops(view, (route, &all), out);
        }
    }
}

/// A break that the route has to take, clipped to its shift.
struct Due<'a> {
    id: &'a str,
    duration: Millis,
    earliest: Millis,
    latest: Millis,
}

/// The breaks due on the route's shift, from the crew's list and the shift's hours alone. Clock
/// times are compared as they stand on the wall, so that one which a clock change skips before the
/// shift begins does no harm.
fn due<'a>(view: &View<'a>, route: &RouteView) -> Vec<Due<'a>> {
    due_on(view, checks::shift(view, route))
}

/// How long the breaks due on a shift take.
pub(super) fn rest_on(view: &View, shift: &Shift) -> Millis {
    due_on(view, shift).iter().map(|b| b.duration).sum()
}

fn due_on<'a>(view: &View<'a>, shift: &Shift) -> Vec<Due<'a>> {
    let wall =
        |at| Some((wall(view, at)? - shift.date.and_time(NaiveTime::MIN)).num_milliseconds());
    let instant = |date, clock| local_instant(date, clock, view.case.zone).ok();
    let Some((from, to)) = wall(shift.from).zip(wall(shift.to)) else { return Vec::new() };
    let on_shift = |clock: Millis| match clock {
        early if early < from && to > DAY => instant(shift.date.succ_opt()?, early),
        early if early <= from => Some(shift.from - (from - early)),
        later => instant(shift.date, later),
    };
    let mut due = Vec::new();
    for spec in &view.case.crews[shift.crew.at()].specs.breaks {
        let times = on_shift(spec.earliest).zip(on_shift(spec.latest));
        let Some((earliest, latest)) = times else { continue };
        let earliest = earliest.max(shift.from);
        if earliest <= latest.min(shift.to - spec.duration) {
            due.push(Due { id: &spec.id, duration: spec.duration, earliest, latest });
        }
    }
    due
}

/// What the clock on the wall shows at an instant.
fn wall(view: &View, at: Millis) -> Option<NaiveDateTime> {
    let utc = DateTime::from_timestamp_millis(at)?;
    Some(utc.with_timezone(&view.case.zone).naive_local())
}

/// Each due break once, in the order listed, whole, inside its times, one after the other.
fn taken(view: &View, route: &RouteView, due: &[Due], out: &mut Findings) {
    let name = &route.printed.shift;
    let mut taken: Vec<&BreakView> = route.breaks.iter().collect();
    taken.sort_by_key(|b| (b.start, b.end));
    for want in due.iter().filter(|d| !taken.iter().any(|b| b.id == d.id)) {
        out.broken(format!("{name}: break {} is due and not taken", want.id));
    }
    for (i, got) in taken.iter().enumerate() {
        let Some(want) = due.iter().find(|d| d.id == got.id) else {
            out.broken(format!("{name}: no break {} is due", got.id));
            continue;
        };
        if taken[..i].iter().any(|b| b.id == got.id) {
            out.broken(format!("{name}: break {} is taken twice", got.id));
        }
        if got.end - got.start != want.duration {
            let right = print_duration(want.duration);
            out.broken(format!("{name}: break {} does not take {right}", got.id));
        }
        if !(want.earliest..=want.latest).contains(&got.start) {
            let start = checks::clock(view, got.start);
            out.broken(format!("{name}: break {} at {start} is outside its times", got.id));
        }
    }
    let listed = |b: &BreakView| due.iter().position(|d| d.id == b.id);
    for pair in taken.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if a.end > b.start {
            out.broken(format!("{name}: breaks {} and {} overlap", a.id, b.id));
        }
        if listed(a) > listed(b) {
            out.broken(format!("{name}: break {} is taken before {}", a.id, b.id));
        }
    }
}

/// Breaks on the way lie between the departure before and the arrival.
fn on_the_way(
    view: &View,
    (route, all): (&RouteView, &[StopView]),
    leg: usize,
    out: &mut Findings,
) {
    let left = if leg == 0 { route.start } else { all[leg - 1].departure };
    let arrival = all.get(leg).map_or(route.end, |stop| stop.arrival);
    for rest in route.breaks.iter().filter(|b| b.place == BreakPlace::OnTheWay(leg)) {
        if rest.start < left || rest.end > arrival {
            let at = checks::clock(view, rest.start);
            out.broken(format!("break {} at {at} is not on the way it is printed on", rest.id));
        }
    }
}

/// Breaks inside a service: allowed there, and between its start and the end of its work.
fn inside(view: &View, route: &RouteView, (k, stop): (usize, &StopView), out: &mut Findings) {
    let name = checks::stop_name(view, stop);
    let allowed = stop.visit.is_some_and(|v| view.case.visits[v.visit.at()].break_inside);
    let mut done = stop.start + checks::service(view, stop);
    for rest in route.breaks.iter().filter(|b| b.place == BreakPlace::Inside(k)) {
        if !allowed {
            out.broken(format!("{name} may not be interrupted by break {}", rest.id));
        }
        if rest.start < stop.start || rest.start > done {
            out.broken(format!("break {} is not inside the work of {name}", rest.id));
        }
        done += rest.end - rest.start;
    }
}

/// Breaks of their own lie where the crew neither works nor drives, next to where they are printed.
fn stops(view: &View, (route, all): (&RouteView, &[StopView]), out: &mut Findings) {
    let shift = checks::shift(view, route);
    let mut last: Option<(usize, Millis)> = None;
    for rest in &route.breaks {
        let BreakPlace::Stop(after) = rest.place else { continue };
        let before = match after.checked_sub(1).map(|k| &all[k]) {
            Some(stop) => (stop.end, stop.departure),
            None => (shift.from, route.start),
        };
        let behind = match all.get(after) {
            Some(stop) => (stop.arrival, stop.start),
            None => (route.end, shift.to),
        };
        let fits = [before, behind].iter().any(|gap| gap.0 <= rest.start && rest.end <= gap.1);
        if !fits {
            let at = checks::clock(view, rest.start);
            out.broken(format!("break {} at {at} is in no gap where it is printed", rest.id));
        }
        if last.is_some_and(|(place, start)| place == after && start > rest.start) {
            out.broken(format!("break {} is printed out of order", rest.id));
        }
        last = Some((after, rest.start));
    }
}

fn read_break(o: &mut Obj, cx: &mut ReadCx) -> Option<CrewBreak> {
    let id = o.needed_id("id", cx.faults);
    for key in ["duration", "earliest", "latest"] {
        if o.get(key).is_none() {
            o.missing(key, "say how long the break is and when it may start", cx.faults);
        }
    }
    let duration = o.duration("duration", cx.faults);
    let earliest = o.clock("earliest", cx.faults);
    let latest = o.clock("latest", cx.faults);
    // A latest start before the earliest is right on a shift over midnight, so the door decides it
    // where it knows the shifts.
    Some(CrewBreak { id: id?, duration: duration?, earliest: earliest?, latest: latest? })
}
