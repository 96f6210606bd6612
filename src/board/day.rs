//! One date of the plan: bars, map and day sheets, and the hours that its bars show.

use super::ends::Ends;
use super::paint::Paint;
use super::segments::{self, Segment};
use super::{gantt, map, sheets, text};
use crate::units::{DAY, HOUR, Millis};
use crate::wire::plan::{Plan, Route, Stop};
use crate::wire::text::{day_start, parse_date};
use crate::words::book::Book;
use crate::words::{at, count, day as day_name, money};
use chrono::{DateTime, Timelike};
use chrono_tz::Tz;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The hours of a usual day, so that the days of a week can be compared.
const USUAL: (i64, i64) = (7, 19);
/// A shift can be long, a page cannot.
const MOST: (i64, i64) = (-24, 72);

/// A route with what is drawn of it.
pub struct Row<'a> {
    pub route: &'a Route,
    pub segments: Vec<Segment<'a>>,
}

pub struct Day<'a> {
    pub date: &'a str,
    pub rows: Vec<Row<'a>>,
    midnight: Millis,
    zone: Option<Tz>,
    /// Hours after midnight, as they pass: a day may have 23 or 25.
    from: i64,
    to: i64,
}

impl<'a> Day<'a> {
    /// The dates of the plan in their order, each with its routes in the order of the plan.
    pub fn all(plan: &'a Plan) -> Vec<Day<'a>> {
        let zone: Option<Tz> = plan.time_zone.parse().ok();
        let mut dates: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
        for route in &plan.routes {
            let row = Row { route, segments: segments::of(route) };
            dates.entry(&route.date).or_default().push(row);
        }
        dates.into_iter().map(|(date, rows)| Day::new(date, rows, zone)).collect()
    }

    fn new(date: &'a str, rows: Vec<Row<'a>>, zone: Option<Tz>) -> Day<'a> {
        let known = parse_date(date).zip(zone).and_then(|(date, zone)| day_start(date, zone));
        let midnight = known.unwrap_or_else(|| midnight_of(&rows));
        let (mut from, mut to) = USUAL;
        for segment in rows.iter().flat_map(|row| &row.segments) {
            from = from.min((segment.from - midnight).div_euclid(HOUR));
            to = to.max((segment.to - midnight + HOUR - 1).div_euclid(HOUR));
        }
        let (from, to) = (from.clamp(MOST.0, MOST.1 - 1), to.clamp(MOST.0 + 1, MOST.1));
        Day { date, rows, midnight, zone, from, to: to.max(from + 1) }
    }

    pub fn hours(&self) -> i64 {
        self.to - self.from
    }

    /// How far into the bar an instant lies, in per cent.
    pub fn percent(&self, time: Millis) -> f64 {
        let whole = (self.hours() * HOUR) as f64;
        let into = (time - self.midnight - self.from * HOUR) as f64;
        (100.0 * into / whole).clamp(0.0, 100.0)
    }

    /// The marks of the hours: how far into the bar, and what the clock says.
    pub fn marks(&self) -> Vec<(f64, String)> {
        // No more than 26 marks, so that none stands on another.
        let step = (self.hours() + 25) / 26;
        let hours = (self.from..=self.to).filter(|hour| hour.rem_euclid(step) == 0);
        hours.map(|hour| (self.percent(self.midnight + hour * HOUR), self.clock(hour))).collect()
    }

    fn clock(&self, hour: i64) -> String {
        let instant = DateTime::from_timestamp_millis(self.midnight + hour * HOUR);
        match (instant, self.zone) {
            (Some(instant), Some(zone)) => {
                let local = instant.with_timezone(&zone);
                let minute = local.minute();
                let hour = format!("{:02}", local.hour());
                if minute == 0 { hour } else { format!("{hour}:{minute:02}") }
            }
            _ => format!("{:02}", hour.rem_euclid(24)),
        }
    }
}

/// Where the zone or the date says nothing: the midnight of the first route's own offset.
fn midnight_of(rows: &[Row]) -> Millis {
    let Some(first) = rows.first() else { return 0 };
    let offset = DateTime::parse_from_rfc3339(&first.route.start)
        .map_or(0, |time| i64::from(time.offset().local_minus_utc()) * 1000);
    let start = at(&first.route.start);
    start - (start + offset).rem_euclid(DAY)
}

pub fn sections(book: &Book, days: &[Day], paint: &Paint) -> Markup {
    let ends = Ends::of(book);
    html! {
        @for (number, day) in days.iter().enumerate() {
            section.day id={ "day-" (number) } {
                details open[number == 0] {
                    summary { h2 { (text(&day_name(day.date))) } p { (outline(book, day)) } }
                    (gantt::draw(book, day, number, paint))
                    (map::draw(book, day, number, paint, &ends))
                    (sheets::list(book, day, number, paint))
                }
            }
        }
    }
}

fn outline(book: &Book, day: &Day) -> String {
    let visits = |row: &Row| row.route.stops.iter().filter_map(Stop::visit).count();
    let visits = day.rows.iter().map(visits).sum();
    let cost = day.rows.iter().fold(0_i64, |sum, row| sum.saturating_add(row.route.cost));
    let cost = text(&money(cost, &book.plan.currency));
    format!("{}, {}, cost {cost}", count(day.rows.len(), "crew-shift"), count(visits, "visit"))
}
