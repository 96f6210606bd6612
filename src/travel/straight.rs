//! Straight lines over the globe, made longer by a detour.

use super::Travel;
use crate::intake::case::Place;
use crate::units::{Metres, Millis};
use crate::wire::plan::TravelSource;
use rayon::prelude::*;

/// The contract's radius. `geo` measures with another one (6,371,008.7714 m), and every judge must
/// come to the same metre, hence these few lines of our own.
const RADIUS: f64 = 6_371_008.8;

/// A place on the globe with what every one of its legs needs.
#[derive(Clone, Copy)]
struct Spot {
    lat: f64,
    lon: f64,
    cos: f64,
}

impl Spot {
    fn of(place: &Place) -> Spot {
        let (lat, lon) = place.at.unwrap_or((0.0, 0.0));
        let lat = lat.to_radians();
        Spot { lat, lon: lon.to_radians(), cos: lat.cos() }
    }

    /// Great-circle distance by haversine, in metres.
    fn distance(&self, to: &Spot) -> f64 {
        let north = ((to.lat - self.lat) / 2.0).sin();
        let east = ((to.lon - self.lon) / 2.0).sin();
        let a = north * north + self.cos * to.cos * east * east;
        2.0 * RADIUS * a.sqrt().min(1.0).asin()
    }
}

/// Travel time at a speed in thousandths of a kilometre per hour, rounded up.
pub fn millis_of(metres: Metres, speed_milli: i64) -> Millis {
    // A matrix asks this for every pair, and a wide division takes ten times as long.
    if let (Ok(metres), Ok(speed)) = (u32::try_from(metres), u32::try_from(speed_milli)) {
        return (u64::from(metres) * 3_600_000).div_ceil(u64::from(speed)) as Millis;
    }
    let product = i128::from(metres) * 3_600_000;
    let speed = i128::from(speed_milli);
    ((product + speed - 1) / speed) as Millis
}

/// Whether even the way to the other side of the globe can be counted.
pub fn always_fits(speed_milli: i64, detour: f64) -> bool {
    let half_way = (std::f64::consts::PI * RADIUS * detour).ceil() as Metres;
    millis_of(half_way, speed_milli) <= Millis::from(u32::MAX)
}

/// The longest leg in metres between any two places.
pub fn longest(places: &[Place], detour: f64) -> Metres {
    let spots: Vec<Spot> = places.iter().filter(|p| p.at.is_some()).map(Spot::of).collect();
    let far = |from: &Spot| spots.iter().map(|to| from.distance(to)).fold(0.0, f64::max);
    let most = spots.par_iter().map(far).reduce(|| 0.0, f64::max);
    (most * detour).round() as Metres
}

/// The snapshot for places that all have coordinates.
pub fn snapshot(places: &[Place], speed_milli: i64, detour: f64) -> Travel {
    let size = places.len();
    let spots: Vec<Spot> = places.iter().map(Spot::of).collect();
    let mut metres = vec![0_u32; size * size];
    let mut millis = vec![0_u32; size * size];
    // One row at a time; a row has one entry at least, or there is none. Both ways are alike to the
    // last bit, so that one is enough.
    let rows = metres.par_chunks_mut(size.max(1)).zip(millis.par_chunks_mut(size.max(1)));
    rows.enumerate().for_each(|(from, (metres, millis))| {
        for (to, spot) in spots.iter().enumerate().skip(from + 1) {
            let leg = (spots[from].distance(spot) * detour).round() as Metres;
            // The door has refused speeds at which a leg would not fit.
            metres[to] = leg as u32;
            millis[to] = millis_of(leg, speed_milli) as u32;
        }
    });
    for table in [&mut metres, &mut millis] {
        for (from, to) in (0..size).flat_map(|from| (0..from).map(move |to| (from, to))) {
            table[from * size + to] = table[to * size + from];
        }
    }
    Travel::new(TravelSource::StraightLine, size, millis, metres)
}
