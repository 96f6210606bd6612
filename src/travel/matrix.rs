//! A given matrix, cut to the places in use.

use super::Travel;
use crate::intake::case::Matrix;
use crate::wire::plan::TravelSource;

/// Rows and columns in the order of the case's places; the door has made sure that each has its row
/// and that every value is below 2^31.
pub fn snapshot(matrix: &Matrix) -> Travel {
    let rows: Vec<usize> = matrix.rows.iter().flatten().map(|r| *r as usize).collect();
    assert_eq!(rows.len(), matrix.rows.len(), "every place in use has a row");
    let cut = |table: &[i64]| -> Vec<u32> {
        let line = |from: &usize| &table[from * matrix.size..(from + 1) * matrix.size];
        rows.iter().flat_map(|from| rows.iter().map(|to| line(from)[*to] as u32)).collect()
    };
    let metres = matrix.metres.as_deref().map(cut).unwrap_or_default();
    Travel::new(TravelSource::Matrix, rows.len(), cut(&matrix.millis), metres)
}
