//! Proof by enumeration: every sequence of every shift of a tiny problem, in integers only.
//!
//! For each shift the best exact cost of every set of visits comes from a depth-first walk over its
//! sequences, which carries the earned functions of the clock; sets are then dealt by dynamic
//! programming to the shifts of one crew's day, whose price is paid once, and to such days.

mod counted;

use crate::model::clock::ALWAYS;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use crate::model::stock::Stock;
use crate::model::timing::{self, Earned, Owed, Rates};
use crate::units::{Metres, Millis, Units};

/// The most visits and shifts that are tried.
pub const MOST_VISITS: usize = 8;
pub const MOST_SHIFTS: usize = 6;

/// The best plan and its exact cost in units, which is then proven to be the least: `None` where
/// the problem is too large, its jobs are linked, or routes hang together otherwise.
pub fn prove(problem: &Problem) -> Option<(Solution, i128)> {
    let (visits, shifts) = (problem.of_jobs(), problem.shifts.len());
    let whole = &problem.whole;
    // Of routes over one set the cheapest is kept: buffers and loads may ask for another.
    let sums = !whole.buffers.is_empty() || whole.fair.is_some();
    let apart = !problem.linked && problem.worst_rate == 0 && !sums;
    let counted = whole.caps.len() <= counted::MOST_CELLS;
    if visits > MOST_VISITS || shifts > MOST_SHIFTS || !apart || !counted {
        return None;
    }
    let mut tables: Vec<Table> = Vec::with_capacity(shifts);
    for s in 0..shifts {
        let class = problem.shifts[s].team_class;
        let twin = (0..s).find(|&o| problem.shifts[o].team_class == class);
        let table = twin.map_or_else(|| Walk::table(problem, s), |o| tables[o].clone());
        tables.push(table);
    }
    let (solution, units) = deal(problem, &tables)?;
    // The slow road must agree, or something is wrong that no proof may rest on.
    let right = solution.cost(problem) == Some(units) && whole.holds(problem, &solution);
    right.then_some((solution, units))
}

/// For every set of visits, as bits: the least cost of a route over it, the price of the day apart,
/// and the sequence.
type Table = Vec<Option<(Units, Vec<u32>)>>;

/// A walk over the sequences of one shift.
struct Walk<'p> {
    problem: &'p Problem<'p>,
    shift: usize,
    rates: Rates<i64>,
    home: Owed<i64>,
    table: Table,
    route: Vec<u32>,
}

/// Sums over a route so far, without the way home.
#[derive(Clone, Copy)]
struct Sums {
    set: usize,
    units: Units,
    drive: Millis,
    metres: Metres,
    /// The highest order so far.
    order: u32,
    /// Whether the van has called at the warehouse.
    called: bool,
}

impl Walk<'_> {
    fn table(problem: &Problem, shift: usize) -> Table {
        let clock = &problem.shifts[shift].clock;
        let rates = Rates::plain(clock);
        let mut walk = Walk {
            problem,
            shift,
            rates,
            home: timing::home(clock, &rates),
            table: vec![None; 1 << problem.of_jobs()],
            route: Vec::new(),
        };
        walk.table[0] = Some((0, Vec::new()));
        let none = Sums { set: 0, units: 0, drive: 0, metres: 0, order: 0, called: false };
        walk.extend(&timing::depart(clock, &rates), none);
        walk.table
    }

    /// Tries every visit that is not in the route at its end.
    fn extend(&mut self, ready: &Earned<i64>, sums: Sums) {
        for v in 0..self.problem.visits.len() {
            let done = match self.problem.is_call(v as u32) {
                true => sums.called,
                false => sums.set & 1 << v != 0,
            };
            if !done
                && self.problem.allowed(self.shift, v)
                && let Some(next) = self.sums(v, sums)
            {
                self.add(v, ready, next);
            }
        }
    }

    /// The sums with one more visit; `None` where a limit is passed for good.
    fn sums(&self, v: usize, mut sums: Sums) -> Option<Sums> {
        let (problem, shift) = (self.problem, &self.problem.shifts[self.shift]);
        let visit = &problem.visits[v];
        if let Some(order) = visit.order {
            if order < sums.order || sums.set.count_ones() >= order {
                return None;
            }
            sums.order = order;
        }
        if problem.is_call(v as u32) {
            sums.called = true;
        } else {
            sums.set |= 1 << v;
        }
        let early = || self.route.iter().copied().chain([v as u32]);
        let held = |stock: &Stock| stock.reach(self.shift, early()) > self.route.len();
        if !sums.called && !problem.stock.as_ref().is_none_or(held) {
            return None;
        }
        let within = |dim: &crate::model::problem::LoadDim| {
            let all = (0..problem.of_jobs()).filter(|u| sums.set & 1 << u != 0);
            all.map(|u| dim.by_visit[u]).sum::<i64>() <= dim.cap[self.shift]
        };
        if !problem.loads.iter().all(within) {
            return None;
        }
        let from = self.route.last().map(|&u| problem.visits[u as usize].place).or(shift.start);
        let leg = problem.leg(from, Some(visit.place));
        sums.drive += leg.drive;
        sums.metres += leg.metres;
        sums.units += problem.fixed_cost(self.shift, v);
        (sums.drive <= shift.drive_cap).then_some(sums)
    }

    /// Adds a visit, prices the way home from it, and walks on.
    fn add(&mut self, v: usize, ready: &Earned<i64>, sums: Sums) {
        let (problem, shift) = (self.problem, &self.problem.shifts[self.shift]);
        let (clock, visit) = (&shift.clock, &problem.visits[v]);
        let from = self.route.last().map(|&u| problem.visits[u as usize].place).or(shift.start);
        let leg = problem.leg(from, Some(visit.place));
        let arrived = timing::drive(clock, ready, leg.drive, visit.leg_open);
        let spans = problem.spans(self.shift, v);
        let ready = timing::serve(clock, &arrived, visit, spans, &self.rates);
        if ready.iter().all(|f| f.is_empty()) {
            return;
        }
        self.route.push(v as u32);
        let back = problem.leg(Some(visit.place), shift.end);
        if sums.drive + back.drive <= shift.drive_cap {
            let home = timing::drive(clock, &ready, back.drive, ALWAYS);
            if let Some(time) = timing::join(clock, &home, &self.home) {
                let (drive, metres) = (sums.drive + back.drive, sums.metres + back.metres);
                let legs = drive * shift.drive_rate + metres * shift.metre_rate;
                if sums.set != 0 {
                    self.keep(sums.set, sums.units + time + legs);
                }
            }
        }
        self.extend(&ready, sums);
        self.route.pop();
    }

    fn keep(&mut self, set: usize, units: Units) {
        let old = &mut self.table[set];
        if old.as_ref().is_none_or(|o| units < o.0) {
            *old = Some((units, self.route.clone()));
        }
    }
}

/// After each table, by set of visits: the least cost of the set over the tables so far, and the
/// part of it that the last of them has.
type Layers = Vec<Vec<Option<(i128, usize)>>>;

/// Deals sets to tables in every way, one table after the other.
fn layers(tables: &[Vec<Option<i128>>], sets: usize) -> Layers {
    let mut out: Layers = vec![vec![None; sets]];
    out[0][0] = Some((0, 0));
    for table in tables {
        let last = &out[out.len() - 1];
        let mut next = vec![None; sets];
        for (set, cell) in next.iter_mut().enumerate() {
            let mut own = set;
            loop {
                if let (Some(cost), Some((before, _))) = (table[own], last[set & !own]) {
                    let total: i128 = before + cost;
                    if cell.is_none_or(|c: (i128, usize)| total < c.0) {
                        *cell = Some((total, own));
                    }
                }
                if own == 0 {
                    break;
                }
                own = (own - 1) & set;
            }
        }
        out.push(next);
    }
    out
}

/// The part of each table in the best deal of a set.
fn parts(layers: &Layers, mut set: usize) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for layer in layers[1..].iter().rev() {
        let own = layer[set].map_or(0, |cell| cell.1);
        out.push(own);
        set &= !own;
    }
    out.reverse();
    out
}

/// Deals the visits to the shifts at least cost; what is left over is paid for.
fn deal(problem: &Problem, tables: &[Table]) -> Option<(Solution, i128)> {
    let sets = 1usize << problem.of_jobs();
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); problem.day_groups];
    for s in 0..tables.len() {
        groups[problem.shifts[s].day_group as usize].push(s);
    }
    groups.retain(|shifts| !shifts.is_empty());
    let costs = |s: &usize| -> Vec<Option<i128>> {
        tables[*s].iter().map(|t| t.as_ref().map(|t| i128::from(t.0))).collect()
    };
    let inner: Vec<Layers> = groups
        .iter()
        .map(|shifts| layers(&shifts.iter().map(costs).collect::<Vec<_>>(), sets))
        .collect();
    let days = groups.iter().zip(&inner).map(|(shifts, inner)| {
        let price = i128::from(problem.shifts[shifts[0]].day_cost);
        let best = inner[inner.len() - 1].iter().enumerate();
        best.map(|(set, cell)| cell.map(|c| c.0 + if set == 0 { 0 } else { price })).collect()
    });
    let days: Vec<Vec<Option<i128>>> = days.collect();
    let left_out: Vec<i128> = (0..sets).map(|set| left_out(problem, set)).collect();
    let (units, own) = if problem.whole.quotas.is_empty() {
        let outer = layers(&days, sets);
        let ends = outer[outer.len() - 1].iter().zip(&left_out).enumerate();
        let priced = ends.filter_map(|(set, (cell, out))| Some((cell.as_ref()?.0 + out, set)));
        let (units, best) = priced.min().expect("serving nothing is always possible");
        (units, parts(&outer, best))
    } else {
        let days: Vec<_> = groups.iter().map(|shifts| shifts[0]).zip(days).collect();
        counted::deal(problem, &days, &left_out)?
    };
    let mut solution = Solution::empty(problem);
    for ((shifts, inner), set) in groups.iter().zip(&inner).zip(own) {
        for (&s, own) in shifts.iter().zip(parts(inner, set)) {
            solution.routes[s] = tables[s][own].as_ref().map(|t| t.1.clone()).unwrap_or_default();
        }
    }
    Some((solution, units))
}

/// The prices of the jobs that a set of visits leaves out.
fn left_out(problem: &Problem, set: usize) -> i128 {
    let out = problem.jobs.iter().filter(|j| set & 1 << j.first_visit == 0);
    out.map(|j| i128::from(j.price)).sum()
}
