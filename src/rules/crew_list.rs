//! Which crews a job's own list allows.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, RouteView, View, VisitView};
use crate::fault::Faults;
use crate::ids::{CrewId, JobId, ShiftId};
use crate::intake::case::{Case, Job};
use crate::wire::reader::{Obj, nearest, text_of, valid_id};
use std::collections::HashSet;

pub struct CrewList;

/// A job's `crews`, by crew id; `None` = the list was not given.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    pub required: Option<Vec<String>>,
    pub excluded: Option<Vec<String>>,
    pub preferred: Option<Vec<String>>,
}

impl Rule for CrewList {
    const META: Meta = Meta {
        id: "crew-list",
        code: "CREW_LIST",
        scope: Scope::Route,
        priced: false,
        overridable: true,
        line: "only a required crew, never an excluded one",
        doc: "With `crews.required` only those crews may serve the job; a crew in \
              `crews.excluded` never does.",
    };
    type Job = Lists;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Lists {
        let Some(mut inner) = o.object("crews", cx.faults) else { return Lists::default() };
        let lists = Lists {
            required: read_ids(&mut inner, "required", cx),
            excluded: read_ids(&mut inner, "excluded", cx),
            preferred: read_ids(&mut inner, "preferred", cx),
        };
        inner.close(cx.faults);
        lists
    }

    fn audit(case: &Case, faults: &mut Faults) {
        let known: HashSet<&str> = case.crews.iter().map(|c| c.id.as_str()).collect();
        for (i, job) in case.jobs.iter().enumerate() {
            let at = case.job_pointer(JobId::new(i));
            let lists = &job.specs.crew_list;
            for (key, list) in [
                ("required", &lists.required),
                ("excluded", &lists.excluded),
                ("preferred", &lists.preferred),
            ] {
                for (k, id) in list.iter().flatten().enumerate() {
                    if !known.contains(id.as_str()) {
                        unknown_crew(case, &format!("{at}/crews/{key}/{k}"), id, faults);
                    }
                }
            }
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for job in &case.jobs {
            if job.specs.pins.overrides(Self::META.id) {
                continue;
            }
            let allowed: Vec<bool> =
                (0..case.crews.len()).map(|c| allows(case, job, CrewId::new(c))).collect();
            if allowed.iter().all(|a| *a) {
                continue;
            }
            for (s, shift) in case.shifts.iter().enumerate() {
                for &visit in job.visits.iter().filter(|_| !allowed[shift.crew.at()]) {
                    tables.deny(ShiftId::new(s), visit);
                }
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        checks::overridable(view, out, Self::META.id, broken);
    }
}

/// Why the job's own lists forbid the crew.
pub fn broken(view: &View, route: &RouteView, visit: &VisitView) -> Option<String> {
    let crew = &checks::crew(view, route).id;
    let (name, lists) = (checks::name(view, visit), &checks::job(view, visit).specs.crew_list);
    let names_it = |list: &Vec<String>| list.iter().any(|id| id == crew);
    if lists.excluded.as_ref().is_some_and(names_it) {
        return Some(format!("{name} excludes crew {crew}"));
    }
    let other = lists.required.as_ref().is_some_and(|list| !names_it(list));
    other.then(|| format!("{name} requires another crew than {crew}"))
}

/// The fault for a crew id that no crew has.
pub fn unknown_crew(case: &Case, at: &str, id: &str, faults: &mut Faults) {
    // A guess costs a look at every crew: a few are enough to see what went wrong.
    let few = faults.as_slice().len() <= 50;
    let known: Vec<&str> = case.crews.iter().filter(|_| few).map(|c| c.id.as_str()).collect();
    let hint = match nearest(id, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a crew of this request".to_owned(),
    };
    let message = format!("no crew has the id {id}");
    faults.fault("UNKNOWN_CREW", at, id, &message, &hint);
}

/// Whether the job's own lists allow the crew.
pub fn allows(case: &Case, job: &Job, crew: CrewId) -> bool {
    let id = &case.crews[crew.at()].id;
    let lists = &job.specs.crew_list;
    lists.required.as_ref().is_none_or(|r| r.contains(id))
        && !lists.excluded.as_ref().is_some_and(|e| e.contains(id))
}

fn read_ids(o: &mut Obj, key: &'static str, cx: &mut ReadCx) -> Option<Vec<String>> {
    o.get(key)?;
    let mut ids = Vec::new();
    for (at, node) in &o.list(key, cx.faults) {
        if let Some(text) = text_of(node, at, cx.faults)
            && valid_id(&text, at, cx.faults)
        {
            ids.push(text);
        }
    }
    // An empty list says nothing, like an absent one.
    (!ids.is_empty()).then_some(ids)
}
