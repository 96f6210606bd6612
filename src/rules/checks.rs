//! Words and sums that several `check`s share. All of it reads the view, none of it judges.

use super::view::{BreakPlace, Findings, RouteView, StopView, View, VisitView};
use crate::ids::{CrewId, PlaceId, VisitId};
use crate::intake::case::{Case, Crew, Job, Link, Shift};
use crate::units::Millis;
use std::collections::HashMap;

/// How messages name a visit.
pub fn name(view: &View, visit: &VisitView) -> String {
    let job = job(view, visit);
    match job.visits.len() {
        1 => format!("job {}", job.id),
        _ => format!("visit {} of job {}", number(view, visit), job.id),
    }
}

pub fn job<'a>(view: &View<'a>, visit: &VisitView) -> &'a Job {
    &view.case.jobs[visit.job.at()]
}

pub fn shift<'a>(view: &View<'a>, route: &RouteView) -> &'a Shift {
    &view.case.shifts[route.shift.at()]
}

pub fn crew<'a>(view: &View<'a>, route: &RouteView) -> &'a Crew {
    &view.case.crews[route.crew.at()]
}

pub fn crew_name<'a>(view: &View<'a>, crew: CrewId) -> &'a str {
    &view.case.crews[crew.at()].id
}

/// The request's own jobs by id.
pub fn jobs_by_id(case: &Case) -> HashMap<&str, usize> {
    case.own_jobs().iter().enumerate().map(|(i, j)| (j.id.as_str(), i)).collect()
}

/// The visits that a lag between jobs speaks of: of parts the first, or with `last` the last; of a
/// job done together both.
pub fn counted(job: &Job, last: bool) -> &[VisitId] {
    let n = job.visits.len();
    match (job.link, last) {
        (Link::Parts, true) => &job.visits[n - 1..],
        (Link::Parts, false) => &job.visits[..1],
        _ => &job.visits,
    }
}

/// The visit's number in its job, from 1.
pub fn number(view: &View, visit: &VisitView) -> u32 {
    view.case.visits[visit.visit.at()].number
}

/// Whether what a job says of its first visit speaks of this one: of several parts only the first,
/// of a job done together both sides.
pub fn is_first(view: &View, visit: &VisitView) -> bool {
    job(view, visit).link != Link::Parts || number(view, visit) == 1
}

/// Whether the van has been at the warehouse before the visit.
pub fn is_supplied(route: &RouteView, visit: &VisitView) -> bool {
    route.calls.iter().any(|call| call.stop < visit.stop)
}

/// How messages name a visit or a call.
pub fn stop_name(view: &View, stop: &StopView) -> String {
    match (stop.visit, &view.case.warehouse) {
        (Some(visit), _) => name(view, visit),
        (None, Some(warehouse)) => format!("the call at {}", warehouse.id),
        (None, None) => "the call".to_owned(),
    }
}

/// Where a visit or a call is; a call without a warehouse is nowhere.
pub fn place(view: &View, stop: &StopView) -> Option<PlaceId> {
    match stop.visit {
        Some(visit) => Some(job(view, visit).place),
        None => view.case.warehouse.as_ref().map(|w| w.place),
    }
}

/// Service at a visit or a call, without breaks.
pub fn service(view: &View, stop: &StopView) -> Millis {
    match stop.visit {
        Some(visit) => visit.service,
        None => view.case.warehouse.as_ref().map_or(0, |w| w.duration),
    }
}

/// The job as the plan serves it: the one of its ways that is printed.
pub fn planned<'a>(view: &View<'a>, own: usize) -> &'a Job {
    &view.case.jobs[view.way[own].at()]
}

/// The time of the breaks printed at one place of a route.
pub fn resting(route: &RouteView, place: BreakPlace) -> Millis {
    route.breaks.iter().filter(|b| b.place == place).map(|b| b.end - b.start).sum()
}

/// All driving of a route, the way home included.
pub fn driving(route: &RouteView) -> Millis {
    let legs = route.visits.iter().map(|v| v.leg).chain(route.calls.iter().map(|c| c.leg));
    legs.map(|leg| leg.travel).sum::<Millis>() + route.home.map_or(0, |h| h.travel)
}

/// All metres of a route. Wide, because printed metres may be any number.
pub fn metres(route: &RouteView) -> i128 {
    let legs = route.visits.iter().map(|v| v.leg).chain(route.calls.iter().map(|c| c.leg));
    legs.map(|leg| i128::from(leg.metres)).sum::<i128>()
        + route.home.map_or(0, |h| i128::from(h.metres))
}

/// All service of a route, its call included, without breaks.
pub fn working(view: &View, route: &RouteView) -> Millis {
    route.stops().iter().map(|stop| service(view, stop)).sum()
}

/// All breaks of a route.
pub fn pausing(route: &RouteView) -> Millis {
    route.breaks.iter().map(|b| b.end - b.start).sum()
}

/// What is left of the time from departure to return after driving, service and the breaks in it.
pub fn waiting(view: &View, route: &RouteView) -> Millis {
    let inside = route.breaks.iter().filter(|b| b.start >= route.start && b.end <= route.end);
    let breaks: Millis = inside.map(|b| b.end - b.start).sum();
    route.end - route.start - driving(route) - working(view, route) - breaks
}

/// How long after the shift's end the route returns.
pub fn overtime(view: &View, route: &RouteView) -> Millis {
    (route.end - shift(view, route).to).max(0)
}

/// An instant as the plan prints it.
pub fn clock(view: &View, ms: Millis) -> String {
    crate::wire::text::print_instant(ms, view.case.zone)
}

/// What a rule finds wrong with one visit, were there no override.
type Broken = fn(&View, &RouteView, &VisitView) -> Option<String>;

/// The rules that a pin can override.
pub const OVERRIDABLE: [(&str, Broken); 4] = [
    ("start-windows", super::start_windows::broken),
    ("finish-by", super::finish_by::broken),
    ("skills", super::skills::broken),
    ("crew-list", super::crew_list::broken),
];

/// Whether the job's pin makes breaking the rule legal.
pub fn is_overridden(view: &View, visit: &VisitView, rule: &str) -> bool {
    job(view, visit).specs.pins.overridden.iter().any(|r| r == rule)
}

/// Reports every visit that breaks a rule which its pin does not override.
pub fn overridable(view: &View, out: &mut Findings, rule: &str, broken: Broken) {
    for route in &view.routes {
        for visit in route.visits.iter().filter(|v| !is_overridden(view, v, rule)) {
            if let Some(message) = broken(view, route, visit) {
                out.at_visit(route, visit);
                out.broken(message);
            }
        }
    }
}
