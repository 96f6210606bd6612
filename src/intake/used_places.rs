//! The case keeps the places in use: where a job or the warehouse is, where a crew begins or ends.

use super::case::{Case, TravelSpec};
use crate::ids::PlaceId;

/// By place: whether it is in use.
pub fn of(case: &Case) -> Vec<bool> {
    let mut used = vec![false; case.places.len()];
    let ends = case.crews.iter().flat_map(|c| [c.start, c.end]).flatten();
    let warehouse = case.warehouse.iter().map(|w| w.place);
    for place in case.jobs.iter().map(|j| j.place).chain(ends).chain(warehouse) {
        used[place.at()] = true;
    }
    used
}

/// Drops all other places, so that neither the snapshot nor the contract's L knows of them.
pub fn keep(case: &mut Case) {
    let used = of(case);
    let mut next = 0;
    let renamed: Vec<Option<PlaceId>> = used
        .iter()
        .map(|used| {
            next += usize::from(*used);
            used.then(|| PlaceId::new(next - 1))
        })
        .collect();
    let new = |place: PlaceId| renamed[place.at()];
    for job in &mut case.jobs {
        job.place = new(job.place).unwrap_or(job.place);
    }
    for crew in &mut case.crews {
        crew.start = crew.start.and_then(new);
        crew.end = crew.end.and_then(new);
    }
    if let Some(warehouse) = &mut case.warehouse {
        warehouse.place = new(warehouse.place).unwrap_or(warehouse.place);
    }
    for person in &mut case.people {
        person.home = person.home.and_then(new);
    }
    let mut at = used.iter();
    case.places.retain(|_| at.next().is_some_and(|u| *u));
    if let TravelSpec::Matrix(matrix) = &mut case.travel {
        let mut at = used.iter();
        matrix.rows.retain(|_| at.next().is_some_and(|u| *u));
    }
}
