//! What a coordinator has fixed.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::start_windows::first_visits;
use super::tables::Tables;
use super::view::{Findings, RouteView, View, VisitView};
use crate::ids::ShiftId;
use crate::intake::case::{Case, Job, Link, Shift};
use crate::units::Millis;
use crate::wire::reader::{Obj, text_of};
use chrono::NaiveDate;

pub struct Pins;

/// A job's `pin`.
#[derive(Clone, Debug, Default)]
pub struct Pin {
    pub crew: Option<String>,
    /// The date of the shift (of visit 1).
    pub date: Option<NaiveDate>,
    /// The exact start of service (of visit 1).
    pub start: Option<Millis>,
    pub order: Option<u32>,
    pub overridden: Vec<String>,
}

impl Pin {
    /// Whether the pin makes breaking a rule legal for its job.
    pub fn overrides(&self, rule: &str) -> bool {
        self.overridden.iter().any(|r| r == rule)
    }
}

impl Rule for Pins {
    const META: Meta = Meta {
        id: "pins",
        code: "PIN",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "a pinned job stays where it is pinned",
        doc: "`pin.crew` and `pin.date` name the shift, `pin.start` the exact start of service; \
              `pin.order` k: the k-th visit of its shift or earlier, and ordered visits of a \
              shift ascend. In a job of several parts the pin speaks of the first; both sides of \
              a job done together start at `pin.start`, and one of them is on `pin.crew`.",
    };
    type Job = Pin;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Pin {
        let Some(mut inner) = o.object("pin", cx.faults) else { return Pin::default() };
        let mut pin = Pin {
            crew: inner.id("crew", cx.faults),
            date: inner.date("date", cx.faults),
            start: inner.instant("start", cx.faults),
            order: inner.int("order", 1, 100_000, cx.faults).map(|k| k as u32),
            overridden: Vec::new(),
        };
        for (at, node) in &inner.list("override", cx.faults) {
            let Some(rule) = text_of(node, at, cx.faults) else { continue };
            if super::ALL.iter().any(|m| m.id == rule && m.overridable) {
                pin.overridden.push(rule);
                continue;
            }
            let open: Vec<&str> =
                super::ALL.iter().filter(|m| m.overridable).map(|m| m.id).collect();
            let hint = format!("these can be: {}", open.join(", "));
            let message = "this is no rule that a pin can override";
            cx.faults.fault("NO_OVERRIDE", at, &rule, message, &hint);
        }
        inner.close(cx.faults);
        cx.named.extend(pin.date);
        if let Some(start) = pin.start {
            cx.named.extend(crate::wire::text::local_date(start, cx.zone));
        }
        pin
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for job in &case.jobs {
            let pin = &job.specs.pins;
            for &visit in &job.visits {
                tables.order[visit.at()] = pin.order;
            }
            if let Some(start) = pin.start {
                for &visit in first_visits(job) {
                    tables.windows[visit.at()] = Some(vec![(start, start)]);
                }
            }
            for (s, shift) in case.shifts.iter().enumerate() {
                for (k, &visit) in job.visits.iter().enumerate() {
                    if !allows(case, job, k, shift) {
                        tables.deny(ShiftId::new(s), visit);
                    }
                }
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            for visit in &route.visits {
                out.at_visit(route, visit);
                place(view, route, visit, out);
                shown(view, route, visit, out);
            }
            order(view, route, out);
        }
    }
}

/// Crew, date and start of one pinned visit.
fn place(view: &View, route: &RouteView, visit: &VisitView, out: &mut Findings) {
    let (job, name) = (checks::job(view, visit), checks::name(view, visit));
    let pin = &job.specs.pins;
    let crew = &checks::crew(view, route).id;
    let later = checks::number(view, visit) != 1;
    let side = job.link == Link::Together && later;
    if let Some(pinned) = pin.crew.as_ref().filter(|id| *id != crew && !side) {
        out.broken(format!("{name} is pinned to crew {pinned}, not {crew}"));
    }
    if !checks::is_first(view, visit) {
        return;
    }
    let date = checks::shift(view, route).date;
    if let Some(pinned) = pin.date.filter(|d| *d != date && !later) {
        out.broken(format!("{name} is pinned to {pinned}, not {date}"));
    }
    if let Some(pinned) = pin.start.filter(|s| *s != visit.start) {
        let (pinned, start) = (checks::clock(view, pinned), checks::clock(view, visit.start));
        out.broken(format!("{name} is pinned to start at {pinned}, not {start}"));
    }
}

/// The stop shows the override: nothing that was not asked for, and all that is really used.
fn shown(view: &View, route: &RouteView, visit: &VisitView, out: &mut Findings) {
    let (shown, name) = (&visit.printed.overridden, checks::name(view, visit));
    for (i, rule) in shown.iter().enumerate() {
        let asked = checks::job(view, visit).specs.pins.overridden.contains(rule);
        if !asked || shown[..i].contains(rule) {
            out.broken(format!("{name} shows the override {rule}, which its pin does not ask"));
        }
    }
    for (rule, broken) in checks::OVERRIDABLE {
        let used = checks::is_overridden(view, visit, rule) && broken(view, route, visit).is_some();
        if used && !shown.iter().any(|r| r == rule) {
            out.broken(format!("{name} breaks {rule} by override without showing it"));
        }
    }
}

fn order(view: &View, route: &RouteView, out: &mut Findings) {
    let mut before = 0;
    for (k, visit) in route.visits.iter().enumerate() {
        let Some(order) = checks::job(view, visit).specs.pins.order else { continue };
        let (name, at) = (checks::name(view, visit), k + 1);
        out.at_visit(route, visit);
        if at as u64 > u64::from(order) {
            out.broken(format!("{name} is visit {at} of its shift, pinned to {order} or earlier"));
        }
        if order < before {
            out.broken(format!("{name} of order {order} stands after one of order {before}"));
        }
        before = before.max(order);
    }
}

/// Whether the pin allows the job's `k`-th visit (from 0) on the shift. Of a job done together only
/// visit 1 is held to the pinned crew, so that two crews are possible at all.
pub fn allows(case: &Case, job: &Job, k: usize, shift: &Shift) -> bool {
    let pin = &job.specs.pins;
    let held = job.link != Link::Together || k == 0;
    let crew = !held || pin.crew.as_ref().is_none_or(|id| case.crews[shift.crew.at()].id == *id);
    let days = if job.link == Link::Parts { k as u64 } else { 0 };
    let date = pin.date.and_then(|d| d.checked_add_days(chrono::Days::new(days)));
    if job.gap.is_some() && job.link == Link::Parts && k > 0 {
        return crew && pin.date.is_none_or(|d| d < shift.date);
    }
    crew && (!held || date.is_none_or(|d| d == shift.date))
}
