//! What `check` sees: the case, and the printed plan as the verifier read it.

use super::prices::Prices;
use crate::ids::{CrewId, JobId, ShiftId, VisitId};
use crate::intake::case::Case;
use crate::travel::Travel;
use crate::units::{Metres, Millis};
use crate::wire::plan::Plan;
use std::collections::BTreeMap;

/// A printed plan, parsed but not believed. Whatever could not be parsed or found is already a
/// violation of `clock` or `cover`, and is left out here.
pub struct View<'a> {
    pub case: &'a Case,
    pub travel: &'a Travel,
    pub prices: &'a Prices,
    pub plan: &'a Plan,
    pub routes: Vec<RouteView<'a>>,
    /// For each visit of the case, every (route, position among the route's visits) it stands at.
    pub placed: Vec<Vec<(usize, usize)>>,
    /// For each of the request's own jobs, the way in which the plan serves it.
    pub way: Vec<JobId>,
    /// For each of the request's own jobs, whether all of its visits are in the plan.
    pub served: Vec<bool>,
    /// Whether `unassigned` names the job.
    pub listed: Vec<bool>,
}

impl<'a> View<'a> {
    /// Where a visit stands, if it is in the plan exactly once.
    pub fn at(&self, visit: VisitId) -> Option<(&RouteView<'a>, &VisitView<'a>)> {
        let [(route, position)] = self.placed[visit.at()][..] else { return None };
        let route = &self.routes[route];
        Some((route, &route.visits[position]))
    }
}

/// One printed route with its times as instants.
pub struct RouteView<'a> {
    pub printed: &'a crate::wire::plan::Route,
    pub shift: ShiftId,
    pub crew: CrewId,
    /// Departure.
    pub start: Millis,
    /// Return.
    pub end: Millis,
    pub visits: Vec<VisitView<'a>>,
    pub calls: Vec<CallView<'a>>,
    pub breaks: Vec<BreakView>,
    /// The way home as printed; nothing on an open end.
    pub home: Option<LegView>,
}

pub struct VisitView<'a> {
    pub printed: &'a crate::wire::plan::VisitStop,
    pub visit: VisitId,
    pub job: JobId,
    /// Position among the route's visits and calls.
    pub stop: usize,
    pub leg: LegView,
    /// The work without breaks: what the request says, or, where that follows from who does it and
    /// when, what is printed.
    pub service: Millis,
    pub arrival: Millis,
    pub start: Millis,
    pub end: Millis,
    pub departure: Millis,
}

/// A call at the warehouse.
pub struct CallView<'a> {
    pub printed: &'a crate::wire::plan::CallStop,
    /// Position among the route's visits and calls.
    pub stop: usize,
    pub leg: LegView,
    pub arrival: Millis,
    pub start: Millis,
    pub end: Millis,
    pub departure: Millis,
}

/// A visit or a call, for rules to which they are the same.
#[derive(Clone, Copy)]
pub struct StopView<'v, 'a> {
    /// The visit; `None` for a call.
    pub visit: Option<&'v VisitView<'a>>,
    pub leg: LegView,
    pub arrival: Millis,
    pub start: Millis,
    pub end: Millis,
    pub departure: Millis,
}

impl<'a> RouteView<'a> {
    /// Visits and calls in the order in which they are made.
    pub fn stops(&self) -> Vec<StopView<'_, 'a>> {
        let visits = self.visits.iter().map(|v| {
            let VisitView { leg, arrival, start, end, departure, .. } = *v;
            (v.stop, StopView { visit: Some(v), leg, arrival, start, end, departure })
        });
        let calls = self.calls.iter().map(|c| {
            let CallView { leg, arrival, start, end, departure, .. } = *c;
            (c.stop, StopView { visit: None, leg, arrival, start, end, departure })
        });
        let mut all: Vec<_> = visits.chain(calls).collect();
        all.sort_by_key(|stop| stop.0);
        all.into_iter().map(|stop| stop.1).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegView {
    pub travel: Millis,
    pub metres: Metres,
}

#[derive(Clone, Debug)]
pub struct BreakView {
    pub id: String,
    pub start: Millis,
    pub end: Millis,
    pub place: BreakPlace,
}

/// Where a break is printed; positions count visits and calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakPlace {
    /// A stop of its own, after so many of them.
    Stop(usize),
    /// On the way to this one, or home where it equals their number.
    OnTheWay(usize),
    /// Inside the service of this one.
    Inside(usize),
}

/// One broken rule, and what a board would mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub rule: String,
    pub message: String,
    /// The shift it is about, where it is about one.
    pub shift: Option<ShiftId>,
    /// The visit it is about, where it is about one.
    pub visit: Option<VisitId>,
}

/// What the rules found: violations, and every rule's amount in units.
#[derive(Default, Debug)]
pub struct Findings {
    rule: &'static str,
    shift: Option<ShiftId>,
    visit: Option<VisitId>,
    pub violations: Vec<Violation>,
    pub amounts: BTreeMap<&'static str, i128>,
    /// Units per route, per (route, visit position) and per (route, call), for the printed `cost`
    /// of routes and stops.
    pub by_route: BTreeMap<usize, i128>,
    pub by_stop: BTreeMap<(usize, usize), i128>,
    pub by_call: BTreeMap<(usize, usize), i128>,
}

impl Findings {
    pub fn now_checking(&mut self, rule: &'static str) {
        self.rule = rule;
        (self.shift, self.visit) = (None, None);
    }

    /// What follows is about a route as a whole.
    pub fn on_route(&mut self, route: &RouteView) {
        (self.shift, self.visit) = (Some(route.shift), None);
    }

    /// What follows is about one visit of a route.
    pub fn at_visit(&mut self, route: &RouteView, visit: &VisitView) {
        (self.shift, self.visit) = (Some(route.shift), Some(visit.visit));
    }

    /// What follows is about a visit, wherever it is.
    pub fn about(&mut self, visit: VisitId) {
        (self.shift, self.visit) = (None, Some(visit));
    }

    pub fn broken(&mut self, message: impl Into<String>) {
        if self.violations.len() < 1000 {
            self.violations.push(Violation {
                rule: self.rule.to_owned(),
                message: message.into(),
                shift: self.shift,
                visit: self.visit,
            });
        }
    }

    /// Adds to the current rule's amount, for the plan as a whole.
    pub fn charge(&mut self, units: i128) {
        *self.amounts.entry(self.rule).or_default() += units;
    }

    /// Adds to the rule's amount and to a route's cost.
    pub fn charge_route(&mut self, route: usize, units: i128) {
        self.charge(units);
        *self.by_route.entry(route).or_default() += units;
    }

    /// Adds to the rule's amount, to the route's cost and to the stop's.
    pub fn charge_stop(&mut self, route: usize, position: usize, units: i128) {
        self.charge_route(route, units);
        *self.by_stop.entry((route, position)).or_default() += units;
    }

    /// Adds to the rule's amount, to the route's cost and to that of one of its calls.
    pub fn charge_call(&mut self, route: usize, call: usize, units: i128) {
        self.charge_route(route, units);
        *self.by_call.entry((route, call)).or_default() += units;
    }
}
