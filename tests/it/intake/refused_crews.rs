//! Refused: crews, shifts and breaks.

use super::checks::check_all;

const CREWS: &[(&str, &str)] = &[
    ("!/problem/crews", "MISSING /problem/crews"),
    ("/problem/crews = []", "NO_CREWS /problem/crews"),
    ("/problem/crews = {}", "WRONG_TYPE /problem/crews"),
    ("/problem/crews/1 = \"B\"", "WRONG_TYPE /problem/crews/1"),
    ("!/problem/crews/1/id", "MISSING /problem/crews/1/id"),
    (
        "/problem/crews/1/id = \"A\"",
        "DUPLICATE_ID /problem/crews/1/id, \
      UNKNOWN_CREW /problem/jobs/0/crews/excluded/0",
    ),
    ("/problem/crews/1/members/- = \"evi\"", "UNKNOWN_PERSON /problem/crews/1/members/1"),
    ("/problem/crews/1/members/- = \"eve\"", "DUPLICATE_MEMBER /problem/crews/1/members/1"),
    ("/problem/crews/1/members/- = 5", "WRONG_TYPE /problem/crews/1/members/1"),
    ("/problem/crews/1/members = \"eve\"", "WRONG_TYPE /problem/crews/1/members"),
    ("/problem/crews/0/lead = \"eve\"", "LEAD_NOT_MEMBER /problem/crews/0/lead"),
    ("/problem/crews/0/lead = \"joe\"", "UNKNOWN_PERSON /problem/crews/0/lead"),
    ("/problem/crews/0/lead = 4", "WRONG_TYPE /problem/crews/0/lead"),
    ("/problem/crews/1/start = \"yard\"", "UNKNOWN_PLACE /problem/crews/1/start"),
    ("/problem/crews/1/end = null", "WRONG_TYPE /problem/crews/1/end"),
    ("/problem/crews/0/skills/0/level = -1", "OUT_OF_RANGE /problem/crews/0/skills/0/level"),
    ("/problem/crews/0/costs = 5", "WRONG_TYPE /problem/crews/0/costs"),
    ("/problem/crews/0/costs/perHour = -5", "OUT_OF_RANGE /problem/crews/0/costs/perHour"),
    ("/problem/crews/0/costs/perKm = 0.5", "WRONG_TYPE /problem/crews/0/costs/perKm"),
    ("/problem/crews/0/costs/perMile = 5", "UNKNOWN_KEY /problem/crews/0/costs/perMile"),
    ("/problem/crews/0/max = []", "WRONG_TYPE /problem/crews/0/max"),
    ("/problem/crews/0/max/jobs = -1", "OUT_OF_RANGE /problem/crews/0/max/jobs"),
    ("/problem/crews/0/max/drive = \"4h\"", "BAD_DURATION /problem/crews/0/max/drive"),
    ("/problem/crews/0/max/stops = 1", "UNKNOWN_KEY /problem/crews/0/max/stops"),
    ("/problem/crews/0/overtime/max = \"PT25H\"", "OUT_OF_RANGE /problem/crews/0/overtime/max"),
    ("/problem/crews/0/overtime/perHour = -1", "OUT_OF_RANGE /problem/crews/0/overtime/perHour"),
    ("/problem/crews/0/overtime/rate = 1", "UNKNOWN_KEY /problem/crews/0/overtime/rate"),
    ("/problem/crews/0/capacity/boxes = -1", "OUT_OF_RANGE /problem/crews/0/capacity/boxes"),
    ("/problem/crews/0/capacity = 3", "WRONG_TYPE /problem/crews/0/capacity"),
    ("/problem/crews/0/shift = []", "UNKNOWN_KEY /problem/crews/0/shift"),
    (
        "/problem/crews/1/shifts = [{\"from\":\"08:00\",\"to\":\"10:00\"}] ;; \
         /problem/crews/1/breaks = [] ;; /problem/crews/1/members/- = \"ana\"",
        "MEMBER_IN_TWO_SHIFTS /problem/crews/1/members/1",
    ),
];

const SHIFTS: &[(&str, &str)] = &[
    ("/problem/crews/0/shifts = 8", "WRONG_TYPE /problem/crews/0/shifts"),
    ("/problem/crews/0/shifts/1 = 8", "WRONG_TYPE /problem/crews/0/shifts/1"),
    ("!/problem/crews/0/shifts/1/from", "MISSING /problem/crews/0/shifts/1/from"),
    ("!/problem/crews/0/shifts/1/to", "MISSING /problem/crews/0/shifts/1/to"),
    ("/problem/crews/0/shifts/1/from = \"8am\"", "BAD_CLOCK /problem/crews/0/shifts/1/from"),
    ("/problem/crews/0/shifts/1/from = \"24:00\"", "BAD_CLOCK /problem/crews/0/shifts/1/from"),
    ("/problem/crews/0/shifts/1/to = \"25:00\"", "BAD_CLOCK /problem/crews/0/shifts/1/to"),
    ("/problem/crews/0/shifts/1/to = \"18:00\"", "EMPTY_SHIFT /problem/crews/0/shifts/1/to"),
    ("/problem/crews/0/shifts/1/date = \"7 Dec\"", "BAD_DATE /problem/crews/0/shifts/1/date"),
    ("/problem/crews/0/shifts/1/days = [\"MO\"]", "TWO_FORMS /problem/crews/0/shifts/1/date"),
    (
        "/problem/crews/0/shifts/0/days/0 = \"MON\"",
        "UNKNOWN_VALUE /problem/crews/0/shifts/0/days/0",
    ),
    ("/problem/crews/0/shifts/0/days = []", "NO_DAYS /problem/crews/0/shifts/0/days"),
    ("/problem/crews/0/shifts/0/days = \"MO\"", "WRONG_TYPE /problem/crews/0/shifts/0/days"),
    ("/problem/crews/0/shifts/0/day = 1", "UNKNOWN_KEY /problem/crews/0/shifts/0/day"),
    ("/problem/crews/0/shifts/1/from = \"15:59\"", "SHIFTS_OVERLAP /problem/crews/0/shifts/1"),
    ("/problem/crews/0/shifts/1/from = \"16:00\"", ""),
    (
        "/problem/crews/1/shifts/- = {\"date\":\"2026-12-09\",\"from\":\"05:00\",\"to\":\"07:00\"}",
        "SHIFTS_OVERLAP /problem/crews/1/shifts/1",
    ),
];

const BREAKS: &[(&str, &str)] = &[
    ("/problem/crews/0/breaks = {}", "WRONG_TYPE /problem/crews/0/breaks"),
    ("/problem/crews/0/breaks/0 = 1", "WRONG_TYPE /problem/crews/0/breaks/0"),
    ("!/problem/crews/0/breaks/0/id", "MISSING /problem/crews/0/breaks/0/id"),
    ("!/problem/crews/0/breaks/0/duration", "MISSING /problem/crews/0/breaks/0/duration"),
    ("!/problem/crews/0/breaks/0/earliest", "MISSING /problem/crews/0/breaks/0/earliest"),
    ("!/problem/crews/0/breaks/0/latest", "MISSING /problem/crews/0/breaks/0/latest"),
    (
        "/problem/crews/0/breaks/0/latest = \"10:59\"",
        "EMPTY_WINDOW /problem/crews/0/breaks/0/latest",
    ),
    ("/problem/crews/0/breaks/0/latest = \"24:00\"", "BAD_CLOCK /problem/crews/0/breaks/0/latest"),
    ("/problem/crews/0/breaks/0/length = 1", "UNKNOWN_KEY /problem/crews/0/breaks/0/length"),
    (
        "/problem/crews/0/breaks/- = {\"id\":\"lunch\",\"duration\":\"PT1M\",\
         \"earliest\":\"14:00\",\"latest\":\"15:00\"}",
        "DUPLICATE_ID /problem/crews/0/breaks/1/id",
    ),
    (
        "/problem/crews/0/breaks/- = {\"id\":\"tea\",\"duration\":\"PT1M\",\
         \"earliest\":\"11:00\",\"latest\":\"11:20\"}",
        "BREAKS_CLASH /problem/crews/0/breaks/1",
    ),
    (
        "/problem/crews/0/breaks/- = {\"id\":\"tea\",\"duration\":\"PT1M\",\
         \"earliest\":\"11:00\",\"latest\":\"11:30\"}",
        "",
    ),
    (
        "/problem/crews/0/breaks = [{},{},{},{}]",
        "TOO_MANY_BREAKS /problem/crews/0/breaks, \
         MISSING /problem/crews/0/breaks/0/id, MISSING /problem/crews/0/breaks/0/duration, \
         MISSING /problem/crews/0/breaks/0/earliest, MISSING /problem/crews/0/breaks/0/latest, \
         MISSING /problem/crews/0/breaks/1/id, MISSING /problem/crews/0/breaks/1/duration, \
         MISSING /problem/crews/0/breaks/1/earliest, MISSING /problem/crews/0/breaks/1/latest, \
         MISSING /problem/crews/0/breaks/2/id, MISSING /problem/crews/0/breaks/2/duration, \
         MISSING /problem/crews/0/breaks/2/earliest, MISSING /problem/crews/0/breaks/2/latest",
    ),
];

// If this fails, a crew is sent out with rules nobody asked for.
#[test]
fn crews() {
    check_all(CREWS);
}

// If this fails, a crew works hours that it does not have.
#[test]
fn shifts() {
    check_all(SHIFTS);
}

// If this fails, breaks that nobody can take make every route of a crew illegal.
#[test]
fn breaks() {
    check_all(BREAKS);
}
