//! What somebody has to book: resources, when, for which jobs and by when.

use super::{at, clean, clock, money};
use crate::wire::plan::{Booking, Plan};

/// Book by, resource, when, for, cost.
pub type Cells = [String; 5];

pub const TITLES: [&str; 5] = ["book by", "resource", "when", "for", "cost"];

/// The bookings of a plan, those first that must be made first; what needs no notice comes last.
pub fn rows(plan: &Plan) -> Vec<Cells> {
    ordered(plan).into_iter().map(|b| cells(b, &plan.currency)).collect()
}

/// The booking that must be made first, as a sentence; `None` where nothing needs notice.
pub fn next(plan: &Plan) -> Option<String> {
    let first = ordered(plan).into_iter().find(|b| b.book_by.is_some())?;
    let [by, resource, when, jobs, _] = cells(first, &plan.currency);
    Some(format!("next to book: {resource} by {by}, for {jobs} ({when})"))
}

fn ordered(plan: &Plan) -> Vec<&Booking> {
    let mut all: Vec<&Booking> = plan.bookings.iter().collect();
    all.sort_by_key(|b| (b.book_by.is_none(), b.book_by.as_deref().map(at), at(&b.from)));
    all
}

fn cells(booking: &Booking, currency: &str) -> Cells {
    let by = match &booking.book_by {
        Some(by) => format!("{} {}", clean(by.get(..10).unwrap_or(by)), clock(by, "")),
        None => "any time".to_owned(),
    };
    let (from, to) = (clock(&booking.from, &booking.date), clock(&booking.to, &booking.date));
    let jobs: Vec<String> = booking.jobs.iter().map(|job| clean(job)).collect();
    [
        by,
        name(booking),
        format!("{} {from} to {to}", clean(&booking.date)),
        jobs.join(", "),
        money(booking.cost, currency),
    ]
}

/// The resource, with the number of its unit where that is not the first.
pub fn name(booking: &Booking) -> String {
    match booking.unit {
        1 => clean(&booking.resource),
        unit => format!("{} ({unit})", clean(&booking.resource)),
    }
}
