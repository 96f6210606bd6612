//! One shift's route: arcs, starts, hours, loads and order.

use super::ticks::{Rest, Times, length, rests, times};
use super::{Draft, stock};
use crate::model::problem::Leg;
use good_lp::{Expression, Variable};

/// The variables of one shift. Visits are known by their position in `visits`; one past the last is
/// the start place in the first index of `arcs`, and the end place in the second.
pub struct Route {
    pub shift: usize,
    pub visits: Vec<usize>,
    pub times: Vec<Times>,
    pub rests: Vec<Rest>,
    /// The longest the shift can be, in ticks.
    pub length: f64,
    pub used: Variable,
    pub depart: Variable,
    pub back: Variable,
    /// The end of the last service.
    pub over: Variable,
    pub on: Vec<Variable>,
    pub arcs: Vec<Vec<Option<Variable>>>,
    pub start: Vec<Variable>,
    /// The end of what comes before the visit: the departure, or the service before.
    pub free: Vec<Variable>,
    /// The beginning of the drive to the visit.
    pub leave: Vec<Variable>,
    /// By break and visit: taken before that drive, on it or in the wait after it, in the service.
    pub waits: Vec<Vec<Variable>>,
    pub ways: Vec<Vec<Variable>>,
    pub inside: Vec<Vec<Option<Variable>>>,
    /// By break: after the last service, before the return.
    pub homes: Vec<Variable>,
    /// Where in the route the visit stands: it grows along the route.
    pub place: Vec<Variable>,
    /// Whether the route's call at the warehouse comes before the visit; empty without a warehouse.
    pub behind: Vec<Variable>,
}

impl Route {
    pub fn of(draft: &mut Draft, s: usize) -> Route {
        let problem = draft.problem;
        let shift = &problem.shifts[s];
        let visits: Vec<usize> =
            (0..problem.visits.len()).filter(|&v| problem.allowed(s, v)).collect();
        let rests = rests(shift);
        let (n, most) = (visits.len(), draft.ticks(length(shift)));
        let mut numbers =
            |count: usize| -> Vec<Variable> { (0..count).map(|_| draft.number(most)).collect() };
        let (start, free, leave) = (numbers(n), numbers(n), numbers(n));
        let mut answers =
            |count: usize| -> Vec<Variable> { (0..count).map(|_| draft.yes_no()).collect() };
        let on = answers(n);
        let waits = rests.iter().map(|_| answers(n)).collect();
        let ways = rests.iter().map(|_| answers(n)).collect();
        let homes = answers(rests.len());
        let behind = answers(if problem.stock.is_some() { n } else { 0 });
        let allowed = |v: &usize| problem.visits[*v].break_inside;
        let inside = rests
            .iter()
            .map(|_| visits.iter().map(|v| allowed(v).then(|| draft.yes_no())).collect())
            .collect();
        let arcs =
            (0..=n).map(|i| (0..=n).map(|j| (i != j).then(|| draft.yes_no())).collect()).collect();
        let place = (0..n).map(|_| draft.number(n as f64)).collect();
        let route = Route {
            shift: s,
            times: visits.iter().map(|&v| times(problem, s, v)).collect(),
            rests,
            length: most,
            used: draft.yes_no(),
            depart: draft.number(most),
            back: draft.number(most),
            over: draft.number(most),
            visits,
            on,
            arcs,
            start,
            free,
            leave,
            waits,
            ways,
            inside,
            homes,
            place,
            behind,
        };
        route.flow(draft);
        route.clock(draft);
        route.way_home(draft);
        route.limits(draft);
        route.order(draft);
        stock::call(draft, &route);
        route
    }

    pub fn leg(&self, draft: &Draft, i: usize, j: usize) -> Leg {
        let shift = &draft.problem.shifts[self.shift];
        let place = |k: usize| self.visits.get(k).map(|&v| draft.problem.visits[v].place);
        draft.problem.leg(place(i).or(shift.start), place(j).or(shift.end))
    }

    /// Every arc with its leg.
    pub fn legs(&self, draft: &Draft) -> Vec<(Variable, Leg)> {
        let mut out = Vec::new();
        for (i, row) in self.arcs.iter().enumerate() {
            for (j, arc) in row.iter().enumerate() {
                out.extend(arc.map(|arc| (arc, self.leg(draft, i, j))));
            }
        }
        out
    }

    /// What the arcs into `j` add up to, each weighted with its drive.
    fn drive_to(&self, draft: &Draft, j: usize) -> Expression {
        let into = (0..self.arcs.len()).filter_map(|i| Some((i, self.arcs[i][j]?)));
        into.map(|(i, arc)| arc * draft.ticks(self.leg(draft, i, j).drive)).sum()
    }

    /// One way in and one way out of every visit served; out of the start and into the end if used.
    fn flow(&self, draft: &mut Draft) {
        for k in 0..self.arcs.len() {
            let served = self.on.get(k).copied().unwrap_or(self.used);
            let out: Expression = self.arcs[k].iter().flatten().sum();
            let into: Expression = self.arcs.iter().filter_map(|row| row[k]).sum();
            draft.row(out.eq(served));
            draft.row(into.eq(served));
        }
        for &on in &self.on {
            draft.row((on - self.used).leq(0.0));
        }
        draft.row((self.depart - self.back).leq(0.0));
        draft.row((self.back - self.used * self.length).leq(0.0));
    }

    /// The end of a visit's service: breaks inside make it later.
    pub fn end(&self, draft: &Draft, k: usize) -> Expression {
        let service = draft.ticks(draft.problem.visits[self.visits[k]].duration);
        self.start[k] + self.on[k] * service + self.rest_inside(draft, self.rests.len(), k)
    }

    /// The time that the first `count` breaks take inside a visit's service.
    pub fn rest_inside(&self, draft: &Draft, count: usize, k: usize) -> Expression {
        let each = self.rests.iter().zip(&self.inside).take(count);
        each.filter_map(|(rest, at)| Some(at[k]? * draft.ticks(rest.takes))).sum()
    }

    fn rest_where(&self, draft: &Draft, taken: impl Fn(usize) -> Variable) -> Expression {
        let each = self.rests.iter().enumerate();
        each.map(|(b, rest)| taken(b) * draft.ticks(rest.takes)).sum()
    }

    /// One thing after another.
    fn clock(&self, draft: &mut Draft) {
        for k in 0..self.visits.len() {
            let (on, times) = (self.on[k], &self.times[k]);
            for t in [self.free[k], self.leave[k], self.start[k]] {
                draft.row((t - on * self.length).leq(0.0));
            }
            for i in 0..self.arcs.len() {
                let Some(arc) = self.arcs[i][k] else { continue };
                let before =
                    if i < self.visits.len() { self.end(draft, i) } else { self.depart.into() };
                let slack = (1.0 - arc) * self.length;
                draft.row((before - self.free[k] - slack).leq(0.0));
            }
            draft.row((self.free[k] - self.leave[k]).leq(0.0));
            draft.row((on * draft.ticks(times.open) - self.leave[k]).leq(0.0));
            let drive = self.drive_to(draft, k) + self.rest_where(draft, |b| self.ways[b][k]);
            draft.row((self.leave[k] + drive - self.start[k]).leq(0.0));
            let finish = draft.ticks(times.finish);
            let end = self.end(draft, k);
            draft.row((end - on * finish).leq(0.0));
            self.windows(draft, k);
        }
    }

    /// The start lies in one of the visit's intervals.
    fn windows(&self, draft: &mut Draft, k: usize) {
        let spans = &self.times[k].spans;
        let (mut low, mut high) = (Expression::from(0.0), Expression::from(0.0));
        let mut chosen = Expression::from(0.0);
        for span in spans {
            let pick = if spans.len() == 1 { self.on[k] } else { draft.yes_no() };
            chosen += pick;
            low += pick * draft.ticks(span.0);
            high += pick * draft.ticks(span.1);
        }
        draft.row(chosen.eq(self.on[k]));
        draft.row((low - self.start[k]).leq(0.0));
        draft.row((self.start[k] - high).leq(0.0));
    }

    /// The drive home, and how long the whole takes at least: the latter follows from the rest, but
    /// the solver needs to be told.
    fn way_home(&self, draft: &mut Draft) {
        let n = self.visits.len();
        for k in 0..n {
            let Some(arc) = self.arcs[k][n] else { continue };
            let end = self.end(draft, k);
            draft.row((end - self.over - (1.0 - arc) * self.length).leq(0.0));
        }
        let home = self.drive_to(draft, n) + self.rest_where(draft, |b| self.homes[b]);
        draft.row((self.over + home - self.back).leq(0.0));
        let mut whole: Expression = (0..=n).map(|j| self.drive_to(draft, j)).sum();
        for k in 0..n {
            whole += self.on[k] * draft.ticks(draft.problem.visits[self.visits[k]].duration);
        }
        draft.row((whole + self.depart - self.back).leq(0.0));
    }

    /// Loads and driving.
    fn limits(&self, draft: &mut Draft) {
        let problem = draft.problem;
        for dim in &problem.loads {
            let each = self.on.iter().zip(&self.visits);
            let load: Expression = each.map(|(&on, &v)| on * dim.by_visit[v] as f64).sum();
            if dim.cap[self.shift] < i64::MAX {
                draft.row(load.leq(dim.cap[self.shift] as f64));
            }
        }
        let shift = &problem.shifts[self.shift];
        if shift.drive_cap <= length(shift) {
            let drive: Expression = (0..=self.visits.len()).map(|j| self.drive_to(draft, j)).sum();
            let cap = draft.ticks(shift.drive_cap);
            draft.row(drive.leq(cap));
        }
    }

    /// Positions, which also keep visits that take no time from going round in circles. A call is
    /// counted by no pin.
    fn order(&self, draft: &mut Draft) {
        let n = self.visits.len();
        let wanted = |k: usize| draft.problem.visits[self.visits[k]].order;
        let mut rows = Vec::new();
        for j in 0..n {
            rows.push((self.on[j] - self.place[j]).leq(0.0));
            if let Some(latest) = wanted(j) {
                let calls: Expression = self.behind.get(j).copied().into_iter().sum();
                rows.push((self.place[j] - calls).leq(f64::from(latest.min(n as u32))));
            }
            for i in 0..n {
                if let Some(arc) = self.arcs[i][j] {
                    let gap = self.place[i] + 1.0 - self.place[j];
                    rows.push((gap - (1.0 - arc) * n as f64).leq(0.0));
                }
                if wanted(i).is_some() && wanted(i) < wanted(j) {
                    let both = 2.0 - self.on[i] - self.on[j];
                    let gap = self.place[i] + 1.0 - self.place[j];
                    rows.push((gap - both * (n as f64 + 1.0)).leq(0.0));
                }
            }
        }
        for row in rows {
            draft.row(row);
        }
    }

    /// The visits in the order of the arcs that are on.
    pub fn sequence(&self, on: &dyn Fn(Variable) -> bool) -> Vec<u32> {
        let end = self.visits.len();
        let next = |i: usize| (0..=end).find(|&j| self.arcs[i][j].is_some_and(on));
        let mut out = Vec::new();
        let mut at = end;
        while let Some(k) = next(at).filter(|&k| k != end && out.len() < end) {
            out.push(self.visits[k] as u32);
            at = k;
        }
        out
    }
}
