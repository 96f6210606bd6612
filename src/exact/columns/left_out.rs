//! What the columns do not carry: the rules that a bound leaves out.

use super::graph::SUMS;
use crate::intake::case::Link;
use crate::model::problem::Problem;
use crate::units::Units;

/// The rules that columns see less of than the verifier does.
pub fn rules(problem: &Problem, carried: &[usize]) -> Vec<&'static str> {
    let link = |link: Link| problem.jobs.iter().any(|j| j.link == link);
    let hourly = problem.shifts.iter().any(|s| s.clock.hour_rate > 0);
    let promised = problem.visits.iter().any(|v| v.promise.is_some());
    let late = problem.visits.iter().any(|v| v.late.is_some());
    let day = shared_days(problem).iter().zip(day_prices(problem)).any(|(s, p)| *s && p > 0);
    let mut out = Vec::new();
    let mut name = |rule: &'static str, left: bool| {
        if left {
            out.push(rule);
        }
    };
    name("day-used", day);
    name("lateness", late && hourly);
    name("promise", promised);
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

/// By day group: several shifts share its price, so that no column can bear it alone.
pub fn shared_days(problem: &Problem) -> Vec<bool> {
    let mut size = vec![0; problem.day_groups];
    problem.shifts.iter().for_each(|s| size[s.day_group as usize] += 1);
    size.into_iter().map(|n| n > 1).collect()
}

fn day_prices(problem: &Problem) -> Vec<Units> {
    let mut price = vec![0; problem.day_groups];
    problem.shifts.iter().for_each(|s| price[s.day_group as usize] = s.day_cost);
    price
}
