//! One tiny instance of each format, our own.

pub const TECHDAY: &str = r#"{
 "name": "two by three", "N": 3, "K": 2, "seed": 9,
 "techs": [
  {"id": 0, "loc": [47.2, 9.5], "skills": {"4": 2, "7": 0}, "shift": [28800, 57630],
   "lunch": {"earliest": 41400, "latest": 48600, "duration": 3600}},
  {"id": 1, "loc": [47.1, 9.6], "skills": {}, "shift": [0, 86400], "lunch": null}],
 "jobs": [
  {"id": 0, "loc": [47.25, 9.5], "req": {"4": 2}, "duration": 5400,
   "tw": [28800, 43200], "value": 30},
  {"id": 1, "loc": [47.2, 9.5], "req": {}, "duration": 90, "tw": [0, 86400], "value": 7},
  {"id": 2, "loc": [47.15, 9.55], "req": {}, "duration": 3600, "tw": [50000, 50000], "value": 12}]
}"#;

pub const TRSP: &str = "Two_technicians

INFO
CREW COUNT  SKILLS    TOOLS   SPARE PARTS
       2        3        0             0

DEPOT TECHNICIANS AND REQUESTS
ID           X        Y     TWS     TWE    Serv     SKILLS   TOOLS    SPARE PARTS
0          5.0      5.0     0.0   600.0     0.0 \t[] \t[] \t[]
1          0.0      0.0    60.5   600.0     0.0 \t[0, 2] \t[1] \t[3]
2          3.0      4.0     0.0   600.0     0.0 \t[] \t[] \t[]
3          3.0      4.0   100.0   200.0    12.5 \t[2] \t[] \t[0]
4          1.0      1.0     0.0   989.0    45.0 \t[] \t[] \t[]
";

pub const SOLOMON: &str = "TINY

VEHICLE
NUMBER     CAPACITY
  2          50

CUSTOMER
CUST NO.   XCOORD.   YCOORD.    DEMAND   READY TIME   DUE DATE   SERVICE TIME

    0          0       0           0       0         230           0
    1          3       4          10       5          60          10
    2          1       1          45       0         230          10
";

pub const VROOM: &str = r#"{
 "vehicles": [
  {"id": 1, "start_index": 0, "end_index": 0, "capacity": [4], "skills": [1, 14],
   "time_window": [28800, 61200], "max_tasks": 4, "max_travel_time": 7200, "description": "van",
   "costs": {"fixed": 500, "per_km": 12},
   "breaks": [{"id": 8, "time_windows": [[50400, 52200]], "service": 300},
              {"id": 7, "time_windows": [[41400, 48600]], "service": 1800}]},
  {"id": 2, "start_index": 3, "time_window": [79200, 100800]}],
 "jobs": [
  {"id": 11, "location_index": 1, "service": 600, "delivery": [2], "skills": [14], "priority": 5,
   "time_windows": [[32400, 36000], [43200, 4294967295]], "description": "piano"},
  {"id": 12, "location_index": 3, "location": [9.5, 47.2], "service": 0, "delivery": [0]}],
 "matrices": {"car": {
  "durations": [[0, 60, 9, 120], [61, 0, 9, 90], [9, 9, 0, 9], [121, 91, 9, 0]],
  "distances": [[0, 600, 9, 1200], [610, 0, 9, 900], [9, 9, 0, 9], [1210, 910, 9, 0]]}}
}"#;

pub const JOBS: &str = include_str!("../../../instances/csv/jobs.csv");
pub const PEOPLE: &str = include_str!("../../../instances/csv/people.csv");
