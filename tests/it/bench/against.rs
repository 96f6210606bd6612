//! This run against a saved one.

use super::{figures, made, run, words};
use callboard::bench::{Limit, Report, Run, saved};

/// What is said of the second against the first, which goes through its CSV.
fn against(before: Vec<Run>, now: Vec<Run>) -> String {
    let csv = Report::new(before, false).csv();
    let before = saved(csv.as_bytes()).expect("our own CSV");
    Report::new(now, false).against(&before, "old.csv")
}

#[test]
fn better_equal_worse_and_missing() {
    // Would break: the answer to whether a change helped.
    let before = vec![
        run("a", 1, 100, 20_000),
        run("b", 1, 50, 100),
        run("c", 1, 1, 50),
        run("old", 1, 9, 9),
    ];
    let mut faster = run("a", 1, 103, 19_000);
    figures(&mut faster).moves = 2000;
    let now = vec![faster, run("b", 1, 49, 101), run("c", 1, 1, 50), run("new", 1, 9, 9)];
    let text = against(before, now);
    assert!(text.starts_with("against old.csv"), "{text}");
    let a = "a 100 103 +3 200.00 190.00 -5.000 % \u{d7}2.00 better";
    assert_eq!(words(&text, "a"), a, "{text}");
    assert_eq!(words(&text, "b"), "b 50 49 -1 1.00 1.01 +1.000 % \u{d7}1.00 WORSE", "{text}");
    assert_eq!(words(&text, "c"), "c 1 1 0 0.50 0.50 +0.000 % \u{d7}1.00 equal", "{text}");
    let sum = "sum 151 153 +2 201.50 191.51 -4.958 % \u{d7}1.26";
    assert_eq!(words(&text, "sum"), sum, "{text}");
    let verdict = "3 instances: 1 better, 1 equal, 1 worse by cost; cost -1.333 % in the mean; \
                   \u{d7}1.26 as fast\n";
    assert!(text.contains(verdict), "{text}");
    assert!(text.contains("only in this run: new\n"), "{text}");
    assert!(text.contains("only in the saved run: old\n"), "{text}");
    assert!(!text.contains("budgets differ") && !text.contains("other seeds"), "{text}");
}

#[test]
fn only_what_is_alike_is_compared() {
    // Would break: a change of the request or the budget would be taken for one of the planner.
    let mut changed = run("changed", 1, 1, 5);
    figures(&mut changed).request_hash = "another".to_owned();
    let failed = || made("failed", 1, Err("no".to_owned()));
    let before = vec![
        run("changed", 1, 1, 9),
        failed(),
        run("seeds", 1, 10, 100),
        run("seeds", 2, 10, 900),
        run("none", 1, 1, 1),
    ];
    let now = vec![
        changed,
        run("failed", 1, 1, 9),
        run("seeds", 1, 10, 100),
        run("seeds", 3, 10, 100),
        run("none", 2, 1, 1),
    ];
    let mut other_budget = now.clone();
    let text = against(before.clone(), now);
    assert!(text.contains("1 instance: 0 better, 1 equal, 0 worse"), "{text}");
    for told in [
        "another request under the same name, not compared: changed\n",
        "failed in one of the two, not compared: failed\n",
        "no seed in common, not compared: none\n",
        "other seeds, only the common ones are compared: seeds\n",
    ] {
        assert!(text.contains(told), "no {told} in {text}");
    }
    other_budget.iter_mut().for_each(|run| run.limit = Limit::Millis(2500));
    let text = against(before, other_budget);
    let told = "the budgets differ: 2 s on 4 lanes in the saved run, 2.5 s on 4 lanes here\n";
    assert!(text.contains(told), "{text}");
    let text = against(vec![run("a", 1, 1, 1)], vec![run("b", 1, 1, 1)]);
    assert!(text.contains("no instance is in both\n"), "{text}");
}

#[test]
fn what_cannot_be_divided_is_left_empty() {
    // Would break: a plan that cost nothing gives endless percentages, two currencies one sum.
    let slow = |mut run: Run| {
        figures(&mut run).clock = None;
        run
    };
    let mut yen = slow(run("b", 1, 1, 5));
    figures(&mut yen).currency = "JPY".to_owned();
    let before = vec![slow(run("a", 1, 1, 0)), yen.clone()];
    let text = against(before, vec![slow(run("a", 1, 1, 5)), yen]);
    assert_eq!(words(&text, "a"), "a 1 1 0 0.00 0.05 WORSE", "{text}");
    assert_eq!(words(&text, "b"), "b 1 1 0 5 5 +0.000 % equal", "{text}");
    assert!(!text.contains("sum ") && !text.contains("as fast"), "{text}");
    assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
}
