//! Warehouses: where a van is filled up on the way.

use super::case::Warehouse;
use super::places::Places;
use crate::fault::Faults;
use crate::wire::reader::Obj;

/// The most warehouses of one request.
const MOST: usize = 1;

/// Reads `problem.warehouses`.
pub fn read(problem: &mut Obj, places: &mut Places, faults: &mut Faults) -> Option<Warehouse> {
    let list = problem.list("warehouses", faults);
    if list.len() > MOST {
        let (at, value) = (problem.at("warehouses"), list.len().to_string());
        let message = format!("{value} warehouses; a request has at most {MOST}");
        let hint = "keep the one that the vans call at";
        faults.fault("TOO_MANY_WAREHOUSES", &at, &value, &message, hint);
        return None;
    }
    let (at, node) = list.first()?;
    let mut o = Obj::open(node, at, faults)?;
    let id = o.needed_id("id", faults);
    if o.get("place").is_none() {
        o.missing("place", "say where the warehouse is", faults);
    }
    let place = places.named(&mut o, "place", faults);
    let duration = o.duration("duration", faults).unwrap_or(0);
    o.get("metadata");
    o.close(faults);
    Some(Warehouse { id: id?, place: place?, duration })
}
