//! What goes wrong, as RFC 9457 problem details with stable types. Each type is a page that
//! explains it: `GET /problems/NAME`.

use crate::fault::Fault;
use crate::store::{Publication, StoreError};
use crate::worker::Turned;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

pub const CONTENT_TYPE: &str = "application/problem+json";

/// One kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    pub name: &'static str,
    pub status: u16,
    pub title: &'static str,
    /// What it means and what to do.
    pub doc: &'static str,
    /// Seconds after which to try again, where that helps.
    pub retry_after: Option<u16>,
}

const fn kind(
    name: &'static str,
    status: u16,
    title: &'static str,
    retry_after: Option<u16>,
    doc: &'static str,
) -> Kind {
    Kind { name, status, title, doc, retry_after }
}

pub const MALFORMED: Kind = kind(
    "malformed",
    400,
    "The body or the query cannot be read",
    None,
    "The body is no JSON, or a query parameter is not what it should be. `errors` says where.",
);
pub const NO_KEY: Kind = kind(
    "no-key",
    401,
    "A key is needed here",
    None,
    "Send `Authorization: Bearer KEY`. Keys are made by `callboard keys create`, where the service \
     runs.",
);
pub const FORBIDDEN: Kind = kind(
    "forbidden",
    403,
    "The key may not do this",
    None,
    "A viewer reads, verifies and evaluates; a planner also plans, stops runs and publishes; an \
     admin also sees the service's figures and who has changed what.",
);
pub const CHANGED: Kind = kind(
    "changed-meanwhile",
    412,
    "It is no longer what the caller has seen",
    None,
    "`If-Match` names another version than there is by now, or `If-None-Match: *` expects nothing \
     where something is. Read it again and decide anew. Of a calendar `now` says who has published \
     which run since then, and the header `ETag` is what the next publication has to match.",
);
pub const CONDITION: Kind = kind(
    "condition-needed",
    428,
    "The change has to say what it replaces",
    None,
    "Send `If-Match` with the ETag that you have seen, so that nobody's change is lost, or \
     `If-None-Match: *` where you expect nothing.",
);
pub const NOT_FOUND: Kind = kind(
    "not-found",
    404,
    "There is nothing here",
    None,
    "No such path, or no run with this id. The oldest runs are let go when the store is full.",
);
pub const NO_PLAN_YET: Kind = kind(
    "no-plan-yet",
    404,
    "The run has no plan yet",
    Some(1),
    "It waits, or its first plan is being made. Ask again, or follow its events.",
);
pub const METHOD: Kind = kind(
    "method-not-allowed",
    405,
    "This path does not know the method",
    None,
    "The header `Allow` names the methods it knows.",
);
pub const OTHER_HOST: Kind = kind(
    "unknown-host",
    421,
    "The service is not known by this name",
    None,
    "The header `Host` names neither an address, nor localhost, nor a `--host` of the service. So \
     no page of another site can use a browser to reach a service on this machine.",
);
pub const SLOW_BODY: Kind = kind(
    "request-timeout",
    408,
    "The body came too slowly",
    None,
    "Nothing arrived for a while. Send the whole body at once.",
);
pub const TOO_LARGE: Kind = kind(
    "too-large",
    413,
    "The body is larger than this service takes",
    None,
    "`detail` names the limit. Split the request by branch or by week, or raise `--max-body`.",
);
pub const MEDIA_TYPE: Kind = kind(
    "unsupported-media-type",
    415,
    "The body is not JSON by its Content-Type",
    None,
    "Send `Content-Type: application/json`, not compressed.",
);
pub const INVALID: Kind = kind(
    "invalid-request",
    422,
    "The request has faults",
    None,
    "`errors` lists every fault with its JSON pointer, the value found, and the way out.",
);
pub const KEY_REUSED: Kind = kind(
    "key-reused",
    422,
    "The Idempotency-Key stands for another request",
    None,
    "The same key was sent with another body or to another path. Give each request a key of its \
     own, and send the same body where the same run is meant.",
);
pub const TOO_MANY: Kind = kind(
    "too-many-requests",
    429,
    "Too many requests from this address",
    Some(1),
    "Wait as long as `Retry-After` says. The limit is the service's `--rate`.",
);
pub const INTERNAL: Kind = kind(
    "internal-error",
    500,
    "A defect of the service",
    None,
    "Nothing that was stored is lost. The service's log has more; please report it.",
);
pub const RUN_FAILED: Kind = kind(
    "run-failed",
    500,
    "The run ended without a plan that can be published",
    None,
    "`detail` says why and names the run; its input is kept. A plan that the verifier refuses is \
     never published.",
);
pub const BUSY: Kind = kind(
    "busy",
    503,
    "The service has too much to do",
    Some(5),
    "Its queue, its store or its memory for bodies is full. Try again later.",
);
pub const STORE_AWAY: Kind = kind(
    "store-away",
    503,
    "The store does not answer",
    Some(2),
    "Its database or its disk cannot be reached at the moment. What was accepted is not lost; try \
     again soon.",
);
pub const CLOSING: Kind = kind(
    "closing",
    503,
    "The service is going down",
    Some(10),
    "Send it again to the service that takes its place.",
);
pub const TIMEOUT: Kind = kind(
    "timeout",
    503,
    "The answer took too long",
    Some(5),
    "The service is too busy to answer in time. Try again later.",
);

pub const ALL: [&Kind; 21] = [
    &MALFORMED,
    &NO_KEY,
    &FORBIDDEN,
    &CHANGED,
    &CONDITION,
    &NOT_FOUND,
    &NO_PLAN_YET,
    &METHOD,
    &OTHER_HOST,
    &SLOW_BODY,
    &TOO_LARGE,
    &MEDIA_TYPE,
    &INVALID,
    &KEY_REUSED,
    &TOO_MANY,
    &INTERNAL,
    &RUN_FAILED,
    &BUSY,
    &STORE_AWAY,
    &CLOSING,
    &TIMEOUT,
];

/// The body of every answer that is an error.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProblemDetails)]
pub struct Problem {
    /// Stable: `/problems/` and the kind's name. The page behind it explains the kind.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid-request")]
    pub uri: String,
    pub title: String,
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// This case in words.
    pub detail: String,
    /// Every fault found, where the request is at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
    /// Of a calendar that has changed meanwhile: what is published by now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Box<Publication>>,
    #[serde(skip)]
    retry_after: Option<u32>,
}

impl Problem {
    pub fn new(kind: &Kind, detail: impl Into<String>) -> Problem {
        Problem {
            uri: format!("/problems/{}", kind.name),
            title: kind.title.to_owned(),
            status: kind.status,
            detail: detail.into(),
            errors: Vec::new(),
            now: None,
            retry_after: kind.retry_after.map(u32::from),
        }
    }

    pub fn retry_after(self, seconds: u64) -> Problem {
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        Problem { retry_after: Some(seconds), ..self }
    }

    /// Tells what is published instead.
    pub fn now(self, now: Box<Publication>) -> Problem {
        Problem { now: Some(now), ..self }
    }

    /// All faults of a body: no JSON, too large as a whole, or wrong in itself.
    pub fn faults(faults: Vec<Fault>) -> Problem {
        let kind = match faults.first() {
            Some(fault) if fault.code == "MALFORMED_JSON" => &MALFORMED,
            Some(fault) if fault.code == "TOO_LARGE" && fault.pointer.is_empty() => &TOO_LARGE,
            _ => &INVALID,
        };
        let detail = match faults.as_slice() {
            [one] => one.message.clone(),
            many => format!("{} faults, the first: {}", many.len(), many[0].message),
        };
        Problem { errors: faults, ..Problem::new(kind, detail) }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        // What the disk says is for the log: it names folders of the machine.
        eprintln!("store: {error}");
        if let StoreError::Damaged(_) = error {
            return Problem::new(&INTERNAL, "what is stored of it is damaged");
        }
        Problem::new(&STORE_AWAY, "the store cannot be read or written at the moment")
    }
}

impl From<Turned> for Problem {
    fn from(turned: Turned) -> Problem {
        match turned {
            Turned::Full => Problem::new(&BUSY, "as many runs wait as the service keeps"),
            Turned::Closing => Problem::new(&CLOSING, "no new runs are taken"),
            Turned::Another => Problem::new(&KEY_REUSED, "send the same body, or another key"),
            Turned::Broken(why) => StoreError::Broken(why).into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // A problem has only text keys.
        let body = serde_json::to_vec(&self).expect("a problem can always be written");
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        let json = HeaderValue::from_static(CONTENT_TYPE);
        headers.insert(header::CONTENT_TYPE, json);
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(tag) = self.now.and_then(|now| HeaderValue::try_from(now.etag).ok()) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
