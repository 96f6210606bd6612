//! Nobody is in two crews at one time.

use super::case::{Case, Shift};
use crate::fault::Faults;
use crate::wire::text::print_instant;
use std::collections::HashSet;

/// Shifts of two crews that share a member may not overlap; each pair of crews is told once.
pub fn check(case: &Case, faults: &mut Faults) {
    let mut of_person: Vec<Vec<usize>> = vec![Vec::new(); case.people.len()];
    for (c, crew) in case.crews.iter().enumerate() {
        crew.members.iter().for_each(|m| of_person[*m].push(c));
    }
    let mut of_crew: Vec<Vec<&Shift>> = vec![Vec::new(); case.crews.len()];
    for shift in &case.shifts {
        of_crew[shift.crew.at()].push(shift);
    }
    let mut told = HashSet::new();
    for (person, crews) in of_person.iter().enumerate().filter(|(_, c)| c.len() > 1) {
        let mut shifts: Vec<&Shift> =
            crews.iter().flat_map(|c| of_crew[*c].iter().copied()).collect();
        shifts.sort_by_key(|s| (s.from, s.to));
        let mut longest = shifts.first().copied();
        for &shift in shifts.iter().skip(1) {
            let Some(before) = longest else { continue };
            let pair = (before.crew.min(shift.crew), before.crew.max(shift.crew));
            if shift.from < before.to && pair.0 != pair.1 && told.insert(pair) {
                tell(case, person, before, shift, faults);
            }
            if shift.to > before.to {
                longest = Some(shift);
            }
        }
    }
}

fn tell(case: &Case, person: usize, one: &Shift, two: &Shift, faults: &mut Faults) {
    let later = one.crew.max(two.crew);
    let crew = &case.crews[later.at()];
    let k = crew.members.iter().position(|m| *m == person).unwrap_or(0);
    let at = format!("{}/members/{k}", case.crew_pointer(later));
    let id = &case.people[person].id;
    let crews = [one.crew.min(two.crew), later].map(|c| &case.crews[c.at()].id);
    let when = print_instant(two.from, case.zone);
    let message = format!("person {id} is in the crews {} and {} at {when}", crews[0], crews[1]);
    let hint = "let the shifts of the two crews not overlap, or take the member out of one";
    faults.fault("MEMBER_IN_TWO_SHIFTS", &at, id, &message, hint);
}
