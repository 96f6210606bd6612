//! A plan as one page: figures, a calendar, bars and maps by day, day sheets, jobs left out.
//!
//! The page needs no network and no script; a script only opens and closes what is folded. It keeps
//! to `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'unsafe-inline'`.

mod calendar;
mod day;
mod ends;
mod figures;
mod gantt;
mod globe;
mod hires;
mod left;
mod map;
mod paint;
mod segments;
mod sheets;
mod worth;

use crate::wire::plan::Plan;
use crate::words::book::Book;
use crate::words::ties::Ties;
use crate::words::{day as day_name, short};
use day::Day;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use paint::Paint;

/// The looks of every part of a page.
pub const STYLE: &str = include_str!("board.css");
/// Opens what a link or a printer needs to see.
pub const SCRIPT: &str = include_str!("board.js");

/// What a page of ours may load: nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                      script-src 'unsafe-inline'";
/// The most characters of an id or address that a page repeats.
const TEXT_MOST: usize = 160;

/// What stands around a plan. A file of its own has nothing there; the service has.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The name of the run; the dates of the plan where it is empty.
    pub title: String,
    /// A line such as `SOLVING, best so far`; empty for none.
    pub state: String,
    /// More for the page's head. With it the page leaves the content policy to the sender.
    pub head: Option<Markup>,
    /// What stands above the title.
    pub nav: Option<Markup>,
    /// What the request says of jobs that hang together.
    pub ties: Ties,
}

/// The whole document.
pub fn page(plan: &Plan, frame: &Frame) -> String {
    let title = if frame.title.is_empty() { dates(plan) } else { text(&frame.title) };
    let head = html! {
        @match &frame.head {
            Some(head) => (head),
            None => meta http-equiv="Content-Security-Policy" content=(POLICY);,
        }
    };
    let inside = html! {
        @if let Some(nav) = &frame.nav { nav { (nav) } }
        main {
            h1 { (title) }
            @if !frame.state.is_empty() {
                p.state role="status" { (text(&frame.state)) }
            }
            (body(plan, &frame.ties))
        }
        script { (PreEscaped(SCRIPT)) }
    };
    shell(&format!("{title} - Callboard"), head, inside)
}

/// A document of ours: title, looks, what else the head says, and what the body holds.
pub fn shell(title: &str, head: Markup, inside: Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
                (head)
            }
            body { (inside) }
        }
    };
    page.into_string()
}

/// The plan alone, below a heading of the first rank; its looks are in [`STYLE`].
pub fn body(plan: &Plan, ties: &Ties) -> Markup {
    let book = Book::with(plan, ties.clone());
    let paint = Paint::of(plan);
    let days = Day::all(plan);
    html! {
        (figures::top(plan))
        @if !days.is_empty() {
            p.tools { button #open-all type="button" hidden { "Open all days and sheets" } }
        }
        @if days.len() > 1 { (calendar::table(&book, &days, &paint)) }
        (hires::table(plan))
        (worth::section(plan))
        (left::jobs(plan))
        (day::sections(&book, &days, &paint))
        @if days.is_empty() { p.empty { "No crew has a route in this plan." } }
        (left::notices(plan))
        (figures::foot(plan))
    }
}

/// The dates that the plan has routes on.
fn dates(plan: &Plan) -> String {
    let dates = || plan.routes.iter().map(|route| route.date.as_str());
    match (dates().min(), dates().max()) {
        (Some(first), Some(last)) if first == last => {
            format!("Plan for {}", text(&day_name(first)))
        }
        (Some(first), Some(last)) => format!("Plan for {} to {}", text(first), text(last)),
        _ => "Plan without routes".to_owned(),
    }
}

/// Text from a plan as a page shows it: no sign that does more than be read, and not too much.
fn text(from: &str) -> String {
    short(from, TEXT_MOST)
}
