//! What there is to look up: the rules, bodies to try, and what each problem means.

use super::problem::{self, Problem};
use crate::board;
use crate::rules::{ALL, Scope};
use axum::extract::Path;
use axum::http::header;
use axum::response::{Html, IntoResponse, Json, Response};
use maud::html;
use serde::Serialize;
use utoipa::ToSchema;

/// One business rule.
#[derive(Serialize, ToSchema)]
pub struct Rule {
    /// The id in `costs`, in pins' `override` and in violations.
    id: &'static str,
    /// The code of a reason for a job left out; empty where the rule is never one.
    code: &'static str,
    /// `route`, `link` or `plan`.
    scope: &'static str,
    /// Whether it has an amount in `costs`.
    priced: bool,
    /// Whether a pin may override it.
    overridable: bool,
    line: &'static str,
    doc: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct RuleList {
    rules: Vec<Rule>,
}

/// All business rules.
#[utoipa::path(get, path = "/v1/rules", tag = "catalogue", operation_id = "listRules",
    responses((status = 200, description = "In the order of the register", body = RuleList)))]
pub async fn rules() -> Json<RuleList> {
    let rules = ALL.iter().map(|meta| Rule {
        id: meta.id,
        code: meta.code,
        scope: match meta.scope {
            Scope::Route => "route",
            Scope::Link => "link",
            Scope::Plan => "plan",
        },
        priced: meta.priced,
        overridable: meta.overridable,
        line: meta.line,
        doc: meta.doc,
    });
    Json(RuleList { rules: rules.collect() })
}

/// A body that can be sent as it is.
#[derive(Serialize, ToSchema)]
pub struct Demo {
    id: &'static str,
    title: &'static str,
    /// Where the body is.
    href: String,
    /// Where to send it.
    post: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct DemoList {
    demos: Vec<Demo>,
}

/// Bodies to try, by id.
const DEMOS: [(&str, &str, &str); 3] = [
    ("first", "Four jobs of one van", include_str!("../../instances/demo/first.json")),
    (
        "day",
        "A day of three crews: lunch, skills, promises, more jobs than fit",
        include_str!("../../instances/demo/day.json"),
    ),
    (
        "week",
        "A week of a fictional company: 260 jobs, 20 crews",
        include_str!("../../instances/demo/week.json"),
    ),
];

/// The ids and titles of the demos.
pub fn titles() -> impl Iterator<Item = (&'static str, &'static str)> {
    DEMOS.iter().map(|(id, title, _)| (*id, *title))
}

/// Bodies to try.
#[utoipa::path(get, path = "/v1/demo", tag = "catalogue", operation_id = "listDemos",
    responses((status = 200, description = "Each with its address", body = DemoList)))]
pub async fn demos() -> Json<DemoList> {
    let demos = DEMOS.iter().map(|(id, title, _)| Demo {
        id,
        title,
        href: format!("/v1/demo/{id}"),
        post: "/v1/schedules",
    });
    Json(DemoList { demos: demos.collect() })
}

/// A body to post to `/v1/schedules` as it is.
#[utoipa::path(get, path = "/v1/demo/{id}", tag = "catalogue", operation_id = "getDemo",
    params(("id" = String, Path, description = "`first`, `day` or `week`", example = "day")),
    responses((status = 200, description = "A request", body = super::shapes::ScheduleRequest)))]
pub async fn demo(id: Result<Path<String>, axum::extract::rejection::PathRejection>) -> Response {
    let id = id.map_or_else(|_| String::new(), |Path(id)| id);
    let Some((_, _, text)) = DEMOS.iter().find(|(known, _, _)| *known == id) else {
        let known = DEMOS.map(|(id, _, _)| id).join(", ");
        let text = format!("there is no such demo; there are {known}");
        return Problem::new(&problem::NOT_FOUND, text).into_response();
    };
    let json = [(header::CONTENT_TYPE, "application/json")];
    (json, *text).into_response()
}

/// The page behind a problem's `type`.
pub async fn problem_page(
    name: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Response {
    let name = name.map_or_else(|_| String::new(), |Path(name)| name);
    let Some(kind) = problem::ALL.iter().find(|kind| kind.name == name) else {
        return Problem::new(&problem::NOT_FOUND, "there is no such problem").into_response();
    };
    let inside = html! {
        main {
            h1 { (kind.title) }
            p { "HTTP status " (kind.status) ", type " code { "/problems/" (kind.name) } }
            p { (kind.doc) }
        }
    };
    Html(board::shell(kind.title, html! {}, inside)).into_response()
}
