//! Nothing is planned into the past.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View, VisitView};
use crate::intake::case::Case;
use crate::units::Millis;

pub struct Now;

impl Rule for Now {
    const META: Meta = Meta {
        id: "now",
        code: "NOW",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "nothing is planned before `now`",
        doc: "With `problem.now`, a visit that is not pinned to a start before `now` starts at \
              or after it, and the drive to it begins at or after it.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let Some(now) = case.now else { return };
        for visit in (0..case.visits.len()).filter(|&v| !started(case, v, now)) {
            tables.leg_open[visit] = now;
            let windows = tables.windows[visit].take().unwrap_or(vec![(now, Millis::MAX)]);
            let later = windows.into_iter().filter(|w| w.1 >= now).map(|w| (w.0.max(now), w.1));
            tables.windows[visit] = Some(later.collect());
        }
    }

    fn check(view: &View, out: &mut Findings) {
        let Some(now) = view.case.now else { return };
        for route in &view.routes {
            // An open start has no drive to its first visit.
            let mut left = checks::crew(view, route).start.map(|_| route.start);
            for stop in route.stops() {
                let pinned = |visit: &VisitView| {
                    let pin = checks::job(view, visit).specs.pins.start;
                    checks::is_first(view, visit) && pin.is_some_and(|start| start < now)
                };
                match stop.visit {
                    Some(visit) => out.at_visit(route, visit),
                    None => out.on_route(route),
                }
                let begun = stop.visit.is_some_and(pinned);
                if !begun && stop.start < now {
                    out.broken(format!("{} starts before now", checks::stop_name(view, &stop)));
                } else if !begun && left.is_some_and(|left| left < now) {
                    let name = checks::stop_name(view, &stop);
                    out.broken(format!("the drive to {name} begins before now"));
                }
                left = Some(stop.departure);
            }
        }
    }
}

/// Whether a visit is pinned to a start before `now`: work that has begun.
pub fn started(case: &Case, visit: usize, now: Millis) -> bool {
    let visit = &case.visits[visit];
    let job = &case.jobs[visit.job.at()];
    let speaks = job.link != crate::intake::case::Link::Parts || visit.number == 1;
    speaks && job.specs.pins.start.is_some_and(|start| start < now)
}
