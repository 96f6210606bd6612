//! What a node of the tree decides: which class serves a job, which two go together, which route.

use super::cuts::pairs_of;
use super::master::Column;
use crate::model::problem::Problem;
use std::collections::BTreeMap;

/// One side of a decision.
pub struct Branch {
    /// Columns that are out of play.
    pub kills: Vec<usize>,
    /// Jobs that must be served.
    pub needs: Vec<usize>,
}

/// Nearer to a whole number than this counts as whole.
pub const WHOLE: f64 = 1e-6;

/// The sides of a decision among the columns in play, which together leave no plan out but those
/// seen already; `None` where all of them must be used, and no two have a visit in common. By job,
/// `needed` says whether it must be served.
pub fn choose(
    problem: &Problem,
    columns: &[Column],
    alive: &[usize],
    values: &[f64],
    needed: &[u32],
) -> Option<[Branch; 2]> {
    let used = || alive.iter().copied().filter(|&c| values[c] > WHOLE);
    // A first side that changes nothing would be decided again below it, without end.
    let decides = |sides: &[Branch; 2]| {
        !sides[0].kills.is_empty() || sides[0].needs.iter().any(|&j| needed[j] == 0)
    };
    if let Some((v, g)) = most_open(used().flat_map(|c| {
        let column = &columns[c];
        column.visits.iter().map(move |&v| ((v, column.graph), values[c]))
    })) {
        let sides = by_class(problem, columns, alive, v, g);
        if decides(&sides) {
            return Some(sides);
        }
    }
    let pairs = used().flat_map(|c| pairs_of(&columns[c].visits).map(move |p| (p, values[c])));
    if let Some((a, b)) = most_open(pairs) {
        let sides = by_pair(problem, columns, alive, a, b);
        if decides(&sides) {
            return Some(sides);
        }
    }
    // All of that is whole: a route itself may still be open, or another mix be better by less than
    // floating point can tell.
    let free = |c: &usize| {
        let visits = &columns[*c].visits;
        let meets = |o: &usize| o != c && columns[*o].visits.iter().any(|v| visits.contains(v));
        visits.iter().any(|&v| needed[job_of(problem, v)] == 0) || alive.iter().any(meets)
    };
    let open = used().filter(free).find(|&c| (values[c] - values[c].round()).abs() > WHOLE);
    let one = open.or_else(|| alive.iter().copied().find(free))?;
    Some(by_route(problem, columns, alive, one))
}

/// The key whose sum is nearest to a half, if any is not whole.
fn most_open<K: Ord + Copy>(terms: impl Iterator<Item = (K, f64)>) -> Option<K> {
    let mut sums: BTreeMap<K, f64> = BTreeMap::new();
    terms.for_each(|(key, x)| *sums.entry(key).or_default() += x);
    let open = sums.into_iter().filter(|(_, x)| (x - x.round()).abs() > WHOLE);
    let far = |x: f64| (x.fract() - 0.5).abs();
    open.min_by(|a, b| far(a.1).total_cmp(&far(b.1)).then(a.0.cmp(&b.0))).map(|(key, _)| key)
}

fn job_of(problem: &Problem, v: u32) -> usize {
    problem.visits[v as usize].job as usize
}

/// The visit is served by this class of shifts, or not by it.
fn by_class(
    problem: &Problem,
    columns: &[Column],
    alive: &[usize],
    v: u32,
    graph: u32,
) -> [Branch; 2] {
    let with = || alive.iter().copied().filter(|&c| columns[c].visits.contains(&v));
    let others = with().filter(|&c| columns[c].graph != graph).collect();
    let own = with().filter(|&c| columns[c].graph == graph).collect();
    [
        Branch { kills: others, needs: vec![job_of(problem, v)] },
        Branch { kills: own, needs: Vec::new() },
    ]
}

/// The two visits are on one route, or not.
fn by_pair(problem: &Problem, columns: &[Column], alive: &[usize], a: u32, b: u32) -> [Branch; 2] {
    let has = |c: usize, v: u32| columns[c].visits.contains(&v);
    let one = alive.iter().copied().filter(|&c| has(c, a) != has(c, b)).collect();
    let both = alive.iter().copied().filter(|&c| has(c, a) && has(c, b)).collect();
    [
        Branch { kills: one, needs: vec![job_of(problem, a), job_of(problem, b)] },
        Branch { kills: both, needs: Vec::new() },
    ]
}

/// The route is driven, or not.
pub fn by_route(
    problem: &Problem,
    columns: &[Column],
    alive: &[usize],
    route: usize,
) -> [Branch; 2] {
    let visits = &columns[route].visits;
    let meets = |c: usize| columns[c].visits.iter().any(|v| visits.contains(v));
    let others = alive.iter().copied().filter(|&c| c != route && meets(c)).collect();
    let needs = visits.iter().map(|&v| job_of(problem, v)).collect();
    [Branch { kills: others, needs }, Branch { kills: vec![route], needs: Vec::new() }]
}
