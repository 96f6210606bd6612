//! `bench`: what is run, what it is told, and how it ends.

use super::{BAD_JOB, Folder, GOOD_JOB, check, request, run};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const TECHDAY: &str = r#"{"name":"tiny","N":2,"K":1,"techs":[{"id":0,"loc":[41.8,-87.6],
    "skills":{},"shift":[28800,57600],"lunch":null}],"jobs":[
    {"id":0,"loc":[41.81,-87.61],"duration":1800,"value":20,"req":{},"tw":[28800,50000]},
    {"id":1,"loc":[41.82,-87.62],"duration":1800,"value":30,"req":{},"tw":[28800,50000]}]}"#;

const SOLOMON: &str = "S1\n\nVEHICLE\nNUMBER     CAPACITY\n  2         200\n\nCUSTOMER\nCUST NO.  \
    XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME\n\n\
    0      40         50          0          0       1236          0\n\
    1      45         68         10        100        967         90\n\
    2      45         70         30        100        870         90\n";

/// A technician day of our own generator.
fn day(folder: &Folder, name: &str, jobs: &str) -> String {
    let made = check(&["generate", "techday", "--jobs", jobs], 0, &[]);
    folder.write(name, made.out)
}

#[test]
fn the_same_work_gives_the_same_csv() {
    // Would break: nobody could show that a change leaves the plans as they were.
    let folder = Folder::new();
    let file = day(&folder, "day.json", "12");
    let (a, b) = (folder.at("a.csv"), folder.at("b.csv"));
    let base = ["bench", &file, "instances/demo/day.json", "--work", "400", "--seeds", "2"];
    let clash = check(&base, 0, &[]);
    assert!(clash.out.contains("instances/demo/day.json "), "two names stay two: {clash:?}");
    let base = ["bench", &file, "instances/demo/first.json", "--work", "400", "--seeds", "2"];
    let first = check(&[&base[..], &["--csv", &a, "--threads", "1"]].concat(), 0, &[]);
    let again = [&base[..], &["--csv", &b, "--threads", "2", "--quiet", "--against", &a]].concat();
    let again = check(&again, 0, &["2 instances: 0 better, 2 equal, 0 worse by cost"]);
    assert_eq!(folder.read("a.csv"), folder.read("b.csv"));
    assert_eq!(again.err, "", "quiet is quiet");
    assert!(again.out.starts_with(&first.out), "{first:?} {again:?}");
    assert!(first.err.contains("day, seed 2: ") && first.err.contains("served, cost"), "{first:?}");
    let mut table = csv::Reader::from_path(folder.0.join("a.csv")).expect("a table");
    let head = table.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let cell = |row: &csv::StringRecord, name: &str| {
        row[head.iter().position(|h| h == name).expect("a column")].to_owned()
    };
    let who: Vec<String> = rows.iter().map(|r| cell(r, "instance") + &cell(r, "seed")).collect();
    assert_eq!(who, ["day1", "day2", "first1", "first2"]);
    for row in &rows {
        for empty in ["first", "best", "perSecond", "peakMB", "wall", "reason"] {
            assert_eq!(cell(row, empty), "", "{empty} of a run by moves");
        }
        let number = |name: &str| cell(row, name).parse::<i64>().expect("a number");
        assert!(number("jobs") >= number("served") && number("served") > 0 && number("cost") > 0);
    }
    assert_eq!(cell(&rows[0], "jobs"), "12");
    assert_eq!(
        (cell(&rows[2], "status"), cell(&rows[2], "stop")),
        ("OPTIMAL".into(), "PROVEN".into())
    );
    assert_eq!(cell(&rows[2], "gap"), "0.000000");
    let gap = cell(&rows[0], "gap").parse::<f64>().expect("a bound is known");
    assert!((0.0..0.1).contains(&gap), "{gap}");
}

#[test]
fn a_run_by_seconds_is_measured() {
    // Would break: speed and memory, which nothing else measures.
    let folder = Folder::new();
    // Too many jobs for a proof in so short a time.
    let file = day(&folder, "day.json", "250");
    let (csv, svg) = (folder.at("a.csv"), folder.at("a.svg"));
    let args = ["bench", &file, "--seconds", "0.2", "--csv", &csv, "--svg", &svg];
    let ended = check(&args, 0, &["1 instance, 1 run, 0 failed"]);
    let text = folder.read("a.csv");
    let row: Vec<&str> = text.lines().nth(1).expect("a run").split(',').collect();
    let number = |k: usize| row[k].parse::<f64>().unwrap_or_else(|_| panic!("{k}: {row:?}"));
    let (first, best, speed, peak, wall) =
        (number(13), number(14), number(16), number(17), number(18));
    // The search ends a little before its time is up, and a busy machine later than that.
    assert!(0.0 < first && first <= best && best <= wall && speed > 0.0, "{row:?}");
    assert!((0.1..20.0).contains(&wall), "{row:?}");
    assert!((4.0..4000.0).contains(&peak), "{row:?}");
    assert!(ended.out.contains("peak MB"), "{ended:?}");
    assert!(folder.read("a.svg").contains(">seconds<"));
}

#[test]
fn a_folder_of_any_known_format_is_run() {
    // Would break: public instances have to be converted by hand, or a file is left out unseen.
    let (files, out) = (Folder::new(), Folder::new());
    files.write("a.json", TECHDAY);
    files.write("b.txt", SOLOMON);
    day(&files, "c.json", "6");
    files.write("best.csv", "instance,cost\n");
    std::fs::create_dir(files.0.join("deeper")).expect("ours");
    let (from, csv) = (files.at(""), out.at("a.csv"));
    let skipped = "skipped, for they are no instances: best.csv, deeper";
    let ended = check(&["bench", &from, "--work", "200", "--csv", &csv], 0, &[skipped]);
    let words = |line: &str| line.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = ended.out.lines().skip(1).take(3).map(words).collect();
    // The worth of a delivery that must be made is no figure of its file.
    assert_eq!((lines[0].as_str(), &lines[1][..6]), ("a 2 2 50", "b 2 2 "), "{ended:?}");
    assert!(lines[2].starts_with("c 6 "), "{ended:?}");
    let named = files.at("best.csv");
    check(&["bench", &named, &files.at("a.json"), "--work", "9"], 1, &["best.csv: is no instance"]);
    check(&["bench", &named, "--work", "9"], 1, &["nothing was run"]);
    let none = Folder::new();
    none.write("notes.txt", "nothing");
    check(&["bench", &none.at(""), "--work", "9"], 2, &["no instance in it; name a folder of req"]);
}

#[test]
fn a_bad_file_does_not_stop_the_others() {
    // Would break: one fault of many requests costs the night's figures.
    let folder = Folder::new();
    folder.write("bad.json", request("{}", BAD_JOB));
    folder.write("broken.json", "{\"problem\":");
    folder.write("day.json", TECHDAY.replace("\"N\":2", "\"N\":3"));
    folder.write("good.json", request("{}", GOOD_JOB));
    let told =
        ["/problem/jobs/0/place `nowhere`", "MALFORMED_JSON", "this count is wrong", "1 of 1 jobs"];
    check(&["bench", &folder.at(""), "--work", "50"], 1, &told);
}

#[test]
fn suites_are_named() {
    // Would break: nobody finds the suites, or a suite is not what its name says.
    let told = ["days      technician days of 30", "scale     city days", "--against before.csv"];
    check(&["bench", "--help"], 0, &told);
    check(&["bench", "dayz"], 2, &["no such suite", "one of days, weeks, installs, scale"]);
    check(&["bench", "no/such.json", "days"], 2, &["no/such.json: there is no such file"]);
    let ended = check(&["bench", "installs", "--work", "1", "--lanes", "1"], 0, &["6 instances"]);
    assert!(ended.out.contains("\ninstalls-030-plain    30 "), "{ended:?}");
}

#[test]
fn wrong_usage_ends_with_two() {
    // Would break: scripts could not tell a typing error from a failed run.
    let folder = Folder::new();
    let good = folder.write("a.json", request("{}", GOOD_JOB));
    let old = folder.write("old.csv", "");
    for (more, told) in [
        (&["--seeds", "0"][..], "0 is not in 1..=1000"),
        (&["--seconds", "1", "--work", "2"], "cannot be used with"),
        (&["--csv", "-"], "the table goes to stdout"),
        (&["--csv", &good], "is an instance; name another file"),
        (&["--csv", &old, "--against", &old], "is the saved run; name another file"),
        (&["--csv", "x", "--svg", "x"], "name two files"),
        (&["--svg", "no/such/a.svg"], "there is no folder"),
    ] {
        check(&[&["bench", &good][..], more].concat(), 2, &[told]);
    }
    check(&["bench"], 2, &["SUITE|FOLDER|FILE"]);
    let told = ["old.csv: line 1: ``: there is no column `instance`; name a CSV that"];
    check(&["bench", &good, "--work", "9", "--against", &old], 1, &told);
    check(&["bench", &good, "--against", &folder.at("none.csv")], 1, &["cannot be read"]);
}

/// Starts a bench of two good requests, each planned for so many seconds.
fn start(folder: &Folder, seconds: &str) -> Child {
    let many: Vec<String> =
        (0..9).map(|k| GOOD_JOB.replace("lamp", &format!("lamp-{k}"))).collect();
    let requests = folder.0.join("requests");
    std::fs::create_dir(&requests).expect("ours");
    for name in ["a.json", "b.json"] {
        std::fs::write(requests.join(name), request("{}", &many.join(","))).expect("ours");
    }
    let mut command = super::program(&folder.0);
    command.args(["bench", "requests", "--seconds", seconds]).env("TMPDIR", &folder.0);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program")
}

/// The processes that this one started.
#[cfg(target_os = "linux")]
fn children(of: u32) -> Vec<u32> {
    let entries = std::fs::read_dir("/proc").expect("it is Linux");
    let ids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let is_child = |id: &u32| {
        let line = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // After the name, which may hold anything: the state, then the parent.
        let parent = line.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1));
        parent.and_then(|id| id.parse().ok()) == Some(of)
    };
    ids.filter(is_child).collect()
}

#[cfg(target_os = "linux")]
fn signal(name: &str, id: u32) {
    let kill = std::process::Command::new("kill").args([name, &id.to_string()]).status();
    assert!(kill.expect("kill").success(), "{name} {id}");
}

/// Waits for the process that plans: it lives longer than one that verifies.
#[cfg(target_os = "linux")]
fn planner(of: u32) -> u32 {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(20) {
        let plans = |id: &u32| {
            let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).any(|word| word == b"plan")
        };
        if let Some(id) = children(of).into_iter().find(plans) {
            return id;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no process plans");
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_is_one_failed_run() {
    // Would break: one crash of the planner loses the figures of all other runs.
    let folder = Folder::new();
    let bench = start(&folder, "1");
    // As an assertion of the solver ends it.
    signal("-ABRT", planner(bench.id()));
    let ended = bench.wait_with_output().expect("its end");
    let (out, err) =
        (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert_eq!(ended.status.code(), Some(1), "{out}{err}");
    assert!(out.contains("FAILED a, seed 1: the process ended badly: signal 6"), "{out}");
    assert!(out.contains("2 instances, 2 runs, 1 failed"), "{out}");
    assert!(out.lines().any(|line| line.starts_with("b ") && line.contains(" 9 ")), "{out}");
    assert!(err.contains("what is left of failed runs is kept in"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_keeps_what_is_done() {
    // Would break: an hour's figures are lost, processes stay, or half a run counts as a whole one.
    let folder = Folder::new();
    let bench = start(&folder, "1.5");
    let first = planner(bench.id());
    let begin = Instant::now();
    let second = loop {
        let now = planner(bench.id());
        if now != first {
            break now;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "the first run does not end");
        std::thread::sleep(Duration::from_millis(5));
    };
    signal("-INT", bench.id());
    let ended = bench.wait_with_output().expect("its end");
    let (out, err) =
        (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert_eq!(ended.status.code(), Some(1), "{out}{err}");
    assert!(out.contains("1 instance, 1 run, 0 failed") && out.contains("stopped before"), "{out}");
    assert!(begin.elapsed() < Duration::from_secs(60), "it ended at once");
    assert!(!std::path::Path::new(&format!("/proc/{second}")).exists(), "no process is left");
    assert_eq!(folder.names(), ["requests"], "nothing is left in the folder for temporary files");
}

#[test]
fn a_pipe_is_an_instance() {
    // Would break: a request that another program makes has to be stored first.
    let folder = Folder::new();
    folder.write("a.json", request("{}", GOOD_JOB));
    if cfg!(unix) && std::path::Path::new("/bin/bash").exists() {
        let script = "\"$0\" bench <(cat \"$1\") --work 20";
        let bash = std::process::Command::new("bash")
            .args(["-c", script, env!("CARGO_BIN_EXE_callboard"), &folder.at("a.json")])
            .output()
            .expect("bash");
        let out = String::from_utf8_lossy(&bash.stdout);
        assert!(bash.status.success() && out.contains("1 of 1 jobs served"), "{bash:?}");
    }
    assert_eq!(run(&["bench", "-"]).code, Some(2), "stdin is no instance");
}
