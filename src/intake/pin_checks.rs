//! A pin that breaks a rule is a fault, unless it says which rule it means to break.

use super::case::{Case, Job, Link, Shift};
use crate::fault::Faults;
use crate::ids::{CrewId, JobId};
use crate::rules::{crew_list, materials, pins};
use crate::wire::text::{print_clock, print_instant};
use chrono::NaiveDate;
use std::collections::HashMap;

/// Pins that name a crew which does not exist.
pub fn check_crews(case: &Case, faults: &mut Faults) {
    let known: HashMap<&str, CrewId> = by_id(case);
    for (i, job) in case.jobs.iter().enumerate() {
        let Some(id) = &job.specs.pins.crew else { continue };
        if !known.contains_key(id.as_str()) {
            let at = format!("{}/pin/crew", case.job_pointer(JobId::new(i)));
            crew_list::unknown_crew(case, &at, id, faults);
        }
    }
}

/// Pins that break a rule. Needs crews, people and shifts that are sound.
pub fn check_rules(case: &Case, faults: &mut Faults) {
    let known = by_id(case);
    let mut of_crew: Vec<Vec<&Shift>> = vec![Vec::new(); case.crews.len()];
    let mut on: HashMap<(CrewId, NaiveDate), &Shift> = HashMap::new();
    for shift in &case.shifts {
        of_crew[shift.crew.at()].push(shift);
        on.insert((shift.crew, shift.date), shift);
    }
    for (i, job) in case.jobs.iter().enumerate() {
        let pin = &job.specs.pins;
        let at = format!("{}/pin", case.job_pointer(JobId::new(i)));
        let crew = match &pin.crew {
            Some(id) => match known.get(id.as_str()) {
                Some(crew) => Some(*crew),
                // It has had its own fault.
                None => continue,
            },
            None => None,
        };
        let mut check = Check { case, job, at, on: &on, faults };
        check.start();
        if crew.is_some() || pin.date.is_some() || pin.start.is_some() {
            let open: Vec<&Shift> = match crew {
                Some(crew) => of_crew[crew.at()].clone(),
                None => case.shifts.iter().collect(),
            };
            check.shifts(open, crew);
        }
    }
}

fn by_id(case: &Case) -> HashMap<&str, CrewId> {
    case.crews.iter().enumerate().map(|(i, c)| (c.id.as_str(), CrewId::new(i))).collect()
}

struct Check<'c> {
    case: &'c Case,
    job: &'c Job,
    at: String,
    /// One shift of each crew and date: crew and date are all that other parts ask for.
    on: &'c HashMap<(CrewId, NaiveDate), &'c Shift>,
    faults: &'c mut Faults,
}

impl Check<'_> {
    fn tell(&mut self, key: &str, value: &str, rule: &str, message: &str) {
        let hint = if crate::rules::ALL.iter().any(|m| m.id == rule && m.overridable) {
            format!("add \"override\":[\"{rule}\"] to the pin, or change the pin")
        } else {
            "change the pin, or add a shift that it can hold to".to_owned()
        };
        let at = format!("{}/{key}", self.at);
        self.faults.fault("PIN_BREAKS_RULE", &at, value, message, &hint);
    }

    /// What the pinned start breaks whatever the shift.
    fn start(&mut self) {
        let job = self.job;
        let pin = &job.specs.pins;
        let Some(start) = pin.start else { return };
        let value = print_instant(start, self.case.zone);
        if let Some(windows) = &job.specs.start_windows
            && !pin.overrides("start-windows")
            && !windows.iter().any(|w| (w.0..=w.1).contains(&start))
        {
            let message = format!("{value} is in none of the job's start windows");
            self.tell("start", &value, "start-windows", &message);
        }
        if let Some(material) = materials::last_to_come(&job.specs.materials)
            && start < material.eta
        {
            let eta = print_instant(material.eta, self.case.zone);
            let message = format!("{} arrives at {eta}, after the pinned start", material.id);
            self.tell("start", &value, "materials", &message);
        }
        // How long work takes that is cut or shared is not known yet.
        let whole = self.case.visits[job.visits[0].at()].duration;
        let duration = if job.is_cut() { 0 } else { whole };
        if let Some(finish) = job.specs.finish_by
            && !pin.overrides("finish-by")
            && start + duration > finish
        {
            let by = print_instant(finish, self.case.zone);
            let message = format!("a service that starts at {value} does not end by {by}");
            self.tell("start", &value, "finish-by", &message);
        }
    }

    /// Narrows the shifts down pin by pin, then rule by rule; what leaves none is the fault.
    fn shifts(&mut self, mut open: Vec<&Shift>, crew: Option<CrewId>) {
        let (case, job) = (self.case, self.job);
        let pin = &job.specs.pins;
        if open.is_empty() {
            let id = pin.crew.clone().unwrap_or_default();
            if crew.is_some() {
                self.tell("crew", &id, "shift-hours", &format!("crew {id} has no shift"));
            }
            return;
        }
        if let Some(date) = pin.date {
            open.retain(|s| s.date == date);
            if open.is_empty() {
                let who = pin.crew.as_ref().map_or("no crew".into(), |id| format!("crew {id}"));
                let verb = if crew.is_some() { "has no shift" } else { "has a shift" };
                let message = format!("{who} {verb} on {date}");
                self.tell("date", &date.to_string(), "shift-hours", &message);
                return;
            }
        }
        if let Some(start) = pin.start {
            let whole = open.clone();
            open.retain(|s| (s.from..=s.latest_return).contains(&start));
            if open.is_empty() {
                let value = print_instant(start, case.zone);
                let message = match whole[..] {
                    [one] => {
                        let clock = |at| print_clock(at, case.zone);
                        let (from, to) = (clock(one.from), clock(one.latest_return));
                        format!("{value} is outside shift {}, {from} to {to}", one.id)
                    }
                    _ => format!("{value} is inside no shift that the pin allows"),
                };
                self.tell("start", &value, "shift-hours", &message);
                return;
            }
        }
        if !pin.overrides("crew-list") {
            let listed = |s: &Shift| crew_list::allows(case, job, s.crew);
            open = self.rule(open, crew, "crew-list", "are allowed by the job's `crews`", listed);
        }
        if !pin.overrides("skills") {
            open = self.rule(open, crew, "skills", "hold the job's skills", |s| able(case, job, s));
        }
        if job.link == Link::Parts && job.gap.is_none() {
            self.parts(&open);
        }
    }

    /// One rule over the shifts left. Without a pinned crew the pin is to blame only if the rule
    /// would leave some shift without it.
    fn rule<'s>(
        &mut self,
        mut open: Vec<&'s Shift>,
        crew: Option<CrewId>,
        rule: &str,
        what: &str,
        keep: impl Fn(&Shift) -> bool,
    ) -> Vec<&'s Shift> {
        if open.is_empty() {
            return open;
        }
        let first = open[0];
        open.retain(|s| keep(s));
        if !open.is_empty() || (crew.is_none() && !self.case.shifts.iter().any(keep)) {
            return open;
        }
        let pin = &self.job.specs.pins;
        let (key, value) = match (&pin.crew, pin.date, pin.start) {
            (Some(id), ..) => ("crew", id.clone()),
            (None, Some(date), _) => ("date", date.to_string()),
            (None, None, start) => ("start", print_instant(start.unwrap_or(0), self.case.zone)),
        };
        let message = match crew {
            Some(_) if rule == "skills" => {
                format!("crew {value} does not hold the job's skills on {}", first.date)
            }
            Some(_) => format!("the job's `crews` do not allow crew {value}"),
            None => format!("no crews that the pin leaves {what}"),
        };
        self.tell(key, &value, rule, &message);
        open
    }

    /// Some first shift must be followed, day after day, by shifts of its crew for the other parts.
    fn parts(&mut self, open: &[&Shift]) {
        let (case, job) = (self.case, self.job);
        let pin = &job.specs.pins;
        if open.is_empty() || (pin.crew.is_none() && pin.date.is_none()) {
            return;
        }
        let follows = |first: &Shift, k: usize| {
            let date = first.date.checked_add_days(chrono::Days::new(k as u64));
            date.and_then(|date| self.on.get(&(first.crew, date))).is_some_and(|s| {
                pins::allows(case, job, k, s) && (pin.overrides("skills") || able(case, job, s))
            })
        };
        if open.iter().any(|first| (1..job.visits.len()).all(|k| follows(first, k))) {
            return;
        }
        let parts = job.visits.len();
        let message = format!("no crew can go on day after day for all {parts} parts from there");
        match (pin.date, &pin.crew) {
            (Some(date), _) => self.tell("date", &date.to_string(), "parts", &message),
            (None, id) => self.tell("crew", &id.clone().unwrap_or_default(), "parts", &message),
        }
    }
}

fn able(case: &Case, job: &Job, shift: &Shift) -> bool {
    job.specs.skills.iter().all(|n| case.holds(shift.crew, &n.id, n.level, shift.date))
}
