//! A solution becomes a state, as far as it can be done.

use super::ledger::Ledger;
use super::route::Route;
use super::state::{FixedStarts, NOWHERE, State, StateSpans};
use crate::model::problem::Problem;
use crate::model::solution::Solution;

impl<'p> State<'p> {
    /// Takes over a solution, visit by visit as far as it can be done; the rest is absent.
    pub fn load(problem: &'p Problem<'p>, solution: &Solution) -> State<'p> {
        let mut state = State::empty(problem);
        for (v, start) in solution.fixed.iter().enumerate() {
            if let (Some(t), true) = (start, problem.linked) {
                state.starts.fixed[v] = Some([*t]);
            }
        }
        for (s, route) in solution.routes.iter().enumerate() {
            state.routes[s].visits.clone_from(route);
            if state.refresh(s) && state.routes[s].keeps_caps(problem, s) {
                for v in problem.served(route) {
                    state.shift_of[v as usize] = s as u32;
                }
            } else {
                state.routes[s].visits.clear();
                state.refresh(s);
            }
        }
        state.drop_torn_jobs();
        while let Some(s) = state.routes.iter().position(|r| !r.possible) {
            for v in std::mem::take(&mut state.routes[s].visits) {
                state.shift_of[v as usize] = NOWHERE;
            }
            state.refresh(s);
            state.drop_torn_jobs();
        }
        state.drop_unbooked();
        for v in (0..problem.visits.len()).filter(|_| problem.linked) {
            if state.shift_of[v] == NOWHERE {
                state.starts.fixed[v] = None;
            }
        }
        state.recount();
        state.enforce_whole();
        state
    }

    /// Whether one route of a solution can be done.
    pub fn load_route(problem: &'p Problem<'p>, solution: &Solution, s: usize) -> bool {
        let fixed = solution.fixed.iter().map(|f| f.map(|span| [span])).collect();
        let starts = FixedStarts { fixed: if problem.linked { fixed } else { Vec::new() } };
        let mut route = Route { visits: solution.routes[s].clone(), ..Route::default() };
        route.refresh(problem, s, &StateSpans { problem, fixed: &starts })
            && route.keeps_caps(problem, s)
    }

    /// Removes visits of jobs that are not served whole.
    fn drop_torn_jobs(&mut self) {
        let problem = self.problem;
        for j in (0..problem.jobs.len()).filter(|_| problem.linked) {
            let there = |v: usize| self.shift_of[v] != NOWHERE;
            if problem.visits_of(j).all(there) || !problem.visits_of(j).any(there) {
                continue;
            }
            self.drop_job(j);
        }
    }

    fn drop_job(&mut self, job: usize) {
        for v in self.problem.visits_of(job) {
            let s = std::mem::replace(&mut self.shift_of[v], NOWHERE);
            self.starts.fixed[v] = None;
            if s != NOWHERE {
                self.routes[s as usize].visits.retain(|&o| o as usize != v);
                self.refresh(s as usize);
            }
        }
    }

    /// Removes jobs whose use of a resource has no time, or for which no unit is left.
    fn drop_unbooked(&mut self) {
        let problem = self.problem;
        self.ledger = Ledger::empty(problem);
        for j in (0..problem.jobs.len()).filter(|j| problem.jobs[*j].booked) {
            if !self.served(j) {
                continue;
            }
            let own = || problem.visits_of(j).map(|v| v as u32);
            let point = |v: &u32| self.window(*v as usize).is_some_and(|span| span.0 == span.1);
            if !own().filter(|v| problem.resources.uses(*v)).all(|v| point(&v)) {
                self.drop_job(j);
                continue;
            }
            own().for_each(|v| self.book(v, true));
            if self.ledger.clashes() {
                own().for_each(|v| self.book(v, false));
                self.drop_job(j);
            }
        }
        self.ledger.commit();
    }
}
