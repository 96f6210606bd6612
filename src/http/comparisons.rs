//! `/v1/comparisons`: the same requests under everyday habits and under the optimizer.

use super::auth::Caller;
use super::problem::{self, Problem};
use super::runs::{Family, Id};
use super::{App, shapes};
use crate::compare::{Printed, Report};
use crate::fault::Fault;
use crate::store::{Actor, Kind};
use crate::units::Millis;
use crate::worker::Order;
use crate::worker::comparison::Wish;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

pub const COMPARISONS: Family =
    Family { kind: Kind::Comparison, path: "/v1/comparisons", output: "comparison" };

/// Compare policies on the same requests.
///
/// Each request is planned by every policy: `first-come`, `nearest-crew`, `priority-first`, `zoned`
/// (habits of everyday dispatch) and `optimized`, this one with seeds 1 to `seeds`. Every plan is
/// verified and priced by the request's own policy. Waits like `/v1/schedules`; the optimizer's
/// budgets add up.
#[utoipa::path(post, path = "/v1/comparisons", tag = "plans", operation_id = "postComparison",
    params(("Prefer" = Option<String>, Header, description = "`wait=N`: seconds to wait for the \
        end, at most 300; `respond-async`: do not wait", example = "wait=20"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same \
            body is the same run, however often it is sent", max_length = 255)),
    request_body(content = shapes::ComparisonRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "The comparison has ended", body = shapes::ComparisonRun,
            headers(("Location" = String, description = "Its own path"))),
        (status = 202, description = "It is accepted and goes on", body = shapes::ComparisonRun,
            headers(("Location" = String, description = "Its own path"),
                ("Retry-After" = i64, description = "Seconds")))))]
pub async fn post(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    COMPARISONS.post(&app, &headers, body, caller, order).await
}

/// What is ordered, and the optimizer's budgets together.
fn order(text: &[u8]) -> Result<(Order, Millis), Vec<Fault>> {
    let wish = Wish::read(text)?;
    let budget = wish.budget;
    let kind = Kind::Comparison;
    let (tags, calendar, tenant) = (Vec::new(), None, String::new());
    let (name, nightly, actor) = (wish.name, false, Actor::open());
    Ok((Order { kind, name, tags, calendar, nightly, tenant, actor, lineage: None }, budget))
}

/// A comparison with its rows so far.
#[utoipa::path(get, path = "/v1/comparisons/{id}", tag = "plans", operation_id = "getComparison",
    params(("id" = String, Path, description = "The comparison's id")),
    responses((status = 200, description = "As it is now", body = shapes::ComparisonRun)))]
pub async fn get(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    Ok(COMPARISONS.answer(&app, &id, StatusCode::OK).await?.1)
}

/// Stop a comparison and keep its rows.
#[utoipa::path(delete, path = "/v1/comparisons/{id}", tag = "plans",
    operation_id = "stopComparison",
    params(("id" = String, Path, description = "The comparison's id"),
        ("If-Match" = Option<String>, Header, description = "Only if this is still its ETag")),
    responses((status = 200, description = "At its end", body = shapes::ComparisonRun)))]
pub async fn stop(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    COMPARISONS.stop(&app, &id, &headers, &caller).await
}

/// The rows so far as CSV.
#[utoipa::path(get, path = "/v1/comparisons/{id}/rows.csv", tag = "plans",
    operation_id = "getComparisonRows",
    params(("id" = String, Path, description = "The comparison's id")),
    responses((status = 200, description = "One line for each plan, with a header",
        body = String, content_type = "text/csv")))]
pub async fn rows(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    let report = report(&app, &id).await?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], report.csv()).into_response())
}

/// What each policy costs against the optimizer, drawn.
#[utoipa::path(get, path = "/v1/comparisons/{id}/chart.svg", tag = "plans",
    operation_id = "getComparisonChart",
    params(("id" = String, Path, description = "The comparison's id")),
    responses((status = 200, description = "A drawing", body = String,
        content_type = "image/svg+xml")))]
pub async fn chart(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    let report = report(&app, &id).await?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], report.svg()).into_response())
}

async fn report(app: &Arc<App>, id: &str) -> Result<Report, Problem> {
    let run = COMPARISONS.find(app, id).await?;
    let wanted = id.to_owned();
    let output = app.stored(move |runs| runs.store.output(&wanted)).await?;
    let Some(output) = output else {
        let text = format!("the comparison is {}", run.state.name());
        return Err(Problem::new(&problem::NO_PLAN_YET, text));
    };
    let printed: Printed = serde_json::from_slice(&output).map_err(|error| {
        // It was written by this program; another version may have done it in another way.
        Problem::new(&problem::INTERNAL, format!("the stored rows cannot be read: {error}"))
    })?;
    Ok(Report::read(printed))
}
