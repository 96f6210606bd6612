//! Crews and dates in one table: who does what on which day.

use super::day::Day;
use super::paint::{Paint, link};
use super::text;
use crate::wire::plan::{Route, Stop};
use crate::words::book::Book;
use crate::words::sheet::overtime;
use crate::words::{clock, day as day_name};
use maud::{Markup, html};
use std::collections::HashMap;

/// Where the sheet of a route is: the numbers of its day and of its row there.
type Cell<'a> = (usize, usize, &'a Route);

pub fn table(book: &Book, days: &[Day], paint: &Paint) -> Markup {
    let mut cells: HashMap<(&str, usize), Vec<Cell>> = HashMap::new();
    for (d, day) in days.iter().enumerate() {
        for (k, row) in day.rows.iter().enumerate() {
            cells.entry((&row.route.crew, d)).or_default().push((d, k, row.route));
        }
    }
    html! {
        section #calendar {
            h2 { "Calendar" }
            div.scroll tabindex="0" role="group" aria-label="crews by day" {
                table.calendar {
                    thead { tr {
                        th scope="col" { "crew" }
                        @for (d, day) in days.iter().enumerate() {
                            th scope="col" {
                                a href={ "#day-" (d) } { (text(&day_name(day.date))) }
                            }
                        }
                    } }
                    tbody {
                        @for crew in paint.crews() {
                            tr {
                                th scope="row" { (paint.swatch(crew)) bdi { (text(crew)) } }
                                @for d in 0..days.len() {
                                    td.(paint.class(crew)) {
                                        @for cell in cells.get(&(crew, d)).into_iter().flatten() {
                                            (shift(book, cell))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn shift(book: &Book, (day, row, route): &Cell) -> Markup {
    let (from, to) = (clock(&route.start, &route.date), clock(&route.end, &route.date));
    html! {
        a href={ "#sheet-" (day) "-" (row) } { (text(&from)) " to " (text(&to)) }
        @if let Some(overtime) = overtime(route) { " " strong.alarm { "+" (text(&overtime)) } }
        ul {
            @for visit in route.stops.iter().filter_map(Stop::visit) {
                @let visits = book.visits(&visit.job).len();
                @let linked = book.is_linked(visit);
                li.linked[linked] style=[linked.then(|| link(book.group(visit)))] {
                    bdi { (text(&visit.job)) }
                    @if visits > 1 { " " (visit.visit) "/" (visits) }
                }
            }
        }
    }
}
