//! Travel between places: the snapshot that a plan is made with and judged by.

pub mod matrix;
pub mod osrm;
pub mod snapshot;
pub mod straight;

use crate::ids::PlaceId;
use crate::intake::case::{Case, TravelSpec};
use crate::units::{Metres, Millis};
use crate::wire::plan::TravelSource;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// Times and distances between all places of a case, in integers.
pub struct Travel {
    pub source: TravelSource,
    size: usize,
    /// Whether distances are known.
    pub has_metres: bool,
    millis: Vec<u32>,
    metres: Vec<u32>,
    /// The same by destination; empty where both ways are alike.
    back: Option<Box<Transposed>>,
    hash: OnceLock<String>,
}

/// Times and metres by destination, so that all legs into one place lie side by side.
struct Transposed {
    millis: Vec<u32>,
    metres: Vec<u32>,
}

/// All legs out of one place, or all legs into it, by the other end.
#[derive(Clone, Copy)]
pub struct Fan<'a> {
    millis: &'a [u32],
    metres: &'a [u32],
}

impl Fan<'_> {
    #[inline]
    pub fn millis(&self, other: u32) -> Millis {
        Millis::from(self.millis[other as usize])
    }

    #[inline]
    pub fn metres(&self, other: u32) -> Metres {
        self.metres.get(other as usize).map_or(0, |m| Metres::from(*m))
    }
}

impl Travel {
    /// Between all places of a case that came through the door.
    pub fn of(case: &Case) -> Travel {
        match &case.travel {
            TravelSpec::Matrix(given) => matrix::snapshot(given),
            TravelSpec::Straight { speed_milli, detour } => {
                straight::snapshot(&case.places, *speed_milli, *detour)
            }
        }
    }

    /// Times and metres by row; every value below 2^32 (49 days, 4 million km).
    pub fn new(source: TravelSource, size: usize, millis: Vec<u32>, metres: Vec<u32>) -> Travel {
        assert_eq!(millis.len(), size * size, "a travel matrix is square");
        assert!(metres.is_empty() || metres.len() == size * size, "so are its metres");
        let back = transposed(size, &millis, &metres);
        let (hash, has_metres) = (OnceLock::new(), !metres.is_empty());
        Travel { source, size, has_metres, millis, metres, back, hash }
    }

    pub fn size(&self) -> usize {
        self.size
    }

    #[inline]
    pub fn millis(&self, from: PlaceId, to: PlaceId) -> Millis {
        Millis::from(self.millis[from.at() * self.size + to.at()])
    }

    #[inline]
    pub fn metres(&self, from: PlaceId, to: PlaceId) -> Metres {
        if self.has_metres { Metres::from(self.metres[from.at() * self.size + to.at()]) } else { 0 }
    }

    /// All legs out of a place.
    pub fn out_of(&self, place: PlaceId) -> Fan<'_> {
        self.fan(&self.millis, &self.metres, place)
    }

    /// All legs into a place.
    pub fn into(&self, place: PlaceId) -> Fan<'_> {
        match &self.back {
            Some(back) => self.fan(&back.millis, &back.metres, place),
            None => self.out_of(place),
        }
    }

    fn fan<'a>(&self, millis: &'a [u32], metres: &'a [u32], place: PlaceId) -> Fan<'a> {
        let row = place.at() * self.size..(place.at() + 1) * self.size;
        Fan { millis: &millis[row.clone()], metres: metres.get(row).unwrap_or(&[]) }
    }

    /// Bytes of memory that the legs take.
    pub fn bytes(&self) -> usize {
        let ways = if self.back.is_some() { 2 } else { 1 };
        4 * ways * (self.millis.len() + self.metres.len())
    }

    /// The longest leg in metres.
    pub fn longest(&self) -> Metres {
        Metres::from(self.metres.iter().copied().max().unwrap_or(0))
    }

    /// SHA-256 over source, size and values: one hash, one snapshot. Taken once: every better plan
    /// of a run asks for it.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| self.digest())
    }

    fn digest(&self) -> String {
        let mut sum = Sha256::new();
        sum.update(match self.source {
            TravelSource::Matrix => b"matrix  ",
            TravelSource::StraightLine => b"straight",
        });
        sum.update((self.size as u64).to_le_bytes());
        sum.update([u8::from(self.has_metres)]);
        let mut bytes = Vec::new();
        for values in self.millis.chunks(4096).chain(self.metres.chunks(4096)) {
            bytes.clear();
            bytes.extend(values.iter().flat_map(|v| v.to_le_bytes()));
            sum.update(&bytes);
        }
        sum.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }
}

/// The matrices by destination, unless that is the same.
fn transposed(size: usize, millis: &[u32], metres: &[u32]) -> Option<Box<Transposed>> {
    let alike = |m: &[u32]| {
        m.chunks(size.max(1)).enumerate().all(|(row, cells)| {
            cells[..row].iter().enumerate().all(|(column, cell)| *cell == m[column * size + row])
        })
    };
    if alike(millis) && alike(metres) {
        return None;
    }
    let turn = |m: &[u32]| -> Vec<u32> {
        let cells = (0..m.len()).map(|i| m[(i % size) * size + i / size]);
        cells.collect()
    };
    Some(Box::new(Transposed { millis: turn(millis), metres: turn(metres) }))
}
