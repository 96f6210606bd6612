//! Requests that are right, and what is filled in for them.

use super::base::{good, rich, send};
use super::checks::edited;
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
    let home = case.crews[0].start.expect("the lead's home");
    assert_eq!(case.places[home.at()].id, "@37.35,-121.9");
    let assumed: Vec<String> =
        case.assumed.iter().map(|a| format!("{} {}", a.pointer, a.value)).collect();
    assert_eq!(
        assumed,
        [
            "/problem/crews/0/start \"@37.35,-121.9\"",
            "/problem/crews/0/end \"@37.35,-121.9\"",
            "/problem/jobs/1/breakInside true",
            "/problem/jobs/1/priority \"NORMAL\"",
            "/problem/jobs/2/priority \"NORMAL\"",
            "/problem/jobs/3/breakInside true",
        ]
    );
    let inside: Vec<bool> = case.visits.iter().map(|v| v.break_inside).collect();
    assert_eq!(inside, [false, true, false, false, true, false, false]);
    let travel = Travel::of(&case);
    assert_eq!(travel.size(), case.places.len());
}

// If this fails, whoever mistypes a word is told that it is wrong but not what would be right.
#[test]
fn the_way_out_is_named() {
    for (edits, hint) in [
        ("/problem/timeZone = \"America/Los_Angles\"", "did you mean `America/Los_Angeles`?"),
        ("/problem/timeZone = \"Mexico City\"", "did you mean `America/Mexico_City`?"),
        ("/policy/preset = \"balansed\"", "did you mean `balanced`?"),
        ("/problem/jobs/4/place = \"h1\"", "did you mean `H1`?"),
        ("/problem/jobs/4/durration = \"PT1H\"", "did you mean `duration`?"),
        ("/problem/crews/0/members/0 = \"anna\"", "did you mean `ana`?"),
        ("/problem/jobs/4/crews = {\"required\":[\"b\"]}", "did you mean `B`?"),
        ("/problem/jobs/4/place = \"faraway\"", "add it to places"),
        (
            "/problem/jobs/0/pin/start = \"2026-12-08T12:30:00-08:00\"",
            "add \"override\":[\"start-windows\"] to the pin, or change the pin",
        ),
    ] {
        let faults = send(&edited(edits)).err().unwrap_or_else(|| panic!("{edits}"));
        assert!(faults.iter().any(|f| f.hint == hint), "{edits}: {faults:?}");
    }
}

// If this fails, whoever has put somebody into two crews at once has to look for the other crew.
#[test]
fn both_crews_of_a_member_are_named() {
    let edits = "/problem/crews/1/shifts = [{\"from\":\"08:00\",\"to\":\"10:00\"}] ;; \
        /problem/crews/1/breaks = [] ;; /problem/crews/1/members/- = \"ana\"";
    let faults = send(&edited(edits)).err().expect("ana is in both");
    let message = "person ana is in the crews A and B at 2026-12-07T08:00:00-08:00";
    assert_eq!(faults[0].message, message);
}
