//! Shared resources as the engines know them: who uses what, and what the uses of a date cost.
//!
//! All that hangs on the other uses is told by a list per resource and date, in the order in which
//! uses begin: [`Resources::bill`]. What a use may by itself (calendar, blocks, notice) is in the
//! start intervals of its visit already, so that every use lies on one date.

use super::schedule::Schedule;
use crate::intake::case::Case;
use crate::units::{Millis, UNITS_PER_MINOR, Units};
use smallvec::SmallVec;

/// All resources of a problem.
#[derive(Default)]
pub struct Resources {
    list: Vec<Resource>,
    /// By visit; empty where no job uses a resource.
    of: Vec<Vec<Use>>,
    /// The visits that use any.
    users: Vec<u32>,
    /// When each date begins.
    days: Vec<Millis>,
}

pub struct Resource {
    pub units: u32,
    /// A hire is paid for at least so long.
    minimum: Millis,
    per_call: Units,
    /// Units per millisecond.
    rate: Units,
    per_day: usize,
    blocks: Vec<Block>,
}

/// A block of one date with the most uses in it.
struct Block {
    from: Millis,
    to: Millis,
    most: usize,
}

/// One use of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    pub resource: u32,
    /// From the start of service.
    pub offset: Millis,
    pub lasts: Millis,
    pub units: u32,
}

/// A use with its time. The order is that in which units are given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    pub from: Millis,
    pub visit: u32,
    pub to: Millis,
    pub units: u32,
}

/// What the uses of a resource on one date come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    pub units: Units,
    /// How many uses are too many.
    pub clashes: u32,
}

/// One unit of a resource, hired for a date.
#[derive(Clone, Debug)]
pub struct Hire {
    pub from: Millis,
    /// The end of its last use.
    pub over: Millis,
    pub visits: Vec<u32>,
}

impl Resources {
    /// Empty where no job uses any.
    pub fn of(case: &Case) -> Resources {
        let used = case.jobs.iter().any(|j| !j.specs.resources.is_empty());
        if case.resources.is_empty() || !used {
            return Resources::default();
        }
        let uses = |v: usize| -> Vec<Use> {
            let each = case.uses_of(crate::ids::VisitId::new(v)).into_iter();
            let known = each.map(|(resource, offset, lasts, units)| Use {
                resource: resource as u32,
                offset,
                lasts,
                units: units as u32,
            });
            known.collect()
        };
        let many = |most: Option<i64>| most.map_or(usize::MAX, |most| most as usize);
        let resource = |r: &crate::intake::case::Resource| Resource {
            units: r.units as u32,
            minimum: r.minimum_hire,
            per_call: r.per_call * UNITS_PER_MINOR,
            rate: r.per_hour,
            per_day: many(r.per_day),
            blocks: r
                .blocks
                .iter()
                .map(|b| Block { from: b.from, to: b.to, most: many(b.most) })
                .collect(),
        };
        let of: Vec<Vec<Use>> = (0..case.visits.len()).map(uses).collect();
        let users = (0..of.len() as u32).filter(|v| !of[*v as usize].is_empty()).collect();
        Resources {
            list: case.resources.iter().map(resource).collect(),
            of,
            users,
            days: case.days.clone(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The uses of a visit.
    #[inline]
    pub fn of_visit(&self, visit: u32) -> &[Use] {
        self.of.get(visit as usize).map_or(&[], |uses| uses)
    }

    /// The visits that use any.
    pub fn users(&self) -> &[u32] {
        &self.users
    }

    /// Whether a visit uses any.
    #[inline]
    pub fn uses(&self, visit: u32) -> bool {
        !self.of_visit(visit).is_empty()
    }

    /// The date that a moment lies on, counted from the first of the horizon; what lies outside
    /// counts to the nearest.
    pub fn day(&self, t: Millis) -> usize {
        self.days.partition_point(|begin| *begin <= t).saturating_sub(1)
    }

    /// The list that a use from `t` on belongs to.
    pub fn cell(&self, resource: u32, t: Millis) -> usize {
        resource as usize * self.days.len() + self.day(t)
    }

    /// The resource whose uses a list holds, and the date.
    pub fn of_cell(&self, cell: usize) -> (usize, usize) {
        (cell / self.days.len(), cell % self.days.len())
    }

    pub fn cells(&self) -> usize {
        self.list.len() * self.days.len()
    }

    /// When a date begins, and when the next one does.
    pub fn date(&self, day: usize) -> (Millis, Millis) {
        let next = self.days.get(day + 1).copied();
        (self.days[day], next.unwrap_or(Millis::MAX))
    }

    pub fn get(&self, resource: usize) -> &Resource {
        &self.list[resource]
    }

    /// A use of a visit that starts at `start`.
    pub fn taken(&self, visit: u32, one: &Use, start: Millis) -> Taken {
        let from = start + one.offset;
        Taken { from, visit, to: from + one.lasts, units: one.units }
    }

    /// The uses of a planned list, sorted, and what is too much.
    pub fn bill(&self, resource: usize, taken: &[Taken]) -> Bill {
        let r = &self.list[resource];
        let (hires, mut clashes) = r.hires(taken);
        let cost = |h: &(Millis, Millis)| r.price(h.1 - h.0);
        let units = hires.iter().map(cost).fold(0, Units::saturating_add);
        clashes += taken.len().saturating_sub(r.per_day) as u32;
        let (Some(first), Some(last)) = (taken.first(), taken.last()) else {
            return Bill { units, clashes };
        };
        let near = |b: &&Block| b.most < taken.len() && b.to > first.from && b.from <= last.from;
        for block in r.blocks.iter().filter(near) {
            let own = taken.iter().filter(|t| block.from <= t.from && t.from < block.to).count();
            clashes += own.saturating_sub(block.most) as u32;
        }
        Bill { units, clashes }
    }

    /// What one more use that begins in an interval costs at the least; `None` where the date's
    /// uses, as listed, leave no room for it.
    pub fn least(
        &self,
        one: &Use,
        taken: &[Taken],
        (low, high): (Millis, Millis),
    ) -> Option<Units> {
        let r = &self.list[one.resource as usize];
        let open = |b: &Block| {
            let own = |t: &&Taken| b.from <= t.from && t.from < b.to;
            b.to > low && b.from <= high && taken.iter().filter(own).count() < b.most
        };
        if taken.len() >= r.per_day || !r.blocks.is_empty() && !r.blocks.iter().any(open) {
            return None;
        }
        let new = if taken.is_empty() { r.price(one.lasts) } else { 0 };
        Some(new.saturating_mul(Units::from(one.units)))
    }

    /// The hires of a sorted list, with the visits that each is for.
    pub fn hires(&self, taken: &[Taken]) -> Vec<Hire> {
        let mut out: Vec<Hire> = Vec::new();
        for t in taken {
            let mut left = t.units;
            for hire in out.iter_mut().filter(|h| h.over <= t.from) {
                if left == 0 {
                    break;
                }
                (hire.over, left) = (t.to, left - 1);
                hire.visits.push(t.visit);
            }
            for _ in 0..left {
                out.push(Hire { from: t.from, over: t.to, visits: vec![t.visit] });
            }
        }
        out
    }

    /// All uses of routes with their times, by list. A call is no visit of a job.
    pub fn lists(&self, routes: &[Vec<u32>], times: &[Option<Schedule>]) -> Vec<Vec<Taken>> {
        let mut lists = vec![Vec::new(); self.cells()];
        for (route, times) in routes.iter().zip(times) {
            let Some(times) = times else { continue };
            for (&v, stop) in route.iter().zip(&times.stops) {
                for one in self.of_visit(v) {
                    let taken = self.taken(v, one, stop.start);
                    lists[self.cell(one.resource, taken.from)].push(taken);
                }
            }
        }
        lists.iter_mut().for_each(|list| list.sort_unstable());
        lists
    }

    /// What all lists come to.
    pub fn total(&self, lists: &[Vec<Taken>]) -> (i128, u32) {
        let mut total = (0, 0);
        for (cell, list) in lists.iter().enumerate().filter(|(_, l)| !l.is_empty()) {
            let bill = self.bill(self.of_cell(cell).0, list);
            total = (total.0 + i128::from(bill.units), total.1 + bill.clashes);
        }
        total
    }

    /// Starts at which the price of a visit's uses can bend, or at which it begins to be possible:
    /// right behind another use, right before one, with one, and where a minimum hire ends.
    pub fn bends(&self, one: &Use, taken: &[Taken], out: &mut Vec<Millis>) {
        let minimum = self.list[one.resource as usize].minimum;
        for t in taken {
            let ends = [t.to, t.from, t.to - minimum, t.from + minimum];
            for end in ends {
                out.push(end - one.offset);
                out.push(end - one.offset - one.lasts);
            }
        }
    }
}

impl Resource {
    /// What a hire costs whose uses span so long a time.
    pub fn price(&self, span: Millis) -> Units {
        // Of plans that break rules a use may last for weeks.
        self.per_call.saturating_add(self.rate.saturating_mul(span.max(self.minimum)))
    }

    /// How long it is paid for.
    pub fn paid(&self, span: Millis) -> Millis {
        span.max(self.minimum)
    }

    /// By unit its first and its last moment, and how many uses find no unit free.
    fn hires(&self, taken: &[Taken]) -> (SmallVec<[(Millis, Millis); 8]>, u32) {
        let mut out = SmallVec::new();
        let (mut clashes, mut begun) = (0, 0u64);
        for (k, t) in taken.iter().enumerate() {
            let mut left = t.units;
            for hire in out.iter_mut().filter(|h: &&mut (Millis, Millis)| h.1 <= t.from) {
                if left == 0 {
                    break;
                }
                (hire.1, left) = (t.to, left - 1);
            }
            for _ in 0..left {
                out.push((t.from, t.to));
            }
            begun += u64::from(t.units);
            if begun > u64::from(self.units) {
                let going = taken[..=k].iter().filter(|o| o.to > t.from);
                clashes += u32::from(going.map(|o| o.units).sum::<u32>() > self.units);
            }
        }
        (out, clashes)
    }

    /// What each unit of time costs.
    pub fn rate(&self) -> Units {
        self.rate
    }

    pub fn per_call(&self) -> Units {
        self.per_call
    }

    pub fn minimum(&self) -> Millis {
        self.minimum
    }

    pub fn per_day(&self) -> usize {
        self.per_day
    }

    /// The blocks that limit how many uses lie in them.
    pub fn limits(&self) -> impl Iterator<Item = (Millis, Millis, usize)> + '_ {
        let limited = self.blocks.iter().filter(|b| b.most < usize::MAX);
        limited.map(|b| (b.from, b.to, b.most))
    }
}
