//! The globe made flat: places to points of a drawing, north up.

/// The contract's radius of the globe, in metres.
const RADIUS: f64 = 6_371_008.8;
/// Width of a drawing and the empty edge around what is on it, in its own units.
pub const WIDTH: f64 = 900.0;
const EDGE: f64 = 34.0;
const HEIGHT: (f64, f64) = (280.0, 620.0);
/// A day around one corner is drawn no larger than this many metres across.
const ACROSS_LEAST: f64 = 1500.0;
/// The longest scale bar.
const BAR_MOST: f64 = 170.0;

/// Latitude and longitude in degrees.
pub type Spot = (f64, f64);

/// Equirectangular, true to scale at its middle latitude: a crew's day is small on the globe.
pub struct Flat {
    middle: Spot,
    cos: f64,
    /// Drawing units per metre.
    scale: f64,
    pub height: f64,
}

/// Great-circle metres.
pub fn metres(a: Spot, b: Spot) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let north = ((lat_b - lat_a) / 2.0).sin();
    let east = ((b.1 - a.1).to_radians() / 2.0).sin();
    let part = north * north + lat_a.cos() * lat_b.cos() * east * east;
    2.0 * RADIUS * part.sqrt().min(1.0).asin()
}

impl Flat {
    /// A drawing with all spots on it; nothing where there are none.
    pub fn around(spots: &[Spot]) -> Option<Flat> {
        let first = *spots.first()?;
        let (mut low, mut high) = (first, first);
        for spot in spots {
            // Counted from the first spot, a day at the date line stays together.
            let lon = first.1 + turned(spot.1 - first.1);
            low = (low.0.min(spot.0), low.1.min(lon));
            high = (high.0.max(spot.0), high.1.max(lon));
        }
        let middle = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
        let cos = middle.0.to_radians().cos().max(0.01);
        let degree = RADIUS.to_radians();
        let across = ((high.1 - low.1) * cos * degree).max(ACROSS_LEAST);
        let up = ((high.0 - low.0) * degree).max(ACROSS_LEAST / 4.0);
        let room = (WIDTH - 2.0 * EDGE, HEIGHT.1 - 2.0 * EDGE);
        let scale = (room.0 / across).min(room.1 / up);
        let height = (up * scale + 2.0 * EDGE).clamp(HEIGHT.0, HEIGHT.1);
        Some(Flat { middle, cos, scale, height })
    }

    pub fn point(&self, (lat, lon): Spot) -> (f64, f64) {
        let degree = RADIUS.to_radians() * self.scale;
        let east = turned(lon - self.middle.1) * self.cos * degree;
        let north = (lat - self.middle.0) * degree;
        (WIDTH / 2.0 + east, self.height / 2.0 - north)
    }

    /// The length of a scale bar and what it stands for.
    pub fn bar(&self) -> (f64, String) {
        let most = BAR_MOST / self.scale;
        let power = 10_f64.powf(most.log10().floor());
        let step = [5.0, 2.0].into_iter().find(|k| k * power <= most).unwrap_or(1.0);
        let metres = step * power;
        let text = match metres {
            m if m >= 1000.0 => format!("{:.0} km", m / 1000.0),
            m => format!("{m:.0} m"),
        };
        (metres * self.scale, text)
    }
}

/// Degrees between -180 and 180.
fn turned(degrees: f64) -> f64 {
    (degrees + 540.0).rem_euclid(360.0) - 180.0
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a map is squeezed, upside down, or tears a day at the date line apart.
    #[test]
    fn north_is_up_and_lengths_are_true() {
        let spots = [(60.0, 179.9), (60.1, -179.9), (60.05, 180.0)];
        let flat = Flat::around(&spots).expect("a map");
        let points = spots.map(|spot| flat.point(spot));
        assert!(points[0].1 > points[1].1, "north is up: {points:?}");
        assert!(points[0].0 < points[2].0 && points[2].0 < points[1].0, "{points:?}");
        for point in points {
            assert!((0.0..=WIDTH).contains(&point.0) && (0.0..=flat.height).contains(&point.1));
        }
        let (dx, dy) = (points[1].0 - points[0].0, points[1].1 - points[0].1);
        let drawn = dx.hypot(dy) / flat.scale;
        let real = metres(spots[0], spots[1]);
        assert!((drawn / real - 1.0).abs() < 0.01, "{drawn} m for {real} m");
        assert_eq!(flat.bar().1, "2 km");
    }
}
