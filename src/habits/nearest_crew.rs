//! Whoever is nearest goes.

use super::book::Book;
use crate::search::insert::{Legs, Place, price_at};
use crate::search::route::{OPEN, Route};
use crate::units::{Millis, Units};

pub const DOC: &str = "\
Jobs in order of arrival. Each goes behind the stop or start place from which the drive to it is \
shortest, of all crews and days, where it fits. Before the first stop of a crew without a start \
place the drive to that stop counts, and none on its empty shift. Ties: the earlier date, less \
extra cost, the order of the crews in the request, the earlier shift and position.";

/// Drive, day, extra cost, crew, shift, position.
type Key = (Millis, i64, Units, u32, usize, usize);

pub fn fill(book: &mut Book) {
    for j in book.waiting(|_| ()) {
        match book.single(j) {
            Some(v) => {
                let place = nearest(book, v);
                book.put(v, place);
            }
            None => book.put_cheapest(j),
        }
    }
}

fn nearest(book: &Book, v: u32) -> Option<Place> {
    let state = &book.state;
    let problem = state.problem;
    let legs = Legs::of(problem, v);
    let mut best: Option<(Key, Place)> = None;
    for s in book.shifts(v) {
        let (shift, route) = (&problem.shifts[s], &state.routes[s]);
        for p in 0..=route.visits.len() {
            let drive = approach(&legs, route, p);
            // The cheap test first: a position farther than the best needs no price.
            if best.is_some_and(|(known, _)| (drive, shift.day) > (known.0, known.1)) {
                continue;
            }
            let Some(place) = price_at(state, s, v, p) else { continue };
            let key = (drive, shift.day, place.delta, shift.crew, s, p);
            if best.is_none_or(|(known, _)| key < known) {
                best = Some((key, place));
            }
        }
    }
    best.map(|(_, place)| place)
}

/// How far the job is for whoever would go there at position `p`.
fn approach(legs: &Legs, route: &Route, p: usize) -> Millis {
    let (to, from) = legs.between(route.places[p], route.places[p + 1]);
    match route.places[p] {
        OPEN if !route.visits.is_empty() => from.drive,
        _ => to.drive,
    }
}
