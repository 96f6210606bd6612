//! The race of the engines over one problem, epoch by epoch.

use super::beside::Beside;
use super::budget::{Budget, OnDrop};
use super::log::{Log, Progress};
use super::pacer::Pacer;
use crate::exact::columns::Proof;
use crate::exact::highs::Limits;
use crate::exact::{enumerate, packing};
use crate::intake::case::Case;
use crate::model::calls;
use crate::model::print::cost_of_nothing;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::rules;
use crate::search::anneal::Mark;
use crate::search::lane::PACK_MOST;
use crate::search::portfolio::Portfolio;
use crate::search::state::State;
use crate::units::{UNITS_PER_MINOR, Units, to_minor};
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
    /// A lower bound, only where it was shown here.
    pub bound: Option<Proof>,
    pub trace: Vec<Progress>,
}

/// Who follows a race.
pub trait Follower {
    /// A better plan was found.
    fn note(&mut self, progress: Progress);

    /// Whether a better plan, if there is one, should be shown now.
    fn looks(&mut self) -> bool;

    /// The best plan so far, as it would be if the race ended here; `false` ends it.
    fn show(&mut self, found: &Found) -> bool;
}

/// Runs the lanes until the budget is spent or the plan is proven, and a bound beside them.
pub fn run(
    case: &Case,
    problem: &Problem,
    start: &Solution,
    budget: &Budget,
    follower: &mut dyn Follower,
) -> Found {
    let mut log = Log::new(follower, budget);
    if let Some((solution, units)) = enumerate::prove(problem)
        && let Ok(cost) = Units::try_from(units)
    {
        log.note(problem, &solution, 0, cost);
        let (solution, cost) = with_calls(problem, solution, cost);
        return proven_by_enumeration(solution, cost, log.trace);
    }
    let mut clock = Pacer::of(case);
    let pace = clock.begin(case, budget);
    let stop = || budget.is_over();
    let lanes = Portfolio::new(problem, case.run.lanes, (case.run.seed, &stop), start, pace);
    log.note(problem, &lanes.best, 0, lanes.best_cost);
    clock.starts(budget);
    let beside = Beside::new(problem, lanes.best_cost, &lanes.best);
    let mut race = Race {
        problem,
        budget,
        lanes,
        log,
        clock,
        beside: &beside,
        engine: Engine::Heuristic,
        unsure: None,
        floor: sure_cost(problem),
        goal: Goal::of(case, problem),
        repeats: case.run.pace.is_some(),
        without_highs: case.run.without_highs,
        stage: 0,
        warned: false,
    };
    std::thread::scope(|scope| {
        // Also when the search panics: the scope waits for the lane.
        let _end = OnDrop(|| beside.end());
        race.search(&mut || {
            scope.spawn(|| beside.run());
        });
    });
    race.finish()
}

/// The search with all that goes on around it.
struct Race<'r, 'p> {
    problem: &'p Problem<'p>,
    budget: &'r Budget<'r>,
    lanes: Portfolio<'p>,
    log: Log<'r, 'r>,
    clock: Pacer,
    beside: &'r Beside<'p>,
    engine: Engine,
    /// What was best before a packing that no move has followed yet.
    unsure: Option<(Solution, Units, Engine)>,
    /// What every plan pays.
    floor: i128,
    goal: Goal,
    /// Whether a run by seconds is repeated: moves alone, or another plan could come of it.
    repeats: bool,
    /// Whether HiGHS is left alone: no bound lane, no packing.
    without_highs: bool,
    stage: usize,
    /// Whether a bound that is none was told of.
    warned: bool,
}

impl Race<'_, '_> {
    /// Epoch by epoch; `begin` starts the bound lane.
    fn search(&mut self, begin: &mut dyn FnMut()) {
        let mut begun = self.budget.work.is_some() || self.without_highs;
        while !self.budget.is_spent(self.lanes.moves) && self.is_open() {
            if !begun && self.beside.is_due(self.budget) {
                begun = true;
                self.beside.share(self.lanes.pool.sorted());
                begin();
            }
            if !self.show() || !self.stages() {
                return;
            }
            let before = self.lanes.best_cost;
            if !self.lanes.epoch(self.budget.work, &|| self.budget.is_over()) {
                return;
            }
            self.unsure = None;
            if self.lanes.best_cost < before {
                if self.engine != Engine::Heuristic {
                    self.engine = Engine::Hybrid;
                }
                self.note();
            }
            self.hear();
            self.clock.look(&mut self.lanes, self.budget);
        }
    }

    /// Whether there is anything left to do.
    fn is_open(&self) -> bool {
        self.lanes.can_move() && !self.is_proven() && !self.is_close()
    }

    /// Whether the gap is as small as it was asked to be.
    fn is_close(&self) -> bool {
        self.bound().1.is_some_and(|proof| self.goal.is_met(self.cost(), proof.bound))
    }

    /// At the begin of a stage known routes are packed anew, and the lanes begin afresh; `false` if
    /// there was no time for it.
    fn stages(&mut self) -> bool {
        if self.lanes.phase().stage <= self.stage {
            return true;
        }
        self.stage = self.lanes.phase().stage;
        let packed = match self.without_highs {
            true => None,
            false => pack(self.problem, &mut self.lanes, self.budget),
        };
        if self.budget.is_over() {
            return false;
        }
        let old = (self.lanes.best.clone(), self.lanes.best_cost, self.engine);
        if packed.is_some_and(|(solution, cost)| self.lanes.offer(solution, cost)) {
            self.engine = Engine::Milp;
            self.unsure = Some(old);
            self.note();
        }
        self.lanes.reheat();
        true
    }

    /// Shows the best plan to those who look; `false` where nothing may be shown.
    fn show(&mut self) -> bool {
        let proof = self.bound().1;
        self.log.show(&self.lanes, self.engine, proof)
    }

    fn note(&mut self) {
        self.beside.improved(self.lanes.best_cost, &self.lanes.best);
        self.log.note(self.problem, &self.lanes.best, self.lanes.moves, self.lanes.best_cost);
    }

    /// Takes in what the bound lane has found.
    fn hear(&mut self) {
        if let Some((solution, cost)) = self.beside.better()
            && self.lanes.offer(solution, cost)
        {
            self.engine = Engine::Milp;
            self.note();
        }
        if let Some(proof) = self.beside.proof() {
            // A plan that costs less shows a defect of ours: said aloud once, and no proof of it.
            if proof.bound > self.cost() && !self.warned {
                self.warned = true;
                eprintln!("a bound ({}) above the cost of a plan is not used", proof.kind);
                debug_assert!(false, "{proof:?} above {}", self.cost());
            }
            self.log.raise(proof.bound, self.lanes.moves, self.lanes.best_cost);
        }
    }

    fn cost(&self) -> i128 {
        i128::from(self.lanes.best_cost)
    }

    /// The best bound, its kind, and the rules that it leaves out.
    fn bound(&self) -> (i128, Option<Proof>) {
        let sure = sure(self.floor, "jobs-nobody-can-serve");
        match self.beside.proof().filter(|p| p.bound > self.floor && p.bound <= self.cost()) {
            Some(proof) => (proof.bound, Some(proof)),
            None => (self.floor, (self.cost() == self.floor).then_some(sure)),
        }
    }

    fn is_proven(&self) -> bool {
        let (bound, proof) = self.bound();
        bound == self.cost() && proof.is_some_and(|p| p.relaxed.is_empty())
    }

    /// The best plan with what is known of it.
    fn finish(mut self) -> Found {
        if let Some((best, cost, before)) = self.unsure.take().filter(|_| !self.is_proven()) {
            // No move came after the packing: a repetition by work would stop before it.
            (self.lanes.best, self.lanes.best_cost, self.engine) = (best, cost, before);
            self.log.trace.pop();
        }
        let counted = self.budget.work.is_some() && !self.repeats && !self.without_highs;
        if counted && self.is_open() && !self.budget.cancelled() {
            self.beside.share(self.lanes.pool.sorted());
            self.beside.run_counted(self.lanes.moves * self.lanes.count(), self.budget);
        }
        self.hear();
        let proof = self.bound().1;
        let stop = match (self.is_proven(), self.is_close(), self.budget.cancelled()) {
            (true, _, _) => StopReason::Proven,
            (false, true, _) => StopReason::Gap,
            (false, false, true) => StopReason::Cancel,
            (false, false, false) => StopReason::Budget,
        };
        found(&self.lanes, self.engine, stop, proof, self.log.trace)
    }
}

/// The gap that is good enough.
struct Goal {
    gap: Option<f64>,
    nothing: i128,
}

impl Goal {
    fn of(case: &Case, problem: &Problem) -> Goal {
        Goal { gap: case.run.target_gap, nothing: to_minor(cost_of_nothing(problem)) }
    }

    /// Whether the printed gap will be small enough: printed amounts are rounded one by one, which
    /// can add as much as there are rules.
    fn is_met(&self, cost: i128, bound: i128) -> bool {
        let Some(target) = self.gap else { return false };
        let cost = to_minor(cost) + rules::ALL.len() as i128;
        let bound = bound.div_euclid(i128::from(UNITS_PER_MINOR));
        (cost - bound) as f64 <= target * (self.nothing - cost).max(1) as f64
    }
}

pub(super) fn found(
    lanes: &Portfolio,
    engine: Engine,
    stop: StopReason,
    bound: Option<Proof>,
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

/// A bound that leaves no rule out.
fn sure(bound: i128, kind: &'static str) -> Proof {
    Proof { bound, kind, relaxed: Vec::new(), worth: None }
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
        bound: Some(sure(i128::from(cost), "enumeration")),
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
    let jobs = (0..problem.own).filter(|&j| problem.each_way(j).all(hopeless));
    jobs.map(|j| i128::from(problem.jobs[j].price)).sum()
}
