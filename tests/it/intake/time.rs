//! Horizon, shifts, clock changes and nights.

use super::base::{good, put, send, told};
use serde_json::{Value, json};

/// One crew and one job in Los Angeles, with what is put on top.
fn small(edits: &[(&str, Value)]) -> Value {
    let mut request = json!({"problem": {"timeZone": "America/Los_Angeles",
        "crews": [{"id": "A"}],
        "jobs": [{"id": "J", "place": {"lat": 37.4, "lon": -122}, "duration": "PT1H"}]}});
    for (pointer, value) in edits {
        put(&mut request, pointer, value.clone());
    }
    request
}

fn shift(from: &str, to: &str) -> Value {
    json!([{"from": from, "to": to}])
}

fn day(date: &str) -> (&'static str, Value) {
    ("/problem/horizon", json!({"from": date, "to": date}))
}

fn faults(edits: &[(&str, Value)]) -> Vec<String> {
    send(&small(edits)).err().map(|f| told(&f)).unwrap_or_default()
}

// If this fails, a request without dates is planned on a day nobody foresaw.
#[test]
fn horizon_by_default() {
    let spans = |edits: &[(&str, Value)]| {
        let case = good(&small(edits));
        format!("{} {}", case.horizon.0, case.horizon.1)
    };
    assert_eq!(spans(&[]), "2026-01-05 2026-01-05");
    let due = ("/problem/jobs/0/due", json!("2026-03-03T02:00:00Z"));
    assert_eq!(spans(std::slice::from_ref(&due)), "2026-03-02 2026-03-02", "in local time");
    let shifts = json!([{"date": "2026-02-27", "from": "08:00", "to": "12:00"}]);
    let shifts = ("/problem/crews/0/shifts", shifts);
    assert_eq!(spans(&[due.clone(), shifts]), "2026-02-27 2026-03-02");
    let pin = ("/problem/jobs/0/pin", json!({"date": "2026-03-05"}));
    assert_eq!(spans(&[due.clone(), pin]), "2026-03-02 2026-03-05");
    let now = ("/problem/now", json!("2020-03-05T12:00:00Z"));
    let received = ("/problem/jobs/0/receivedAt", json!("2020-03-05T12:00:00Z"));
    assert_eq!(spans(&[due, now, received]), "2026-03-02 2026-03-02");
    let far = [
        ("/problem/jobs/0/due", json!("2026-03-03T02:00:00Z")),
        ("/problem/jobs/0/finishBy", json!("2028-03-03T02:00:00Z")),
    ];
    assert_eq!(faults(&far), ["HORIZON_TOO_LONG /problem/horizon"]);
}

// If this fails, a crew without shifts works at other hours than the contract says, unannounced.
#[test]
fn shifts_by_default() {
    let case =
        good(&small(&[("/problem/horizon", json!({"from": "2026-12-05", "to": "2026-12-06"}))]));
    let zone = case.zone;
    let print = callboard::wire::text::print_instant;
    let spans: Vec<String> = case
        .shifts
        .iter()
        .map(|s| format!("{} {} {}", s.id, print(s.from, zone), print(s.to, zone)))
        .collect();
    assert_eq!(
        spans,
        [
            "A/2026-12-05 2026-12-05T08:00:00-08:00 2026-12-05T17:00:00-08:00",
            "A/2026-12-06 2026-12-06T08:00:00-08:00 2026-12-06T17:00:00-08:00"
        ]
    );
    let assumed: Vec<String> =
        case.assumed.iter().map(|a| format!("{} {}", a.pointer, a.value)).collect();
    assert_eq!(
        assumed,
        [
            "/run/seconds 10",
            "/run/seed 1",
            "/run/lanes 4",
            "/policy/preset \"balanced\"",
            "/problem/crews/0/shifts [{\"from\":\"08:00\",\"to\":\"17:00\"}]",
            "/problem/travel/speedKmh 40",
            "/problem/travel/detour 1.3",
            "/problem/jobs/0/priority \"NORMAL\"",
        ]
    );
}

// If this fails, a crew begins an hour off on the two days of a year when clocks change.
#[test]
fn clock_changes() {
    let shifts = "/problem/crews/0/shifts";
    let spring = day("2027-03-14");
    let autumn = day("2026-11-01");
    let gap = faults(&[spring.clone(), (shifts, shift("02:30", "09:00"))]);
    assert_eq!(gap, ["DST_GAP /problem/crews/0/shifts/0/from"]);
    let fold = faults(&[autumn.clone(), (shifts, shift("22:00", "01:30"))]);
    assert!(fold.is_empty(), "the night from the 1st to the 2nd is an ordinary one");
    let eve = day("2026-10-31");
    let fold = faults(&[eve, (shifts, shift("22:00", "01:30"))]);
    assert_eq!(fold, ["DST_FOLD /problem/crews/0/shifts/0/to"]);
    let breaks = |from: &str, to: &str| {
        let rest = json!([{"id": "r", "duration": "PT10M", "earliest": from, "latest": to}]);
        ("/problem/crews/0/breaks", rest)
    };
    let night = (shifts, shift("00:00", "08:00"));
    let told = faults(&[spring.clone(), night.clone(), breaks("02:30", "04:00")]);
    assert_eq!(told, ["DST_GAP /problem/crews/0/breaks/0/earliest"]);
    let told = faults(&[autumn.clone(), night.clone(), breaks("00:30", "01:10")]);
    assert_eq!(told, ["DST_FOLD /problem/crews/0/breaks/0/latest"]);
    let by_day = (shifts, shift("09:00", "17:00"));
    assert!(faults(&[spring.clone(), by_day, breaks("02:30", "02:40")]).is_empty(), "not due");
    let window = |date: &str, from: &str| {
        ("/problem/jobs/0/startWindows", json!([{"date": date, "from": from}]))
    };
    let told = faults(&[spring, window("2027-03-14", "02:30")]);
    assert_eq!(told, ["DST_GAP /problem/jobs/0/startWindows/0/from"]);
    let told = faults(&[autumn.clone(), window("2026-11-01", "01:30")]);
    assert_eq!(told, ["DST_FOLD /problem/jobs/0/startWindows/0/from"]);
    let cairo = ("/problem/timeZone", json!("Africa/Cairo"));
    let whole = ("/problem/jobs/0/startWindows", json!([{"date": "2026-04-24"}]));
    let case = good(&small(&[cairo, whole]));
    let window = case.jobs[0].specs.start_windows.as_ref().unwrap()[0];
    assert_eq!(window.1 - window.0, 23 * 3_600_000, "midnight is skipped that day");
    let long = good(&small(&[autumn, (shifts, shift("00:00", "24:00"))]));
    assert_eq!(long.shifts[0].to - long.shifts[0].from, 25 * 3_600_000);
}

// If this fails, night crews are given no break, or one on the wrong side of midnight.
#[test]
fn nights() {
    let night = ("/problem/crews/0/shifts", shift("22:00", "06:00"));
    let breaks = json!([
        {"id": "a", "duration": "PT15M", "earliest": "23:30", "latest": "00:30"},
        {"id": "b", "duration": "PT15M", "earliest": "02:00", "latest": "03:00"},
        {"id": "c", "duration": "PT15M", "earliest": "12:00", "latest": "13:00"}]);
    let case = good(&small(&[night, ("/problem/crews/0/breaks", breaks)]));
    let shift = &case.shifts[0];
    let hours = |ms: i64| (ms - shift.from) as f64 / 3_600_000.0;
    let due: Vec<(&str, f64, f64)> =
        shift.breaks.iter().map(|b| (b.id.as_str(), hours(b.earliest), hours(b.latest))).collect();
    assert_eq!(due, [("a", 1.5, 2.5), ("b", 4.0, 5.0)]);
    assert_eq!(shift.to - shift.from, 8 * 3_600_000);
}

// If this fails, a break that ends after the shift, or begins before it, is forced on a route.
#[test]
fn only_breaks_that_fit_are_due() {
    let due = |from: &str, to: &str, length: &str| {
        let list = json!([{"id": "r", "duration": length, "earliest": from, "latest": to}]);
        let case = good(&small(&[("/problem/crews/0/breaks", list)]));
        let (shift, zone) = (&case.shifts[0], case.zone);
        let clock = |ms| callboard::wire::text::print_clock(ms, zone);
        shift.breaks.iter().map(|b| clock(b.earliest)).next().unwrap_or_default()
    };
    assert_eq!(due("07:00", "09:00", "PT30M"), "08:00", "clipped to the shift");
    assert_eq!(due("06:00", "07:59", "PT30M"), "");
    assert_eq!(due("16:30", "16:45", "PT30M"), "16:30");
    assert_eq!(due("16:31", "16:45", "PT30M"), "");
    assert_eq!(due("08:00", "17:00", "PT9H"), "08:00");
}

// If this fails, dirty data passes without a word to whoever sent it.
#[test]
fn warnings() {
    let warned = |edits: &[(&str, Value)]| -> Vec<String> { told(&good(&small(edits)).warnings) };
    let monday = day("2026-12-07");
    let zero = ("/problem/jobs/0/duration", json!("PT0S"));
    assert_eq!(warned(&[zero]), ["ZERO_DURATION /problem/jobs/0/duration"]);
    let late = json!([{"date": "2026-12-09", "from": "08:00", "to": "12:00"}]);
    assert_eq!(
        warned(&[monday.clone(), ("/problem/crews/0/shifts", late)]),
        [
            "SHIFT_OUTSIDE_HORIZON /problem/crews/0/shifts/0/date",
            "CREW_NO_SHIFT /problem/crews/0/shifts"
        ]
    );
    assert_eq!(
        warned(&[("/problem/crews/0/shifts", json!([]))]),
        ["CREW_NO_SHIFT /problem/crews/0/shifts"]
    );
    let due = ("/problem/jobs/0/due", json!("2026-12-07T06:00:00-08:00"));
    assert_eq!(warned(&[monday.clone(), due]), ["DUE_BEFORE_SHIFTS /problem/jobs/0/due"]);
    let people = json!([{"id": "p", "skills": [{"id": "gas", "until": "2026-12-06"}]}]);
    assert_eq!(
        warned(&[monday.clone(), ("/problem/people", people)]),
        ["PERSON_IN_NO_CREW /problem/people/0", "SKILL_EXPIRED /problem/people/0/skills/0/until"]
    );
    let places = json!([{"id": "null", "lat": 0, "lon": 0}]);
    assert_eq!(warned(&[("/problem/places", places)]), ["PLACE_AT_ZERO /problem/places/0/lat"]);
    let price = ("/problem/jobs/0/latePerHour", json!(5));
    assert_eq!(warned(&[price]), ["LATE_WITHOUT_DUE /problem/jobs/0/latePerHour"]);
}
