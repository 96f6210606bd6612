//! The printed bookings, each field of them.

use crate::rules::bookings::right;
use crate::rules::{Findings, View};
use crate::wire::plan::Booking;

/// The plan prints the bookings that its visits need and no others, in order.
pub fn check(view: &View, out: &mut Findings) {
    out.now_checking("bookings");
    let right = right(view);
    let name = |b: &Booking| format!("{} number {} on {}", b.resource, b.unit, b.date);
    for (k, booking) in right.iter().enumerate() {
        match view.plan.bookings.get(k) {
            None => out.broken(format!("the booking of {} is not printed", name(booking))),
            Some(printed) if printed == booking => {}
            Some(printed) if name(printed) != name(booking) => {
                let (one, two) = (name(booking), name(printed));
                out.broken(format!("the booking of {one} is printed as one of {two}"));
            }
            Some(printed) => {
                let fields =
                    [("from", &booking.from, &printed.from), ("to", &booking.to, &printed.to)];
                let name = name(booking);
                for (key, right, wrong) in fields.iter().filter(|f| f.1 != f.2) {
                    out.broken(format!("booking of {name}: {key} is {right}, not {wrong}"));
                }
                if booking.book_by != printed.book_by {
                    let words = |by: &Option<String>| by.clone().unwrap_or("null".to_owned());
                    let (right, wrong) = (words(&booking.book_by), words(&printed.book_by));
                    out.broken(format!("booking of {name}: bookBy is {right}, not {wrong}"));
                }
                if booking.jobs != printed.jobs {
                    let (right, wrong) = (booking.jobs.join(", "), printed.jobs.join(", "));
                    out.broken(format!("booking of {name}: its jobs are {right}, not {wrong}"));
                }
                if booking.cost != printed.cost {
                    let (right, wrong) = (booking.cost, printed.cost);
                    out.broken(format!("booking of {name}: cost is {right}, not {wrong}"));
                }
            }
        }
    }
    for extra in view.plan.bookings.iter().skip(right.len()) {
        out.broken(format!("the booking of {} serves no job of the plan", name(extra)));
    }
}
