//! What tools a crew has along.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::fault::Faults;
use crate::ids::{JobId, ShiftId};
use crate::intake::case::Case;
use crate::wire::reader::{Obj, text_of, valid_id};
use std::collections::BTreeSet;

pub struct Tools;

/// The tools that a job needs or that a van holds.
pub type Ids = BTreeSet<String>;

impl Rule for Tools {
    const META: Meta = Meta {
        id: "tools",
        code: "TOOL",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "the van holds every tool of the job, or has been at the warehouse",
        doc: "A van begins each shift with the crew's `tools`. Every tool of a job must be \
              among them, unless the van has called at the warehouse before the job on that \
              shift: from then on it holds every tool.",
    };
    type Job = Ids;
    type Crew = Ids;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Ids {
        read_ids(o, cx)
    }

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> Ids {
        read_ids(o, cx)
    }

    fn audit(case: &Case, faults: &mut Faults) {
        if case.warehouse.is_some() {
            return;
        }
        let held: BTreeSet<&String> = case.crews.iter().flat_map(|c| &c.specs.tools).collect();
        for (i, job) in case.jobs.iter().enumerate() {
            for tool in job.specs.tools.iter().filter(|t| !held.contains(t)) {
                let at = format!("{}/tools", case.job_pointer(JobId::new(i)));
                let message = format!("no van holds {tool}, and there is no warehouse");
                let hint = "add the tool to a crew, or a warehouse to the problem";
                faults.warn("TOOL_NOBODY_HOLDS", &at, tool, &message, hint);
            }
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let needed = || case.jobs.iter().filter(|job| !job.specs.tools.is_empty());
        if case.warehouse.is_some() && needed().next().is_some() {
            tables.lacking = vec![false; case.shifts.len() * case.visits.len()];
        }
        for job in needed() {
            for (s, shift) in case.shifts.iter().enumerate() {
                let held = &case.crews[shift.crew.at()].specs.tools;
                if job.specs.tools.is_subset(held) {
                    continue;
                }
                for &visit in &job.visits {
                    if case.warehouse.is_some() {
                        tables.lacking[s * case.visits.len() + visit.at()] = true;
                    } else {
                        tables.deny(ShiftId::new(s), visit);
                    }
                }
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            let crew = checks::crew(view, route);
            for visit in route.visits.iter().filter(|v| !checks::is_supplied(route, v)) {
                let mut needs = checks::job(view, visit).specs.tools.iter();
                if let Some(tool) = needs.find(|t| !crew.specs.tools.contains(*t)) {
                    out.at_visit(route, visit);
                    let name = checks::name(view, visit);
                    out.broken(format!("{name} needs {tool}, the van of {} lacks it", crew.id));
                }
            }
        }
    }
}

fn read_ids(o: &mut Obj, cx: &mut ReadCx) -> Ids {
    let mut ids = Ids::new();
    for (at, node) in &o.list("tools", cx.faults) {
        let Some(id) = text_of(node, at, cx.faults) else { continue };
        if valid_id(&id, at, cx.faults) && !ids.insert(id.clone()) {
            let message = format!("tool {id} is listed twice");
            cx.faults.fault("DUPLICATE_ID", at, &id, &message, "list each tool once");
        }
    }
    ids
}
