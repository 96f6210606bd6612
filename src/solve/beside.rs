//! The bound lane beside the search: they share the best plan, and the bound comes back.

use super::budget::Budget;
use crate::exact::columns::{self, Effort, Partner, Proof};
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::search::pool::Remembered;
use crate::units::Units;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The most visits for which columns are generated.
pub const MOST_VISITS: usize = 1000;
/// What a bound of 100 visits takes on one core, in seconds; it grows with their square.
const SECONDS_PER_100: f64 = 2.0;
/// The lane begins where this share of what it takes is there, after this share of the budget or
/// that one of what it takes: the search finds a good plan first.
const ENOUGH: f64 = 0.5;
const DELAY: f64 = 0.08;
const LEAD: f64 = 0.25;
/// Between two looks for a better plan.
const PAUSE: Duration = Duration::from_millis(20);
/// Labels of one pricing, and of a run by work for each of its moves.
const LABELS: usize = 400_000;
const LABELS_PER_MOVE: u64 = 200;

/// A plan that the exact side found, with its cost.
pub type Better = (Solution, Units);

#[derive(Default)]
struct News {
    proof: Option<Proof>,
    better: Option<Better>,
}

pub struct Beside<'p> {
    problem: &'p Problem<'p>,
    best: Mutex<(Units, Solution)>,
    news: Mutex<News>,
    routes: Mutex<Vec<Remembered>>,
    stop: AtomicBool,
    /// Whether a search goes on meanwhile.
    racing: AtomicBool,
}

impl<'p> Beside<'p> {
    pub fn new(problem: &'p Problem<'p>, cost: Units, best: &Solution) -> Beside<'p> {
        let best = Mutex::new((cost, best.clone()));
        let (news, routes) = (Mutex::default(), Mutex::default());
        Beside {
            problem,
            best,
            news,
            routes,
            stop: AtomicBool::new(false),
            racing: AtomicBool::new(false),
        }
    }

    /// Whether it is time to begin, in a run by seconds.
    pub fn is_due(&self, budget: &Budget) -> bool {
        let visits = self.problem.of_jobs();
        let takes = SECONDS_PER_100 * (visits as f64 / 100.0).powi(2);
        let (spent, left) = (budget.seconds(), budget.left());
        let length = spent + left;
        visits <= MOST_VISITS
            && length >= ENOUGH * takes
            && spent >= (DELAY * length).min(LEAD * takes)
    }

    /// Bounds until it is told to stop or has no more to say.
    pub fn run(&self) {
        self.racing.store(true, Ordering::Relaxed);
        let effort = Effort { labels: LABELS, all: usize::MAX };
        // One thread: the others belong to the search.
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        if let Ok(alone) = alone {
            alone.install(|| self.bound(effort, &self.stop));
        }
    }

    /// The same with a counted effort, after a run by work of so many moves.
    pub fn run_counted(&self, moves: u64, budget: &Budget) {
        if self.problem.of_jobs() > MOST_VISITS {
            return;
        }
        let all = usize::try_from(moves.saturating_mul(LABELS_PER_MOVE)).unwrap_or(usize::MAX);
        let effort = Effort { labels: LABELS.min(all), all };
        budget.with_alarm(|alarm| self.bound(effort, alarm));
    }

    /// A defect in here costs the bound, and not the plan: its message is on stderr.
    fn bound(&self, effort: Effort, stop: &AtomicBool) {
        let run = || columns::bound(self.problem, self, effort, stop);
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    }

    /// Ends the lane soon.
    pub fn end(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Gives the lane routes to begin with.
    pub fn share(&self, routes: Vec<Remembered>) {
        *self.routes.lock().expect("nobody panics with the routes in hand") = routes;
    }

    /// Tells the lane of a better plan.
    pub fn improved(&self, cost: Units, solution: &Solution) {
        let mut best = self.best.lock().expect("nobody panics with the plan in hand");
        if cost < best.0 {
            *best = (cost, solution.clone());
        }
    }

    /// The bound so far.
    pub fn proof(&self) -> Option<Proof> {
        self.news.lock().expect("nobody panics with the news in hand").proof.clone()
    }

    /// A better plan from the lane, once.
    pub fn better(&self) -> Option<Better> {
        self.news.lock().expect("nobody panics with the news in hand").better.take()
    }
}

impl Partner for Beside<'_> {
    fn incumbent(&self) -> (Units, Solution) {
        self.best.lock().expect("nobody panics with the plan in hand").clone()
    }

    fn routes(&self) -> Vec<(u32, Vec<u32>)> {
        let mut routes = self.routes.lock().expect("nobody panics with the routes in hand");
        std::mem::take(&mut *routes).into_iter().map(|r| (r.class, r.visits)).collect()
    }

    fn tell(&self, proof: Proof) {
        let mut news = self.news.lock().expect("nobody panics with the news in hand");
        if news.proof.as_ref().is_none_or(|old| old.bound <= proof.bound) {
            news.proof = Some(proof);
        }
    }

    fn wait(&self, below: Units) -> bool {
        while self.racing.load(Ordering::Relaxed) && !self.stop.load(Ordering::Relaxed) {
            if self.best.lock().expect("nobody panics with the plan in hand").0 < below {
                return true;
            }
            std::thread::sleep(PAUSE);
        }
        false
    }

    fn offer(&self, solution: Solution, cost: Units) {
        self.improved(cost, &solution);
        let mut news = self.news.lock().expect("nobody panics with the news in hand");
        if news.better.as_ref().is_none_or(|old| old.1 > cost) {
            news.better = Some((solution, cost));
        }
    }
}
