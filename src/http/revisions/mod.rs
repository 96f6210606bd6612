//! `/v1/schedules/{id}/revisions`: a run like another one, but for a few changes.

mod patch;
mod tree;

use super::auth::Caller;
use super::problem::Problem;
use super::runs::{AnyId, Made, unknown};
use super::schedules::{SCHEDULES, order_of};
use super::{App, shapes};
use crate::intake::canonical::hex;
use crate::solve::Ready;
use crate::store::Kind;
use crate::worker::{Lineage, Order, Runs};
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Plan a run's request anew with some changes, from its best plan on.
///
/// The body is a JSON Patch (RFC 6902) of the request that the run was sent with, up to 1,000
/// operations. A token of a path names an element of a list by its `id` where one has it, else by
/// its index: `/problem/jobs/J-07/duration`. `add` to `/problem/jobs/-` (or to the id of the new
/// element) appends. The new run's request is the patched one, with the run's best plan as
/// `problem.plan` unless the patch says something about that; `run` keeps name, tags, calendar and
/// budget unless it is patched. The run shows its `parent`, the `origin` of the line, and how many
/// patches it is away from it (`revision`). Answered like `POST /v1/schedules`. What is wrong with
/// the patch is told with a pointer into the patch, what is wrong with the patched request with one
/// into the request.
#[utoipa::path(post, path = "/v1/schedules/{id}/revisions", tag = "schedules",
    operation_id = "postRevision",
    params(("id" = String, Path, description = "The run whose request is patched"),
        ("Prefer" = Option<String>, Header, description = "`wait=N`: seconds to wait for the \
            end, at most 300; `respond-async`: do not wait", example = "wait=20"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same \
            patch is the same run, however often it is sent", max_length = 255)),
    request_body(content = Vec<shapes::PatchOperation>,
        content_type = "application/json-patch+json"),
    responses(
        (status = 200, description = "The run has ended", body = shapes::Schedule,
            headers(("Location" = String, description = "The run's own path"))),
        (status = 202, description = "The run is accepted and goes on", body = shapes::Schedule,
            headers(("Location" = String, description = "The run's own path"),
                ("Retry-After" = i64, description = "Seconds")))))]
pub async fn post(
    State(app): State<Arc<App>>,
    caller: Caller,
    AnyId(id): AnyId,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let at = format!("{}/{id}/revisions", SCHEDULES.path);
    let most = app.limits.body;
    let tenant = caller.key.is_some().then(|| caller.tenant.clone());
    // Asked only here: a patch that is sent twice is one run, be its parent gone by then.
    let read = move |runs: &Runs, patch: &Bytes| {
        let theirs = tenant.is_none() || runs.store.tenant(&id)? == tenant;
        if theirs { order(runs, &id, patch, most) } else { Err(unknown(&id)) }
    };
    SCHEDULES.post_to(at, &app, &headers, body, caller, read).await
}

/// What is ordered, its budget, and the patched request.
fn order(runs: &Runs, id: &str, patch: &[u8], most: usize) -> Result<Made, Problem> {
    let found = runs.store.snapshot(id)?.filter(|(run, _)| run.kind == Kind::Schedule);
    let (parent, plan) = found.ok_or_else(|| unknown(id))?;
    let request = runs.store.input(id)?.ok_or_else(|| unknown(id))?;
    let plan = plan.as_deref().and_then(|plan| std::str::from_utf8(plan).ok());
    let text = patch::revise(&request, patch, plan, most).map_err(Problem::faults)?;
    let run = Ready::of(&text).map_err(Problem::faults)?.case.run;
    let budget = run.budget;
    let lineage = Lineage {
        origin: parent.origin.unwrap_or_else(|| parent.id.clone()),
        parent: parent.id,
        revision: parent.revision.unwrap_or(0) + 1,
        hash: hex(&Sha256::digest(&request)),
    };
    Ok((Order { lineage: Some(lineage), ..order_of(run) }, budget, text.into()))
}
