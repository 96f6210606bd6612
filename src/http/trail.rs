//! What a request leaves behind: an id in its answer, a line in the log, a place in the figures.

use super::App;
use super::auth::Asked;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;

const ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that a caller may give.
const MOST: usize = 64;
/// The longest path in the log.
const PATH: usize = 200;

/// Gives a request its id, and notes how it was answered.
pub async fn noted(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let begin = Instant::now();
    let id = given(&request).unwrap_or_else(fresh);
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(PATH).collect();
    let asked = request.headers().get(header::IF_NONE_MATCH).cloned();
    let mut response = known(&method, asked, next.run(request).await);
    let took = begin.elapsed();
    app.counts.note(response.status().as_u16(), took);
    if app.limits.log {
        let key = response.extensions().get::<Asked>().map(|asked| asked.0.clone());
        let line = json!({
            "requestId": id.to_str().unwrap_or(""), "method": method.as_str(), "path": path,
            "status": response.status().as_u16(), "key": key,
            "ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        });
        eprintln!("{line}");
    }
    response.headers_mut().insert(ID, id);
    response
}

/// The id that the caller gives, if it is one.
fn given(request: &Request) -> Option<HeaderValue> {
    let given = request.headers().get(ID)?;
    let text = given.to_str().ok()?;
    let fits = (1..=MOST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    fits.then(|| given.clone())
}

fn fresh() -> HeaderValue {
    // Letters and digits.
    HeaderValue::try_from(uuid::Uuid::now_v7().simple().to_string()).expect("an id in ASCII")
}

/// 304 without a body where the caller has this very thing.
fn known(method: &Method, asked: Option<HeaderValue>, response: Response) -> Response {
    let (Some(asked), Some(tag)) = (asked, response.headers().get(header::ETAG)) else {
        return response;
    };
    let same = asked.to_str().is_ok_and(|asked| matches(asked, tag));
    if method != Method::GET || response.status() != StatusCode::OK || !same {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, axum::body::Body::empty())
}

/// Whether a list of tags, or `*`, holds this one.
pub fn matches(list: &str, tag: &HeaderValue) -> bool {
    tags(list).any(|one| one == "*" || tag == one)
}

/// The tags of a list.
pub fn tags(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(|tag| tag.trim().trim_start_matches("W/"))
}
