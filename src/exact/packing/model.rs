//! The packing itself: columns, rows and what the solver answered.

use super::whole::{self, Before};
use crate::exact::highs::{Limits, Mip};
use crate::model::problem::Problem;
use crate::model::schedule::schedule;
use crate::model::solution::{Solution, route_units};
use crate::units::{UNITS_PER_MINOR, Units};
use highs::Col;
use std::collections::{BTreeMap, BTreeSet};

/// The largest coefficient of the objective.
const LARGEST: f64 = 1e7;

/// By shift: its route has a visit of a linked job and stays as it is.
fn kept(problem: &Problem, incumbent: &Solution) -> Vec<bool> {
    let linked = |v: u32| !problem.jobs[problem.visits[v as usize].job as usize].is_free();
    incumbent.routes.iter().map(|route| problem.served(route).any(linked)).collect()
}

/// By visit: it is of a linked job or stands on a route that stays. No column may have it.
pub fn staying(problem: &Problem, incumbent: &Solution) -> Vec<bool> {
    let job = |v: usize| &problem.jobs[problem.visits[v].job as usize];
    let mut stays: Vec<bool> = (0..problem.of_jobs()).map(|v| !job(v).is_free()).collect();
    // A call is nobody's.
    stays.resize(problem.visits.len(), false);
    for (route, _) in incumbent.routes.iter().zip(kept(problem, incumbent)).filter(|(_, k)| *k) {
        problem.served(route).for_each(|v| stays[v as usize] = true);
    }
    stays
}

/// A route that any shift of a team class can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// [`crate::model::problem::Shift::team_class`].
    pub class: u32,
    /// In order, its call with them; no visit of a linked job.
    pub visits: Vec<u32>,
    /// The exact cost of the route, the price of the day included where its shifts are the only
    /// ones of their crew's day. Where a crew has two shifts on one date the day is priced apart.
    pub cost: Units,
}

/// Packs the columns and the incumbent's own routes; `None` where nothing better was found.
pub fn pack(
    problem: &Problem,
    columns: &[Column],
    incumbent: &Solution,
    limits: &Limits,
) -> Option<Solution> {
    let before = incumbent.cost(problem)?;
    let pack = Pack::of(problem, columns, incumbent)?;
    let chosen = pack.choose(limits)?;
    let solution = pack.assign(incumbent, &chosen);
    let after = solution.cost(problem)?;
    (after < before && problem.whole.holds(problem, &solution)).then_some(solution)
}

struct Pack<'p> {
    problem: &'p Problem<'p>,
    /// By shift: it keeps the incumbent's route.
    kept: Vec<bool>,
    /// The best column of every class and set of visits, in the order of the two.
    pool: Vec<Column>,
    /// Whether the incumbent uses it, how often.
    first: Vec<u32>,
    /// By day group: it is priced apart, because it has several shifts.
    shared: Vec<bool>,
    /// What quotas, buffers and loads have of the incumbent.
    before: Before,
}

impl<'p> Pack<'p> {
    fn of(problem: &'p Problem, columns: &[Column], incumbent: &Solution) -> Option<Pack<'p>> {
        let kept = kept(problem, incumbent);
        let stays = staying(problem, incumbent);
        let shared = problem.shared_days();
        let open = |route: &[u32]| route.iter().all(|v| !stays[*v as usize]);
        let mut best: BTreeMap<(u32, Vec<u32>), (Column, u32)> = BTreeMap::new();
        for column in columns.iter().filter(|c| !c.visits.is_empty() && open(&c.visits)) {
            keep(problem, &mut best, column.clone(), 0);
        }
        for (s, route) in incumbent.routes.iter().enumerate() {
            if !kept[s] && !route.is_empty() {
                let times = schedule(problem, s, route, &|_| None)?;
                let shift = &problem.shifts[s];
                let alone = !shared[shift.day_group as usize];
                let day = if alone { shift.day_cost } else { 0 };
                let cost = route_units(problem, s, route, &times) + day;
                let column = Column { class: shift.team_class, visits: route.clone(), cost };
                keep(problem, &mut best, column, 1);
            }
        }
        let (pool, first) = best.into_values().unzip();
        let mut rest = incumbent.routes.clone();
        rest.iter_mut().zip(&kept).filter(|(_, kept)| !**kept).for_each(|(r, _)| r.clear());
        let sums = |routes: &[Vec<u32>]| problem.whole.sums(problem, routes);
        let before = Before { kept: sums(&rest), all: sums(&incumbent.routes) };
        Some(Pack { problem, kept, pool, first, shared, before })
    }

    /// The free shifts of every class.
    fn teams(&self) -> BTreeMap<u32, Vec<usize>> {
        let mut teams: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (s, shift) in self.problem.shifts.iter().enumerate().filter(|(s, _)| !self.kept[*s]) {
            teams.entry(shift.team_class).or_default().push(s);
        }
        teams
    }

    /// The columns of the best packing.
    fn choose(&self, limits: &Limits) -> Option<Vec<usize>> {
        let mut mip = Mip::default();
        let mut by_class: BTreeMap<u32, Vec<(Col, f64)>> = BTreeMap::new();
        let mut by_visit: BTreeMap<u32, Vec<(Col, f64)>> = BTreeMap::new();
        let (nets, unit) = self.nets();
        let mut pool: Vec<(Col, &Column)> = Vec::with_capacity(self.pool.len());
        for (column, net) in self.pool.iter().zip(nets) {
            let col = mip.column(net as f64 / unit, 0.0..=1.0, true);
            pool.push((col, column));
            by_class.entry(column.class).or_default().push((col, 1.0));
            for v in self.problem.served(&column.visits) {
                by_visit.entry(v).or_default().push((col, 1.0));
            }
        }
        let teams = self.teams();
        for (class, terms) in &by_class {
            let shifts = teams.get(class).map_or(0, Vec::len);
            mip.row(f64::NEG_INFINITY..=shifts as f64, terms);
        }
        for terms in by_visit.values() {
            mip.row(f64::NEG_INFINITY..=1.0, terms);
        }
        let mut first: Vec<f64> = self.first.iter().map(|n| f64::from(*n)).collect();
        self.days(&mut mip, &by_class, &teams, (&mut first, unit));
        let one = teams.iter().map(|(class, shifts)| (*class, shifts[0])).collect();
        let first_values = (&mut first, unit);
        whole::rows(self.problem, &mut mip, &pool, &one, &self.before, first_values);
        let answer = mip.solve(Some(&first), limits)?;
        let chosen = (0..self.pool.len()).filter(|&c| answer.values[c] > 0.5);
        Some(chosen.collect())
    }

    /// What each column costs less what serving its jobs saves, subtracted before anything is
    /// rounded; and the unit that keeps the largest at a size at which the solver's tolerances mean
    /// something.
    fn nets(&self) -> (Vec<i128>, f64) {
        let problem = self.problem;
        // A job that the incumbent serves is worth no more than all routes cost: dropping it could
        // not save more. Without this the price of a mandatory job would drown everything else in
        // rounding.
        let used = || self.pool.iter().zip(&self.first).filter(|(_, n)| **n > 0);
        let most = used().map(|(c, n)| c.cost * Units::from(*n)).sum::<Units>() + UNITS_PER_MINOR;
        let served: BTreeSet<u32> = used().flat_map(|(c, _)| problem.served(&c.visits)).collect();
        let price = |v: u32| {
            let price = problem.jobs[problem.visits[v as usize].job as usize].price;
            if served.contains(&v) { price.min(most) } else { price }
        };
        let net = |c: &Column| {
            let prices = problem.served(&c.visits).map(|v| i128::from(price(v)));
            i128::from(c.cost) - prices.sum::<i128>()
        };
        let nets: Vec<i128> = self.pool.iter().map(net).collect();
        let largest = nets.iter().map(|n| n.abs()).max().unwrap_or(0);
        (nets, (largest as f64 / LARGEST).max(UNITS_PER_MINOR as f64))
    }

    /// A column for each crew's day of several shifts, paid once if any of them is used. Such
    /// shifts are classes of their own wherever the day has a price.
    fn days(
        &self,
        mip: &mut Mip,
        by_class: &BTreeMap<u32, Vec<(Col, f64)>>,
        teams: &BTreeMap<u32, Vec<usize>>,
        (first, unit): (&mut Vec<f64>, f64),
    ) {
        let problem = self.problem;
        // `None`: a route that is kept pays for the day.
        let mut days: BTreeMap<u32, Option<(Col, usize)>> = BTreeMap::new();
        for (s, shift) in problem.shifts.iter().enumerate() {
            if self.kept[s] && self.shared[shift.day_group as usize] {
                days.insert(shift.day_group, None);
            }
        }
        for (class, shifts) in teams {
            let shift = &problem.shifts[shifts[0]];
            let priced = shift.day_cost > 0 && self.shared[shift.day_group as usize];
            let Some(terms) = by_class.get(class).filter(|_| priced) else { continue };
            let day = *days.entry(shift.day_group).or_insert_with(|| {
                first.push(0.0);
                let price = shift.day_cost as f64 / unit;
                Some((mip.column(price, 0.0..=1.0, true), first.len() - 1))
            });
            let Some((day, at)) = day else { continue };
            let used = |(c, column): (usize, &Column)| column.class == *class && self.first[c] > 0;
            if self.pool.iter().enumerate().any(used) {
                first[at] = 1.0;
            }
            let mut row = terms.clone();
            row.push((day, -1.0));
            mip.row(f64::NEG_INFINITY..=0.0, &row);
        }
    }

    /// Gives the chosen columns to the free shifts of their classes.
    fn assign(&self, incumbent: &Solution, chosen: &[usize]) -> Solution {
        let mut solution = incumbent.clone();
        for (s, route) in solution.routes.iter_mut().enumerate() {
            if !self.kept[s] {
                route.clear();
            }
        }
        let mut teams = self.teams();
        let mut rest = Vec::new();
        // A route that stays the same stays with its shift.
        for &c in chosen {
            let (column, team) = (&self.pool[c], teams.get_mut(&self.pool[c].class));
            let same = |s: &usize| incumbent.routes[*s] == column.visits;
            match team.and_then(|t| Some(t.remove(t.iter().position(same)?))) {
                Some(s) => solution.routes[s] = column.visits.clone(),
                None => rest.push(column),
            }
        }
        for column in rest {
            if let Some(free) = teams.get_mut(&column.class).filter(|t| !t.is_empty()) {
                solution.routes[free.remove(0)] = column.visits.clone();
            }
        }
        solution
    }
}

/// Of two sequences of one class over the same visits the cheaper one counts.
fn keep(
    problem: &Problem,
    best: &mut BTreeMap<(u32, Vec<u32>), (Column, u32)>,
    column: Column,
    first: u32,
) {
    let mut set: Vec<u32> = problem.served(&column.visits).collect();
    set.sort_unstable();
    let cell = best.entry((column.class, set)).or_insert_with(|| (column.clone(), 0));
    cell.1 += first;
    if column.cost < cell.0.cost {
        cell.0 = column;
    }
}
