//! The same requests under everyday habits and under the optimizer, all verified and priced by the
//! request's own policy, paired instance by instance and seed by seed.

mod chart;
mod pairs;
mod policy;
mod printed;
mod row;
mod sums;
mod table;

pub use pairs::{Dot, Paired};
pub use policy::{Policy, UnknownPolicy};
pub use printed::{Pair, Printed};
pub use row::{HEAD, Row};
pub use sums::Sums;

use crate::habits::{self, Habit};
use crate::intake::case::Case;
use crate::model::problem::Problem;
use crate::rules::{Prices, Tables};
use crate::solve::{self, Budget, Failed, Found, Press, Progress, Ready, Stop};
use crate::travel::Travel;
use crate::units::Units;
use crate::verify::Verified;
use crate::wire::plan::{Engine, Plan, StopReason};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// A request behind the door. Its `run` says how the optimizer runs: budget, lanes, start plan;
/// its seed is not used.
pub struct Instance {
    /// Tells it from the others; rows are paired by it.
    pub name: String,
    pub ready: Ready,
}

/// A policy's turn on an instance: before it runs, and after it with its row.
pub struct Step<'a> {
    pub instance: &'a str,
    pub policy: Policy,
    pub seed: Option<u64>,
    pub row: Option<&'a Row>,
}

/// No plan can be shown for this policy: a defect of ours.
#[derive(Debug)]
pub struct Broken {
    pub instance: String,
    pub policy: Policy,
    pub seed: Option<u64>,
    pub failed: Failed,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let Broken { instance, policy, seed, failed } = self;
        let seed = seed.map(|k| format!(", seed {k}")).unwrap_or_default();
        write!(f, "{instance}, {policy}{seed}: {failed}")
    }
}

impl std::error::Error for Broken {}

/// What was compared so far.
#[derive(Clone, Debug)]
pub struct Report {
    policies: Vec<Policy>,
    seeds: u64,
    pub rows: Vec<Row>,
    /// Told to stop before everything was compared.
    pub stopped: bool,
}

/// Compares all instances under all policies; the optimizer with seeds 1 to `seeds`.
pub fn compare(
    instances: &mut [Instance],
    policies: &[Policy],
    seeds: u64,
    note: &mut dyn FnMut(&Step),
    stop: &Stop,
) -> Result<Report, Broken> {
    let mut report = Report::new(policies, seeds);
    for instance in instances {
        report.add(instance, note, stop)?;
    }
    Ok(report)
}

impl Report {
    /// A policy named twice counts once.
    pub fn new(policies: &[Policy], seeds: u64) -> Report {
        let mut known = BTreeSet::new();
        let policies = policies.iter().copied().filter(|p| known.insert(*p)).collect();
        Report { policies, seeds, rows: Vec::new(), stopped: false }
    }

    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    pub fn seeds(&self) -> u64 {
        self.seeds
    }

    /// Plans for one instance.
    pub fn turns(&self) -> usize {
        self.policies.iter().map(|p| p.seeds(self.seeds).count()).sum()
    }

    /// Runs every policy on one more instance. After [`Stop::now`] the rows so far are kept; a plan
    /// that was cut short is none of them, because it says nothing about its policy.
    pub fn add(
        &mut self,
        instance: &mut Instance,
        note: &mut dyn FnMut(&Step),
        stop: &Stop,
    ) -> Result<(), Broken> {
        let Instance { name, ready: Ready { case, travel, prices } } = instance;
        let (travel, prices) = (&*travel, &*prices);
        let (problem, tables) = Problem::compile(case, travel, prices);
        for policy in self.policies.clone() {
            for seed in policy.seeds(self.seeds) {
                if stop.is_set() {
                    self.stopped = true;
                    return Ok(());
                }
                note(&Step { instance: name, policy, seed, row: None });
                let begin = Instant::now();
                let made = match policy {
                    Policy::Habit(habit) => by_habit(habit, case, prices, (&problem, &tables)),
                    Policy::Optimized => optimized(case, travel, prices, seed, stop),
                };
                let plan =
                    made.map_err(|failed| Broken { instance: name.clone(), policy, seed, failed })?;
                if plan.stop_reason == StopReason::Cancel {
                    self.stopped = true;
                    return Ok(());
                }
                let by_time = case.run.work.is_none();
                let seconds = by_time.then(|| begin.elapsed().as_secs_f64());
                let row = Row::of(name, policy, seed, seconds, &plan);
                note(&Step { instance: name, policy, seed, row: Some(&row) });
                self.rows.push(row);
            }
        }
        Ok(())
    }
}

fn by_habit(
    habit: Habit,
    case: &Case,
    prices: &Prices,
    (problem, tables): (&Problem, &Tables),
) -> Result<Verified<Plan>, Failed> {
    let solution = habits::plan(habit, case, problem);
    let found = Found {
        // What does not fit is told by the printed cost; this one is for traces.
        cost: solution.cost(problem).and_then(|c| Units::try_from(c).ok()).unwrap_or(Units::MAX),
        solution,
        moves: 0,
        pace: Vec::new(),
        engine: Engine::Heuristic,
        stop: StopReason::Budget,
        bound: None,
        trace: Vec::new(),
    };
    Press { case, travel: problem.travel, prices, problem, tables }.print(&found)
}

fn optimized(
    case: &mut Case,
    travel: &Travel,
    prices: &Prices,
    seed: Option<u64>,
    stop: &Stop,
) -> Result<Verified<Plan>, Failed> {
    let own = case.run.seed;
    case.run.seed = seed.unwrap_or(own);
    let length = Duration::from_millis(case.run.budget.unsigned_abs());
    let budget = Budget::new(Instant::now(), length, case.run.work, stop);
    let plan = solve::plan(case, travel, prices, &budget, &mut |_: Progress| {});
    case.run.seed = own;
    plan
}
