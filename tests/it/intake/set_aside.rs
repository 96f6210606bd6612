//! Everything at once: many faults in one answer, and faulty jobs set aside.

use super::base::{good, put, rich, send, told};
use super::checks::{edited, well_put};
use serde_json::{Value, json};

// If this fails, a sender mends one fault only to be told of the next.
#[test]
fn twelve_faults_come_at_once() {
    let request = edited(
        "/run/seconds = 0 ;; /policy/preset = \"x\" ;; /problem/currency = \"usd\" ;; \
         /problem/places/1/lat = 95 ;; /problem/people/0/home = 5 ;; \
         /problem/crews/0/costs/perHour = -5 ;; /problem/crews/1/shifts/0/to = \"x\" ;; \
         /problem/jobs/0/due = 5 ;; /problem/jobs/1/duration = \"5h\" ;; \
         /problem/jobs/2/plcae = 5 ;; /problem/jobs/4/value = \"high\" ;; \
         /problem/jobs/3/crews = {\"required\":[\"Z\"]}",
    );
    let faults = send(&request).err().expect("it is faulty");
    faults.iter().for_each(|f| well_put(f, &request));
    let mut found = told(&faults);
    found.sort_unstable();
    let mut wanted = vec![
        "OUT_OF_RANGE /run/seconds",
        "UNKNOWN_VALUE /policy/preset",
        "BAD_CURRENCY /problem/currency",
        "OUT_OF_RANGE /problem/places/1/lat",
        "WRONG_TYPE /problem/people/0/home",
        "OUT_OF_RANGE /problem/crews/0/costs/perHour",
        "BAD_CLOCK /problem/crews/1/shifts/0/to",
        "WRONG_TYPE /problem/jobs/0/due",
        "BAD_DURATION /problem/jobs/1/duration",
        "UNKNOWN_KEY /problem/jobs/2/plcae",
        "WRONG_TYPE /problem/jobs/4/value",
        "UNKNOWN_CREW /problem/jobs/3/crews/required/0",
    ];
    wanted.sort_unstable();
    assert_eq!(found, wanted);
}

/// The rich request with 200 small jobs and `SET_ASIDE`.
fn two_hundred() -> Value {
    let mut request = rich();
    let jobs: Vec<Value> = (0..200)
        .map(|i| json!({"id": format!("K{i}"), "place": "H1", "duration": "PT30M"}))
        .collect();
    put(&mut request, "/problem/jobs", json!(jobs));
    put(&mut request, "/run/onFault", json!("SET_ASIDE"));
    request
}

// If this fails, one dirty job stops the planning of a whole branch.
#[test]
fn four_of_two_hundred_are_set_aside() {
    let mut request = two_hundred();
    put(&mut request, "/problem/jobs/5/duration", json!("half an hour"));
    put(&mut request, "/problem/jobs/50/pin", json!({"crew": "Z"}));
    put(&mut request, "/problem/jobs/150", json!({"place": "H1", "duration": "PT1H"}));
    put(&mut request, "/problem/places/-", json!({"id": "nowhere", "address": "2 Lost Lane"}));
    put(&mut request, "/problem/jobs/151/place", json!("nowhere"));
    put(&mut request, "/problem/jobs/7/skills", json!([{"id": "magic"}]));
    let case = good(&request);
    assert_eq!(case.jobs.len(), 196);
    let aside: Vec<(&str, Vec<String>)> =
        case.set_aside.iter().map(|s| (s.job.as_str(), told(&s.faults))).collect();
    assert_eq!(
        aside,
        [
            ("K5", vec!["BAD_DURATION /problem/jobs/5/duration".to_owned()]),
            ("K50", vec!["UNKNOWN_CREW /problem/jobs/50/pin/crew".to_owned()]),
            ("jobs/150", vec!["MISSING /problem/jobs/150/id".to_owned()]),
            ("K151", vec!["PLACE_NOT_LOCATED /problem/jobs/151/place".to_owned()]),
        ]
    );
    let warned: Vec<&str> = case.warnings.iter().map(|w| w.pointer.as_str()).collect();
    assert_eq!(warned, ["/problem/jobs/7/skills/0"], "pointers stay those of the request");
    assert_eq!(case.jobs[5].id, "K6");
    assert_eq!(case.jobs[5].index, 6);
    for (i, job) in case.jobs.iter().enumerate() {
        assert_eq!(case.visits[job.visits[0].at()].job.at(), i);
    }
    assert!(!case.assumed.iter().any(|a| a.pointer == "/problem/jobs/5/priority"));
}

// If this fails, one of two jobs with the same id is planned, and nobody knows which.
#[test]
fn a_shared_id_sets_every_holder_aside() {
    let mut request = two_hundred();
    put(&mut request, "/problem/jobs/9/id", json!("K3"));
    let case = good(&request);
    assert_eq!(case.jobs.len(), 198);
    let aside: Vec<&str> = case.set_aside.iter().map(|s| s.job.as_str()).collect();
    assert_eq!(aside, ["K3", "K3"]);
}

// If this fails, a job with a wrong date stretches the horizon of all the others.
#[test]
fn what_is_set_aside_names_no_dates() {
    let mut request = two_hundred();
    super::base::cut(&mut request, "/problem/horizon");
    put(&mut request, "/problem/jobs/9/due", json!("2126-12-07T12:00:00Z"));
    put(&mut request, "/problem/jobs/9/duration", json!("soon"));
    let case = good(&request);
    assert_eq!(case.horizon.0, case.horizon.1);
    assert_eq!(case.horizon.0.to_string(), "2026-12-07");
}

// If this fails, a fault of the whole request is hidden by setting a job aside.
#[test]
fn a_fault_elsewhere_still_rejects() {
    let mut request = two_hundred();
    put(&mut request, "/problem/jobs/9/duration", json!("soon"));
    put(&mut request, "/problem/currency", json!("dollar"));
    let faults = send(&request).err().expect("the currency is wrong");
    let wanted = ["BAD_CURRENCY /problem/currency", "BAD_DURATION /problem/jobs/9/duration"];
    assert_eq!(told(&faults), wanted);
    let mut request = two_hundred();
    put(&mut request, "/problem/jobs", json!({}));
    assert!(send(&request).is_err());
}

// If this fails, a branch whose every job is dirty is answered with a part of the reasons.
#[test]
fn all_jobs_may_be_set_aside() {
    let mut request = two_hundred();
    let jobs: Vec<Value> = (0..5000).map(|i| json!({"id": i})).collect();
    put(&mut request, "/problem/jobs", json!(jobs));
    let case = good(&request);
    assert_eq!(case.set_aside.len(), 5000);
    assert!(case.jobs.is_empty());
    put(&mut request, "/run/onFault", json!("REJECT"));
    let faults = send(&request).err().expect("every job is wrong");
    assert_eq!(faults.len(), 1001);
    assert_eq!(faults[1000].code, "MORE_FAULTS");
    assert_eq!(faults[1000].value, "14000");
}
