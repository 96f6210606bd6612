//! When a visit could start, as far as its ties go.

use super::Span;
use crate::model::clock::{ALWAYS, NEVER, first_in};
use crate::model::early::cut;
use crate::model::problem::Problem;
use crate::rules::tables::Tie;
use crate::search::insert::next_open;
use crate::search::state::{NOWHERE, State};
use crate::units::Millis;

/// A planned visit that another one is tied to.
pub(super) struct Partner<'a> {
    tie: &'a Tie,
    /// Whether the other one is the tie's second.
    second: bool,
    shift: usize,
    /// The earliest and the latest start of the partner in its route as it is.
    reach: Span,
}

/// The planned partners of a visit, which move within their routes as far as they can; `None` where
/// a job that it waits for is not served.
pub(super) fn partners<'p>(state: &State<'p>, v: u32) -> Option<Vec<Partner<'p>>> {
    let problem = state.problem;
    let mut out = Vec::new();
    for tie in problem.ties.of_visit(v) {
        let second = tie.second == v;
        let other = if second { tie.first } else { tie.second };
        let at = state.shift_of[other as usize];
        if at == NOWHERE {
            let first = problem.visits[tie.first as usize].job as usize;
            if second && tie.needs && !state.served(first) {
                return None;
            }
            continue;
        }
        let shift = at as usize;
        let timed = tie.min.is_some() || tie.max.is_some();
        let reach = if timed { reach(state, shift, other) } else { (Millis::MIN, Millis::MAX) };
        out.push(Partner { tie, second, shift, reach });
    }
    Some(out)
}

/// The intervals in which a visit could start on a shift.
pub(super) fn spans(problem: &Problem, partners: &[Partner], s: usize, v: u32) -> Vec<Span> {
    let (mut low, mut high) = (Millis::MIN, Millis::MAX);
    for Partner { tie, second, shift, reach: (soonest, latest) } in partners {
        let (a, b) = if *second { (*shift, s) } else { (s, *shift) };
        if !tie.joins(problem, a, b) {
            return Vec::new();
        }
        let (min, max) = tie.lag(problem, a);
        if *second {
            low = low.max(min.map_or(Millis::MIN, |m| soonest + m));
            high = high.min(max.map_or(Millis::MAX, |m| latest + m));
        } else {
            high = high.min(min.map_or(Millis::MAX, |m| latest - m));
            low = low.max(max.map_or(Millis::MIN, |m| soonest - m));
        }
    }
    cut(problem.spans(s, v as usize), (low, high)).collect()
}

/// Leaves a visit of a tied job only what its partners could leave it on this shift.
pub fn suppose(state: &mut State, s: usize, v: u32) -> bool {
    let problem = state.problem;
    if !problem.jobs[problem.visits[v as usize].job as usize].tied {
        return true;
    }
    let partners = partners(state, v);
    let spans = partners.map_or(Vec::new(), |partners| spans(problem, &partners, s, v));
    // Of several the widest: one interval is all that a link can leave.
    let widest = spans.into_iter().max_by_key(|w| w.1 - w.0);
    state.suppose(v, widest);
    widest.is_some()
}

fn reach(state: &State, s: usize, v: u32) -> Span {
    let problem = state.problem;
    if let Some(held) = state.window(v as usize).filter(|_| problem.resources.uses(v)) {
        return held;
    }
    let (clock, route) = (&problem.shifts[s].clock, &state.routes[s]);
    let visit = &problem.visits[v as usize];
    let own = problem.spans(s, v as usize);
    let p = route.position(v).expect("the visit is on its shift");
    let arrived = clock.arrive(&route.ready[p], route.legs[p].drive, visit.leg_open);
    let soonest = arrived[..=clock.breaks].iter().filter(|t| **t < NEVER);
    let soonest = soonest.filter_map(|t| first_in(own, *t)).min().unwrap_or(NEVER);
    let open = next_open(problem, route, p + 1);
    let leave = clock.latest_leave(&route.late[p + 1], route.legs[p + 1].drive, open);
    let latest = clock.latest_arrival(&leave, visit, own);
    (soonest, latest[..=clock.breaks].iter().copied().max().unwrap_or(ALWAYS))
}
