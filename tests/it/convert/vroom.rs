//! VROOM's requests.

use callboard::convert::Format;
use serde_json::json;

use super::{good, refused, texts};

#[test]
fn a_vroom_request_is_read_whole() {
    // If this breaks, a VROOM user's constraints are lost on the way.
    let request = good(Format::Vroom, &[texts::VROOM]);
    assert_eq!(request["policy"], json!({ "valueFirst": true }));
    let problem = &request["problem"];
    assert_eq!(problem["horizon"], json!({ "from": "2026-01-05", "to": "2026-01-06" }));
    assert_eq!(
        problem["crews"],
        json!([
            {"id": "v1", "start": "p0", "end": "p0", "capacity": {"d1": 4},
             "skills": [{"id": "1"}, {"id": "14"}], "max": {"jobs": 4, "drive": "PT2H"},
             "shifts": [{"date": "2026-01-05", "from": "08:00", "to": "17:00"}],
             "costs": {"perDayUsed": 500, "perDrivingHour": 3600, "perKm": 12},
             "breaks": [
                {"id": "7", "duration": "PT30M", "earliest": "11:30", "latest": "13:30"},
                {"id": "8", "duration": "PT5M", "earliest": "14:00", "latest": "14:30"}],
             "metadata": {"description": "van"}},
            {"id": "v2", "start": "p3", "capacity": {"d1": 0}, "skills": [], "max": {},
             "breaks": [],
             "shifts": [{"date": "2026-01-05", "from": "22:00", "to": "04:00"}],
             "costs": {"perDrivingHour": 3600}},
        ])
    );
    assert_eq!(
        problem["jobs"],
        json!([
            {"id": "j11", "place": "p1", "duration": "PT10M", "breakInside": false, "value": 16,
             "load": {"d1": 2}, "skills": [{"id": "14"}], "metadata": {"description": "piano"},
             "startWindows": [
                {"earliest": "2026-01-05T09:00:00Z", "latest": "2026-01-05T10:00:00Z"},
                {"earliest": "2026-01-05T12:00:00Z", "latest": "2026-01-07T04:00:00Z"}]},
            {"id": "j12", "place": "p3", "duration": "PT0S", "breakInside": false, "value": 1,
             "skills": [], "startWindows": []},
        ])
    );
    assert_eq!(
        problem["places"],
        json!([
            {"id": "p0"}, {"id": "p1"}, {"id": "p3", "lat": 47.2, "lon": 9.5},
        ])
    );
    assert_eq!(
        problem["travel"]["matrix"],
        json!({
            "places": ["p0", "p1", "p3"],
            "seconds": [[0, 60, 120], [61, 0, 90], [121, 91, 0]],
            "metres": [[0, 600, 1200], [610, 0, 900], [1210, 910, 0]],
        })
    );
}

#[test]
fn coordinates_and_timestamps_are_read() {
    // If this breaks, longitude and latitude are swapped or a timestamp is taken for a clock time.
    let request = good(
        Format::Vroom,
        &[r#"{
        "vehicles": [{"id": 3, "end": [9.5, 47.2], "time_window": [1767600000, 1767632400]},
                     {"id": 4, "start": [9.5, 47.2], "speed_factor": 1.0}],
        "jobs": [{"id": 5, "location": [-9.25, 47.0], "pickup": [0, 3], "service": 60}]}"#],
    );
    let problem = &request["problem"];
    assert_eq!(problem["crews"][0]["end"], json!({ "lat": 47.2, "lon": 9.5 }));
    assert_eq!(problem["crews"][0].get("start"), None);
    assert_eq!(
        problem["crews"][0]["shifts"],
        json!([{ "date": "2026-01-05", "from": "08:00", "to": "17:00" }])
    );
    assert_eq!(
        problem["crews"][1]["shifts"],
        json!([{ "date": "2026-01-05", "from": "00:00", "to": "24:00" }])
    );
    assert_eq!(problem["jobs"][0]["place"], json!({ "lat": 47.0, "lon": -9.25 }));
    assert_eq!(problem["jobs"][0]["load"], json!({ "d1": 0, "d2": 3 }));
    assert_eq!(problem.get("travel"), None);
}

#[test]
fn what_a_request_cannot_say_is_refused() {
    // If this breaks, a rule of the file is dropped in silence and the plan breaks it.
    refused(
        Format::Vroom,
        &[r#"{"shipments": [{}], "vehicels": [], "vehicles": [
        {"id": 1, "start": [9, 47], "speed_factor": 1.2, "steps": [{}], "max_distance": 9,
         "time_window": [0, 100000]},
        {"id": 1, "start": [9, 47], "profile": "bike", "costs": {"per_task_hour": 2},
         "breaks": [{"id": 1, "time_windows": [[0, 9], [20, 30]]}, {"id": 2, "max_load": [2]}]},
        {"id": 1, "profile": "car"}],
      "jobs": [
        {"id": 1, "location": [9, 47], "setup": 60, "delivery": [1], "pickup": [1]},
        {"id": 1, "location": [9, 147], "pickup": [2], "priority": 101},
        {"id": 2, "time_windows": [[5, 2]], "service": "long"}]}"#],
        &[
            "/vehicels: `vehicels`: this key is not known; did you mean `vehicles`",
            "/shipments: `[{}]`: shipments (pick-ups tied to deliveries) cannot be said",
            "/vehicles/0/steps: ",
            "/vehicles/0/max_distance: `9`",
            "/vehicles/0/speed_factor: `1.2`",
            "/vehicles/0/time_window: `0 to 100000`: the vehicle's window is longer",
            "/vehicles/1/costs/per_task_hour: `2`",
            "/vehicles/1/breaks/0/time_windows: `2 windows`: a break with several windows",
            "/vehicles/1/breaks/1/max_load: `[2]`",
            "/vehicles/2: `nothing`: the vehicle has neither start nor end",
            "/jobs/0/setup: `60`: setup (time that neighbours at one place share) cannot be said",
            "/jobs/0/pickup: `pickup`: a job with two kinds of amounts",
            "/jobs/1/location/1: `147`: this is no coordinate",
            "/jobs/1/priority: `101`: this number is out of range; use a whole number from 0",
            "/jobs/2: `nothing`: the job lies nowhere",
            "/jobs/2/service: `long`: a whole number is expected",
            "/jobs/2/time_windows/0: ",
            "/vehicles/2/id: `1`: this id is used twice; the first is /vehicles/1",
            "/jobs/1/id: `1`: this id is used twice",
            "/vehicles/2/profile: `car`: vehicles with different profiles",
        ],
    );
}

#[test]
fn mixed_loads_late_jobs_and_missing_rows_are_refused() {
    // If this breaks, capacities are added up wrongly or a place silently moves to another row.
    refused(
        Format::Vroom,
        &[r#"{"vehicles": [{"id": 1, "start": [9, 47]}], "jobs": [
        {"id": 1, "location": [9, 47], "delivery": [1]},
        {"id": 2, "location": [9, 47], "pickup": [1]}]}"#],
        &["a /jobs/1/pickup: `job 1 delivers, job 2 picks up`: pick-ups among deliveries"],
    );
    refused(
        Format::Vroom,
        &[r#"{"vehicles": [{"id": 1, "start": [9, 47]}], "jobs": [
        {"id": 1, "location": [9, 47], "time_windows": [[0, 5]]},
        {"id": 2, "location": [9, 47], "time_windows": [[90000, 95000]]}]}"#],
        &["a /jobs/1/time_windows: `90000`: this job begins after the one day"],
    );
    let less = texts::VROOM.replace("\"location_index\": 1", "\"location_index\": 9");
    refused(Format::Vroom, &[&less], &["/jobs/0/location_index: `9`: the matrix has no such row"]);
    let other = texts::VROOM.replace("\"car\"", "\"truck\"");
    refused(Format::Vroom, &[&other], &["/matrices: `truck`: the vehicles' profile is missing"]);
    let bare = texts::VROOM.replace("\"distances\"", "\"costs\"");
    refused(
        Format::Vroom,
        &[&bare],
        &[
            "/matrices/car/costs: `[[0,600,9,1200],[610,0,9,900],",
            "/vehicles/0/costs/per_km: `12`: a price per kilometre needs distances",
        ],
    );
}
