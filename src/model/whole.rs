//! What holds for the plan as a whole: quotas, buffers and fairness.
//!
//! A quota counts visits, a buffer adds up the time that routes are busy; both do so for groups of
//! shifts, here numbered through over all of them as cells. Fairness compares the loads of crews.
//! The slow truth about a solution is here; the search keeps the same sums as it goes.

use super::problem::{Leg, Problem};
use super::schedule::legs;
use super::solution::Solution;
use crate::rules::Tables;
use crate::rules::tables::Fair;
use crate::units::{Millis, Units};

/// No cell.
pub const NO_CELL: u32 = u32::MAX;

#[derive(Default)]
pub struct Whole {
    pub quotas: Vec<Quota>,
    /// By cell, the most visits.
    pub caps: Vec<i64>,
    pub buffers: Vec<Buffer>,
    /// By cell, the most busy time.
    pub rooms: Vec<Millis>,
    pub fair: Option<Fair>,
    /// By visit, the quotas that count it.
    of_visit: Vec<Vec<u32>>,
    /// By shift, the buffers that count it, with the cell.
    of_shift: Vec<Vec<(u32, u32)>>,
}

pub struct Quota {
    pub rule: &'static str,
    pub name: String,
    by_visit: Vec<bool>,
    /// By shift, [`NO_CELL`] where it does not count.
    cell: Vec<u32>,
}

pub struct Buffer {
    pub name: String,
    /// By visit: neither it nor the legs that touch it count.
    pub spared: Vec<bool>,
}

/// Moves groups of shifts to the numbers after those that are taken.
fn cells(group: &[Option<u32>], taken: usize) -> Vec<u32> {
    group.iter().map(|g| g.map_or(NO_CELL, |g| g + taken as u32)).collect()
}

impl Whole {
    /// For so many visits: a call is counted by no quota.
    pub fn of(tables: &mut Tables, visits: usize) -> Whole {
        let mut whole = Whole { fair: tables.fair.take(), ..Whole::default() };
        for quota in std::mem::take(&mut tables.quotas) {
            let mut by_visit = quota.by_visit;
            let all = by_visit.iter().filter(|counts| **counts).count() as i64;
            if quota.caps.iter().all(|cap| *cap >= all) {
                continue;
            }
            by_visit.resize(visits, false);
            let cell = cells(&quota.group, whole.caps.len());
            whole.caps.extend(quota.caps);
            whole.quotas.push(Quota { rule: quota.rule, name: quota.name, by_visit, cell });
        }
        for (b, buffer) in std::mem::take(&mut tables.buffers).into_iter().enumerate() {
            let mut spared = buffer.spared;
            spared.resize(visits, false);
            whole.of_shift.resize(buffer.group.len(), Vec::new());
            for (s, cell) in cells(&buffer.group, whole.rooms.len()).into_iter().enumerate() {
                whole.of_shift[s].extend((cell != NO_CELL).then_some((b as u32, cell)));
            }
            whole.rooms.extend(buffer.room);
            whole.buffers.push(Buffer { name: buffer.name, spared });
        }
        if !whole.quotas.is_empty() {
            let of = |v: usize| {
                let all = whole.quotas.iter().enumerate();
                all.filter(|(_, q)| q.by_visit[v]).map(|(q, _)| q as u32).collect()
            };
            whole.of_visit = (0..visits).map(of).collect();
        }
        whole
    }

    /// Whether no request for it was made.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.quotas.is_empty() && self.buffers.is_empty() && self.fair.is_none()
    }

    /// Where a visit counts on a shift: the quota and its cell.
    #[inline]
    pub fn counted(&self, shift: usize, visit: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let quotas = self.of_visit.get(visit as usize).into_iter().flatten();
        let each = quotas.map(move |&q| (q, self.quotas[q as usize].cell[shift]));
        each.filter(|(_, cell)| *cell != NO_CELL)
    }

    /// Whether a cell is one of this quota's.
    pub fn has_cell(&self, quota: usize, cell: u32) -> bool {
        self.quotas[quota].cell.contains(&cell)
    }

    /// The buffers that the shift belongs to, with the cell.
    #[inline]
    pub fn buffers_of(&self, shift: usize) -> &[(u32, u32)] {
        self.of_shift.get(shift).map_or(&[], |list| list)
    }

    /// How long a route is busy as a buffer counts it.
    pub fn busy(&self, problem: &Problem, buffer: u32, visits: &[u32], legs: &[Leg]) -> Millis {
        let spared = &self.buffers[buffer as usize].spared;
        let (mut busy, mut before) = (0, false);
        for (&v, leg) in visits.iter().zip(legs) {
            let own = spared[v as usize];
            if !own {
                busy += problem.visits[v as usize].duration;
                busy += if before { 0 } else { leg.drive };
            }
            before = own;
        }
        let home = if before || visits.is_empty() { 0 } else { legs[visits.len()].drive };
        busy + home
    }

    /// Whether two shifts are the same in every quota and buffer.
    pub fn same(&self, a: usize, b: usize) -> bool {
        self.quotas.iter().all(|q| q.cell[a] == q.cell[b])
            && self.buffers_of(a) == self.buffers_of(b)
    }

    /// What routes add up to, one for each shift.
    pub fn sums(&self, problem: &Problem, routes: &[Vec<u32>]) -> Sums {
        let mut sums = Sums {
            counts: vec![0; self.caps.len()],
            busy: vec![0; self.rooms.len()],
            loads: self.fair.as_ref().map_or_else(Vec::new, |fair| fair.history.clone()),
        };
        if self.is_empty() {
            return sums;
        }
        for (s, route) in routes.iter().enumerate().filter(|(_, r)| !r.is_empty()) {
            for (_, cell) in route.iter().flat_map(|&v| self.counted(s, v)) {
                sums.counts[cell as usize] += 1;
            }
            let legs = legs(problem, s, route);
            for &(b, cell) in self.buffers_of(s) {
                sums.busy[cell as usize] += self.busy(problem, b, route, &legs);
            }
            let crew = sums.loads.get_mut(problem.shifts[s].crew as usize);
            if let (Some(fair), Some(Some(load))) = (&self.fair, crew) {
                *load += fair.load(problem, route, &legs);
            }
        }
        sums
    }

    /// Whether a solution keeps every quota and every buffer.
    pub fn holds(&self, problem: &Problem, solution: &Solution) -> bool {
        let sums = self.sums(problem, &solution.routes);
        sums.counts.iter().zip(&self.caps).all(|(count, cap)| count <= cap)
            && sums.busy.iter().zip(&self.rooms).all(|(busy, room)| busy <= room)
    }

    /// What the loads of a solution's crews cost.
    pub fn unfair(&self, problem: &Problem, solution: &Solution) -> i128 {
        let Some(fair) = &self.fair else { return 0 };
        let (low, high) = self.sums(problem, &solution.routes).extremes();
        i128::from(fair.rate) * i128::from(high - low)
    }
}

/// What routes add up to.
pub struct Sums {
    /// By cell of a quota.
    pub counts: Vec<i64>,
    /// By cell of a buffer.
    pub busy: Vec<Millis>,
    /// By crew; `None` where it is not compared.
    pub loads: Vec<Option<Millis>>,
}

impl Sums {
    /// The least and the largest load.
    pub fn extremes(&self) -> (Millis, Millis) {
        let loads = || self.loads.iter().flatten().copied();
        (loads().min().unwrap_or(0), loads().max().unwrap_or(0))
    }
}

impl Fair {
    /// What a route adds to the load of its crew.
    pub fn load(&self, problem: &Problem, visits: &[u32], legs: &[Leg]) -> Millis {
        let work = visits.iter().map(|&v| problem.visits[v as usize].duration).sum::<Millis>();
        work + if self.drive { legs.iter().map(|leg| leg.drive).sum() } else { 0 }
    }

    /// The same of a route whose sums are at hand.
    #[inline]
    pub fn weigh(&self, service: Millis, drive: Millis) -> Millis {
        service + if self.drive { drive } else { 0 }
    }

    /// What it costs that loads lie so far apart.
    #[inline]
    pub fn price(&self, apart: Millis) -> Units {
        self.rate * apart
    }
}
