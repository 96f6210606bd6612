//! Tables of jobs and people.

use callboard::convert::Format;
use serde_json::json;

use super::{good, import, refused, texts};

#[test]
fn the_example_tables_are_read_whole() {
    // If this breaks, the tables shown to coordinators no longer mean what their columns say.
    let request = good(Format::Csv, &[texts::JOBS, texts::PEOPLE]);
    let problem = &request["problem"];
    assert_eq!(problem["horizon"], json!({ "from": "2026-01-05", "to": "2026-01-07" }));
    assert_eq!(
        problem["crews"],
        json!([
            {"id": "north", "members": ["P1", "P2"], "lead": "P1",
             "costs": {"perDrivingHour": 3600},
             "shifts": [{"days": ["MO", "TU", "WE", "TH", "FR"], "from": "07:30", "to": "16:30"}],
             "breaks": [{"id": "break", "duration": "PT45M",
                         "earliest": "11:30", "latest": "13:30"}]},
            {"id": "P3", "members": ["P3"], "costs": {"perDrivingHour": 3600},
             "shifts": [{"days": ["MO", "TU", "TH"], "from": "08:00", "to": "17:00"}]},
        ])
    );
    assert_eq!(
        problem["people"][0],
        json!({
            "id": "P1", "home": "home-P1",
            "skills": [{"id": "gas", "level": 3}, {"id": "refrigerant", "level": 2}],
        })
    );
    assert_eq!(
        problem["jobs"][0],
        json!({
            "id": "A-101", "place": "site-A-101", "type": "INSTALL", "duration": "PT4H",
            "startWindows": [{"date": "2026-01-05", "from": "08:00", "to": "10:00"}],
            "skills": [{"id": "gas", "level": 2}, {"id": "refrigerant", "level": 1}],
            "priority": "HIGH", "mandatory": true, "metadata": {"notes": "two stairs up"},
        })
    );
    assert_eq!(problem["jobs"][1]["startWindows"][1]["date"], "2026-01-06");
    assert_eq!(problem["jobs"][2]["value"], 2500);
    assert_eq!(problem["jobs"][3]["due"], "2026-01-06T12:00:00Z");
    assert_eq!(problem["jobs"][3]["pin"], json!({ "crew": "north" }));
    assert_eq!(
        problem["places"][1],
        json!({
            "id": "site-A-102", "address": "3 Harbour Road, rear door",
            "lat": 47.166, "lon": 9.5105,
        })
    );
}

#[test]
fn spreadsheets_of_other_countries_are_read() {
    // If this breaks, a table with semicolons, decimal commas, a byte order mark or Windows line
    // ends is refused.
    let jobs = "\u{feff}ID;Duration Minutes;Lat;LON;Skills;notes;;\r\n\r\n;;;;;;;\r\n\
                a;22,5;47,1;9,5;\"gas:2; heat\";\"says \"\"ring\"\";\r\ntwice\";;\r\n";
    let people = "id\tlat\tlon\tdays\tfrom\tto\r\np\t47.2\t9.5\tFri-Mon\t22:00\t6:00\r\n";
    let request = good(Format::Csv, &[jobs, people]);
    let problem = &request["problem"];
    assert_eq!(
        problem["jobs"],
        json!([
            {"id": "a", "place": "site-a", "duration": "PT22M30S", "startWindows": [],
             "skills": [{"id": "gas", "level": 2}, {"id": "heat", "level": 1}],
             "metadata": {"notes": "says \"ring\";\r\ntwice"}},
        ])
    );
    assert_eq!(problem["places"][0], json!({ "id": "site-a", "lat": 47.1, "lon": 9.5 }));
    assert_eq!(
        problem["crews"][0]["shifts"],
        json!([{ "days": ["MO", "FR", "SA", "SU"], "from": "22:00", "to": "06:00" }])
    );
    assert_eq!(problem.get("horizon"), None);
}

#[test]
fn every_missing_coordinate_is_listed() {
    // If this breaks, a coordinator looks addresses up one failed run at a time.
    let jobs = "id,address,lat,lon,duration_minutes\na,1 Mill Lane,,,30\nb,,47,9,30\nc,x,47,,30\n";
    let people = "id,lat,lon\np,,9\n";
    refused(
        Format::Csv,
        &[jobs, people],
        &[
            "a line 2 column lat: ``: this cell is empty; look the address up",
            "a line 2 column lon: ``: this cell is empty",
            "a line 4 column lon: ``: this cell is empty",
            "b line 2 column lat: ``: this cell is empty",
        ],
    );
}

#[test]
fn every_wrong_cell_is_told() {
    // If this breaks, a slip in a table is planned as if it were meant.
    let jobs = "id,lat,lon,duration_minutes,date,from,to,skills,priority,value,mandatory,due,crew\n\
                a,95,9,0,2026-02-30,8:00,7:00,gas:x,URGENT,-1,maybe,tomorrow,nort\n\
                a,47,9,1e9,,08:00,25:00,:2,HIHG,1.5,,2026-01-05 9,north\n";
    let people = "id,crew,lat,lon,days,from,to,break_from,break_minutes,lead\n\
                  p,north,47,9,MO-XX,08:00,08:00,11:30,,yes\n\
                  q,north,47,9,,09:00,,,x,yes\n";
    refused(
        Format::Csv,
        &[jobs, people],
        &[
            "a line 2 column lat: `95`: this is no coordinate",
            "a line 2 column duration_minutes: `0`: these are no minutes",
            "a line 2 column date: `2026-02-30`: this is no date; write it like 2026-01-05",
            "a line 2 column to: `7:00`: the window ends before it starts",
            "a line 2 column skills: `gas:x`: this is no list of skills",
            "a line 2 column priority: `URGENT`: this word is not known; use one of LOW, NORMAL",
            "a line 2 column value: `-1`: this is no number that counts",
            "a line 2 column mandatory: `maybe`: this is neither yes nor no",
            "a line 2 column due: `tomorrow`: this is no date",
            "a line 2 column crew: `nort`: nobody is in this crew; did you mean `north`",
            "a line 3 column id: `a`: this id is used twice; line 2 has it already",
            "a line 3 column duration_minutes: `1e9`: these are no minutes",
            "a line 3 column to: `25:00`: this is no clock time",
            "a line 3 column from: `08:00`: this clock time has no date",
            "a line 3 column to: `25:00`: this clock time has no date",
            "a line 3 column skills: `:2`: this is no list of skills",
            "a line 3 column priority: `HIHG`: this word is not known; did you mean `HIGH`",
            "a line 3 column value: `1.5`",
            "a line 3 column due: `2026-01-05 9`: this is no date",
            "b line 2 column days: `MO-XX`: these are no days of the week",
            "b line 3 column lead: `yes`: this crew has two leads; p leads it already",
            "b line 3 column from: `09:00`: members of one crew differ; line 2 says 08:00",
            "b line 3 column break_minutes: `x`: these are no minutes",
            "b line 2 column to: `08:00`: the hours end when they start",
            "b line 2 column break_to: ``: this part of the break is missing",
        ],
    );
}

#[test]
fn torn_tables_are_told() {
    // If this breaks, a slipped cell or an open quotation mark moves values into other columns.
    let jobs = "id,lat,lon,duraton_minutes,lat\na,47,9,30,47,x\nb,47\n";
    let people = "id,lat,lon\n\"p,47,9\nq,47,9\n";
    refused(
        Format::Csv,
        &[jobs, people],
        &[
            "a line 1: `duraton_minutes`: this column is not known; did you mean `duration",
            "a line 1: `lat`: this column is there twice",
            "a line 1: `duration_minutes`: this column is missing",
            "a line 2: `6 cells`: the row does not fit the header; give 5 cells",
            "a line 3: `2 cells`: the row does not fit the header",
            "b line 2: `\"`: a quotation mark is never closed",
        ],
    );
    refused(
        Format::Csv,
        &["", "id,lat,lon\n"],
        &[
            "a: `nothing`: the table is empty; begin it with a row of column names: id, type",
            "b: `no rows`: nobody is there to do the work",
        ],
    );
}

#[test]
fn what_belongs_to_a_crew_may_stand_in_any_row() {
    // If this breaks, hours given with the second member of a crew are lost.
    let people = "id,crew,lat,lon,days,from,to\np,n,47,9,MO,,\nq,n,47,9,,07:00,15:00\n";
    let request = good(Format::Csv, &["id,lat,lon,duration_minutes\n", people]);
    assert_eq!(
        request["problem"]["crews"][0]["shifts"],
        json!([{ "days": ["MO"], "from": "07:00", "to": "15:00" }])
    );
    assert_eq!(request["problem"]["jobs"], json!([]));
}

#[test]
fn people_and_crews_are_not_mixed_up() {
    // If this breaks, somebody who works alone joins a crew that happens to have the same name.
    let people = "id,crew,lat,lon,break_from,break_to,break_minutes\n\
                  p,,47,9,13:00,12:00,30\nq,p,47,9,,,\nr,s,47,9,,,\ns,,47,9,,,\np,,47,9,,,\n";
    refused(
        Format::Csv,
        &["id,lat,lon,duration_minutes\n", people],
        &[
            "b line 3 column crew: `p`: a person alone has the name of this crew",
            "b line 5 column crew: ``: a person alone has the name of this crew",
            "b line 6 column id: `p`: this id is used twice; line 2 has it already",
            "b line 2 column break_to: `13:00 to 12:00`: the break's window ends before it starts",
        ],
    );
}

#[test]
fn every_column_is_documented_and_in_the_example() {
    // If this breaks, a column is read that no coordinator can know of.
    let documented = include_str!("../../../src/convert/tables/mod.rs");
    let error = import(Format::Csv, &["", ""]).expect_err("empty tables");
    for (problem, example) in error.problems.iter().zip([texts::JOBS, texts::PEOPLE]) {
        let (_, columns) = problem.hint.split_once(": ").expect("a list of columns");
        assert_eq!(example.lines().next(), Some(columns.replace(", ", ",").as_str()));
        for column in columns.split(", ") {
            assert!(documented.contains(&format!("`{column}`")), "{column}");
        }
    }
}
