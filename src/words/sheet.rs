//! The lines of a crew's day, by the clock.

use super::book::Book;
use super::{at, clean, clock, kilometres, length, money};
use crate::units::Millis;
use crate::wire::plan::{BreakTaken, CallStop, Route, Stop, VisitStop};

/// From, to, drive, job, place, notes.
pub type Cells = [String; 6];

pub const TITLES: [&str; 6] = ["from", "to", "drive", "job", "place", "notes"];

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// The number of the visit on its route, from 1.
    Visit(usize),
    Call,
    Break,
    Home,
}

pub struct Line {
    pub kind: Kind,
    pub cells: Cells,
    /// What sorts the lines.
    time: Millis,
}

/// The crew, its people and its hours.
pub fn name(route: &Route) -> String {
    let (from, to) = (clock(&route.start, &route.date), clock(&route.end, &route.date));
    format!("{}{}, {from} to {to}", clean(&route.crew), people(route))
}

/// ` (ana leads, luis)`; nothing where nobody is named.
pub fn people(route: &Route) -> String {
    let people = route.members.iter().map(|m| match &route.lead {
        Some(lead) if lead == m => format!("{} leads", clean(m)),
        _ => clean(m),
    });
    let people: Vec<String> = people.collect();
    if people.is_empty() { String::new() } else { format!(" ({})", people.join(", ")) }
}

/// What the crew's time goes into, and the cost; overtime is for whoever shows it to mark.
pub fn totals(route: &Route, currency: &str) -> String {
    format!(
        "drive {} ({}), service {}, waiting {}, breaks {}, cost {}",
        length(&route.drive),
        kilometres(route.metres),
        length(&route.work),
        length(&route.wait),
        length(&route.break_time),
        money(route.cost, currency),
    )
}

/// The overtime, if it shows on the clock.
pub fn overtime(route: &Route) -> Option<String> {
    Some(length(&route.overtime)).filter(|overtime| overtime != "0:00")
}

pub fn lines(book: &Book, route: &Route) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let date = &route.date;
    let mut number = 0;
    for stop in &route.stops {
        match stop {
            Stop::Break(taken) => lines.push(rest(taken, date, "")),
            Stop::Call(stop) => {
                lines.extend(stop.on_the_way.iter().map(|b| rest(b, date, "on the way")));
                lines.push(call(book, route, stop));
            }
            Stop::Visit(visit) => {
                number += 1;
                lines.extend(visit.on_the_way.iter().map(|b| rest(b, date, "on the way")));
                lines.push(service(book, route, visit, number));
                lines.extend(visit.inside.iter().map(|b| rest(b, date, "during the job")));
            }
        }
    }
    if let Some(home) = &route.home {
        lines.extend(home.on_the_way.iter().map(|b| rest(b, date, "on the way")));
        let cells = ["", &clock(&route.end, date), &length(&home.travel), "", "back", ""];
        let cells = cells.map(str::to_owned);
        lines.push(Line { kind: Kind::Home, cells, time: at(&route.end) });
    }
    // Breaks are printed with the stop they belong to; a sheet is read by the clock.
    let end = at(&route.end);
    lines.sort_by_key(|line| (line.time, line.time >= end && line.kind == Kind::Break));
    lines
}

fn rest(taken: &BreakTaken, date: &str, note: &str) -> Line {
    let cells = [
        clock(&taken.start, date),
        clock(&taken.end, date),
        String::new(),
        format!("- {}", clean(&taken.id)),
        "break".to_owned(),
        note.to_owned(),
    ];
    Line { kind: Kind::Break, cells, time: at(&taken.start) }
}

fn call(book: &Book, route: &Route, call: &CallStop) -> Line {
    let cells = [
        clock(&call.start, &route.date),
        clock(&call.end, &route.date),
        length(&call.travel),
        format!("- {}", clean(&call.id)),
        book.place(&call.place),
        "tools and parts".to_owned(),
    ];
    Line { kind: Kind::Call, cells, time: at(&call.start) }
}

fn service(book: &Book, route: &Route, visit: &VisitStop, number: usize) -> Line {
    let cells = [
        clock(&visit.start, &route.date),
        clock(&visit.end, &route.date),
        length(&visit.travel),
        clean(&visit.job),
        book.place(&visit.place),
        book.notes(route, visit).join("; "),
    ];
    Line { kind: Kind::Visit(number), cells, time: at(&visit.start) }
}
