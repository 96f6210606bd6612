//! `/v1/batches`: many requests at once, one id, progress over all, results line by line.

use super::auth::Caller;
use super::problem::{self, Problem};
use super::runs::whole;
use super::{App, blocking, body, repeat, shapes};
use crate::fault::{Fault, Faults};
use crate::intake::parts::{below, fault, missing, parts};
use crate::solve::Ready;
use crate::store::{BatchSeen, Repeat, State as RunState};
use crate::worker::Order;
use axum::body::Body;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use bytes::Bytes;
use futures_util::stream::unfold;
use serde::Serialize;
use serde_json::value::RawValue;
use std::sync::Arc;
use utoipa::ToSchema;

/// The most requests of one batch.
pub const REQUESTS: usize = 1000;
const PREFIX: &str = "bat_";
const PATH: &str = "/v1/batches";

/// A batch as it goes on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub submitted_at: String,
    /// Runs of it that are kept.
    pub runs: i64,
    pub queued: i64,
    pub solving: i64,
    pub completed: i64,
    pub cancelled: i64,
    pub failed: i64,
    /// Whether all have ended.
    pub done: bool,
}

impl Batch {
    fn of(id: String, seen: BatchSeen) -> Batch {
        let number = |state| {
            let mut found = seen.states.iter().filter(|(known, _)| *known == state);
            found.next().map_or(0, |(_, number)| *number)
        };
        let (queued, solving) = (number(RunState::Queued), number(RunState::Solving));
        Batch {
            id,
            runs: seen.states.iter().map(|(_, number)| number).sum(),
            queued,
            solving,
            completed: number(RunState::Completed),
            cancelled: number(RunState::Cancelled),
            failed: number(RunState::Failed),
            done: queued + solving == 0,
            name: seen.name,
            submitted_at: seen.submitted_at,
        }
    }
}

/// The id in a path, of a batch of the caller.
pub struct Id(String);

impl FromRequestParts<Arc<App>> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Id, Problem> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        let id = path.map_or_else(|_| String::new(), |Path(id)| id);
        let Ok(caller) = Caller::from_request_parts(parts, app).await;
        let known = id.strip_prefix(PREFIX).is_some_and(|rest| {
            rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        if known {
            find(app, &id, &caller.tenant).await?;
            return Ok(Id(id));
        }
        Err(unknown())
    }
}

fn unknown() -> Problem {
    Problem::new(&problem::NOT_FOUND, "there is no such batch")
}

async fn find(app: &Arc<App>, id: &str, tenant: &str) -> Result<Batch, Problem> {
    let wanted = id.to_owned();
    let seen = app.stored(move |runs| runs.store.batch(&wanted)).await?;
    let seen = seen.filter(|seen| seen.tenant == tenant).ok_or_else(unknown)?;
    Ok(Batch::of(id.to_owned(), seen))
}

const KEYS: [&str; 2] = ["name", "requests"];

/// A name, and every request with what is ordered by it; or all that is wrong.
type Wish<T> = (Option<String>, Vec<(Order, T)>);

fn read(text: &[u8], tenant: &str) -> Result<Wish<Bytes>, Vec<Fault>> {
    let (name, orders) = shape(text, tenant)?;
    let orders = orders.into_iter();
    let orders = orders.map(|(order, text)| (order, Bytes::copy_from_slice(text.as_bytes())));
    Ok((name, orders.collect()))
}

fn shape<'a>(text: &'a [u8], tenant: &str) -> Result<Wish<&'a str>, Vec<Fault>> {
    let [name, requests] = parts(text, KEYS)?;
    let wrong = |at: &str, what: &str| {
        vec![fault("WRONG_TYPE", at, &format!("{what} is expected here"), &format!("send {what}"))]
    };
    let name: Option<String> =
        name.map(serde_json::from_str).transpose().map_err(|_| wrong("/name", "text"))?;
    if name.as_ref().is_some_and(|name| name.chars().count() > 200) {
        let message = "a name has at most 200 characters";
        return Err(vec![fault("OUT_OF_RANGE", "/name", message, "shorten it")]);
    }
    let Some(requests) = requests else { return Err(vec![missing("requests")]) };
    let requests: Vec<&RawValue> =
        serde_json::from_str(requests).map_err(|_| wrong("/requests", "a list of requests"))?;
    if !(1..=REQUESTS).contains(&requests.len()) {
        let message = format!("{} requests; a batch has 1 to {REQUESTS}", requests.len());
        return Err(vec![fault("TOO_LARGE", "/requests", &message, "send several batches")]);
    }
    let (mut orders, mut faults) = (Vec::new(), Vec::new());
    for (k, request) in requests.iter().enumerate() {
        match Ready::of(request.get().as_bytes()) {
            Ok(ready) => {
                let mut order = super::schedules::order_of(ready.case.run);
                tenant.clone_into(&mut order.tenant);
                orders.push((order, request.get()));
            }
            Err(found) => faults.extend(below(&format!("/requests/{k}"), found)),
        }
        if faults.len() >= Faults::MOST {
            break;
        }
    }
    if faults.is_empty() { Ok((name, orders)) } else { Err(faults) }
}

/// Plan many requests.
///
/// All are taken in or none: every fault of every request comes back at once. Each becomes a run
/// of its own, listed and followed like any other; turns are fair between tenants, and a request
/// with `run.queue` NIGHTLY waits behind all that are not. A batch that does not fit into the queue
/// is refused as a whole.
#[utoipa::path(post, path = "/v1/batches", tag = "batches", operation_id = "postBatch",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key with the same \
        body is the same batch, however often it is sent", max_length = 255)),
    request_body(content = shapes::BatchRequest, content_type = "application/json"),
    responses((status = 202, description = "All are accepted", body = Batch,
        headers(("Location" = String, description = "The batch's own path")))))]
pub async fn post(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let word = repeat::word(&headers)?;
    let held = body::json(&app, &headers, body).await?;
    let (runs, tenant, actor) = (Arc::clone(&app.runs), caller.tenant.clone(), caller.actor());
    let submit = move || {
        let (name, orders) = read(&held.bytes, &tenant).map_err(Problem::faults)?;
        let hash = word.as_ref().map(|_| repeat::hash(PATH, &held.bytes));
        let repeat = word.as_deref().zip(hash.as_deref());
        let repeat = repeat.map(|(word, hash)| Repeat { word, hash });
        Ok::<_, Problem>(runs.submit_all(name.as_deref(), (&tenant, &actor), orders, repeat)?)
    };
    let id = app.compute(submit).await??;
    let batch = find(&app, &id, &caller.tenant).await?;
    let head = [(header::LOCATION, format!("{PATH}/{id}"))];
    Ok((StatusCode::ACCEPTED, head, Json(batch)).into_response())
}

/// How far a batch is.
#[utoipa::path(get, path = "/v1/batches/{id}", tag = "batches", operation_id = "getBatch",
    params(("id" = String, Path, description = "The batch's id")),
    responses((status = 200, description = "As it is now", body = Batch)))]
pub async fn get(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id,
) -> Result<Json<Batch>, Problem> {
    Ok(Json(find(&app, &id, &caller.tenant).await?))
}

/// Stop all runs of a batch, and keep their best.
#[utoipa::path(delete, path = "/v1/batches/{id}", tag = "batches", operation_id = "stopBatch",
    params(("id" = String, Path, description = "The batch's id")),
    responses((status = 200, description = "Those that waited have ended, those that are being \
        solved will soon", body = Batch)))]
pub async fn stop(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id,
) -> Result<Json<Batch>, Problem> {
    let (wanted, actor) = (id.clone(), caller.actor());
    app.stored(move |runs| runs.stop_batch(&wanted, &actor)).await?;
    Ok(Json(find(&app, &id, &caller.tenant).await?))
}

/// The runs with their best plans so far, in the order sent, one on each line.
#[utoipa::path(get, path = "/v1/batches/{id}/results", tag = "batches",
    operation_id = "getBatchResults",
    params(("id" = String, Path, description = "The batch's id")),
    responses((status = 200, description = "NDJSON: a run on each line", body = shapes::Schedule,
        content_type = "application/x-ndjson")))]
pub async fn results(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    let runs = app.stored(move |runs| runs.store.batch_runs(&id)).await?;
    let lines = unfold((app, runs.into_iter()), |(app, mut runs)| async move {
        // A run may have been let go meanwhile.
        loop {
            let id = runs.next()?;
            match line(&app, id).await {
                Ok(Some(line)) => return Some((Ok(line), (app, runs))),
                Ok(None) => {}
                // What was begun cannot be taken back: it breaks off, and the caller sees that.
                Err(problem) => {
                    let error = std::io::Error::other(problem.detail);
                    return Some((Err(error), (app, Vec::new().into_iter())));
                }
            }
        }
    });
    let kind = [(header::CONTENT_TYPE, "application/x-ndjson")];
    Ok((kind, Body::from_stream(lines)).into_response())
}

/// A run with its plan on one line.
async fn line(app: &Arc<App>, id: String) -> Result<Option<Bytes>, Problem> {
    let found = app.stored(move |runs| runs.store.snapshot(&id)).await?;
    let Some((run, output)) = found else { return Ok(None) };
    let text = blocking(move || {
        // Plans are printed over many lines; none of their texts holds a bare line break.
        let space = |b: &u8| if *b == b'\n' { b' ' } else { *b };
        let flat: Option<Vec<u8>> = output.map(|text| text.iter().map(space).collect());
        let mut text = whole(&run, "plan", flat.as_deref()).to_vec();
        text.push(b'\n');
        text
    });
    Ok(Some(text.await?.into()))
}
