//! What vans hold at the start of a shift, and the call at the warehouse that fills them up.
//!
//! The call is a visit of no job, the last of [`super::problem::Problem::visits`]. It may stand
//! once in any route. Before it (in a route without it: anywhere) a visit needs its tools in the
//! van, and parts only go down; behind it there is enough of everything.

use super::clock::ALWAYS;
use super::problem::{LoadDim, Visit};
use crate::intake::case::Case;
use crate::rules::Tables;
use crate::units::Millis;
use smallvec::SmallVec;

/// The job of a call.
pub const NO_JOB: u32 = u32::MAX;

pub struct Stock {
    /// The call, as a visit.
    pub call: u32,
    /// Shift by visit: the van lacks a tool of it, or begins with fewer parts than it uses.
    lacks: Vec<bool>,
    /// Uses by visit, and what each shift's van begins with.
    parts: Vec<LoadDim>,
}

impl Stock {
    /// The stock of a case with a warehouse; adds the call to its visits.
    pub fn of(case: &Case, tables: &Tables, visits: &mut Vec<Visit>) -> Option<Stock> {
        let warehouse = case.warehouse.as_ref()?;
        let call = visits.len();
        let parts: Vec<LoadDim> = tables
            .parts
            .iter()
            .map(|p| LoadDim { by_visit: p.by_visit.clone(), cap: p.cap.clone() })
            .collect();
        let lacks = |s: usize, v: usize| {
            let tool = tables.lacking.get(s * call + v).is_some_and(|lacking| *lacking);
            tool || parts.iter().any(|p| p.by_visit[v] > p.cap[s])
        };
        let each = (0..case.shifts.len()).flat_map(|s| (0..call).map(move |v| (s, v)));
        let lacks = each.map(|(s, v)| lacks(s, v)).collect();
        visits.push(Visit {
            job: NO_JOB,
            place: warehouse.place,
            duration: warehouse.duration,
            break_inside: false,
            finish: Millis::MAX,
            leg_open: case.now.unwrap_or(ALWAYS),
            due: None,
            late: None,
            promise: None,
            not_preferred: None,
            order: None,
        });
        Some(Stock { call: call as u32, lacks, parts })
    }

    /// Uses by visit of a job, and what each shift's van begins with, by part.
    pub fn parts(&self) -> &[LoadDim] {
        &self.parts
    }

    /// Whether the visit needs no call on the shift, as far as it goes alone.
    #[inline]
    pub fn is_held(&self, shift: usize, visit: u32) -> bool {
        !self.lacks[shift * self.call as usize + visit as usize]
    }

    /// How many of these visits, from the first on, the van can make before a call.
    pub fn reach(&self, shift: usize, visits: impl IntoIterator<Item = u32>) -> usize {
        let mut left = self.left(shift);
        visits.into_iter().take_while(|&v| self.take(shift, v, &mut left)).count()
    }

    /// What the van begins the shift with, by part.
    pub fn left(&self, shift: usize) -> SmallVec<[i64; 8]> {
        self.parts.iter().map(|p| p.cap[shift]).collect()
    }

    /// Takes what the visit uses; `false` where the van does not hold what it needs.
    pub fn take(&self, shift: usize, visit: u32, left: &mut [i64]) -> bool {
        let held = self.is_held(shift, visit);
        held && self.parts.iter().zip(left).all(|(part, left)| {
            *left -= part.by_visit[visit as usize];
            *left >= 0
        })
    }

    /// Gives back what a visit has taken.
    pub fn give_back(&self, visit: u32, left: &mut [i64]) {
        for (part, left) in self.parts.iter().zip(left) {
            *left += part.by_visit[visit as usize];
        }
    }

    /// Whether the van holds what it needs all along a route, which calls once at most.
    pub fn suffices(&self, shift: usize, route: &[u32]) -> bool {
        let is_call = |v: &u32| *v == self.call;
        let call = route.iter().position(is_call);
        let early = &route[..call.unwrap_or(route.len())];
        let once = call.is_none_or(|c| !route[c + 1..].iter().any(is_call));
        once && self.reach(shift, early.iter().copied()) == early.len()
    }

    /// Whether two shifts begin with the same, as far as any visit can tell.
    pub fn same(&self, a: usize, b: usize) -> bool {
        let visits = 0..self.call;
        visits.into_iter().all(|v| self.is_held(a, v) == self.is_held(b, v))
            && self.parts.iter().all(|p| p.cap[a] == p.cap[b])
    }
}
