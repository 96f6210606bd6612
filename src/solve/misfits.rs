//! Why a visit may not be on a shift: a code and a few words.

use crate::ids::{ShiftId, VisitId};
use crate::intake::case::Case;
use crate::model::compile::{Misfit, alone};
use crate::model::problem::Problem;
use crate::rules::start_windows::first_visits;
use crate::rules::{self, Tables, materials, resources};
use crate::wire::text::{day_start, local_date, print_clock, print_duration};

/// The code and the words for why a visit may not be on a shift.
pub fn why_not(
    case: &Case,
    problem: &Problem,
    tables: &Tables,
    s: usize,
    v: usize,
) -> (String, String) {
    if let Some(rule) = tables.denied_by(ShiftId::new(s), VisitId::new(v)) {
        let meta = &rules::ALL[rule];
        if meta.id == "skills" {
            return missing_skill(case, s, problem.visits[v].job as usize);
        }
        let words = match meta.id {
            "crew-list" => "the job's crew list does not allow this crew",
            "pins" => "the job is pinned elsewhere",
            "tools" => "the van lacks a tool of the job",
            "crew-size" => "the crew has too few or too many people",
            "split" => "its days do not hold the parts of the job",
            "parts" => "it is no working day, on which parts are done",
            "quotas" | "max-per-type" => "none of its kind is allowed there",
            _ => meta.line,
        };
        return (meta.code.to_owned(), words.to_owned());
    }
    let misfit = alone(problem, s, v);
    if let (Err(Misfit::Window), Some(late)) = (misfit, too_late(case, problem, s, v)) {
        return ("PART_ETA".to_owned(), late);
    }
    if misfit == Err(Misfit::Window)
        && let Some(told) = resource(case, problem, s, v)
    {
        return told;
    }
    let (code, words) = match misfit {
        Err(Misfit::Window) if ends_too_late(problem, tables, s, v) => {
            ("FINISH_BY", "it cannot end in time")
        }
        Err(Misfit::Window) if asks_for_times(case, problem, v) => {
            ("WINDOW", "its start windows miss the shift")
        }
        // Without windows of its own, it is the length of the shift, or what is left of it.
        Err(Misfit::Window) if now_is_late(problem, s, v) => NOW,
        Err(Misfit::Window) => HOURS,
        Err(Misfit::Hours) => HOURS,
        Err(Misfit::Breaks) => ("BREAK", "it fits only without the breaks"),
        Err(Misfit::Drive) => ("MAX_DRIVE", "the drive there and back is longer than allowed"),
        Err(Misfit::Load) if max_jobs(case, s) == Some(0) => ("MAX_JOBS", "it may make no visits"),
        Err(Misfit::Load) if lacks_parts(case, s, problem.visits[v].job as usize) => {
            ("STOCK", "it uses more of a part than the van holds")
        }
        Err(Misfit::Call) if lacks_tools(case, s, problem.visits[v].job as usize) => {
            ("TOOL", "the van lacks a tool, and there is no time to call at the warehouse")
        }
        Err(Misfit::Call) => {
            ("STOCK", "the van lacks a part, and there is no time to call at the warehouse")
        }
        Err(Misfit::Load) => ("CAPACITY", "its load is more than the crew carries"),
        Err(Misfit::Now) => NOW,
        Ok(()) => ("UNKNOWN", "it fits alone"),
    };
    (code.to_owned(), words.to_owned())
}

/// The shared resource that keeps the visit off the shift by itself.
fn resource(case: &Case, problem: &Problem, s: usize, v: usize) -> Option<(String, String)> {
    let (clock, visit) = (&problem.shifts[s].clock, &problem.visits[v]);
    let hours = (clock.from, clock.latest_return - visit.duration);
    let (r, noticed) = resources::stands_in_the_way(case, VisitId::new(v), hours)?;
    let resource = &case.resources[r];
    let (id, all) = (&resource.id, resource.units);
    let needs = case.uses_of(VisitId::new(v)).iter().filter(|u| u.0 == r).map(|u| u.3).sum::<i64>();
    let (code, words) = match (needs > all, noticed.then_some(resource.notice).flatten()) {
        (true, _) => ("RESOURCE_TOO_FEW", format!("it needs {needs} of {id}, there are {all}")),
        (false, Some(notice)) => {
            let notice = print_duration(notice);
            ("RESOURCE_NOTICE", format!("{id} needs {notice} notice from now"))
        }
        (false, None) => ("RESOURCE_CALENDAR", format!("{id} cannot be had on that shift")),
    };
    Some((code.to_owned(), words))
}

const HOURS: (&str, &str) = ("SHIFT_HOURS", "drive and work do not fit the shift's hours");
const NOW: (&str, &str) = ("NOW", "it is too late to drive there");

/// The material that arrives too late for a shift that the visit could else start on.
fn too_late(case: &Case, problem: &Problem, s: usize, v: usize) -> Option<String> {
    let (shift, visit) = (&case.shifts[s], &problem.visits[v]);
    let specs = &case.jobs[visit.job as usize].specs;
    let material = materials::last_to_come(&specs.materials)?;
    let first = first_visits(&case.jobs[visit.job as usize]);
    if !first.iter().any(|f| f.at() == v) {
        return None;
    }
    let any = [(i64::MIN, i64::MAX)];
    let windows = specs.start_windows.as_deref().unwrap_or(&any);
    let last = shift.latest_return - visit.duration;
    let open = |from: i64| windows.iter().any(|w| w.0.max(from) <= w.1.min(last));
    if !open(shift.from) || open(shift.from.max(material.eta)) {
        return None;
    }
    let date = local_date(material.eta, case.zone)?;
    let clock = match day_start(date, case.zone) == Some(material.eta) {
        true => String::new(),
        false => format!(" at {}", print_clock(material.eta, case.zone)),
    };
    Some(format!("{} arrives on {}{clock}", material.id, date.format("%-d %b")))
}

fn asks_for_times(case: &Case, problem: &Problem, v: usize) -> bool {
    let specs = &case.jobs[problem.visits[v].job as usize].specs;
    specs.start_windows.is_some() || specs.pins.start.is_some()
}

fn now_is_late(problem: &Problem, s: usize, v: usize) -> bool {
    let (clock, visit) = (&problem.shifts[s].clock, &problem.visits[v]);
    let last = clock.latest_return - visit.duration;
    visit.leg_open > last && clock.from <= last
}

fn lacks_parts(case: &Case, s: usize, j: usize) -> bool {
    let held = &case.crews[case.shifts[s].crew.at()].specs.stock;
    let mut uses = case.jobs[j].specs.stock.iter().filter(|_| case.warehouse.is_none());
    uses.any(|(part, many)| *many > held.get(part).copied().unwrap_or(0))
}

fn lacks_tools(case: &Case, s: usize, j: usize) -> bool {
    let held = &case.crews[case.shifts[s].crew.at()].specs.tools;
    !case.jobs[j].specs.tools.is_subset(held)
}

fn max_jobs(case: &Case, s: usize) -> Option<i64> {
    case.crews[case.shifts[s].crew.at()].specs.max_jobs
}

/// Whether only the latest end keeps the visit's windows off the shift.
fn ends_too_late(problem: &Problem, tables: &Tables, s: usize, v: usize) -> bool {
    let visit = &problem.visits[v];
    if visit.finish == i64::MAX {
        return false;
    }
    let clock = &problem.shifts[s].clock;
    let last = clock.latest_return - visit.duration;
    let open = [(i64::MIN, i64::MAX)];
    let windows = tables.windows[v].as_deref().unwrap_or(&open);
    windows.iter().any(|w| w.0.max(clock.from) <= w.1.min(last))
}

fn missing_skill(case: &Case, s: usize, j: usize) -> (String, String) {
    let shift = &case.shifts[s];
    for need in &case.jobs[j].specs.skills {
        if case.holds(shift.crew, &need.id, need.level, shift.date) {
            continue;
        }
        let held: Vec<_> = case.held(shift.crew).filter(|h| h.id == need.id).collect();
        let lasting = held.iter().filter(|h| h.level >= need.level);
        if let Some(until) = lasting.filter_map(|h| h.until).max() {
            let message = format!("{} level {} expired after {until}", need.id, need.level);
            return ("SKILL_EXPIRED".into(), message);
        }
        let message = match held.first() {
            Some(h) => {
                format!("holds {} level {}, job needs level {}", h.id, h.level, need.level)
            }
            None => format!("holds no {}, job needs level {}", need.id, need.level),
        };
        return ("SKILL".into(), message);
    }
    ("SKILL".into(), "lacks a skill of the job".into())
}
