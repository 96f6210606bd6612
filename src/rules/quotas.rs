//! How many jobs of a kind are served on a date, or in all.

use super::checks;
use super::crew_list::unknown_crew;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::{Quota, Tables};
use super::view::{Findings, View, VisitView};
use crate::fault::Faults;
use crate::ids::ShiftId;
use crate::intake::case::{Case, Job};
use crate::intake::limits;
use crate::wire::reader::Obj;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashSet};

pub struct Quotas;

impl Rule for Quotas {
    const META: Meta = Meta {
        id: "quotas",
        code: "QUOTA",
        scope: Scope::Plan,
        priced: false,
        overridable: false,
        line: "at most so many jobs of a type, a territory or some crews, by date or in all",
        doc: "Each of `problem.quotas` [{id, types, territories, crews, days | dates, per, max}] \
              lets at most `max` jobs be served on each of its dates, or with `per` HORIZON on \
              all of them together. A job counts on the date and for the crew of its first \
              visit, if its `type` and its `territory` are among those named; a list that is \
              left out or empty names all.",
    };
    /// The job's `territory`.
    type Job = Option<String>;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Option<String> {
        o.id("territory", cx.faults)
    }

    fn audit(case: &Case, faults: &mut Faults) {
        for quota in &case.quotas {
            let at = format!("/problem/quotas/{}", quota.index);
            known_crews(case, &at, &quota.crews, faults);
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for quota in &case.quotas {
            let counted = |v: &crate::intake::case::Visit| {
                v.number == 1 && of_quota(quota, &case.jobs[v.job.at()])
            };
            let by_visit: Vec<bool> = case.visits.iter().map(counted).collect();
            let mut dates: BTreeMap<NaiveDate, u32> = BTreeMap::new();
            let mut group = vec![None; case.shifts.len()];
            for (s, shift) in case.shifts.iter().enumerate() {
                if quota.covers(&case.crews[shift.crew.at()].id, shift.date) {
                    let next = dates.len() as u32;
                    let date = *dates.entry(shift.date).or_insert(next);
                    group[s] = Some(if quota.in_all { 0 } else { date });
                }
            }
            if quota.max == 0 {
                deny(case, &by_visit, &group, tables);
            }
            let groups = if quota.in_all { 1 } else { dates.len() };
            let name = quota.id.clone();
            let caps = vec![quota.max; groups];
            tables.quotas.push(Quota { rule: Self::META.id, name, by_visit, group, caps });
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for quota in &view.case.quotas {
            let mut served: BTreeMap<NaiveDate, i64> = BTreeMap::new();
            for route in &view.routes {
                let date = checks::shift(view, route).date;
                if !quota.covers(checks::crew_name(view, route.crew), date) {
                    continue;
                }
                let firsts = route.visits.iter().filter(|v| checks::number(view, v) == 1);
                let many = firsts.filter(|v| is_of(view, quota, v)).count();
                *served.entry(date).or_default() += many as i64;
            }
            let (name, most) = (&quota.id, quota.max);
            if quota.in_all {
                let many: i64 = served.values().sum();
                if many > most {
                    let what = format!("{most} jobs in all, {many} are served");
                    out.broken(format!("quota {name} allows {what}"));
                }
                continue;
            }
            for (date, many) in served.into_iter().filter(|(_, many)| *many > most) {
                out.broken(format!("quota {name} allows {most} jobs on {date}, {many} are served"));
            }
        }
    }
}

fn of_quota(quota: &limits::Quota, job: &Job) -> bool {
    quota.counts(job.kind.as_deref(), job.specs.quotas.as_deref())
}

/// Whether the quota counts the job of a printed visit.
fn is_of(view: &View, quota: &limits::Quota, visit: &VisitView) -> bool {
    let job = checks::job(view, visit);
    quota.counts(job.kind.as_deref(), job.specs.quotas.as_deref())
}

/// Where the limit is none at all, the visits are kept off the shifts.
pub fn deny(case: &Case, by_visit: &[bool], group: &[Option<u32>], tables: &mut Tables) {
    for (s, _) in group.iter().enumerate().filter(|(_, g)| g.is_some()) {
        for job in &case.jobs {
            for &visit in job.visits.iter().filter(|v| by_visit[v.at()]) {
                tables.deny(ShiftId::new(s), visit);
            }
        }
    }
}

/// Reports crews that nobody knows.
pub fn known_crews(case: &Case, at: &str, crews: &[String], faults: &mut Faults) {
    if crews.is_empty() {
        return;
    }
    let known: HashSet<&str> = case.crews.iter().map(|c| c.id.as_str()).collect();
    for (k, id) in crews.iter().enumerate().filter(|(_, id)| !known.contains(id.as_str())) {
        unknown_crew(case, &format!("{at}/crews/{k}"), id, faults);
    }
}
