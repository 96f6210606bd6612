//! Which path leads where, and what stands around all of them.

use super::problem::{self, Problem};
use super::{
    App, audit, auth, batches, calendars, catalogue, comparisons, evaluations, health, metrics,
    openapi, pages, revisions, schedules, trail, verifications, webhooks,
};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;
use tower_governor::GovernorError;
use tower_governor::governor::GovernorConfigBuilder;
use tower_governor::{GovernorLayer, key_extractor::PeerIpKeyExtractor};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

/// The API's paths, each with its description.
pub fn api() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(schedules::post, schedules::list))
        .routes(routes!(schedules::get, schedules::stop))
        .routes(routes!(schedules::plan))
        .routes(routes!(schedules::input))
        .routes(routes!(schedules::follow))
        .routes(routes!(revisions::post))
        .routes(routes!(evaluations::post))
        .routes(routes!(verifications::post))
        .routes(routes!(batches::post))
        .routes(routes!(batches::get, batches::stop))
        .routes(routes!(batches::results))
        .routes(routes!(calendars::list))
        .routes(routes!(calendars::get, calendars::put))
        .routes(routes!(calendars::plan))
        .routes(routes!(calendars::history))
        .routes(routes!(comparisons::post))
        .routes(routes!(comparisons::get, comparisons::stop))
        .routes(routes!(comparisons::rows))
        .routes(routes!(comparisons::chart))
        .routes(routes!(catalogue::rules))
        .routes(routes!(catalogue::demos))
        .routes(routes!(catalogue::demo))
        .routes(routes!(audit::list))
        .routes(routes!(webhooks::list, webhooks::post))
        .routes(routes!(webhooks::remove))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
}

/// The whole service.
pub fn router(app: Arc<App>) -> Router {
    let (api, description) = api().split_for_parts();
    let description = openapi::finish(description);
    let (rate, hosts) = (app.limits.rate, app.limits.hosts.clone());
    let router = api
        .route("/problems/{name}", get(catalogue::problem_page))
        .route("/", get(pages::home))
        .route("/schedules/{id}", get(pages::schedule))
        .route("/metrics", get(metrics::metrics))
        .with_state(Arc::clone(&app))
        .merge(SwaggerUi::new("/docs").external_url_unchecked("/openapi.json", description))
        .fallback(nothing)
        .method_not_allowed_fallback(other_method);
    let router = router.layer(from_fn_with_state(Arc::clone(&app), auth::judged));
    around(router, rate, hosts).layer(from_fn_with_state(app, trail::noted))
}

/// What stands around every path: a rate, and an answer also where a handler breaks off.
fn around(router: Router, rate: u32, hosts: Vec<String>) -> Router {
    limited(router, rate)
        .layer(CatchPanicLayer::custom(|panic: Box<dyn Any + Send>| broke_off(&*panic)))
        .layer(from_fn(move |request: Request, next: Next| {
            let known = known_host(&request, &hosts);
            guarded(request, next, known)
        }))
}

async fn nothing(request: Request) -> Problem {
    let path: String = request.uri().path().chars().take(100).collect();
    Problem::new(&problem::NOT_FOUND, format!("there is no path {path}; see /docs"))
}

async fn other_method(request: Request) -> Problem {
    Problem::new(&problem::METHOD, format!("{} is not for this path", request.method()))
}

/// At most so many requests a second from one address, with room for a burst of twice as many.
fn limited(router: Router, rate: u32) -> Router {
    if rate == 0 {
        return router;
    }
    let nanos = 1_000_000_000 / u64::from(rate);
    let config = GovernorConfigBuilder::default()
        .per_nanosecond(nanos.max(1))
        .burst_size(rate.saturating_mul(2))
        .key_extractor(PeerIpKeyExtractor)
        .finish();
    // Only a rate or a burst of zero makes no configuration, and neither is.
    let config = Arc::new(config.expect("a rate above zero"));
    let known = Arc::clone(config.limiter());
    tokio::spawn(async move {
        // Addresses that were not seen for a while are forgotten, so that they do not pile up.
        loop {
            tokio::time::sleep(std::time::Duration::from_secs(60)).await;
            known.retain_recent();
        }
    });
    router.layer(GovernorLayer::new(config).error_handler(too_many))
}

fn too_many(error: GovernorError) -> Response<Body> {
    match error {
        GovernorError::TooManyRequests { wait_time, .. } => {
            let text = format!("try again in {} seconds", wait_time.max(1));
            let problem = Problem::new(&problem::TOO_MANY, text);
            problem.retry_after(wait_time.max(1)).into_response()
        }
        _ => Problem::new(&problem::INTERNAL, "the caller's address is unknown").into_response(),
    }
}

fn broke_off(panic: &(dyn Any + Send)) -> Response<Body> {
    let words = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
    eprintln!("a request broke off: {}", words.unwrap_or_default());
    Problem::new(&problem::INTERNAL, "the request broke off").into_response()
}

/// Errors of parts that are not ours, as problems like all others.
fn told(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let ours = kind.is_some_and(|kind| kind == problem::CONTENT_TYPE);
    match response.status().as_u16() {
        _ if ours => response,
        404 => Problem::new(&problem::NOT_FOUND, "there is no such page").into_response(),
        500.. => Problem::new(&problem::INTERNAL, "the page cannot be made").into_response(),
        _ => response,
    }
}

/// Whether the service goes by the name that a request calls it: an address, localhost, or one that
/// it was told.
fn known_host(request: &Request, hosts: &[String]) -> bool {
    let Some(host) = request.headers().get(header::HOST) else { return true };
    let Ok(host) = host.to_str() else { return false };
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    };
    let told = || hosts.iter().any(|known| known.eq_ignore_ascii_case(bare));
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok() || told()
}

/// What every answer says of itself: its type is not to be guessed.
async fn guarded(request: Request, next: Next, known: bool) -> Response {
    let mut response = match known {
        true => told(next.run(request).await),
        false => Problem::new(&problem::OTHER_HOST, "see --host").into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::ServiceExt;

    // If this fails, a defect in one handler answers with a broken line instead of a problem.
    #[tokio::test]
    async fn a_panic_is_answered_as_a_problem() {
        async fn defect() -> Problem {
            panic!("meant to happen in this test");
        }
        let router = around(Router::new().route("/defect", get(defect)), 0, Vec::new());
        let request = Request::builder().uri("/defect").body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.expect("a body");
        let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(body["type"], "/problems/internal-error");
        assert!(!body.to_string().contains("meant to happen"), "defects are for the log: {body}");
    }
}
