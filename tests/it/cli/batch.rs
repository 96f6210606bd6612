//! `plan DIR`: the nightly batch.

use super::{BAD_JOB, Folder, GOOD_JOB, check, request};
use std::fs;

fn line<'a>(text: &'a str, file: &str) -> &'a str {
    let found = text.lines().find(|line| line.starts_with(file));
    found.unwrap_or_else(|| panic!("no line for {file} in {text}"))
}

#[test]
fn a_bad_file_does_not_stop_the_night() {
    // Would break: one file of many keeps the others from being planned by the morning.
    let (requests, plans) = (Folder::new(), Folder::new());
    requests.write("a-good.json", request("{}", GOOD_JOB));
    requests.write("b-faulty.json", request("{}", BAD_JOB));
    requests.write("c-malformed.json", "{\"problem\":\n");
    requests.write("d-good.json", request("{}", GOOD_JOB));
    requests.write("notes.txt", "not a request");
    fs::create_dir(requests.0.join("e-folder.json")).unwrap();
    plans.write("b-faulty.json", "the plan of an earlier night");
    let (from, to) = (requests.at(""), plans.at(""));
    let args = ["plan", &from, "--out", &to, "--work", "100", "--jobs-parallel", "2"];
    let ended = check(&args, 1, &["2 files planned, 3 files failed"]);
    assert_eq!(ended.out.lines().count(), 6, "{ended:?}");
    for good in ["a-good.json", "d-good.json"] {
        assert!(line(&ended.out, good).contains(", 1 served, 0 left out, cost "), "{ended:?}");
        check(&["verify", &requests.at(good), &plans.at(good)], 0, &[]);
    }
    assert!(line(&ended.out, "b-faulty.json").contains("FAILED"));
    assert!(line(&ended.out, "b-faulty.json").contains("/problem/jobs/0/place `nowhere`"));
    assert!(line(&ended.out, "c-malformed.json").contains("MALFORMED_JSON"));
    assert!(line(&ended.out, "e-folder.json").contains("is a folder"));
    let wanted = "a-good.json b-faulty.faults.txt c-malformed.faults.txt d-good.json \
                  e-folder.faults.txt summary.csv";
    assert_eq!(plans.names().join(" "), wanted, "an old plan or a part is left");
    let table = plans.read("summary.csv");
    assert_eq!(table.lines().count(), 6, "{table}");
    assert!(line(&table, "a-good.json").starts_with("a-good.json,"), "{table}");
    assert!(line(&table, "b-faulty.json").starts_with("b-faulty.json,FAILED,"), "{table}");
}

#[test]
fn jobs_left_out_are_no_failure() {
    // Would break: every night with more work than crews raises an alarm.
    let (requests, plans) = (Folder::new(), Folder::new());
    let long = r#"{"id":"barn","place":{"lat":37.31,"lon":-121.95},"duration":"PT20H"}"#;
    requests.write("a.json", request(r#"{"work":50}"#, long));
    let ended = check(&["plan", &requests.at(""), "--out", &plans.at("new")], 0, &[]);
    assert!(line(&ended.out, "a.json").contains("0 served, 1 left out"), "{ended:?}");
    let quiet = check(&["plan", &requests.at(""), "--out", &plans.at("new"), "--quiet"], 0, &[]);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
}

#[cfg(unix)]
#[test]
fn a_hanging_file_is_given_up() {
    // Would break: a file that never ends keeps the files after it waiting for ever.
    let (requests, plans) = (Folder::new(), Folder::new());
    let pipe = requests.at("a-hangs.json");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    std::os::unix::fs::symlink("b-loop.json", requests.0.join("b-loop.json")).unwrap();
    requests.write("c-good.json", request("{}", GOOD_JOB));
    let (from, to) = (requests.at(""), plans.at(""));
    let args = ["plan", &from, "--out", &to, "--work", "50", "--kill-after", "2"];
    let ended = check(&args, 1, &["1 file planned, 2 files failed"]);
    assert!(line(&ended.out, "a-hangs.json").contains("was ended after 2 s"), "{ended:?}");
    assert!(line(&ended.out, "b-loop.json").contains("cannot be read"), "{ended:?}");
}
