//! `/v1/evaluations`: what a plan made by hand, or one change to a plan, costs and breaks.

use super::auth::Caller;
use super::desks::Key;
use super::problem::Problem;
use super::runs::{is_id, unknown};
use super::{App, body, shapes};
use crate::evaluate::{Desk, Evaluation, parse_ask};
use crate::fault::Fault;
use crate::intake::admit;
use crate::intake::parts::{self, below};
use crate::store::Kind;
use crate::travel::Travel;
use crate::verify::parse_plan;
use crate::worker::Runs;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Json;
use bytes::Bytes;
use std::sync::Arc;

const KEYS: [&str; 6] = ["schedule", "request", "plan", "routes", "change", "reasons"];

/// Price a plan made by hand, or one change to a plan, and list the rules it breaks.
///
/// Nothing is searched: this is what a drag on a board asks. The plan to change is `plan`, else the
/// best plan of the run that `schedule` names, else the request's own `problem.plan`. A legal one
/// comes back as a whole plan that passes the verifier.
#[utoipa::path(post, path = "/v1/evaluations", tag = "plans", operation_id = "postEvaluation",
    request_body(content = shapes::EvaluationRequest, content_type = "application/json"),
    responses((status = 200, description = "Legal or not, its price and what it breaks",
        body = Evaluation)))]
pub async fn post(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Evaluation>, Problem> {
    let held = body::json(&app, &headers, body).await?;
    let (desks, runs) = (Arc::clone(&app.desks), Arc::clone(&app.runs));
    let answer = app.compute(move || {
        let sent = parts::parts(&held.bytes, KEYS).map_err(Problem::faults)?;
        let [named, request, plan, routes, change, reasons] = sent;
        let ask = ask(routes, change, reasons)?;
        let stored = match schedule(named, request)? {
            Some(id) => Some(stored(&runs, &caller.tenant, &id)?),
            None => None,
        };
        let source = source(&stored, request, plan)?;
        let desk = desks.get(&source.key(), source.weight(), || source.open())?;
        desk.evaluate(&ask).map_err(Problem::faults)
    });
    answer.await?.map(Json)
}

/// The run that the body names.
fn schedule(named: Option<&str>, request: Option<&str>) -> Result<Option<String>, Problem> {
    let fault = |at: &str, message: &str, hint: &str| {
        Err(Problem::faults(vec![parts::fault("SOURCE", at, message, hint)]))
    };
    match (named, request) {
        (None, Some(_)) => Ok(None),
        (None, None) => fault("/request", "there is neither `request` nor `schedule`", "send one"),
        (Some(_), Some(_)) => {
            fault("/schedule", "there are both `request` and `schedule`", "send one of them")
        }
        (Some(named), None) => match serde_json::from_str::<String>(named) {
            Ok(id) if is_id(&id) => Ok(Some(id)),
            _ => fault("/schedule", "this is no id of a run", "send the `id` of a run as text"),
        },
    }
}

/// What was sent for a run, and its best plan.
struct Stored {
    input: Bytes,
    plan: Option<Bytes>,
}

fn stored(runs: &Runs, tenant: &str, id: &str) -> Result<Stored, Problem> {
    if runs.store.tenant(id)?.as_deref() != Some(tenant) {
        return Err(unknown(id));
    }
    let (run, plan) = runs
        .store
        .snapshot(id)?
        .filter(|(run, _)| run.kind == Kind::Schedule)
        .ok_or_else(|| unknown(id))?;
    let input = runs.store.input(&run.id)?.ok_or_else(|| unknown(id))?;
    Ok(Stored { input, plan })
}

fn ask(
    routes: Option<&str>,
    change: Option<&str>,
    reasons: Option<&str>,
) -> Result<crate::evaluate::Ask, Problem> {
    let given = [("routes", routes), ("change", change), ("reasons", reasons)];
    let given = given.into_iter().filter_map(|(key, text)| Some(format!("\"{key}\":{}", text?)));
    let text = format!("{{{}}}", given.collect::<Vec<_>>().join(","));
    parse_ask(text.as_bytes()).map_err(|fault| Problem::faults(vec![*fault]))
}

/// Where the case and the plan to change come from.
struct Source<'a> {
    request: &'a [u8],
    request_at: &'static str,
    plan: Option<&'a [u8]>,
    plan_at: &'static str,
}

fn source<'a>(
    stored: &'a Option<Stored>,
    request: Option<&'a str>,
    plan: Option<&'a str>,
) -> Result<Source<'a>, Problem> {
    let sent = plan.map(str::as_bytes);
    match (stored, request) {
        (Some(run), _) => Ok(Source {
            request: &run.input,
            request_at: "/schedule",
            plan: sent.or(run.plan.as_deref()),
            plan_at: if sent.is_some() { "/plan" } else { "/schedule" },
        }),
        (None, Some(request)) => Ok(Source {
            request: request.as_bytes(),
            request_at: "/request",
            plan: sent,
            plan_at: "/plan",
        }),
        (None, None) => Err(Problem::faults(vec![parts::missing("request")])),
    }
}

impl Source<'_> {
    fn key(&self) -> Key {
        Key::of(&[self.request, self.plan.unwrap_or_default()])
    }

    fn weight(&self) -> usize {
        self.request.len() + self.plan.map_or(0, <[u8]>::len)
    }

    fn open(&self) -> Result<Desk, Problem> {
        let inside = |faults: Vec<Fault>| Problem::faults(below(self.request_at, faults));
        let base = self.plan.map(parse_plan).transpose();
        let base = base.map_err(|fault| Problem::faults(below(self.plan_at, vec![*fault])))?;
        let case = admit(self.request).map_err(inside)?;
        let travel = Travel::of(&case);
        Desk::open(case, travel, base).map_err(inside)
    }
}
