//! Road times from an OSRM server: from one inside the test that answers whatever the test wants,
//! and from a real one where `make osrm` has put its parts.

mod addresses;
mod blocks;
mod fake;
mod faults;
mod program;
mod real;

use callboard::travel::osrm::{self, Address, Limits, OsrmError, Point, Table};
use std::time::Duration;

/// Quick to give up.
fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        call: Duration::from_secs(10),
        retries: 2,
        pause: Duration::from_millis(5),
        body: 1 << 20,
    }
}

fn address(url: &str) -> Address {
    url.parse().unwrap_or_else(|why| panic!("{url}: {why}"))
}

/// Some places within half a degree, named `p0`, `p1`, ...; no two alike.
struct Places {
    names: Vec<String>,
    lat_lon: Vec<(f64, f64)>,
}

impl Places {
    fn new(count: usize) -> Places {
        let names = (0..count).map(|i| format!("p{i}")).collect();
        // 7 and 1000 have no common divisor, so the latitudes differ.
        let degrees = |i: usize| (47.0 + (i * 7 % 1000) as f64 / 2000.0, 9.5 + i as f64 / 8000.0);
        Places { names, lat_lon: (0..count).map(degrees).collect() }
    }

    fn points(&self) -> Vec<Point<'_>> {
        let each = self.names.iter().zip(&self.lat_lon);
        each.map(|(name, (lat, lon))| Point { name, lat: *lat, lon: *lon }).collect()
    }
}

fn ask(url: &str, places: &Places, limits: &Limits) -> Result<Table, OsrmError> {
    osrm::table(&address(url), &places.points(), limits, &mut |_, _| {})
}
