//! The routes of a day on a map without a background: lines, numbered stops, depots.

use super::day::{Day, Row};
use super::ends::{End, Ends};
use super::globe::{Flat, Spot, WIDTH};
use super::paint::Paint;
use super::text;
use crate::wire::plan::{Stop, VisitStop};
use crate::words::book::Book;
use crate::words::{clock, count};
use maud::{Markup, html};
use std::collections::HashMap;

/// Up to this many depots have their names beside them.
const NAMES_MOST: usize = 6;
const NAME_MOST: usize = 24;
/// Up to this many stops are drawn large.
const LARGE_MOST: usize = 120;

/// A visit with its number on the route and its spot.
type Mark<'a> = (usize, &'a VisitStop, Spot);

struct Trip<'a> {
    row: &'a Row<'a>,
    marks: Vec<Mark<'a>>,
    /// Where it comes from and goes to, as far as that is known.
    ends: [Option<End<'a>>; 2],
}

pub fn draw(book: &Book, day: &Day, number: usize, paint: &Paint, ends: &Ends) -> Markup {
    let trips: Vec<Trip> = day.rows.iter().map(|row| trip(book, row, ends)).collect();
    let all: usize =
        day.rows.iter().map(|row| row.route.stops.iter().filter_map(Stop::visit).count()).sum();
    let marks: usize = trips.iter().map(|trip| trip.marks.len()).sum();
    let spots: Vec<Spot> = trips.iter().flat_map(spots_of).collect();
    let depots = depots(&trips, ends);
    let far: Vec<Spot> = spots.into_iter().chain(depots.iter().map(|d| d.1)).collect();
    html! {
        h3 { "Map of the routes" }
        @match Flat::around(&far).filter(|_| marks > 0) {
            Some(flat) => {
                (legend(&trips, number, paint))
                div.scroll tabindex="0" role="group" aria-label="map of the routes" {
                    (drawing(book, &flat, &trips, &depots, paint))
                }
                @if marks < all {
                    p.note {
                        (count(all - marks, "visit")) " of " (all)
                        " not on the map: the plan gives no coordinates for their places"
                    }
                }
            }
            None => p.note { "no map: the plan gives no coordinates for the places of this day" },
        }
    }
}

fn trip<'a>(book: &Book<'a>, row: &'a Row<'a>, ends: &Ends<'a>) -> Trip<'a> {
    let visits = row.route.stops.iter().filter_map(Stop::visit).enumerate();
    let visits: Vec<_> = visits.collect();
    let marks: Vec<Mark> =
        visits.iter().filter_map(|(k, v)| Some((k + 1, *v, book.spot(&v.place)?))).collect();
    let end = |visit: Option<&(usize, &VisitStop)>, leg: Option<i64>| {
        let spot = book.spot(&visit?.1.place)?;
        ends.beyond(spot, leg?)
    };
    let first = end(visits.first(), visits.first().map(|(_, visit)| visit.metres));
    let last = end(visits.last(), row.route.home.as_ref().map(|home| home.metres));
    Trip { row, marks, ends: [first, last] }
}

fn spots_of<'a>(trip: &'a Trip) -> impl Iterator<Item = Spot> + 'a {
    trip.marks.iter().map(|mark| mark.2).chain(trip.ends.iter().flatten().map(|end| end.1))
}

/// The places where routes of this day start and end; where none is known, all that may be.
fn depots<'a>(trips: &[Trip<'a>], ends: &Ends<'a>) -> Vec<End<'a>> {
    let mut some: Vec<End> = trips.iter().flat_map(|trip| trip.ends).flatten().collect();
    some.sort_by_key(|(id, _)| *id);
    some.dedup_by_key(|(id, _)| *id);
    if some.is_empty() { ends.unvisited().to_vec() } else { some }
}

fn legend(trips: &[Trip], number: usize, paint: &Paint) -> Markup {
    html! {
        ul.legend aria-label="crews on the map" {
            @for (k, trip) in trips.iter().enumerate() {
                @let crew = &trip.row.route.crew;
                li {
                    (paint.swatch(crew))
                    a href={ "#sheet-" (number) "-" (k) } { bdi { (text(crew)) } }
                }
            }
            li {
                svg.sw.depot viewBox="0 0 8 8" aria-hidden="true" { rect width="8" height="8" {} }
                "depot or home"
            }
        }
    }
}

fn drawing(book: &Book, flat: &Flat, trips: &[Trip], depots: &[End], paint: &Paint) -> Markup {
    let marks: usize = trips.iter().map(|trip| trip.marks.len()).sum();
    let radius = if marks <= LARGE_MOST { 9.0 } else { 6.5 };
    let mut taken = Taken { radius, spots: HashMap::new() };
    let label = format!("{} on {}", count(marks, "stop"), count(trips.len(), "route"));
    html! {
        svg.map viewBox={ "0 0 " (WIDTH) " " (round(flat.height)) } role="img" aria-label=(label) {
            @for trip in trips { (path(flat, trip, paint)) }
            @for (id, spot) in depots { (depot(book, flat, id, *spot, depots.len())) }
            @for trip in trips {
                g class=(paint.class(&trip.row.route.crew)) {
                    @for mark in &trip.marks {
                        (stop(book, trip, mark, taken.free(flat.point(mark.2)), radius))
                    }
                }
            }
            (scale(flat))
        }
    }
}

/// Where stops have been drawn, so that several at one spot stand side by side.
struct Taken {
    radius: f64,
    spots: HashMap<(i64, i64), usize>,
}

impl Taken {
    fn free(&mut self, (x, y): (f64, f64)) -> (f64, f64) {
        let already = self.spots.entry((x.round() as i64, y.round() as i64)).or_default();
        let x = x + *already as f64 * 2.0 * self.radius;
        *already += 1;
        (x.min(WIDTH - self.radius), y)
    }
}

fn path(flat: &Flat, trip: &Trip, paint: &Paint) -> Markup {
    let line = |spots: &[Spot]| -> String {
        let points = spots.iter().map(|spot| flat.point(*spot));
        points.map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
    };
    let spots: Vec<Spot> = trip.marks.iter().map(|mark| mark.2).collect();
    let [first, last] = trip.ends;
    let start = first.zip(spots.first()).map(|((_, end), spot)| [end, *spot]);
    let back = last.zip(spots.last()).map(|((_, end), spot)| [*spot, end]);
    let crew = &trip.row.route.crew;
    html! {
        g.route.(paint.class(crew)) stroke-dasharray=(paint.dash(crew)) {
            @for leg in start.iter().chain(&back) { polyline.far points=(line(leg)) {} }
            @if spots.len() > 1 { polyline points=(line(&spots)) {} }
        }
    }
}

fn stop(book: &Book, trip: &Trip, mark: &Mark, (x, y): (f64, f64), radius: f64) -> Markup {
    let (number, visit, _) = mark;
    let route = trip.row.route;
    let (from, to) = (clock(&visit.start, &route.date), clock(&visit.end, &route.date));
    let place = text(&book.place(&visit.place));
    let linked = book.is_linked(visit);
    html! {
        g.stop.linked[linked] {
            title {
                (text(&route.crew)) ", stop " (number) ": " (text(&visit.job)) ", " (place) ", "
                (text(&from)) " to " (text(&to))
            }
            circle cx=(round(x)) cy=(round(y)) r=(radius) {}
            text x=(round(x)) y=(round(y + radius * 0.38)) font-size=(round(radius * 1.2)) {
                (number)
            }
        }
    }
}

fn depot(book: &Book, flat: &Flat, id: &str, spot: Spot, all: usize) -> Markup {
    let (x, y) = flat.point(spot);
    let name = book.place(id);
    html! {
        g.depot {
            title { (text(&name)) }
            rect x=(round(x - 8.0)) y=(round(y - 8.0)) width="16" height="16" {}
            @if all <= NAMES_MOST {
                text x=(round(x)) y=(round(y - 13.0)) { (crate::words::short(id, NAME_MOST)) }
            }
        }
    }
}

fn scale(flat: &Flat) -> Markup {
    let (length, says) = flat.bar();
    let y = flat.height - 12.0;
    html! {
        g.scale {
            path d=(format!("M12,{0:.1}v6h{length:.1}v-6", y - 6.0)) {}
            text x=(round(18.0 + length)) y=(round(y + 1.0)) { (says) }
        }
    }
}

fn round(number: f64) -> String {
    format!("{number:.1}")
}
