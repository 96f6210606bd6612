//! The paired comparison: figures, CSV, drawing, and what happens when it is told to stop.

use crate::desk::Desk;
use callboard::compare::{Broken, Instance, Policy, Report, Row, compare};
use callboard::solve::{Failed, Ready, Stop};
use serde_json::{Value, json};
use std::process::Command;

const HEADER: &str =
    "instance,policy,seed,seconds,jobs,value,cost,drive,overtime,late,planHash,currency";

fn instance(name: &str, request: &Value, work: u64) -> Instance {
    let Desk { mut case, travel, prices, .. } = Desk::open(request);
    case.run.work = Some(work);
    let ready = Ready { case, travel, prices };
    Instance { name: name.to_owned(), ready }
}

/// Six jobs round a yard, two crews, not enough hours.
fn small(shift: u64, currency: &str) -> Value {
    let jobs: Vec<Value> = (0..6)
        .map(|k| {
            let at = [37.3 + 0.01 * ((k * 7 + shift) % 5) as f64, -121.9 + 0.02 * k as f64];
            json!({"id": format!("j{k}"), "place": {"lat": at[0], "lon": at[1]},
                "duration": "PT3H", "value": 20_000,
                "receivedAt": format!("2026-01-04T{:02}:00:00Z", 8 + (k * 5 + shift) % 6)})
        })
        .collect();
    let crew = |id: &str| {
        json!({"id": id, "start": {"lat": 37.3, "lon": -121.9}, "end": {"lat": 37.3, "lon": -121.9},
            "costs": {"perDrivingHour": 4000, "perHour": 100},
            "overtime": {"max": "PT2H", "perHour": 3000}})
    };
    json!({"problem": {"currency": currency, "crews": [crew("a"), crew("b")], "jobs": jobs}})
}

fn made(instances: &mut [Instance], policies: &[Policy], seeds: u64) -> Report {
    let report = compare(instances, policies, seeds, &mut |_| {}, &Stop::default());
    report.unwrap_or_else(|e| panic!("{e}"))
}

fn row(instance: &str, policy: &str, seed: Option<u64>, cost: i64) -> Row {
    Row {
        instance: instance.to_owned(),
        policy: policy.parse().expect("a known policy"),
        seed,
        seconds: Some(1.25),
        jobs: 3,
        value: 900,
        cost,
        drive_secs: 3600,
        overtime_secs: 0,
        late_jobs: 1,
        plan_hash: "00ff".to_owned(),
        currency: "USD".to_owned(),
    }
}

/// A report of the given rows.
fn report(policies: &[&str], seeds: u64, rows: Vec<Row>) -> Report {
    let policies: Vec<Policy> = policies.iter().map(|p| p.parse().expect("known")).collect();
    let mut report = Report::new(&policies, seeds);
    report.rows = rows;
    report
}

/// Two instances, two seeds: first-come is 10 % and 0 % above the seeds of `a`, 100 % above `b`'s.
fn known() -> Report {
    report(
        &["first-come", "optimized"],
        2,
        vec![
            row("a", "first-come", None, 1100),
            row("a", "optimized", Some(1), 1000),
            row("a", "optimized", Some(2), 1100),
            row("b", "first-come", None, 400),
            row("b", "optimized", Some(1), 200),
            row("b", "optimized", Some(2), 200),
        ],
    )
}

#[test]
fn pairs_are_instances_and_seeds() {
    // Would break: the headline figure, by how much a habit is dearer.
    let paired = known().paired();
    assert_eq!(paired.len(), 1, "the base is compared with nobody");
    let p = &paired[0];
    assert_eq!((p.better, p.equal, p.worse), (0, 1, 3));
    let shares: Vec<f64> = p.dots.iter().map(|d| d.share).collect();
    assert_eq!(shares, [0.1, 0.0, 1.0, 1.0]);
    assert_eq!((p.mean(), p.median()), (Some(0.525), Some(0.55)));
    let sums = known().sums();
    assert_eq!((sums[0].value, sums[0].cost), (Some(1800.0), Some(1500.0)));
    assert_eq!(sums[1].cost, Some(1250.0), "means of the seeds, added up");
    assert_eq!((sums[1].jobs, sums[1].drive_secs), (6.0, 7200.0));
    // Without the optimizer the first policy is the base; a base that costs nothing has no shares.
    let rows = vec![row("a", "zoned", None, 0), row("a", "first-come", None, 5)];
    let free = report(&["zoned", "first-come"], 1, rows);
    let p = &free.paired()[0];
    assert_eq!((p.policy.name(), p.worse, p.mean()), ("first-come", 1, None));
}

#[test]
fn the_table_says_what_it_adds_up() {
    // Would break: a reader would take sums of half a comparison, or of two currencies, at face
    // value.
    let text = known().table();
    let words = |line: usize| text.lines().nth(line).unwrap_or("").split_whitespace();
    assert!(text.starts_with("policy "), "{text}");
    let line = "first-come 6 18.00 15.00 2.0 0.0 2 +52.5 % +55.0 % 0 1 3";
    assert_eq!(words(1).collect::<Vec<_>>().join(" "), line, "{text}");
    assert!(text.contains("sums over 2 instances, for optimized the mean of seeds 1 to 2"));
    let widths: Vec<usize> = text.lines().take(3).map(|l| l.chars().count()).collect();
    assert!(widths.iter().all(|w| *w == widths[0]), "columns are columns:\n{text}");

    let mut mixed = known();
    mixed.rows[3..].iter_mut().for_each(|r| r.currency = "JPY".to_owned());
    let text = mixed.table();
    assert!(text.contains("amounts are in JPY, USD and are not added up"), "{text}");
    assert!(text.contains("first-come     6      -     -"), "{text}");

    let mut half = known();
    half.rows.truncate(4);
    half.stopped = true;
    let text = half.table();
    assert!(text.contains("sums over 1 instance,"), "{text}");
    assert!(text.contains("stopped before everything was compared"), "{text}");
    half.rows.truncate(1);
    assert!(half.table().starts_with("no instance was compared to its end\n"));
}

#[test]
fn the_csv_is_what_it_says() {
    // Would break: everybody's own analysis of the rows.
    let mut instances = [instance("a", &small(0, "USD"), 60), instance("b", &small(3, "USD"), 60)];
    let report = made(&mut instances, &Policy::ALL, 2);
    let csv = report.csv();
    assert_eq!(csv.lines().next(), Some(HEADER));
    let mut table = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(|r| r.expect("a row")).collect();
    assert_eq!(rows.len(), 2 * (4 + 2));
    for (cells, row) in rows.iter().zip(&report.rows) {
        let number = |k: usize| cells[k].parse::<i64>().expect("a number");
        assert_eq!((&cells[0], &cells[1]), (row.instance.as_str(), row.policy.name()));
        assert_eq!(cells[2].parse().ok(), row.seed);
        assert_eq!(cells[2].is_empty(), &cells[1] != "optimized", "habits draw no lots");
        assert!(cells[3].is_empty(), "a run by work has no clock");
        let figures = [row.jobs, row.value, row.cost, row.drive_secs, row.overtime_secs];
        assert_eq!([4, 5, 6, 7, 8].map(number), figures);
        assert!(row.drive_secs > 0 && row.cost > 0 && cells[10].len() == 64);
        assert_eq!(&cells[11], "USD");
    }
    // In a run by seconds the clock is printed to the millisecond.
    assert!(known().csv().contains(",1.250,"), "{}", known().csv());
    let json = serde_json::to_value(&report.rows[0]).expect("a row is JSON");
    let keys: Vec<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut right: Vec<&str> = HEADER.split(',').collect();
    right.sort_unstable();
    assert_eq!(keys, right, "JSON and CSV have the same names");
}

#[test]
fn threads_change_nothing() {
    // Would break: two people who compare the same requests would disagree.
    let each = [1, 2, 4].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let mut all =
                [instance("a", &small(1, "USD"), 120), instance("b", &small(2, "USD"), 120)];
            let report = made(&mut all, &Policy::ALL, 2);
            (report.csv(), report.table(), report.svg())
        })
    });
    assert_eq!(each[0], each[1]);
    assert_eq!(each[0], each[2]);
}

#[test]
fn the_optimizer_is_no_worse_and_the_seed_is_given_back() {
    // Would break: seeds that are not those named, or a case that is changed for its next user.
    let mut all = [instance("a", &small(0, "USD"), 400)];
    let before = all[0].ready.case.run.seed;
    let report = made(&mut all, &Policy::ALL, 3);
    assert_eq!(all[0].ready.case.run.seed, before);
    let seeds: Vec<Option<u64>> = report.rows.iter().map(|r| r.seed).collect();
    assert_eq!(seeds, [None, None, None, None, Some(1), Some(2), Some(3)]);
    assert!(report.paired().iter().all(|p| p.better == 0), "{}", report.table());
    // A policy named twice is run once.
    let twice = [Policy::ALL[0], Policy::ALL[0]];
    assert_eq!(made(&mut all, &twice, 1).rows.len(), 1);
}

#[test]
fn stopping_keeps_what_is_finished() {
    // Would break: an hour's rows would be lost, or a plan cut short would count as a whole one.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/instances/demo/week.json");
    let text = std::fs::read(path).expect("the demo week is there");
    let week: Value = serde_json::from_slice(&text).expect("and is JSON");
    let run = |at: usize, finished: bool| {
        let stop = Stop::default();
        let mut seen = 0;
        let mut note = |step: &callboard::compare::Step| {
            seen += usize::from(step.row.is_some() == finished);
            if seen == at {
                stop.now();
            }
        };
        let mut all = [instance("week", &week, 100), instance("b", &small(1, "USD"), 400)];
        compare(&mut all, &Policy::ALL, 1, &mut note, &stop).unwrap_or_else(|e| panic!("{e}"))
    };
    let report = run(2, true);
    assert!(report.stopped);
    assert_eq!(report.rows.len(), 2);
    // Stopped as the optimizer sets out: its plan would be no more than a first guess.
    let report = run(5, false);
    assert!(report.stopped);
    assert_eq!(report.rows.len(), 4);
    let whole = run(99, true);
    assert!(!whole.stopped);
    assert_eq!(whole.rows.len(), 10);
}

#[test]
fn the_drawing_is_xml_whatever_the_names() {
    // Would break: a page that shows the drawing would run what a file name says.
    let hostile = "<script>alert(1)</script>&\"'\u{7}]]>\u{ffff}.json";
    let mut odd = known();
    odd.rows.iter_mut().filter(|r| r.instance == "a").for_each(|r| r.instance = hostile.into());
    let mut far = known();
    far.rows[0].cost = 1_000_000;
    let mut same = known();
    same.rows.iter_mut().for_each(|r| r.cost = 7);
    let alone = report(&["zoned"], 1, vec![row("a", "zoned", None, 5)]);
    let mut cheap = known();
    cheap.rows[0].cost = 0;
    let crowd = (0..4500).map(|k| row("a", "optimized", Some(k), 1000 + k as i64));
    let mut rows = vec![row("a", "zoned", None, 1500)];
    rows.extend(crowd);
    let crowd = report(&["zoned", "optimized"], 4500, rows);
    let none = report(&[], 1, Vec::new());
    for (name, report) in [
        ("odd", odd),
        ("far", far),
        ("same", same),
        ("alone", alone),
        ("cheap", cheap),
        ("crowd", crowd),
        ("none", none),
    ] {
        let svg = report.svg();
        assert!(!svg.contains("<script") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        let dots = svg.matches("<circle").count();
        match name {
            "odd" => {
                assert!(dots == 4 && svg.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;"))
            }
            "far" => assert!(svg.contains("\u{d7}1000") && svg.contains("times the cost"), "{svg}"),
            "crowd" => assert!((1000..=2000).contains(&dots), "{dots} dots"),
            "alone" | "none" => assert!(svg.contains("nothing to compare with"), "{svg}"),
            _ => assert_eq!(dots, 4, "{name}"),
        }
        well_formed(name, &svg);
    }
}

pub fn well_formed(name: &str, svg: &str) {
    let read = "import sys, xml.dom.minidom as x; x.parseString(sys.stdin.buffer.read())";
    let folder = crate::desk::scratch(name);
    let file = folder.join("a.svg");
    std::fs::write(&file, svg).expect("the scratch folder is ours");
    let input = std::fs::File::open(&file).expect("just written");
    let run = Command::new("python3").args(["-c", read]).stdin(input).output();
    let run = run.expect("python3 is on every machine that builds this");
    assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
    crate::desk::clear(&folder);
}

#[test]
fn who_broke_is_named() {
    // Would break: nobody would know which plan to look at.
    let policy: Policy = "optimized".parse().expect("known");
    let failed = Failed::NoSchedule("a/2026-01-05".to_owned());
    let broken = Broken { instance: "north".to_owned(), policy, seed: Some(2), failed };
    assert!(broken.to_string().starts_with("north, optimized, seed 2: the route of a/2026-01-05"));
    let unknown = "nearest".parse::<Policy>().expect_err("no such policy").to_string();
    assert!(unknown.contains("`nearest`") && unknown.contains("nearest-crew, "), "{unknown}");
}
