//! From an ask to routes: every id found, or every fault named at once.

use super::ask::{Ask, Change, HandRoute, HandVisit};
use super::names::Names;
use crate::fault::Faults;
use crate::intake::case::{Case, Job, Link};
use crate::model::solution::Solution;
use crate::wire::reader::nearest;
use crate::wire::text::parse_date;
use std::collections::{BTreeMap, BTreeSet};

/// Reads asks against one case.
pub struct Hand<'a, 'f> {
    pub case: &'a Case,
    pub names: &'a Names<'a>,
    /// For each own job the way in which it is meant.
    pub way: Vec<usize>,
    pub faults: &'f mut Faults,
}

impl<'a> Hand<'a, '_> {
    /// The routes that are asked for; only worth something while there are no faults.
    pub fn routes(&mut self, ask: &Ask, base: Option<&Solution>) -> Solution {
        let mut made = base.cloned().unwrap_or_else(|| Solution {
            routes: vec![Vec::new(); self.case.shifts.len()],
            fixed: vec![None; self.case.visits.len()],
        });
        // A call at the warehouse is no visit of a job.
        let visits = made.routes.iter().flatten().filter_map(|v| self.case.visits.get(*v as usize));
        for job in visits.map(|visit| visit.job.at()) {
            self.way[self.case.own_of(job)] = job;
        }
        if let Some(routes) = &ask.routes {
            self.meant(routes);
            made.routes.iter_mut().for_each(Vec::clear);
            self.given(routes, &mut made);
        }
        if let Some(change) = &ask.change {
            self.change(change, &mut made);
        }
        made
    }

    /// Of a job with several ways the one of as many visits as are named, that its crew may do.
    fn meant(&mut self, routes: &[HandRoute]) {
        if self.case.ways.is_empty() {
            return;
        }
        let mut named: BTreeMap<usize, (BTreeSet<u32>, Option<usize>)> = BTreeMap::new();
        for route in routes {
            let shift = self.names.shifts.get(route.shift.as_str());
            let crew = shift.map(|s| self.case.shifts[*s].crew.at());
            for visit in &route.visits {
                let (id, number) = match visit {
                    HandVisit::Job(id) => (id, 1),
                    HandVisit::Visit(v) => (&v.job, v.visit),
                };
                if let Some(&j) = self.names.jobs.get(id.as_str()) {
                    let entry = named.entry(j).or_default();
                    entry.0.insert(number);
                    entry.1 = entry.1.or(crew);
                }
            }
        }
        for (j, (numbers, crew)) in named {
            self.way[j] = self.fitting(j, numbers.len(), crew).unwrap_or(self.way[j]);
        }
    }

    /// The way of a job with so many visits, the present one if it is one, else one of the crew's.
    fn fitting(&self, j: usize, count: usize, crew: Option<usize>) -> Option<usize> {
        let jobs = &self.case.jobs;
        let mine = |w: &usize| crew.is_none_or(|c| jobs[*w].crews.as_ref().is_none_or(|l| l[c]));
        let many = |w: &usize| jobs[*w].visits.len() == count;
        let ways = self.case.ways_of(j);
        let all = || std::iter::once(self.way[j]).chain(ways.iter().copied()).filter(many);
        all().find(mine).or_else(|| all().next())
    }

    /// A job of several ways that is put in anew, or moved alone, is done as its new crew does it.
    fn as_crew_does(&mut self, visit: u32, s: usize, made: &Solution) -> u32 {
        let case = self.case;
        let moved = &case.visits[visit as usize];
        let own = case.own_of(moved.job.at());
        let other = |v: &u32| *v != visit && case.visits[*v as usize].job == moved.job;
        if case.ways.is_empty() || made.routes.iter().flatten().any(other) {
            return visit;
        }
        let count = case.jobs[moved.job.at()].visits.len();
        let way = self.fitting(own, count, Some(case.shifts[s].crew.at()));
        way.map_or(visit, |w| case.jobs[w].visits[moved.number as usize - 1].0)
    }

    fn given(&mut self, routes: &[HandRoute], made: &mut Solution) {
        let (most, mut stops) = (2 * self.case.visits.len(), 0);
        let mut named = vec![false; made.routes.len()];
        for (r, route) in routes.iter().enumerate() {
            stops += route.visits.len();
            if stops > most {
                let (at, value) = ("/routes", stops.to_string());
                let message = format!("more than {most} stops, twice the visits of the request");
                self.faults.fault("TOO_LARGE", at, &value, &message, "name each visit once");
                return;
            }
            let at = format!("/routes/{r}");
            let shift = self.shift(&route.shift, &format!("{at}/shift"));
            if let Some(s) = shift
                && std::mem::replace(&mut named[s], true)
            {
                let (message, hint) = ("this shift is given twice", "join the two routes");
                self.faults.fault(
                    "DUPLICATE_ID",
                    &format!("{at}/shift"),
                    &route.shift,
                    message,
                    hint,
                );
            }
            for (k, visit) in route.visits.iter().enumerate() {
                let at = format!("{at}/visits/{k}");
                let found = match visit {
                    HandVisit::Job(id) => self.visit(id, None, &at, &at),
                    HandVisit::Visit(v) => {
                        let (job, number) = (format!("{at}/job"), format!("{at}/visit"));
                        self.visit(&v.job, Some(v.visit), &job, &number)
                    }
                };
                if let Some((s, v)) = shift.zip(found) {
                    made.routes[s].push(v);
                }
            }
        }
    }

    fn change(&mut self, change: &Change, made: &mut Solution) {
        let away = change.crew.is_none() && change.shift.is_none();
        if away {
            return self.take_out(change, made);
        }
        let visit = self.visit(&change.job, change.visit, "/change/job", "/change/visit");
        let after = change.after.as_ref();
        let after = after.map(|id| self.job(id, "/change/after").map(|job| (id, job)));
        let visits = |job: &Job| -> Vec<u32> { job.visits.iter().map(|v| v.0).collect() };
        let anchors = after.flatten().map(|(_, job)| visits(job)).unwrap_or_default();
        let Some(s) = self.target(change, visit, &anchors, made) else { return };
        let Some(old) = visit else { return };
        let v = self.as_crew_does(old, s, made);
        let mut moved = made.clone();
        moved.routes.iter_mut().for_each(|route| route.retain(|&o| o != old));
        let place = match after {
            None => Some(0),
            Some(None) => return,
            Some(Some((id, _))) => {
                let found = moved.routes[s].iter().rposition(|o| anchors.contains(o));
                if found.is_none() {
                    let shift = &self.case.shifts[s].id;
                    let message = format!("job {id} is not on {shift}");
                    let hint = match id == &change.job {
                        true => "name another job of that shift, or null to be first",
                        false => "name a job of that shift, or null to be first",
                    };
                    self.faults.fault("NOT_ON_SHIFT", "/change/after", id, &message, hint);
                }
                found.map(|at| at + 1)
            }
        };
        let Some(place) = place else { return };
        moved.routes[s].insert(place, v);
        *made = moved;
    }

    fn take_out(&mut self, change: &Change, made: &mut Solution) {
        for (key, value) in [("date", &change.date), ("after", &change.after)] {
            if let Some(value) = value {
                let message = format!("`{key}` without a crew");
                let hint = format!("name the crew, or leave out `{key}` to take the job out");
                self.faults.fault("CREW_NEEDED", &format!("/change/{key}"), value, &message, &hint);
            }
        }
        let Some(job) = self.job(&change.job, "/change/job") else { return };
        let gone: Vec<u32> = match change.visit {
            None => job.visits.iter().map(|v| v.0).collect(),
            Some(_) => self
                .visit(&change.job, change.visit, "/change/job", "/change/visit")
                .into_iter()
                .collect(),
        };
        made.routes.iter_mut().for_each(|route| route.retain(|o| !gone.contains(o)));
    }

    /// The shift that a change speaks of.
    fn target(
        &mut self,
        change: &Change,
        visit: Option<u32>,
        anchors: &[u32],
        made: &Solution,
    ) -> Option<usize> {
        let case = self.case;
        let crew = change.crew.as_ref().map(|id| (id, self.crew(id)));
        let date = change.date.as_ref().map(|text| self.date(text));
        if let Some(id) = &change.shift {
            let s = self.shift(id, "/change/shift")?;
            let shift = &case.shifts[s];
            let other_crew = crew.and_then(|c| c.1).is_some_and(|c| c != shift.crew.at());
            let other_date = date.flatten().is_some_and(|d| d != shift.date);
            if other_crew || other_date {
                let message = format!("shift {id} is not of this crew and date");
                let hint = "give the shift alone, or crew and date alone";
                self.faults.fault("TWO_FORMS", "/change/shift", id, &message, hint);
                return None;
            }
            return Some(s);
        }
        let (id, crew) = crew?;
        let crew = crew?;
        if date == Some(None) {
            return None;
        }
        let on = |s: &usize| {
            let shift = &case.shifts[*s];
            shift.crew.at() == crew && date.flatten().is_none_or(|d| d == shift.date)
        };
        let able: Vec<usize> = (0..case.shifts.len()).filter(on).collect();
        let found = narrowed(case, &able, visit, anchors, made);
        // Which shift is meant may rest on where the jobs are, which faults of theirs hide.
        let known = visit.is_some() && change.after.is_some() != anchors.is_empty();
        if found.is_none() && (able.is_empty() || known) {
            self.no_shift(change, id, able.len());
        }
        found
    }

    fn no_shift(&mut self, change: &Change, crew: &str, able: usize) {
        let (at, value) = match &change.date {
            Some(date) => ("/change/date", date.as_str()),
            None => ("/change/crew", crew),
        };
        let (code, message) = match able {
            0 => ("NO_SHIFT", format!("crew {crew} has no shift there")),
            _ => ("SHIFT_NEEDED", format!("crew {crew} has {able} shifts that could be meant")),
        };
        let hint = "name one of its shifts as `shift`, such as CREW/2026-12-07";
        self.faults.fault(code, at, value, &message, hint);
    }

    /// A visit by job and number; without a number the only one.
    fn visit(
        &mut self,
        id: &str,
        number: Option<u32>,
        job_at: &str,
        visit_at: &str,
    ) -> Option<u32> {
        let job = self.job(id, job_at)?;
        let count = job.visits.len();
        let Some(number) = number else {
            if count == 1 {
                return Some(job.visits[0].0);
            }
            let what = if job.link == Link::Parts { "parts" } else { "sides" };
            let message = format!("job {id} has {count} {what}, each done by itself");
            let hint = format!("say which with `visit`, 1 to {count}");
            self.faults.fault("VISIT_NEEDED", visit_at, id, &message, &hint);
            return None;
        };
        let found = (number as usize).checked_sub(1).and_then(|k| job.visits.get(k));
        if found.is_none() {
            let message = format!("job {id} has no visit {number}");
            let (value, hint) = (number.to_string(), format!("use 1 to {count}"));
            self.faults.fault("UNKNOWN_VISIT", visit_at, &value, &message, &hint);
        }
        found.map(|v| v.0)
    }

    fn job(&mut self, id: &str, at: &str) -> Option<&'a Job> {
        if let Some(&j) = self.names.jobs.get(id) {
            return Some(&self.case.jobs[self.way[j]]);
        }
        if self.case.set_aside.iter().any(|aside| aside.job == id) {
            let message = format!("job {id} was set aside for its faults");
            let hint = "mend its faults, which `setAside` lists";
            self.faults.fault("SET_ASIDE", at, id, &message, hint);
            return None;
        }
        self.unknown("job", id, at, self.names.jobs.keys());
        None
    }

    fn crew(&mut self, id: &str) -> Option<usize> {
        let found = self.names.crews.get(id).copied();
        if found.is_none() {
            self.unknown("crew", id, "/change/crew", self.names.crews.keys());
        }
        found
    }

    fn shift(&mut self, id: &str, at: &str) -> Option<usize> {
        let found = self.names.shifts.get(id).copied();
        if found.is_none() {
            self.unknown("shift", id, at, self.names.shifts.keys());
        }
        found
    }

    fn date(&mut self, text: &str) -> Option<chrono::NaiveDate> {
        let found = parse_date(text);
        if found.is_none() {
            let hint = "write it like 2026-12-07";
            self.faults.fault("BAD_DATE", "/change/date", text, "not a date", hint);
        }
        found
    }

    fn unknown<'k>(
        &mut self,
        kind: &str,
        id: &str,
        at: &str,
        known: impl Iterator<Item = &'k &'k str>,
    ) {
        // A list full of unknown ids is no slip of the pen, and each guess costs time.
        let near = match self.faults.as_slice().len() < 20 {
            true => nearest(id, &known.copied().collect::<Vec<_>>()),
            false => None,
        };
        let hint = match near {
            Some(near) => format!("did you mean {near}?"),
            None => format!("name a {kind} of the request"),
        };
        let message = format!("no {kind} has the id {id}");
        self.faults.fault("UNKNOWN_ID", at, id, &message, &hint);
    }
}

/// The one of a crew's shifts that is meant: the one that the job to follow is on, else the one the
/// moved job is on, else the only one, else the only one on the moved job's present date.
fn narrowed(
    case: &Case,
    able: &[usize],
    visit: Option<u32>,
    anchors: &[u32],
    made: &Solution,
) -> Option<usize> {
    let there = |s: &usize, list: &[u32]| made.routes[*s].iter().any(|v| list.contains(v));
    let own: Vec<u32> = visit.into_iter().collect();
    let today = (0..made.routes.len()).find(|s| there(s, &own)).map(|s| case.shifts[s].date);
    let one = |meant: &dyn Fn(&usize) -> bool| -> Option<usize> {
        let mut found = able.iter().copied().filter(|s| meant(s));
        found.next().filter(|_| found.next().is_none())
    };
    one(&|s| there(s, anchors))
        .or_else(|| one(&|s| there(s, &own)))
        .or_else(|| one(&|_| true))
        .or_else(|| one(&|s| Some(case.shifts[*s].date) == today))
}
