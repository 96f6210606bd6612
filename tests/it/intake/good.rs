//! Requests that are right, and what is filled in for them.

use super::base::{good, rich};
use callboard::intake::case::Link;
use callboard::travel::Travel;

// If this fails, a request that uses every key of the contract is refused or misread.
#[test]
fn every_key_is_read() {
    let case = good(&rich());
    assert_eq!(case.shifts.len(), 11);
    let ids: Vec<&str> = case.shifts.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids[..4], ["A/2026-12-07", "A/2026-12-07#2", "B/2026-12-07", "A/2026-12-08"]);
    assert_eq!(case.visits.len(), 7);
    assert_eq!(case.jobs[2].link, Link::Together);
    assert_eq!(case.jobs[3].link, Link::Parts);
    let night = case.shifts.iter().find(|s| s.id == "B/2026-12-08").unwrap();
    assert_eq!(night.breaks.len(), 1, "a break over midnight is due on a night shift");
    assert_eq!(night.breaks[0].latest - night.breaks[0].earliest, 3_600_000);
    assert_eq!(case.run.budget, 2500);
    assert_eq!(case.places.iter().filter(|p| p.id.starts_with('@')).count(), 2);
    assert_eq!(case.places[case.jobs[2].place.at()].id, "@37.5,-122");
    assert!(case.set_aside.is_empty());
    let codes: Vec<&str> = case.warnings.iter().map(|w| w.code.as_str()).collect();
    assert!(codes.is_empty(), "{:?}", case.warnings);
    let travel = Travel::of(&case);
    assert_eq!(travel.size(), case.places.len());
}
