//! First come, first served.

use super::book::Book;
use crate::model::clock::{ALWAYS, NEVER, first_in};
use crate::search::insert::{Place, around, price_at};
use crate::search::route::Spans;
use crate::search::state::State;
use crate::units::{Millis, Units};

pub const DOC: &str = "\
Jobs in order of arrival. Each goes to the end of the crew-shift, as it stands, on which its \
service can start earliest; nothing is put in between. Ties: less extra cost, then the order of \
the crews in the request. A job that can be put at the end of no shift is left out.";

pub fn fill(book: &mut Book) {
    for j in book.waiting(|_| ()) {
        match book.single(j) {
            Some(v) => {
                let place = first_start(book, v);
                book.put(v, place);
            }
            None => book.put_cheapest(j),
        }
    }
}

fn first_start(book: &Book, v: u32) -> Option<Place> {
    let state = &book.state;
    let mut best: Option<((Millis, Units, u32), Place)> = None;
    for s in book.shifts(v) {
        let Some(start) = earliest_start(state, s, v) else { continue };
        if best.is_some_and(|(known, _)| start > known.0) {
            continue;
        }
        let Some(place) = price_at(state, s, v, state.routes[s].visits.len()) else { continue };
        let key = (start, place.delta, state.problem.shifts[s].crew);
        if best.is_none_or(|(known, _)| key < known) {
            best = Some((key, place));
        }
    }
    best.map(|(_, place)| place)
}

/// When a visit at the end of a shift can start at the earliest, so that the crew is home in time
/// and has its breaks. Each way to take breaks has one earliest start: on arrival, or so late that
/// a break falls inside the service.
fn earliest_start(state: &State, s: usize, v: u32) -> Option<Millis> {
    let problem = state.problem;
    let (route, clock) = (&state.routes[s], &problem.shifts[s].clock);
    let visit = &problem.visits[v as usize];
    let n = route.visits.len();
    let (to, from) = around(problem, route, v, n);
    let arrived = clock.arrive(&route.ready[n], to.drive, visit.leg_open);
    let spans = state.spans();
    let own = spans.of(s, v);
    let in_time = |t: &Millis| {
        let ready = clock.serve(&arrived, visit, &[(*t, *t)]);
        clock.meets(&clock.arrive(&ready, from.drive, ALWAYS), &route.late[n])
    };
    let mut best: Option<Millis> = None;
    for i in (0..=clock.breaks).filter(|&i| arrived[i] < NEVER) {
        let most = if visit.break_inside { clock.breaks } else { i };
        let gates = (i + 1..=most).map(|j| clock.chains[i][j].gate - visit.duration);
        for free in std::iter::once(ALWAYS).chain(gates) {
            let start = first_in(own, arrived[i].max(free));
            let sooner = start.filter(|t| best.is_none_or(|b| *t < b));
            best = sooner.filter(in_time).or(best);
        }
    }
    best
}
