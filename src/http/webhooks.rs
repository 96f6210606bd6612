//! `/v1/webhooks`: who is told what happens.

use super::App;
use super::auth::Caller;
use super::problem::{self, Problem};
use super::{body, shapes};
use crate::fault::Fault;
use crate::intake::parts::{fault, missing, parts};
use crate::store::{EventKind, WEBHOOKS, Webhook};
use crate::worker::webhooks::address::Url;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Json;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A webhook with its secret, which is shown this once.
#[derive(Serialize, ToSchema)]
pub struct NewWebhook {
    #[serde(flatten)]
    pub webhook: Webhook,
    /// `whsec_` and base64: what comes is signed with it.
    pub secret: String,
}

#[derive(Serialize, ToSchema)]
pub struct WebhookList {
    webhooks: Vec<Webhook>,
}

/// Have somebody told what happens.
///
/// `url` (plain http) gets a POST for each of `events` of this tenant, signed as Standard Webhooks
/// says: `webhook-id` (the same in every attempt), `webhook-timestamp`, and `webhook-signature`:
/// `v1,` and the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`. The body is
/// `{type, timestamp, data}` with the `run` or the `calendar` and the hash of its plan. Anything
/// but 2xx within ten seconds is tried again with growing pauses, 20 times or for two days,
/// whichever ends sooner; a receiver that does not listen is asked once an hour in the end.
/// Redirects are not followed. Addresses of this machine and of private networks are refused unless
/// the service allows them (`--webhooks-private`). Told at least once, not always in order. An
/// admin's key is needed.
#[utoipa::path(post, path = "/v1/webhooks", tag = "service", operation_id = "postWebhook",
    request_body(content = shapes::WebhookRequest, content_type = "application/json"),
    responses((status = 200, description = "It is told from now on", body = NewWebhook)))]
pub async fn post(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<NewWebhook>, Problem> {
    let held = body::small(&app, &headers, body).await?;
    let private = app.runs.private_webhooks;
    let (url, events) = read(&held.bytes, private).map_err(Problem::faults)?;
    let made = app.stored(move |runs| {
        runs.store.make_webhook(&caller.tenant, &url, &events, &caller.actor())
    });
    let Some((webhook, secret)) = made.await? else {
        let message = format!("there are {WEBHOOKS} webhooks already");
        return Err(Problem::faults(vec![fault("TOO_MANY", "/url", &message, "remove one first")]));
    };
    Ok(Json(NewWebhook { webhook, secret }))
}

fn read(text: &[u8], private: bool) -> Result<(String, Vec<EventKind>), Vec<Fault>> {
    let [url, events] = parts(text, ["url", "events"])?;
    let (Some(url), Some(events)) = (url, events) else {
        return Err(vec![missing(if url.is_none() { "url" } else { "events" })]);
    };
    let odd = |value: &str, fault: Fault| {
        vec![Fault { value: value.chars().take(120).collect(), ..fault }]
    };
    let text: String = serde_json::from_str(url).map_err(|_| {
        odd(url, fault("WRONG_TYPE", "/url", "text is expected here", "send an address as text"))
    })?;
    let like = "use an address like http://hooks.example/callboard";
    let address =
        Url::read(&text).map_err(|why| odd(&text, fault("BAD_URL", "/url", why, like)))?;
    if !private && address.is_private() {
        let message = "this is an address of the service's own machine or network";
        let hint = "use a public address, or start the service with --webhooks-private";
        return Err(odd(&text, fault("PRIVATE_ADDRESS", "/url", message, hint)));
    }
    let named: Vec<EventKind> = serde_json::from_str(events).map_err(|_| {
        let hint = "use run.completed, run.failed and calendar.published";
        odd(events, fault("UNKNOWN_EVENT", "/events", "a list of events is expected", hint))
    })?;
    match named.len() {
        1..=3 => {
            let mut once = Vec::new();
            named.into_iter().for_each(|event| {
                if !once.contains(&event) {
                    once.push(event);
                }
            });
            Ok((text, once))
        }
        _ => {
            let hint = "name each event once, and one at least";
            Err(odd(events, fault("OUT_OF_RANGE", "/events", "not so many events", hint)))
        }
    }
}

/// List the webhooks, with what each has still to be told.
#[utoipa::path(get, path = "/v1/webhooks", tag = "service", operation_id = "listWebhooks",
    responses((status = 200, description = "The oldest first", body = WebhookList)))]
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<WebhookList>, Problem> {
    let webhooks = app.stored(move |runs| runs.store.webhooks(&caller.tenant)).await?;
    Ok(Json(WebhookList { webhooks }))
}

/// Remove a webhook; what it has still to be told is dropped.
#[utoipa::path(delete, path = "/v1/webhooks/{id}", tag = "service",
    operation_id = "removeWebhook",
    params(("id" = String, Path, description = "The webhook's id")),
    responses((status = 204, description = "It is gone")))]
pub async fn remove(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<StatusCode, Problem> {
    let unknown = || Problem::new(&problem::NOT_FOUND, "there is no such webhook");
    let Path(id) = path.map_err(|_| unknown())?;
    if id.chars().any(char::is_control) {
        return Err(unknown());
    }
    let removed =
        app.stored(move |runs| runs.store.remove_webhook(&caller.tenant, &id, &caller.actor()));
    if removed.await? { Ok(StatusCode::NO_CONTENT) } else { Err(unknown()) }
}
