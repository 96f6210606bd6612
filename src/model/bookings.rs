//! The bookings of a plan, printed.

use super::print::minor;
use super::resources::{Resources, Taken};
use super::schedule::Schedule;
use crate::ids::VisitId;
use crate::intake::case::Case;
use crate::wire::plan::Booking;
use crate::wire::text::{local_date, print_instant};

/// The bookings of routes with their times, by date, resource and unit, and what they cost in
/// units. The times may be those of a plan that breaks rules.
pub fn print(
    case: &Case,
    resources: &Resources,
    routes: &[Vec<u32>],
    times: &[Option<Schedule>],
) -> (Vec<Booking>, i128) {
    let (mut bookings, mut total) = (Vec::new(), 0);
    if resources.is_empty() {
        return (bookings, total);
    }
    let mut lists: Vec<Vec<Taken>> = vec![Vec::new(); resources.len()];
    for (route, times) in routes.iter().zip(times) {
        let Some(times) = times else { continue };
        for (&v, stop) in route.iter().zip(&times.stops) {
            for one in resources.of_visit(v) {
                lists[one.resource as usize].push(resources.taken(v, one, stop.start));
            }
        }
    }
    for (r, list) in lists.iter_mut().enumerate() {
        list.sort_unstable();
        let date = |t: &Taken| local_date(t.from, case.zone).unwrap_or_default();
        for uses in list.chunk_by(|a, b| date(a) == date(b)) {
            let found = day(case, resources, r, uses, &date(&uses[0]).to_string());
            for (booking, units) in found {
                bookings.push(booking);
                total += units;
            }
        }
    }
    // Dates are written so that their order is that of their letters; the sort keeps the rest.
    bookings.sort_by(|a, b| a.date.cmp(&b.date));
    (bookings, total)
}

/// The hires of one resource on one date.
fn day(
    case: &Case,
    resources: &Resources,
    r: usize,
    uses: &[Taken],
    date: &str,
) -> Vec<(Booking, i128)> {
    let (own, resource) = (resources.get(r), &case.resources[r]);
    let hires = resources.hires(uses).into_iter().enumerate();
    let each = hires.map(|(unit, hire)| {
        let span = hire.over - hire.from;
        let units =
            i128::from(own.per_call()) + i128::from(own.rate()) * i128::from(own.paid(span));
        let mut jobs: Vec<String> = Vec::new();
        for v in hire.visits {
            let job = case.visits[VisitId::new(v as usize).at()].job;
            let id = &case.jobs[job.at()].id;
            if !jobs.contains(id) {
                jobs.push(id.clone());
            }
        }
        let print = |t| print_instant(t, case.zone);
        let booking = Booking {
            resource: resource.id.clone(),
            date: date.to_owned(),
            unit: unit as u32 + 1,
            from: print(hire.from),
            to: print(hire.from + own.paid(span)),
            jobs,
            book_by: resource.notice.map(|notice| print(hire.from - notice)),
            cost: minor(units),
        };
        (booking, units)
    });
    each.collect()
}
