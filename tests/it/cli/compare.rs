//! `compare`: exit codes, what goes where, and one bad file among good ones.

use super::{BAD_JOB, Folder, GOOD_JOB, check, request};

#[test]
fn a_folder_is_compared_and_written() {
    // Would break: the command of the benchmark page.
    let (requests, out) = (Folder::new(), Folder::new());
    requests.write("a.json", request("{}", GOOD_JOB));
    requests.write("b.json", request("{}", GOOD_JOB));
    requests.write("notes.txt", "not a request");
    let (csv, svg) = (out.at("rows.csv"), out.at("chart.svg"));
    let from = requests.at("");
    let args = ["compare", &from, "--work", "50", "--seeds", "2", "--csv", &csv, "--svg", &svg];
    let ended = check(&args, 0, &["sums over 2 instances", "a: optimized, seed 2: 1 job served"]);
    assert!(ended.out.starts_with("policy "), "{ended:?}");
    let first = out.read("rows.csv");
    assert_eq!(first.lines().count(), 1 + 2 * 6, "{first}");
    assert!(out.read("chart.svg").starts_with("<svg "));
    let mut quiet = args.to_vec();
    quiet.extend(["--quiet", "--threads", "2"]);
    let again = check(&quiet, 0, &[]);
    assert_eq!((again.err.as_str(), again.out), ("", ended.out));
    assert_eq!(out.read("rows.csv"), first, "the same work gives the same bytes");
    let by_time = ["compare", &requests.at("a.json"), "--seconds", "0.01", "--csv", &csv];
    check(&by_time, 0, &[]);
    let timed = out.read("rows.csv");
    let seconds = timed.lines().nth(1).and_then(|l| l.split(',').nth(3)).unwrap_or("");
    assert!(seconds.parse::<f64>().is_ok(), "{timed}");
}

#[test]
fn a_faulty_file_does_not_stop_the_others() {
    // Would break: one bad request of many would cost the whole comparison.
    let requests = Folder::new();
    requests.write("a.json", request("{}", BAD_JOB));
    requests.write("b.json", request("{}", GOOD_JOB));
    let (a, b, c) = (requests.at("a.json"), requests.at("b.json"), requests.at("c.json"));
    let args = ["compare", &a, &b, &c, "--work", "50", "--policies", "zoned,optimized"];
    let told = ["/problem/jobs/0/place `nowhere`", "c.json: cannot be read", "sums over 1 inst"];
    let ended = check(&args, 1, &told);
    assert!(!ended.out.contains("first-come"), "{ended:?}");
    check(&["compare", &a, "--work", "50"], 1, &["nothing was compared"]);
}

#[test]
fn two_files_of_one_name_stay_two() {
    // Would break: rows of two requests would be paired with each other.
    let (one, two) = (Folder::new(), Folder::new());
    one.write("week.json", request("{}", GOOD_JOB));
    two.write("week.json", request("{}", GOOD_JOB));
    let (a, b, csv) = (one.at("week.json"), two.at("week.json"), one.at("rows.csv"));
    let args = ["compare", &a, &b, &a, "--work", "5", "--policies", "zoned", "--csv", &csv];
    check(&args, 0, &["sums over 2 instances"]);
    let rows = one.read("rows.csv");
    assert!(rows.contains(&format!("{a},zoned")) && rows.contains(&format!("{b},zoned")), "{rows}");
    assert_eq!(rows.lines().count(), 3, "a file given twice is compared once: {rows}");
}

#[test]
fn wrong_usage_ends_with_two() {
    // Would break: scripts could not tell a typing error from a bad request.
    let folder = Folder::new();
    let good = folder.write("a.json", request("{}", GOOD_JOB));
    for (more, told) in [
        (&["--policies", "zoned,best"][..], "there is no policy `best`; known are first-come,"),
        (&["--policies", ""], "there is no policy ``"),
        (&["--seeds", "0"], "0 is not in 1..=1000"),
        (&["--seconds", "1", "--work", "2"], "cannot be used with"),
        (&["--csv", "-"], "the table goes to stdout"),
        (&["--csv", &good], "is a request; name another file"),
        (&["--csv", "x", "--svg", "x"], "name two files"),
    ] {
        let mut args = vec!["compare", &good];
        args.extend(more);
        check(&args, 2, &[told]);
    }
    check(&["compare"], 2, &["REQUEST"]);
    check(&["compare", "--help"], 0, &["first-come: in order of arrival", "Ties: less extra cost"]);
}
