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
        for (_, _, units) in hired(view) {
            out.charge(units);
        }
    }
}

/// The bookings that the plan should print, in its order.
pub fn right(view: &View) -> Vec<Booking> {
    let mut all = hired(view);
    all.sort_by_key(|(date, ..)| *date);
    all.into_iter().map(|(_, booking, _)| booking).collect()
}

/// Every hire of the plan: its date, its booking, its exact price.
fn hired(view: &View) -> Vec<(NaiveDate, Booking, i128)> {
    let mut all = Vec::new();
    for list in takings(view) {
        for (date, uses) in by_date(view.case, &list) {
            let resource = &view.case.resources[uses[0].resource];
            for hire in hires(&uses) {
                let length = paid(resource, &hire);
                let units = i128::from(resource.per_call) * i128::from(UNITS_PER_MINOR)
                    + i128::from(resource.per_hour) * i128::from(length);
                let to = hire.from + length;
                let used: Vec<&Taking> = hire.uses.iter().map(|k| uses[*k]).collect();
                let mut booking = printed_booking(view, resource, date, (hire.from, to), &used);
                (booking.unit, booking.cost) = (hire.unit as u32, to_minor(units) as i64);
                all.push((date, booking, units));
            }
        }
    }
    all
}

fn printed_booking(
    view: &View,
    resource: &Resource,
    date: NaiveDate,
    (from, to): (i64, i64),
    used: &[&Taking],
) -> Booking {
    let mut jobs: Vec<String> = Vec::new();
    for taking in used {
        let id = &view.case.jobs[view.case.visits[taking.visit.at()].job.at()].id;
        if !jobs.contains(id) {
            jobs.push(id.clone());
        }
    }
    Booking {
        resource: resource.id.clone(),
        date: date.to_string(),
        unit: 1,
        from: print_instant(from, view.case.zone),
        to: print_instant(to, view.case.zone),
        jobs,
        book_by: resource.notice.map(|notice| print_instant(from - notice, view.case.zone)),
        cost: 0,
    }
}
