//! What must hold of a plan before it becomes calendars. A plan of ours always passes; one that was
//! edited or made elsewhere is told where it does not.

use crate::fault::{Fault, Faults};
use crate::units::Millis;
use crate::wire::plan::{Booking, BreakTaken, CallStop, Plan, Route, Stop, VisitStop};
use crate::wire::text::{parse_date, parse_duration, parse_instant};
use chrono_tz::Tz;
use std::collections::HashSet;

const HINT: &str = "plan the request again, or ask `callboard verify` what else is wrong";

/// A plan that can be read, and the times it spans.
pub struct Checked {
    pub zone: Tz,
    pub from: Millis,
    pub to: Millis,
}

struct Check<'a> {
    faults: Faults,
    visits: HashSet<(&'a str, u32)>,
    shifts: HashSet<&'a str>,
    from: Millis,
    to: Millis,
}

/// Every fault at once. In UTC the name of the plan's zone does not matter.
pub fn check(plan: &Plan, utc: bool) -> Result<Checked, Vec<Fault>> {
    let mut check = Check {
        faults: Faults::default(),
        visits: HashSet::new(),
        shifts: HashSet::new(),
        from: Millis::MAX,
        to: Millis::MIN,
    };
    let zone = if utc { Some(Tz::UTC) } else { plan.time_zone.parse().ok() };
    if zone.is_none() {
        let hint = "write the times with --utc";
        check.faults.fault("BAD_PLAN", "/timeZone", &plan.time_zone, "no zone is called so", hint);
    }
    for (k, route) in plan.routes.iter().enumerate() {
        check.route(route, &format!("/routes/{k}"));
    }
    for (k, booking) in plan.bookings.iter().enumerate() {
        check.booking(booking, &format!("/bookings/{k}"));
    }
    match zone {
        Some(zone) if !check.faults.has_faults() => {
            Ok(Checked { zone, from: check.from, to: check.to })
        }
        _ => Err(check.faults.into_list()),
    }
}

impl<'a> Check<'a> {
    fn wrong(&mut self, at: &str, value: &str, message: &str) {
        self.faults.fault("BAD_PLAN", at, value, message, HINT);
    }

    fn route(&mut self, route: &'a Route, at: &str) {
        if parse_date(&route.date).is_none() {
            self.wrong(&format!("{at}/date"), &route.date, "this is no date");
        }
        if !self.shifts.insert(&route.shift) {
            let message = "this shift is in the plan twice";
            self.wrong(&format!("{at}/shift"), &route.shift, message);
        }
        for (k, stop) in route.stops.iter().enumerate() {
            let at = format!("{at}/stops/{k}");
            match stop {
                Stop::Visit(visit) => self.visit(visit, &at),
                Stop::Break(taken) => self.rest(taken, &at),
                Stop::Call(call) => self.call(call, &at),
            }
        }
        let home = route.home.as_ref().map_or(&[][..], |home| &home.on_the_way);
        self.rests(home, &format!("{at}/home/onTheWay"));
    }

    fn booking(&mut self, booking: &Booking, at: &str) {
        let from = self.time(&booking.from, &format!("{at}/from"));
        let to = self.time(&booking.to, &format!("{at}/to"));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            self.wrong(&format!("{at}/to"), &booking.to, "this is before its beginning");
        }
        if booking.book_by.as_deref().is_some_and(|by| parse_instant(by).is_none()) {
            let by = booking.book_by.as_deref().unwrap_or_default();
            self.wrong(&format!("{at}/bookBy"), by, "this is no time of the years 1972 to 2099");
        }
    }

    fn visit(&mut self, visit: &'a VisitStop, at: &str) {
        self.between(&visit.start, &visit.end, at);
        self.time(&visit.arrival, &format!("{at}/arrival"));
        self.time(&visit.departure, &format!("{at}/departure"));
        if parse_duration(&visit.travel).is_none() {
            self.wrong(&format!("{at}/travel"), &visit.travel, "this is no duration");
        }
        if !self.visits.insert((&visit.job, visit.visit)) {
            let message = format!("visit {} of this job is in the plan twice", visit.visit);
            self.wrong(&format!("{at}/job"), &visit.job, &message);
        }
        self.rests(&visit.inside, &format!("{at}/inside"));
        self.rests(&visit.on_the_way, &format!("{at}/onTheWay"));
    }

    fn call(&mut self, call: &CallStop, at: &str) {
        self.between(&call.start, &call.end, at);
        self.time(&call.arrival, &format!("{at}/arrival"));
        self.time(&call.departure, &format!("{at}/departure"));
        if parse_duration(&call.travel).is_none() {
            self.wrong(&format!("{at}/travel"), &call.travel, "this is no duration");
        }
        self.rests(&call.on_the_way, &format!("{at}/onTheWay"));
    }

    fn rests(&mut self, breaks: &[BreakTaken], at: &str) {
        for (k, taken) in breaks.iter().enumerate() {
            self.rest(taken, &format!("{at}/{k}"));
        }
    }

    fn rest(&mut self, taken: &BreakTaken, at: &str) {
        self.between(&taken.start, &taken.end, at);
    }

    fn between(&mut self, start: &str, end: &str, at: &str) {
        let from = self.time(start, &format!("{at}/start"));
        let to = self.time(end, &format!("{at}/end"));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.wrong(&format!("{at}/end"), end, "this is before its start");
        }
    }

    fn time(&mut self, text: &str, at: &str) -> Option<Millis> {
        let time = parse_instant(text);
        match time {
            Some(time) => (self.from, self.to) = (self.from.min(time), self.to.max(time)),
            None => self.wrong(at, text, "this is no time of the years 1972 to 2099"),
        }
        time
    }
}
