//! The crate's one random generator: named, seeded, and the same stream on every machine.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng};

/// Nothing here reads the machine's entropy or depends on the width of `usize`, because a plan
/// must be repeatable from its seed alone.
#[derive(Clone, Debug)]
pub struct Rng {
    seed: u64,
    stream: Xoshiro256PlusPlus,
}

impl Rng {
    pub fn new(seed: u64) -> Self {
        Rng { seed, stream: Xoshiro256PlusPlus::seed_from_u64(seed) }
    }

    /// A generator of its own for one lane. It depends on the seed and the lane only, not on how
    /// much was drawn before, so that one more draw in one lane does not shift all the others.
    pub fn fork(&self, lane: u64) -> Rng {
        Rng::new(mix(mix(self.seed).wrapping_add(lane)))
    }

    pub fn next_u64(&mut self) -> u64 {
        self.stream.next_u64()
    }

    /// Uniform in `0..n`, without the bias of a modulo (Lemire 2019). `n` must not be 0.
    pub fn below(&mut self, n: usize) -> usize {
        assert!(n > 0, "below(0) has nothing to choose from");
        self.below_u64(n as u64) as usize
    }

    /// Uniform in `lo..=hi`. `lo` must not exceed `hi`.
    pub fn range(&mut self, lo: i64, hi: i64) -> i64 {
        assert!(lo <= hi, "range {lo}..={hi} is empty");
        let span = hi.wrapping_sub(lo) as u64;
        let offset = match span.checked_add(1) {
            Some(n) => self.below_u64(n),
            None => self.next_u64(),
        };
        lo.wrapping_add(offset as i64)
    }

    /// Uniform in `[0, 1)`, with all 53 bits a double can hold.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with probability `p`; never at 0, always at 1.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// One element of a slice that must not be empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Fisher-Yates.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    fn below_u64(&mut self, n: u64) -> u64 {
        loop {
            let wide = u128::from(self.next_u64()) * u128::from(n);
            let low = wide as u64;
            // Only the lowest products are over-represented; the division is rarely reached.
            if low >= n || low >= n.wrapping_neg() % n {
                return (wide >> 64) as u64;
            }
        }
    }
}

/// The finaliser of SplitMix64: neighbouring seeds and lanes end far apart.
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_pinned() {
        // Plans and benchmark instances made from a seed would change between versions. The
        // numbers come from the published reference algorithms, seeded by SplitMix64.
        let mut rng = Rng::new(1);
        let drawn: Vec<u64> = (0..3).map(|_| rng.next_u64()).collect();
        assert_eq!(
            drawn,
            [14_971_601_782_005_023_387, 13_781_649_495_232_077_965, 1_847_458_086_238_483_744],
            "the stream of seed 1 changed"
        );
        let again: Vec<usize> = {
            let mut rng = Rng::new(7);
            (0..8).map(|_| rng.below(10)).collect()
        };
        let mut rng = Rng::new(7);
        assert_eq!(again, (0..8).map(|_| rng.below(10)).collect::<Vec<_>>());
    }

    #[test]
    fn below_is_uniform() {
        // A move or a job would be drawn more often than its neighbours.
        let mut rng = Rng::new(3);
        let mut hits = [0u32; 7];
        for _ in 0..70_000 {
            hits[rng.below(7)] += 1;
        }
        assert!(hits.iter().all(|h| (9_600..10_400).contains(h)), "{hits:?}");
    }

    #[test]
    fn range_reaches_both_ends() {
        // The last value of a range, or a range over all of i64, would be lost.
        let mut rng = Rng::new(4);
        let drawn: Vec<i64> = (0..200).map(|_| rng.range(-2, 2)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-2), Some(&2)));
        assert_eq!(rng.range(5, 5), 5);
        rng.range(i64::MIN, i64::MAX);
    }

    #[test]
    fn unit_and_chance_keep_their_bounds() {
        // A probability of 0 could happen, or one of 1 could fail to.
        let mut rng = Rng::new(5);
        let mean = (0..10_000).map(|_| rng.unit()).sum::<f64>() / 10_000.0;
        assert!((0.49..0.51).contains(&mean), "{mean}");
        assert!((0..1_000).all(|_| !rng.chance(0.0) && rng.chance(1.0)));
    }

    #[test]
    fn shuffle_keeps_every_element() {
        // A shuffled order would visit one job twice and another never.
        let mut items: Vec<u32> = (0..50).collect();
        let mut rng = Rng::new(6);
        rng.shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        assert!(items.contains(rng.pick(&items)));
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn forks_do_not_follow_the_draws() {
        // The lanes of a solve would depend on what happened before they were started.
        let mut parent = Rng::new(8);
        let before = parent.fork(2).next_u64();
        parent.next_u64();
        assert_eq!(parent.fork(2).next_u64(), before);
        assert_ne!(parent.fork(3).next_u64(), before);
        assert_ne!(parent.fork(2).fork(2).next_u64(), before);
    }
}
