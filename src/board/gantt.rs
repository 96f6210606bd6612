//! The bars of a day: a row for each crew's shift, along the hours.

use super::day::{Day, Row};
use super::paint::{Paint, link};
use super::segments::{Segment, What};
use super::text;
use crate::units::Millis;
use crate::wire::plan::{Route, Stop, VisitStop};
use crate::wire::text::parse_duration;
use crate::words::book::Book;
use crate::words::sheet::overtime;
use crate::words::{at, clock, count, money, span};
use maud::{Markup, html};

/// Where a bar has so many characters to its full width, its name is cut off less than half.
const CHARACTERS: f64 = 150.0;

pub fn draw(book: &Book, day: &Day, number: usize, paint: &Paint) -> Markup {
    let marks = day.marks();
    html! {
        h3 { "Crews by the hour" }
        (legend())
        div.scroll tabindex="0" role="group" aria-label="bars of the crews" {
            div.gantt style=(format!("--n:{}", day.hours())) {
                div.row.hours aria-hidden="true" {
                    div.name {}
                    div.line {
                        @for (left, hour) in &marks {
                            span style=(format!("left:{left:.2}%")) { (hour) }
                        }
                    }
                }
                @for (k, row) in day.rows.iter().enumerate() {
                    div.row {
                        (name(book, row.route, &format!("sheet-{number}-{k}"), paint))
                        (line(book, day, row, paint))
                    }
                }
            }
        }
    }
}

fn legend() -> Markup {
    html! {
        ul.legend aria-label="what the bars mean" {
            li { span.w.c0 {} "service" }
            li { span.d {} "drive" }
            li { span.i {} "waiting" }
            li { span.b {} "break" }
            li { span.o {} "overtime" }
            li { span.w.c0.linked {} "one of several visits that hang together, by the edges" }
        }
    }
}

fn name(book: &Book, route: &Route, sheet: &str, paint: &Paint) -> Markup {
    let visits = route.stops.iter().filter_map(Stop::visit).count();
    let (from, to) = (clock(&route.start, &route.date), clock(&route.end, &route.date));
    html! {
        div.name {
            a href={ "#" (sheet) } {
                (paint.swatch(&route.crew)) bdi { (text(&route.crew)) }
            }
            span {
                (text(&from)) " to " (text(&to)) ", " (count(visits, "visit")) ", "
                (text(&money(route.cost, &book.plan.currency)))
            }
            @if let Some(overtime) = overtime(route) {
                strong.alarm { "overtime " (text(&overtime)) }
            }
        }
    }
}

fn line(book: &Book, day: &Day, row: &Row, paint: &Paint) -> Markup {
    let route = row.route;
    let label = format!("the hours of {}; its day sheet is below", text(&route.crew));
    html! {
        div.line.(paint.class(&route.crew)) role="img" aria-label=(label) {
            @for segment in &row.segments { (piece(book, day, route, segment)) }
            @if let Some(overtime) = overtime(route) {
                @let end = at(&route.end);
                @let from = end.saturating_sub(parse_duration(&route.overtime).unwrap_or(0));
                span.o style=(place(day, from, end)) title={ "overtime " (text(&overtime)) } {}
            }
        }
    }
}

fn piece(book: &Book, day: &Day, route: &Route, segment: &Segment) -> Markup {
    let place = place(day, segment.from, segment.to);
    let length = span(segment.to - segment.from);
    match &segment.what {
        What::Drive => html! { span.d style=(place) title={ "drive " (length) } {} },
        What::Wait => html! { span.i style=(place) title={ "waiting " (length) } {} },
        What::Call(call) => {
            let title = text(&format!("{}, {length}", call.id));
            html! { span.i style=(place) title=(title) {} }
        }
        What::Break(rest) => {
            let (from, to) = (clock(&rest.start, &route.date), clock(&rest.end, &route.date));
            let title = text(&format!("{}, break, {from} to {to}", rest.id));
            html! { span.b style=(place) title=(title) {} }
        }
        What::Work(number, visit, named) => {
            let width = day.percent(segment.to) - day.percent(segment.from);
            let room = (width / 100.0 * CHARACTERS) as usize;
            let linked = book.is_linked(visit);
            let place = match linked {
                true => format!("{place};{}", link(book.group(visit))),
                false => place,
            };
            html! {
                span.w.linked[linked] style=(place) title=(title(book, route, *number, visit)) {
                    @if *named { (label(book, visit, *number, room)) }
                }
            }
        }
    }
}

/// The longest name that fits.
fn label(book: &Book, visit: &VisitStop, number: usize, room: usize) -> String {
    let job = text(&visit.job);
    let visits = book.visits(&visit.job).len();
    let part = if visits > 1 { format!("{job} {}/{visits}", visit.visit) } else { job.clone() };
    let short = number.to_string();
    let fitting = [part, job, short].into_iter().find(|name| name.chars().count() <= room);
    fitting.unwrap_or_default()
}

fn title(book: &Book, route: &Route, number: usize, visit: &VisitStop) -> String {
    let (from, to) = (clock(&visit.start, &route.date), clock(&visit.end, &route.date));
    let place = text(&book.place(&visit.place));
    let mut title = format!("{number}. {}, {}, {from} to {to}", text(&visit.job), text(&place));
    for note in book.notes(route, visit) {
        title.push_str(&format!("; {}", text(&note)));
    }
    title
}

fn place(day: &Day, from: Millis, to: Millis) -> String {
    let (left, right) = (day.percent(from), day.percent(to));
    format!("left:{left:.2}%;width:{:.2}%", (right - left).max(0.0))
}
