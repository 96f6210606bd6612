//! Where a vehicle starts or a job lies: a row of the matrix or a pair of coordinates.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::MAX_PLACES;
use super::super::fields::{self, Fields};
use super::super::problem::Problems;
use super::matrix::Matrix;

#[derive(Clone)]
pub struct Spot {
    pub index: Option<usize>,
    /// Longitude, latitude: VROOM's order.
    pub lon_lat: Option<(f64, f64)>,
    pub at: String,
    /// Some of it could not be read, which was told there.
    torn: bool,
}

impl Spot {
    /// None where neither key is there.
    pub fn read(owner: &Fields, place: &str, row: &str, problems: &mut Problems) -> Option<Self> {
        let (given_place, given_row) = (owner.get(place), owner.get(row));
        let at = owner.at(given_row.map_or(place, |_| row));
        if given_place.is_none() && given_row.is_none() {
            return None;
        }
        let index = owner.whole(row, 0..=i64::from(u32::MAX), problems);
        let lon_lat = given_place
            .and_then(|value| fields::degrees(value, &owner.at(place), [180.0, 90.0], problems));
        let torn =
            index.is_some() != given_row.is_some() || lon_lat.is_some() != given_place.is_some();
        let index = index.map(|index| index as usize);
        Some(Self { index, lon_lat, at, torn })
    }
}

/// The places of the request.
pub struct Ground {
    matrix: Option<Matrix>,
    /// The rows in use, with coordinates where a spot gave some.
    rows: BTreeMap<usize, Option<(f64, f64)>>,
}

impl Ground {
    pub fn new(matrix: Option<Matrix>, spots: &[&Spot], problems: &mut Problems) -> Self {
        let mut rows = BTreeMap::new();
        let size = matrix.as_ref().map(|matrix| matrix.durations.len());
        for spot in spots.iter().filter(|spot| !spot.torn) {
            match (size, spot.index) {
                (Some(size), Some(index)) if index < size => {
                    let known: &mut Option<(f64, f64)> = rows.entry(index).or_default();
                    *known = known.or(spot.lon_lat);
                }
                (Some(size), Some(index)) => {
                    let hint = format!("use 0 to {}", size.saturating_sub(1));
                    let found = index.to_string();
                    problems.pointer(&spot.at, found, "the matrix has no such row", &hint);
                }
                (Some(_), None) => {
                    let hint = "give the row of this place, or take the matrices out";
                    problems.pointer(&spot.at, "no index", "the place has no row", hint);
                }
                (None, _) if spot.lon_lat.is_none() => {
                    let hint = "give [lon, lat], or matrices that have its row";
                    problems.pointer(&spot.at, "no coordinates", "the place lies nowhere", hint);
                }
                (None, _) => {}
            }
        }
        if rows.len() > MAX_PLACES {
            let hint = format!("plan at most {MAX_PLACES} places at once");
            problems.pointer("", rows.len().to_string(), "there are too many places", &hint);
        }
        Self { matrix, rows }
    }

    /// The place as jobs and crews name it.
    pub fn name(&self, spot: &Spot) -> Value {
        match (&self.matrix, spot.index, spot.lon_lat) {
            (Some(_), Some(index), _) => json!(format!("p{index}")),
            (_, _, Some((lon, lat))) => json!({ "lat": lat, "lon": lon }),
            _ => Value::Null,
        }
    }

    /// Adds `places` and `travel` to a problem that has a matrix.
    pub fn describe(&self, problem: &mut Value) {
        let (Some(matrix), Some(problem)) = (&self.matrix, problem.as_object_mut()) else {
            return;
        };
        let ids: Vec<String> = self.rows.keys().map(|index| format!("p{index}")).collect();
        let places: Vec<Value> = ids
            .iter()
            .zip(self.rows.values())
            .map(|(id, known)| match known {
                Some((lon, lat)) => json!({ "id": id, "lat": lat, "lon": lon }),
                None => json!({ "id": id }),
            })
            .collect();
        let mut travel = json!({ "places": ids, "seconds": self.part(&matrix.durations) });
        if let (Some(metres), Some(travel)) = (&matrix.metres, travel.as_object_mut()) {
            travel.insert("metres".to_string(), json!(self.part(metres)));
        }
        problem.insert("places".to_string(), json!(places));
        problem.insert("travel".to_string(), json!({ "matrix": travel }));
    }

    fn part(&self, matrix: &[Vec<i64>]) -> Vec<Vec<i64>> {
        let pick = |row: &Vec<i64>| self.rows.keys().filter_map(|k| row.get(*k).copied()).collect();
        self.rows.keys().filter_map(|k| matrix.get(*k)).map(pick).collect()
    }
}
