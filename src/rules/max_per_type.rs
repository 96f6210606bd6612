//! How many visits of one type a crew makes on a date.

use super::capacity::{Amounts, read_amounts};
use super::checks;
use super::prices::Prices;
use super::quotas::deny;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::{Quota, Tables};
use super::view::{Findings, View};
use crate::fault::Faults;
use crate::ids::CrewId;
use crate::intake::case::Case;
use crate::wire::reader::Obj;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

pub struct MaxPerType;

/// The most types that the crews of one request may limit.
const TYPES_MOST: usize = 200;

impl Rule for MaxPerType {
    const META: Meta = Meta {
        id: "max-per-type",
        code: "MAX_PER_TYPE",
        scope: Scope::Plan,
        priced: false,
        overridable: false,
        line: "a crew makes at most `max.perType` visits of a type on a date",
        doc: "Of the jobs of each `type` that the crew's `max.perType` {type: integer} names, the \
              crew makes at most so many visits on one date, all its shifts of that date \
              together; a type it does not name is not limited.",
    };
    type Job = Nothing;
    type Crew = Amounts;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> Amounts {
        match super::shared(o, "max") {
            Some(mut max) => read_amounts(&mut max, "perType", cx),
            None => Amounts::new(),
        }
    }

    fn audit(case: &Case, faults: &mut Faults) {
        let found = limited(case).len();
        if found > TYPES_MOST {
            let message = format!("the crews limit {found} types; one request may {TYPES_MOST}");
            let hint = "limit kinds of work, not single jobs";
            faults.fault("TOO_LARGE", "/problem/crews", &found.to_string(), &message, hint);
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for name in limited(case) {
            let of = |v: &crate::intake::case::Visit| &case.jobs[v.job.at()].kind;
            let by_visit: Vec<bool> =
                case.visits.iter().map(|v| of(v).as_ref() == Some(name)).collect();
            let mut days: BTreeMap<(CrewId, NaiveDate), u32> = BTreeMap::new();
            let mut caps = Vec::new();
            let mut group = vec![None; case.shifts.len()];
            let mut never = group.clone();
            for (s, shift) in case.shifts.iter().enumerate() {
                let limits = &case.crews[shift.crew.at()].specs.max_per_type;
                let Some(&most) = limits.get(name) else { continue };
                let day = *days.entry((shift.crew, shift.date)).or_insert(caps.len() as u32);
                if day as usize == caps.len() {
                    caps.push(most);
                }
                group[s] = Some(day);
                never[s] = Some(day).filter(|_| most == 0);
            }
            deny(case, &by_visit, &never, tables);
            let name = name.clone();
            tables.quotas.push(Quota { rule: Self::META.id, name, by_visit, group, caps });
        }
    }

    fn check(view: &View, out: &mut Findings) {
        let mut made: BTreeMap<(CrewId, NaiveDate, &str), i64> = BTreeMap::new();
        for route in &view.routes {
            let (limits, date) = (
                &checks::crew(view, route).specs.max_per_type,
                checks::shift(view, route).date,
            );
            if limits.is_empty() {
                continue;
            }
            for visit in &route.visits {
                let Some(kind) = &checks::job(view, visit).kind else { continue };
                let Some(most) = limits.get(kind) else { continue };
                let many = made.entry((route.crew, date, kind)).or_default();
                *many += 1;
                if *many > *most {
                    out.at_visit(route, visit);
                    let (name, crew) =
                        (checks::name(view, visit), checks::crew_name(view, route.crew));
                    out.broken(format!(
                        "{name} is {kind} number {many} of {crew} on {date}, at most {most} are \
                         allowed"
                    ));
                }
            }
        }
    }
}

/// The types that some crew limits and some job has.
fn limited(case: &Case) -> BTreeSet<&String> {
    let known: BTreeSet<&String> = case.jobs.iter().filter_map(|j| j.kind.as_ref()).collect();
    let named = case.crews.iter().flat_map(|c| c.specs.max_per_type.keys());
    named.filter(|name| known.contains(name)).collect()
}
