//! A plan as calendars for telephones (iCalendar, RFC 5545), one for each crew or person, and as
//! a table of its stops.
//!
//! The same plan gives the same bytes: when a calendar was made is an argument like any other.

mod check;
mod event;
mod file_name;
mod lines;
mod table;
mod uid;
mod zone;

use crate::fault::Fault;
use crate::units::{MINUTE, Millis};
use crate::wire::plan::{Booking, Plan, Route};
use crate::words::book::Book;
use crate::words::{at, clean};
use lines::Lines;
use std::collections::BTreeMap;
use zone::Zone;

/// 2000-01-01T00:00:00Z: the stamp of a calendar that was given none, older than any other.
pub const OLDEST: Millis = 946_684_800_000;

const MAKER: &str = "-//Callboard//callboard calendar//EN";

/// What the files of resources begin with.
pub const RESOURCE: &str = "resource";

/// Whose calendars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    Crew,
    Person,
}

impl By {
    pub fn noun(self) -> &'static str {
        match self {
            By::Crew => "crew",
            By::Person => "person",
        }
    }

    /// The name of a calendar's file, safe for any id and made from nothing else.
    pub fn file_name(self, id: &str) -> String {
        file_name::of(self.noun(), id) + ".ics"
    }
}

/// The name of the file with a resource's bookings.
pub fn resource_file(id: &str) -> String {
    file_name::of(RESOURCE, id) + ".ics"
}

/// What all calendars of one plan share.
pub struct Head {
    /// Stands before the calendars' names and in every UID; may be empty.
    pub name: String,
    pub stamp: Millis,
    /// The greater one replaces the other; a newer stamp does among equals.
    pub sequence: u32,
}

impl Head {
    /// Whole minutes since the oldest stamp, so that a newer stamp also counts more.
    pub fn sequence_of(stamp: Millis) -> u32 {
        u32::try_from((stamp - OLDEST) / MINUTE).unwrap_or(0)
    }
}

/// A plan that was checked, ready to be written.
pub struct Diary<'a> {
    book: Book<'a>,
    zone: Zone,
}

impl<'a> Diary<'a> {
    /// The diary in the plan's zone or in UTC, or all that is wrong with the plan.
    pub fn of(plan: &'a Plan, utc: bool) -> Result<Diary<'a>, Vec<Fault>> {
        let checked = check::check(plan, utc)?;
        // A plan without routes spans no time, and has no events that could need the block.
        let zone = Zone::of(checked.zone, checked.from.min(checked.to), checked.to);
        Ok(Diary { book: Book::of(plan), zone })
    }

    /// All routes by date, crew and time.
    pub fn routes(&self) -> Vec<&'a Route> {
        let mut routes: Vec<&Route> = self.book.plan.routes.iter().collect();
        routes.sort_by_key(|route| (&route.date, &route.crew, at(&route.start)));
        routes
    }

    /// Whose calendars there are, and the routes of each. A crew without members is a person.
    pub fn owners(&self, by: By) -> BTreeMap<&'a String, Vec<&'a Route>> {
        let mut owners: BTreeMap<&String, Vec<&Route>> = BTreeMap::new();
        for route in self.routes() {
            let alone = by == By::Crew || route.members.is_empty();
            let ids = if alone { std::slice::from_ref(&route.crew) } else { &route.members };
            for (k, id) in ids.iter().enumerate() {
                // Somebody who is named twice is still one.
                if !ids[..k].contains(id) {
                    owners.entry(id).or_default().push(route);
                }
            }
        }
        owners
    }

    /// The calendar of one owner.
    pub fn calendar(&self, owner: &str, routes: &[&Route], head: &Head) -> String {
        let events = routes.iter().map(|route| event::of(&self.book, route, head, &self.zone));
        self.written(owner, events.flatten().collect(), head)
    }

    /// The bookings of each resource that has any.
    pub fn resources(&self) -> BTreeMap<&'a String, Vec<&'a Booking>> {
        let mut all: BTreeMap<&String, Vec<&Booking>> = BTreeMap::new();
        for booking in &self.book.plan.bookings {
            all.entry(&booking.resource).or_default().push(booking);
        }
        all
    }

    /// The calendar of one resource.
    pub fn hires(&self, resource: &str, bookings: &[&Booking], head: &Head) -> String {
        let events = bookings.iter().map(|b| event::booking(&self.book, b, head));
        self.written(resource, events.collect(), head)
    }

    fn written(&self, owner: &str, mut events: Vec<event::Event>, head: &Head) -> String {
        let mut lines = Lines::default();
        lines.put("BEGIN", "VCALENDAR");
        lines.put("VERSION", "2.0");
        lines.put("PRODID", MAKER);
        lines.put("CALSCALE", "GREGORIAN");
        lines.put("METHOD", "PUBLISH");
        let owner = clean(owner);
        let name = match head.name.as_str() {
            "" => owner,
            name => format!("{}: {owner}", clean(name)),
        };
        lines.text("NAME", &name);
        lines.text("X-WR-CALNAME", &name);
        lines.add(&self.zone.block);
        events.sort_by_key(|event| event.from);
        events.iter().for_each(|event| event.put(head, &self.zone, &mut lines));
        lines.put("END", "VCALENDAR");
        lines.into_text()
    }

    /// The stops of the routes as CSV.
    pub fn table(&self, routes: &[&Route]) -> Vec<u8> {
        table::write(&self.book, routes, &self.zone)
    }
}
