//! Routes worth remembering: the columns of the set-packing MILP.

use super::route::Route;
use crate::model::problem::Problem;
use crate::units::Units;
use std::collections::HashMap;

/// A remembered route: a team class, the sequence, and its cost without the price of the day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remembered {
    pub class: u32,
    pub visits: Vec<u32>,
    pub cost: Units,
}

/// Visits of jobs in ascending order.
type Set = Box<[u32]>;
/// Visits in the order they are made.
type Sequence = Box<[u32]>;

/// The cheapest sequence for every team class and set of visits seen.
#[derive(Default)]
pub struct Pool {
    routes: HashMap<(u32, Set), (Units, Sequence)>,
}

impl Pool {
    /// The most routes kept; a full pool takes only better sequences of known sets.
    const MOST: usize = 40_000;

    pub fn remember(&mut self, problem: &Problem, shift: usize, route: &Route) {
        let free = |v: u32| problem.jobs[problem.visits[v as usize].job as usize].is_free();
        let linked = problem.linked && !problem.served(&route.visits).all(free);
        if route.visits.is_empty() || linked {
            return;
        }
        let set = problem.served(&route.visits).collect();
        self.add(problem.shifts[shift].team_class, set, &route.visits, route.cost());
    }

    /// `set` has the visits of jobs alone, in any order.
    fn add(&mut self, class: u32, mut set: Set, visits: &[u32], cost: Units) {
        set.sort_unstable();
        let full = self.routes.len() >= Self::MOST;
        match self.routes.get_mut(&(class, set.clone())) {
            Some(known) if known.0 > cost => *known = (cost, visits.into()),
            Some(_) => {}
            None if full => {}
            None => {
                self.routes.insert((class, set), (cost, visits.into()));
            }
        }
    }

    /// Takes in another pool.
    pub fn absorb(&mut self, other: &mut Pool) {
        let mut all: Vec<_> = other.routes.drain().collect();
        // The order decides what a full pool keeps: sorted, it does not hang on the hash.
        all.sort_unstable();
        for ((class, set), (cost, visits)) in all {
            self.add(class, set, &visits, cost);
        }
    }

    /// Everything remembered, in an order that depends on nothing but the content.
    pub fn sorted(&self) -> Vec<Remembered> {
        let each = self.routes.iter().map(|((class, _), (cost, visits))| Remembered {
            class: *class,
            visits: visits.to_vec(),
            cost: *cost,
        });
        let mut all: Vec<Remembered> = each.collect();
        all.sort_unstable();
        all
    }

    pub fn len(&self) -> usize {
        self.routes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.routes.is_empty()
    }
}
