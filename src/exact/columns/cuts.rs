//! Cuts over three visits: of all routes that have two or three of them, a plan has one at most
//! (subset-row cuts; Jepsen, Petersen, Spoorendonk and Pisinger 2008).

use super::master::Column;
use std::collections::{BTreeMap, BTreeSet};

/// How much a cut must be broken by.
const ENOUGH: f64 = 0.02;

/// The cuts that a fractional mix of routes breaks most, at most `most` of them and not many over
/// one visit.
pub fn broken(
    columns: &[Column],
    values: &[f64],
    known: &[[u32; 3]],
    most: usize,
) -> Vec<[u32; 3]> {
    let used: Vec<(&Column, f64)> = columns
        .iter()
        .zip(values)
        .filter(|(_, x)| **x > 1e-6 && **x < 1.0 - 1e-6)
        .map(|(c, x)| (c, *x))
        .collect();
    let mut pairs: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for (column, x) in &used {
        for (a, b) in pairs_of(&column.visits) {
            *pairs.entry((a, b)).or_default() += x;
        }
    }
    let mut near: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (a, b) in pairs.keys() {
        near.entry(*a).or_default().insert(*b);
        near.entry(*b).or_default().insert(*a);
    }
    let have: BTreeSet<[u32; 3]> = known.iter().copied().collect();
    let mut found: Vec<(f64, [u32; 3])> = Vec::new();
    let mut seen: BTreeSet<[u32; 3]> = BTreeSet::new();
    for (middle, others) in &near {
        for a in others {
            for b in others.range(a + 1..) {
                let mut three = [*middle, *a, *b];
                three.sort_unstable();
                if have.contains(&three) || !seen.insert(three) {
                    continue;
                }
                let sum: f64 = used
                    .iter()
                    .map(|(c, x)| x * f64::from(super::master::times(&three, &c.visits)))
                    .sum();
                if sum > 1.0 + ENOUGH {
                    found.push((sum, three));
                }
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    spread(found, most)
}

/// The first cuts, each visit in not more than a few of them.
fn spread(found: Vec<(f64, [u32; 3])>, most: usize) -> Vec<[u32; 3]> {
    const EACH: usize = 5;
    let mut uses: BTreeMap<u32, usize> = BTreeMap::new();
    let mut out = Vec::new();
    for (_, three) in found {
        if out.len() >= most {
            break;
        }
        if three.iter().all(|v| uses.get(v).copied().unwrap_or(0) < EACH) {
            three.iter().for_each(|v| *uses.entry(*v).or_default() += 1);
            out.push(three);
        }
    }
    out
}

/// All pairs of a route's visits, the lower one first.
pub fn pairs_of(visits: &[u32]) -> impl Iterator<Item = (u32, u32)> + '_ {
    let each = visits.iter().enumerate();
    each.flat_map(|(k, &a)| visits[k + 1..].iter().map(move |&b| (a.min(b), a.max(b))))
        .filter(|(a, b)| a != b)
}
