//! What needs more than one object to see.

use super::case::Case;
use super::problem::Draft;
use super::{overlaps, pin_checks, travel};
use crate::fault::Faults;
use crate::ids::{CrewId, JobId};
use crate::rules;
use crate::wire::text::print_instant;

/// All cross-checks: `laid` says that there are shifts, `sound` that crews and people can be relied
/// on.
pub fn all(draft: &Draft, laid: bool, sound: bool, faults: &mut Faults) {
    let case = &draft.case;
    if draft.travel_known {
        travel::check_reach(case, &draft.rotas, &draft.faulty_places, faults);
    }
    if draft.crews_known {
        rules::audit_all(case, faults);
        pin_checks::check_crews(case, faults);
    }
    if laid {
        overlaps::check(case, faults);
        warn_expired(draft, faults);
        warn_due(case, faults);
    }
    if laid && sound && draft.crews_known {
        pin_checks::check_rules(case, faults);
    }
}

/// Skills that nobody can use because they have expired before the horizon.
fn warn_expired(draft: &Draft, faults: &mut Faults) {
    let case = &draft.case;
    let people = case.people.iter().enumerate();
    let people = people.map(|(i, p)| {
        let index = draft.people_index[i];
        (format!("/problem/people/{index}/skills"), &p.id, &p.skills)
    });
    let crews = case.crews.iter().enumerate();
    let crews = crews.map(|(i, c)| {
        (format!("{}/skills", case.crew_pointer(CrewId::new(i))), &c.id, &c.specs.skills.0)
    });
    for (at, who, skills) in people.chain(crews) {
        for (k, held) in skills.iter().enumerate() {
            let Some(until) = held.until.filter(|u| *u < case.horizon.0) else { continue };
            let skill = &held.id;
            let message = format!("skill {skill} of {who} expired on {until}, before the horizon");
            let hint = "renew it, or take it out";
            let at = format!("{at}/{k}/until");
            faults.warn("SKILL_EXPIRED", &at, &until.to_string(), &message, hint);
        }
    }
}

/// Jobs that are due before anybody works: they will be late wherever they are put.
fn warn_due(case: &Case, faults: &mut Faults) {
    let Some(first) = case.shifts.iter().map(|s| s.from).min() else { return };
    for (i, job) in case.jobs.iter().enumerate() {
        let Some(due) = job.specs.lateness.filter(|d| d.at < first) else { continue };
        let at = format!("{}/due", case.job_pointer(JobId::new(i)));
        let value = print_instant(due.at, case.zone);
        let message = format!("job {} is due before the first shift begins", job.id);
        let hint = "it will be late wherever it is put; check the time or add a shift";
        faults.warn("DUE_BEFORE_SHIFTS", &at, &value, &message, hint);
    }
}
