//! A run as a row.

use super::{Kind, Run, Standing, State};
use crate::wire::text::print_instant;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

/// The columns that make a run.
pub const COLUMNS: &str = "id, kind, state, name, calendar, tags, nightly, submitted_at, \
    started_at, first_plan_at, completed_at, attempts, interruptions, progress, failure, version, \
    publication, parent, origin, revision";

/// Reads the columns of [`COLUMNS`].
pub fn run(row: &AnyRow) -> sqlx::Result<Run> {
    let kind: String = row.try_get("kind")?;
    let state: String = row.try_get("state")?;
    let tags: String = row.try_get("tags")?;
    let attempts: i64 = row.try_get("attempts")?;
    let interruptions: i64 = row.try_get("interruptions")?;
    let publication: Option<String> = row.try_get("publication")?;
    Ok(Run {
        id: row.try_get("id")?,
        kind: Kind::read(&kind).ok_or_else(|| odd("kind", &kind))?,
        state: State::read(&state).ok_or_else(|| odd("state", &state))?,
        name: row.try_get("name")?,
        calendar: row.try_get("calendar")?,
        tags: serde_json::from_str(&tags).map_err(|_| odd("tags", &tags))?,
        nightly: row.try_get::<i64, _>("nightly")? != 0,
        submitted_at: printed(row.try_get("submitted_at")?),
        started_at: time(row, "started_at")?,
        first_plan_at: time(row, "first_plan_at")?,
        completed_at: time(row, "completed_at")?,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        interruptions: u32::try_from(interruptions).unwrap_or(u32::MAX),
        progress: json_of(row, "progress")?,
        failure: json_of(row, "failure")?,
        version: row.try_get("version")?,
        parent: row.try_get("parent")?,
        origin: row.try_get("origin")?,
        revision: row.try_get("revision")?,
        publication: publication.as_deref().and_then(Standing::read),
    })
}

/// The time as the API prints it.
pub fn printed(millis: i64) -> String {
    print_instant(millis, chrono_tz::UTC)
}

pub fn time(row: &AnyRow, column: &str) -> sqlx::Result<Option<String>> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(printed))
}

pub fn json_of<T: DeserializeOwned>(row: &AnyRow, column: &str) -> sqlx::Result<Option<T>> {
    let text: Option<String> = row.try_get(column)?;
    let read = |text: String| serde_json::from_str(&text).map_err(|_| odd(column, &text));
    text.map(read).transpose()
}

/// What no program of ours has written.
fn odd(column: &str, found: &str) -> sqlx::Error {
    let found: String = found.chars().take(60).collect();
    let source = format!("{found} is not read in {column}").into();
    sqlx::Error::ColumnDecode { index: column.to_owned(), source }
}

/// A value as JSON text; these shapes have only text keys.
pub fn text_of(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("a run's parts can always be written")
}
