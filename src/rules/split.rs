//! Work that is longer than a shift: cut into parts, each as long as its day allows.

use super::{breaks, checks};
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::ids::{CrewId, ShiftId};
use crate::intake::case::{Case, Job, Shift};
use crate::rules::{CrewSpecs, JobSpecs};
use crate::units::{HOUR, MINUTE, Millis};
use crate::wire::node::Node;
use crate::wire::reader::Obj;
use crate::wire::text::print_duration;
use chrono::NaiveDate;

pub struct Split;

/// The most parts of one job.
pub const MOST_PARTS: usize = 20;
/// The most working days that may lie idle between two parts.
const GAP_MOST: i64 = 100;

/// A job's `split`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The least length of a part.
    pub min_block: Millis,
    /// How many working days may lie idle between two parts.
    pub gap: i64,
    /// Parts that fill a day are whole multiples of this.
    pub step: Millis,
}

impl Default for Cut {
    fn default() -> Cut {
        Cut { min_block: HOUR, gap: 0, step: 15 * MINUTE }
    }
}

/// The most visits that a job of so many visits and so much work can have.
pub fn most_visits(specs: &JobSpecs, visits: usize, given: Millis) -> usize {
    match &specs.split {
        None => visits,
        Some(cut) => {
            let blocks = (given + cut.min_block - 1) / cut.min_block;
            blocks.clamp(1, MOST_PARTS as Millis) as usize
        }
    }
}

impl Rule for Split {
    const META: Meta = Meta {
        id: "split",
        code: "SPLIT",
        scope: Scope::Link,
        priced: false,
        overridable: false,
        line: "a job that may be cut fills the days of one crew from some working day on",
        doc: "With `split` {minBlock, maxGap, step} a job may be cut. net(crew, shift) = `to` - \
              `from` - due breaks - the drives from the crew's start to the job and from there to \
              its end; where the van does not hold what one part needs, the way out leads over \
              the warehouse and the call counts too. Parts fill, from some working day of the crew \
              on, the net of each further one (the largest of a date, rounded down to `step`); \
              days whose net is below `minBlock` are skipped. Each part is `minBlock` or longer: \
              the one before the last gives up what the last lacks. Work that fits the net of a \
              shift whole is not cut.",
    };
    type Job = Option<Cut>;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Option<Cut> {
        match o.get("split")? {
            Node::Map(_) => read_cut(o, cx),
            _ => o.flag("split", cx.faults).filter(|cut| *cut).map(|_| Cut::default()),
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for job in &case.jobs {
            let Some(crews) = &job.crews else { continue };
            for (s, _) in case.shifts.iter().enumerate().filter(|(_, s)| !crews[s.crew.at()]) {
                job.visits.iter().for_each(|&v| tables.deny(ShiftId::new(s), v));
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for (own, job) in view.case.own_jobs().iter().enumerate() {
            let Some(cut) = job.specs.split.filter(|_| view.served[own]) else { continue };
            let visits = &view.case.jobs[view.way[own].at()].visits;
            let placed = visits.iter().map(|v| view.at(*v));
            let Some(placed) = placed.collect::<Option<Vec<_>>>() else { continue };
            let (route, first) = placed[0];
            let lengths: Vec<Millis> = placed.iter().map(|(_, v)| v.service).collect();
            out.at_visit(route, first);
            let crew = checks::crew(view, route);
            let people = if job.labor { crew.members.len().max(1) as i64 } else { 1 };
            let whole = (job.given + people - 1) / people;
            if lengths.iter().sum::<Millis>() != whole {
                let (id, whole) = (&job.id, print_duration(whole));
                out.broken(format!("the parts of job {id} do not add up to {whole}"));
                continue;
            }
            let days = days(view, job, route.crew);
            let right = match lengths[..] {
                [one] => days.iter().any(|day| one <= day.net),
                _ => (0..days.len()).any(|k| fills(&days[k..], &lengths, &cut)),
            };
            if !right {
                let (id, crew) = (&job.id, &crew.id);
                let shown: Vec<String> = lengths.iter().map(|d| print_duration(*d)).collect();
                let shown = shown.join(" + ");
                out.broken(format!("parts {shown} of job {id} do not fill days of crew {crew}"));
            }
        }
    }
}

/// A date of a crew as the view shows it, and the most work that a shift on it leaves.
struct DayView {
    date: NaiveDate,
    net: Millis,
    works: bool,
    /// Working days from the horizon's first date on.
    number: i64,
}

fn days(view: &View, job: &Job, crew: CrewId) -> Vec<DayView> {
    let case = view.case;
    let mut days: Vec<DayView> = Vec::new();
    for shift in case.shifts.iter().filter(|s| s.crew == crew) {
        let net = net(view, job, shift);
        match days.last_mut().filter(|d| d.date == shift.date) {
            Some(day) => day.net = day.net.max(net),
            None => {
                let works = case.work_days.works(shift.date);
                let number = case.work_days.between(case.horizon.0, shift.date);
                days.push(DayView { date: shift.date, net, works, number });
            }
        }
    }
    days
}

fn net(view: &View, job: &Job, shift: &Shift) -> Millis {
    let crew = &view.case.crews[shift.crew.at()];
    let leg = |from, to| view.travel.millis(from, to);
    let out = match &view.case.warehouse {
        Some(hub) if !carries(&crew.specs, &job.specs) => {
            crew.start.map_or(0, |start| leg(start, hub.place))
                + hub.duration
                + leg(hub.place, job.place)
        }
        _ => crew.start.map_or(0, |start| leg(start, job.place)),
    };
    let back = crew.end.map_or(0, |end| leg(job.place, end));
    shift.to - shift.from - breaks::rest_on(view, shift) - out - back
}

/// Whether a full van holds what one part of the job needs.
fn carries(crew: &CrewSpecs, job: &JobSpecs) -> bool {
    let held = |part: &String| crew.stock.get(part).copied().unwrap_or(0);
    job.tools.iter().all(|tool| crew.tools.contains(tool))
        && job.stock.iter().all(|(part, amount)| *amount <= held(part))
}

/// Whether these parts are what filling the days gives, from the first of them on.
fn fills(days: &[DayView], parts: &[Millis], cut: &Cut) -> bool {
    let full = |day: &DayView| day.net.max(0) / cut.step * cut.step;
    let long = |day: &&DayView| day.works && full(day) >= cut.min_block;
    let mut days = days.iter();
    // The first day itself is filled.
    let Some(mut last) = days.next().filter(long) else { return false };
    let (count, mut rest) = (parts.len(), parts.iter().sum::<Millis>());
    let mut days = days.filter(long);
    for (k, part) in parts.iter().enumerate() {
        if k > 0 {
            match days.next() {
                Some(day) if day.number - last.number - 1 <= cut.gap => last = day,
                _ => return false,
            }
        }
        if k + 1 == count {
            return rest <= last.net && *part >= cut.min_block && *part == rest;
        }
        // What is not last leaves more than its day takes.
        if rest <= last.net {
            return false;
        }
        let left = rest - full(last);
        let lacks = if k + 2 == count { (cut.min_block - left).max(0) } else { 0 };
        if *part != full(last) - lacks || *part < cut.min_block {
            return false;
        }
        rest -= part;
    }
    false
}

fn read_cut(o: &mut Obj, cx: &mut ReadCx) -> Option<Cut> {
    let mut inner = o.object("split", cx.faults)?;
    let given = Cut::default();
    let mut length = |key: &'static str, default: Millis| {
        let found = inner.duration(key, cx.faults).unwrap_or(default);
        if found < MINUTE {
            let (at, value) = (inner.at(key), print_duration(found));
            let message = "this is less than a minute";
            cx.faults.fault("OUT_OF_RANGE", &at, &value, message, "give PT1M or more");
        }
        found.max(MINUTE)
    };
    let min_block = length("minBlock", given.min_block);
    let step = length("step", given.step);
    let gap = inner.int("maxGap", 0, GAP_MOST, cx.faults).unwrap_or(given.gap);
    inner.close(cx.faults);
    Some(Cut { min_block, gap, step })
}
