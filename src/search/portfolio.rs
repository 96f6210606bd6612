//! All lanes: epochs in parallel, merged in lane order.

use super::anneal::{Cooling, ENDLESS, Mark, Pace, Phase};
use super::lane::Lane;
use super::neighbours::Neighbours;
use super::pool::Pool;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::units::Units;
use rayon::prelude::*;

pub struct Portfolio<'p> {
    problem: &'p Problem<'p>,
    near: Neighbours,
    cooling: Cooling,
    pace: Pace,
    lanes: Vec<Lane<'p>>,
    pub best: Solution,
    pub best_cost: Units,
    pub pool: Pool,
    /// Moves per lane so far.
    pub moves: u64,
}

/// Moves of an epoch: the most, the most where times cost, the least.
const EPOCH: u64 = 400;
const EPOCH_TIMED: u64 = 100;
const EPOCH_LEAST: u64 = 16;
/// Epochs of a short run at the least.
const EPOCHS: u64 = 64;
/// How often in a run the worst lane goes on from the best one's plan.
const CULLS: f64 = 16.0;

impl<'p> Portfolio<'p> {
    /// Builds every lane's first plan; told to stop, with what is there then.
    pub fn new(
        problem: &'p Problem<'p>,
        lanes: usize,
        (seed, stop): (u64, &(dyn Fn() -> bool + Sync)),
        from: &Solution,
        pace: Pace,
    ) -> Portfolio<'p> {
        let near = Neighbours::of(problem);
        let lanes = first_plans(problem, &near, lanes.max(1), (seed, stop), from);
        let (cost, served, absent) = lanes[0].figures();
        let mut all = Portfolio {
            problem,
            near,
            cooling: Cooling::of(problem, cost, served, absent),
            best: lanes[0].best.clone(),
            best_cost: lanes[0].best_cost,
            pace,
            lanes,
            pool: Pool::default(),
            moves: 0,
        };
        all.merge();
        all
    }

    /// Moves of the next epoch: a full one, or what `most` leaves.
    fn next_moves(&self, most: Option<u64>) -> u64 {
        let most_of_all = if self.problem.timed { EPOCH_TIMED } else { EPOCH };
        let end = self.pace.end(self.moves);
        // Before the first guess short ones, so that it comes soon and little is lost.
        let many = if end >= ENDLESS { 0 } else { end / EPOCHS };
        let epoch = many.clamp(EPOCH_LEAST, most_of_all);
        most.map_or(epoch, |w| epoch.min(w - self.moves))
    }

    /// One epoch of every lane; `false` when it was stopped on the way and does not count.
    pub fn epoch(&mut self, most: Option<u64>, stop: &(dyn Fn() -> bool + Sync)) -> bool {
        let moves = self.next_moves(most);
        let (near, plan, begin) = (&self.near, (&self.cooling, &self.pace), self.moves);
        let each = self.lanes.par_iter_mut().map(|l| l.run(near, plan, begin, moves, stop));
        let done: Vec<bool> = each.collect();
        if !done.iter().all(|d| *d) {
            return false;
        }
        let k = |moves: u64| (self.pace.share(moves) * CULLS) as u64;
        let cull = k(self.moves) != k(self.moves + moves);
        self.moves += moves;
        self.merge();
        if cull {
            self.cull();
        }
        true
    }

    /// The lane whose plan is worst goes on from the best one's.
    fn cull(&mut self) {
        let weight = self.cooling.weight(self.phase());
        let cost = |l: &Lane| l.weighed(weight);
        let order = |a: &&Lane, b: &&Lane| cost(a).total_cmp(&cost(b)).then(a.index.cmp(&b.index));
        let best = self.lanes.iter().min_by(order).expect("there is a lane");
        let worst = self.lanes.iter().max_by(order).expect("there is a lane");
        if best.index != worst.index {
            let (from, k) = (best.at(), worst.index);
            self.lanes[k].restart(&from);
        }
    }

    /// Takes the lanes' bests and routes in, in lane order.
    fn merge(&mut self) {
        for lane in &mut self.lanes {
            if lane.best_cost < self.best_cost {
                self.best_cost = lane.best_cost;
                self.best = lane.best.clone();
            }
            self.pool.absorb(&mut lane.pool);
        }
    }

    /// How many lanes there are.
    pub fn count(&self) -> u64 {
        self.lanes.len() as u64
    }

    pub fn problem(&self) -> &'p Problem<'p> {
        self.problem
    }

    /// Whether there is anything to move at all.
    pub fn can_move(&self) -> bool {
        !self.problem.visits.is_empty()
    }

    pub fn phase(&self) -> Phase {
        Phase::of(self.pace.share(self.moves))
    }

    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    /// From now on the run is expected to end after so many moves.
    pub fn expect(&mut self, end: u64) {
        self.pace.mark(Mark { at: self.moves, end });
    }

    /// Takes in a plan found elsewhere, if it is better.
    pub fn offer(&mut self, solution: Solution, cost: Units) -> bool {
        if cost >= self.best_cost {
            return false;
        }
        self.best_cost = cost;
        self.best = solution;
        true
    }

    /// A new stage: every lane goes on from the best plan, but the last two of four from their own.
    pub fn reheat(&mut self) {
        for lane in &mut self.lanes {
            let own = lane.index % 4 >= 2 && lane.best_cost < self.best_cost + self.best_cost / 200;
            let from = if own { lane.best.clone() } else { self.best.clone() };
            lane.restart(&from);
        }
    }

    /// Remembers the best plan's own routes, so that a packing can always rebuild it.
    pub fn remember_best(&mut self) {
        let state = super::state::State::load(self.problem, &self.best);
        for (s, route) in state.routes.iter().enumerate() {
            self.pool.remember(self.problem, s, route);
        }
    }
}

/// From this many visits times shifts on, the first plan is built once and not by every lane.
const LARGE: usize = 1_000_000;

fn first_plans<'p>(
    problem: &'p Problem<'p>,
    near: &Neighbours,
    lanes: usize,
    (seed, stop): (u64, &(dyn Fn() -> bool + Sync)),
    from: &Solution,
) -> Vec<Lane<'p>> {
    let large = problem.visits.len() * problem.shifts.len() >= LARGE;
    let first = large.then(|| Lane::new(problem, near, 0, (seed, stop), from));
    let base = first.as_ref().map_or(from, |lane| &lane.best).clone();
    let begin = usize::from(large);
    let lane = |i| Lane::new(problem, near, i, (seed, stop), &base);
    let rest: Vec<Lane> = (begin..lanes).into_par_iter().map(lane).collect();
    first.into_iter().chain(rest).collect()
}
