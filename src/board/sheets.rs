//! The day sheet of each crew, folded.

use super::day::Day;
use super::paint::Paint;
use super::text;
use crate::wire::plan::Route;
use crate::words::book::Book;
use crate::words::sheet::{Kind, Line, TITLES, lines, name, overtime, totals};
use maud::{Markup, html};

pub fn list(book: &Book, day: &Day, number: usize, paint: &Paint) -> Markup {
    html! {
        div.sheets {
            h3 { "Day sheets" }
            @for (k, row) in day.rows.iter().enumerate() {
                @let route = row.route;
                details.sheet id={ "sheet-" (number) "-" (k) } {
                    summary { h4 { (paint.swatch(&route.crew)) bdi { (text(&name(route))) } } }
                    (sheet(book, route))
                }
            }
        }
    }
}

fn sheet(book: &Book, route: &Route) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th.num scope="col" { "stop" }
                    @for title in TITLES { th scope="col" { (title) } }
                } }
                tbody { @for line in &lines(book, route) { (row(line)) } }
            }
        }
        p.note {
            (text(&totals(route, &book.plan.currency)))
            @if let Some(overtime) = overtime(route) {
                ", " strong.alarm { "overtime " (text(&overtime)) }
            }
        }
    }
}

fn row(line: &Line) -> Markup {
    let number = match line.kind {
        Kind::Visit(number) => number.to_string(),
        Kind::Call | Kind::Break | Kind::Home => String::new(),
    };
    html! {
        tr.quiet[number.is_empty()] {
            td.num { (number) }
            // Only words from outside can run from right to left.
            @for cell in &line.cells[..3] { td { (text(cell)) } }
            @for cell in &line.cells[3..] {
                td { @if !cell.is_empty() { bdi { (text(cell)) } } }
            }
        }
    }
}
