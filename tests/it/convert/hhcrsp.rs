//! Home care: two people at once, one after the other, and files that say it wrong.

use callboard::convert::{self, Format};
use serde_json::{Value, json};

use super::{good, problems};
use crate::desk::{Desk, judge};

fn file() -> Value {
    json!({
        "patients": [
            {"id": "p1", "time_window": [60.0, 90.0],
                "required_caregivers": [{"service": "s1", "duration": 20.0},
                    {"service": "s2", "duration": 30.0}],
                "synchronization": {"type": "simultaneous"}},
            {"id": "p2", "time_window": [30.0, 45.5],
                "required_caregivers": [{"service": "s2", "duration": 10.0},
                    {"service": "s1", "duration": 10.0}],
                "synchronization": {"type": "sequential", "distance": [40, 50]}},
            {"id": "p3", "time_window": [0.0, 30.0],
                "required_caregivers": [{"service": "s1", "duration": 15.0}]}],
        "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2", "s1"]}],
        "distances": [[0.0, 10.5, 20.0, 7.25], [10.5, 0.0, 12.0, 9.0],
            [20.0, 12.0, 0.0, 30.0], [7.25, 9.0, 30.0, 0.0]],
    })
}

// If this fails, two people who are needed at once come apart, or the judge reads other times.
#[test]
fn two_people_come_as_they_are_needed() {
    let request = good(Format::Hhcrsp, &[&file().to_string()]);
    let mut desk = Desk::open(&request);
    let plan = desk.plan(300);
    assert!(plan.unassigned.is_empty(), "{:?}", plan.unassigned);
    assert_eq!(judge(&[(&desk.text, &plan)]), [Vec::<String>::new()]);
    let printed = serde_json::to_value(&plan).expect("a plan is JSON");
    let text = convert::export(Format::Hhcrsp, &request, &printed).expect("it comes from there");
    let told: Value = serde_json::from_str(&text).expect("the export is JSON");
    let stops = told["routes"].as_array().expect("routes").iter();
    let stops: Vec<&Value> =
        stops.flat_map(|r| r["locations"].as_array().expect("stops")).collect();
    let start = |patient: &str, service: &str| {
        let own = |s: &&&Value| s["patient_id"] == patient && s["service_id"] == service;
        let stop = stops.iter().find(own).unwrap_or_else(|| panic!("{patient} {service}"));
        stop["arrival_time"].as_f64().expect("minutes")
    };
    assert_eq!(stops.len(), 5);
    assert_eq!(start("p1", "s1"), start("p1", "s2"));
    let apart = start("p2", "s1") - start("p2", "s2");
    assert!((40.0..=50.0).contains(&apart), "{apart}");
    assert!(start("p1", "s1") >= 60.0 && start("p2", "s2") >= 30.0);
}

// If this fails, a file with a slip in it stops the importer or is read as something else.
#[test]
fn what_cannot_be_read_is_named() {
    let window = "/patients/0/time_window";
    let service = "/patients/2/required_caregivers/0";
    for (at, value, told) in [
        (window, json!([0, 1e300]), window),
        (window, json!([-5, 10]), window),
        (window, json!([1]), window),
        ("/patients/2/required_caregivers/0/duration", json!(-3), service),
        ("/patients/2/required_caregivers/0/duration", json!(1e18), service),
        ("/patients/2/required_caregivers/0/service", json!("s.1"), service),
        ("/patients/0/synchronization/type", json!("never"), "/patients/0/synchronization/type"),
        ("/patients/1/synchronization/distance", json!([5, 2]), "/patients/1/synchronization"),
        ("/distances", json!([[0.0]]), "/distances"),
        ("/distances/1/2", json!("far"), "/distances/1"),
        ("/patients", json!(7), "/patients"),
        ("/caregivers/0/abilities/0", json!(1), "/caregivers/0/abilities/0"),
        (
            "/patients/2/required_caregivers/0",
            json!({"service": "s1", "duration": 1, "gender": 1}),
            "/gender",
        ),
    ] {
        let mut edited = file();
        *edited.pointer_mut(at).expect("it is there") = value;
        let faults = problems(Format::Hhcrsp, &[&edited.to_string()]);
        assert!(faults.iter().any(|f| f.contains(told)), "{at}: {faults:?}");
    }
}
