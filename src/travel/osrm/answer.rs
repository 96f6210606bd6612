//! One answer of the table service, read and held against its question.

use super::error::OsrmError;
use super::{VALUE_MOST, blocks::Block};
use serde::Deserialize;

/// The table of one block, row by row.
pub struct Answer {
    /// Nothing where there is no road.
    pub millis: Vec<Option<i64>>,
    pub metres: Option<Vec<Option<i64>>>,
    /// By origin, how many metres it was moved to the nearest road.
    pub moved: Vec<f64>,
}

#[derive(Deserialize)]
struct Text {
    code: String,
    #[serde(default)]
    message: String,
    durations: Option<Cells>,
    distances: Option<Cells>,
    sources: Option<Vec<Waypoint>>,
}

type Cells = Vec<Vec<Option<f64>>>;

#[derive(Deserialize)]
struct Waypoint {
    distance: Option<f64>,
}

/// `address` is for the words only.
pub fn read(address: &str, status: u16, body: &[u8], block: &Block) -> Result<Answer, OsrmError> {
    let address = || address.to_owned();
    let text: Text = match serde_json::from_slice(body) {
        Ok(text) => text,
        Err(_) if status != 200 => return Err(OsrmError::Status { address: address(), status }),
        Err(error) => {
            let why = error.to_string().replace("EOF", "the text ends");
            return Err(OsrmError::NoJson { address: address(), why });
        }
    };
    if text.code != "Ok" {
        let (code, message) = (clean(&text.code), clean(&text.message));
        return Err(OsrmError::Said { code, message, place: None });
    }
    let durations = text.durations.ok_or_else(|| wrong("it has no durations"))?;
    let millis = cells(&durations, "durations", 1_000.0, block)?;
    let metres =
        text.distances.map(|cells_| cells(&cells_, "distances", 1.0, block)).transpose()?;
    let moved = text.sources.unwrap_or_default();
    if !moved.is_empty() && moved.len() != block.from.len() {
        let what = format!("{} sources for {}", moved.len(), block.from.len());
        return Err(wrong(&what));
    }
    let moved = moved.iter().map(|w| w.distance.unwrap_or(0.0)).collect();
    Ok(Answer { millis, metres, moved })
}

fn wrong(what: &str) -> OsrmError {
    OsrmError::Wrong { what: what.to_owned() }
}

fn cells(
    rows: &Cells,
    name: &str,
    scale: f64,
    block: &Block,
) -> Result<Vec<Option<i64>>, OsrmError> {
    let (height, width) = (block.from.len(), block.to.len());
    if let Some(row) = rows.iter().find(|row| row.len() != width) {
        return Err(wrong(&format!("a row of {name} has {} columns, not {width}", row.len())));
    }
    if rows.len() != height {
        return Err(wrong(&format!("{name} has {} rows, not {height}", rows.len())));
    }
    let whole = |cell: &Option<f64>| match cell {
        None => Ok(None),
        Some(value) => match (value * scale).round() {
            rounded if (0.0..=VALUE_MOST as f64).contains(&rounded) => Ok(Some(rounded as i64)),
            _ => Err(wrong(&format!("{value} in its {name}"))),
        },
    };
    rows.iter().flatten().map(whole).collect()
}

/// Text of the server with nothing in it that could move a cursor, and not too much of it.
fn clean(text: &str) -> String {
    text.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
