//! The book of a dispatcher: a plan that only grows.

use crate::intake::case::{Case, Link};
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::rules::pins::Pin;
use crate::search::insert::{Candidate, Legs, Place, best_in_route, candidates, price};
use crate::search::links;
use crate::search::state::State;
use crate::search::ties::{self, Bid};
use crate::units::{Millis, Units};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// More than any insertion costs, far from overflow.
const ANY: Units = Units::MAX / 4;

pub struct Book<'a, 'p> {
    pub case: &'a Case,
    pub state: State<'p>,
    heap: BinaryHeap<Reverse<Candidate>>,
}

impl<'a, 'p> Book<'a, 'p> {
    /// A book with the pinned and the mandatory jobs in it, as far as they fit.
    pub fn open(case: &'a Case, problem: &'p Problem<'p>) -> Book<'a, 'p> {
        let mut book = Book { case, state: State::empty(problem), heap: BinaryHeap::new() };
        let mut jobs: Vec<usize> = (0..case.own).filter(|&j| is_booked(case, problem, j)).collect();
        jobs.sort_by_cached_key(|&j| {
            let v = problem.jobs[j].first_visit;
            (!is_pinned(case, j), book.shifts(v).count(), arrival(case, j))
        });
        for j in jobs {
            book.put_cheapest(j);
        }
        book
    }

    pub fn problem(&self) -> &'p Problem<'p> {
        self.state.problem
    }

    /// The jobs that are still to be dealt with, by a key of their own, then in order of arrival.
    pub fn waiting<K: Ord>(&self, key: impl Fn(usize) -> K) -> Vec<usize> {
        let (case, problem) = (self.case, self.problem());
        let mut jobs: Vec<usize> =
            (0..case.own).filter(|&j| !is_booked(case, problem, j)).collect();
        jobs.sort_by_cached_key(|&j| (key(j), arrival(case, j)));
        jobs
    }

    /// The visit of a job that has only one, needs no shared resource and hangs on no other job.
    pub fn single(&self, job: usize) -> Option<u32> {
        let job = &self.problem().jobs[job];
        let alone = !job.choice && !job.booked && !job.tied;
        (job.link == Link::Single && alone).then_some(job.first_visit)
    }

    /// The shifts that no rule keeps the visit off, by date and crew.
    pub fn shifts(&self, visit: u32) -> impl Iterator<Item = usize> + use<'p> {
        let problem = self.problem();
        (0..problem.shifts.len()).filter(move |&s| problem.allowed(s, visit as usize))
    }

    /// Where a visit costs least; ties: the earlier shift, then the earlier position.
    pub fn cheapest(&mut self, v: u32, shifts: impl Iterator<Item = usize>) -> Option<Place> {
        let state = &self.state;
        if state.problem.timed || state.problem.late {
            return self.cheapest_of_candidates(v, shifts);
        }
        let mut best: Option<Place> = None;
        for s in shifts {
            let limit = best.map_or(ANY, |b| b.delta);
            best = best_in_route(state, s, v, limit, &mut None).or(best);
        }
        best
    }

    /// Exact prices are dear where times cost: they are taken from the least sure cost up, until
    /// none can be as cheap. A heap, because few of many positions are looked at.
    fn cheapest_of_candidates(
        &mut self,
        v: u32,
        shifts: impl Iterator<Item = usize>,
    ) -> Option<Place> {
        let mut list = Vec::new();
        let legs = Legs::of(self.problem(), v);
        shifts.for_each(|s| candidates(&self.state, s, v, &legs, ANY, &mut list));
        self.heap.clear();
        self.heap.extend(list.into_iter().map(Reverse));
        let mut best: Option<Place> = None;
        while let Some(Reverse(next)) = self.heap.pop() {
            if best.is_some_and(|b| next.sure > b.delta) {
                break;
            }
            if let Some(place) = price(&self.state, v, &legs, next)
                && best.is_none_or(|b| key(&place) < key(&b))
            {
                best = Some(place);
            }
        }
        best
    }

    /// Puts a whole job where it costs least, if it fits anywhere; one that waits for others after
    /// them, which then come in at once.
    pub fn put_cheapest(&mut self, job: usize) {
        let Some(v) = self.single(job) else {
            let before = self.state.cost;
            let done = match self.problem().jobs[job].tied {
                true => ties::insert(&mut self.state, job, Bid::InTurn, 0),
                false => links::insert(&mut self.state, job, ANY),
            };
            self.keep(done, before);
            return;
        };
        let place = self.cheapest(v, self.shifts(v));
        self.put(v, place);
    }

    /// Writes a visit into the book; `false` where there is no place for it.
    pub fn put(&mut self, v: u32, place: Option<Place>) -> bool {
        let before = self.state.cost;
        place.is_some_and(|place| {
            self.state.put(&place, v);
            self.keep(true, before)
        })
    }

    /// Keeps a change that was `done`, unless what others wait for has no times with it any more.
    fn keep(&mut self, done: bool, before: Units) -> bool {
        let state = &mut self.state;
        let floats = state.problem.floats;
        let kept = done && (!floats || ties::settle_all(state));
        if kept {
            state.commit();
        } else {
            state.rollback();
            state.cost = before;
        }
        kept
    }

    pub fn close(self) -> Solution {
        let state = &self.state;
        match state.problem.floats {
            true => Solution { fixed: ties::apart(state), ..state.solution() },
            false => state.solution(),
        }
    }
}

fn key(place: &Place) -> (Units, u32, u32) {
    (place.delta, place.shift, place.position)
}

/// Jobs that were promised before the day began: they are in the book whatever the habit.
fn is_booked(case: &Case, problem: &Problem, job: usize) -> bool {
    problem.jobs[job].mandatory || is_pinned(case, job)
}

fn is_pinned(case: &Case, job: usize) -> bool {
    let Pin { crew, date, start, order, overridden: _ } = &case.jobs[job].specs.pins;
    crew.is_some() || date.is_some() || start.is_some() || order.is_some()
}

/// By the moment a job came in, those without one last; ties: the order of the request.
fn arrival(case: &Case, job: usize) -> (Millis, usize) {
    (case.jobs[job].received_at.unwrap_or(Millis::MAX), job)
}
