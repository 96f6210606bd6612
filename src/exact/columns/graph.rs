//! What pricing asks of a class of interchangeable shifts, in times counted from the shift's start.

use super::moment::Moment;
use crate::ids::PlaceId;
use crate::model::clock::{ALWAYS, Chain, NEVER, STATES, ShiftClock, Times, first_in};
use crate::model::problem::Problem;
use crate::model::schedule::schedule;
use crate::model::solution::route_units;
use crate::units::{Millis, Units};
use smallvec::SmallVec;

/// Sums that a label carries at the most: driving and loads.
pub const SUMS: usize = 3;

/// A leg with what it costs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Leg {
    pub drive: Millis,
    pub cost: Units,
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
    /// By node, close together.
    pub plain: Vec<Plain>,
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
        let (open, shut) = self.spans.first().copied().unwrap_or((NEVER, ALWAYS));
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
            nodes,
            node_of,
            shifts,
            soonest: Vec::new(),
            drives,
            caps,
            sums: begin + loads.len(),
        };
        graph.near = graph.nearest();
        graph.soonest = graph.soonest_ends();
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
        let place = |x: usize| Some(self.problem.visits[self.nodes[x].visit as usize].place);
        leg(self.problem, self.shifts[0] as usize, place(from), place(to))
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
