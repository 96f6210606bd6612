//! Dives with pricing: as [`super::dive`], but after each route that is driven the others are
//! priced anew, so that what is left finds routes that fit it.

use super::branch::WHOLE;
use super::close::comes_back;
use super::label::Rule;
use super::master::Point;
use super::price::Ask;
use super::run::Lane;
use crate::units::Units;

/// Pricings after a route is driven.
const PRICINGS: usize = 3;
/// Legs out of a visit, labels of a class, routes of a class in such a pricing.
const LEGS: usize = 12;
const LABELS: usize = 6_000;
const ROUTES: usize = 20;
/// What a solved program takes, in labels.
const LOOK: usize = 100;
/// Routes that are driven at once: all shifts in so many steps, the others only above this part.
const STEPS: usize = 25;
const SURE: f64 = 0.6;
/// Pricing is for what has become dearer by this part of the gap.
const DEARER: f64 = 0.02;
/// What a visit that is served already is worth to others: less than nothing keeps it out of play.
const TABOO: Units = -1;

/// What is decided on the way down.
#[derive(Default)]
struct Way {
    driven: Vec<usize>,
    killed: Vec<usize>,
    /// Jobs that are served.
    served: Vec<usize>,
}

/// How a dive ended.
enum End {
    /// Nothing better than the best plan can come of it, or a plan was found.
    Done,
    /// The program has no solution any more, or was told to stop.
    Stuck,
}

impl Lane<'_, '_> {
    /// Dives so often; each forbids the first routes of those before it. `None` where it was told
    /// to stop.
    pub(super) fn plunge(&mut self, dives: usize) -> Option<()> {
        for _ in 0..dives {
            let firsts = self.firsts.clone();
            firsts.iter().for_each(|&c| self.master.allow(c, false));
            let mut way = Way::default();
            let end = self.down(&mut way);
            way.killed.iter().chain(&firsts).for_each(|&c| self.master.allow(c, true));
            way.served.iter().for_each(|&job| self.master.spare(job, true));
            if self.over() {
                return None;
            }
            match (end, way.driven.first()) {
                (End::Done, Some(&first)) => self.firsts.push(first),
                _ => break,
            }
        }
        Some(())
    }

    fn down(&mut self, way: &mut Way) -> End {
        let mut dead = vec![false; self.master.columns.len()];
        self.firsts.iter().for_each(|&c| dead[c] = true);
        let shifts: usize = self.graphs.iter().map(|g| g.shifts.len()).sum();
        let mut before = 0.0;
        loop {
            let Some(point) = self.look_around(way, &mut before) else { return End::Stuck };
            dead.resize(self.master.columns.len(), false);
            if point.cost >= self.partner.incumbent().0 as f64 {
                return End::Done;
            }
            let open = |c: &usize| {
                let x = point.values[*c];
                x > WHOLE && !way.driven.contains(c) && !comes_back(&self.master.columns[*c].visits)
            };
            let mut open: Vec<usize> = (0..point.values.len()).filter(open).collect();
            open.sort_by(|&a, &b| point.values[b].total_cmp(&point.values[a]).then(a.cmp(&b)));
            let part = |c: &usize| point.values[*c] < 1.0 - WHOLE;
            let whole = open.iter().position(part).unwrap_or(open.len());
            if whole == open.len() {
                self.offer_mix(&point);
                return End::Done;
            }
            // The first of those used in part is the one that the next dive forbids.
            let more = open[whole + 1..].iter().take_while(|c| point.values[**c] >= SURE);
            let more = more.take(shifts / STEPS);
            for &c in [open[whole]].iter().chain(&open[..whole]).chain(more) {
                if !dead[c] && self.has_free_shift(self.master.columns[c].graph, way) {
                    self.drive(c, way, &mut dead);
                }
            }
        }
    }

    /// The best mix with what is driven, after some pricing where it has become dearer.
    fn look_around(&mut self, way: &Way, before: &mut f64) -> Option<Point> {
        let mut point = self.master.solve_again()?;
        let gap = self.partner.incumbent().0 as f64 - *before;
        for _ in 0..PRICINGS {
            self.made += LOOK;
            if self.over() {
                return None;
            }
            if point.cost - *before < DEARER * gap {
                break;
            }
            let mut duals = point.duals.clone();
            for &job in &way.served {
                duals.visit[self.problem.jobs[job].first_visit as usize] = TABOO;
            }
            let taboo = Point { duals, values: Vec::new(), cost: 0.0 };
            let mut new = self.fetch(&taboo);
            if new == 0 {
                let labels = LABELS.min(self.effort.labels);
                let (rule, below) = (Rule::Quick, -self.master.tolerance());
                let ask = Ask { rule, below, most: ROUTES, arcs: LEGS, ..self.ask(labels) };
                new = self.price_these(&taboo, &ask, &self.with_free_shifts(way))?.new;
            }
            if new == 0 {
                break;
            }
            point = self.master.solve()?;
        }
        *before = point.cost;
        Some(point)
    }

    /// The classes that have a shift left.
    fn with_free_shifts(&self, way: &Way) -> Vec<usize> {
        (0..self.graphs.len()).filter(|&g| self.has_free_shift(g as u32, way)).collect()
    }

    fn has_free_shift(&self, graph: u32, way: &Way) -> bool {
        let taken = way.driven.iter().filter(|&&c| self.master.columns[c].graph == graph).count();
        taken < self.graphs[graph as usize].shifts.len()
    }

    /// Takes a route for good: no other has its visits.
    fn drive(&mut self, route: usize, way: &mut Way, dead: &mut [bool]) {
        let visits = self.master.columns[route].visits.clone();
        way.driven.push(route);
        for c in (0..dead.len()).filter(|c| *c != route) {
            let meets = self.master.columns[c].visits.iter().any(|v| visits.contains(v));
            if meets && !dead[c] {
                dead[c] = true;
                way.killed.push(c);
                self.master.allow(c, false);
            }
        }
        for v in visits {
            let job = self.problem.visits[v as usize].job as usize;
            way.served.push(job);
            self.master.spare(job, false);
        }
    }

    /// Offers a mix of whole routes, each visit on the first of them.
    fn offer_mix(&mut self, point: &Point) {
        let used: Vec<usize> = (0..point.values.len()).filter(|&c| point.values[c] > 0.5).collect();
        let Some(mut solution) = self.plan_of(&self.master.columns, &used) else { return };
        let mut seen = vec![false; self.problem.visits.len()];
        for route in &mut solution.routes {
            route.retain(|&v| !std::mem::replace(&mut seen[v as usize], true));
        }
        let cost = solution.cost(self.problem).and_then(|cost| Units::try_from(cost).ok());
        if let Some(cost) = cost.filter(|cost| *cost < self.partner.incumbent().0) {
            self.partner.offer(solution, cost);
        }
    }
}
