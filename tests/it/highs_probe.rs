//! The solver that is linked gives right answers where another version of it gave wrong ones.

use callboard::exact::highs::{Limits, Mip};
use std::sync::atomic::AtomicBool;

const FREE: f64 = f64::INFINITY;

#[test]
fn a_whole_column_beside_a_free_one() {
    // HiGHS 1.14.0 said 15 and called it optimal: every plan built on it would be suspect.
    let mut mip = Mip::default();
    let x = mip.column(2.0, 0.0..=10.0, false);
    let z = mip.column(3.0, 0.0..=10.0, true);
    mip.row(4.5..=FREE, &[(x, 1.0), (z, 1.0)]);
    let answer = mip.solve(None, &Limits::NONE).expect("it has a solution");
    assert!(answer.optimal);
    assert_eq!(answer.objective, 9.0);
}

#[test]
fn ten_times_the_same_two_rows() {
    // HiGHS 1.14.0 said 110 and called it optimal.
    let mut mip = Mip::default();
    for _ in 0..10 {
        let b = mip.column(2.0, 0.0..=1.0, true);
        let y = mip.column(1.0, 0.0..=FREE, false);
        mip.row(10.0..=FREE, &[(b, 2.0), (y, 1.0)]);
        mip.row(9.0..=FREE, &[(y, 1.0)]);
    }
    let answer = mip.solve(None, &Limits::NONE).expect("it has a solution");
    assert!(answer.optimal);
    assert_eq!(answer.objective, 100.0);
}

/// A market split: small, and far beyond a few nodes.
fn hard() -> Mip {
    let mut mip = Mip::default();
    let rows: Vec<(Vec<_>, f64)> = (0..4)
        .map(|r: u64| {
            let weight = |c: u64| ((c * 7919 + r * 104_729 + 13) * 2_654_435_761 % 997) as f64;
            let weights: Vec<f64> = (0..30).map(weight).collect();
            let half = (weights.iter().sum::<f64>() / 2.0).floor();
            (weights, half)
        })
        .collect();
    let x: Vec<_> = (0..30).map(|_| mip.column(0.0, 0.0..=1.0, true)).collect();
    for (weights, half) in rows {
        let (over, under) =
            (mip.column(1.0, 0.0..=FREE, false), mip.column(1.0, 0.0..=FREE, false));
        let mut terms: Vec<_> = x.iter().copied().zip(weights).collect();
        terms.extend([(over, 1.0), (under, -1.0)]);
        mip.row(half..=half, &terms);
    }
    mip
}

#[test]
fn limits_end_a_solve_and_repeat_it() {
    // A run by work would hang on one hard model, or give another plan each time.
    let limits = Limits { nodes: 50, iterations: 2_000, ..Limits::NONE };
    let first = hard().solve(None, &limits).expect("all rows have slack");
    let again = hard().solve(None, &limits).expect("all rows have slack");
    assert!(!first.optimal);
    assert_eq!(first.values, again.values);
    let stop = AtomicBool::new(true);
    let told = Limits { stop: Some(&stop), ..Limits::NONE };
    assert!(hard().solve(None, &told).is_none_or(|a| !a.optimal));
}

#[test]
fn a_model_without_solution_is_none() {
    // An infeasible packing would be read as a plan of zeros.
    let mut mip = Mip::default();
    let x = mip.column(1.0, 0.0..=1.0, true);
    mip.row(2.0..=FREE, &[(x, 1.0)]);
    assert!(mip.solve(None, &Limits::NONE).is_none());
}
