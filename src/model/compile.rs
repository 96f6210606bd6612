//! From the case to the problem.

use super::clock::{ALWAYS, ShiftClock, first_in};
use super::problem::{Job, LoadDim, Problem, Shift, Visit};
use super::resources::Resources;
use super::stock::Stock;
use super::ties::{ALONE, Ties};
use super::whole::Whole;
use crate::ids::{ShiftId, VisitId};
use crate::intake::case::{Case, Link};
use crate::rules::{self, Prices, Tables};
use crate::travel::Travel;
use crate::units::{Millis, Units};
use rayon::prelude::*;
use std::collections::HashMap;

impl<'a> Problem<'a> {
    /// Compiles a case, and keeps the tables that can explain why a visit may not be on a shift.
    pub fn compile(case: &Case, travel: &'a Travel, prices: &Prices) -> (Problem<'a>, Tables) {
        let mut tables = Tables::new(case);
        rules::compile_all(case, prices, &mut tables);
        let ties = Ties::of(case, std::mem::take(&mut tables.ties));
        let resources = Resources::of(case);
        let linked = linked(case) || !ties.is_empty() || !resources.is_empty();
        let mut visits = visits(case, &tables);
        let stock = Stock::of(case, &tables, &mut visits);
        let shifts = shifts(case, &tables);
        let (span_range, spans) = spans(&tables, &shifts, &visits);
        let whole = Whole::of(&mut tables, visits.len());
        let mut problem = Problem {
            travel,
            jobs: jobs(case, &tables, prices, (&ties, &resources)),
            own: case.own,
            ways: case.ways.iter().map(|w| w.iter().map(|j| j.0).collect()).collect(),
            resources,
            ties,
            floats: false,
            loads: loads(&tables, visits.len()),
            fits: Vec::new(),
            allowed: Vec::new(),
            span_range,
            spans,
            day_groups: 1 + shifts.iter().map(|s| s.day_group as usize).max().unwrap_or(0),
            // The common start of two crews is found through the functions of time, and so is the
            // best place of a call.
            timed: linked || stock.is_some() || tables.worst_rate > 0 || timed(&shifts, &visits),
            late: false,
            worst_rate: tables.worst_rate,
            ordered: visits.iter().any(|v| v.order.is_some()),
            linked,
            stock,
            whole,
            shifts_of: Vec::new(),
            visits,
            shifts,
        };
        problem.allowed = allowed(&problem, &tables);
        problem.fits = fits(&problem);
        let all: Vec<u32> = (0..problem.visits.len() as u32).collect();
        let plain = (0..problem.shifts.len()).all(|s| problem.is_plain(s, &all));
        problem.late = plain
            && problem.timed
            && problem.stock.is_none()
            && case.ways.is_empty()
            && problem.resources.is_empty()
            && case.jobs.iter().all(|j| j.link == Link::Single);
        problem.timed &= !problem.late;
        problem.floats = problem.late && !problem.ties.is_empty();
        team_classes(&mut problem);
        problem.shifts_of = (0..problem.visits.len())
            .map(|v| {
                let all = 0..problem.shifts.len();
                all.filter(|&s| problem.fits(s, v)).map(|s| s as u32).collect()
            })
            .collect();
        (problem, tables)
    }
}

fn visits(case: &Case, tables: &Tables) -> Vec<Visit> {
    let each = case.visits.iter().enumerate().map(|(i, v)| {
        let open = tables.leg_open[i];
        Visit {
            job: v.job.0,
            place: case.jobs[v.job.at()].place,
            duration: v.duration,
            break_inside: v.break_inside,
            finish: tables.finish[i],
            leg_open: if open == Millis::MIN { ALWAYS } else { open },
            due: tables.due[i],
            late: first_only(case, i).then_some(tables.late[i]).flatten(),
            promise: first_only(case, i).then_some(tables.promise[i]).flatten(),
            not_preferred: tables.not_preferred[i].clone(),
            order: tables.order[i],
        }
    });
    each.collect()
}

/// Lateness and promises are charged once for a job, on its first visit.
fn first_only(case: &Case, visit: usize) -> bool {
    case.visits[visit].number == 1
}

fn jobs(
    case: &Case,
    tables: &Tables,
    prices: &Prices,
    (ties, resources): (&Ties, &Resources),
) -> Vec<Job> {
    let each = case.jobs.iter().enumerate().map(|(i, j)| Job {
        first_visit: j.visits[0].0,
        visits: j.visits.len() as u32,
        link: j.link,
        gap: j.gap,
        own: case.own_of(i) as u32,
        choice: case.ways.get(case.own_of(i)).is_some_and(|ways| ways.len() > 1),
        tied: ties.group_of(i) != ALONE,
        booked: j.visits.iter().any(|v| resources.uses(v.0)),
        price: tables.price[i],
        mandatory: tables.mandatory[i],
        value: prices.value[i],
    });
    each.collect()
}

/// Loads of so many visits: a call carries nothing.
fn loads(tables: &Tables, visits: usize) -> Vec<LoadDim> {
    let each = tables.loads.iter().map(|l| {
        let mut by_visit = l.by_visit.clone();
        by_visit.resize(visits, 0);
        LoadDim { by_visit, cap: l.cap.clone() }
    });
    each.collect()
}

fn shifts(case: &Case, tables: &Tables) -> Vec<Shift> {
    let mut hours: HashMap<(Millis, Millis), u32> = HashMap::new();
    let mut groups: HashMap<(u32, chrono::NaiveDate), u32> = HashMap::new();
    let first = case.horizon.0;
    let each = case.shifts.iter().enumerate().map(|(i, s)| {
        let crew = &case.crews[s.crew.at()];
        let (next_class, next_group) = (hours.len() as u32, groups.len() as u32);
        Shift {
            crew: s.crew.0,
            day: (s.date - first).num_days(),
            work_day: case.work_days.between(first, s.date),
            start: crew.start,
            end: crew.end,
            clock: ShiftClock::new(s, tables.hour_rate[i], tables.overtime_rate[i]),
            drive_cap: tables.drive_cap[i],
            drive_rate: tables.drive_rate[i],
            metre_rate: tables.metre_rate[i],
            day_cost: tables.day_cost[i],
            day_group: *groups.entry((s.crew.0, s.date)).or_insert(next_group),
            hours_class: *hours.entry((s.from, s.latest_return)).or_insert(next_class),
            team_class: 0,
        }
    });
    each.collect()
}

type SpanTable = (Vec<(u32, u32)>, Vec<(Millis, Millis)>);

/// Start intervals of every visit, clipped to the shift's hours and the visit's latest end.
fn spans(tables: &Tables, shifts: &[Shift], visits: &[Visit]) -> SpanTable {
    let classes = shifts.iter().map(|s| s.hours_class as usize + 1).max().unwrap_or(0);
    let mut hours = vec![(0, 0); classes];
    for s in shifts {
        hours[s.hours_class as usize] = (s.clock.from, s.clock.latest_return);
    }
    let (mut range, mut spans) = (Vec::with_capacity(classes * visits.len()), Vec::new());
    for (from, latest_return) in hours {
        for (i, v) in visits.iter().enumerate() {
            let begin = spans.len() as u32;
            // A call has no windows, and is not before `now` either.
            let call = tables.windows.get(i).is_none();
            let low = if call { from.max(v.leg_open) } else { from };
            let high = (latest_return - v.duration).min(bound(v));
            let given = tables.windows.get(i).and_then(|w| w.as_deref());
            for w in given.unwrap_or(&[(Millis::MIN, Millis::MAX)]) {
                let (a, b) = (w.0.max(low), w.1.min(high));
                if a <= b {
                    spans.push((a, b));
                }
            }
            range.push((begin, spans.len() as u32));
        }
    }
    debug_assert_eq!(range.len(), classes * visits.len());
    (range, spans)
}

/// The latest start that still ends in time.
fn bound(v: &Visit) -> Millis {
    if v.finish == Millis::MAX { Millis::MAX } else { v.finish - v.duration }
}

fn linked(case: &Case) -> bool {
    !case.ways.is_empty() || case.jobs.iter().any(|j| j.link != Link::Single)
}

fn timed(shifts: &[Shift], visits: &[Visit]) -> bool {
    let price = |s: &Shift| {
        let over = s.clock.overtime_rate > 0 && s.clock.latest_return > s.clock.to;
        s.clock.hour_rate > 0 || over
    };
    shifts.iter().any(price) || visits.iter().any(|v| v.late.is_some() || v.promise.is_some())
}

/// Which visits may stand on which shifts, whatever stands beside them.
fn allowed(problem: &Problem, tables: &Tables) -> Vec<bool> {
    let visits = problem.visits.len();
    let rows = (0..problem.shifts.len()).into_par_iter().flat_map_iter(|s| {
        (0..visits).map(move |v| {
            let light = problem.loads.iter().all(|l| l.by_visit[v] <= l.cap[s]);
            let denied = !problem.is_call(v as u32)
                && tables.denied_by(ShiftId::new(s), VisitId::new(v)).is_some();
            light && !denied && !problem.spans(s, v).is_empty()
        })
    });
    rows.collect()
}

/// Which of them also fit alone.
fn fits(problem: &Problem) -> Vec<bool> {
    let visits = problem.visits.len();
    let rows = (0..problem.shifts.len()).into_par_iter().flat_map_iter(|s| {
        (0..visits).map(move |v| problem.allowed(s, v) && alone(problem, s, v).is_ok())
    });
    rows.collect()
}

/// Why a visit does not fit on an empty shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// No start interval touches the shift.
    Window,
    /// It could start, but not be reached in time or finished before the shift is over.
    Hours,
    /// Only the breaks stand in the way.
    Breaks,
    /// More driving than the shift allows.
    Drive,
    /// More load than the shift takes.
    Load,
    /// The drive may not begin in time.
    Now,
    /// It needs a call at the warehouse first, for which there is no time.
    Call,
}

/// Whether a visit, alone on the empty shift, keeps every rule that time and sums can break.
pub fn alone(problem: &Problem, shift: usize, visit: usize) -> Result<(), Misfit> {
    let s = &problem.shifts[shift];
    let v = &problem.visits[visit];
    let spans = problem.spans(shift, visit);
    if spans.is_empty() {
        return Err(Misfit::Window);
    }
    if problem.loads.iter().any(|l| l.by_visit[visit] > l.cap[shift]) {
        return Err(Misfit::Load);
    }
    let place = Some(v.place);
    let (out, back) = (problem.leg(s.start, place), problem.leg(place, s.end));
    if let Some(stock) = &problem.stock
        && visit < stock.call as usize
        && !stock.is_held(shift, visit as u32)
    {
        return after_call(problem, shift, (&problem.visits[stock.call as usize], v), spans);
    }
    if out.drive + back.drive > s.drive_cap {
        return Err(Misfit::Drive);
    }
    if keeps_time(&s.clock, v, spans, out.drive, back.drive, v.leg_open) {
        return Ok(());
    }
    let mut free = s.clock.clone();
    free.breaks = 0;
    if keeps_time(&free, v, spans, out.drive, back.drive, v.leg_open) {
        return Err(Misfit::Breaks);
    }
    if keeps_time(&free, v, spans, out.drive, back.drive, ALWAYS) {
        return Err(Misfit::Now);
    }
    let reachable = first_in(spans, s.clock.from + out.drive).is_some();
    Err(if reachable { Misfit::Hours } else { Misfit::Window })
}

/// The same for a visit that needs a call before it.
fn after_call(
    problem: &Problem,
    shift: usize,
    (call, v): (&Visit, &Visit),
    spans: &[(Millis, Millis)],
) -> Result<(), Misfit> {
    let s = &problem.shifts[shift];
    let stop = Some(call.place);
    let (out, on) = (problem.leg(s.start, stop), problem.leg(stop, Some(v.place)));
    let back = problem.leg(Some(v.place), s.end);
    let arrived = s.clock.arrive(&s.clock.departure(), out.drive, call.leg_open);
    let open = [(s.clock.from.max(call.leg_open), s.clock.latest_return)];
    let supplied = s.clock.serve(&arrived, call, &open);
    let arrived = s.clock.arrive(&supplied, on.drive, v.leg_open);
    let home = s.clock.arrive(&s.clock.serve(&arrived, v, spans), back.drive, ALWAYS);
    let drive = out.drive + on.drive + back.drive;
    let fits = drive <= s.drive_cap && s.clock.meets(&home, &s.clock.latest_home());
    if fits { Ok(()) } else { Err(Misfit::Call) }
}

fn keeps_time(
    clock: &ShiftClock,
    v: &Visit,
    spans: &[(Millis, Millis)],
    out: Millis,
    back: Millis,
    open: Millis,
) -> bool {
    let arrived = clock.arrive(&clock.departure(), out, open);
    let ready = clock.serve(&arrived, v, spans);
    let home = clock.arrive(&ready, back, ALWAYS);
    clock.meets(&home, &clock.latest_home())
}

/// Shifts between which routes can be exchanged without any difference share a class.
fn team_classes(problem: &mut Problem) {
    let visits = problem.visits.len();
    let n = problem.shifts.len();
    let mut classes: Vec<usize> = Vec::new();
    let mut found = vec![0; n];
    let mut by_key: HashMap<_, Vec<usize>> = HashMap::new();
    for s in 0..n {
        let shift = &problem.shifts[s];
        let key =
            (shift.hours_class, shift.drive_rate, shift.start.map(|p| p.0), shift.end.map(|p| p.0));
        let near = by_key.entry(key).or_default();
        let same = near.iter().copied().find(|&c| {
            let o = classes[c];
            alike(problem, o, s) && (0..visits).all(|v| same_visit(problem, o, s, v))
        });
        found[s] = same.unwrap_or_else(|| {
            classes.push(s);
            near.push(classes.len() - 1);
            classes.len() - 1
        });
    }
    for (s, class) in found.into_iter().enumerate() {
        problem.shifts[s].team_class = class as u32;
    }
}

fn alike(problem: &Problem, a: usize, b: usize) -> bool {
    let (x, y) = (&problem.shifts[a], &problem.shifts[b]);
    let rates = |s: &Shift| -> (Units, Units, Units, Millis, i64) {
        (s.drive_rate, s.metre_rate, s.day_cost, s.drive_cap, s.day)
    };
    let alone = |s: usize| {
        let group = problem.shifts[s].day_group;
        problem.shifts.iter().filter(|o| o.day_group == group).count() == 1
    };
    x.clock == y.clock
        && rates(x) == rates(y)
        && problem.loads.iter().all(|l| l.cap[a] == l.cap[b])
        && problem.stock.as_ref().is_none_or(|stock| stock.same(a, b))
        && problem.whole.same(a, b)
        && (problem.whole.fair.is_none() || x.crew == y.crew)
        && (x.day_cost == 0 || (alone(a) && alone(b)))
}

fn same_visit(problem: &Problem, a: usize, b: usize, v: usize) -> bool {
    problem.allowed(a, v) == problem.allowed(b, v)
        && problem.fits(a, v) == problem.fits(b, v)
        && problem.fixed_cost(a, v) == problem.fixed_cost(b, v)
}
