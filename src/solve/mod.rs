//! Who runs when: from a case to a verified plan.

mod assemble;
pub mod budget;
pub mod race;
pub mod reasons;

pub use budget::{Budget, Stop};
pub use race::{Found, Progress};

use crate::intake::case::Case;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::rules::Prices;
use crate::search::state::State;
use crate::travel::Travel;
use crate::verify::{Refused, Verified, verify};
use crate::wire::plan::Plan;
use std::collections::HashMap;

/// Why no plan can be published.
#[derive(Debug)]
pub enum Failed {
    /// The verifier refused our own plan: a defect of ours. Both are kept as a test case.
    Refused(Box<Plan>, Refused),
    /// A route of the search could not be scheduled: a defect of ours.
    NoSchedule(String),
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Failed::Refused(_, refused) => {
                write!(f, "the verifier refused the plan, nothing is published: {refused}")
            }
            Failed::NoSchedule(shift) => {
                write!(f, "the route of {shift} has no times, nothing is published")
            }
        }
    }
}

impl std::error::Error for Failed {}

/// Plans one case: search, reasons, print, verify.
pub fn plan(
    case: &Case,
    travel: &Travel,
    prices: &Prices,
    budget: &Budget,
    progress: &mut dyn FnMut(Progress),
) -> Result<Verified<Plan>, Failed> {
    let (problem, tables) = Problem::compile(case, travel, prices);
    let start = given_plan(case, &problem);
    let found = race::run(case, &problem, &start, budget, progress);
    let reasons = reasons::explain(case, &problem, &tables, &found.solution);
    let printed = assemble::assemble(case, travel, prices, &problem, &found, reasons)?;
    let copy = printed.clone();
    verify(case, travel, prices, printed).map_err(|r| Failed::Refused(Box::new(copy), r))
}

/// The plan to start from, as far as it is still legal: visits that are gone or no longer fit are
/// left out.
fn given_plan(case: &Case, problem: &Problem) -> Solution {
    let mut solution = Solution::empty(problem);
    let Some(plan) = &case.plan else { return solution };
    let shifts: HashMap<&str, usize> =
        case.shifts.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect();
    let jobs: HashMap<&str, usize> =
        case.jobs.iter().enumerate().map(|(i, j)| (j.id.as_str(), i)).collect();
    let mut placed = vec![false; problem.visits.len()];
    for route in &plan.routes {
        let Some(&s) = shifts.get(route.shift.as_str()) else { continue };
        for stop in &route.stops {
            let crate::wire::plan::Stop::Visit(stop) = stop else { continue };
            let Some(&j) = jobs.get(stop.job.as_str()) else { continue };
            let Some(visit) = case.jobs[j].visits.get((stop.visit as usize).wrapping_sub(1)) else {
                continue;
            };
            let v = visit.at();
            if problem.fits(s, v) && !std::mem::replace(&mut placed[v], true) {
                solution.routes[s].push(v as u32);
                if case.jobs[j].link == crate::intake::case::Link::Together {
                    solution.fixed[v] = crate::wire::text::parse_instant(&stop.start);
                }
            }
        }
    }
    legal_part(problem, solution)
}

/// Drops visits from routes that cannot be done until they can.
fn legal_part(problem: &Problem, mut solution: Solution) -> Solution {
    for s in 0..problem.shifts.len() {
        while !solution.routes[s].is_empty() {
            let mut alone = Solution::empty(problem);
            alone.routes[s].clone_from(&solution.routes[s]);
            alone.fixed.clone_from(&solution.fixed);
            if State::load_route(problem, &alone, s) {
                break;
            }
            solution.routes[s].pop();
        }
    }
    solution
}
