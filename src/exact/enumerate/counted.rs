//! Dealing within quotas: sets of visits go to crews' days one after the other, and what the
//! quotas count is carried along.
//!
//! Shifts of one crew's day are the same to every quota, so that a day's set says what it counts.

use crate::model::problem::Problem;
use std::collections::BTreeMap;

/// The most cells of quotas that are carried.
pub const MOST_CELLS: usize = 16;

type Counts = [u8; MOST_CELLS];

/// The visits that are dealt, as bits, and what they count.
type Dealt = (usize, Counts);

/// The least cost to get there, from where, and the set that the last day has taken.
type Step = (i128, Dealt, usize);

/// The best deal: its cost and the set of each day. `days` has, for each, one of its shifts and the
/// least cost of every set; `left_out` the prices of what a set leaves out.
pub fn deal(
    problem: &Problem,
    days: &[(usize, Vec<Option<i128>>)],
    left_out: &[i128],
) -> Option<(i128, Vec<usize>)> {
    let all = left_out.len() - 1;
    let none: Dealt = (0, [0; MOST_CELLS]);
    let mut layers: Vec<BTreeMap<Dealt, Step>> = vec![BTreeMap::from([(none, (0, none, 0))])];
    for (shift, costs) in days {
        let more: Vec<Counts> = (0..=all).map(|set| counts(problem, *shift, set)).collect();
        let mut next: BTreeMap<Dealt, Step> = BTreeMap::new();
        for (dealt, (before, ..)) in &layers[layers.len() - 1] {
            let free = all & !dealt.0;
            let mut own = free;
            loop {
                if let Some(cost) = costs[own]
                    && let Some(sum) = sum(problem, &dealt.1, &more[own])
                {
                    let step = (before + cost, *dealt, own);
                    let at = next.entry((dealt.0 | own, sum)).or_insert(step);
                    if step.0 < at.0 {
                        *at = step;
                    }
                }
                if own == 0 {
                    break;
                }
                own = (own - 1) & free;
            }
        }
        layers.push(next);
    }
    let ends = layers[layers.len() - 1].iter();
    let (units, mut at) = ends.map(|(dealt, step)| (step.0 + left_out[dealt.0], *dealt)).min()?;
    let mut parts = Vec::with_capacity(days.len());
    for layer in layers[1..].iter().rev() {
        let (_, from, own) = layer[&at];
        parts.push(own);
        at = from;
    }
    parts.reverse();
    Some((units, parts))
}

/// What a set counts on a shift.
fn counts(problem: &Problem, shift: usize, set: usize) -> Counts {
    let mut out = [0; MOST_CELLS];
    for v in (0..problem.of_jobs() as u32).filter(|v| set & 1 << v != 0) {
        for (_, cell) in problem.whole.counted(shift, v) {
            out[cell as usize] += 1;
        }
    }
    out
}

/// Both together, while every quota is kept.
fn sum(problem: &Problem, a: &Counts, b: &Counts) -> Option<Counts> {
    let mut out = *a;
    for (cell, cap) in problem.whole.caps.iter().enumerate() {
        out[cell] += b[cell];
        if i64::from(out[cell]) > *cap {
            return None;
        }
    }
    Some(out)
}
