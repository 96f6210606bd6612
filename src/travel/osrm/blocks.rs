//! A large table, cut into requests that a server with default settings answers.

use std::ops::Range;

/// The most coordinates of one request: OSRM's default `--max-table-size`.
const COORDINATES_MOST: usize = 100;

/// Some rows and columns of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub from: Range<usize>,
    pub to: Range<usize>,
}

impl Block {
    /// Whether every point is asked about as origin and as destination.
    pub fn is_square(&self) -> bool {
        self.from == self.to
    }
}

/// Blocks that name each ordered pair of `size` points once. Origins and destinations of a block
/// are of even number, because the server searches once from each of either.
pub fn of(size: usize) -> Vec<Block> {
    if size < 2 {
        return Vec::new();
    }
    if size <= COORDINATES_MOST {
        return vec![Block { from: 0..size, to: 0..size }];
    }
    let count = size.div_ceil(COORDINATES_MOST / 2);
    let group = |g: usize| g * size / count..(g + 1) * size / count;
    let row = |from: usize| (0..count).map(move |to| Block { from: group(from), to: group(to) });
    (0..count).flat_map(row).collect()
}
