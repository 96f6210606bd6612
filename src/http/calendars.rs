//! `/v1/calendars`: which plan the field works by.

use super::auth::Caller;
use super::problem::{self, Problem};
use super::runs::is_id;
use super::{App, body, shapes, trail};
use crate::fault::Fault;
use crate::intake::parts::{fault, missing, parts};
use crate::store::{Expect, Publication, Publish, Refusal};
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Json, Response};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// The longest id: that of `run.calendar`.
const ID_MOST: usize = 200;

/// The calendar's id in a path: what `run.calendar` of its runs says.
pub struct Id(String);

impl FromRequestParts<Arc<App>> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Id, Problem> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        match path {
            Ok(Path(id)) if is_name(&id) => Ok(Id(id)),
            _ => Err(Problem::new(&problem::NOT_FOUND, "no calendar has such an id")),
        }
    }
}

fn is_name(text: &str) -> bool {
    (1..=ID_MOST).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

fn nothing(id: &str) -> Problem {
    Problem::new(&problem::NOT_FOUND, format!("nothing is published in the calendar {id:?}"))
}

/// Publish a run's plan as the one of its calendar.
///
/// The run has to be of this calendar (`run.calendar`) and to have ended with a plan, which has
/// passed the verifier. The plan before it becomes superseded. Each publication says what it
/// replaces, by `If-Match` with the calendar's ETag, or `If-None-Match: *` for the first one: of
/// two that replace the same plan one is published, the other is told by 412 what has changed
/// (`now`). What is published is kept, however full the store is: a tenant has at most a tenth as
/// many calendars as runs are kept (`--keep`), all of them together half as many.
#[utoipa::path(put, path = "/v1/calendars/{id}", tag = "calendars",
    operation_id = "putCalendar",
    params(("id" = String, Path, description = "The calendar, as `run.calendar` names it"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what is replaced; `*` \
            replaces whatever is there"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: nothing is published yet")),
    request_body(content = shapes::PublishRequest, content_type = "application/json"),
    responses((status = 200, description = "It is published", body = Publication,
        headers(("ETag" = String, description = "Send it with the next publication")))))]
pub async fn put(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let expect = expected(&headers)?;
    let held = body::small(&app, &headers, body).await?;
    let run = named_run(&held.bytes).map_err(Problem::faults)?;
    let wanted = (id.clone(), run.clone());
    let publish = app.stored(move |runs| {
        let (tenant, actor) = (&caller.tenant, &caller.actor());
        let (calendar, run) = (&wanted.0, &wanted.1);
        let most = runs.most_calendars();
        runs.publish(&Publish { tenant, calendar, run, expect: &expect, actor, most })
    });
    match publish.await? {
        Ok(published) => Ok(answer(published)),
        Err(refusal) => Err(refused(&id, &run, refusal)),
    }
}

/// What the caller says that is published as yet.
fn expected(headers: &HeaderMap) -> Result<Expect, Problem> {
    let malformed = |text: &str| Err(Problem::new(&problem::MALFORMED, text));
    let (same, none) = (header::IF_MATCH, header::IF_NONE_MATCH);
    match (headers.contains_key(&same), headers.contains_key(&none)) {
        (false, false) => Err(Problem::new(
            &problem::CONDITION,
            "send `If-Match` with the calendar's ETag, or `If-None-Match: *` for its first plan",
        )),
        (true, true) => malformed("send If-Match or If-None-Match, not both"),
        (false, true) => match headers.get_all(&none).iter().all(|value| value == "*") {
            true => Ok(Expect::Nothing),
            false => malformed("If-None-Match is * here: nothing is published yet"),
        },
        (true, false) => {
            let texts = headers.get_all(&same).iter().filter_map(|value| value.to_str().ok());
            let tags: Vec<&str> = texts.flat_map(trail::tags).collect();
            if tags.contains(&"*") {
                return Ok(Expect::Any);
            }
            let number = |tag: &&str| tag.strip_prefix("\"c")?.strip_suffix('"')?.parse().ok();
            Ok(Expect::Versions(tags.iter().filter_map(number).collect()))
        }
    }
}

fn named_run(text: &[u8]) -> Result<String, Vec<Fault>> {
    let [run] = parts(text, ["run"])?;
    let Some(run) = run else { return Err(vec![missing("run")]) };
    match serde_json::from_str::<String>(run) {
        Ok(id) if is_id(&id) => Ok(id),
        _ => {
            let value: String = run.chars().take(100).collect();
            Err(vec![of_run("NOT_FOUND", &value, "this is no id of a run", "send a run's `id`")])
        }
    }
}

fn of_run(code: &str, value: &str, message: &str, hint: &str) -> Fault {
    Fault { value: value.to_owned(), ..fault(code, "/run", message, hint) }
}

fn refused(calendar: &str, run: &str, refusal: Refusal) -> Problem {
    let told = |code: &str, message: &str, hint: &str| {
        Problem::faults(vec![of_run(code, run, message, hint)])
    };
    match refusal {
        Refusal::Changed(now) => changed(calendar, now),
        Refusal::NoRun => told("NOT_FOUND", "there is no such run", "send the `id` of a schedule"),
        Refusal::Elsewhere(of) => {
            let of = of.map_or("for no calendar".to_owned(), |of| format!("for {of:?}"));
            let hint = format!("send a run whose request has \"calendar\": {calendar:?} in `run`");
            told("OTHER_CALENDAR", &format!("the run is {of}, not for {calendar:?}"), &hint)
        }
        Refusal::Open(state) => {
            let message = format!("the run is {}, it may still change", state.name());
            told("NOT_ENDED", &message, "wait for its end, or stop it with DELETE")
        }
        Refusal::TooMany(many) => told(
            "TOO_MANY",
            &format!("there are {many} calendars of yours, and no room for one more"),
            "publish into a calendar that is there, or ask for a greater --keep",
        ),
        Refusal::NoPlan => {
            told("NO_PLAN", "the run has ended without a plan", "send a run that has one")
        }
    }
}

/// What somebody else has done meanwhile.
fn changed(calendar: &str, now: Option<Box<Publication>>) -> Problem {
    let Some(now) = now else {
        let text = format!("nothing is published in {calendar:?} yet: send `If-None-Match: *`");
        return Problem::new(&problem::CHANGED, text);
    };
    let text = format!(
        "{} has published {} at {}; the ETag is {} now",
        now.published_by.said(),
        now.run,
        now.published_at,
        now.etag
    );
    Problem::new(&problem::CHANGED, text).now(now)
}

fn answer(published: Publication) -> Response {
    let tag = HeaderValue::try_from(published.etag.as_str()).expect("a tag in ASCII");
    ([(header::ETAG, tag)], Json(published)).into_response()
}

/// Calendars with what is published in each, by id.
#[derive(Serialize, ToSchema)]
pub struct CalendarList {
    calendars: Vec<Publication>,
    /// Send it as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// The most calendars.
    #[serde(default = "usual_limit")]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: u16,
    /// Only calendars behind this one: `next` of the page before.
    after: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// The most publications, newest first.
    #[serde(default = "usual_limit")]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: u16,
    /// Only versions before this one: `next` of the page before.
    #[param(minimum = 1)]
    before: Option<i64>,
}

fn usual_limit() -> u16 {
    20
}

/// The query as it was meant, with a limit inside its bounds.
pub fn read<Q>(
    query: Result<Query<Q>, QueryRejection>,
    limit: impl Fn(&Q) -> u16,
) -> Result<Q, Problem> {
    let Query(query) = query.map_err(|e| Problem::new(&problem::MALFORMED, e.body_text()))?;
    match limit(&query) {
        1..=100 => Ok(query),
        odd => Err(Problem::new(&problem::MALFORMED, format!("limit is 1 to 100, not {odd}"))),
    }
}

/// List the calendars in which something is published.
#[utoipa::path(get, path = "/v1/calendars", tag = "calendars", operation_id = "listCalendars",
    params(CalendarQuery),
    responses((status = 200, description = "By id", body = CalendarList)))]
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    query: Result<Query<CalendarQuery>, QueryRejection>,
) -> Result<Json<CalendarList>, Problem> {
    let CalendarQuery { limit, after } = read(query, |query| query.limit)?;
    if let Some(after) = after.as_deref().filter(|id| !is_name(id)) {
        let text = format!("after is `next` of a page, not {after:?}");
        return Err(Problem::new(&problem::MALFORMED, text));
    }
    let most = u32::from(limit) + 1;
    let found =
        app.stored(move |runs| runs.store.calendars(&caller.tenant, after.as_deref(), most));
    let mut calendars = found.await?;
    let more = calendars.len() > usize::from(limit);
    calendars.truncate(usize::from(limit));
    let next = calendars.last().filter(|_| more).map(|last| last.calendar.clone());
    Ok(Json(CalendarList { calendars, next }))
}

/// What is published in a calendar.
#[utoipa::path(get, path = "/v1/calendars/{id}", tag = "calendars", operation_id = "getCalendar",
    params(("id" = String, Path, description = "The calendar, as `run.calendar` names it")),
    responses((status = 200, description = "The publication that holds", body = Publication,
        headers(("ETag" = String, description = "Send it with the next publication")))))]
pub async fn get(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let wanted = id.clone();
    let found = app.stored(move |runs| runs.store.calendar(&caller.tenant, &wanted)).await?;
    found.map(answer).ok_or_else(|| nothing(&id))
}

/// The published plan, byte for byte as its run made it.
#[utoipa::path(get, path = "/v1/calendars/{id}/plan", tag = "calendars",
    operation_id = "getPublishedPlan",
    params(("id" = String, Path, description = "The calendar, as `run.calendar` names it")),
    responses((status = 200, description = "The plan that the field works by",
        body = crate::wire::plan::Plan,
        headers(("ETag" = String, description = "The plan's hash")))))]
pub async fn plan(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let wanted = id.clone();
    let found = app.stored(move |runs| runs.store.published(&caller.tenant, &wanted)).await?;
    let (published, text) = found.ok_or_else(|| nothing(&id))?;
    let mut response = ([(header::CONTENT_TYPE, "application/json")], text).into_response();
    if let Ok(tag) = HeaderValue::try_from(format!("\"{}\"", published.progress.plan_hash)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// What was published in a calendar, newest first.
#[derive(Serialize, ToSchema)]
pub struct History {
    publications: Vec<Publication>,
    /// Send it as `before` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// What was published in a calendar, by whom and until when.
///
/// The last 1,000 publications are remembered. The runs of all but the first in the list may have
/// been let go.
#[utoipa::path(get, path = "/v1/calendars/{id}/history", tag = "calendars",
    operation_id = "getCalendarHistory",
    params(("id" = String, Path, description = "The calendar, as `run.calendar` names it"),
        HistoryQuery),
    responses((status = 200, description = "Newest first", body = History)))]
pub async fn history(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id,
    query: Result<Query<HistoryQuery>, QueryRejection>,
) -> Result<Json<History>, Problem> {
    let HistoryQuery { limit, before } = read(query, |query| query.limit)?;
    if let Some(odd) = before.filter(|version| *version < 1) {
        let text = format!("before is `next` of a page, not {odd}");
        return Err(Problem::new(&problem::MALFORMED, text));
    }
    let (wanted, most) = (id.clone(), u32::from(limit) + 1);
    let found = app.stored(move |runs| runs.store.history(&caller.tenant, &wanted, before, most));
    let mut publications = found.await?;
    if publications.is_empty() && before.is_none() {
        return Err(nothing(&id));
    }
    let more = publications.len() > usize::from(limit);
    publications.truncate(usize::from(limit));
    let next = publications.last().filter(|_| more).map(|last| last.version);
    Ok(Json(History { publications, next }))
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a publisher who has seen an older plan replaces a newer one.
    #[test]
    fn a_publication_says_what_it_replaces() {
        let check = |given: &[(header::HeaderName, &str)], expected: Result<Expect, u16>| {
            let mut headers = HeaderMap::new();
            for (name, value) in given {
                headers.append(name, value.parse().unwrap());
            }
            assert_eq!(super::expected(&headers).map_err(|p| p.status), expected, "{given:?}");
        };
        let (same, none) = (header::IF_MATCH, header::IF_NONE_MATCH);
        check(&[], Err(428));
        check(&[(same.clone(), "\"c3\"")], Ok(Expect::Versions(vec![3])));
        check(&[(same.clone(), "\"c3\", W/\"c4\",\"v5\"")], Ok(Expect::Versions(vec![3, 4])));
        check(&[(same.clone(), "c3")], Ok(Expect::Versions(vec![])));
        check(&[(same.clone(), "*")], Ok(Expect::Any));
        check(&[(none.clone(), "*")], Ok(Expect::Nothing));
        check(&[(none.clone(), "\"c1\"")], Err(400));
        check(&[(none, "*"), (same, "*")], Err(400));
    }
}
