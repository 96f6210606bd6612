//! Starts of visits that use a shared resource, in routes made by hand: those of the base plan
//! where they can still be kept, else where they cost least beside what the others use.

use crate::model::problem::Problem;
use crate::model::resources::Taken;
use crate::model::schedule::{Schedule, schedule};
use crate::model::solution::{Solution, route_units};
use crate::units::{Millis, Units};

type Span = (Millis, Millis);

/// The most starts that are tried for one visit.
const TRIES: usize = 300;

/// Gives each visit that uses a resource and is not `met` already one start. One for which nothing
/// is free is left to itself: the verifier says what it breaks.
pub fn fix(problem: &Problem, hand: &mut Solution, wishes: &[Option<Span>], met: &[bool]) {
    if problem.resources.is_empty() {
        return;
    }
    let mut fixing = Fixing { problem, lists: vec![Vec::new(); problem.resources.cells()], hand };
    let open = fixing.keep(wishes, met);
    for (s, v) in open {
        fixing.choose(s, v);
    }
}

struct Fixing<'a> {
    problem: &'a Problem<'a>,
    /// What is used by now.
    lists: Vec<Vec<Taken>>,
    hand: &'a mut Solution,
}

impl Fixing<'_> {
    /// Keeps the starts that can be kept; the others, with their shifts.
    fn keep(&mut self, wishes: &[Option<Span>], met: &[bool]) -> Vec<(usize, u32)> {
        let problem = self.problem;
        let mut open = Vec::new();
        for s in 0..problem.shifts.len() {
            let route = self.hand.routes[s].clone();
            let users = || route.iter().copied().filter(|v| problem.resources.uses(*v));
            let before: Vec<_> = users().map(|v| self.hand.fixed[v as usize]).collect();
            for v in users().filter(|v| !met[*v as usize]) {
                self.hand.fixed[v as usize] = wishes[v as usize];
            }
            if users().next().is_some() && self.times(s).is_none() {
                users().zip(before).for_each(|(v, old)| self.hand.fixed[v as usize] = old);
            }
            for v in users() {
                let point = self.hand.fixed[v as usize].filter(|span| span.0 == span.1);
                // What is tied keeps its start; what it breaks is for the verifier to say.
                let kept = point.filter(|t| met[v as usize] || self.more(v, t.0).is_some());
                match kept {
                    Some((t, _)) => self.note(v, t),
                    None => {
                        if !met[v as usize] {
                            self.hand.fixed[v as usize] = None;
                        }
                        open.push((s, v));
                    }
                }
            }
        }
        open
    }

    fn times(&self, s: usize) -> Option<Schedule> {
        schedule(self.problem, s, &self.hand.routes[s], &|v| self.hand.fixed[v as usize])
    }

    fn note(&mut self, v: u32, start: Millis) {
        let resources = &self.problem.resources;
        for one in resources.of_visit(v) {
            let taken = resources.taken(v, one, start);
            let list = &mut self.lists[resources.cell(one.resource, taken.from)];
            let at = list.partition_point(|t| *t < taken);
            list.insert(at, taken);
        }
    }

    /// What the uses cost more; `None` where there is no unit free.
    fn more(&self, v: u32, start: Millis) -> Option<Units> {
        let resources = &self.problem.resources;
        let mut more = 0;
        for one in resources.of_visit(v) {
            let taken = resources.taken(v, one, start);
            let old = &self.lists[resources.cell(one.resource, taken.from)];
            let mut new = old.clone();
            new.insert(new.partition_point(|t| *t < taken), taken);
            let bill = |list: &[Taken]| resources.bill(one.resource as usize, list);
            let (before, after) = (bill(old), bill(&new));
            if after.clashes > before.clashes {
                return None;
            }
            more += after.units - before.units;
        }
        Some(more)
    }

    /// The cheapest of the starts at which something changes.
    fn choose(&mut self, s: usize, v: u32) {
        let (problem, within) = (self.problem, self.hand.fixed[v as usize]);
        let Some(p) = self.hand.routes[s].iter().position(|o| *o == v) else { return };
        let Some(own) = self.times(s).map(|times| times.stops[p].start) else { return };
        let spans = problem.spans(s, v as usize);
        let mut tries: Vec<Millis> = spans.iter().flat_map(|w| [w.0, w.1]).collect();
        tries.push(own);
        for one in problem.resources.of_visit(v) {
            let cells = problem.resources.cells() / problem.resources.len();
            let from = one.resource as usize * cells;
            for list in &self.lists[from..from + cells] {
                problem.resources.bends(one, list, &mut tries);
            }
        }
        let low = within.map_or(Millis::MIN, |w| w.0);
        let high = within.map_or(Millis::MAX, |w| w.1);
        tries.retain(|t| (low..=high).contains(t) && spans.iter().any(|w| (w.0..=w.1).contains(t)));
        tries.sort_by_key(|t| ((t - own).abs(), *t));
        tries.dedup();
        tries.truncate(TRIES);
        let mut best: Option<(Units, Millis)> = None;
        for t in tries {
            let Some(hire) = self.more(v, t) else { continue };
            self.hand.fixed[v as usize] = Some((t, t));
            let Some(times) = self.times(s) else { continue };
            let cost = route_units(problem, s, &self.hand.routes[s], &times) + hire;
            if best.is_none_or(|b| (cost, t) < b) {
                best = Some((cost, t));
            }
        }
        self.hand.fixed[v as usize] = best.map_or(within, |b| Some((b.1, b.1)));
        self.note(v, best.map_or(own, |b| b.1));
    }
}
