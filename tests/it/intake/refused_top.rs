//! Refused: the document, `run` and `policy`.

use super::checks::check_all;

const CASES: &[(&str, &str)] = &[
    ("!/problem", "MISSING /problem"),
    ("/problem = 5", "WRONG_TYPE /problem"),
    ("/problem = null", "WRONG_TYPE /problem"),
    ("/problme = {}", "UNKNOWN_KEY /problme"),
    ("/run = []", "WRONG_TYPE /run"),
    ("/run/name = 1", "WRONG_TYPE /run/name"),
    ("/run/tags = \"a\"", "WRONG_TYPE /run/tags"),
    ("/run/tags = [\"a\",1]", "WRONG_TYPE /run/tags/1"),
    ("/run/calendar = false", "WRONG_TYPE /run/calendar"),
    ("/run/queue = \"NIGHT\"", "UNKNOWN_VALUE /run/queue"),
    ("/run/onFault = \"IGNORE\"", "UNKNOWN_VALUE /run/onFault"),
    ("/run/seconds = 0", "OUT_OF_RANGE /run/seconds"),
    ("/run/seconds = -1.5", "OUT_OF_RANGE /run/seconds"),
    ("/run/seconds = \"10\"", "WRONG_TYPE /run/seconds"),
    ("/run/work = 0", "OUT_OF_RANGE /run/work"),
    ("/run/work = 1.5", "WRONG_TYPE /run/work"),
    ("/run/targetGap = -0.1", "OUT_OF_RANGE /run/targetGap"),
    ("/run/seed = -1", "OUT_OF_RANGE /run/seed"),
    ("/run/seed = 99999999999999999999", "WRONG_TYPE /run/seed"),
    ("/run/lanes = 0", "OUT_OF_RANGE /run/lanes"),
    ("/run/lanes = 65", "OUT_OF_RANGE /run/lanes"),
    ("/run/threads = 257", "OUT_OF_RANGE /run/threads"),
    ("/run/second = 5", "UNKNOWN_KEY /run/second"),
    ("/policy = \"balanced\"", "WRONG_TYPE /policy"),
    ("/policy/preset = \"cheapest\"", "UNKNOWN_VALUE /policy/preset"),
    ("/policy/prices = []", "WRONG_TYPE /policy/prices"),
    ("/policy/prices/latePerHour = -1", "OUT_OF_RANGE /policy/prices/latePerHour"),
    ("/policy/prices/promiseBroken = 1.5", "WRONG_TYPE /policy/prices/promiseBroken"),
    ("/policy/prices/notPreferred = null", "WRONG_TYPE /policy/prices/notPreferred"),
    ("/policy/prices/late = 1", "UNKNOWN_KEY /policy/prices/late"),
    ("/policy/prices/unassigned/LOW = 1000000000001", "OUT_OF_RANGE /policy/prices/unassigned/LOW"),
    ("/policy/prices/unassigned/URGENT = 1", "UNKNOWN_KEY /policy/prices/unassigned/URGENT"),
    ("/policy/valueFirst = false", "WRONG_TYPE /policy/valueFirst"),
    ("/policy/valueFirst = 0", "OUT_OF_RANGE /policy/valueFirst"),
    ("/policy/a~1b = 0", "UNKNOWN_KEY /policy/a~1b"),
    ("/problem/timeZone = \"America/Los_Angles\"", "UNKNOWN_TIME_ZONE /problem/timeZone"),
    ("/problem/timeZone = \"PST8\"", "UNKNOWN_TIME_ZONE /problem/timeZone"),
    ("/problem/timeZone = 8", "WRONG_TYPE /problem/timeZone"),
    ("/problem/currency = \"usd\"", "BAD_CURRENCY /problem/currency"),
    ("/problem/currency = \"EURO\"", "BAD_CURRENCY /problem/currency"),
    ("/problem/now = \"2026-12-07T06:00:00\"", "BAD_TIME /problem/now"),
    ("/problem/horizon = \"2026\"", "WRONG_TYPE /problem/horizon"),
    ("!/problem/horizon/to", "MISSING /problem/horizon/to"),
    ("/problem/horizon/from = \"2026-13-07\"", "BAD_DATE /problem/horizon/from"),
    ("/problem/horizon/to = \"2026-12-06\"", "HORIZON_INVERTED /problem/horizon/to"),
    ("/problem/horizon/to = \"2028-02-01\"", "HORIZON_TOO_LONG /problem/horizon"),
    ("/problem/horizon/until = \"2026-12-06\"", "UNKNOWN_KEY /problem/horizon/until"),
    ("/problem/plan = []", "BAD_PLAN /problem/plan"),
    ("/problem/plan = {}", "BAD_PLAN /problem/plan"),
    ("/problem/plan = {\"warnings\":[{\"code\":5}]}", "BAD_PLAN /problem/plan/warnings/0/code"),
];

// If this fails, a slip in `run`, `policy` or the frame of the problem is planned with.
#[test]
fn frame() {
    check_all(CASES);
}
