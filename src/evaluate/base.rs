//! A printed plan as what a hand would have made: which visits each shift makes, in order.

use super::names::Names;
use crate::intake::case::{Case, Link};
use crate::intake::ways;
use crate::model::solution::Solution;
use crate::wire::plan::{Plan, Stop};
use crate::wire::text::parse_instant;
use std::collections::HashSet;

/// The plan's routes. What it names and the case does not have is left out and told in `gone`, each
/// id once. Starts of jobs done together, tied or with a
/// shared resource are kept as wishes.
pub fn read(case: &Case, names: &Names, plan: &Plan) -> (Solution, Vec<String>) {
    let mut hand = Solution {
        routes: vec![Vec::new(); case.shifts.len()],
        fixed: vec![None; case.visits.len()],
    };
    let hangs = tied(case);
    let way = ways::printed(case, plan);
    let mut gone = Vec::new();
    for route in &plan.routes {
        let Some(&s) = names.shifts.get(route.shift.as_str()) else {
            gone.push(route.shift.clone());
            continue;
        };
        for stop in &route.stops {
            let Stop::Visit(stop) = stop else { continue };
            let job = names.jobs.get(stop.job.as_str()).map(|&j| &case.jobs[way[j].at()]);
            let number = (stop.visit as usize).wrapping_sub(1);
            let Some((job, visit)) = job.and_then(|j| Some((j, j.visits.get(number)?))) else {
                gone.push(stop.job.clone());
                continue;
            };
            // A plan that says everything twice is still no longer than twice the case.
            if hand.routes[s].len() < case.visits.len() {
                hand.routes[s].push(visit.0);
            }
            if job.link == Link::Together || hangs[visit.at()] || !job.specs.resources.is_empty() {
                hand.fixed[visit.at()] = parse_instant(&stop.start).map(|t| (t, t));
            }
        }
    }
    gone.sort();
    gone.dedup();
    (hand, gone)
}

/// By visit: whether its job names others that it hangs on, or is named.
fn tied(case: &Case) -> Vec<bool> {
    let specs = case.jobs.iter().map(|j| &j.specs);
    let after = specs.clone().flat_map(|s| s.after.iter().map(|e| e.job.as_str()));
    let named: HashSet<&str> =
        after.chain(specs.flat_map(|s| s.with.iter().map(|e| e.job.as_str()))).collect();
    let hangs = |j: &crate::intake::case::Job| {
        let names = !j.specs.after.is_empty() || !j.specs.with.is_empty();
        names || named.contains(j.id.as_str())
    };
    case.visits.iter().map(|v| hangs(&case.jobs[v.job.at()])).collect()
}
