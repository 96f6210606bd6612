//! The urgent ones first.

use super::book::Book;
use crate::units::Millis;
use std::cmp::Reverse;

pub const DOC: &str = "\
Jobs by priority, EMERGENCY to LOW, then by `due` (those without it last), then in order of \
arrival. Each goes where it costs least in the whole plan. Ties: the earlier date, the order of \
the crews in the request, the earlier shift and position.";

pub fn fill(book: &mut Book) {
    let case = book.case;
    let urgency = |j: usize| {
        let job = &case.jobs[j];
        let due = job.specs.lateness.map_or(Millis::MAX, |due| due.at);
        (Reverse(job.priority), due)
    };
    for j in book.waiting(urgency) {
        book.put_cheapest(j);
    }
}
