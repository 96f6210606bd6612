//! `/v1/audit`: who has changed what.

use super::App;
use super::auth::Caller;
use super::calendars::read;
use super::problem::{self, Problem};
use crate::store::{Action, Noted, Sought};
use crate::wire::text::parse_instant;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Json;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Which changes a list shows.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The most changes.
    #[serde(default = "usual_limit")]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: u16,
    /// Only changes by this one: the id of a key, `open`, `cli`, `service` or `worker`.
    actor: Option<String>,
    /// Only changes of this kind.
    action: Option<Action>,
    /// Only changes of this run, calendar or key.
    subject: Option<String>,
    /// Only changes from this time on (RFC 3339).
    since: Option<String>,
    /// Only changes until this time (RFC 3339).
    until: Option<String>,
    /// Only changes older than this one: `next` of the page before.
    before: Option<String>,
}

fn usual_limit() -> u16 {
    20
}

/// Changes, newest first.
#[derive(Serialize, ToSchema)]
pub struct Audit {
    changes: Vec<Noted>,
    /// Send it as `before` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// List who has changed what in this tenant, newest first.
///
/// Each change was noted together with it: both are there or neither. An admin's key is needed.
/// The newest changes of each tenant are kept (`--keep-audit`), whatever has become of the runs.
#[utoipa::path(get, path = "/v1/audit", tag = "service", operation_id = "listChanges",
    params(AuditQuery),
    responses((status = 200, description = "Newest first", body = Audit)))]
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    query: Result<Query<AuditQuery>, QueryRejection>,
) -> Result<Json<Audit>, Problem> {
    let query = read(query, |query| query.limit)?;
    let limit = usize::from(query.limit);
    let sought = Sought {
        actor: plain("actor", query.actor)?,
        action: query.action,
        subject: plain("subject", query.subject)?,
        since: instant("since", query.since.as_deref())?,
        until: instant("until", query.until.as_deref())?,
        before: plain("before", query.before)?,
        most: u32::from(query.limit) + 1,
    };
    let mut changes = app.stored(move |runs| runs.store.audit(&caller.tenant, &sought)).await?;
    let more = changes.len() > limit;
    changes.truncate(limit);
    let next = changes.last().filter(|_| more).map(|change| change.id.clone());
    Ok(Json(Audit { changes, next }))
}

/// Text as ids are made of.
fn plain(key: &str, text: Option<String>) -> Result<Option<String>, Problem> {
    match &text {
        Some(odd) if odd.chars().any(char::is_control) => {
            Err(Problem::new(&problem::MALFORMED, format!("{key} is an id, not {odd:?}")))
        }
        _ => Ok(text),
    }
}

fn instant(key: &str, text: Option<&str>) -> Result<Option<i64>, Problem> {
    let Some(text) = text else { return Ok(None) };
    // A plus sign that was not escaped is a blank in a query.
    let read = parse_instant(&text.replace(' ', "+")).map(Some);
    read.ok_or_else(|| {
        let text = format!("{key} is a time like 2026-12-08T07:30:00Z, not {text:?}");
        Problem::new(&problem::MALFORMED, text)
    })
}
