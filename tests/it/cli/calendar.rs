//! `calendar`: files for telephones and spreadsheets.

use super::{Folder, check, root, run_in};
use crate::calendar::{ics, one_of_everything};
use callboard::wire::plan::{Plan, Stop};
use std::collections::BTreeSet;
use std::fs;

const PLAN: &str = "tests/it/cli/plan.json";

/// Ids that nobody would choose, and somebody has.
fn odd_ids() -> Vec<String> {
    let odd = ["../x", "a,b;c\\d\ne", "Zoë 😀\u{301}", "A", "a", " ", "=1+1", "\"q\"", "/etc/x"];
    odd.map(str::to_owned).into_iter().chain([format!("x{}", "é".repeat(300))]).collect()
}

/// One route for each odd crew, with a job of the same name.
fn odd_plan() -> Plan {
    let mut plan = one_of_everything();
    let route = plan.routes[0].clone();
    plan.routes.clear();
    for id in odd_ids() {
        let mut route = route.clone();
        (route.crew, route.shift, route.lead) = (id.clone(), format!("{id}/1"), None);
        route.members = vec![format!("{id}!"), "both".to_owned(), "both".to_owned()];
        route.stops.truncate(1);
        if let Some(Stop::Visit(visit)) = route.stops.first_mut() {
            visit.job = id;
        }
        plan.routes.push(route);
    }
    plan
}

#[test]
fn a_folder_gets_a_file_for_each() {
    // Would break: a crew or a person goes without a calendar, or finds somebody else's.
    let folder = Folder::new();
    let out = folder.at("made");
    let ended = check(&["calendar", PLAN, "--out", &out], 0, &[]);
    assert_eq!((ended.out.as_str(), ended.err.as_str()), ("", ""));
    check(&["calendar", PLAN, "--out", &out, "--by", "person", "--format", "ics"], 0, &[]);
    let names: Vec<String> = names(&folder, "made");
    let expected = [
        "crew-install-1.ics",
        "crew-tech-1.ics",
        "crew-tech-2.ics",
        "person-ana.ics",
        "person-luis.ics",
        "person-mo.ics",
        "person-tech-2.ics",
        "stops.csv",
    ];
    assert_eq!(names, expected);
    let one = check(&["calendar", PLAN, "--only", "tech-1"], 0, &[]).out;
    assert_eq!(one, folder.read("made/crew-tech-1.ics"));
    let table = check(&["calendar", PLAN, "--format", "csv"], 0, &[]).out;
    assert_eq!(table, folder.read("made/stops.csv"));
    let kept = folder.at("one.ics");
    check(&["calendar", PLAN, "--only", "tech-1", "--out", &kept], 0, &[]);
    assert_eq!(folder.read("one.ics"), one);
    let text = fs::read_to_string(root().join(PLAN)).expect("a plan");
    let piped = run_in(root(), &["calendar", "-", "--only", "tech-1", "--out", "-"], &text);
    assert_eq!((piped.code, piped.out), (Some(0), one));
}

fn names(folder: &Folder, below: &str) -> Vec<String> {
    let entries = fs::read_dir(folder.0.join(below)).expect("a folder");
    let name = |e: fs::DirEntry| e.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries.map(|e| name(e.expect("an entry"))).collect();
    names.sort();
    names
}

#[test]
fn any_id_is_safe() {
    // Would break: an id from outside writes a file elsewhere, hides another crew's, or bends the
    // calendar.
    let folder = Folder::new();
    let plan = folder.write("plan.json", odd_plan().text());
    let out = folder.at("made");
    check(&["calendar", &plan, "--out", &out], 0, &[]);
    assert_eq!(folder.names(), ["made", "plan.json"]);
    let files = names(&folder, "made");
    let small: BTreeSet<String> = files.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(small.len(), odd_ids().len() + 1, "{files:?}");
    let mut titles = BTreeSet::new();
    for name in files.iter().filter(|name| name.ends_with(".ics")) {
        let calendar = ics::read(&folder.read(&format!("made/{name}")));
        let event = calendar.all("VEVENT").next().expect("a visit");
        assert_eq!(event.text("SUMMARY"), calendar.text("NAME"));
        titles.insert(calendar.text("NAME"));
    }
    let shown = |id: String| id.replace('\n', "?");
    assert_eq!(titles, odd_ids().into_iter().map(shown).collect());
    let args = ["calendar", &plan, "--by", "person", "--only", "both", "--name", "a;b"];
    let both = ics::read(&check(&args, 0, &[]).out);
    assert_eq!(both.text("NAME"), "a;b: both");
    let visits = both.all("VEVENT").filter(|event| event.value("CATEGORIES") == "VISIT");
    assert_eq!(visits.count(), odd_ids().len(), "a member named twice has each visit once");
}

#[test]
fn the_table_reads_back() {
    // Would break: a comma in an address moves every figure after it by a column.
    let folder = Folder::new();
    let plan = folder.write("plan.json", odd_plan().text());
    let table = check(&["calendar", &plan, "--format", "csv"], 0, &[]).out;
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let head = rows.headers().expect("a head").clone();
    let column = |name: &str| head.iter().position(|h| h == name).expect("a column");
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    let of = |name: &str, kind: &str| -> BTreeSet<String> {
        let rows = rows.iter().filter(|row| &row[column("kind")] == kind);
        rows.map(|row| row[column(name)].to_owned()).collect()
    };
    assert_eq!(rows.len(), 2 * odd_ids().len(), "a visit and a break for each crew");
    assert_eq!(of("job", "visit"), odd_ids().into_iter().collect());
    assert_eq!(of("address", "visit"), ["14 Copper Beech Lane, Santa Clara".to_owned()].into());
    assert_eq!(of("start", "visit"), ["2026-12-08 07:55:00".to_owned()].into());
    assert_eq!(of("utc_offset", "visit"), ["-08:00".to_owned()].into());
    assert_eq!(of("drive_seconds", "visit"), ["1500".to_owned()].into());
    assert_eq!(of("lat", "visit"), ["37.37".to_owned()].into());
    assert_eq!(of("break", "break"), ["lunch".to_owned()].into());
    let utc =
        check(&["calendar", PLAN, "--format", "csv", "--utc", "--only", "tech-1"], 0, &[]).out;
    assert!(utc.contains("2026-12-08 18:00:00,2026-12-08 19:00:00,+00:00") && utc.contains("tea"));
    assert!(!utc.contains("install-1"), "{utc}");
}

#[test]
fn a_stamp_makes_it_newer() {
    // Would break: a program that keeps what is newer never takes the new plan.
    let args = ["calendar", PLAN, "--only", "first", "--stamp", "2026-12-06T17:00:30-08:00"];
    let said = check(&args, 0, &["DTSTAMP:20261207T010030Z\r\nSEQUENCE:14165340\r\n"]).out;
    ics::read(&said);
    check(&[&args[..], &["--sequence", "7"]].concat(), 0, &["30Z\r\nSEQUENCE:7\r\n"]);
    check(&["calendar", PLAN, "--stamp", "now"], 2, &["write it like 2026-12-06T17:00:00Z"]);
    check(&["calendar", PLAN, "--sequence", "2147483648"], 2, &["--sequence"]);
}

#[test]
fn what_is_not_there_is_said() {
    // Would break: a mistyped name gives an empty calendar that looks like a free week.
    let folder = Folder::new();
    let (file, day) = (folder.write("a.json", "{"), "instances/demo/day.json");
    check(&["calendar", PLAN], 2, &["these are 3 calendars", "--only ID"]);
    check(&["calendar", PLAN, "--only", "ana"], 1, &["no route for crew ana", "install-1"]);
    check(
        &["calendar", PLAN, "--by", "person", "--only", "x"],
        1,
        &["no route for person x", "mo"],
    );
    check(&["calendar", PLAN, "--out", &file], 2, &["is no folder", "--only"]);
    check(&["calendar", PLAN, "--out", &folder.at("a.ics")], 2, &["is no folder", "--only"]);
    let nowhere = folder.at("no/a.csv");
    check(&["calendar", PLAN, "--format", "csv", "--out", &nowhere], 2, &["there is no folder"]);
    check(&["calendar", &file, "--only", "first", "--out", &file], 2, &["is the plan"]);
    check(&["calendar", &file, "--out", &folder.at("b")], 1, &["this is no JSON"]);
    check(&["calendar", day, "--out", &folder.at("b")], 1, &["day.json: this is no plan: "]);
    let mut plan = one_of_everything();
    plan.time_zone = "Mars/Base".into();
    let mars = folder.write("mars.json", plan.text());
    let expected = ["no calendar can be made of this plan", "/timeZone `Mars/Base`", "--utc"];
    check(&["calendar", &mars, "--only", "first"], 1, &expected);
    check(&["calendar", &mars, "--only", "first", "--utc"], 0, &["Mars/Base"]);
    assert_eq!(folder.names(), ["a.json", "mars.json"]);
}

#[test]
fn who_has_left_the_plan_is_told() {
    // Would break: somebody without a visit goes on driving by last week's calendar.
    let folder = Folder::new();
    let out = folder.at("made");
    check(&["calendar", PLAN, "--out", &out], 0, &[]);
    let mut plan = one_of_everything();
    plan.routes.retain(|route| route.crew != "tech-2");
    let smaller = folder.write("smaller.json", plan.text());
    let said = "not of this plan, remove them if they are old: crew-tech-2.ics\n";
    check(&["calendar", &smaller, "--out", &out], 0, &[said]);
    assert!(!folder.read("made/stops.csv").contains("tech-2"));
    let before = folder.read("made/stops.csv");
    let one = ["calendar", PLAN, "--only", "first", "--out", &out];
    assert_eq!(check(&one, 0, &[]).err, "");
    assert_eq!(folder.read("made/stops.csv"), before, "the table of all stays");
    plan.routes.clear();
    let empty = folder.write("empty.json", plan.text());
    check(&["calendar", &empty, "--out", &folder.at("none")], 0, &["the plan has no routes"]);
    assert_eq!(names(&folder, "none"), ["stops.csv"]);
    check(&["calendar", &empty], 1, &["the plan has no routes"]);
    check(&["calendar", &empty, "--only", "first"], 1, &["the plan has no routes"]);
}
