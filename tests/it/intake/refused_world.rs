//! Refused: places, travel and people.

use super::checks::check_all;

const PLACES: &[(&str, &str)] = &[
    ("/problem/places = {}", "WRONG_TYPE /problem/places"),
    ("/problem/places/1 = 7", "WRONG_TYPE /problem/places/1"),
    ("!/problem/places/2/id", "MISSING /problem/places/2/id"),
    ("/problem/places/- = {\"id\":\"\"}", "BAD_ID /problem/places/3/id"),
    ("/problem/places/- = {\"id\":\"a\\u0007\"}", "BAD_ID /problem/places/3/id"),
    ("/problem/places/- = {\"id\":\"H1\"}", "DUPLICATE_ID /problem/places/3/id"),
    ("/problem/places/1/lat = 90.5", "OUT_OF_RANGE /problem/places/1/lat"),
    ("/problem/places/1/lat = -91", "OUT_OF_RANGE /problem/places/1/lat"),
    ("/problem/places/1/lon = 181", "OUT_OF_RANGE /problem/places/1/lon"),
    ("/problem/places/1/lat = \"37.39\"", "WRONG_TYPE /problem/places/1/lat"),
    ("!/problem/places/1/lat", "MISSING /problem/places/1/lat"),
    ("!/problem/places/1/lon", "MISSING /problem/places/1/lon"),
    ("/problem/places/1/adress = \"x\"", "UNKNOWN_KEY /problem/places/1/adress"),
    ("/problem/places/1/address = 1", "WRONG_TYPE /problem/places/1/address"),
    ("!/problem/places/2/lat ;; !/problem/places/2/lon", "PLACE_NOT_LOCATED /problem/jobs/1/place"),
    (
        "!/problem/places/0/lat ;; !/problem/places/0/lon",
        "PLACE_NOT_LOCATED /problem/crews/1/start, PLACE_NOT_LOCATED /problem/crews/1/end",
    ),
    (
        "/problem/places/- = {\"id\":\"@37.5,-122\",\"lat\":1,\"lon\":1}",
        "DUPLICATE_ID /problem/jobs/2/place",
    ),
    ("/problem/jobs/2/place/lat = 95", "OUT_OF_RANGE /problem/jobs/2/place/lat"),
    ("!/problem/jobs/2/place/lon", "MISSING /problem/jobs/2/place/lon"),
    ("/problem/jobs/2/place/id = \"x\"", "UNKNOWN_KEY /problem/jobs/2/place/id"),
    ("/problem/jobs/2/place = [1,2]", "WRONG_TYPE /problem/jobs/2/place"),
    ("/problem/jobs/2/place = \"h1\"", "UNKNOWN_PLACE /problem/jobs/2/place"),
];

const LIMITS: &[(&str, &str)] = &[
    ("/problem/quotas = {}", "WRONG_TYPE /problem/quotas"),
    ("/problem/quotas/0 = 7", "WRONG_TYPE /problem/quotas/0"),
    ("!/problem/quotas/0/id", "MISSING /problem/quotas/0/id"),
    ("!/problem/quotas/0/max", "MISSING /problem/quotas/0/max"),
    ("/problem/quotas/0/max = -1", "OUT_OF_RANGE /problem/quotas/0/max"),
    ("/problem/quotas/0/max = 1.5", "WRONG_TYPE /problem/quotas/0/max"),
    ("/problem/quotas/0/per = \"WEEK\"", "UNKNOWN_VALUE /problem/quotas/0/per"),
    ("/problem/quotas/0/types = \"repair\"", "WRONG_TYPE /problem/quotas/0/types"),
    ("/problem/quotas/0/types/0 = 1", "WRONG_TYPE /problem/quotas/0/types/0"),
    ("/problem/quotas/0/crews/0 = \"C\"", "UNKNOWN_CREW /problem/quotas/0/crews/0"),
    ("/problem/quotas/0/days/0 = \"TUE\"", "UNKNOWN_VALUE /problem/quotas/0/days/0"),
    ("/problem/quotas/0/dates = [\"2026-12-08\"]", "TWO_FORMS /problem/quotas/0/dates"),
    ("/problem/quotas/0/most = 3", "UNKNOWN_KEY /problem/quotas/0/most"),
    ("/problem/quotas/- = {\"id\":\"repairs\",\"max\":1}", "DUPLICATE_ID /problem/quotas/1/id"),
    ("/problem/buffers = 1", "WRONG_TYPE /problem/buffers"),
    ("!/problem/buffers/0/share", "MISSING /problem/buffers/0/share"),
    ("/problem/buffers/0/share = 0.1234", "BAD_SHARE /problem/buffers/0/share"),
    ("/problem/buffers/0/share = \"15%\"", "BAD_SHARE /problem/buffers/0/share"),
    ("/problem/buffers/0/share = -0.1", "BAD_SHARE /problem/buffers/0/share"),
    ("/problem/buffers/0/share = 15", "OUT_OF_RANGE /problem/buffers/0/share"),
    ("/problem/buffers/0/share = true", "WRONG_TYPE /problem/buffers/0/share"),
    ("/problem/buffers/0/dates/0 = \"Dec 8\"", "BAD_DATE /problem/buffers/0/dates/0"),
    ("/problem/buffers/0/keepsFor/0 = \"URGENT\"", "UNKNOWN_VALUE /problem/buffers/0/keepsFor/0"),
    ("/problem/buffers/0/crews/0 = \"a\"", "UNKNOWN_CREW /problem/buffers/0/crews/0"),
    ("/problem/crews/0/max/perType = 3", "WRONG_TYPE /problem/crews/0/max/perType"),
    (
        "/problem/crews/0/max/perType/repair = -1",
        "OUT_OF_RANGE /problem/crews/0/max/perType/repair",
    ),
    ("/problem/crews/0/history = \"30h\"", "BAD_DURATION /problem/crews/0/history"),
    ("/problem/crews/0/fair = 1", "WRONG_TYPE /problem/crews/0/fair"),
    ("/problem/jobs/0/territory = \"\"", "BAD_ID /problem/jobs/0/territory"),
    ("/policy/prices/unfairPerHour = -1", "OUT_OF_RANGE /policy/prices/unfairPerHour"),
    ("/policy/fairness/measure = \"JOBS\"", "UNKNOWN_VALUE /policy/fairness/measure"),
    ("/policy/fairness/rate = 1", "UNKNOWN_KEY /policy/fairness/rate"),
];

const WAREHOUSES: &[(&str, &str)] = &[
    ("/problem/warehouses = {}", "WRONG_TYPE /problem/warehouses"),
    ("/problem/warehouses = [7]", "WRONG_TYPE /problem/warehouses/0"),
    ("/problem/warehouses = [{\"place\":\"H1\"}]", "MISSING /problem/warehouses/0/id"),
    ("/problem/warehouses = [{\"id\":\"hub\"}]", "MISSING /problem/warehouses/0/place"),
    (
        "/problem/warehouses = [{\"id\":\"hub\",\"place\":\"H7\"}]",
        "UNKNOWN_PLACE /problem/warehouses/0/place",
    ),
    (
        "/problem/warehouses = [{\"id\":\"hub\",\"place\":\"H1\",\"duration\":\"5\"}]",
        "BAD_DURATION /problem/warehouses/0/duration",
    ),
    (
        "/problem/warehouses = [{\"id\":\"hub\",\"place\":\"H1\",\"open\":1}]",
        "UNKNOWN_KEY /problem/warehouses/0/open",
    ),
    (
        "/problem/warehouses = [{\"id\":\"a\",\"place\":\"H1\"},{\"id\":\"b\",\"place\":\"H1\"}]",
        "TOO_MANY_WAREHOUSES /problem/warehouses",
    ),
    ("/problem/warehouse = []", "UNKNOWN_KEY /problem/warehouse"),
    ("/problem/crews/0/tools = \"saw\"", "WRONG_TYPE /problem/crews/0/tools"),
    ("/problem/crews/0/tools = [\"saw\", 1]", "WRONG_TYPE /problem/crews/0/tools/1"),
    ("/problem/jobs/1/tools = [\"a\", \"a\"]", "DUPLICATE_ID /problem/jobs/1/tools/1"),
    ("/problem/jobs/1/tools = [\"\"]", "BAD_ID /problem/jobs/1/tools/0"),
    ("/problem/crews/0/stock = 3", "WRONG_TYPE /problem/crews/0/stock"),
    ("/problem/crews/0/stock = {\"valve\":-1}", "OUT_OF_RANGE /problem/crews/0/stock/valve"),
    ("/problem/jobs/1/uses = {\"valve\":0.5}", "WRONG_TYPE /problem/jobs/1/uses/valve"),
    ("/problem/jobs/1/stock = {}", "UNKNOWN_KEY /problem/jobs/1/stock"),
];

const PEOPLE: &[(&str, &str)] = &[
    ("/problem/people = 5", "WRONG_TYPE /problem/people"),
    ("/problem/people/2 = \"eve\"", "WRONG_TYPE /problem/people/2"),
    ("!/problem/people/2/id", "MISSING /problem/people/2/id"),
    ("/problem/people/- = {\"id\":\"eve\"}", "DUPLICATE_ID /problem/people/3/id"),
    ("/problem/people/0/home = \"dept\"", "UNKNOWN_PLACE /problem/people/0/home"),
    ("/problem/people/1/home/lat = 99", "OUT_OF_RANGE /problem/people/1/home/lat"),
    ("/problem/people/0/skills = {}", "WRONG_TYPE /problem/people/0/skills"),
    ("/problem/people/0/skills/0 = \"gas\"", "WRONG_TYPE /problem/people/0/skills/0"),
    ("!/problem/people/0/skills/0/id", "MISSING /problem/people/0/skills/0/id"),
    ("/problem/people/0/skills/0/level = 0", "OUT_OF_RANGE /problem/people/0/skills/0/level"),
    ("/problem/people/0/skills/0/until = \"soon\"", "BAD_DATE /problem/people/0/skills/0/until"),
    ("/problem/people/0/skills/0/lvl = 1", "UNKNOWN_KEY /problem/people/0/skills/0/lvl"),
    ("/problem/people/0/skils = []", "UNKNOWN_KEY /problem/people/0/skils"),
];

const SPEED: &[(&str, &str)] = &[
    ("/problem/travel = 40", "WRONG_TYPE /problem/travel"),
    ("/problem/travel/speedKmh = 0", "OUT_OF_RANGE /problem/travel/speedKmh"),
    ("/problem/travel/speedKmh = 40.0001", "OUT_OF_RANGE /problem/travel/speedKmh"),
    ("/problem/travel/speedKmh = \"fast\"", "WRONG_TYPE /problem/travel/speedKmh"),
    ("/problem/travel/speedKmh = 0.001", "LEG_TOO_LONG /problem/travel/speedKmh"),
    ("/problem/travel/detour = 0.9", "OUT_OF_RANGE /problem/travel/detour"),
    ("/problem/travel/detours = 2", "UNKNOWN_KEY /problem/travel/detours"),
    (
        "/problem/travel/matrix = 2",
        "TWO_FORMS /problem/travel/speedKmh, \
      TWO_FORMS /problem/travel/detour, WRONG_TYPE /problem/travel/matrix",
    ),
];

/// A matrix that covers every place of the rich request.
const GIVEN: &str = "/problem/travel = {\"matrix\":{\"places\":[\"depot\",\"H1\",\"H2\",\
    \"@37.35,-121.9\",\"@37.5,-122\"],\"seconds\":[[0,1,2,3,4],[1,0,2,3,4],[1,2,0,3,4],[1,2,3,0,4],\
    [1,2,3,4,0]],\"metres\":[[0,1,2,3,4],[1,0,2,3,4],[1,2,0,3,4],[1,2,3,0,4],[1,2,3,4,0]]}}";

const MATRIX: &[(&str, &str)] = &[
    ("", ""),
    ("/problem/travel/matrix = 5", "WRONG_TYPE /problem/travel/matrix"),
    ("!/problem/travel/matrix/places", "MISSING /problem/travel/matrix/places"),
    ("!/problem/travel/matrix/seconds", "MISSING /problem/travel/matrix/seconds"),
    (
        "/problem/travel/matrix/millis = [[0,1,2,3,4],[1,0,2,3,4],[1,2,0,3,4],[1,2,3,0,4],\
         [1,2,3,4,0]]",
        "TWO_FORMS /problem/travel/matrix/millis",
    ),
    ("!/problem/travel/matrix/metres", "METRES_MISSING /problem/crews/0/costs/perKm"),
    (
        "/problem/travel/matrix/places/4 = \"H1\"",
        "DUPLICATE_ID /problem/travel/matrix/places/4, \
      PLACE_NOT_IN_MATRIX /problem/jobs/2/place",
    ),
    (
        "/problem/travel/matrix/places/4 = \"zoo\"",
        "UNKNOWN_PLACE /problem/travel/matrix/places/4, \
      PLACE_NOT_IN_MATRIX /problem/jobs/2/place",
    ),
    (
        "/problem/travel/matrix/places/4 = 9",
        "WRONG_TYPE /problem/travel/matrix/places/4, \
      PLACE_NOT_IN_MATRIX /problem/jobs/2/place",
    ),
    (
        "/problem/places/- = {\"id\":\"X\"} ;; /problem/jobs/4/place = \"X\"",
        "PLACE_NOT_IN_MATRIX /problem/jobs/4/place",
    ),
    ("!/problem/travel/matrix/seconds/4", "MATRIX_SHAPE /problem/travel/matrix/seconds"),
    ("!/problem/travel/matrix/seconds/2/4", "MATRIX_SHAPE /problem/travel/matrix/seconds/2"),
    ("!/problem/travel/matrix/metres/2/0", "MATRIX_SHAPE /problem/travel/matrix/metres/2"),
    ("/problem/travel/matrix/seconds/2 = 5", "WRONG_TYPE /problem/travel/matrix/seconds/2"),
    ("/problem/travel/matrix/seconds = {}", "WRONG_TYPE /problem/travel/matrix/seconds"),
    ("/problem/travel/matrix/seconds/2/3 = -1", "OUT_OF_RANGE /problem/travel/matrix/seconds/2/3"),
    ("/problem/travel/matrix/seconds/2/3 = 1.5", "WRONG_TYPE /problem/travel/matrix/seconds/2/3"),
    ("/problem/travel/matrix/seconds/2/3 = null", "WRONG_TYPE /problem/travel/matrix/seconds/2/3"),
    (
        "/problem/travel/matrix/seconds/2/3 = 2147484",
        "OUT_OF_RANGE /problem/travel/matrix/seconds/2/3",
    ),
    (
        "/problem/travel/matrix/metres/0/1 = 2147483648",
        "OUT_OF_RANGE /problem/travel/matrix/metres/0/1",
    ),
    (
        "/problem/travel/matrix/seconds/2/2 = 1",
        "MATRIX_DIAGONAL /problem/travel/matrix/seconds/2/2",
    ),
    ("/problem/travel/matrix/km = 1", "UNKNOWN_KEY /problem/travel/matrix/km"),
    ("/problem/travel/speedKmh = 40", "TWO_FORMS /problem/travel/speedKmh"),
];

// If this fails, a place nobody can drive to is planned with.
#[test]
fn places() {
    check_all(PLACES);
}

// If this fails, a van is filled up where nobody meant, or a tool is forgotten.
#[test]
fn warehouses() {
    check_all(WAREHOUSES);
}

// If this fails, a limit on the whole plan that says nothing is taken for one that says something.
#[test]
fn limits() {
    check_all(LIMITS);
}

// If this fails, a person or a skill is misread without a word.
#[test]
fn people() {
    check_all(PEOPLE);
}

// If this fails, legs are estimated from a speed that was not meant.
#[test]
fn speed() {
    check_all(SPEED);
}

// If this fails, a ragged or misnamed matrix sends crews on the wrong way.
#[test]
fn matrix() {
    let cases: Vec<(String, &str)> =
        MATRIX.iter().map(|(edit, told)| (format!("{GIVEN} ;; {edit}"), *told)).collect();
    let cases: Vec<(&str, &str)> = cases.iter().map(|(edit, told)| (&edit[..], *told)).collect();
    check_all(&cases);
}
