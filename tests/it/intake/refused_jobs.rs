//! Refused: jobs and pins.

use super::checks::check_all;

const JOBS: &[(&str, &str)] = &[
    ("!/problem/jobs", "MISSING /problem/jobs"),
    ("/problem/jobs = {}", "WRONG_TYPE /problem/jobs"),
    ("/problem/jobs/4 = 4", "WRONG_TYPE /problem/jobs/4"),
    ("/problem/jobs = [1,2]", "WRONG_TYPE /problem/jobs/0, WRONG_TYPE /problem/jobs/1"),
    ("!/problem/jobs/4/id", "MISSING /problem/jobs/4/id"),
    ("/problem/jobs/4/id = 4", "WRONG_TYPE /problem/jobs/4/id"),
    (
        "/problem/jobs/4/id = \"J1\"",
        "DUPLICATE_ID /problem/jobs/1/id, DUPLICATE_ID /problem/jobs/4/id",
    ),
    ("!/problem/jobs/4/place", "MISSING /problem/jobs/4/place"),
    ("/problem/jobs/4/place = \"H11\"", "UNKNOWN_PLACE /problem/jobs/4/place"),
    ("!/problem/jobs/4/duration", "MISSING /problem/jobs/4/duration"),
    ("/problem/jobs/4/duration = \"90\"", "BAD_DURATION /problem/jobs/4/duration"),
    ("/problem/jobs/4/duration = \"P1M\"", "BAD_DURATION /problem/jobs/4/duration"),
    ("/problem/jobs/4/duration = 90", "WRONG_TYPE /problem/jobs/4/duration"),
    ("/problem/jobs/4/breakInside = \"yes\"", "WRONG_TYPE /problem/jobs/4/breakInside"),
    ("/problem/jobs/4/type = 1", "WRONG_TYPE /problem/jobs/4/type"),
    ("/problem/jobs/4/value = -1", "OUT_OF_RANGE /problem/jobs/4/value"),
    ("/problem/jobs/4/value = 1000000000001", "OUT_OF_RANGE /problem/jobs/4/value"),
    ("/problem/jobs/4/priority = \"URGENT\"", "UNKNOWN_VALUE /problem/jobs/4/priority"),
    ("/problem/jobs/4/mandatory = 1", "WRONG_TYPE /problem/jobs/4/mandatory"),
    ("/problem/jobs/4/receivedAt = \"now\"", "BAD_TIME /problem/jobs/4/receivedAt"),
    ("/problem/jobs/4/windows = []", "UNKNOWN_KEY /problem/jobs/4/windows"),
    ("/problem/jobs/4/together = 3", "OUT_OF_RANGE /problem/jobs/4/together"),
    ("/problem/jobs/4/together = true", "WRONG_TYPE /problem/jobs/4/together"),
    ("/problem/jobs/3/together = 2", "TWO_FORMS /problem/jobs/3/parts"),
    ("/problem/jobs/3/parts = [\"PT1H\"]", "PARTS_COUNT /problem/jobs/3/parts"),
    ("/problem/jobs/3/parts/1 = \"1h\"", "BAD_DURATION /problem/jobs/3/parts/1"),
    ("/problem/jobs/3/parts = \"PT1H\"", "WRONG_TYPE /problem/jobs/3/parts"),
    ("/problem/jobs/3/duration = \"PT5H\"", "PARTS_SUM /problem/jobs/3/duration"),
    ("/problem/jobs/3/duration = \"PT6H\"", ""),
    ("/problem/jobs/4/startWindows = {}", "WRONG_TYPE /problem/jobs/4/startWindows"),
    ("/problem/jobs/4/startWindows = [1]", "WRONG_TYPE /problem/jobs/4/startWindows/0"),
    ("/problem/jobs/4/startWindows = [{}]", "MISSING /problem/jobs/4/startWindows/0/date"),
    (
        "!/problem/jobs/0/pin ;; /problem/jobs/0/startWindows/0/to = \"07:00\"",
        "EMPTY_WINDOW /problem/jobs/0/startWindows/0/to",
    ),
    (
        "/problem/jobs/0/startWindows/0/earliest = \"2026-12-08T08:00:00Z\"",
        "MISSING /problem/jobs/0/startWindows/0/latest, \
         TWO_FORMS /problem/jobs/0/startWindows/0/date, \
         TWO_FORMS /problem/jobs/0/startWindows/0/from, \
         TWO_FORMS /problem/jobs/0/startWindows/0/to",
    ),
    (
        "/problem/jobs/0/startWindows/1/latest = \"2026-12-09T07:00:00-08:00\"",
        "EMPTY_WINDOW /problem/jobs/0/startWindows/1/latest",
    ),
    (
        "/problem/jobs/0/startWindows/0/from = \"24:00\"",
        "BAD_CLOCK /problem/jobs/0/startWindows/0/from",
    ),
    ("/problem/jobs/0/finishBy = \"2026-12-09\"", "BAD_TIME /problem/jobs/0/finishBy"),
    ("/problem/jobs/0/due = 5", "WRONG_TYPE /problem/jobs/0/due"),
    ("/problem/jobs/0/latePerHour = -5", "OUT_OF_RANGE /problem/jobs/0/latePerHour"),
    ("!/problem/jobs/0/promise/date", "MISSING /problem/jobs/0/promise/date"),
    ("/problem/jobs/0/promise/told = 1", "WRONG_TYPE /problem/jobs/0/promise/told"),
    ("/problem/jobs/0/promise/by = 1", "UNKNOWN_KEY /problem/jobs/0/promise/by"),
    ("/problem/jobs/0/promise/to = \"07:59\"", "EMPTY_WINDOW /problem/jobs/0/promise/to"),
    ("/problem/jobs/0/skills/0/level = 0", "OUT_OF_RANGE /problem/jobs/0/skills/0/level"),
    ("!/problem/jobs/0/skills/0/id", "MISSING /problem/jobs/0/skills/0/id"),
    ("/problem/jobs/0/load/boxes = -1", "OUT_OF_RANGE /problem/jobs/0/load/boxes"),
    ("/problem/jobs/0/load = [1]", "WRONG_TYPE /problem/jobs/0/load"),
    ("/problem/jobs/0/crews = [\"A\"]", "WRONG_TYPE /problem/jobs/0/crews"),
    ("/problem/jobs/0/crews/required/- = \"C\"", "UNKNOWN_CREW /problem/jobs/0/crews/required/1"),
    ("/problem/jobs/0/crews/excluded/- = \"C\"", "UNKNOWN_CREW /problem/jobs/0/crews/excluded/1"),
    ("/problem/jobs/0/crews/preferred/0 = 5", "WRONG_TYPE /problem/jobs/0/crews/preferred/0"),
];

const PINS: &[(&str, &str)] = &[
    ("/problem/jobs/4/pin = \"A\"", "WRONG_TYPE /problem/jobs/4/pin"),
    ("/problem/jobs/4/pin = {\"crew\":\"C\"}", "UNKNOWN_CREW /problem/jobs/4/pin/crew"),
    ("/problem/jobs/4/pin = {\"order\":0}", "OUT_OF_RANGE /problem/jobs/4/pin/order"),
    ("/problem/jobs/4/pin = {\"day\":0}", "UNKNOWN_KEY /problem/jobs/4/pin/day"),
    (
        "/problem/jobs/4/pin = {\"override\":[\"breaks\"]}",
        "NO_OVERRIDE /problem/jobs/4/pin/override/0",
    ),
    ("/problem/jobs/4/pin = {\"date\":\"2026-12-20\"}", "PIN_BREAKS_RULE /problem/jobs/4/pin/date"),
    ("/problem/jobs/4/pin = {\"start\":\"2026-12-08T16:30:00-08:00\"}", ""),
    (
        "/problem/jobs/4/pin = {\"start\":\"2026-12-08T17:01:00-08:00\"}",
        "PIN_BREAKS_RULE /problem/jobs/4/pin/start",
    ),
    (
        "/problem/jobs/4/pin = {\"crew\":\"B\",\"start\":\"2026-12-08T09:00:00-08:00\"}",
        "PIN_BREAKS_RULE /problem/jobs/4/pin/start",
    ),
    (
        "/problem/jobs/4/pin = {\"crew\":\"B\"} ;; /problem/jobs/4/crews = {\"required\":[\"A\"]}",
        "PIN_BREAKS_RULE /problem/jobs/4/pin/crew",
    ),
    (
        "/problem/jobs/4/pin = {\"crew\":\"B\",\"override\":[\"crew-list\"]} ;; \
         /problem/jobs/4/crews = {\"excluded\":[\"B\"]}",
        "",
    ),
    (
        "/problem/jobs/4/pin = {\"crew\":\"B\"} ;; /problem/jobs/4/skills = [{\"id\":\"gas\"}]",
        "PIN_BREAKS_RULE /problem/jobs/4/pin/crew",
    ),
    (
        "/problem/jobs/4/pin = {\"crew\":\"B\",\"override\":[\"skills\"]} ;; \
         /problem/jobs/4/skills = [{\"id\":\"gas\"}]",
        "",
    ),
    (
        "/problem/jobs/4/pin = {\"date\":\"2026-12-10\"} ;; \
         /problem/jobs/4/skills = [{\"id\":\"roof\"}]",
        "PIN_BREAKS_RULE /problem/jobs/4/pin/date",
    ),
    (
        "/problem/jobs/4/pin = {\"date\":\"2026-12-09\"} ;; \
         /problem/jobs/4/skills = [{\"id\":\"roof\"}]",
        "",
    ),
    (
        "/problem/jobs/0/pin/start = \"2026-12-08T12:30:00-08:00\"",
        "PIN_BREAKS_RULE /problem/jobs/0/pin/start",
    ),
    (
        "/problem/jobs/0/pin/start = \"2026-12-08T12:30:00-08:00\" ;; \
         /problem/jobs/0/pin/override/- = \"start-windows\"",
        "",
    ),
    (
        "/problem/jobs/0/finishBy = \"2026-12-08T09:29:00-08:00\"",
        "PIN_BREAKS_RULE /problem/jobs/0/pin/start",
    ),
    (
        "/problem/jobs/0/finishBy = \"2026-12-08T09:29:00-08:00\" ;; \
         /problem/jobs/0/pin/override/- = \"finish-by\"",
        "",
    ),
    ("/problem/jobs/0/finishBy = \"2026-12-08T09:30:00-08:00\"", ""),
    ("/problem/jobs/3/pin = {\"crew\":\"A\",\"date\":\"2026-12-10\"}", ""),
    (
        "/problem/jobs/3/pin = {\"crew\":\"A\",\"date\":\"2026-12-11\"}",
        "PIN_BREAKS_RULE /problem/jobs/3/pin/date",
    ),
    (
        "/problem/crews/1/shifts = [] ;; /problem/jobs/4/pin = {\"crew\":\"B\"}",
        "PIN_BREAKS_RULE /problem/jobs/4/pin/crew",
    ),
];

// If this fails, a job is planned as it was not meant.
#[test]
fn jobs() {
    check_all(JOBS);
}

// If this fails, a pin that nobody can hold to silently leaves its job out.
#[test]
fn pins() {
    check_all(PINS);
}
