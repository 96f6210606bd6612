//! The least price of a route's times by trying every one of them on a grid of five minutes.

use callboard::model::problem::{Problem, Visit};
use callboard::model::schedule::legs;
use callboard::model::timing::penalty_units;
use callboard::units::{MINUTE, Millis, Units};

/// Divides every time of the requests drawn for it.
pub const STEP: Millis = 5 * MINUTE;

/// A moment of a shift, between two steps of the clock.
#[derive(Clone, Copy)]
enum Node {
    Before,
    /// On the leg to visit `.0`, or home; `.1`: driven.
    Leg(usize, bool),
    At(usize),
    /// In the service; `.1`: worked.
    Work(usize, bool),
    Free(usize),
    Home,
}

struct Day<'a> {
    problem: &'a Problem<'a>,
    route: &'a [u32],
    nodes: Vec<Node>,
    steps: usize,
    /// By time, node and breaks taken: the least price so far.
    least: Vec<Option<Units>>,
}

/// `None` where there are no legal times.
pub fn least(problem: &Problem, route: &[u32]) -> Option<Units> {
    let clock = &problem.shifts[0].clock;
    let steps = ((clock.to.max(clock.latest_return) - clock.from) / STEP) as usize;
    let nodes = nodes(problem, route);
    let cells = (steps + 1) * nodes.len() * 4;
    let mut day = Day { problem, route, nodes, steps, least: vec![None; cells] };
    let start = day.cell(0, 0, 0);
    day.least[start] = Some(0);
    for t in 0..=steps {
        for n in 0..day.nodes.len() {
            for k in 0..=clock.breaks {
                if let Some(price) = day.least[day.cell(t, n, k)] {
                    day.go_on(t, n, k, price);
                }
            }
        }
    }
    let home = day.nodes.len() - 1;
    (0..=steps).filter_map(|t| day.least[day.cell(t, home, clock.breaks)]).min()
}

fn nodes(problem: &Problem, route: &[u32]) -> Vec<Node> {
    let mut nodes = vec![Node::Before];
    for (p, leg) in legs(problem, 0, route).iter().enumerate() {
        let long = leg.drive / STEP;
        nodes.extend((0..=long).map(|i| Node::Leg(p, i == long)));
        let Some(&v) = route.get(p) else { break };
        let visit = &problem.visits[v as usize];
        let long = if visit.break_inside { visit.duration / STEP } else { 0 };
        nodes.push(Node::At(p));
        nodes.extend((0..=long).map(|i| Node::Work(p, i == long)));
        nodes.push(Node::Free(p));
    }
    nodes.push(Node::Home);
    nodes
}

impl Day<'_> {
    fn cell(&self, t: usize, n: usize, k: usize) -> usize {
        (t * self.nodes.len() + n) * 4 + k
    }

    fn reach(&mut self, t: usize, n: usize, k: usize, price: Units) {
        if t <= self.steps {
            let cell = self.cell(t, n, k);
            self.least[cell] = Some(self.least[cell].map_or(price, |old| old.min(price)));
        }
    }

    fn visit(&self, p: usize) -> &Visit {
        &self.problem.visits[self.route[p] as usize]
    }

    /// Whether the drive to visit `p` may begin.
    fn opens(&self, p: usize, time: Millis) -> bool {
        p >= self.route.len() || time >= self.visit(p).leg_open
    }

    fn go_on(&mut self, t: usize, n: usize, k: usize, price: Units) {
        let clock = &self.problem.shifts[0].clock;
        let time = clock.from + t as Millis * STEP;
        self.pause(t, n, k, price);
        match self.nodes[n] {
            Node::Before => {
                self.reach(t + 1, n, k, price);
                if self.opens(0, time) {
                    let left = clock.hour_rate * (time - clock.from);
                    self.reach(t, n + 1, k, price - left);
                }
            }
            Node::Leg(p, true) if p == self.route.len() => {
                if time <= clock.latest_return {
                    let hours = clock.hour_rate * (time - clock.from);
                    let over = clock.overtime_rate * (time - clock.to).max(0);
                    self.reach(t, n + 1, k, price + hours + over);
                }
            }
            Node::Leg(_, true) => self.reach(t, n + 1, k, price),
            Node::Leg(_, false) | Node::Work(_, false) => self.reach(t + 1, n + 1, k, price),
            Node::At(p) => {
                self.reach(t + 1, n, k, price);
                let spans = self.problem.spans(0, self.route[p] as usize);
                if spans.iter().any(|w| (w.0..=w.1).contains(&time)) {
                    let visit = self.visit(p);
                    let price = price + penalty_units(visit, time);
                    let jump = if visit.break_inside { 0 } else { visit.duration / STEP };
                    self.reach(t + jump as usize, n + 1, k, price);
                }
            }
            Node::Work(p, true) => {
                if time <= self.visit(p).finish {
                    self.reach(t, n + 1, k, price);
                }
            }
            Node::Free(p) => {
                self.reach(t + 1, n, k, price);
                if self.opens(p + 1, time) {
                    self.reach(t, n + 1, k, price);
                }
            }
            Node::Home => self.reach(t + 1, n, k, price),
        }
    }

    /// Takes the next break now.
    fn pause(&mut self, t: usize, n: usize, k: usize, price: Units) {
        let clock = &self.problem.shifts[0].clock;
        if k == clock.breaks {
            return;
        }
        let (one, time) = (clock.chains[k][k + 1], clock.from + t as Millis * STEP);
        let late = matches!(self.nodes[n], Node::Home) && time + one.dur > clock.to;
        let closed = matches!(self.nodes[n], Node::Work(p, _) if !self.visit(p).break_inside);
        if one.gate <= time && time <= one.latest && !late && !closed {
            self.reach(t + (one.dur / STEP) as usize, n, k + 1, price);
        }
    }
}
