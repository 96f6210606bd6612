//! Earliest times of routes, where a lag between two of them is looked at.

use super::clock::{NEVER, first_in};
use super::problem::Problem;
use super::schedule::legs;
use crate::units::Millis;

/// The earliest starts of a route, `None` where it cannot be done. Only where nothing but lateness
/// hangs on its times ([`Problem::is_plain`]): there no other times are better.
pub fn soonest(
    problem: &Problem,
    shift: usize,
    visits: &[u32],
    fixed: &dyn Fn(u32) -> Option<(Millis, Millis)>,
    out: &mut Vec<Millis>,
) -> Option<()> {
    let s = &problem.shifts[shift];
    let (mut at, mut now) = (s.start, s.clock.from);
    out.clear();
    for &v in visits {
        let visit = &problem.visits[v as usize];
        let arrival = now.max(visit.leg_open) + problem.leg(at, Some(visit.place)).drive;
        let (low, high) = fixed(v).unwrap_or((Millis::MIN, Millis::MAX));
        let start = first_in(problem.spans(shift, v as usize), arrival.max(low))?;
        if start > high {
            return None;
        }
        out.push(start);
        now = start + visit.duration;
        at = Some(visit.place);
    }
    let back = now + problem.leg(at, s.end).drive;
    (back <= s.clock.latest_return).then_some(())
}

/// The earliest start of each visit of a route, each by itself: with breaks not all at once.
pub fn earliest(
    problem: &Problem,
    shift: usize,
    visits: &[u32],
    fixed: &dyn Fn(u32) -> Option<(Millis, Millis)>,
) -> Option<Vec<Millis>> {
    let clock = &problem.shifts[shift].clock;
    let legs = legs(problem, shift, visits);
    let mut ready = clock.departure();
    let mut out = Vec::with_capacity(visits.len());
    for (&v, leg) in visits.iter().zip(&legs) {
        let visit = &problem.visits[v as usize];
        let span = fixed(v).unwrap_or((Millis::MIN, Millis::MAX));
        let own: Vec<_> = cut(problem.spans(shift, v as usize), span).collect();
        let arrived = clock.arrive(&ready, leg.drive, visit.leg_open);
        let states = arrived.iter().take(clock.breaks + 1).filter(|t| **t < NEVER);
        out.push(states.filter_map(|t| first_in(&own, *t)).min()?);
        ready = clock.serve(&arrived, visit, &own);
    }
    Some(out)
}

/// What an interval leaves of some others.
pub fn cut(
    own: &[(Millis, Millis)],
    (low, high): (Millis, Millis),
) -> impl Iterator<Item = (Millis, Millis)> + '_ {
    own.iter().map(move |w| (w.0.max(low), w.1.min(high))).filter(|w| w.0 <= w.1)
}
