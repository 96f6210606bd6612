//! Formats with a judge: import, refusals and export.

use callboard::convert::{self, Format};
use serde_json::{Value, json};

use super::{good, refused, texts};

fn plan(routes: &[(&str, &[&str])]) -> Value {
    let stop = |job: &&str| json!({ "job": job, "visit": 1 });
    let routes: Vec<Value> = routes
        .iter()
        .map(|(crew, jobs)| {
            let stops: Vec<Value> = jobs.iter().map(stop).collect();
            json!({ "crew": crew, "stops": stops })
        })
        .collect();
    json!({ "routes": routes })
}

#[test]
fn a_techday_is_read_whole() {
    // If this breaks, a technician's day is planned under other rules than its judge checks.
    let request = good(Format::Techday, &[texts::TECHDAY]);
    assert_eq!(request["policy"], json!({ "valueFirst": 20000 }));
    let problem = &request["problem"];
    assert_eq!(problem["horizon"], json!({ "from": "2026-01-05", "to": "2026-01-05" }));
    assert_eq!(
        problem["crews"],
        json!([
            {"id": "t0", "start": "h0", "end": "h0", "costs": {"perDrivingHour": 3600},
             "shifts": [{"date": "2026-01-05", "from": "08:00", "to": "16:00:30"}],
             "breaks": [{"id": "lunch", "duration": "PT1H",
                         "earliest": "11:30", "latest": "13:30"}],
             "skills": [{"id": "4", "level": 2}]},
            {"id": "t1", "start": "h1", "end": "h1", "costs": {"perDrivingHour": 3600},
             "shifts": [{"date": "2026-01-05", "from": "00:00", "to": "24:00"}], "skills": []},
        ])
    );
    assert_eq!(
        problem["jobs"][0],
        json!({
            "id": "j0", "place": "s0", "duration": "PT1H30M", "breakInside": false, "value": 30,
            "startWindows": [{"earliest": "2026-01-05T08:00:00Z",
                              "latest": "2026-01-05T12:00:00Z"}],
            "skills": [{"id": "4", "level": 2}],
        })
    );
    assert_eq!(problem["jobs"][1]["duration"], "PT1M30S");
    assert_eq!(problem["jobs"][1]["startWindows"][0]["latest"], "2026-01-06T00:00:00Z");
    assert_eq!(problem["places"][2], json!({ "id": "s0", "lat": 47.25, "lon": 9.5 }));
    let matrix = &problem["travel"]["matrix"];
    assert_eq!(matrix["places"], json!(["h0", "h1", "s0", "s1", "s2"]));
    // A twentieth of a degree of latitude is 5.5597 km, at 40 km/h 500.4 s.
    assert_eq!(matrix["seconds"][0][2], 500);
    assert_eq!(matrix["seconds"][2][0], 500);
    assert_eq!(matrix["seconds"][0][3], 0);
}

#[test]
fn a_given_travel_matrix_is_used() {
    // If this breaks, a file's own travel times are replaced by straight lines.
    let own = r#""travel": [[0,1,2,3,4],[5,0,6,7,8],[1,1,0,1,1],[2,2,2,0,2],[3,3,3,3,0]], "N""#;
    let request = good(Format::Techday, &[&texts::TECHDAY.replacen("\"N\"", own, 1)]);
    let seconds = &request["problem"]["travel"]["matrix"]["seconds"];
    assert_eq!(seconds[0], json!([0, 1, 2, 3, 4]));
    let ragged = texts::TECHDAY.replacen("\"N\"", r#""travel": [[0,1],[1.5,-1],3,[],[]], "N""#, 1);
    refused(
        Format::Techday,
        &[&ragged],
        &[
            "a /travel/0: `2 entries`: the row has the wrong length; give 5 numbers in each row",
            "a /travel/1: `2 entries`",
            "a /travel/2: `3`",
            "a /travel/3: `0 entries`",
            "a /travel/4: `0 entries`",
        ],
    );
}

#[test]
fn every_problem_of_a_techday_is_told() {
    // If this breaks, a wrong file has to be corrected one run at a time, or is planned wrongly.
    let wrong = texts::TECHDAY
        .replace("\"K\": 2", "\"K\": 4")
        .replace("[47.2, 9.5], \"skills\"", "[97.2, \"east\"], \"skills\"")
        .replace("[0, 86400], \"lunch\"", "[3600, 90001], \"lunch\"")
        .replace("\"id\": 1, \"loc\": [47.2", "\"id\": 8, \"loc\": [47.2")
        .replace("\"duration\": 90,", "\"duration\": 1e99,")
        .replace("[50000, 50000]", "[50000, 40000]")
        .replace("\"value\": 30", "\"value\": 0.5");
    refused(
        Format::Techday,
        &[&wrong],
        &[
            "a /K: `4`: this count is wrong; the list techs has 2",
            "a /techs/0/loc/0: `97.2`: this is no coordinate; use degrees from -90 to 90",
            "a /techs/0/loc/1: `east`: this is no coordinate; use degrees from -180 to 180",
            "a /techs/1/shift: `3600 to 90001`: the shift is longer than a shift can say, 24 hours",
            "a /jobs/0/value: `0.5`: a whole number is expected; use a whole number from 0",
            "a /jobs/1/id: `8`: this id is not its position; its id must be 1",
            "a /jobs/1/duration: `1e+99`: a whole number is expected",
            "a /jobs/2/tw: `[50000,40000]`: this ends before it starts",
        ],
    );
    refused(Format::Techday, &["{\"techs\": NaN}"], &["a line 1: "]);
    refused(Format::Techday, &["[]"], &["a: `[]`: an object is expected"]);
    let later = texts::TECHDAY.replace("[0, 86400], \"lunch\"", "[90000, 99000], \"lunch\"");
    let message = "a /techs/1/shift: `90000 to 99000`: the shift does not begin on the first day";
    refused(Format::Techday, &[&later], &[message]);
    let tight = texts::TECHDAY.replace("57630", "44000");
    refused(Format::Techday, &[&tight], &["no start of this break lets it end within the shift"]);
}

#[test]
fn a_trsp_is_rounded_so_that_its_judge_accepts() {
    // If this breaks, a plan that is legal in our milliseconds is late in the file's minutes.
    let request = good(Format::Trsp, &[texts::TRSP]);
    let problem = &request["problem"];
    assert_eq!(request["run"]["name"], "Two_technicians");
    assert_eq!(
        problem["crews"][0],
        json!({
            "id": "t1", "start": "n1", "end": "n1", "costs": {"perHour": 3600},
            "shifts": [{"date": "2026-01-05", "from": "01:00:30", "to": "10:00"}],
            "skills": [{"id": "0"}, {"id": "2"}],
        })
    );
    assert_eq!(
        problem["jobs"][0],
        json!({
            "id": "r3", "place": "n3", "duration": "PT12M30S", "breakInside": false,
            "startWindows": [{"earliest": "2026-01-05T01:40:00Z",
                              "latest": "2026-01-05T03:20:00Z"}],
            "skills": [{"id": "2"}], "mandatory": true,
        })
    );
    let matrix = &problem["travel"]["matrix"];
    assert_eq!(matrix["places"], json!(["n1", "n2", "n3", "n4"]));
    // 5 minutes exactly, and the square root of 2 rounded up.
    assert_eq!(matrix["millis"][0], json!([0, 300_000, 300_000, 84_853]));
    let wide = format!(
        "{}\nDISTANCES\nTRAVEL TIMES\n{}",
        texts::TRSP,
        "0;0;0;0;0;0;9\n1;0;0;1;20.1333;2;9\n2;0;1;0;1;1;9\n\
         3;0;0.0001;1;0;1;9\n4;0;1;1;1;0;9\n5;0;0;0;0;0;0\n"
    );
    let request = good(Format::Trsp, &[&wide]);
    let millis = &request["problem"]["travel"]["matrix"]["millis"];
    assert_eq!(millis[0], json!([0, 60_000, 1_207_998, 120_000]));
    assert_eq!(millis[2][0], 6);
}

#[test]
fn tools_and_spare_parts_of_a_trsp_come_along() {
    // If this breaks, a technician goes without a tool, or the judge misses a call at the depot.
    let needs = texts::TRSP.replace("12.5 \t[2] \t[] \t[0]", "12.5 \t[2] \t[1] \t[2]");
    let request = good(Format::Trsp, &[&needs]);
    let problem = &request["problem"];
    assert_eq!(problem["warehouses"], json!([{"id": "depot", "place": "n0"}]));
    let matrix = &problem["travel"]["matrix"];
    assert_eq!(matrix["places"], json!(["n0", "n1", "n2", "n3", "n4"]));
    let [crews, jobs] = [&problem["crews"], &problem["jobs"]];
    for (one, key, held) in [
        (&crews[0], "tools", json!(["1"])),
        (&crews[0], "stock", json!({"0": 3})),
        (&crews[1], "tools", json!(null)),
        (&jobs[0], "tools", json!(["1"])),
        (&jobs[0], "uses", json!({"0": 2})),
        (&jobs[1], "uses", json!(null)),
    ] {
        assert_eq!(one[key], held, "{key} of {one}");
    }
    let mut made = plan(&[("t2", &["r3"])]);
    made["routes"][0]["stops"].as_array_mut().expect("stops").insert(0, json!({"call": "depot"}));
    assert_eq!(convert::export(Format::Trsp, &request, &made).expect("a plan"), "<2,5,3,2>");
    let closed = needs.replace("5.0      5.0     0.0   600.0", "5.0      5.0     0.0   500.0");
    let message = "a line 9: `0 to 500`: the main depot is closed while the one of line 10 works";
    refused(Format::Trsp, &[&closed], &[message]);
}

#[test]
fn a_trsp_of_several_days_is_read_in_smaller_units() {
    // If this breaks, days of 56 hours cannot be planned, or their cost is in another unit.
    let day = "0.0   600.0     0.0 \t[] \t[] \t[]";
    let long = texts::TRSP.replace(day, "0.0   3390.0     0.0 \t[] \t[] \t[]");
    let request = good(Format::Trsp, &[&long]);
    let problem = &request["problem"];
    assert_eq!(problem["crews"][1]["shifts"][0]["to"], "18:50");
    assert_eq!(problem["crews"][1]["costs"], json!({"perHour": 10_800}));
    assert_eq!(problem["jobs"][0]["duration"], "PT4M10S");
    assert_eq!(problem["travel"]["matrix"]["millis"][0], json!([0, 100_000, 100_000, 28_285]));
}

#[test]
fn every_problem_of_a_trsp_is_told() {
    // If this breaks, a torn file is planned.
    let torn = texts::TRSP
        .replace("2          3.0      4.0 ", "7          nan      4.0 ")
        .replace("   989.0    45.0", "   989.0")
        .replace("[2]", "[x]");
    refused(
        Format::Trsp,
        &[&torn],
        &[
            "a line 11: `7`: this node is out of order; number the rows from 0",
            "a line 11: `nan`: the x cannot be read",
            "a line 12: `x`: the skills cannot be read",
            "a line 13: ",
        ],
    );
    let long = texts::TRSP.replace("60.5   600.0", "60.5   33900.0");
    refused(Format::Trsp, &[&long], &["the technician's shift is longer than a shift can say"]);
    let short = format!("{}\nTRAVEL TIMES\n0;0;0;0;0;0\n1;0;0;1\n", texts::TRSP);
    refused(
        Format::Trsp,
        &[&short],
        &[
            "a line 17: `3 entries`: the travel row is too short; give at least 5 numbers",
            "a: `2 rows`: the travel times are too few; give 5 rows",
        ],
    );
    refused(Format::Trsp, &[""], &["a: `nothing`: the file has no readable crew count"]);
}

#[test]
fn a_solomon_is_read_in_tenths() {
    // If this breaks, a plan's cost is no longer ten times the distance that others report.
    let request = good(Format::Solomon, &[&texts::SOLOMON.replace('\n', "\r\n")]);
    assert_eq!(request["run"]["name"], "TINY");
    let problem = &request["problem"];
    assert_eq!(
        problem["crews"][1],
        json!({
            "id": "v2", "start": "p0", "end": "p0", "capacity": {"goods": 50},
            "costs": {"perDrivingHour": 3600},
            "shifts": [{"date": "2026-01-05", "from": "00:00", "to": "00:38:20"}],
        })
    );
    assert_eq!(
        problem["jobs"][0],
        json!({
            "id": "c1", "place": "p1", "duration": "PT1M40S", "breakInside": false,
            "mandatory": true,
            "startWindows": [{"earliest": "2026-01-05T00:00:50Z",
                              "latest": "2026-01-05T00:10:00Z"}],
            "load": {"goods": 10},
        })
    );
    let matrix = &problem["travel"]["matrix"];
    assert_eq!(matrix["seconds"], json!([[0, 50, 14], [50, 0, 36], [14, 36, 0]]));
}

#[test]
fn every_problem_of_a_solomon_is_told() {
    // If this breaks, ragged rows shift into the wrong columns or a long day is cut in silence.
    let torn = texts::SOLOMON
        .replace("  2          50", "  0          50")
        .replace("    1          3       4 ", "    1          3.5     nan ")
        .replace("    2          1 ", "    3 ");
    refused(
        Format::Solomon,
        &[&torn],
        &[
            "a line 11: `3.5`: the x cannot be read; use a whole number",
            "a line 11: `nan`: the y cannot be read",
            "a line 12: `3 1 45 0 230 10`: the row has the wrong number of entries; give 7 numbers",
            "a: `0 vehicles of capacity 50`: this is no fleet",
        ],
    );
    let long = texts::SOLOMON.replacen("230 ", "9000 ", 1);
    refused(
        Format::Solomon,
        &[&long],
        &["a line 10: `0 to 9000`: the depot's day, 10 seconds to a unit, is longer"],
    );
    refused(Format::Solomon, &["x"], &["a: `nothing`: the file names no fleet"]);
}

#[test]
fn plans_are_written_as_the_judges_read_them() {
    // If this breaks, a judge refuses a good plan because of its form.
    let request = good(Format::Techday, &[texts::TECHDAY]);
    let mut made = plan(&[("t0", &["j2", "j0"])]);
    let pause = json!({ "break": "lunch", "start": "x", "end": "y" });
    made["routes"][0]["stops"].as_array_mut().expect("stops").insert(1, pause);
    let text = convert::export(Format::Techday, &request, &made).expect("a plan");
    assert_eq!(text, r#"{"0":[2,0],"1":[]}"#);
    let request = good(Format::Trsp, &[texts::TRSP]);
    let made = plan(&[("t1", &["r3"]), ("t2", &["r4"])]);
    assert_eq!(convert::export(Format::Trsp, &request, &made).expect("a plan"), "<1,3,1|2,4,2>");
    let none = json!({ "routes": [] });
    assert_eq!(convert::export(Format::Trsp, &request, &none).expect("a plan"), "<>");
    let request = good(Format::Solomon, &[texts::SOLOMON]);
    let made = plan(&[("v2", &["c2", "c1"])]);
    assert_eq!(convert::export(Format::Solomon, &request, &made).expect("a plan"), "[[2,1]]");
}

#[test]
fn plans_of_something_else_are_not_exported() {
    // If this breaks, a plan of another request is judged against the wrong instance.
    let request = good(Format::Techday, &[texts::TECHDAY]);
    let made = plan(&[("t0", &["j0", "j9", "j0"]), ("t7", &["j1"]), ("t0", &["j1"])]);
    let error = convert::export(Format::Techday, &request, &made).expect_err("a refusal");
    let lines: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "plan /routes/0/stops/1/job: `j9`: the request has no such job; did you mean `j0`",
            "plan /routes/0/stops/2/job: `j0`: this job is served twice; keep one of its visits",
            "plan /routes/1/crew: `t7`: the request has no such crew; did you mean `t0`",
            "plan /routes/2: `0`: this crew has two routes; techday plans one day; \
             export one shift for each crew",
        ]
    );
    for wrong in [json!(null), json!({ "routes": 3 }), json!({ "routes": [4, { "crew": 5 }] })] {
        assert!(convert::export(Format::Trsp, &wrong, &wrong).is_err());
        assert!(convert::export(Format::Solomon, &request, &wrong).is_err());
        assert!(convert::export(Format::Vroom, &request, &wrong).is_err());
    }
}
