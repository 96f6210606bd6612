//! What must have arrived before a job can start.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::start_windows::first_visits;
use super::tables::Tables;
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::units::Millis;
use crate::wire::reader::{Obj, text_of};
use crate::wire::text::{day_start, parse_date, parse_instant};
use chrono_tz::Tz;

pub struct Materials;

/// A material of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    pub id: String,
    /// When it arrives; from then on the job may start.
    pub eta: Millis,
}

/// The material that arrives last, the first of those named.
pub fn last_to_come(list: &[Material]) -> Option<&Material> {
    list.iter().rev().max_by_key(|m| m.eta)
}

impl Rule for Materials {
    const META: Meta = Meta {
        id: "materials",
        code: "PART_ETA",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "a job starts when its materials have arrived",
        doc: "Service (of visit 1, of a job done together of both) starts at or after every `eta` \
              of the job's `materials`; an `eta` that is a date means its first moment in the \
              problem's zone.",
    };
    type Job = Vec<Material>;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Vec<Material> {
        let items = o.list("materials", cx.faults);
        let read = |(at, node): &(String, _)| {
            let mut o = Obj::open(node, at, cx.faults)?;
            let id = o.needed_id("id", cx.faults);
            let eta = read_eta(&mut o, cx);
            o.close(cx.faults);
            Some(Material { id: id?, eta: eta? })
        };
        items.iter().filter_map(read).collect()
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for job in &case.jobs {
            let Some(from) = last_to_come(&job.specs.materials).map(|m| m.eta) else { continue };
            for visit in first_visits(job) {
                let cell = &mut tables.windows[visit.at()];
                let windows = cell.take().unwrap_or(vec![(from, Millis::MAX)]);
                let later = windows.into_iter().filter(|w| w.1 >= from);
                *cell = Some(later.map(|w| (w.0.max(from), w.1)).collect());
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            for visit in route.visits.iter().filter(|v| checks::is_first(view, v)) {
                out.at_visit(route, visit);
                for material in &checks::job(view, visit).specs.materials {
                    if visit.start < material.eta {
                        let (name, id) = (checks::name(view, visit), &material.id);
                        let eta = checks::clock(view, material.eta);
                        out.broken(format!("{name} starts before {id} arrives at {eta}"));
                    }
                }
            }
        }
    }
}

fn read_eta(o: &mut Obj, cx: &mut ReadCx) -> Option<Millis> {
    let Some(node) = o.get("eta") else {
        o.missing("eta", "say when it arrives, as a date or a time with offset", cx.faults);
        return None;
    };
    let at = o.at("eta");
    let text = text_of(node, &at, cx.faults)?;
    let found = moment(&text, cx.zone);
    if found.is_none() {
        let message = "this is neither a date nor a time with offset";
        let hint = "write it like 2026-12-09 or 2026-12-09T08:00:00-08:00";
        cx.faults.fault("BAD_ETA", &at, &text, message, hint);
    }
    found
}

/// A date as its first moment, or a moment.
fn moment(text: &str, zone: Tz) -> Option<Millis> {
    match parse_date(text) {
        Some(date) => day_start(date, zone),
        None => parse_instant(text),
    }
}
