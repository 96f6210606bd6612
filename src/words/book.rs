//! What is looked up in a plan again and again: its places, and who else works on a job.

use super::ties::Ties;
use super::{at, clean, clock, span};
use crate::units::{MINUTE, Millis};
use crate::wire::plan::{PlacePrinted, Plan, Route, Stop, VisitStop};
use std::collections::HashMap;

pub struct Book<'a> {
    pub plan: &'a Plan,
    places: HashMap<&'a str, &'a PlacePrinted>,
    visits: HashMap<&'a str, Vec<Planned<'a>>>,
    ties: Ties,
}

type Planned<'a> = (&'a Route, &'a VisitStop);

impl<'a> Book<'a> {
    pub fn of(plan: &'a Plan) -> Book<'a> {
        Book::with(plan, Ties::default())
    }

    /// With what the request says of jobs that hang together.
    pub fn with(plan: &'a Plan, ties: Ties) -> Book<'a> {
        let mut visits: HashMap<&str, Vec<Planned>> = HashMap::new();
        for route in &plan.routes {
            for visit in route.stops.iter().filter_map(Stop::visit) {
                visits.entry(&visit.job).or_default().push((route, visit));
            }
        }
        let places = plan.places.iter().map(|p| (p.id.as_str(), p)).collect();
        Book { plan, places, visits, ties }
    }

    /// The plan's entry of a place.
    pub fn found(&self, id: &str) -> Option<&'a PlacePrinted> {
        self.places.get(id).copied()
    }

    /// What the plan calls a place, and where it is.
    pub fn place(&self, id: &str) -> String {
        super::place(self.found(id), id)
    }

    /// The address of a place alone, as a map can look it up; else what the plan calls it.
    pub fn address(&self, id: &str) -> String {
        let address = self.found(id).and_then(|place| place.address.as_deref());
        address.map_or_else(|| self.place(id), clean)
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
        let mut notes = self.links(route, visit);
        if let Some(next) = self.next_part(visit) {
            notes.push(format!("next on {next}"));
        }
        notes.extend(self.ties.said(&visit.job));
        if let Some(wait) = seen_wait(route, visit) {
            notes.push(format!("arrives {}, waits {wait}", clock(&visit.arrival, &route.date)));
        }
        if !visit.overridden.is_empty() {
            notes.push(format!("overrides {}", clean(&visit.overridden.join(", "))));
        }
        notes
    }

    /// The other visits of the job, and who else is there at the same time.
    pub fn links(&self, route: &Route, visit: &VisitStop) -> Vec<String> {
        let mut notes = Vec::new();
        let all = self.visits(&visit.job);
        let others = || all.iter().filter(|(_, v)| v.visit != visit.visit);
        match others().count() {
            0 => {}
            more => {
                let what = if self.in_parts(&visit.job) { "part" } else { "visit" };
                notes.push(format!("{what} {} of {}", visit.visit, more + 1));
            }
        }
        if let Some(other) = self.partner(route, visit) {
            notes.push(format!("together with {}", clean(&other.crew)));
        }
        notes
    }

    /// Whether one crew does the job on several dates.
    fn in_parts(&self, job: &str) -> bool {
        let all = self.visits(job);
        let crew = all.first().map(|(route, _)| &route.crew);
        let mut dates: Vec<&str> = all.iter().map(|(route, _)| route.date.as_str()).collect();
        dates.sort_unstable();
        dates.dedup();
        dates.len() == all.len() && all.iter().all(|(route, _)| Some(&route.crew) == crew)
    }

    /// The date on which the crew goes on with the job.
    fn next_part(&self, visit: &VisitStop) -> Option<String> {
        let mut all = self.visits(&visit.job).iter();
        let next = all.find(|(_, v)| v.visit == visit.visit + 1)?;
        self.in_parts(&visit.job).then(|| super::day(&next.0.date))
    }

    /// Whether other visits of its job, or other jobs, hang together with a visit.
    pub fn is_linked(&self, visit: &VisitStop) -> bool {
        self.visits(&visit.job).len() > 1 || self.ties.has(&visit.job)
    }

    /// What all visits share that hang together with this one.
    pub fn group<'b>(&'b self, visit: &'b VisitStop) -> &'b str {
        self.ties.group(&visit.job)
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

/// The time between arrival and start that is no break.
pub fn wait(route: &Route, visit: &VisitStop) -> Millis {
    let (from, to) = (at(&visit.arrival), at(&visit.start));
    let breaks = route.stops.iter().filter_map(|stop| match stop {
        Stop::Break(taken) => Some((at(&taken.end).min(to) - at(&taken.start).max(from)).max(0)),
        Stop::Visit(_) | Stop::Call(_) => None,
    });
    (to - from - breaks.sum::<i64>()).max(0)
}

/// The wait, if it shows on the clock.
pub fn seen_wait(route: &Route, visit: &VisitStop) -> Option<String> {
    Some(wait(route, visit)).filter(|wait| *wait >= MINUTE).map(span)
}
