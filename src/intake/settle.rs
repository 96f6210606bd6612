//! From the draft to the case: jobs that are faulty are set aside or the request is rejected.

use super::calendar::{default_horizon, lay_out};
use super::case::{Case, Job, Visit};
use super::jobs::Notes;
use super::problem::Draft;
use super::{audit, resources, used_places};
use crate::fault::{Fault, Faults, Severity};
use crate::ids::{JobId, VisitId};
use crate::wire::plan::SetAside;
use std::collections::{BTreeMap, BTreeSet};

/// The most visits of one request, all jobs together.
const VISITS_MOST: usize = 12_000;
/// The most pairs of a visit and a shift.
const PAIRS_MOST: usize = 200_000_000;

/// Compares everything with everything; sets jobs aside until the rest is sound.
pub fn settle(mut draft: Draft, read: Faults) -> Result<Case, Vec<Fault>> {
    let mut sure = read;
    let mut bad = faulty_jobs(&sure);
    let names: Vec<String> = draft.jobs.iter().map(|j| j.name.clone()).collect();
    let mut rest = take_jobs(&mut draft);
    let assumed = std::mem::take(&mut draft.case.assumed);
    loop {
        rest.retain(|(job, _)| !bad.contains(&job.index));
        draft.case.assumed.clone_from(&assumed);
        let there: BTreeSet<usize> = rest.iter().map(|(job, _)| job.index).collect();
        let gone = (0..names.len()).filter(|i| !there.contains(i));
        draft.case.faulty = gone.map(|i| names[i].clone()).collect();
        place_jobs(&mut draft.case, &mut rest);
        let mut round = Faults::bounded(super::GATHERED_MOST);
        compare(&mut draft, &rest, &sure, &mut round);
        let found = faulty_jobs(&round);
        let settled = !round.has_faults();
        let aside_only = draft.case.run.set_aside && only_jobs(&sure) && only_jobs(&round);
        if settled || !aside_only {
            sure.append(round);
            if sure.has_faults() && !(settled && aside_only) {
                return Err(super::rejected(sure));
            }
            break;
        }
        // The warnings of this round may speak of jobs that go; the next round gives its own.
        let kept = round.as_slice().iter().filter(|f| f.severity == Severity::Fault);
        kept.for_each(|f| sure.fault(&f.code, &f.pointer, &f.value, &f.message, &f.hint));
        bad.extend(found);
        take_back(&mut draft.case, &mut rest);
    }
    let mut case = draft.case;
    for (_, notes) in rest {
        case.assumed.extend(notes.assumed);
    }
    finish(&mut case, sure, &names);
    used_places::keep(&mut case);
    Ok(case)
}

/// The job that a pointer lies in.
fn job_of(pointer: &str) -> Option<usize> {
    let rest = pointer.strip_prefix("/problem/jobs/")?;
    rest.split('/').next()?.parse().ok()
}

fn faulty_jobs(faults: &Faults) -> BTreeSet<usize> {
    let severe = faults.as_slice().iter().filter(|f| f.severity == Severity::Fault);
    severe.filter_map(|f| job_of(&f.pointer)).collect()
}

/// Whether every fault lies in some job.
fn only_jobs(faults: &Faults) -> bool {
    let mut severe = faults.as_slice().iter().filter(|f| f.severity == Severity::Fault);
    !faults.overflowed() && severe.all(|f| job_of(&f.pointer).is_some())
}

type Rest = Vec<(JobRest, Notes)>;

/// A job that is not set aside: outside the case while rounds go on, inside it during one.
struct JobRest {
    index: usize,
    job: Option<Job>,
}

fn take_jobs(draft: &mut Draft) -> Rest {
    let drafts = std::mem::take(&mut draft.jobs);
    let sound = drafts.into_iter().filter_map(|d| Some((d.job?, d.notes)));
    sound.map(|(job, notes)| (JobRest { index: job.index, job: Some(job) }, notes)).collect()
}

/// Puts the jobs into the case and numbers their visits.
fn place_jobs(case: &mut Case, rest: &mut Rest) {
    case.visits.clear();
    for (i, (rest, notes)) in rest.iter_mut().enumerate() {
        let Some(mut job) = rest.job.take() else { continue };
        job.visits.clear();
        for (k, &(duration, break_inside)) in notes.visits.iter().enumerate() {
            job.visits.push(VisitId::new(case.visits.len()));
            let (job, number) = (JobId::new(i), k as u32 + 1);
            case.visits.push(Visit { job, number, duration, break_inside });
        }
        case.jobs.push(job);
    }
    case.own = case.jobs.len();
}

fn take_back(case: &mut Case, rest: &mut Rest) {
    for (job, (rest, _)) in std::mem::take(&mut case.jobs).into_iter().zip(rest) {
        rest.job = Some(job);
    }
}

/// One round: horizon and shifts, then everything that needs more than one object to see.
fn compare(draft: &mut Draft, rest: &Rest, read: &Faults, round: &mut Faults) {
    let horizon_known = draft.horizon.is_some() || !draft.horizon_given;
    if !draft.horizon_given {
        let crews = draft.rotas.iter().flat_map(|r| r.named());
        let named = crews.chain(rest.iter().flat_map(|(_, n)| n.named.iter().copied()));
        draft.case.horizon = default_horizon(named, &mut draft.case.assumed);
    }
    let given = draft.horizon_given;
    let laid = horizon_known && lay_out(&mut draft.case, &draft.rotas, given, round);
    if laid {
        resources::lay_out(&mut draft.case, &draft.calendars, round);
    }
    let case = &draft.case;
    let (visits, shifts) = (case.visits.len(), case.shifts.len());
    if visits > VISITS_MOST {
        super::too_large("/problem/jobs", visits, VISITS_MOST, "visits", round);
    }
    if visits * shifts > PAIRS_MOST {
        let what = "pairs of a visit and a shift";
        super::too_large("/problem", visits * shifts, PAIRS_MOST, what, round);
    }
    // What rests on crews and shifts is told only where those are sound: else the sender would be
    // sent after faults that vanish with the first one.
    let sound = only_jobs_or_prices(read) && only_jobs_or_prices(round);
    audit::all(draft, laid, sound, round);
}

fn only_jobs_or_prices(faults: &Faults) -> bool {
    faults.as_slice().iter().filter(|f| f.severity == Severity::Fault).all(|f| {
        ["/problem/jobs/", "/run", "/policy", "/problem/plan"]
            .iter()
            .any(|p| f.pointer.starts_with(p))
    })
}

/// Hands warnings and set-aside jobs to the case.
fn finish(case: &mut Case, found: Faults, names: &[String]) {
    let mut aside: BTreeMap<usize, Vec<Fault>> = BTreeMap::new();
    let mut warned = Faults::default();
    for f in found.as_slice() {
        if let (Severity::Fault, Some(job)) = (f.severity, job_of(&f.pointer)) {
            aside.entry(job).or_default().push(f.clone());
        }
    }
    let warnings = found.as_slice().iter().filter(|f| f.severity == Severity::Warning);
    for f in warnings.filter(|f| job_of(&f.pointer).is_none_or(|j| !aside.contains_key(&j))) {
        warned.warn(&f.code, &f.pointer, &f.value, &f.message, &f.hint);
    }
    case.warnings = warned.into_list();
    let entries = aside.into_iter();
    case.set_aside =
        entries.map(|(j, faults)| SetAside { job: names[j].clone(), faults }).collect();
}
