//! What a coordinator has fixed.

use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::start_windows::first_visits;
use super::tables::Tables;
use super::view::{Findings, View};
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
        doc: "`pin.crew` and `pin.date` name the shift, `pin.start` the exact start of service; `pin.order` k: the \
              k-th visit of its shift or earlier, and ordered visits of a shift ascend. In a job of several \
              parts the pin speaks of the first; both sides of a job done together start at `pin.start`, \
              and one of them is on `pin.crew`.",
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

    fn check(_view: &View, _out: &mut Findings) {}
}

/// Whether the pin allows the job's `k`-th visit (from 0) on the shift. Of a job done together only
/// visit 1 is held to the pinned crew, so that two crews are possible at all.
pub fn allows(case: &Case, job: &Job, k: usize, shift: &Shift) -> bool {
    let pin = &job.specs.pins;
    let held = job.link != Link::Together || k == 0;
    let crew = !held || pin.crew.as_ref().is_none_or(|id| case.crews[shift.crew.at()].id == *id);
    let days = if job.link == Link::Parts { k as u64 } else { 0 };
    let date = pin.date.and_then(|d| d.checked_add_days(chrono::Days::new(days)));
    crew && (!held || date.is_none_or(|d| d == shift.date))
}
