//! Draws that the generators share.

use crate::rng::Rng;

/// One of the items, each as likely as its weight says.
pub fn weighted<T: Copy>(rng: &mut Rng, table: &[(u32, T)]) -> T {
    let total: u32 = table.iter().map(|(weight, _)| weight).sum();
    let mut left = rng.below(total as usize) as u32;
    for &(weight, item) in table {
        if left < weight {
            return item;
        }
        left -= weight;
    }
    unreachable!("the draw is below the total weight")
}

/// A standard normal as the sum of twelve uniforms: no logarithm or sine whose last digit could
/// differ between machines, and no tail beyond 6, which suits places on a map.
pub fn normal(rng: &mut Rng) -> f64 {
    (0..12).map(|_| rng.unit()).sum::<f64>() - 6.0
}

/// Numbers 1..=n zero-padded to the width of the largest, so that ids sort as they count.
pub fn ids(prefix: &str, n: usize) -> Vec<String> {
    let width = n.to_string().len().max(2);
    (1..=n).map(|k| format!("{prefix}-{k:0width$}")).collect()
}

/// `how_many` different indices below `n`, ascending.
pub fn sample(rng: &mut Rng, n: usize, how_many: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..n).collect();
    rng.shuffle(&mut all);
    all.truncate(how_many);
    all.sort_unstable();
    all
}
