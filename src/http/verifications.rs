//! `/v1/verifications`: is this plan what it says it is?

use super::problem::Problem;
use super::{App, body, shapes};
use crate::intake::admit;
use crate::intake::parts::{below, missing, parts};
use crate::solve::Ready;
use crate::travel::{Travel, snapshot};
use crate::verify::{parse_printed, verify};
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Json;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// What the verifier says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    accepted: bool,
    /// Everything found wrong; empty where the plan is accepted.
    violations: Vec<shapes::Violation>,
}

/// Check a plan against its request, as `callboard verify` does.
///
/// The verifier shares nothing with the planner. It works every clock time and every amount out
/// again and refuses a difference of one unit.
#[utoipa::path(post, path = "/v1/verifications", tag = "plans", operation_id = "postVerification",
    request_body(content = shapes::VerificationRequest, content_type = "application/json"),
    responses((status = 200, description = "Accepted or refused, and why", body = Verification)))]
pub async fn post(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Verification>, Problem> {
    let held = body::json(&app, &headers, body).await?;
    app.compute(move || judge(&held.bytes)).await?.map(Json)
}

fn judge(text: &[u8]) -> Result<Verification, Problem> {
    let [request, plan, travel] =
        parts(text, ["request", "plan", "travel"]).map_err(Problem::faults)?;
    let (Some(request), Some(plan)) = (request, plan) else {
        let key = if request.is_none() { "request" } else { "plan" };
        return Err(Problem::faults(vec![missing(key)]));
    };
    let inside = |at: &'static str| move |faults| Problem::faults(below(at, faults));
    let plan = match parse_printed(plan.as_bytes()) {
        Ok(plan) => plan,
        Err(fault) => return Err(Problem::faults(below("/plan", vec![*fault]))),
    };
    let mut case = admit(request.as_bytes()).map_err(inside("/request"))?;
    // `run` never says what is right: the plan may have been made with another seed.
    case.run.seed = plan.seed;
    let measured = match travel {
        None => Travel::of(&case),
        Some(text) => snapshot::read(text.as_bytes(), &case).map_err(inside("/travel"))?,
    };
    let ready = Ready::with(case, measured).map_err(inside("/request"))?;
    Ok(match verify(&ready.case, &ready.travel, &ready.prices, plan) {
        Ok(_) => Verification { accepted: true, violations: Vec::new() },
        Err(refused) => {
            let violations = refused.violations.into_iter().map(Into::into).collect();
            Verification { accepted: false, violations }
        }
    })
}
