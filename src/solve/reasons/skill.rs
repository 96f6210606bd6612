//! Which skill a crew lacks, in words.

use crate::intake::case::Case;

pub fn missing(case: &Case, s: usize, j: usize) -> (String, String) {
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
