//! What is wrong with resources in a request, each named with its place and a way out.

use super::examples::{job, request};
use crate::intake::base::send;
use serde_json::{Value, json};

/// The faults of a request, as code and pointer.
fn told(request: &Value) -> Vec<String> {
    let faults = send(request).err().expect("it has faults");
    assert!(faults.iter().all(|f| !f.hint.is_empty()), "{faults:#?}");
    faults.iter().map(|f| format!("{} {}", f.code, f.pointer)).collect()
}

// If this fails, a resource that cannot be understood is planned with all the same.
#[test]
fn resources_are_read_strictly() {
    let resources = json!([
        {"id": "a", "units": 0},
        {"id": "a", "notice": "soon"},
        {"units": 1},
        {"id": "b", "blocks": [{"from": "08:00", "to": "12:00"}, {"from": "11:00", "to": "13:00"},
            {"from": "15:00", "to": "14:00"}, {"from": "16:00"}]},
        {"id": "c", "costs": {"perCall": -1, "perDay": 3}, "minimumHours": 4},
        {"id": "d", "shifts": [{"from": "08:00", "to": "08:00"}], "perDay": "two"},
    ]);
    assert_eq!(
        told(&request(resources, json!([]))),
        [
            "OUT_OF_RANGE /problem/resources/0/units",
            "BAD_DURATION /problem/resources/1/notice",
            "DUPLICATE_ID /problem/resources/1/id",
            "MISSING /problem/resources/2/id",
            "EMPTY_BLOCK /problem/resources/3/blocks/2/to",
            "MISSING /problem/resources/3/blocks/3/to",
            "BLOCKS_OVERLAP /problem/resources/3/blocks/1",
            "OUT_OF_RANGE /problem/resources/4/costs/perCall",
            "UNKNOWN_KEY /problem/resources/4/costs/perDay",
            "UNKNOWN_KEY /problem/resources/4/minimumHours",
            "EMPTY_SHIFT /problem/resources/5/shifts/0/to",
            "WRONG_TYPE /problem/resources/5/perDay",
        ]
    );
}

// If this fails, a job waits for a resource that nobody has, or for one of its visits that is not.
#[test]
fn uses_are_compared_with_what_there_is() {
    let jobs = json!([
        job("J1", 1, json!([{"id": "crain"}])),
        job("J2", 1, json!([{"id": "crane", "visit": 2}])),
        job("J3", 1, json!([{"id": "crane", "offset": "PT1H"}])),
        job("J4", 1, json!([{"id": "crane"}, {"id": "crane", "offset": "PT30M"}])),
        job("J5", 1, json!([{"crane": 1}])),
        job("J6", 1, json!([{"id": "crane", "duration": "PT0S"}])),
    ]);
    let mut asked = request(json!([{"id": "crane"}]), jobs);
    assert_eq!(
        told(&asked),
        [
            "MISSING /problem/jobs/4/resources/0/id",
            "UNKNOWN_KEY /problem/jobs/4/resources/0/crane",
            "EMPTY_USE /problem/jobs/5/resources/0/duration",
            "UNKNOWN_RESOURCE /problem/jobs/0/resources/0/id",
            "UNKNOWN_VISIT /problem/jobs/1/resources/0/visit",
            "EMPTY_USE /problem/jobs/2/resources/0/offset",
            "DUPLICATE_ID /problem/jobs/3/resources/1/id",
        ]
    );
    let faults = send(&asked).err().expect("it has faults");
    let hint = faults.iter().find(|f| f.code == "UNKNOWN_RESOURCE").map(|f| f.hint.as_str());
    assert_eq!(hint, Some("did you mean `crane`?"));
    asked["run"] = json!({"onFault": "SET_ASIDE"});
    let case = crate::intake::base::good(&asked);
    assert_eq!((case.set_aside.len(), case.jobs.len()), (6, 0));
}

// If this fails, a clock time that daylight saving skips is taken for another one.
#[test]
fn skipped_hours_of_a_calendar_are_named() {
    let mut asked =
        request(json!([{"id": "crane", "shifts": [{"from": "02:30", "to": "12:00"}]}]), json!([]));
    asked["problem"]["timeZone"] = json!("Europe/Berlin");
    asked["problem"]["horizon"] = json!({"from": "2026-03-28", "to": "2026-03-30"});
    assert_eq!(told(&asked), ["DST_GAP /problem/resources/0/shifts/0/from"]);
}
