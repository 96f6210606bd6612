//! Visits and breaks as events.

use super::lines::Lines;
use super::zone::{Zone, floor, utc};
use super::{Head, uid};
use crate::units::Millis;
use crate::wire::plan::{Booking, BreakTaken, CallStop, Route, Stop, VisitStop};
use crate::words::book::{Book, seen_wait};
use crate::words::{at, clean, clock, head, hire, kilometres, length, money, sheet};
use std::collections::HashMap;

/// What a person's telephone shows of one visit or break.
pub struct Event {
    uid: String,
    pub from: Millis,
    to: Millis,
    summary: String,
    /// Address, and where it is on the globe.
    location: Option<(String, Option<(f64, f64)>)>,
    description: Vec<String>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Visit,
    /// It does not stand in the way of other appointments.
    Break,
    Booking,
}

impl Event {
    pub fn put(&self, head: &Head, zone: &Zone, lines: &mut Lines) {
        let (free, category) = match self.kind {
            Kind::Visit => ("OPAQUE", "VISIT"),
            Kind::Break => ("TRANSPARENT", "BREAK"),
            Kind::Booking => ("OPAQUE", "BOOKING"),
        };
        lines.put("BEGIN", "VEVENT");
        lines.put("UID", &self.uid);
        lines.put("DTSTAMP", &utc(head.stamp));
        lines.put("SEQUENCE", &head.sequence.to_string());
        // Whole seconds may leave nothing of the shortest service, and no event is empty.
        zone.put(self.from, self.to.max(floor(self.from) + 1000), lines);
        lines.text("SUMMARY", &self.summary);
        if let Some((place, spot)) = &self.location {
            lines.text("LOCATION", place);
            if let Some((lat, lon)) = spot {
                lines.put("GEO", &format!("{lat:.6};{lon:.6}"));
            }
        }
        lines.text("DESCRIPTION", &self.description.join("\n"));
        lines.put("CATEGORIES", category);
        lines.put("STATUS", "CONFIRMED");
        lines.put("TRANSP", free);
        lines.put("END", "VEVENT");
    }
}

/// All events of a route, by no order.
pub fn of(book: &Book, route: &Route, head: &Head, zone: &Zone) -> Vec<Event> {
    let mut taken: Vec<(&BreakTaken, &str)> = Vec::new();
    let mut events = Vec::new();
    for stop in &route.stops {
        match stop {
            Stop::Break(rest) => taken.push((rest, "")),
            Stop::Call(call) => {
                taken.extend(call.on_the_way.iter().map(|rest| (rest, "on the way")));
                events.push(warehouse(book, route, call, head));
            }
            Stop::Visit(visit) => {
                taken.extend(visit.on_the_way.iter().map(|rest| (rest, "on the way")));
                taken.extend(visit.inside.iter().map(|rest| (rest, "during the job")));
                events.push(service(book, route, visit, head, zone));
            }
        }
    }
    if let Some(home) = &route.home {
        taken.extend(home.on_the_way.iter().map(|rest| (rest, "on the way")));
    }
    let mut times: HashMap<&str, u32> = HashMap::new();
    for (rest, note) in taken {
        let time = times.entry(&rest.id).or_default();
        *time += 1;
        let uid = uid::of(&["break", &head.name, &route.shift, &rest.id, &time.to_string()]);
        events.push(pause(route, rest, note, uid));
    }
    events
}

fn service(book: &Book, route: &Route, visit: &VisitStop, head: &Head, zone: &Zone) -> Event {
    let links = book.links(route, visit);
    let mut summary = clean(&visit.job);
    // `visit 1 of 2` comes before who else is there.
    if let Some(which) = links.first() {
        summary.push_str(&format!(", {which}"));
    }
    let mut description = vec![crew(route), format!("place: {}", book.place(&visit.place))];
    let (drive, far) = (length(&visit.travel), kilometres(visit.metres));
    let mut road = format!("drive {drive} ({far}), arrival {}", clock(&visit.arrival, &route.date));
    if let Some(wait) = seen_wait(route, visit) {
        road.push_str(&format!(", waiting {wait}"));
    }
    description.push(road);
    for rest in &visit.inside {
        let (from, to) = (clock(&rest.start, &route.date), clock(&rest.end, &route.date));
        description.push(format!("{} {from} to {to}", clean(&rest.id)));
    }
    description.extend(links);
    if !visit.overridden.is_empty() {
        description.push(format!("overrides {}", clean(&visit.overridden.join(", "))));
    }
    if zone.is_utc() && book.plan.time_zone != "UTC" {
        description.push(head::zone(book.plan));
    }
    Event {
        uid: uid::of(&["visit", &head.name, &visit.job, &visit.visit.to_string()]),
        from: at(&visit.start),
        to: at(&visit.end),
        summary,
        location: Some((book.address(&visit.place), book.spot(&visit.place))),
        description,
        kind: Kind::Visit,
    }
}

/// A call at the warehouse; a shift has one at most.
fn warehouse(book: &Book, route: &Route, call: &CallStop, head: &Head) -> Event {
    let drive = format!("drive {} ({})", length(&call.travel), kilometres(call.metres));
    Event {
        uid: uid::of(&["call", &head.name, &route.shift]),
        from: at(&call.start),
        to: at(&call.end),
        summary: format!("warehouse: {}", clean(&call.id)),
        location: Some((book.address(&call.place), book.spot(&call.place))),
        description: vec![crew(route), format!("place: {}", book.place(&call.place)), drive],
        kind: Kind::Visit,
    }
}

/// A unit of a resource, hired for a date.
pub fn booking(book: &Book, booking: &Booking, head: &Head) -> Event {
    let jobs: Vec<String> = booking.jobs.iter().map(|job| clean(job)).collect();
    let mut description = vec![format!("for {}", jobs.join(", "))];
    let visits = || booking.jobs.iter().filter_map(|job| book.visits(job).first());
    for (route, visit) in visits() {
        description.push(format!(
            "{} with crew {}: {}",
            clean(&visit.job),
            clean(&route.crew),
            book.place(&visit.place)
        ));
    }
    if let Some(by) = &booking.book_by {
        let date = clean(by.get(..10).unwrap_or(by));
        description.push(format!("book by {date} {}", clock(by, "")));
    }
    description.push(format!("cost {}", money(booking.cost, &book.plan.currency)));
    let unit = booking.unit.to_string();
    Event {
        uid: uid::of(&["booking", &head.name, &booking.resource, &booking.date, &unit]),
        from: at(&booking.from),
        to: at(&booking.to),
        summary: format!("{}: {}", hire::name(booking), jobs.join(", ")),
        location: visits()
            .next()
            .map(|(_, visit)| (book.address(&visit.place), book.spot(&visit.place))),
        description,
        kind: Kind::Booking,
    }
}

fn pause(route: &Route, rest: &BreakTaken, note: &str, uid: String) -> Event {
    let mut description = vec![crew(route)];
    description.extend(Some(note.to_owned()).filter(|note| !note.is_empty()));
    Event {
        uid,
        from: at(&rest.start),
        to: at(&rest.end),
        summary: format!("break: {}", clean(&rest.id)),
        location: None,
        description,
        kind: Kind::Break,
    }
}

fn crew(route: &Route) -> String {
    format!("crew {}{}", clean(&route.crew), sheet::people(route))
}
