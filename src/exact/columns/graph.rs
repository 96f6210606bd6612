//! What pricing asks of a class of interchangeable shifts, in times counted from the shift's start.

use super::moment::Moment;
use crate::ids::PlaceId;
use crate::model::clock::{ALWAYS, Chain, NEVER, STATES, ShiftClock, Times, first_in};
use crate::model::problem::{self, Problem};
use crate::model::schedule::schedule;
use crate::model::solution::route_units;
use crate::units::{Millis, Units};
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Sums that a label carries at the most: driving and loads.
pub const SUMS: usize = 3;

/// How many neighbours of a visit can remember it.
pub const NEIGHBOURS: usize = 16;

/// A leg with what it costs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Leg {
    pub drive: Millis,
    pub cost: Units,
}

impl Leg {
    /// No longer than either, and no dearer.
    fn or_less(self, other: Leg) -> Leg {
        Leg { drive: self.drive.min(other.drive), cost: self.cost.min(other.cost) }
    }
}

/// A visit as one class of shifts sees it.
#[derive(Clone, Debug)]
pub struct Node {
    pub visit: u32,
    pub duration: Millis,
    pub break_inside: bool,
    pub finish: Millis,
    pub leg_open: Millis,
    /// When service may start, sorted.
    pub spans: SmallVec<[(Millis, Millis); 1]>,
    pub late: Option<(Millis, Units)>,
    pub promise: Option<(Millis, Millis, Units)>,
    /// What serving it costs anywhere on the shift.
    pub fixed: Units,
    /// What it adds to the sums besides the drive.
    pub loads: [i64; SUMS],
    /// Whether nothing but one interval of starts counts.
    pub simple: bool,
}

/// What of a visit a hop reads where nothing but one interval of starts counts.
#[derive(Clone, Copy, Debug)]
pub struct Plain {
    pub open: Millis,
    /// The latest start.
    pub shut: Millis,
    pub duration: Millis,
    pub fixed: Units,
    /// Whether that is so, of the visit and of the shift.
    pub simple: bool,
}

/// One class of shifts: clock, visits that may stand on them, legs.
///
/// Legs between visits are asked of the travel matrix and not kept: months of shifts are hundreds
/// of classes.
pub struct Graph<'p> {
    problem: &'p Problem<'p>,
    pub class: u32,
    /// All shifts of the class; the first stands for the others.
    pub shifts: Vec<u32>,
    pub clock: ShiftClock,
    pub depart: Times,
    pub home_by: Times,
    /// The price of the day where the class bears it alone.
    pub day_cost: Units,
    pub nodes: Vec<Node>,
    places: Vec<PlaceId>,
    /// By node those nearest to it, once somebody asked.
    neighbours: OnceLock<Vec<Vec<u32>>>,
    /// By node, close together.
    pub plain: Vec<Plain>,
    /// The nodes by their latest start, the last to close first.
    pub closing: Vec<u32>,
    /// By visit its node, where it has one.
    pub node_of: Vec<Option<u32>>,
    pub first: Vec<Leg>,
    pub home: Vec<Leg>,
    /// By node: the shortest leg to it from any other.
    pub near: Vec<Millis>,
    /// The soonest that a service can be over, whatever comes before it.
    pub soonest: Vec<Millis>,
    /// Whether time costs nothing before the end of the shift, and there is one break at most.
    pub simple: bool,
    /// Whether drives are summed, as sum 0, and what each sum may reach.
    pub drives: bool,
    pub caps: [i64; SUMS],
    /// How many sums are in use.
    pub sums: usize,
}

impl Node {
    fn plain(&self, simple: bool) -> Plain {
        let open = self.spans.first().map_or(NEVER, |s| s.0);
        let shut = self.spans.last().map_or(ALWAYS, |s| s.1);
        let (duration, fixed) = (self.duration, self.fixed);
        Plain { open, shut, duration, fixed, simple: simple && self.simple }
    }
}

impl<'p> Graph<'p> {
    /// The graph of the class of shift `s`, whose members are `shifts`; `loads` names the loads
    /// that are carried.
    pub fn of(
        problem: &'p Problem<'p>,
        shifts: Vec<u32>,
        day_cost: Units,
        loads: &[usize],
    ) -> Graph<'p> {
        let s = shifts[0] as usize;
        let shift = &problem.shifts[s];
        let drives = shift.drive_cap < NEVER;
        let begin = usize::from(drives);
        let mut caps = [i64::MAX; SUMS];
        if drives {
            caps[0] = shift.drive_cap;
        }
        let loads = &loads[..loads.len().min(SUMS - begin)];
        for (k, &dim) in loads.iter().enumerate() {
            caps[begin + k] = problem.loads[dim].cap[s];
        }
        let visits: Vec<u32> =
            (0..problem.of_jobs()).filter(|&v| problem.allowed(s, v)).map(|v| v as u32).collect();
        let nodes: Vec<Node> =
            visits.iter().map(|&v| node(problem, s, v, (begin, loads))).collect();
        let place = |v: u32| Some(problem.visits[v as usize].place);
        let leg = |a, b| leg(problem, s, a, b);
        let clock = from_its_start(&shift.clock);
        let mut node_of = vec![None; problem.visits.len()];
        visits.iter().enumerate().for_each(|(k, &v)| node_of[v as usize] = Some(k as u32));
        let simple = clock.breaks <= 1 && clock.hour_rate == 0;
        let mut graph = Graph {
            problem,
            class: shift.team_class,
            depart: clock.departure(),
            home_by: clock.latest_home(),
            simple,
            plain: nodes.iter().map(|n| n.plain(simple)).collect(),
            clock,
            day_cost,
            first: visits.iter().map(|&v| leg(shift.start, place(v))).collect(),
            home: visits.iter().map(|&v| leg(place(v), shift.end)).collect(),
            near: Vec::new(),
            closing: Vec::new(),
            places: Vec::new(),
            neighbours: OnceLock::new(),
            nodes,
            node_of,
            shifts,
            soonest: Vec::new(),
            drives,
            caps,
            sums: begin + loads.len(),
        };
        graph.look();
        graph
    }

    /// A graph with all that any of these has, from the nearest start to the nearest end: none of
    /// their routes costs less on it, but for the day. Their hours and prices are the same.
    pub fn of_any(of: &[&Graph<'p>]) -> Graph<'p> {
        let mut all: BTreeMap<u32, (Node, Leg, Leg)> = BTreeMap::new();
        for graph in of {
            for (k, node) in graph.nodes.iter().enumerate() {
                let new = (graph.first[k], graph.home[k]);
                let (old, first, home) =
                    all.entry(node.visit).or_insert_with(|| (node.clone(), new.0, new.1));
                old.fixed = old.fixed.min(node.fixed);
                (*first, *home) = (first.or_less(new.0), home.or_less(new.1));
            }
        }
        let one = of[0];
        let mut node_of = vec![None; one.node_of.len()];
        all.keys().enumerate().for_each(|(k, &v)| node_of[v as usize] = Some(k as u32));
        let mut graph = Graph {
            problem: one.problem,
            class: one.class,
            shifts: one.shifts.clone(),
            clock: one.clock.clone(),
            depart: one.depart,
            home_by: one.home_by,
            day_cost: 0,
            plain: all.values().map(|(node, ..)| node.plain(one.simple)).collect(),
            node_of,
            first: all.values().map(|(_, first, _)| *first).collect(),
            home: all.values().map(|(_, _, home)| *home).collect(),
            nodes: all.into_values().map(|(node, ..)| node).collect(),
            near: Vec::new(),
            closing: Vec::new(),
            places: Vec::new(),
            neighbours: OnceLock::new(),
            soonest: Vec::new(),
            simple: one.simple,
            drives: false,
            caps: [i64::MAX; SUMS],
            sums: 0,
        };
        graph.look();
        graph
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    #[inline]
    pub fn leg(&self, from: usize, to: usize) -> Leg {
        let (from, to) = (self.places[from], self.places[to]);
        leg(self.problem, self.shifts[0] as usize, Some(from), Some(to))
    }

    /// What follows from its nodes.
    fn look(&mut self) {
        let place = |n: &Node| self.problem.visits[n.visit as usize].place;
        self.places = self.nodes.iter().map(place).collect();
        self.closing = self.by_closing();
        self.near = self.nearest();
        self.soonest = self.soonest_ends();
    }

    /// The legs out of a node.
    pub fn out_of(&self, from: usize) -> impl Fn(usize) -> Leg {
        let (of, s, places) = (self.problem, self.shifts[0] as usize, &self.places);
        let (place, fan) = (places[from], of.travel.out_of(places[from]));
        let direct = of.stock.is_none();
        move |to| {
            if !direct {
                return leg(of, s, Some(place), Some(places[to]));
            }
            let to = places[to].at() as u32;
            let leg = problem::Leg { drive: fan.millis(to), metres: fan.metres(to) };
            Leg { drive: leg.drive, cost: of.leg_cost(s, leg) }
        }
    }

    /// By node those nearest to it, itself first.
    pub fn nearest_to(&self) -> &[Vec<u32>] {
        let near = |x: usize| {
            let mut order: Vec<(bool, Millis, u32)> =
                (0..self.len()).map(|k| (k != x, self.leg(k, x).drive, k as u32)).collect();
            if order.len() > NEIGHBOURS {
                order.select_nth_unstable(NEIGHBOURS);
                order.truncate(NEIGHBOURS);
            }
            order.sort_unstable();
            order.into_iter().map(|o| o.2).collect()
        };
        self.neighbours.get_or_init(|| (0..self.len()).map(near).collect())
    }

    fn by_closing(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.nodes.len() as u32).collect();
        let last = |k: u32| self.nodes[k as usize].spans.last().map_or(-1, |s| s.1);
        order.sort_by_key(|&k| (std::cmp::Reverse(last(k)), k));
        order
    }

    fn nearest(&self) -> Vec<Millis> {
        let n = self.nodes.len();
        let near = |x: usize| (0..n).filter(|y| *y != x).map(|y| self.leg(y, x).drive).min();
        (0..n).map(|x| near(x).unwrap_or(0)).collect()
    }

    /// A lower bound for the end of each service that holds whatever the legs are.
    fn soonest_ends(&self) -> Vec<Millis> {
        let alone = |x: usize, arrival: Millis| {
            first_in(&self.nodes[x].spans, arrival).map_or(NEVER, |t| t + self.nodes[x].duration)
        };
        let n = self.nodes.len();
        let any: Vec<Millis> = (0..n).map(|x| alone(x, 0)).collect();
        let reach = |x: usize| {
            let others = (0..n).filter(|y| *y != x).map(|y| any[y] + self.leg(y, x).drive);
            others.min().unwrap_or(NEVER).min(self.first[x].drive)
        };
        (0..n).map(|x| alone(x, reach(x))).collect()
    }

    /// What a route costs, its day included: exactly, but for the rules that are left out. Drive
    /// and loads are not summed: pricing has seen to them.
    pub fn cost(&self, visits: &[u32]) -> Option<Units> {
        let nodes: Option<Vec<usize>> =
            visits.iter().map(|&v| self.node_of[v as usize].map(|k| k as usize)).collect();
        let nodes = nodes?;
        let mut moments: Vec<Moment> = self.departures().collect();
        let mut legs = 0;
        for (p, &x) in nodes.iter().enumerate() {
            let leg = if p == 0 { self.first[x] } else { self.leg(nodes[p - 1], x) };
            legs += leg.cost;
            let mut next = Vec::with_capacity(moments.len());
            moments.iter().for_each(|m| self.hop(*m, leg, &self.nodes[x], |m| next.push(m)));
            moments = next;
        }
        let last = *nodes.last()?;
        if moments.iter().any(|m| m.rough) {
            return self.slow_cost(visits);
        }
        let ends = moments.into_iter().filter_map(|m| self.close(m, self.home[last]));
        let ends: Vec<(Units, bool)> = ends.collect();
        if ends.iter().any(|end| end.1) {
            return self.slow_cost(visits);
        }
        ends.iter().map(|end| end.0).min().map(|cost| cost + legs + self.day_cost)
    }

    /// The same by the slow road.
    fn slow_cost(&self, visits: &[u32]) -> Option<Units> {
        let (problem, s) = (self.problem, self.shifts[0] as usize);
        let times = schedule(problem, s, visits, &|_| None)?;
        Some(route_units(problem, s, visits, &times) + self.day_cost)
    }

    /// The end of the shift.
    pub fn length(&self) -> Millis {
        self.clock.latest_return
    }
}

/// A leg, or the way by the warehouse where that is shorter: with a matrix it can be.
fn leg(problem: &Problem, s: usize, a: Option<PlaceId>, b: Option<PlaceId>) -> Leg {
    let cost = |leg| problem.leg_cost(s, leg);
    let direct = problem.leg(a, b);
    let Some(stock) = &problem.stock else {
        return Leg { drive: direct.drive, cost: cost(direct) };
    };
    let call = &problem.visits[stock.call as usize];
    let (to, on) = (problem.leg(a, Some(call.place)), problem.leg(Some(call.place), b));
    Leg {
        drive: direct.drive.min(to.drive + call.duration + on.drive),
        cost: cost(direct).min(cost(to) + cost(on)),
    }
}

fn node(problem: &Problem, s: usize, v: u32, (begin, loads): (usize, &[usize])) -> Node {
    let from = problem.shifts[s].clock.from;
    let visit = &problem.visits[v as usize];
    let since = |t: Millis| if t == ALWAYS || t == Millis::MAX { t } else { t - from };
    let mut sums = [0; SUMS];
    for (k, &dim) in loads.iter().enumerate() {
        sums[begin + k] = problem.loads[dim].by_visit[v as usize];
    }
    let spans = problem.spans(s, v as usize);
    Node {
        simple: spans.len() == 1
            && visit.leg_open == ALWAYS
            && visit.late.is_none()
            && visit.promise.is_none()
            && !(visit.break_inside && problem.shifts[s].clock.breaks > 0),
        visit: v,
        duration: visit.duration,
        break_inside: visit.break_inside,
        finish: since(visit.finish),
        leg_open: since(visit.leg_open),
        spans: spans.iter().map(|w| (w.0 - from, w.1 - from)).collect(),
        late: visit.late.map(|(due, rate)| (due - from, rate)),
        promise: visit.promise.map(|(a, b, units)| (a - from, b - from, units)),
        fixed: problem.fixed_cost(s, v as usize),
        loads: sums,
    }
}

/// The clock with its times counted from the start of the shift, so that rates times times stay
/// small; an hour of tens of millions costs less here than it does.
fn from_its_start(clock: &ShiftClock) -> ShiftClock {
    let mut own = clock.clone();
    let from = clock.from;
    let possible = |c: &Chain| c.latest > ALWAYS;
    for i in 0..STATES {
        for c in own.chains[i].iter_mut().filter(|c| possible(c)) {
            (c.latest, c.ready, c.gate) = (c.latest - from, c.ready - from, c.gate - from);
        }
    }
    own.hour_rate = own.hour_rate.min(Units::from(u32::MAX));
    own.from = 0;
    own.to -= from;
    own.latest_return -= from;
    own
}
