//! When tied visits take place: starts that keep every lag of a group, and what the lags leave to
//! each of them.
//!
//! Routes are given. Each is timed by itself as it is best; where a lag is broken, the visit that
//! comes too early gets a later bound and its route is timed again, until no lag is broken or some
//! route cannot wait any longer. Bounds only rise, so that this ends. Then the slack of each lag is
//! shared between its two visits: within the intervals that remain, each route may be changed
//! without a look at the others.

use super::early::{cut, earliest, soonest};
use super::problem::Problem;
use super::schedule::schedule;
use crate::rules::tables::Tie;
use crate::units::Millis;

type Span = (Millis, Millis);

/// Routes as they are.
pub struct Plan<'a> {
    pub problem: &'a Problem<'a>,
    /// The shift that a visit is on.
    pub shift_of: &'a dyn Fn(u32) -> Option<usize>,
    pub route: &'a dyn Fn(usize) -> &'a [u32],
    /// The interval that links leave a visit.
    pub fixed: &'a dyn Fn(u32) -> Option<Span>,
    /// Whether visits may still move later together: only the bounds from below are told then.
    pub floats: bool,
    /// Whether visits that others wait for start as early as they can, whatever that costs.
    pub early: bool,
}

/// A visit of the group in the plan.
struct Meeting {
    visit: u32,
    shift: usize,
    low: Millis,
    start: Millis,
    /// Whether another visit of the plan waits for it.
    leads: bool,
    /// Its one start, where it uses a shared resource.
    held: Option<Millis>,
}

/// How often bounds may rise, by visit of the group.
const ROUNDS: usize = 12;

/// For each planned visit of the group the interval that keeps it apart from the others' affairs;
/// `None` where its ties leave it free. `None` for all where no starts were found.
pub fn meet(plan: &Plan, group: &[u32]) -> Option<Vec<(u32, Option<Span>)>> {
    let problem = plan.problem;
    let mut all: Vec<Meeting> = Vec::new();
    for visit in group.iter().flat_map(|&j| problem.visits_of(j as usize)) {
        if let Some(shift) = (plan.shift_of)(visit as u32) {
            let (low, start) = (Millis::MIN, Millis::MIN);
            let held = held(plan, visit as u32);
            all.push(Meeting { visit: visit as u32, shift, low, start, leads: false, held });
        }
    }
    let mut at = vec![u32::MAX; problem.visits.len()];
    all.iter().enumerate().for_each(|(k, m)| at[m.visit as usize] = k as u32);
    let at = |visit: u32| all_at(&at, visit);
    let ties = planned(problem, &all, &at)?;
    let leading: Vec<usize> = ties.iter().filter(|t| t.0.min.is_some()).map(|t| t.1).collect();
    leading.into_iter().for_each(|a| all[a].leads = plan.early);
    let mut stale: Vec<usize> = all.iter().map(|m| m.shift).collect();
    for _ in 0..ROUNDS * all.len().max(1) {
        stale.sort_unstable();
        stale.dedup();
        for &s in &stale {
            time(plan, &mut all, &at, s)?;
        }
        stale.clear();
        for (tie, a, b) in &ties {
            let (min, max) = tie.lag(problem, all[*a].shift);
            let gap = all[*b].start - all[*a].start;
            let (late, by) = match (min, max) {
                (Some(least), _) if gap < least => (*b, all[*a].start + least),
                (_, Some(most)) if gap > most => (*a, all[*b].start - most),
                _ => continue,
            };
            if all[late].held.is_some_and(|t| t < by) {
                return None;
            }
            all[late].low = all[late].low.max(by);
            stale.push(all[late].shift);
        }
        if stale.is_empty() {
            return Some(match plan.floats {
                true => all.iter().map(|m| (m.visit, from_below(problem, m))).collect(),
                false => shares(problem, &all, &ties),
            });
        }
    }
    None
}

/// Whether the job of a visit that is not planned is served in another way.
fn other_way(problem: &Problem, visit: u32, at: &dyn Fn(u32) -> Option<usize>) -> bool {
    let ways = problem.ways_of(problem.visits[visit as usize].job as usize).iter();
    ways.into_iter().any(|w| at(problem.jobs[*w as usize].first_visit).is_some())
}

/// The moment at which a visit that uses a resource starts, if it has one.
fn held(plan: &Plan, visit: u32) -> Option<Millis> {
    let fixed = (plan.fixed)(visit).filter(|span| span.0 == span.1);
    fixed.filter(|_| plan.problem.resources.uses(visit)).map(|span| span.0)
}

/// The ties between planned visits, with their places in the list; `None` where one is broken
/// whatever the times are.
fn planned<'a>(
    problem: &'a Problem,
    all: &[Meeting],
    at: &dyn Fn(u32) -> Option<usize>,
) -> Option<Vec<(&'a Tie, usize, usize)>> {
    let mut out = Vec::new();
    for (b, meeting) in all.iter().enumerate() {
        for tie in problem.ties.of_visit(meeting.visit).filter(|t| t.second == meeting.visit) {
            match at(tie.first) {
                None if tie.needs && !other_way(problem, tie.first, at) => return None,
                None => {}
                Some(a) if !tie.joins(problem, all[a].shift, meeting.shift) => return None,
                Some(a) => out.push((tie, a, b)),
            }
        }
    }
    Some(out)
}

fn all_at(at: &[u32], visit: u32) -> Option<usize> {
    at.get(visit as usize).filter(|k| **k != u32::MAX).map(|k| *k as usize)
}

/// The best times of one shift within the bounds so far.
fn time(
    plan: &Plan,
    all: &mut [Meeting],
    at: &dyn Fn(u32) -> Option<usize>,
    s: usize,
) -> Option<()> {
    let (problem, visits) = (plan.problem, (plan.route)(s));
    let mut starts = Vec::with_capacity(visits.len());
    let fixed = |v: u32| match at(v) {
        Some(k) if all[k].held.is_some() => all[k].held.map(|t| (t, t)),
        Some(k) => (all[k].low > Millis::MIN).then_some((all[k].low, Millis::MAX)),
        None => (plan.fixed)(v),
    };
    if visits.iter().filter_map(|&v| at(v)).any(|k| all[k].leads) {
        let early = earliest(problem, s, visits, &fixed)?;
        let hasten = |v: u32| match at(v).filter(|k| all[*k].leads) {
            Some(k) if all[k].held.is_none() => {
                let p = visits.iter().position(|&o| o == v)?;
                Some((all[k].low, early[p]))
            }
            _ => fixed(v),
        };
        let times = schedule(problem, s, visits, &hasten)?;
        starts.extend(times.stops.iter().map(|stop| stop.start));
    } else if problem.is_plain(s, visits) {
        soonest(problem, s, visits, &fixed, &mut starts)?;
    } else {
        let times = schedule(problem, s, visits, &fixed)?;
        starts.extend(times.stops.iter().map(|stop| stop.start));
    }
    for (&v, start) in visits.iter().zip(starts) {
        if let Some(k) = at(v) {
            all[k].start = start;
        }
    }
    Some(())
}

/// The interval that begins with a visit's bound.
fn from_below(problem: &Problem, m: &Meeting) -> Option<Span> {
    let own = problem.spans(m.shift, m.visit as usize);
    if m.low == Millis::MIN && own.len() == 1 {
        return None;
    }
    let one = own.iter().find(|w| (w.0..=w.1).contains(&m.start)).copied();
    let (low, high) = one.unwrap_or((m.start, m.start));
    Some((low.max(m.low), high)).filter(|span| own != [*span])
}

/// Shares the slack of each lag between its two visits.
fn shares(
    problem: &Problem,
    all: &[Meeting],
    ties: &[(&Tie, usize, usize)],
) -> Vec<(u32, Option<Span>)> {
    let mut spans: Vec<Span> = vec![(Millis::MIN, Millis::MAX); all.len()];
    for (tie, a, b) in ties {
        let (min, max) = tie.lag(problem, all[*a].shift);
        let (first, second) = (all[*a].start, all[*b].start);
        if let Some(least) = min {
            let slack = second - first - least;
            spans[*a].1 = spans[*a].1.min(first + slack / 2);
            spans[*b].0 = spans[*b].0.max(second - (slack - slack / 2));
        }
        if let Some(most) = max {
            let slack = first + most - second;
            spans[*a].0 = spans[*a].0.max(first - slack / 2);
            spans[*b].1 = spans[*b].1.min(second + (slack - slack / 2));
        }
    }
    let each = all.iter().zip(spans).map(|(m, span)| {
        if let Some(t) = m.held {
            return (m.visit, Some((t, t)));
        }
        let own = problem.spans(m.shift, m.visit as usize);
        let mut left = cut(own, span).filter(|w| (w.0..=w.1).contains(&m.start));
        let one = left.next().unwrap_or((m.start, m.start));
        (m.visit, (own != [one]).then_some(one))
    });
    each.collect()
}
