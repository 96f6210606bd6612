//! Who knows how.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, RouteView, View, VisitView};
use crate::fault::Faults;
use crate::ids::{CrewId, JobId, ShiftId};
use crate::intake::case::{Case, HeldSkill, Shift};
use crate::wire::reader::Obj;
use std::collections::HashMap;

pub struct Skills;

/// A skill that a job needs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Need {
    pub id: String,
    pub level: i64,
}

/// The skills a crew holds itself, beside its members'.
#[derive(Clone, Debug, Default)]
pub struct CrewSkills(pub Vec<HeldSkill>);

impl Rule for Skills {
    const META: Meta = Meta {
        id: "skills",
        code: "SKILL",
        scope: Scope::Route,
        priced: false,
        overridable: true,
        line: "the crew holds every skill of the job on that date",
        doc: "Each skill of the job must be held at its level or above, not expired on the \
              shift's date, by the crew itself or by one of its members.",
    };
    type Job = Vec<Need>;
    type Crew = CrewSkills;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Vec<Need> {
        let mut needs: Vec<Need> = Vec::new();
        for (at, node) in &o.list("skills", cx.faults) {
            let Some(mut inner) = Obj::open(node, at, cx.faults) else { continue };
            let id = inner.needed_id("id", cx.faults);
            let level = inner.int("level", 1, 1_000_000, cx.faults).unwrap_or(1);
            inner.close(cx.faults);
            if let Some(id) = id {
                needs.push(Need { id, level });
            }
        }
        needs
    }

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> CrewSkills {
        CrewSkills(read_held(o, cx))
    }

    fn audit(case: &Case, faults: &mut Faults) {
        let mut best: HashMap<&str, i64> = HashMap::new();
        for held in (0..case.crews.len()).flat_map(|c| case.held(CrewId::new(c))) {
            let level = best.entry(&held.id).or_insert(held.level);
            *level = held.level.max(*level);
        }
        for (i, job) in case.jobs.iter().enumerate() {
            for (k, need) in job.specs.skills.iter().enumerate() {
                if best.get(need.id.as_str()).is_some_and(|level| *level >= need.level) {
                    continue;
                }
                let at = format!("{}/skills/{k}", case.job_pointer(JobId::new(i)));
                let message = format!("nobody holds {} level {}", need.id, need.level);
                let value = format!("{} {}", need.id, need.level);
                let hint = "add the skill to a person or crew";
                faults.warn("SKILL_NOBODY_HOLDS", &at, &value, &message, hint);
            }
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        // Many jobs need the same, and comparing texts is all the work there is here.
        let mut known: HashMap<&[Need], Vec<bool>> = HashMap::new();
        for job in &case.jobs {
            let needs = &job.specs.skills[..];
            if needs.is_empty() || job.specs.pins.overrides(Self::META.id) {
                continue;
            }
            let able = known.entry(needs).or_insert_with(|| {
                let holds = |s: &Shift| {
                    needs.iter().all(|n| case.holds(s.crew, &n.id, n.level, s.date))
                };
                case.shifts.iter().map(holds).collect()
            });
            for s in (0..able.len()).filter(|&s| !able[s]) {
                job.visits.iter().for_each(|&visit| tables.deny(ShiftId::new(s), visit));
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        checks::overridable(view, out, Self::META.id, broken);
    }
}

/// The first skill of the job that the crew does not hold on the shift's date.
pub fn broken(view: &View, route: &RouteView, visit: &VisitView) -> Option<String> {
    let (crew, date) = (checks::crew(view, route), checks::shift(view, route).date);
    let members = crew.members.iter().flat_map(|&p| &view.case.people[p].skills);
    let mut valid: Vec<&HeldSkill> = crew.specs.skills.0.iter().chain(members).collect();
    valid.retain(|held| held.until.is_none_or(|until| until >= date));
    let holds = |need: &&Need| !valid.iter().any(|h| h.id == need.id && h.level >= need.level);
    let need = checks::job(view, visit).specs.skills.iter().find(holds)?;
    let (name, level) = (checks::name(view, visit), need.level);
    Some(format!("{name} needs {} level {level}, crew {} lacks it on {date}", need.id, crew.id))
}

/// `skills` of a person or a crew.
pub fn read_held(o: &mut Obj, cx: &mut ReadCx) -> Vec<HeldSkill> {
    let mut held = Vec::new();
    for (at, node) in &o.list("skills", cx.faults) {
        let Some(mut inner) = Obj::open(node, at, cx.faults) else { continue };
        let id = inner.needed_id("id", cx.faults);
        let level = inner.int("level", 1, 1_000_000, cx.faults).unwrap_or(1);
        let until = inner.date("until", cx.faults);
        inner.close(cx.faults);
        if let Some(id) = id {
            held.push(HeldSkill { id, level, until });
        }
    }
    held
}
