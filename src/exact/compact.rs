//! The readable reference: the whole problem as one mixed integer program, for tiny problems only.
//!
//! It is written from the contract, not from the model's clock: breaks are variables with a place
//! and a time, starts are variables, and every rule is a row that says what the contract says. So
//! it can tell when the fast evaluation of routes is wrong, which is what it is for.
//!
//! Per shift: an arc for each pair of neighbours, a start for each visit, counted from the shift's
//! own beginning so that every big-M is at most its length. Times are divided by what divides all
//! of them.

mod breaks;
mod links;
mod price;
mod resources;
mod routes;
mod stock;
mod ticks;
mod whole;

use crate::exact::highs::{OPTIONS, Setting};
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::units::{Millis, UNITS_PER_MINOR, Units};
use good_lp::solvers::highs::{HighsOptionValue, highs};
use good_lp::{
    Constraint, Expression, ProblemVariables, Solution as _, SolverModel, Variable,
    VariableDefinition, variable,
};
use routes::Route;

/// The most visits and shifts that are tried.
pub const MOST_VISITS: usize = 10;
pub const MOST_SHIFTS: usize = 12;

/// What the reference model found.
#[derive(Clone, Debug)]
pub struct Compact {
    pub solution: Solution,
    /// In minor units, as the solver added them up.
    pub objective: f64,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The model is not meant for so many visits or shifts.
    TooLarge { visits: usize, shifts: usize },
    /// The solver gave up; its words.
    Unsolved(String),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Refusal::TooLarge { visits, shifts } => write!(
                f,
                "{visits} visits on {shifts} shifts are too many for the reference model; \
                 send at most {MOST_VISITS} visits and {MOST_SHIFTS} shifts"
            ),
            Refusal::Unsolved(why) => write!(f, "the solver gave no answer: {why}"),
        }
    }
}

impl std::error::Error for Refusal {}

/// The best plan by the reference model.
pub fn solve(problem: &Problem) -> Result<Compact, Refusal> {
    let (visits, shifts) = (problem.of_jobs(), problem.shifts.len());
    if visits > MOST_VISITS || shifts > MOST_SHIFTS {
        return Err(Refusal::TooLarge { visits, shifts });
    }
    if visits == 0 {
        return Ok(Compact { solution: Solution::empty(problem), objective: 0.0 });
    }
    let mut draft = Draft::of(problem);
    let routes: Vec<Route> = (0..shifts).map(|s| Route::of(&mut draft, s)).collect();
    for route in &routes {
        breaks::place(&mut draft, route);
        price::route(&mut draft, route);
    }
    price::days(&mut draft, &routes);
    links::jobs(&mut draft, &routes);
    price::worst(&mut draft, &routes);
    resources::uses(&mut draft, &routes);
    whole::rows(&mut draft, &routes);
    let Draft { vars, rows, cost, tick, .. } = draft;
    let mut model = vars.minimise(cost.clone()).using(highs);
    for (name, value) in OPTIONS {
        model = model.set_option(name, option(value));
    }
    // With rows of ties or of calls HiGHS 1.15.0 calls some models infeasible in which serving
    // nothing is a solution (see `tests/it/ties.rs`, `days.rs`); without presolve it does not.
    let linked = !problem.ties.is_empty() || !problem.resources.is_empty();
    if linked || problem.stock.is_some() {
        model = model.set_option("presolve", "off");
    }
    for row in rows {
        model.add_constraint(row);
    }
    let answer = model.solve().map_err(|e| Refusal::Unsolved(e.to_string()))?;
    let on = |v: Variable| answer.value(v) > 0.5;
    let mut solution = Solution::empty(problem);
    for route in &routes {
        solution.routes[route.shift] = route.sequence(&on);
        for (k, &v) in route.visits.iter().enumerate() {
            let tied = |v: usize| !problem.jobs[problem.visits[v].job as usize].is_free();
            if !problem.is_call(v as u32) && tied(v) && on(route.on[k]) {
                solution.fixed[v] =
                    links::fixed(problem, route, v, answer.value(route.start[k]), tick);
            }
        }
    }
    Ok(Compact { solution, objective: cost.eval_with(&answer) })
}

fn option(value: Setting) -> HighsOptionValue {
    match value {
        Setting::Text(v) => v.into(),
        Setting::Whole(v) => v.into(),
        Setting::Number(v) => v.into(),
        Setting::Switch(v) => v.into(),
    }
}

/// A model in the making.
struct Draft<'p> {
    problem: &'p Problem<'p>,
    vars: ProblemVariables,
    rows: Vec<Constraint>,
    cost: Expression,
    /// Milliseconds per unit of time in the model.
    tick: Millis,
}

impl<'p> Draft<'p> {
    fn of(problem: &'p Problem<'p>) -> Draft<'p> {
        Draft {
            problem,
            vars: ProblemVariables::new(),
            rows: Vec::new(),
            cost: Expression::from(0.0),
            tick: ticks::common(problem),
        }
    }

    fn yes_no(&mut self) -> Variable {
        self.vars.add(variable().binary())
    }

    /// A number from 0 to `most`.
    fn number(&mut self, most: f64) -> Variable {
        let def: VariableDefinition = variable().min(0.0).max(most);
        self.vars.add(def)
    }

    fn row(&mut self, row: Constraint) {
        self.rows.push(row);
    }

    /// Milliseconds in ticks.
    fn ticks(&self, ms: Millis) -> f64 {
        debug_assert_eq!(ms % self.tick, 0, "the tick divides every time of the problem");
        (ms / self.tick) as f64
    }

    fn charge(&mut self, units: Units, amount: impl Into<Expression>) {
        if units != 0 {
            self.cost += amount.into() * minor(units);
        }
    }

    /// Units for each millisecond of a time in ticks.
    fn charge_time(&mut self, rate: Units, time: impl Into<Expression>) {
        if rate != 0 {
            self.cost += time.into() * (minor(rate) * self.tick as f64);
        }
    }
}

fn minor(units: Units) -> f64 {
    units as f64 / UNITS_PER_MINOR as f64
}
