//! Travel between places: the snapshot that a plan is made with and judged by.

use crate::ids::PlaceId;
use crate::units::{Metres, Millis};
use crate::wire::plan::TravelSource;
use std::sync::OnceLock;

/// Times and distances between all places of a case, in integers.
pub struct Travel {
    pub source: TravelSource,
    size: usize,
    /// Whether distances are known.
    pub has_metres: bool,
    millis: Vec<u32>,
    metres: Vec<u32>,
    hash: OnceLock<String>,
}

impl Travel {
    /// Times and metres by row; every value below 2^32 (49 days, 4 million km).
    pub fn new(source: TravelSource, size: usize, millis: Vec<u32>, metres: Vec<u32>) -> Travel {
        assert_eq!(millis.len(), size * size, "a travel matrix is square");
        assert!(metres.is_empty() || metres.len() == size * size, "so are its metres");
        let hash = OnceLock::new();
        Travel { source, size, has_metres: !metres.is_empty(), millis, metres, hash }
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

    /// The longest leg in metres.
    pub fn longest(&self) -> Metres {
        Metres::from(self.metres.iter().copied().max().unwrap_or(0))
    }

    /// The snapshot's hash, made once: it is asked for with every plan.
    pub fn hash_once(&self, make: impl FnOnce() -> String) -> &str {
        self.hash.get_or_init(make)
    }
}
