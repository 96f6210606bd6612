//! The points as OSRM tells them apart: by millionths of a degree, 11 cm at most. Places alike in
//! these are one spot, and between them there is no way to go.

use super::error::OsrmError;
use super::{POINTS_MOST, Point};
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

pub struct Spots<'a> {
    list: Vec<Spot<'a>>,
    /// By point, its spot.
    of_point: Vec<usize>,
}

struct Spot<'a> {
    /// Of the first point that lies there.
    name: &'a str,
    /// Longitude and latitude in millionths of a degree.
    lon_lat: (i64, i64),
}

impl<'a> Spots<'a> {
    pub fn of(points: &[Point<'a>]) -> Result<Spots<'a>, OsrmError> {
        if points.len() > POINTS_MOST {
            return Err(OsrmError::TooMany { points: points.len() });
        }
        let mut spots = Spots { list: Vec::new(), of_point: Vec::with_capacity(points.len()) };
        let mut known = HashMap::new();
        for point in points {
            let lon_lat =
                (millionths(point, point.lon, 180.0)?, millionths(point, point.lat, 90.0)?);
            let spot = *known.entry(lon_lat).or_insert(spots.list.len());
            if spot == spots.list.len() {
                spots.list.push(Spot { name: point.name, lon_lat });
            }
            spots.of_point.push(spot);
        }
        Ok(spots)
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn name(&self, spot: usize) -> &'a str {
        self.list[spot].name
    }

    /// By point, its spot.
    pub fn of_point(&self) -> &[usize] {
        &self.of_point
    }

    /// `LON,LAT;LON,LAT`: longitude comes first.
    pub fn write(&self, range: Range<usize>, out: &mut String) {
        for (k, spot) in self.list[range].iter().enumerate() {
            let (lon, lat) = (spot.lon_lat.0 as f64 / 1e6, spot.lon_lat.1 as f64 / 1e6);
            let gap = if k > 0 { ";" } else { "" };
            // Writing to a string cannot fail.
            let _ = write!(out, "{gap}{lon:.6},{lat:.6}");
        }
    }
}

fn millionths(point: &Point, degrees: f64, most: f64) -> Result<i64, OsrmError> {
    if degrees.is_nan() || degrees.abs() > most {
        return Err(OsrmError::NoCoordinate { name: point.name.to_owned(), degrees });
    }
    Ok((degrees * 1e6).round() as i64)
}
