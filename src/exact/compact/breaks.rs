//! Breaks: each due one in exactly one place, at a time that suits the place.

use super::Draft;
use super::routes::Route;
use crate::model::problem::Shift;
use good_lp::{Expression, Variable};

pub fn place(draft: &mut Draft, route: &Route) {
    let shift = &draft.problem.shifts[route.shift];
    let mut before: Option<(Variable, f64)> = None;
    for (b, rest) in route.rests.iter().enumerate() {
        let (earliest, latest) = (draft.ticks(rest.earliest), draft.ticks(rest.latest));
        let takes = draft.ticks(rest.takes);
        let begin = draft.number(latest);
        draft.row((route.used * earliest - begin).leq(0.0));
        if let Some((earlier, took)) = before {
            draft.row((earlier + route.used * took - begin).leq(0.0));
        }
        before = Some((begin, takes));
        let mut places = ends(draft, route, shift, begin, takes);
        for k in 0..route.visits.len() {
            places += around(draft, route, (b, k), begin, takes);
        }
        let home = route.homes[b];
        places += home;
        let most = route.length;
        draft.row((route.over - begin - (1.0 - home) * most).leq(0.0));
        draft.row((begin + takes - route.back - (1.0 - home) * (most + takes)).leq(0.0));
        draft.row(places.eq(route.used));
    }
}

/// Before departure, or after the return and over by the shift's end.
fn ends(
    draft: &mut Draft,
    route: &Route,
    shift: &Shift,
    begin: Variable,
    takes: f64,
) -> Expression {
    let (before, after) = (draft.yes_no(), draft.yes_no());
    let most = route.length;
    draft.row((begin + takes - route.depart - (1.0 - before) * (most + takes)).leq(0.0));
    draft.row((route.back - begin - (1.0 - after) * most).leq(0.0));
    let to = draft.ticks(shift.clock.to - shift.clock.from);
    draft.row((begin + takes - to - (1.0 - after) * (most + takes)).leq(0.0));
    before + after
}

/// Before the drive to a visit, on it or in the wait after it, or inside the service.
fn around(
    draft: &mut Draft,
    route: &Route,
    (b, k): (usize, usize),
    begin: Variable,
    takes: f64,
) -> Expression {
    let most = route.length;
    let (wait, way) = (route.waits[b][k], route.ways[b][k]);
    let mut all = wait + way;
    draft.row((route.free[k] - begin - (1.0 - wait) * most).leq(0.0));
    draft.row((begin + takes - route.leave[k] - (1.0 - wait) * (most + takes)).leq(0.0));
    draft.row((route.leave[k] - begin - (1.0 - way) * most).leq(0.0));
    draft.row((begin + takes - route.start[k] - (1.0 - way) * (most + takes)).leq(0.0));
    if let Some(inside) = route.inside[b][k] {
        all += inside;
        let service = draft.ticks(draft.problem.visits[route.visits[k]].duration);
        let done = route.start[k] + service + route.rest_inside(draft, b, k);
        draft.row((route.start[k] - begin - (1.0 - inside) * most).leq(0.0));
        draft.row((begin - done - (1.0 - inside) * most).leq(0.0));
    }
    draft.row((all.clone() - route.on[k]).leq(0.0));
    all
}
