//! The race of the engines over one problem, epoch by epoch.

use super::budget::Budget;
use super::pacer::Pacer;
use crate::exact::highs::Limits;
use crate::exact::{enumerate, packing};
use crate::intake::case::Case;
use crate::model::calls;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::search::anneal::Mark;
use crate::search::lane::PACK_MOST;
use crate::search::portfolio::Portfolio;
use crate::search::state::State;
use crate::units::Units;
use crate::wire::plan::{Engine, StopReason};

/// What a run has reached.
pub struct Found {
    pub solution: Solution,
    pub cost: Units,
    /// Moves per lane.
    pub moves: u64,
    /// What a run by seconds took for its length.
    pub pace: Vec<Mark>,
    pub engine: Engine,
    pub stop: StopReason,
    /// A lower bound for the full problem, with its kind; only where it was shown here.
    pub bound: Option<(i128, &'static str)>,
    pub trace: Vec<Progress>,
}

/// A better plan: when, after how many moves, at what cost.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub seconds: f64,
    pub moves: u64,
    pub cost: Units,
    /// Jobs served.
    pub served: usize,
}

/// The most points of a trace.
const TRACE_MOST: usize = 200;

/// Who follows a race.
pub trait Follower {
    /// A better plan was found.
    fn note(&mut self, progress: Progress);

    /// Whether a better plan, if there is one, should be shown now.
    fn looks(&mut self) -> bool;

    /// The best plan so far, as it would be if the race ended here; `false` ends it.
    fn show(&mut self, found: &Found) -> bool;
}

/// Runs the lanes until the budget is spent or the plan is proven.
pub fn run(
    case: &Case,
    problem: &Problem,
    start: &Solution,
    budget: &Budget,
    follower: &mut dyn Follower,
) -> Found {
    let mut log = Log { trace: Vec::new(), follower, budget, shown: None };
    if let Some((solution, units)) = enumerate::prove(problem)
        && let Ok(cost) = Units::try_from(units)
    {
        log.note(problem, &solution, 0, cost);
        let (solution, cost) = with_calls(problem, solution, cost);
        return proven_by_enumeration(solution, cost, log.trace);
    }
    let mut clock = Pacer::of(case);
    let pace = clock.begin(case, budget);
    let mut lanes = Portfolio::new(problem, case.run.lanes, case.run.seed, start, pace);
    log.note(problem, &lanes.best, 0, lanes.best_cost);
    let floor = sure_cost(problem);
    let mut stage = 0;
    clock.starts(budget);
    let mut engine = Engine::Heuristic;
    let mut unsure: Option<(Solution, Units, Engine)> = None;
    let open = |lanes: &Portfolio| i128::from(lanes.best_cost) > floor && lanes.can_move();
    while !budget.is_spent(lanes.moves) && open(&lanes) && log.show(&lanes, engine) {
        if lanes.phase().stage > stage {
            stage = lanes.phase().stage;
            let packed = pack(problem, &mut lanes, budget);
            if budget.is_over() {
                break;
            }
            let old = (lanes.best.clone(), lanes.best_cost, engine);
            if packed.is_some_and(|(solution, cost)| lanes.offer(solution, cost)) {
                engine = Engine::Milp;
                unsure = Some(old);
                log.note(problem, &lanes.best, lanes.moves, lanes.best_cost);
            }
            lanes.reheat();
        }
        let before = lanes.best_cost;
        if !lanes.epoch(budget.work, &|| budget.is_over()) {
            break;
        }
        unsure = None;
        if lanes.best_cost < before {
            engine = if engine == Engine::Heuristic { engine } else { Engine::Hybrid };
            log.note(problem, &lanes.best, lanes.moves, lanes.best_cost);
        }
        clock.look(&mut lanes, budget);
    }
    let proven = i128::from(lanes.best_cost) == floor;
    if let Some((best, cost, before)) = unsure.filter(|_| !proven) {
        // No move came after the packing: a repetition by work would stop before it.
        (lanes.best, lanes.best_cost, engine) = (best, cost, before);
        log.trace.pop();
    }
    let stop = match (proven, budget.cancelled()) {
        (true, _) => StopReason::Proven,
        (false, true) => StopReason::Cancel,
        (false, false) => StopReason::Budget,
    };
    let bound = proven.then_some((floor, "jobs-nobody-can-serve"));
    found(&lanes, engine, stop, bound, log.trace)
}

fn found(
    lanes: &Portfolio,
    engine: Engine,
    stop: StopReason,
    bound: Option<(i128, &'static str)>,
    trace: Vec<Progress>,
) -> Found {
    let (solution, cost) = with_calls(lanes.problem(), lanes.best.clone(), lanes.best_cost);
    let pace = lanes.pace().marks().to_vec();
    Found { solution, cost, moves: lanes.moves, pace, engine, stop, bound, trace }
}

/// The solution with every call where one looks for it, if that costs no more.
fn with_calls(problem: &Problem, solution: Solution, cost: Units) -> (Solution, Units) {
    let Some(stock) = &problem.stock else { return (solution, cost) };
    let mut other = solution.clone();
    calls::place(problem, stock, &mut other);
    let legal = (0..problem.shifts.len()).all(|s| State::load_route(problem, &other, s));
    match other.cost(problem).map(Units::try_from) {
        Some(Ok(units)) if legal && units <= cost && problem.whole.holds(problem, &other) => {
            (other, units)
        }
        _ => (solution, cost),
    }
}

/// The better plans of a run, as they come.
struct Log<'a, 'b> {
    trace: Vec<Progress>,
    follower: &'a mut dyn Follower,
    budget: &'a Budget<'b>,
    /// The cost of the plan that was shown last.
    shown: Option<Units>,
}

impl Log<'_, '_> {
    fn note(&mut self, problem: &Problem, best: &Solution, moves: u64, cost: Units) {
        let served = best.served(problem).iter().filter(|served| **served).count();
        let point = Progress { seconds: self.budget.seconds(), moves, cost, served };
        if self.trace.len() >= TRACE_MOST {
            self.trace.pop();
        }
        self.trace.push(point);
        self.follower.note(point);
    }

    /// Shows a plan that is better than the last one shown, if anybody looks. What is shown is what
    /// a stop at this moment would keep.
    fn show(&mut self, lanes: &Portfolio, engine: Engine) -> bool {
        if self.shown.is_some_and(|cost| cost <= lanes.best_cost) || !self.follower.looks() {
            return true;
        }
        self.shown = Some(lanes.best_cost);
        let trace = self.trace.clone();
        self.follower.show(&found(lanes, engine, StopReason::Cancel, None, trace))
    }
}

/// A tiny problem, all of whose routes were tried.
fn proven_by_enumeration(solution: Solution, cost: Units, trace: Vec<Progress>) -> Found {
    Found {
        solution,
        cost,
        moves: 0,
        pace: Vec::new(),
        engine: Engine::Milp,
        stop: StopReason::Proven,
        bound: Some((i128::from(cost), "enumeration")),
        trace,
    }
}

/// Chooses anew among the remembered routes, within counted limits.
fn pack(problem: &Problem, lanes: &mut Portfolio, budget: &Budget) -> Option<(Solution, Units)> {
    if problem.visits.len() > PACK_MOST {
        return None;
    }
    lanes.remember_best();
    let pool = lanes.pool.sorted();
    let solution = budget.with_alarm(|stop| {
        let limits = Limits {
            nodes: 1,
            iterations: 1_000,
            pivots: 10_000,
            seconds: budget.left().clamp(0.001, 20.0),
            tight: false,
            stop: Some(stop),
        };
        packing::solve(problem, &pool, &lanes.best, &limits)
    })?;
    let cost = solution.cost(problem)?;
    Some((solution, Units::try_from(cost).ok()?))
}

/// What every plan must pay: the price of each job with a visit that some rule keeps off every
/// shift, whatever stands beside it.
fn sure_cost(problem: &Problem) -> i128 {
    let shifts = problem.shifts.len();
    let hopeless =
        |j: usize| problem.visits_of(j).any(|v| !(0..shifts).any(|s| problem.allowed(s, v)));
    let jobs = (0..problem.jobs.len()).filter(|&j| hopeless(j));
    jobs.map(|j| i128::from(problem.jobs[j].price)).sum()
}
