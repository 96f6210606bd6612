//! What a plan says of itself: which request, which travel, which places, and its own hash.

use super::hash::plan_hash;
use crate::ids::PlaceId;
use crate::rules::{Findings, View, checks};
use std::collections::BTreeSet;

pub fn check(view: &View, out: &mut Findings) {
    let (plan, case) = (view.plan, view.case);
    places(view, out);
    if plan.travel_source != view.travel.source {
        out.now_checking("travel");
        out.broken("travelSource is not where the travel times came from");
    }
    out.now_checking("score");
    if plan.seed != case.run.seed {
        out.broken(format!("seed is {}, not {}", case.run.seed, plan.seed));
    }
    // How many there were is the solver's word, like its work.
    if !(1..=64).contains(&plan.lanes) {
        out.broken(format!("lanes is 1 to 64, not {}", plan.lanes));
    }
    for (name, printed, right) in [
        ("currency", plan.currency.as_str(), case.currency.as_str()),
        ("timeZone", plan.time_zone.as_str(), case.zone.name()),
    ] {
        if printed != right {
            out.broken(format!("{name} is {right}, not {printed}"));
        }
    }
    out.now_checking("hash");
    for (name, printed, right) in [
        ("requestHash", &plan.request_hash, case.request_hash.clone()),
        ("travelHash", &plan.travel_hash, view.travel.hash().to_owned()),
        ("planHash", &plan.plan_hash, plan_hash(plan)),
    ] {
        if *printed != right {
            out.broken(format!("{name} is {right}, not {printed}"));
        }
    }
}

/// `places` repeats exactly the places that the routes pass, sorted by id.
fn places(view: &View, out: &mut Findings) {
    out.now_checking("cover");
    let mut named: BTreeSet<PlaceId> = BTreeSet::new();
    for route in &view.routes {
        let crew = checks::crew(view, route);
        named.extend(crew.start.into_iter().chain(crew.end));
        named.extend(route.stops().iter().filter_map(|stop| checks::place(view, stop)));
    }
    let mut right: Vec<_> = named.iter().map(|p| &view.case.places[p.at()]).collect();
    right.sort_by(|a, b| a.id.cmp(&b.id));
    let printed = &view.plan.places;
    if !printed.iter().map(|p| &p.id).eq(right.iter().map(|p| &p.id)) {
        out.broken("`places` does not list exactly the places of the routes, sorted by id");
        return;
    }
    for (printed, right) in printed.iter().zip(right) {
        let at = printed.lat.zip(printed.lon);
        let half = printed.lat.is_some() != printed.lon.is_some();
        if at != right.at || half || printed.address != right.address {
            out.broken(format!("place {} is not as the request gives it", right.id));
        }
    }
}
