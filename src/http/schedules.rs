//! `/v1/schedules`: plans on demand.

use super::auth::Caller;
use super::lines::Line;
use super::problem::{self, Problem};
use super::runs::{Family, Id, is_id, unknown};
use super::{App, events, shapes};
use crate::fault::Fault;
use crate::intake::case;
use crate::solve::Ready;
use crate::store::{self, Actor, Kind, Run, Wanted};
use crate::units::Millis;
use crate::worker::{Order, Runs};
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

pub const SCHEDULES: Family =
    Family { kind: Kind::Schedule, path: "/v1/schedules", output: "plan" };

/// Plan a request.
///
/// Answers 200 with the run and its plan when the run ends within the wait that `Prefer` asks for
/// (default: the run's seconds and 5 more, at most 60), else 202 with `Location`. A run that is
/// proven optimal ends at once. What nobody can serve is no error: the plan says why.
#[utoipa::path(post, path = "/v1/schedules", tag = "schedules", operation_id = "postSchedule",
    params(("Prefer" = Option<String>, Header, description = "`wait=N`: seconds to wait for the \
        end, at most 300; `respond-async`: do not wait", example = "wait=20"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same \
            body is the same run, however often it is sent", max_length = 255)),
    request_body(content = shapes::ScheduleRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "The run has ended", body = shapes::Schedule,
            headers(("Location" = String, description = "The run's own path"))),
        (status = 202, description = "The run is accepted and goes on", body = shapes::Schedule,
            headers(("Location" = String, description = "The run's own path"),
                ("Retry-After" = i64, description = "Seconds")))))]
pub async fn post(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    SCHEDULES.post(&app, &headers, body, caller, order).await
}

/// What is ordered, and its budget.
fn order(text: &[u8]) -> Result<(Order, Millis), Vec<Fault>> {
    let run = Ready::of(text)?.case.run;
    let budget = run.budget;
    Ok((order_of(run), budget))
}

/// What is ordered by a request, nobody's as yet.
pub fn order_of(run: case::Run) -> Order {
    let (name, tags, calendar, nightly) = (run.name, run.tags, run.calendar, run.nightly);
    let (kind, tenant, actor) = (Kind::Schedule, String::new(), Actor::open());
    Order { kind, name, tags, calendar, nightly, tenant, actor, lineage: None }
}

/// Which runs a list shows.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The most runs, newest first.
    #[serde(default = "usual_limit")]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: u16,
    /// Only runs in this state.
    state: Option<store::State>,
    /// Only runs with this tag.
    tag: Option<String>,
    /// Only runs for this calendar.
    calendar: Option<String>,
    /// Only runs sent before this one: `next` of the page before.
    before: Option<String>,
}

fn usual_limit() -> u16 {
    20
}

/// Runs, newest first, without their plans.
#[derive(Serialize, ToSchema)]
pub struct RunList {
    runs: Vec<Run>,
    /// Send it as `before` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// List runs by state, tag and calendar, the newest first.
#[utoipa::path(get, path = "/v1/schedules", tag = "schedules", operation_id = "listSchedules",
    params(ListQuery),
    responses((status = 200, description = "Newest first", body = RunList)))]
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<RunList>, Problem> {
    let Query(query) = query.map_err(|e| Problem::new(&problem::MALFORMED, e.body_text()))?;
    if !(1..=100).contains(&query.limit) {
        let text = format!("limit is 1 to 100, not {}", query.limit);
        return Err(Problem::new(&problem::MALFORMED, text));
    }
    if let Some(before) = query.before.as_deref().filter(|id| !is_id(id)) {
        let text = format!("before is `next` of a page, not {before:?}");
        return Err(Problem::new(&problem::MALFORMED, text));
    }
    let limit = usize::from(query.limit);
    let ListQuery { state, tag, calendar, before, .. } = query;
    // One more than is shown tells whether there is a next page.
    let most = u32::from(query.limit) + 1;
    let wanted = Wanted { state, tag, calendar, before, most };
    let list = move |runs: &Runs| runs.store.list(Kind::Schedule, &caller.tenant, &wanted);
    let mut runs = app.stored(list).await?;
    let more = runs.len() > limit;
    runs.truncate(limit);
    let next = runs.last().filter(|_| more).map(|run| run.id.clone());
    Ok(Json(RunList { runs, next }))
}

/// A run with its best plan so far.
#[utoipa::path(get, path = "/v1/schedules/{id}", tag = "schedules", operation_id = "getSchedule",
    params(("id" = String, Path, description = "The run's id")),
    responses((status = 200, description = "The run as it is now", body = shapes::Schedule)))]
pub async fn get(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    Ok(SCHEDULES.answer(&app, &id, StatusCode::OK).await?.1)
}

/// Stop a run and keep its best plan.
///
/// Ends within a second. A run that has ended already stays as it is.
#[utoipa::path(delete, path = "/v1/schedules/{id}", tag = "schedules",
    operation_id = "stopSchedule",
    params(("id" = String, Path, description = "The run's id"),
        ("If-Match" = Option<String>, Header, description = "Only if this is still its ETag")),
    responses((status = 200, description = "The run at its end", body = shapes::Schedule)))]
pub async fn stop(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    SCHEDULES.stop(&app, &id, &headers, &caller).await
}

/// The best plan so far, byte for byte as the command line prints it.
#[utoipa::path(get, path = "/v1/schedules/{id}/plan", tag = "schedules", operation_id = "getPlan",
    params(("id" = String, Path, description = "The run's id")),
    responses((status = 200, description = "A plan that passed the verifier",
        body = crate::wire::plan::Plan,
        headers(("ETag" = String, description = "The plan's hash")))))]
pub async fn plan(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    let run = SCHEDULES.find(&app, &id).await?;
    let wanted = id.clone();
    let output = app.stored(move |runs| runs.store.output(&wanted)).await?;
    let Some(output) = output else {
        let text = format!("the run is {}", run.state.name());
        return Err(Problem::new(&problem::NO_PLAN_YET, text));
    };
    let mut response = ([(header::CONTENT_TYPE, "application/json")], output).into_response();
    if let Some(progress) = run.progress.filter(|_| run.state.is_final())
        && let Ok(tag) = HeaderValue::try_from(format!("\"{}\"", progress.plan_hash))
    {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// What was sent, byte for byte.
#[utoipa::path(get, path = "/v1/schedules/{id}/input", tag = "schedules",
    operation_id = "getInput",
    params(("id" = String, Path, description = "The run's id")),
    responses((status = 200, description = "The request", body = shapes::ScheduleRequest)))]
pub async fn input(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    SCHEDULES.find(&app, &id).await?;
    let wanted = id.clone();
    let input = app.stored(move |runs| runs.store.input(&wanted)).await?;
    let input = input.ok_or_else(|| Problem::new(&problem::NOT_FOUND, "the input is gone"))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], input).into_response())
}

/// How a run goes on, as Server-Sent Events.
///
/// `state` {state}, `plan` (a better plan in figures: costs only fall), `bound` {bound} (only
/// rises) and, last, `end` with the run. The stream begins with where the run is now. An ended run
/// has a stream too: its state, its plan, its end. Whoever comes back with `Last-Event-ID` is told
/// only what is new since then, and 204 after the end.
#[utoipa::path(get, path = "/v1/schedules/{id}/events", tag = "schedules",
    operation_id = "followSchedule",
    params(("id" = String, Path, description = "The run's id"),
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event seen")),
    responses((status = 200, description = "Events until the run's end", body = shapes::Event,
        content_type = "text/event-stream"),
        (status = 204, description = "The end was told before")))]
pub async fn follow(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let told = events::Told::read(last.unwrap_or(""));
    let wanted = id.clone();
    let following = app.stored(move |runs| runs.follow(&wanted)).await?;
    let following = following.filter(|following| following.borrow().kind == Kind::Schedule);
    let following = following.ok_or_else(|| unknown(&id))?;
    // A browser that was told the end comes back all the same, until it hears that that was all.
    if told.is_over() && following.borrow().state.is_final() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let line = Line::take(&app, caller)?;
    Ok(events::stream(told, following, app.runs.closing(), line))
}
