//! The figures of many runs: table, CSV, comparison with an earlier day, drawing, suites.

mod against;
mod drawing;
mod suites;

use callboard::bench::{Clock, Figures, Limit, Report, Run, saved};
use callboard::wire::plan::TracePoint;

/// A run that reached this value at this cost, by seconds.
fn run(instance: &str, seed: u64, value: i64, cost: i64) -> Run {
    let at = |seconds, cost| TracePoint { seconds: Some(seconds), work: None, cost, bound: None };
    let figures = Figures {
        status: "FEASIBLE".to_owned(),
        jobs: 12,
        served: 10,
        value,
        cost,
        drive_secs: 5400,
        bound: None,
        gap: None,
        gap_served: None,
        moves: 1000,
        lanes: 4,
        clock: Some(Clock { search_secs: 2.0, wall_secs: 2.25, peak_bytes: Some(31_000_000) }),
        stop: "BUDGET".to_owned(),
        currency: "USD".to_owned(),
        plan_hash: "00ff".to_owned(),
        request_hash: format!("hash-{instance}"),
        trace: vec![at(0.125, 2 * cost), at(1.5, cost)],
    };
    made(instance, seed, Ok(figures))
}

fn made(instance: &str, seed: u64, made: Result<Figures, String>) -> Run {
    Run { instance: instance.to_owned(), seed, limit: Limit::Millis(2000), lanes: 4, made }
}

/// The figures of a run that has some.
fn figures(run: &mut Run) -> &mut Figures {
    run.made.as_mut().expect("it has a plan")
}

/// The words of the line that begins with this one.
fn words(text: &str, first: &str) -> String {
    let line = text.lines().find(|line| line.split_whitespace().next() == Some(first));
    let line = line.unwrap_or_else(|| panic!("no line of {first} in\n{text}"));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_table_has_the_figures() {
    // Would break: what anybody decides by, whether a change made the planner better.
    let mut proven = run("b", 1, 100, 5000);
    let f = figures(&mut proven);
    (f.bound, f.gap, f.stop) = (Some(4900), Some(0.02), "PROVEN".to_owned());
    let crash = made("c", 1, Err("the process ended badly: signal 11".to_owned()));
    let runs = vec![proven, run("a", 1, 700, 123_456), crash];
    let text = Report::new(runs, false).table();
    let head = "instance jobs served value cost USD drive h bound gap first s best s moves/lane \
                moves/s peak MB wall s stop";
    assert_eq!(words(&text, "instance"), head, "{text}");
    let a = "a 12 10 700 1,234.56 1.5 - - 0.125 1.50 1,000 2,000 31 2.25 BUDGET";
    assert_eq!(words(&text, "a"), a, "{text}");
    assert!(words(&text, "b").contains("50.00 1.5 49.00 2.00 % 0.125"), "{text}");
    assert!(words(&text, "c").ends_with("- - FAILED"), "{text}");
    assert!(text.contains("FAILED c, seed 1: the process ended badly: signal 11\n"), "{text}");
    let sums = "3 instances, 3 runs, 1 failed, 4.5 s: 20 of 24 jobs served, value 800, drive 3.0 h";
    assert!(text.contains(sums), "{text}");
    let widths: Vec<usize> = text.lines().take(4).map(|line| line.chars().count()).collect();
    assert!(widths.iter().all(|w| *w == widths[0]), "columns are columns:\n{text}");
    assert!(!text.contains("stopped"), "{text}");
    assert!(Report::new(vec![run("a", 1, 1, 1)], true).table().contains("stopped before every"));
}

#[test]
fn seeds_are_medians_and_their_spread() {
    // Would break: one lucky seed of three would pass as the planner's strength.
    let costs = [(3, 90, 10_000), (1, 100, 20_000), (2, 110, 12_000), (4, 100, 14_000)];
    let runs = costs.map(|(seed, value, cost)| run("a", seed, value, cost));
    let report = Report::new(runs.into(), false);
    let seeds: Vec<u64> = report.runs().iter().map(|run| run.seed).collect();
    assert_eq!(seeds, [1, 2, 3, 4], "rows are by instance, then by seed");
    // The deviation of 90, 100, 100, 110 is 8.165, that of the costs 4,320 around 14,000.
    let line = words(&report.table(), "a");
    assert!(line.starts_with("a 4 12 10 100 8.16 % 130.00 30.86 % 1.5 "), "{line}");
    let two = Report::new(vec![run("a", 1, 0, 0), run("a", 2, 0, 0)], false);
    assert!(words(&two.table(), "a").starts_with("a 2 12 10 0 0.00 % 0.00 0.00 % "));
}

#[test]
fn a_run_by_moves_has_no_clock() {
    // Would break: the CSV of the same work would differ from day to day.
    let mut run = run("a", 1, 700, 5000);
    run.limit = Limit::Moves(1000);
    let f = figures(&mut run);
    f.clock = None;
    f.trace.iter_mut().for_each(|point| (point.seconds, point.work) = (None, Some(3)));
    let report = Report::new(vec![run], false);
    let head = "instance jobs served value cost USD drive h moves/lane stop";
    assert_eq!(words(&report.table(), "instance"), head);
    let csv = report.csv();
    let cells =
        "a,1,1000 moves,4,FEASIBLE,12,10,700,5000,5400,,,,,,1000,,,,BUDGET,USD,00ff,hash-a,";
    assert_eq!(csv.lines().nth(1), Some(cells));
}

#[test]
fn the_csv_is_what_it_says_and_is_read_back() {
    // Would break: a saved run could not be compared with, or would mean something else.
    let odd = "a \"b\",\nc";
    let failed = made(odd, 2, Err("said, \"no\"".to_owned()));
    let mut proven = run("b", 1, -5, 1000);
    let f = figures(&mut proven);
    (f.bound, f.gap, f.gap_served) = (Some(900), Some(0.1), Some(1.0 / 3.0));
    let report = Report::new(vec![run(odd, 1, 700, 123_456), failed, proven], false);
    let csv = report.csv();
    let mut table = csv::Reader::from_reader(csv.as_bytes());
    let head = "instance,seed,budget,lanes,status,jobs,served,value,cost,drive,bound,gap,gapServed,\
                first,best,moves,perSecond,peakMB,wall,stop,currency,planHash,requestHash,reason";
    assert_eq!(csv.lines().next(), Some(head));
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let joined: Vec<String> = rows.iter().map(|r| r.iter().collect::<Vec<_>>().join("|")).collect();
    let good = "1|2 s|4|FEASIBLE|12|10|700|123456|5400||||0.125|1.500|1000|2000|31.0|2.250|BUDGET\
                |USD|00ff";
    assert_eq!(joined[0], format!("{odd}|{good}|hash-{odd}|"));
    assert_eq!(joined[1], format!("{odd}|2|2 s|4|FAILED|||||||||||||||||||said, \"no\""));
    assert!(joined[2].contains("|900|0.100000|0.333333|"), "{}", joined[2]);
    assert_eq!(saved(csv.as_bytes()).expect("our own CSV"), report.marks());
    // A table program may add a mark at the front, other line ends and columns of its own.
    let foreign = format!("\u{feff}{}", csv.replacen("reason\n", "reason\r\n", 1));
    assert_eq!(saved(foreign.as_bytes()).expect("the same"), report.marks());
}

#[test]
fn a_broken_csv_is_refused_by_line_and_column() {
    // Would break: a file cut short or edited by hand would be compared with as if it were whole.
    let csv = Report::new(vec![run("a", 1, 700, 5000), run("b", 1, 1, 2)], false).csv();
    let second = csv.lines().nth(2).expect("two runs").to_owned();
    for (from, to, told) in [
        (",5000,", ",50k,", "line 2 column cost: `50k`: this is no whole number; name a CSV that"),
        ("b,1,", "b,one,", "line 3 column seed: `one`: this is no whole number"),
        ("b,1,", ",1,", "line 3 column instance: ``: this run has no instance"),
        ("b,1,", "a,1,", "line 3 column instance: `a`: a second run of seed 1"),
        (",2000,31.0", ",NaN,31.0", "line 2 column perSecond: `NaN`: this is no number above 0"),
        (second.as_str(), "b,1,2 s", "line 3: `b,1,2 s`: 3 cells where the header has 24"),
        (",cost,", ",price,", "there is no column `cost`"),
        ("instance,seed", "instance;seed", "line 1: `instance;seed,budget"),
    ] {
        let broken = csv.replacen(from, to, 1);
        assert_ne!(broken, csv, "{from} is not there");
        let error = saved(broken.as_bytes()).expect_err(told).to_string();
        assert!(error.contains(told), "no `{told}` in `{error}`");
    }
    for (bytes, told) in [
        (&b""[..], "line 1: ``: there is no column `instance`"),
        (b"\x89PNG\r\n\x1a\n\0\0", "line 1"),
        (b"instance,seed\n\xff,1\n", "line 1: `instance,seed`: there is no column `budget`"),
    ] {
        let error = saved(bytes).expect_err(told).to_string();
        assert!(error.contains(told), "no `{told}` in `{error}`");
    }
    let latin = [csv.lines().next().expect("a header").as_bytes(), b"\nM\xfcnchen,1"].concat();
    let error = saved(&latin).expect_err("Latin 1").to_string();
    assert!(error.starts_with("line 2 column 1: "), "{error}");
}
