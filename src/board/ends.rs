//! Where routes start and end, for the map.
//!
//! A plan names these places but does not say whose they are. With straight-line travel the metres
//! of the first and last leg tell, as long as one place alone fits; else the map shows the places
//! without the legs.

use super::globe::{Spot, metres};
use crate::wire::plan::{Route, Stop, TravelSource};
use crate::words::book::Book;
use std::collections::HashSet;

/// The contract's default.
const DETOUR: f64 = 1.3;
/// Legs below this many metres are too short to read the detour from them.
const LEG_LEAST: f64 = 1000.0;
/// Of more places than this only those that no crew visits are compared, and of more of those none.
const PLACES_MOST: usize = 400;

/// A place by its id.
pub type End<'a> = (&'a str, Spot);

pub struct Ends<'a> {
    detour: Option<f64>,
    /// All that a leg may lead to.
    places: Vec<End<'a>>,
    /// Those that no crew visits: they can only be ends.
    unvisited: Vec<End<'a>>,
}

impl<'a> Ends<'a> {
    pub fn of(book: &Book<'a>) -> Ends<'a> {
        let plan = book.plan;
        let visits = plan.routes.iter().flat_map(|r| r.stops.iter().filter_map(Stop::visit));
        let visited: HashSet<&str> = visits.map(|visit| visit.place.as_str()).collect();
        let places = plan.places.iter().map(|place| place.id.as_str());
        let places: Vec<End> = places.filter_map(|id| Some((id, book.spot(id)?))).collect();
        let unvisited = places.iter().filter(|(id, _)| !visited.contains(id));
        let unvisited: Vec<End> = unvisited.copied().collect();
        let straight = plan.travel_source == TravelSource::StraightLine;
        let places = if places.len() <= PLACES_MOST { places } else { unvisited.clone() };
        Ends { detour: straight.then(|| detour(book)), places, unvisited }
    }

    pub fn unvisited(&self) -> &[End<'a>] {
        &self.unvisited
    }

    /// Where a leg of so many metres from or to a spot can only begin or end.
    pub fn beyond(&self, spot: Spot, leg: i64) -> Option<End<'a>> {
        let detour = self.detour.filter(|_| leg > 0 && self.places.len() <= PLACES_MOST)?;
        let fits = |to: Spot| (metres(spot, to) * detour - leg as f64).abs() <= 1.5;
        let mut fitting = self.places.iter().filter(|(_, to)| fits(*to));
        let found = fitting.next()?;
        // Two ids for one spot are the same place on a map.
        fitting.all(|(_, to)| *to == found.1).then_some(*found)
    }
}

/// How much longer than the straight line a leg of this plan is.
fn detour(book: &Book) -> f64 {
    let legs = book.plan.routes.iter().flat_map(|route| legs(book, route));
    let longest = legs.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|leg| leg.0 >= LEG_LEAST);
    longest.map_or(DETOUR, |(straight, driven)| driven / straight)
}

/// Straight and driven metres between the visits of a route.
fn legs(book: &Book, route: &Route) -> Vec<(f64, f64)> {
    let visits: Vec<_> = route.stops.iter().filter_map(Stop::visit).collect();
    let pairs = visits.windows(2).filter_map(|pair| {
        let (from, to) = (book.spot(&pair[0].place)?, book.spot(&pair[1].place)?);
        Some((metres(from, to), pair[1].metres as f64))
    });
    pairs.collect()
}
