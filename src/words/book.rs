//! What is looked up in a plan again and again: its places, and who else works on a job.

use super::{at, clean, clock, span};
use crate::units::MINUTE;
use crate::wire::plan::{PlacePrinted, Plan, Route, Stop, VisitStop};
use std::collections::HashMap;

pub struct Book<'a> {
    pub plan: &'a Plan,
    places: HashMap<&'a str, &'a PlacePrinted>,
    visits: HashMap<&'a str, Vec<Planned<'a>>>,
}

type Planned<'a> = (&'a Route, &'a VisitStop);

impl<'a> Book<'a> {
    pub fn of(plan: &'a Plan) -> Book<'a> {
        let mut visits: HashMap<&str, Vec<Planned>> = HashMap::new();
        for route in &plan.routes {
            for visit in route.stops.iter().filter_map(Stop::visit) {
                visits.entry(&visit.job).or_default().push((route, visit));
            }
        }
        let places = plan.places.iter().map(|p| (p.id.as_str(), p)).collect();
        Book { plan, places, visits }
    }

    /// What the plan calls a place, and where it is.
    pub fn place(&self, id: &str) -> String {
        super::place(self.places.get(id).copied(), id)
    }

    /// Latitude and longitude, where the plan has them and they are on this globe.
    pub fn spot(&self, id: &str) -> Option<(f64, f64)> {
        let place = self.places.get(id)?;
        let (lat, lon) = (place.lat?, place.lon?);
        (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lat, lon))
    }

    /// All visits of a job.
    pub fn visits(&self, job: &str) -> &[Planned<'a>] {
        self.visits.get(job).map_or(&[], Vec::as_slice)
    }

    /// What a crew should know of a visit beside when and where.
    pub fn notes(&self, route: &Route, visit: &VisitStop) -> Vec<String> {
        let mut notes = Vec::new();
        let all = self.visits(&visit.job);
        let others = || all.iter().filter(|(_, v)| v.visit != visit.visit);
        match others().count() {
            0 => {}
            more => notes.push(format!("visit {} of {}", visit.visit, more + 1)),
        }
        if let Some(other) = self.partner(route, visit) {
            notes.push(format!("together with {}", clean(&other.crew)));
        }
        if let Some(wait) = waiting(route, visit) {
            notes.push(format!("arrives {}, waits {wait}", clock(&visit.arrival, &route.date)));
        }
        if !visit.overridden.is_empty() {
            notes.push(format!("overrides {}", clean(&visit.overridden.join(", "))));
        }
        notes
    }

    /// The route of the other crew that works on the job at the same time.
    fn partner(&self, route: &Route, visit: &VisitStop) -> Option<&'a Route> {
        let mut all = self.visits(&visit.job).iter();
        let found = all.find(|(r, v)| {
            v.visit != visit.visit && r.crew != route.crew && v.start == visit.start
        });
        found.map(|(route, _)| *route)
    }
}

/// The time between arrival and start that is no break, if it shows on the clock.
fn waiting(route: &Route, visit: &VisitStop) -> Option<String> {
    let (from, to) = (at(&visit.arrival), at(&visit.start));
    if to - from < MINUTE {
        return None;
    }
    let breaks = route.stops.iter().filter_map(|stop| match stop {
        Stop::Break(taken) => Some((at(&taken.end).min(to) - at(&taken.start).max(from)).max(0)),
        Stop::Visit(_) | Stop::Call(_) => None,
    });
    let wait = to - from - breaks.sum::<i64>();
    (wait >= MINUTE).then(|| span(wait))
}
