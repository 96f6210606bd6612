//! The program with `--osrm`: what lands in the request, and what is said about it.

use super::fake::{Fake, Reply, table, way};
use crate::desk::scratch;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of its own, removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        Folder(scratch(name))
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a temporary file");
        path.to_str().expect("a path in UTF-8").to_owned()
    }

    pub fn at(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path in UTF-8").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Runs the program in the folder of the repository; expects the code and, on stderr, each of the
/// texts. Returns stdout and stderr.
pub fn run(args: &[&str], code: i32, said: &[&str]) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
    // A proxy of the environment must not see the customers' coordinates.
    command.env("HTTP_PROXY", "http://127.0.0.1:9").env("http_proxy", "http://127.0.0.1:9");
    command.env("ALL_PROXY", "http://127.0.0.1:9");
    let end = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).output();
    let end = end.expect("the program runs");
    let (out, err) = (String::from_utf8(end.stdout), String::from_utf8(end.stderr));
    let (out, err) = (out.expect("UTF-8"), err.expect("UTF-8"));
    assert_eq!(end.status.code(), Some(code), "{args:?}: {err}");
    for text in said {
        assert!(err.contains(text), "{args:?}: no `{text}` in {err}");
    }
    assert!(code == 0 || out.is_empty(), "{args:?}: {out}");
    (out, err)
}

pub const JOBS: &str = "instances/csv/liechtenstein-jobs.csv";
pub const PEOPLE: &str = "instances/csv/liechtenstein-people.csv";

pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn import(url: &str) -> Value {
    json(&run(&["import", "csv", JOBS, PEOPLE, "--osrm", url], 0, &[]).0)
}

/// Plans a request and has the plan verified.
pub fn plan(folder: &Folder, request: &Value) -> Value {
    let (asked, out) = (folder.write("request.json", request.to_string()), folder.at("plan.json"));
    run(&["plan", &asked, "--work", "300", "--quiet", "--out", &out], 0, &[]);
    run(&["verify", &asked, &out], 0, &[]);
    json(&fs::read_to_string(&out).expect("a plan"))
}

/// The numbers of a table, row by row.
pub fn cells(table: &Value) -> Vec<Vec<i64>> {
    let row =
        |row: &Value| row.as_array().expect("a row").iter().filter_map(Value::as_i64).collect();
    table.as_array().expect("rows").iter().map(row).collect()
}

/// Latitude and longitude by row of the matrix.
pub fn spots(request: &Value) -> Vec<(f64, f64)> {
    let problem = &request["problem"];
    let places = problem["places"].as_array().expect("places");
    let at = |id: &Value| {
        let place = places.iter().find(|place| place["id"] == *id).expect("a listed place");
        (place["lat"].as_f64().expect("degrees"), place["lon"].as_f64().expect("degrees"))
    };
    problem["travel"]["matrix"]["places"].as_array().expect("a list").iter().map(at).collect()
}

#[test]
fn tables_are_planned_with_road_times() {
    // Would break: the recipe of the front page, or a job gets the road times of its neighbour.
    let (fake, folder) = (Fake::good(), Folder::new("osrm-tables"));
    let request = import(&fake.url);
    let problem = &request["problem"];
    let travel = problem["travel"].as_object().expect("travel");
    assert_eq!(travel.keys().collect::<Vec<_>>(), ["matrix"]);
    let matrix = &travel["matrix"];
    let spots = spots(&request);
    assert_eq!(spots.len(), 36, "30 jobs and 6 people");
    let (millis, metres) = (cells(&matrix["millis"]), cells(&matrix["metres"]));
    for (i, from) in spots.iter().enumerate() {
        for (j, to) in spots.iter().enumerate() {
            let (s, m) = if i == j { (0.0, 0.0) } else { way(*from, *to) };
            let expected = ((s * 1_000.0).round() as i64, m.round() as i64);
            assert_eq!((millis[i][j], metres[i][j]), expected, "{i} to {j}");
        }
    }
    assert_eq!(fake.asked().len(), 1);
    let plan = plan(&folder, &request);
    assert_eq!(plan["travelSource"], "MATRIX");
    assert_eq!(plan["kpis"]["jobs"], 30, "the example day can be done whole");
}

#[test]
fn a_request_of_any_source_gets_road_times() {
    // Would break: whoever writes requests of their own has to fetch road times alone, and inline
    // places or a matrix from yesterday are in the way.
    let (fake, folder) = (Fake::good(), Folder::new("osrm-request"));
    let demo = "instances/demo/first.json";
    let (out, said) = run(&["travel", demo, "--osrm", &fake.url], 0, &[]);
    assert_eq!(said, "", "one block is nothing to talk about");
    let mut request = json(&out);
    let matrix = &request["problem"]["travel"]["matrix"];
    assert_eq!(matrix["places"][0], "@37.366,-121.935");
    assert_eq!(cells(&matrix["millis"]).len(), 5);
    plan(&folder, &request);
    request["problem"]["travel"]["matrix"] = json!({ "places": ["gone"], "seconds": [[0]] });
    let stale = folder.write("stale.json", request.to_string());
    let said = ["stale.json: its matrix is replaced"];
    assert_eq!(run(&["travel", &stale, "--osrm", &fake.url], 0, &said).0, out);
}

#[test]
fn vroom_files_with_coordinates_get_road_times() {
    // Would break: VROOM's users, who have an OSRM server, are planned by straight lines.
    let (fake, folder) = (Fake::good(), Folder::new("osrm-vroom"));
    let vehicle = json!({ "id": 1, "start": [9.5209, 47.141], "time_window": [28800, 61200] });
    let jobs = json!([{ "id": 1, "location": [9.5087, 47.165], "service": 600 }]);
    let mut given = json!({ "vehicles": [vehicle], "jobs": jobs });
    let file = folder.write("vroom.json", given.to_string());
    let request = json(&run(&["import", "vroom", &file, "--osrm", &fake.url], 0, &[]).0);
    let matrix = &request["problem"]["travel"]["matrix"];
    assert_eq!(matrix["places"], json!(["@47.141,9.5209", "@47.165,9.5087"]));
    assert_eq!(plan(&folder, &request)["kpis"]["jobs"], 1);

    given["vehicles"][0]["start_index"] = json!(0);
    given["jobs"][0]["location_index"] = json!(1);
    given["matrices"] = json!({ "car": { "durations": [[0, 9], [9, 0]] } });
    let file = folder.write("matrix.json", given.to_string());
    let said = ["--osrm is for files with coordinates", "this vroom has its own; leave it away"];
    run(&["import", "vroom", &file, "--osrm", &fake.url], 2, &said);
    assert_eq!(fake.asked().len(), 1);
}

#[test]
fn large_tables_say_how_far_they_are() {
    // Would break: a table of minutes looks as if the program hung.
    let (fake, folder) = (Fake::good(), Folder::new("osrm-large"));
    let request = run(&["generate", "week", "--installs", "150"], 0, &[]).0;
    let file = folder.write("week.json", request);
    let (_, said) = run(&["travel", &file, "--osrm", &fake.url], 0, &["requests"]);
    let blocks = fake.asked().len();
    let last = format!(" from {}: {blocks} of {blocks} requests\n", fake.url);
    assert!(blocks > 1 && said.ends_with(&last), "{said}");
}

#[test]
fn what_is_wrong_is_told_with_file_and_place() {
    // Would break: a coordinator cannot tell a mislocated address from a server that is down.
    let folder = Folder::new("osrm-wrong");
    let far = Fake::start(|asked| {
        let mut answer = table(asked);
        answer["sources"][2]["distance"] = json!(71_982.2);
        Reply::Text(200, answer.to_string())
    });
    let said = ["liechtenstein-jobs.csv: place site-L-03 lies 71982 m from the nearest road"];
    run(&["import", "csv", JOBS, PEOPLE, "--osrm", &far.url], 0, &said);

    let all = Fake::start(|asked| {
        let mut answer = table(asked);
        for spot in answer["sources"].as_array_mut().expect("a list") {
            spot["distance"] = json!(1_500);
        }
        Reply::Text(200, answer.to_string())
    });
    let said = ["liechtenstein-jobs.csv: and 16 more places like these"];
    let (_, err) = run(&["import", "csv", JOBS, PEOPLE, "--osrm", &all.url], 0, &said);
    assert_eq!(err.lines().count(), 21, "{err}");

    let bare = Fake::start(|asked| {
        let mut answer = table(asked);
        answer["distances"] = Value::Null;
        Reply::Text(200, answer.to_string())
    });
    let request = import(&bare.url);
    assert!(request["problem"]["travel"]["matrix"].get("metres").is_none());
    plan(&folder, &request);
    let said = ["first.json: crew van has a price per kilometre", "gives no distances; use a"];
    run(&["travel", "instances/demo/first.json", "--osrm", &bare.url], 1, &said);

    let down = Fake::good();
    let url = down.url.clone();
    drop(down);
    let said = ["liechtenstein-jobs.csv: http://127.0.0.1:", "start osrm-routed there"];
    run(&["import", "csv", JOBS, PEOPLE, "--osrm", &url], 1, &said);
    let said = ["--osrm <URL>", "https is not spoken here", "local proxy"];
    run(&["import", "csv", JOBS, PEOPLE, "--osrm", "https://roads.example"], 2, &said);
    run(&["travel", "instances/demo/first.json"], 2, &["--osrm <URL>"]);
}

#[test]
fn faulty_requests_are_not_asked_about() {
    // Would break: coordinates of a request that cannot be planned go over the network.
    let (fake, folder) = (Fake::good(), Folder::new("osrm-faulty"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/demo/first.json");
    let mut request = json(&fs::read_to_string(path).expect("the example"));
    request["problem"]["jobs"][0]["place"] = json!("nowhere");
    let file = folder.write("faulty.json", request.to_string());
    run(&["travel", &file, "--osrm", &fake.url], 1, &["UNKNOWN_PLACE", "nowhere"]);
    let file = folder.write("broken.json", "[1,\n2");
    run(&["travel", &file, "--osrm", &fake.url], 1, &["this is no JSON", "line 2 column 1"]);
    let file = folder.write("list.json", "[]");
    run(&["travel", &file, "--osrm", &fake.url], 1, &["list.json"]);
    assert_eq!(fake.asked().len(), 0);
}

#[test]
fn jobs_set_aside_stay_aside() {
    // Would break: one job with a fault of its own keeps all others from their road times.
    let (fake, folder) = (Fake::good(), Folder::new("osrm-aside"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/demo/first.json");
    let mut request = json(&fs::read_to_string(path).expect("the example"));
    request["run"] = json!({ "onFault": "SET_ASIDE" });
    request["problem"]["jobs"][0]["place"] = json!("nowhere");
    request["problem"]["jobs"][1]["duration"] = json!("PT0H-1M");
    let file = folder.write("aside.json", request.to_string());
    let filled = json(&run(&["travel", &file, "--osrm", &fake.url], 0, &[]).0);
    let plan = plan(&folder, &filled);
    assert_eq!(plan["setAside"].as_array().map(Vec::len), Some(2));
    assert_eq!(plan["kpis"]["jobs"], 2);
    assert_eq!(cells(&filled["problem"]["travel"]["matrix"]["millis"]).len(), 3);
}
