//! Who uses which shared resource when, as far as the state has planned it.
//!
//! A planned visit that uses a resource has one moment for its start. So what it uses is known, and
//! a list for each resource and date says what one more use would cost, and whether it can be.

use super::state::{NOWHERE, State};
use crate::model::problem::Problem;
use crate::model::resources::{Bill, Taken};
use crate::units::{Millis, Units};
use smallvec::SmallVec;

/// The uses of a plan by resource and date, and what they cost. Empty where nobody uses any.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    lists: Vec<Vec<Taken>>,
    bills: Vec<Bill>,
    /// Uses that are too many, in all lists.
    clashes: u32,
    /// What the move has changed, in order: the list, the use, whether it came, the bill before.
    saved: Vec<(u32, Taken, bool, Bill)>,
}

impl Ledger {
    pub fn empty(problem: &Problem) -> Ledger {
        if problem.resources.is_empty() {
            return Ledger::default();
        }
        let many = problem.resources.cells();
        Ledger {
            lists: vec![Vec::new(); many],
            bills: vec![Bill::default(); many],
            ..Ledger::default()
        }
    }

    /// What all of it costs.
    pub fn cost(&self) -> Units {
        self.bills.iter().map(|b| b.units).sum()
    }

    /// Whether more of a resource is used than there is.
    pub fn clashes(&self) -> bool {
        self.clashes > 0
    }

    /// The uses of a resource on a date.
    pub fn list(&self, cell: usize) -> &[Taken] {
        &self.lists[cell]
    }

    /// Puts a use in or takes it out; what that costs more.
    fn change(&mut self, problem: &Problem, taken: Taken, resource: u32, comes: bool) -> Units {
        let cell = problem.resources.cell(resource, taken.from);
        let list = &mut self.lists[cell];
        match (list.binary_search(&taken), comes) {
            (Err(at), true) => list.insert(at, taken),
            (Ok(at), false) => {
                list.remove(at);
            }
            _ => debug_assert!(false, "a use comes once and goes once"),
        }
        let bill = problem.resources.bill(resource as usize, list);
        let before = std::mem::replace(&mut self.bills[cell], bill);
        self.clashes = self.clashes + bill.clashes - before.clashes;
        self.saved.push((cell as u32, taken, comes, before));
        bill.units - before.units
    }

    pub(super) fn commit(&mut self) {
        self.saved.clear();
    }

    pub(super) fn rollback(&mut self) {
        while let Some((cell, taken, came, before)) = self.saved.pop() {
            let list = &mut self.lists[cell as usize];
            match (list.binary_search(&taken), came) {
                (Ok(at), true) => {
                    list.remove(at);
                }
                (Err(at), false) => list.insert(at, taken),
                _ => debug_assert!(false, "what came is there, and what went is not"),
            }
            let bill = std::mem::replace(&mut self.bills[cell as usize], before);
            self.clashes = self.clashes + before.clashes - bill.clashes;
        }
    }

    /// Whether two ledgers hold the same, whatever their moves have changed.
    pub fn same(&self, other: &Ledger) -> bool {
        let own = (&self.lists, &self.bills, self.clashes);
        own == (&other.lists, &other.bills, other.clashes)
    }
}

impl State<'_> {
    /// Notes the uses of a visit that has come into a route, or strikes those of one that leaves.
    pub(super) fn book(&mut self, visit: u32, comes: bool) {
        let resources = &self.problem.resources;
        if resources.is_empty() || !resources.uses(visit) {
            return;
        }
        let start = self.window(visit as usize).map_or(Millis::MIN / 2, |span| span.0);
        for one in resources.of_visit(visit) {
            let taken = resources.taken(visit, one, start);
            self.cost += self.ledger.change(self.problem, taken, one.resource, comes);
        }
    }

    /// The uses of a resource on a date, as planned.
    pub fn uses_in(&self, cell: usize) -> &[Taken] {
        self.ledger.list(cell)
    }

    /// What the uses of a visit that is in no route cost at the least if it starts in one of the
    /// intervals; `None` where one of them finds no room on any date.
    pub fn hire_floor(&self, visit: u32, own: &[(Millis, Millis)]) -> Option<Units> {
        let resources = &self.problem.resources;
        let (low, high) = (own.first()?.0, own.last()?.1);
        let mut floor: Units = 0;
        for one in resources.of_visit(visit) {
            let span = (low + one.offset, high + one.offset);
            let first = resources.cell(one.resource, span.0);
            let last = resources.cell(one.resource, span.1);
            let least = |c: usize| resources.least(one, &self.ledger.lists[c], span);
            floor = floor.saturating_add((first..=last).filter_map(least).min()?);
        }
        Some(floor)
    }

    /// What the uses of a visit that is in no route would cost if it started at `start`; `None`
    /// where there is no unit free.
    pub fn hire_cost(&self, visit: u32, start: Millis) -> Option<Units> {
        let resources = &self.problem.resources;
        let mut more = 0;
        for one in resources.of_visit(visit) {
            let taken = resources.taken(visit, one, start);
            let cell = resources.cell(one.resource, taken.from);
            let mut list: SmallVec<[Taken; 16]> = SmallVec::from_slice(&self.ledger.lists[cell]);
            let at = list.partition_point(|t| *t < taken);
            list.insert(at, taken);
            let (old, new) =
                (self.ledger.bills[cell], resources.bill(one.resource as usize, &list));
            if new.clashes > old.clashes {
                return None;
            }
            more += new.units - old.units;
        }
        Some(more)
    }

    /// Starts of a visit at which the price of its uses can bend, near the intervals given.
    pub fn hire_bends(&self, visit: u32, own: &[(Millis, Millis)], out: &mut Vec<Millis>) {
        let resources = &self.problem.resources;
        let (Some(first), Some(last)) = (own.first(), own.last()) else { return };
        for one in resources.of_visit(visit) {
            let low = resources.day(first.0 + one.offset);
            let high = resources.day(last.1 + one.offset);
            let begin = resources.cell(one.resource, first.0 + one.offset);
            for cell in begin..=begin + (high - low) {
                resources.bends(one, &self.ledger.lists[cell], out);
            }
        }
    }

    /// Whether the ledger is what the planned visits make it.
    pub fn ledger_holds(&self) -> bool {
        self.ledger.same(&self.ledger_anew())
    }

    /// The ledger as the planned visits make it, counted anew.
    pub fn ledger_anew(&self) -> Ledger {
        let (problem, mut ledger) = (self.problem, Ledger::empty(self.problem));
        if problem.resources.is_empty() {
            return ledger;
        }
        for v in (0..problem.visits.len() as u32).filter(|v| self.shift_of[*v as usize] != NOWHERE)
        {
            let start = self.window(v as usize).map_or(Millis::MIN / 2, |span| span.0);
            for one in problem.resources.of_visit(v) {
                let taken = problem.resources.taken(v, one, start);
                ledger.change(problem, taken, one.resource, true);
            }
        }
        ledger.saved.clear();
        ledger
    }
}
