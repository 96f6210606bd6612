//! Road times from an OSRM server, through its table service.
//!
//! `osrm-routed` answers for at most 100 coordinates at once unless it was told otherwise
//! (`--max-table-size`), so larger tables are asked for in blocks that stay below that; each
//! ordered pair of points is asked about once. The addresses asked stay below 3 kB.
//!
//! A request names the customers' coordinates and nothing else, and goes to the named server only:
//! proxies of the environment are not used, and redirections are not followed.

pub mod address;
mod answer;
mod blocks;
mod client;
pub mod error;
mod sheet;
mod spots;

pub use address::Address;
pub use error::OsrmError;

use crate::units::{Metres, Millis};
use client::Client;
use sheet::Sheet;
use spots::Spots;
use std::fmt;
use std::time::Duration;

/// More points than this would make a table of several hundred megabytes of text.
pub const POINTS_MOST: usize = 2_500;

/// No time or distance may be larger; the contract's matrices end there.
const VALUE_MOST: i64 = (1 << 31) - 1;

/// A point this far from the nearest road is told about.
const FAR: f64 = 1_000.0;

/// A place on the globe, in degrees.
#[derive(Clone, Copy, Debug)]
pub struct Point<'a> {
    /// How messages call it.
    pub name: &'a str,
    pub lat: f64,
    pub lon: f64,
}

/// What keeps a broken server from holding us up.
#[derive(Clone, Debug)]
pub struct Limits {
    /// For the connection alone.
    pub connect: Duration,
    /// For a whole request, its answer included.
    pub call: Duration,
    /// How often a request is asked again after a lost connection or a 5xx.
    pub retries: u32,
    /// Between two tries.
    pub pause: Duration,
    /// Bytes of an answer. A full block has some 200,000.
    pub body: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(5),
            call: Duration::from_secs(60),
            retries: 2,
            pause: Duration::from_millis(500),
            body: 8 << 20,
        }
    }
}

/// Road times between all points, row = from, column = to, the diagonal 0.
#[derive(Debug)]
pub struct Table {
    pub millis: Vec<Vec<Millis>>,
    /// Nothing where the server gives no distances.
    pub metres: Option<Vec<Vec<Metres>>>,
    pub far: Vec<Far>,
}

/// A point that lies off the roads, so that its times are those of another place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Far {
    pub name: String,
    pub metres: Metres,
}

impl fmt::Display for Far {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "place {} lies {} m from the nearest road that the server knows; check its lat and \
             lon, and whether the server's map reaches there",
            self.name, self.metres
        )
    }
}

/// Asks for road times between all points. `progress` hears how many of how many blocks are done.
pub fn table(
    address: &Address,
    points: &[Point],
    limits: &Limits,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Table, OsrmError> {
    let spots = Spots::of(points)?;
    let mut sheet = Sheet::new(spots.len());
    let blocks = blocks::of(spots.len());
    let mut client = Client::new(address, limits);
    for (done, block) in blocks.iter().enumerate() {
        let answer = client.ask(&spots, block)?;
        sheet.put(block, &answer, &spots)?;
        progress(done + 1, blocks.len());
    }
    sheet.finish(&spots)
}
