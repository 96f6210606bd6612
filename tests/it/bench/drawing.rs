//! The drawing of costs over time.

use super::{figures, made, run};
use crate::compare::well_formed;
use callboard::bench::{Limit, Report, Run};

fn svg(name: &str, runs: Vec<Run>) -> String {
    let svg = Report::new(runs, false).svg();
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}: {svg}");
    well_formed(&format!("bench-{name}"), &svg);
    svg
}

/// Lines of a colour, the one in the legend not counted.
fn lines(svg: &str, colour: &str) -> usize {
    svg.matches(&format!("stroke=\"{colour}\"")).count() - 1
}

const PLAN: &str = "#0072b2";
const BOUND: &str = "#d55e00";

#[test]
fn plans_and_bounds_are_drawn() {
    // Would break: nobody sees when a run found its plan, or how far it is from the bound.
    let mut bounded = run("a", 1, 1, 20_000);
    figures(&mut bounded).bound = Some(15_000);
    let picture = svg("two", vec![bounded.clone(), run("a", 2, 1, 21_000), run("b", 1, 1, 9)]);
    assert_eq!((lines(&picture, PLAN), lines(&picture, BOUND)), (3, 1));
    for axis in [">cost, USD<", ">seconds<", ">200<", ">1<"] {
        assert!(picture.contains(axis), "no {axis} in {picture}");
    }
    // A bound that rises on the way is drawn as steps.
    let flat = picture.matches("H").count();
    figures(&mut bounded).trace.iter_mut().for_each(|point| point.bound = Some(14_000));
    let steps = svg("steps", vec![bounded, run("a", 2, 1, 21_000), run("b", 1, 1, 9)]);
    assert!(steps.matches("H").count() > flat, "{steps}");
}

#[test]
fn odd_runs_are_drawn_or_said() {
    // Would break: an hour's runs end without a drawing, or with one that runs what a name says.
    let hostile = "<script>alert(1)</script>&\"'\u{7}]]>\u{ffff}";
    let picture = svg("hostile", vec![run(hostile, 1, 1, 100)]);
    assert!(picture.contains("&lt;script&gt;") && !picture.contains("<script"), "{picture}");
    let failed = vec![made("a", 1, Err("no".to_owned()))];
    assert!(svg("failed", failed).contains("no run has a plan"));
    let mut by_moves = run("a", 1, 1, 100);
    by_moves.limit = Limit::Moves(1000);
    figures(&mut by_moves).clock = None;
    let points = figures(&mut by_moves).trace.iter_mut();
    points.zip([0, 400]).for_each(|(at, work)| (at.seconds, at.work) = (None, Some(work)));
    let picture = svg("moves", vec![by_moves]);
    assert!(picture.contains(">moves per lane<") && picture.contains(">500<"), "{picture}");
    let mut steep = run("a", 1, 1, 100);
    figures(&mut steep).trace[0].cost = i64::MAX / 4;
    assert!(svg("steep", vec![steep]).contains("G<"), "powers of ten");
    let mut flat = run("a", 1, 1, 0);
    figures(&mut flat).trace.truncate(1);
    svg("flat", vec![flat]);
    svg("negative", vec![run("a", 1, 1, -500)]);
    let many = (0..30).flat_map(|k| (1..=12).map(move |s| run(&format!("i{k:02}"), s, 1, 100)));
    let picture = svg("many", many.collect());
    assert_eq!(lines(&picture, PLAN), 24 * 10);
    assert!(picture.contains("24 of 30 instances, for the others see the CSV"), "{picture}");
    assert!(picture.contains("i00, the first ten seeds"), "{picture}");
}
