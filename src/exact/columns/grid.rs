//! The cells of a table over nodes, states and time.

use super::sheet::Sheet;
use crate::units::Millis;

/// The longest bucket of time is 2 to so many milliseconds; how many a shift has at the most.
const LONGEST: u32 = 19;
const MOST_BUCKETS: Millis = 240;

/// Cells of nodes, states and time.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// A bucket has 2 to so many milliseconds: divisions would take most of the time.
    shift: u32,
    pub buckets: usize,
    pub states: usize,
    pub nodes: usize,
    /// Whether no service ends in the bucket in which the one before it did.
    pub fine: bool,
}

impl Grid {
    pub fn of(sheet: &Sheet) -> Grid {
        let length = sheet.graph.length();
        let step = |k: usize| sheet.graph.nodes[k].duration + sheet.graph.near[k];
        let shortest = (0..sheet.len()).map(step).min().unwrap_or(1 << LONGEST);
        let short = (1..=LONGEST).rev().find(|s| 1 << s <= shortest).unwrap_or(0);
        let few = (0..).find(|s| length >> s < MOST_BUCKETS).unwrap_or(0);
        let shift = short.max(few);
        Grid {
            shift,
            buckets: (length >> shift) as usize + 1,
            states: sheet.graph.clock.breaks + 1,
            nodes: sheet.len(),
            fine: 1 << shift <= shortest,
        }
    }

    pub fn cells(&self) -> usize {
        self.buckets * self.states * self.nodes
    }

    /// The bucket of a moment.
    #[inline]
    pub fn bucket(&self, ready: Millis) -> usize {
        (ready >> self.shift) as usize
    }

    /// The cell of a moment, in a row of all buckets.
    #[inline(always)]
    pub fn within(&self, row: usize, ready: Millis) -> Option<usize> {
        let bucket = self.bucket(ready);
        (bucket < self.buckets).then_some(row + bucket)
    }

    /// The first moment of a bucket.
    #[inline]
    pub fn begin(&self, bucket: usize) -> Millis {
        (bucket as Millis) << self.shift
    }

    #[inline]
    pub fn index(&self, bucket: usize, state: usize, node: usize) -> usize {
        (node * self.states + state) * self.buckets + bucket
    }
}
