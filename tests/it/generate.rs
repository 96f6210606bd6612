//! Generated requests: the same bytes from the same seed, and nothing the contract does not know.

use std::collections::BTreeSet;
use std::path::Path;

use callboard::generate::{Kind, Options, generate, text};
use serde_json::Value;

const KINDS: [Kind; 5] = [Kind::Day, Kind::Week, Kind::Techday, Kind::Demo, Kind::Month];

fn rich(seed: u64) -> Options {
    Options { seed, lunch: true, parts: 3, together: 2, jobs: 40, ..Options::default() }
}

fn instance(name: &str) -> (std::path::PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/demo").join(name);
    let printed = std::fs::read_to_string(&path).expect("the instance can be read");
    (path, printed)
}

#[test]
fn the_demo_week_is_the_generated_one() {
    // The shipped week would no longer be what `generate` makes, so nobody could change it.
    let (path, shipped) = instance("week.json");
    let made = text(&generate(Kind::Demo, &Options::default()));
    assert!(shipped == made, "{} differs from the demo of seed 1", path.display());
}

#[test]
fn same_seed_same_bytes() {
    // Benchmarks made on two machines, or in two versions, would measure different instances.
    for kind in KINDS {
        let first = generate(kind, &rich(7));
        assert_eq!(text(&first), text(&generate(kind, &rich(7))), "{kind:?}");
        assert_ne!(first, generate(kind, &rich(8)), "{kind:?} ignores the seed");
    }
    let prints: Vec<String> =
        KINDS.iter().map(|&kind| fingerprint(&text(&generate(kind, &rich(7))))).collect();
    assert_eq!(
        prints,
        [
            "dafc0c6bfd6243fb",
            "d4b6904725d69ea3",
            "130c774dd7479317",
            "b098e9f34e393fc2",
            "a60fa694d86d96a6"
        ],
        "a generator's stream changed"
    );
}

/// Short enough to read in a failure; covers every byte.
fn fingerprint(printed: &str) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", printed.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

#[test]
fn only_keys_of_the_contract() {
    // The parser would refuse our own examples for an unknown key or a dangling id.
    for kind in KINDS {
        for seed in 1..=5 {
            for opts in [rich(seed), Options { seed, ..Options::default() }] {
                check_request(&generate(kind, &opts));
            }
        }
    }
    for name in ["first.json", "day.json", "week.json"] {
        check_request(&serde_json::from_str(&instance(name).1).expect(name));
    }
}

#[test]
fn smallest_options_still_give_a_request() {
    // An empty day, a single crew or a single day would panic or loop.
    for kind in KINDS {
        for (jobs, days) in [(0, 0), (1, 1), (3, 2)] {
            let crews = Some(jobs);
            let (parts, together, calls) = (jobs, jobs, jobs);
            let (days, installs) = (Some(days), Some(jobs));
            let opts = Options { seed: 3, jobs, crews, days, installs, calls, ..rich(3) };
            check_request(&generate(kind, &Options { parts, together, lunch: false, ..opts }));
        }
    }
}

#[test]
fn options_are_counted() {
    // A benchmark of 100 jobs would have another number, or no lunch, parts or pairs.
    let day = generate(Kind::Day, &rich(1));
    assert_eq!(day["problem"]["jobs"].as_array().map(Vec::len), Some(40));
    assert_eq!(day["problem"]["crews"].as_array().map(Vec::len), Some(7));
    let week = generate(Kind::Week, &rich(1));
    let jobs = week["problem"]["jobs"].as_array().expect("jobs");
    let with = |key: &str| jobs.iter().filter(|job| job.get(key).is_some()).count();
    assert_eq!((jobs.len(), with("parts"), with("together")), (60, 3, 2));
    let free = generate(Kind::Techday, &Options::default());
    let lunch = generate(Kind::Techday, &Options { lunch: true, ..Options::default() });
    assert_eq!(free["problem"]["jobs"], lunch["problem"]["jobs"]);
    assert!(lunch["problem"]["crews"][0].get("breaks").is_some());
}

#[test]
fn the_demo_shows_one_of_everything() {
    // The example would stop showing what a dispatcher meets.
    let week = generate(Kind::Demo, &Options::default());
    let problem = &week["problem"];
    let jobs = problem["jobs"].as_array().expect("jobs");
    let kind = |name: &str| jobs.iter().filter(|job| job["type"] == name).count();
    let calls = ["SERVICE", "WARRANTY", "TUNE_UP", "CORRECTION", "PARTS_RETURN", "INSPECTION"];
    assert_eq!(calls.map(kind), [65, 30, 50, 20, 15, 20]);
    assert_eq!((kind("INSTALL"), problem["crews"].as_array().map(Vec::len)), (60, Some(20)));
    let with = |key: &str| jobs.iter().filter(|job| job.get(key).is_some()).count();
    assert_eq!(["parts", "together", "mandatory", "pin"].map(with), [2, 2, 6, 1]);
    let emergencies = jobs.iter().filter(|job| job["priority"] == "EMERGENCY").count();
    assert_eq!(emergencies, 3);
    let printed = text(&week);
    assert_eq!(printed.matches("\"until\"").count(), 1);
    assert_eq!(printed.matches("boiler").count(), 1);
}

#[test]
fn somebody_holds_what_is_asked() {
    // Benchmarks would hold jobs that no planner can serve, and the demo more than its one.
    for seed in 1..=10 {
        for kind in [Kind::Day, Kind::Week, Kind::Techday, Kind::Month] {
            assert_eq!(unholdable(&generate(kind, &rich(seed))), [""; 0], "{kind:?} {seed}");
        }
    }
    assert_eq!(unholdable(&generate(Kind::Demo, &Options::default())), ["C-086"]);
}

/// Jobs that fewer crews than they need may and can do, whatever the date.
fn unholdable(request: &Value) -> Vec<String> {
    let problem = &request["problem"];
    let people = list(&problem["people"]);
    let held = |crew: &Value, skill: &Value| {
        let members = people.iter().filter(|p| list(&crew["members"]).contains(&p["id"]));
        members
            .chain([crew])
            .flat_map(|holder| list(&holder["skills"]))
            .any(|has| has["id"] == skill["id"] && has["level"].as_i64() >= skill["level"].as_i64())
    };
    let may = |crew: &Value, job: &Value| {
        let required = job["crews"].get("required").map(list);
        let excluded = list(&job["crews"]["excluded"]);
        required.is_none_or(|ids| ids.contains(&crew["id"])) && !excluded.contains(&crew["id"])
    };
    let lacks = |job: &&Value| {
        let able = |crew: &&Value| {
            may(crew, job) && list(&job["skills"]).iter().all(|skill| held(crew, skill))
        };
        let able = list(&problem["crews"]).iter().filter(able).count();
        (able as u64) < job["together"].as_u64().unwrap_or(1)
    };
    let jobs = list(&problem["jobs"]).iter().filter(lacks);
    jobs.map(|job| job["id"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Keys per object, by where it lies; `metadata` is free.
const ALLOWED: &[(&str, &str)] = &[
    ("", "run policy problem"),
    ("run", "name tags calendar queue seconds work pace targetGap seed lanes threads onFault"),
    ("run.pace", "work end"),
    ("policy", "preset prices valueFirst"),
    ("policy.prices", "latePerHour promiseBroken notPreferred worstLatePerHour unassigned"),
    ("policy.prices.unassigned", "LOW NORMAL HIGH EMERGENCY"),
    (
        "problem",
        "timeZone currency horizon calendar now places travel resources people crews jobs plan",
    ),
    ("problem.calendar", "workDays holidays"),
    ("problem.resources", "id units shifts notice minimumHire perDay blocks costs"),
    ("problem.resources.shifts", "days from to"),
    ("problem.resources.blocks", "from to max"),
    ("problem.resources.costs", "perCall perHour"),
    ("problem.horizon", "from to"),
    ("problem.places", "id address lat lon metadata"),
    ("problem.travel", "matrix speedKmh detour"),
    ("problem.travel.matrix", "places seconds millis metres"),
    ("problem.people", "id home skills metadata"),
    ("problem.people.skills", "id level until"),
    (
        "problem.crews",
        "id members lead start end shifts breaks overtime costs max capacity skills metadata",
    ),
    ("problem.crews.start", "lat lon"),
    ("problem.crews.shifts", "days date from to"),
    ("problem.crews.breaks", "id duration earliest latest"),
    ("problem.crews.overtime", "max perHour"),
    ("problem.crews.costs", "perDayUsed perHour perDrivingHour perKm"),
    ("problem.crews.max", "jobs drive"),
    ("problem.crews.capacity", "equipment"),
    ("problem.crews.skills", "id level until"),
    (
        "problem.jobs",
        "id type place duration breakInside startWindows finishBy due latePerHour promise skills \
         load crews value priority mandatory pin together parts after with receivedAt metadata \
         labor crewSize split materials resources",
    ),
    ("problem.jobs.crewSize", "min max"),
    ("problem.jobs.split", "minBlock maxGap"),
    ("problem.jobs.materials", "id eta"),
    ("problem.jobs.after", "job minDays maxDays"),
    ("problem.jobs.resources", "id offset duration"),
    ("problem.jobs.place", "lat lon"),
    ("problem.jobs.startWindows", "date from to earliest latest"),
    ("problem.jobs.promise", "date from to told"),
    ("problem.jobs.skills", "id level"),
    ("problem.jobs.load", "equipment"),
    ("problem.jobs.crews", "required excluded preferred"),
    ("problem.jobs.pin", "crew date start order override"),
];

fn check_request(request: &Value) {
    check_keys("", request);
    let problem = &request["problem"];
    let places = ids(&problem["places"]);
    let people = ids(&problem["people"]);
    let crews = ids(&problem["crews"]);
    let jobs = ids(&problem["jobs"]);
    assert!(!crews.is_empty());
    let known = |set: &BTreeSet<&str>, value: &Value| match value {
        Value::String(id) => assert!(set.contains(id.as_str()), "{id} is not defined"),
        Value::Array(ids) => ids.iter().for_each(|id| {
            assert!(id.as_str().is_some_and(|id| set.contains(id)), "{id} is not defined");
        }),
        _ => {}
    };
    for crew in list(&problem["crews"]) {
        known(&places, &crew["start"]);
        known(&places, &crew["end"]);
        known(&people, &crew["members"]);
        known(&people, &crew["lead"]);
    }
    list(&problem["people"]).iter().for_each(|person| known(&places, &person["home"]));
    for job in list(&problem["jobs"]) {
        known(&places, &job["place"]);
        known(&crews, &job["pin"]["crew"]);
        for wish in ["required", "excluded", "preferred"] {
            known(&crews, &job["crews"][wish]);
        }
        let lengths = ["duration", "labor", "parts"].iter().filter(|key| job.get(**key).is_some());
        assert_eq!(lengths.count(), 1, "{job}");
        let resources = ids(&problem["resources"]);
        list(&job["resources"]).iter().for_each(|one| known(&resources, &one["id"]));
        list(&job["after"]).iter().for_each(|one| known(&jobs, &one["job"]));
        list(&job["startWindows"]).iter().for_each(check_window);
        assert!(job.get("startWindows").is_none_or(|w| !list(w).is_empty()), "{job}");
    }
    assert!(jobs.len() == list(&problem["jobs"]).len());
}

fn check_window(window: &Value) {
    let (from, to) = (window["from"].as_str(), window["to"].as_str());
    if let Some(earliest) = window["earliest"].as_str() {
        return assert!(Some(earliest) <= window["latest"].as_str(), "{window}");
    }
    assert!(window["date"].is_string() && from.is_some() && from <= to, "{window}");
}

fn check_keys(path: &str, value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| check_keys(path, item)),
        Value::Object(_) if path.ends_with(".metadata") => {}
        Value::Object(map) => {
            let row = ALLOWED.iter().find(|(known, _)| *known == path);
            let (_, keys) = row.unwrap_or_else(|| panic!("no object belongs at {path}"));
            for (key, inner) in map {
                assert!(keys.split(' ').any(|k| k == key), "{key} is unknown at {path}");
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                check_keys(&below, inner);
            }
        }
        _ => {}
    }
}

/// The ids of a list, each once.
fn ids(items: &Value) -> BTreeSet<&str> {
    let ids: Vec<&str> = list(items).iter().map(|x| x["id"].as_str().expect("an id")).collect();
    let set: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(set.len(), ids.len(), "an id is given twice");
    set
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
