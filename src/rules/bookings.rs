//! What shared resources cost, and the bookings that a plan prints.

use super::hires::{Taking, by_date, hires, paid, takings};
use super::prices::Prices;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::intake::case::{Case, Resource};
use crate::units::{UNITS_PER_MINOR, to_minor};
use crate::wire::plan::Booking;
use crate::wire::text::print_instant;
use chrono::NaiveDate;

pub struct Bookings;

impl Rule for Bookings {
    const META: Meta = Meta {
        id: "bookings",
        code: "",
        scope: Scope::Plan,
        priced: true,
        overridable: false,
        line: "the price of each call of a resource and of its hours, the minimum hire at least",
        doc: "A unit of a resource that is used on a date is hired once for that date: from the \
              beginning of its first use to the end of its last, and for at least the resource's \
              `minimumHire`. That costs `costs.perCall` once and `costs.perHour` for the time. \
              Each use has the free units of the lowest numbers, uses in the order of their \
              beginning (of two at once the job first that the request names first). `bookings` \
              lists every hire, by date, resource and unit, with `bookBy` = its beginning less \
              the `notice`.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn compile(_case: &Case, _prices: &Prices, _tables: &mut Tables) {}

    fn check(view: &View, out: &mut Findings) {
        let mut right: Vec<(NaiveDate, Booking)> = Vec::new();
        for list in takings(view) {
            for (date, uses) in by_date(view.case, &list) {
                let resource = &view.case.resources[uses[0].resource];
                for hire in hires(&uses) {
                    let length = paid(resource, &hire);
                    let units = i128::from(resource.per_call) * i128::from(UNITS_PER_MINOR)
                        + i128::from(resource.per_hour) * i128::from(length);
                    out.charge(units);
                    let to = hire.from + length;
                    let used: Vec<&Taking> = hire.uses.iter().map(|k| uses[*k]).collect();
                    let cost = to_minor(units) as i64;
                    let mut booking = printed(view.case, resource, date, (hire.from, to), &used);
                    (booking.unit, booking.cost) = (hire.unit as u32, cost);
                    right.push((date, booking));
                }
            }
        }
        right.sort_by_key(|(date, _)| *date);
        compare(view, right.into_iter().map(|(_, booking)| booking).collect(), out);
    }
}

fn printed(
    case: &Case,
    resource: &Resource,
    date: NaiveDate,
    (from, to): (i64, i64),
    used: &[&Taking],
) -> Booking {
    let mut jobs: Vec<String> = Vec::new();
    for taking in used {
        let id = &case.jobs[case.visits[taking.visit.at()].job.at()].id;
        if !jobs.contains(id) {
            jobs.push(id.clone());
        }
    }
    Booking {
        resource: resource.id.clone(),
        date: date.to_string(),
        unit: 1,
        from: print_instant(from, case.zone),
        to: print_instant(to, case.zone),
        jobs,
        book_by: resource.notice.map(|notice| print_instant(from - notice, case.zone)),
        cost: 0,
    }
}

/// The plan prints these bookings and no others, in this order.
fn compare(view: &View, right: Vec<Booking>, out: &mut Findings) {
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
                let fields = [
                    ("from", &booking.from, &printed.from),
                    ("to", &booking.to, &printed.to),
                ];
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
