//! One lane: a chain of moves with its own generator and its own best plan.

use super::anneal::{Cooling, Pace, Phase};
use super::force::force_in;
use super::links;
use super::neighbours::Neighbours;
use super::pool::Pool;
use super::recreate::{Scratch, recreate};
use super::ruin::{longest_string, strings, take_out};
use super::state::State;
use super::ties;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::rng::Rng;
use crate::units::Units;

pub struct Lane<'p> {
    pub index: usize,
    state: State<'p>,
    rng: Rng,
    scratch: Scratch,
    pub best: Solution,
    pub best_cost: Units,
    pub pool: Pool,
    /// Whether anybody will pack what the pool holds.
    collects: bool,
    /// Whether routes are remembered from the begin on: nothing packs them, the bound begins with
    /// them.
    large: bool,
    /// Shifts on which the lane's plan may differ from its best one.
    changed: Vec<u32>,
    stale: Vec<bool>,
    absent: Vec<u32>,
    removed: Vec<u32>,
    /// The longest string of the moves of an epoch.
    longest: usize,
}

/// How often a move begins with a job put in at any price instead of a ruin.
const FORCE: f64 = 0.03;
/// How often that is tried on the first plan, per job left out, and the most of all.
const FORCE_FIRST: usize = 3;
const FORCE_FIRST_MOST: usize = 600;

/// The most visits for which a packing of remembered routes is worth its time.
pub const PACK_MOST: usize = 150;

/// The most visits for which routes are remembered at all: the bound begins with them.
const COLLECT_MOST: usize = 1000;

/// How many moves pass between two looks at the stop sign.
const LOOK_EVERY: u64 = 16;

impl<'p> Lane<'p> {
    /// A lane with its first plan: the given one as far as it goes, the rest inserted greedily
    /// until it is told to stop.
    pub fn new(
        problem: &'p Problem<'p>,
        near: &Neighbours,
        index: usize,
        (seed, stop): (u64, &(dyn Fn() -> bool + Sync)),
        from: &Solution,
    ) -> Lane<'p> {
        let mut state = State::load(problem, from);
        let mut rng = Rng::new(seed).fork(index as u64);
        let mut scratch = Scratch::new(problem.jobs.len());
        recreate(&mut state, near, &[], (true, stop), 0.0, &mut rng, &mut scratch);
        if problem.floats {
            ties::settle_or_drop(&mut state);
        }
        state.enforce_whole();
        state.commit();
        state.recount();
        let fixed = if problem.floats { ties::apart(&state) } else { state.fixed() };
        let best = Solution { fixed, ..state.solution() };
        let best_cost = state.cost;
        let mut lane = Lane {
            index,
            state,
            rng,
            scratch,
            best,
            best_cost,
            pool: Pool::default(),
            collects: problem.visits.len() <= COLLECT_MOST,
            large: problem.visits.len() > PACK_MOST,
            changed: Vec::new(),
            stale: vec![false; problem.shifts.len()],
            absent: Vec::new(),
            removed: Vec::new(),
            longest: 1,
        };
        for _ in 0..(FORCE_FIRST * lane.state.absent.len()).min(FORCE_FIRST_MOST) {
            if stop() {
                break;
            }
            lane.open_up(near);
        }
        lane
    }

    /// Tries to serve work that pays only together: keeps the move if the plan gets cheaper.
    fn open_up(&mut self, near: &Neighbours) {
        let state = &mut self.state;
        let before = state.cost;
        self.absent.clone_from(&state.absent);
        self.removed.clear();
        self.scratch.weight = 1.0;
        if force_in(state, &mut self.rng) {
            self.rebuild(near, 0.0);
        }
        self.settle(before, 0.0, 1.0, false);
    }

    /// Cost of the routes alone, visits served and jobs left out that could be served.
    pub fn figures(&self) -> (Units, usize, usize) {
        let routes = self.state.routes.iter();
        let (cost, served) = routes.fold((0, 0), |(c, n), r| (c + r.cost(), n + r.visits.len()));
        (cost, served, self.state.absent.len())
    }

    /// The plan the lane is at.
    pub fn at(&self) -> Solution {
        self.state.solution()
    }

    /// What the lane's plan costs when prices count by so much.
    pub fn weighed(&self, weight: f64) -> f64 {
        let prices = price_of(self.state.problem, &self.state.absent);
        (self.state.cost - prices) as f64 + weight * prices as f64
    }

    /// Goes on from another plan.
    pub fn restart(&mut self, from: &Solution) {
        self.state = State::load(self.state.problem, from);
        self.stale.fill(true);
        self.changed = (0..self.stale.len() as u32).collect();
        if self.state.cost < self.best_cost {
            self.keep();
        }
    }

    /// Makes `moves` moves from the `begin`-th on; `false` if told to stop on the way.
    pub fn run(
        &mut self,
        near: &Neighbours,
        (cooling, pace): (&Cooling, &Pace),
        begin: u64,
        moves: u64,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> bool {
        let (mut temperature, mut collect) = (0.0, false);
        let mut weight = 1.0;
        self.longest = longest_string(&self.state);
        for m in begin..begin + moves {
            if (m - begin).is_multiple_of(LOOK_EVERY) {
                if stop() {
                    return false;
                }
                let phase = Phase::of(pace.share(m));
                temperature = cooling.temperature(phase);
                weight = cooling.weight(phase);
                // Only what survives late in a stage is worth a column.
                collect = self.collects && (self.large || phase.into > 0.5);
                self.rebook();
                self.retime();
            }
            self.one_move(near, temperature, weight, collect);
        }
        true
    }

    /// From time to time one job that uses a resource is taken out and put where it costs least
    /// now: its start is one moment, and stays that while the work around it moves.
    fn rebook(&mut self) {
        let state = &mut self.state;
        let users = state.problem.resources.users();
        if users.is_empty() {
            return;
        }
        let v = users[self.rng.below(users.len())];
        let job = state.problem.visits[v as usize].job as usize;
        if !state.served(job) || state.problem.jobs[job].tied {
            return;
        }
        let before = state.cost;
        take_out(state, job);
        let limit = before - state.cost + 1;
        let mut done = links::insert(state, job, limit);
        if done && state.problem.worst_rate > 0 {
            state.reprice_worst();
        }
        done &= state.cost <= before && state.changes().all(|(_, _, new)| new.possible);
        if !done {
            state.rollback();
            state.cost = before;
            return;
        }
        state.commit();
        self.stale.fill(true);
        self.changed = (0..self.stale.len() as u32).collect();
        if self.state.cost < self.best_cost {
            self.keep();
        }
    }

    /// Times what is tied anew, from time to time.
    fn retime(&mut self) {
        if self.state.problem.ties.is_empty() || self.state.problem.floats {
            return;
        }
        ties::retime_all(&mut self.state);
        self.stale.fill(true);
        self.changed = (0..self.stale.len() as u32).collect();
        if self.state.cost < self.best_cost {
            self.keep();
        }
    }

    fn one_move(&mut self, near: &Neighbours, temperature: f64, weight: f64, collect: bool) {
        let state = &mut self.state;
        let before = state.cost;
        self.absent.clone_from(&state.absent);
        self.removed.clear();
        if self.rng.chance(FORCE) && force_in(state, &mut self.rng) {
            // The forced job's neighbours find its route touched.
        } else {
            self.scratch.first =
                strings(state, near, self.longest, &mut self.rng, &mut self.removed);
        }
        self.scratch.weight = weight;
        self.rebuild(near, temperature);
        let limit = -temperature * self.rng.unit().max(1e-12).ln();
        self.settle(before, limit, weight, collect);
    }

    /// Inserts what a ruin took out and what was absent, and settles the price of what stays out.
    fn rebuild(&mut self, near: &Neighbours, temperature: f64) {
        let state = &mut self.state;
        let before = price_of(state.problem, &state.absent);
        let (rng, scratch) = (&mut self.rng, &mut self.scratch);
        recreate(state, near, &self.removed, (false, &|| false), temperature, rng, scratch);
        state.cost += price_of(state.problem, &state.absent) - before;
    }

    /// Keeps the move if every route is possible and the cost is below the limit, else undoes it.
    fn settle(&mut self, before: Units, limit: f64, weight: f64, collect: bool) {
        let state = &mut self.state;
        let timed = !state.problem.floats || ties::settle_all(state);
        if timed && state.problem.worst_rate > 0 {
            state.reprice_worst();
        }
        let prices = price_of(state.problem, &state.absent) - price_of(state.problem, &self.absent);
        let worse = (state.cost - before - prices) as f64 + weight * prices as f64;
        let whole = state.problem.whole.is_empty() || state.keeps_whole();
        let possible = whole && state.changes().all(|(_, _, new)| new.possible);
        if !timed || !possible || worse >= limit || state.ledger.clashes() {
            state.rollback();
            state.cost = before;
            std::mem::swap(&mut state.absent, &mut self.absent);
            return;
        }
        if cfg!(feature = "paranoid") {
            let slow = state.solution().cost(state.problem);
            assert_eq!(slow, Some(i128::from(state.cost)), "the slow truth differs");
            assert!(state.ledger_holds(), "the ledger differs");
            assert!(state.sums_are_true(), "the slow sums differ");
        }
        for (s, old, new) in state.changes() {
            if collect && old.visits != new.visits {
                self.pool.remember(state.problem, s, new);
            }
            if !std::mem::replace(&mut self.stale[s], true) {
                self.changed.push(s as u32);
            }
        }
        state.commit();
        if state.cost < self.best_cost {
            self.keep();
        }
    }

    /// The lane's plan becomes its best one: what has changed since the last time is copied.
    fn keep(&mut self) {
        self.best_cost = self.state.cost;
        for s in self.changed.drain(..) {
            self.stale[s as usize] = false;
            self.best.routes[s as usize].clone_from(&self.state.routes[s as usize].visits);
        }
        if self.state.problem.linked {
            self.best.fixed = match self.state.problem.floats {
                true => ties::apart(&self.state),
                false => self.state.fixed(),
            };
        }
    }
}

/// What leaving these jobs out costs.
fn price_of(problem: &Problem, jobs: &[u32]) -> Units {
    jobs.iter().map(|&j| problem.jobs[j as usize].price).sum()
}
