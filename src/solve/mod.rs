//! Who runs when: from a case to a verified plan.

mod assemble;
mod beside;
pub mod budget;
mod log;
mod misfits;
mod pacer;
pub mod race;
mod ready;
pub mod reasons;
mod threads;
mod worth;

pub use budget::{Budget, Stop};
pub use log::Progress;
pub use race::Found;
pub use ready::Ready;
pub use threads::in_pool;

use crate::intake::case::Case;
use crate::intake::ways;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::rules::{Prices, Tables};
use crate::search::state::State;
use crate::search::ties;
use crate::travel::Travel;
use crate::verify::{Refused, Verified, verify};
use crate::wire::plan::{Plan, Stop as Printed};
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

/// Who is told how a run goes on. A closure is told of better plans, and sees none of them.
pub trait Watch {
    /// A better plan was found.
    fn note(&mut self, progress: Progress);

    /// Whether a better plan should be printed now: that takes time from the search.
    fn looks(&mut self) -> bool {
        false
    }

    /// The best plan so far, as a stop at this moment would leave it.
    fn show(&mut self, _plan: Verified<Plan>) {}

    /// The search is over, and took so long; what follows is explaining, printing and verifying.
    fn searched(&mut self, _seconds: f64) {}
}

impl<F: FnMut(Progress)> Watch for F {
    fn note(&mut self, progress: Progress) {
        self(progress);
    }
}

/// Plans one case: search, reasons, print, verify.
pub fn plan(
    case: &Case,
    travel: &Travel,
    prices: &Prices,
    budget: &Budget,
    watch: &mut dyn Watch,
) -> Result<Verified<Plan>, Failed> {
    let (problem, tables) = Problem::compile(case, travel, prices);
    let start = given_plan(case, &problem);
    let press = Press { case, travel, prices, problem: &problem, tables: &tables };
    let mut reader = Reader { press: &press, watch, failed: None };
    let begin = budget.seconds();
    // Explaining, printing and verifying take about as long as reading and compiling did.
    let budget = &budget.less(begin);
    let found = race::run(case, &problem, &start, budget, &mut reader);
    reader.watch.searched(budget.seconds() - begin);
    match reader.failed {
        Some(failed) => Err(failed),
        None => press.print(&found),
    }
}

/// Makes verified plans of solutions, whoever found them.
pub struct Press<'a> {
    pub case: &'a Case,
    pub travel: &'a Travel,
    pub prices: &'a Prices,
    pub problem: &'a Problem<'a>,
    pub tables: &'a Tables,
}

impl Press<'_> {
    /// Explains, prints and verifies.
    pub fn print(&self, found: &Found) -> Result<Verified<Plan>, Failed> {
        let (case, travel, prices) = (self.case, self.travel, self.prices);
        let reasons = reasons::explain(case, self.problem, self.tables, &found.solution);
        let printed = assemble::assemble(case, travel, prices, self.problem, found, reasons)?;
        let copy = printed.clone();
        verify(case, travel, prices, printed).map_err(|r| Failed::Refused(Box::new(copy), r))
    }
}

/// Reads what the press makes of the race's better plans, and stops the race at the first that is
/// refused.
struct Reader<'a, 'w> {
    press: &'a Press<'a>,
    watch: &'w mut dyn Watch,
    failed: Option<Failed>,
}

impl race::Follower for Reader<'_, '_> {
    fn note(&mut self, progress: Progress) {
        self.watch.note(progress);
    }

    fn looks(&mut self) -> bool {
        self.watch.looks()
    }

    fn show(&mut self, found: &Found) -> bool {
        match self.press.print(found) {
            Ok(plan) => self.watch.show(plan),
            Err(failed) => self.failed = Some(failed),
        }
        self.failed.is_none()
    }
}

/// The plan to start from, as far as it is still legal: visits that are gone or no longer fit are
/// left out.
fn given_plan(case: &Case, problem: &Problem) -> Solution {
    let mut solution = Solution::empty(problem);
    let Some(plan) = &case.plan else { return solution };
    let shifts: HashMap<&str, usize> =
        case.shifts.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect();
    let jobs: HashMap<&str, usize> =
        case.own_jobs().iter().enumerate().map(|(i, j)| (j.id.as_str(), i)).collect();
    let way = ways::printed(case, plan);
    let mut placed = vec![false; problem.visits.len()];
    for route in &plan.routes {
        let Some(&s) = shifts.get(route.shift.as_str()) else { continue };
        for stop in &route.stops {
            let stop = match stop {
                Printed::Visit(stop) => stop,
                Printed::Call(_) => {
                    let call = problem.stock.as_ref().map(|stock| stock.call);
                    let route = &mut solution.routes[s];
                    route.extend(call.filter(|call| !route.contains(call)));
                    continue;
                }
                Printed::Break(_) => continue,
            };
            let Some(j) = jobs.get(stop.job.as_str()).map(|j| way[*j].at()) else { continue };
            let Some(visit) = case.jobs[j].visits.get((stop.visit as usize).wrapping_sub(1)) else {
                continue;
            };
            let v = visit.at();
            if problem.fits(s, v) && !std::mem::replace(&mut placed[v], true) {
                solution.routes[s].push(v as u32);
                let together = case.jobs[j].link == crate::intake::case::Link::Together;
                if together || problem.resources.uses(v as u32) {
                    let start = crate::wire::text::parse_instant(&stop.start);
                    solution.fixed[v] = start.map(|t| (t, t));
                }
            }
        }
    }
    ties::legal_groups(problem, legal_part(problem, solution))
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
