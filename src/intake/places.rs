//! Places: listed, or given inline where they are named.

use super::case::Place;
use crate::fault::Faults;
use crate::ids::PlaceId;
use crate::wire::node::Node;
use crate::wire::reader::{Obj, nearest, wrong_type};
use std::collections::HashMap;

/// The most places of one request.
pub const MOST: usize = 12_000;

/// All places that the request has named so far.
#[derive(Default)]
pub struct Places {
    pub list: Vec<Place>,
    by_id: HashMap<String, PlaceId>,
    /// Where something is wrong with a place itself, so that its users need not be blamed as well.
    pub faulty: Vec<bool>,
    /// Whether some listed place could not be read at all: then an unknown name proves nothing.
    partial: bool,
}

impl Places {
    /// Reads `problem.places`.
    pub fn read(problem: &mut Obj, faults: &mut Faults) -> Places {
        let mut places = Places::default();
        let given = problem.get("places").is_some();
        let Some(items) = problem.items("places", faults) else {
            places.partial = given;
            return places;
        };
        if items.len() > MOST {
            super::too_large("/problem/places", items.len(), MOST, "places", faults);
            places.partial = true;
            return places;
        }
        for (i, node) in items.iter().enumerate() {
            let at = format!("/problem/places/{i}");
            if places.listed(node, &at, faults).is_none() {
                places.partial = true;
            }
        }
        places
    }

    fn listed(&mut self, node: &Node, at: &str, faults: &mut Faults) -> Option<()> {
        let mut o = Obj::open(node, at, faults)?;
        let id = o.needed_id("id", faults);
        let address = o.text("address", faults);
        let (spot, sound) = coordinates(&mut o, false, faults);
        o.get("metadata");
        let pointer = o.at("id");
        o.close(faults);
        let id = id?;
        if self.by_id.contains_key(&id) {
            let message = format!("another place has the id {id}");
            let hint = "give each place its own id";
            faults.fault("DUPLICATE_ID", &pointer, &id, &message, hint);
            return Some(());
        }
        if spot == Some((0.0, 0.0)) {
            let message = "latitude 0 and longitude 0 lie in the Atlantic";
            let hint = "check how this address was located";
            faults.warn("PLACE_AT_ZERO", &format!("{at}/lat"), &id, message, hint);
        }
        self.add(Place { id, address, at: spot }, !sound);
        Some(())
    }

    fn add(&mut self, place: Place, faulty: bool) -> PlaceId {
        let id = PlaceId::new(self.list.len());
        self.by_id.insert(place.id.clone(), id);
        self.list.push(place);
        self.faulty.push(faulty);
        id
    }

    pub fn find(&self, id: &str) -> Option<PlaceId> {
        self.by_id.get(id).copied()
    }

    /// A place by id or as an inline `{lat, lon}` under `key`.
    pub fn named(
        &mut self,
        o: &mut Obj,
        key: &'static str,
        faults: &mut Faults,
    ) -> Option<PlaceId> {
        let node = o.get(key)?;
        let at = o.at(key);
        match node {
            Node::Text(id) => {
                let found = self.find(id);
                if found.is_none() {
                    self.unknown(id, &at, faults);
                }
                found
            }
            Node::Map(_) => self.inline(node, &at, faults),
            other => {
                wrong_type(other, &at, "a place id or an object with lat and lon", faults);
                None
            }
        }
    }

    fn inline(&mut self, node: &Node, at: &str, faults: &mut Faults) -> Option<PlaceId> {
        let mut o = Obj::open(node, at, faults)?;
        let (spot, _) = coordinates(&mut o, true, faults);
        o.close(faults);
        let (lat, lon) = spot?;
        // Zero is written without a sign.
        let (lat, lon) = (lat + 0.0, lon + 0.0);
        let id = format!("@{lat},{lon}");
        let Some(known) = self.find(&id) else {
            return Some(self.add(Place { id, address: None, at: Some((lat, lon)) }, false));
        };
        if self.list[known.at()].at.is_some_and(|p| p != (lat, lon)) {
            let message = format!("a listed place has the id {id} and other coordinates");
            let hint = "give the listed place an id that does not begin with @";
            faults.fault("DUPLICATE_ID", at, &id, &message, hint);
        }
        Some(known)
    }

    /// Says that no place has this id, if all listed places could be read.
    pub fn unknown(&self, id: &str, at: &str, faults: &mut Faults) {
        if self.partial {
            return;
        }
        let near = nearest_id(id, self.list.iter().map(|p| p.id.as_str()), faults);
        let message = format!("no place has the id {id}");
        let hint = near.unwrap_or_else(|| "add it to places".to_owned());
        faults.fault("UNKNOWN_PLACE", at, id, &message, &hint);
    }
}

/// The nearest known id as a hint, while there are few faults: it costs a look at each id.
pub fn nearest_id<'a>(
    id: &str,
    known: impl Iterator<Item = &'a str>,
    faults: &Faults,
) -> Option<String> {
    if faults.as_slice().len() > 50 {
        return None;
    }
    let known: Vec<&str> = known.take(2000).collect();
    nearest(id, &known).map(|near| format!("did you mean `{near}`?"))
}

/// `lat` and `lon`, and whether nothing is wrong with them. Both or none of them, unless `needed`.
fn coordinates(o: &mut Obj, needed: bool, faults: &mut Faults) -> (Option<(f64, f64)>, bool) {
    let given = [o.get("lat").is_some(), o.get("lon").is_some()];
    for (key, has) in [("lat", given[0]), ("lon", given[1])] {
        if !has && (needed || given[0] || given[1]) {
            o.missing(key, "give both `lat` and `lon`", faults);
        }
    }
    let lat = o.number("lat", -90.0, 90.0, faults);
    let lon = o.number("lon", -180.0, 180.0, faults);
    match (lat, lon) {
        (Some(lat), Some(lon)) => (Some((lat, lon)), true),
        _ => (None, !given[0] && !given[1]),
    }
}
