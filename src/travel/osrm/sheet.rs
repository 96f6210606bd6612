//! The table as its blocks come in.

use super::answer::Answer;
use super::blocks::Block;
use super::error::{NoRoad, OsrmError};
use super::spots::Spots;
use super::{FAR, Far, Table};

pub struct Sheet {
    size: usize,
    millis: Vec<i64>,
    /// Empty as soon as one block comes without.
    metres: Vec<i64>,
    far: Vec<Far>,
    missing: Missing,
}

/// The pairs without a road, counted: an island among 2,500 places has 5,000 of them.
#[derive(Default)]
struct Missing {
    first: Option<(usize, usize)>,
    pairs: usize,
    /// By spot, how many pairs begin or end there.
    at: Vec<usize>,
}

impl Sheet {
    pub fn new(size: usize) -> Sheet {
        let (millis, metres) = (vec![0; size * size], vec![0; size * size]);
        let missing = Missing { at: vec![0; size], ..Missing::default() };
        Sheet { size, millis, metres, far: Vec::new(), missing }
    }

    pub fn put(&mut self, block: &Block, answer: &Answer, spots: &Spots) -> Result<(), OsrmError> {
        let pairs = block.from.clone().flat_map(|from| block.to.clone().map(move |to| (from, to)));
        for (k, (from, to)) in pairs.enumerate() {
            if from == to {
                continue;
            }
            match answer.millis[k] {
                Some(millis) => self.millis[from * self.size + to] = millis,
                None => self.missing.count(from, to),
            }
        }
        self.put_metres(block, answer, spots)?;
        // Every point is an origin of one square block.
        let moved = block.from.clone().zip(&answer.moved).filter(|_| block.is_square());
        let far = moved.filter(|(_, metres)| **metres > FAR).map(|(spot, metres)| Far {
            name: spots.name(spot).to_owned(),
            metres: metres.round() as i64,
        });
        self.far.extend(far);
        Ok(())
    }

    fn put_metres(
        &mut self,
        block: &Block,
        answer: &Answer,
        spots: &Spots,
    ) -> Result<(), OsrmError> {
        let Some(metres) = &answer.metres else {
            self.metres.clear();
            return Ok(());
        };
        if self.metres.is_empty() {
            return Ok(());
        }
        let pairs = block.from.clone().flat_map(|from| block.to.clone().map(move |to| (from, to)));
        for (k, (from, to)) in pairs.enumerate().filter(|(_, (from, to))| from != to) {
            match (metres[k], answer.millis[k]) {
                (Some(metres), _) => self.metres[from * self.size + to] = metres,
                // Told with the times.
                (None, None) => {}
                (None, Some(_)) => {
                    let (from, to) = (spots.name(from), spots.name(to));
                    let what = format!("a time without a distance from place {from} to place {to}");
                    return Err(OsrmError::Wrong { what });
                }
            }
        }
        Ok(())
    }

    /// The table by point.
    pub fn finish(self, spots: &Spots) -> Result<Table, OsrmError> {
        if let Some(none) = self.missing.told(spots) {
            return Err(OsrmError::NoRoad(none));
        }
        let of_point = spots.of_point();
        let spread = |cells: &[i64]| -> Vec<Vec<i64>> {
            let row = |from: &usize| &cells[from * self.size..(from + 1) * self.size];
            let line = |from| of_point.iter().map(|to| row(from)[*to]).collect();
            of_point.iter().map(line).collect()
        };
        let metred = self.metres.len() == self.millis.len();
        let metres = metred.then(|| spread(&self.metres));
        Ok(Table { millis: spread(&self.millis), metres, far: self.far })
    }
}

impl Missing {
    fn count(&mut self, from: usize, to: usize) {
        self.first.get_or_insert((from, to));
        self.pairs += 1;
        self.at[from] += 1;
        self.at[to] += 1;
    }

    fn told(&self, spots: &Spots) -> Option<NoRoad> {
        let (from, to) = self.first?;
        let name = |spot: usize| spots.name(spot).to_owned();
        let mut shared = (0..self.at.len()).filter(|spot| self.at[*spot] == self.pairs);
        // Two places that all pairs share are the only two.
        let shared = shared.next().filter(|_| shared.next().is_none()).map(name);
        Some(NoRoad { from: name(from), to: name(to), pairs: self.pairs, shared })
    }
}
