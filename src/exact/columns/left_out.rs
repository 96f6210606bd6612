//! What the columns do not carry: the rules that a bound leaves out.

use super::graph::SUMS;
use crate::intake::case::Link;
use crate::model::problem::{Problem, Shift};
use crate::units::Units;

/// The rules that columns see less of than the verifier does.
pub fn rules(problem: &Problem, carried: &[usize]) -> Vec<&'static str> {
    let link = |link: Link| problem.jobs.iter().any(|j| j.link == link);
    let most = Units::from(u32::MAX);
    let huge = |s: &Shift| s.clock.hour_rate > most || s.clock.latest_return - s.clock.from > most;
    let shared_days = problem.shared_days();
    let day = problem.shifts.iter().any(|s| s.day_cost > 0 && shared_days[s.day_group as usize]);
    let mut out = Vec::new();
    let mut name = |rule: &'static str, left: bool| {
        if left {
            out.push(rule);
        }
    };
    name("day-used", day);
    name("hours", problem.shifts.iter().any(huge));
    name("worst-lateness", problem.worst_rate > 0);
    let shared = !problem.resources.is_empty();
    let whole = &problem.whole;
    let quota = |rule: &str| whole.quotas.iter().any(|q| q.rule == rule);
    name("bookings", shared);
    name("fairness", whole.fair.is_some());
    name("max-per-type", quota("max-per-type"));
    name("capacity", carried.len() < problem.loads.len());
    name("pins", problem.ordered);
    name("together", link(Link::Together));
    name("parts", link(Link::Parts));
    name("split", problem.jobs.iter().any(|j| j.gap.is_some()));
    let ties = !problem.ties.is_empty();
    name("after", ties);
    name("with", ties);
    name("resources", shared);
    name("tools", problem.stock.is_some());
    name("stock", problem.stock.is_some());
    name("quotas", quota("quotas"));
    name("buffers", !whole.buffers.is_empty());
    out
}

/// The loads that labels carry: as many as there is room for beside the drive.
pub fn carried(problem: &Problem) -> Vec<usize> {
    let capped = problem.shifts.iter().any(|s| s.drive_cap < crate::model::clock::NEVER);
    (0..problem.loads.len().min(SUMS - usize::from(capped))).collect()
}
