//! Shared resources: cranes, lifts, subcontractors, raters, inspectors. What a request says of
//! them, and their calendars laid over the horizon.

use super::case::{Block, Case, Resource};
use super::shifts::{Entry, Rota};
use crate::fault::Faults;
use crate::ids::VisitId;
use crate::rules::start_windows::{joined, local_fault};
use crate::rules::{MONEY_MAX, ReadCx};
use crate::units::{DAY, Millis};
use crate::wire::reader::Obj;
use crate::wire::text::{day_start, local_instant, print_clock_time};
use chrono::NaiveDate;
use std::collections::HashSet;

/// The most resources of one request, and the most blocks of a day.
const MOST: usize = 200;
const BLOCKS_MOST: usize = 24;
const UNITS_MOST: i64 = 100;
const USES_MOST: i64 = 100_000;
/// A shift may last two days and end in overtime: so many dates after the horizon are laid out.
const DAYS_AFTER: usize = 4;

/// What is known of a resource's calendar until the horizon is.
pub struct Rules {
    /// `None` = any time.
    rota: Option<Rota>,
    blocks: Vec<DayBlock>,
    pointer: String,
}

/// A block of every day, in milliseconds after midnight.
struct DayBlock {
    from: Millis,
    to: Millis,
    most: Option<i64>,
}

/// Reads `problem.resources`.
pub fn read(problem: &mut Obj, cx: &mut ReadCx) -> (Vec<Resource>, Vec<Rules>) {
    let (mut all, mut rules) = (Vec::new(), Vec::new());
    let Some(items) = problem.items("resources", cx.faults) else { return (all, rules) };
    if items.len() > MOST {
        super::too_large("/problem/resources", items.len(), MOST, "resources", cx.faults);
        return (all, rules);
    }
    let mut known = HashSet::new();
    for (i, node) in items.iter().enumerate() {
        let at = format!("/problem/resources/{i}");
        let Some(mut o) = Obj::open(node, &at, cx.faults) else { continue };
        let read = read_one(&mut o, i, cx);
        let id_at = o.at("id");
        o.close(cx.faults);
        let Some((resource, rule)) = read else { continue };
        if !known.insert(resource.id.clone()) {
            let message = format!("another resource has the id {}", resource.id);
            let hint = "give each resource its own id";
            cx.faults.fault("DUPLICATE_ID", &id_at, &resource.id, &message, hint);
        }
        all.push(resource);
        rules.push(rule);
    }
    (all, rules)
}

fn read_one(o: &mut Obj, index: usize, cx: &mut ReadCx) -> Option<(Resource, Rules)> {
    let id = o.needed_id("id", cx.faults);
    let name = o.text("name", cx.faults);
    let units = o.int("units", 1, UNITS_MOST, cx.faults).unwrap_or(1);
    let rota = o.get("shifts").map(|_| Rota::read(o, &mut Vec::new(), cx));
    let notice = o.duration("notice", cx.faults);
    let minimum_hire = o.duration("minimumHire", cx.faults).unwrap_or(0);
    let per_day = o.int("perDay", 0, USES_MOST, cx.faults);
    let blocks = read_blocks(o, cx);
    let (mut per_call, mut per_hour) = (0, 0);
    if let Some(mut costs) = o.object("costs", cx.faults) {
        per_call = costs.int("perCall", 0, MONEY_MAX, cx.faults).unwrap_or(0);
        per_hour = costs.int("perHour", 0, MONEY_MAX, cx.faults).unwrap_or(0);
        costs.close(cx.faults);
    }
    o.get("metadata");
    let resource = Resource {
        id: id?,
        name,
        index,
        units,
        notice,
        minimum_hire,
        per_day,
        per_call,
        per_hour,
        open: Vec::new(),
        blocks: Vec::new(),
        blocked: !blocks.is_empty(),
    };
    Some((resource, Rules { rota, blocks, pointer: o.pointer.clone() }))
}

/// The blocks of a day, in order.
fn read_blocks(o: &mut Obj, cx: &mut ReadCx) -> Vec<DayBlock> {
    let at = o.at("blocks");
    let list = o.list("blocks", cx.faults);
    if list.len() > BLOCKS_MOST {
        super::too_large(&at, list.len(), BLOCKS_MOST, "blocks of a day", cx.faults);
        return Vec::new();
    }
    let mut out: Vec<(String, DayBlock)> = Vec::new();
    for (at, node) in &list {
        let Some(mut inner) = Obj::open(node, at, cx.faults) else { continue };
        for key in ["from", "to"] {
            if inner.get(key).is_none() {
                inner.missing(key, "say when the block begins and ends", cx.faults);
            }
        }
        let (from, to) = (inner.clock("from", cx.faults), inner.clock("to", cx.faults));
        let most = inner.int("max", 0, USES_MOST, cx.faults);
        let to_at = inner.at("to");
        inner.close(cx.faults);
        let (Some(from), Some(to)) = (from, to) else { continue };
        if to <= from {
            let value = print_clock_time(to);
            let message = "the block ends before it begins; it lies within one date";
            cx.faults.fault("EMPTY_BLOCK", &to_at, &value, message, "swap the two times");
            continue;
        }
        out.push((at.clone(), DayBlock { from, to, most }));
    }
    out.sort_by_key(|(_, b)| (b.from, b.to));
    for pair in out.windows(2) {
        if pair[1].1.from < pair[0].1.to {
            let value = print_clock_time(pair[1].1.from);
            let message = "this block begins before another one has ended";
            let hint = "let one end before the other begins";
            cx.faults.fault("BLOCKS_OVERLAP", &pair[1].0, &value, message, hint);
        }
    }
    out.into_iter().map(|(_, block)| block).collect()
}

/// Lays every calendar over the horizon, date by date.
pub fn lay_out(case: &mut Case, rules: &[Rules], faults: &mut Faults) {
    case.days.clear();
    if case.resources.is_empty() {
        return;
    }
    let (first, last) = case.horizon;
    let many = (last - first).num_days().max(0) as usize + 1 + DAYS_AFTER;
    let dates: Vec<NaiveDate> = first.iter_days().take(many + 1).collect();
    case.days = dates.iter().filter_map(|d| day_start(*d, case.zone)).collect();
    let mut told = HashSet::new();
    let mut resources = std::mem::take(&mut case.resources);
    for (resource, rule) in resources.iter_mut().zip(rules) {
        (resource.open, resource.blocks) = (Vec::new(), Vec::new());
        for (date, day) in dates.iter().zip(case.days.windows(2)) {
            let mut laying = Laying { case, faults, told: &mut told };
            let day = (day[0], day[1]);
            let open = match &rule.rota {
                None => vec![day],
                Some(rota) => laying.open(rota, *date, day),
            };
            resource.open.extend(open);
            for (k, block) in rule.blocks.iter().enumerate() {
                let at = format!("{}/blocks/{k}", rule.pointer);
                let from = laying.instant(&at, "from", *date, block.from);
                let to = laying.instant(&at, "to", *date, block.to);
                if let (Some(from), Some(to)) = (from, to) {
                    resource.blocks.push(Block { from, to, most: block.most });
                }
            }
        }
    }
    case.resources = resources;
}

struct Laying<'l> {
    case: &'l Case,
    faults: &'l mut Faults,
    /// Pointers that have had their fault.
    told: &'l mut HashSet<String>,
}

impl Laying<'_> {
    /// The intervals of one date in which a resource can be used.
    fn open(
        &mut self,
        rota: &Rota,
        date: NaiveDate,
        day: (Millis, Millis),
    ) -> Vec<(Millis, Millis)> {
        let mut found = Vec::new();
        for entry in &rota.entries {
            if entry.holds_on(date) {
                found.extend(self.interval(entry, date));
            }
            let before = date.pred_opt().filter(|d| entry.over_midnight() && entry.holds_on(*d));
            found.extend(before.and_then(|before| self.interval(entry, before)));
        }
        let cut = |(from, to): (Millis, Millis)| (from.max(day.0), to.min(day.1));
        joined(found.into_iter().map(cut).filter(|w| w.0 < w.1).collect())
    }

    fn interval(&mut self, entry: &Entry, date: NaiveDate) -> Option<(Millis, Millis)> {
        let last = if entry.over_midnight() { date.succ_opt()? } else { date };
        let from = self.instant(&entry.pointer, "from", date, entry.from);
        let to = self.instant(&entry.pointer, "to", last, entry.to);
        from.zip(to)
    }

    fn instant(&mut self, at: &str, key: &str, date: NaiveDate, clock: Millis) -> Option<Millis> {
        // Midnight is where the date begins, also where clocks skip it.
        if clock == 0 || clock == DAY {
            let date = if clock == DAY { date.succ_opt()? } else { date };
            return day_start(date, self.case.zone);
        }
        match local_instant(date, clock, self.case.zone) {
            Ok(ms) => Some(ms),
            Err(error) => {
                let at = format!("{at}/{key}");
                if self.told.insert(at.clone()) {
                    local_fault(&at, date, clock, &error, self.faults);
                }
                None
            }
        }
    }
}

impl Case {
    /// The uses of a visit: the resource, how long after its start it is needed, how long, how
    /// many.
    pub fn uses_of(&self, visit: VisitId) -> Vec<(usize, Millis, Millis, i64)> {
        let own = &self.visits[visit.at()];
        let uses = self.jobs[own.job.at()].specs.resources.iter();
        let own_uses = uses.filter(|u| u.visit == own.number);
        let each = own_uses.filter_map(|u| {
            let resource = self.resources.iter().position(|r| r.id == u.resource)?;
            let lasts = u.duration.unwrap_or(own.duration - u.offset).max(0);
            Some((resource, u.offset, lasts, u.units))
        });
        each.collect()
    }
}
