//! Places on a map, and the distances of the technician-day family.
//!
//! Sine, cosine and arc sine are power series of our own: the standard ones may differ in the last
//! digit between machines, and a generated instance must be the same file everywhere.

use serde_json::{Value, json};

use super::draw;
use crate::rng::Rng;

const EARTH_KM: f64 = 6371.0;
const KM_PER_DEGREE: f64 = 111.195;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub lat: f64,
    pub lon: f64,
}

impl Point {
    /// Five decimals are a metre and print short.
    pub fn new(lat: f64, lon: f64) -> Self {
        let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
        Point { lat: round(lat), lon: round(lon) }
    }

    /// The point `east` and `north` kilometres away, on a locally flat map.
    pub fn moved_km(self, east: f64, north: f64) -> Self {
        let east_degrees = east / (KM_PER_DEGREE * cos(self.lat.to_radians()));
        Point::new(self.lat + north / KM_PER_DEGREE, self.lon + east_degrees)
    }

    /// A point scattered around this one, `spread_km` in each direction.
    pub fn scattered(self, rng: &mut Rng, spread_km: f64) -> Self {
        let (east, north) = (draw::normal(rng), draw::normal(rng));
        self.moved_km(east * spread_km, north * spread_km)
    }

    /// Great-circle seconds at 40 km/h, as the technician-day family counts them.
    pub fn travel_secs(self, to: Point) -> i64 {
        let (lat_a, lat_b) = (self.lat.to_radians(), to.lat.to_radians());
        let half_lat = sin((lat_b - lat_a) / 2.0);
        let half_lon = sin((to.lon - self.lon).to_radians() / 2.0);
        let h = half_lat * half_lat + cos(lat_a) * cos(lat_b) * half_lon * half_lon;
        let km = 2.0 * EARTH_KM * asin_small(h.sqrt());
        (km / 40.0 * 3600.0).round() as i64
    }

    pub fn place(self, id: &str) -> Value {
        json!({"id": id, "lat": self.lat, "lon": self.lon})
    }
}

/// A square metro area: part of the points lie anywhere in it, the rest in a few towns.
pub struct Metro {
    pub centre: Point,
    pub side_km: f64,
    pub anywhere: f64,
    /// Kilometres east and north of the centre, and how far the town spreads.
    towns: Vec<(f64, f64, f64)>,
}

impl Metro {
    pub fn new(rng: &mut Rng, centre: Point, side_km: f64, towns: usize) -> Self {
        let reach = side_km * 0.32;
        let mut town = || {
            let mut along = || (rng.unit() * 2.0 - 1.0) * reach;
            let (east, north) = (along(), along());
            (east, north, 2.0 + rng.unit() * 1.5)
        };
        let towns = (0..towns.max(1)).map(|_| town()).collect();
        Metro { centre, side_km, anywhere: 0.4, towns }
    }

    pub fn point(&self, rng: &mut Rng) -> Point {
        let half = self.side_km / 2.0;
        if rng.chance(self.anywhere) {
            let (east, north) = (rng.unit() * 2.0 - 1.0, rng.unit() * 2.0 - 1.0);
            return self.centre.moved_km(east * half, north * half);
        }
        loop {
            let &(town_east, town_north, spread) = rng.pick(&self.towns);
            let east = town_east + draw::normal(rng) * spread;
            let north = town_north + draw::normal(rng) * spread;
            if east.abs() <= half && north.abs() <= half {
                return self.centre.moved_km(east, north);
            }
        }
    }
}

/// Good to the last digits below 2 radians.
fn sin(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for k in 1..=12 {
        term *= -x * x / f64::from(2 * k * (2 * k + 1));
        sum += term;
    }
    sum
}

fn cos(x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..=12 {
        term *= -x * x / f64::from((2 * k - 1) * 2 * k);
        sum += term;
    }
    sum
}

/// Arc sine for arguments below 0.05, which is 600 km on the ground.
fn asin_small(x: f64) -> f64 {
    let s = x * x;
    x * (1.0 + s * (1.0 / 6.0 + s * (3.0 / 40.0 + s * (15.0 / 336.0 + s * (105.0 / 3456.0)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_agree_with_the_library() {
        // Travel times would differ from what anybody recomputes from the coordinates.
        for step in -150..=150 {
            let x = f64::from(step) / 100.0;
            assert!((sin(x) - x.sin()).abs() < 1e-15 * 4.0, "sin {x}");
            assert!((cos(x) - x.cos()).abs() < 1e-15 * 4.0, "cos {x}");
            let small = x / 30.0;
            assert!((asin_small(small) - small.asin()).abs() < 1e-12, "asin {small}");
        }
    }

    #[test]
    fn a_degree_of_latitude() {
        // The technician days would be on another scale than the family they belong to.
        let (a, b) = (Point::new(41.0, -87.0), Point::new(42.0, -87.0));
        assert_eq!(a.travel_secs(b), 10_008);
        assert_eq!(a.travel_secs(b), b.travel_secs(a));
        assert_eq!(a.travel_secs(a), 0);
    }
}
