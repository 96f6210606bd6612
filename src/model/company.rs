//! Whether a visit that does not fit on a shift alone could fit there in company.
//!
//! A given matrix may have legs that are longer than a way round, so that a visit out of reach of
//! the start place is in reach of another visit. What company can do at most is found with the
//! legs in and out replaced by shortest paths over the places of all visits. No plan does better:
//! each visit on the way only adds work, and a break inside it ends no earlier than one in a wait.

use super::clock::{ALWAYS, Times};
use super::problem::Problem;
use crate::ids::PlaceId;
use crate::intake::case::Link;
use crate::units::Millis;
use std::collections::HashMap;

/// Shortest paths, found when first asked for.
pub struct Company<'a> {
    problem: &'a Problem<'a>,
    /// Places of visits, sorted.
    stops: Vec<u32>,
    out_of: HashMap<u32, Vec<Millis>>,
    into: HashMap<u32, Vec<Millis>>,
}

/// The least driving before and after a visit on a shift.
#[derive(Clone, Copy)]
struct Ways {
    out: Millis,
    /// From the nearest place that one may have left before `now`.
    near: Millis,
    back: Millis,
    /// Whether these are the legs of the visit alone.
    direct: bool,
}

impl<'a> Company<'a> {
    pub fn new(problem: &'a Problem<'a>) -> Company<'a> {
        let mut stops: Vec<u32> = problem.visits.iter().map(|v| v.place.0).collect();
        stops.sort_unstable();
        stops.dedup();
        Company { problem, stops, out_of: HashMap::new(), into: HashMap::new() }
    }

    /// `false` is a proof: the visit is on the shift in no plan.
    pub fn may_fit(&mut self, shift: usize, visit: usize) -> bool {
        let problem = self.problem;
        if problem.fits(shift, visit) || !problem.allowed(shift, visit) {
            return problem.fits(shift, visit);
        }
        let (s, v) = (&problem.shifts[shift], &problem.visits[visit]);
        let ways = self.ways(shift, visit);
        if ways.out + ways.back > s.drive_cap {
            return false;
        }
        let clock = &s.clock;
        let mut arrived = match self.supplied(shift, visit) {
            Some(arrived) => arrived,
            None => clock.arrive(&clock.departure(), ways.out, ALWAYS),
        };
        if v.leg_open > ALWAYS {
            arrived.iter_mut().for_each(|t| *t = (*t).max(v.leg_open + ways.near));
        }
        let ready = clock.serve(&arrived, v, problem.spans(shift, visit));
        clock.meets(&clock.arrive(&ready, ways.back, ALWAYS), &clock.latest_home())
    }

    /// When a visit that needs a call can be reached at the earliest; `None` where it needs none.
    fn supplied(&mut self, shift: usize, visit: usize) -> Option<Times> {
        let problem = self.problem;
        let stock = problem.stock.as_ref().filter(|s| !s.is_held(shift, visit as u32))?;
        let (s, call) = (&problem.shifts[shift], &problem.visits[stock.call as usize]);
        let at = |place: PlaceId, stops: &[u32]| stops.binary_search(&place.0);
        let there = at(call.place, &self.stops).expect("stops are the places of visits");
        let here = at(problem.visits[visit].place, &self.stops).expect("and of this one");
        let out = s.start.map_or(0, |p| self.leaving(p)[there]);
        let on = self.leaving(call.place)[here];
        let arrived = s.clock.arrive(&s.clock.departure(), out, ALWAYS);
        let spans = problem.spans(shift, stock.call as usize);
        Some(s.clock.arrive(&s.clock.serve(&arrived, call, spans), on, ALWAYS))
    }

    /// The same for a job of several visits that does not fit on empty shifts.
    pub fn whole_may_fit(&mut self, job: usize) -> bool {
        let problem = self.problem;
        let visits: Vec<usize> = problem.visits_of(job).collect();
        let able: Vec<Vec<usize>> = visits
            .iter()
            .map(|&v| (0..problem.shifts.len()).filter(|&s| self.may_fit(s, v)).collect())
            .collect();
        if problem.jobs[job].link == Link::Together {
            let pairs = able[0].iter().flat_map(|&a| able[1].iter().map(move |&b| (a, b)));
            return pairs.into_iter().any(|(a, b)| self.meet((a, visits[0]), (b, visits[1])));
        }
        let gap = problem.jobs[job].gap;
        let mut last = able[0].clone();
        for next in &able[1..] {
            let follows = |s: &usize| last.iter().any(|&before| problem.follows(gap, before, *s));
            last = next.iter().copied().filter(follows).collect();
        }
        !last.is_empty()
    }

    /// Whether two sides, of which company helps at least one, can start at one instant. Breaks
    /// are left aside, which only makes it easier.
    fn meet(&mut self, a: (usize, usize), b: (usize, usize)) -> bool {
        let problem = self.problem;
        if problem.shifts[a.0].crew == problem.shifts[b.0].crew {
            return false;
        }
        let (one, two) = (self.ways(a.0, a.1), self.ways(b.0, b.1));
        if one.direct && two.direct {
            return false;
        }
        let (one, two) = (self.starts(a, one), self.starts(b, two));
        one.iter().any(|x| two.iter().any(|y| x.0.max(y.0) <= x.1.min(y.1)))
    }

    fn starts(&self, (s, v): (usize, usize), ways: Ways) -> Vec<(Millis, Millis)> {
        let (clock, visit) = (&self.problem.shifts[s].clock, &self.problem.visits[v]);
        let low = (clock.from + ways.out).max(visit.leg_open.saturating_add(ways.near));
        let high = clock.latest_return - ways.back - visit.duration;
        let spans = self.problem.spans(s, v).iter();
        spans.map(|w| (w.0.max(low), w.1.min(high))).filter(|w| w.0 <= w.1).collect()
    }

    fn ways(&mut self, shift: usize, visit: usize) -> Ways {
        let problem = self.problem;
        let (s, v) = (&problem.shifts[shift], &problem.visits[visit]);
        let k = self.stops.binary_search(&v.place.0).expect("stops are the places of visits");
        let out = s.start.map_or(0, |p| self.leaving(p)[k]);
        let back = s.end.map_or(0, |p| self.reaching(p)[k]);
        let mut near = out;
        if v.leg_open > ALWAYS {
            for (u, begun) in problem.visits.iter().enumerate() {
                if begun.leg_open <= ALWAYS && problem.allowed(shift, u) {
                    near = near.min(self.leaving(begun.place)[k]);
                }
            }
        }
        let place = Some(v.place);
        let alone = (problem.leg(s.start, place).drive, problem.leg(place, s.end).drive);
        Ways { out, near, back, direct: (out, back) == alone && near == out }
    }

    /// Shortest ways from a place to every stop.
    fn leaving(&mut self, from: PlaceId) -> &[Millis] {
        let (travel, stops) = (self.problem.travel, &self.stops);
        self.out_of
            .entry(from.0)
            .or_insert_with(|| shortest(stops, from, |a, b| travel.millis(a, b)))
    }

    /// Shortest ways from every stop to a place.
    fn reaching(&mut self, to: PlaceId) -> &[Millis] {
        let (travel, stops) = (self.problem.travel, &self.stops);
        self.into.entry(to.0).or_insert_with(|| shortest(stops, to, |a, b| travel.millis(b, a)))
    }
}

/// Dijkstra over a full graph: the way to each stop, over stops.
fn shortest(stops: &[u32], from: PlaceId, leg: impl Fn(PlaceId, PlaceId) -> Millis) -> Vec<Millis> {
    let mut way: Vec<Millis> = stops.iter().map(|&p| leg(from, PlaceId(p))).collect();
    let mut open: Vec<usize> = (0..stops.len()).collect();
    while let Some(next) = (0..open.len()).min_by_key(|&i| way[open[i]]) {
        let k = open.swap_remove(next);
        for &j in &open {
            way[j] = way[j].min(way[k] + leg(PlaceId(stops[k]), PlaceId(stops[j])));
        }
    }
    way
}
