//! Pages for people: what the service has, and a run as it goes on.

use super::App;
use super::auth::Caller;
use super::problem::{self, Problem};
use super::runs::Id;
use super::schedules::SCHEDULES;
use crate::board::{self, Frame};
use crate::store::{Kind, Progress, Run, State as RunState, Wanted};
use crate::verify::parse_plan;
use crate::words::ties::Ties;
use crate::words::{clean, money};
use crate::worker::Runs;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, PreEscaped, html};
use std::sync::Arc;

/// Our own scripts and styles stand in the page; a page may ask this service and nobody else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
    script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Shows better plans as they come: the line at once, the whole page at the end.
const FOLLOW: &str = include_str!("pages/follow.js");
/// Posts a demo and goes to its run.
const TRY: &str = include_str!("pages/try.js");

fn page(markup: String) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(markup)).into_response()
}

/// The front page: the newest runs, and demos to try.
pub async fn home(State(app): State<Arc<App>>, caller: Caller) -> Result<Response, Problem> {
    let wanted = Wanted { most: 200, ..Wanted::default() };
    let list = move |runs: &Runs| runs.store.list(Kind::Schedule, &caller.tenant, &wanted);
    let runs = app.stored(list).await?;
    let body = html! {
        h1 { "Callboard" }
        p { "Who goes where and when, checked, with a reason for every job left out." }
        p {
            @for (id, title) in super::catalogue::titles() {
                button type="button" data-demo=(id) { "Plan: " (title) } " "
            }
        }
        p #said role="status" {}
        h2 { "Newest runs" }
        @if runs.is_empty() { p { "None yet. Try one of the demos, or post a request." } }
        @else { (table(&runs)) }
        p { "For programs: " a href="/docs/" { "the API" } ", " a href="/openapi.json" { "its \
            description" } ", " a href="/v1/rules" { "the rules" } "." }
        script { (PreEscaped(TRY)) }
    };
    Ok(page(board::shell("Callboard", html! {}, html! { main { (body) } })))
}

fn table(runs: &[Run]) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "run" } th scope="col" { "state" } th scope="col" { "jobs" }
                th scope="col" { "cost" } th scope="col" { "sent" }
            } }
            tbody {
                @for run in runs {
                    tr {
                        td { a href={ "/schedules/" (run.id) } { (name(run)) } }
                        td { (run.state.name()) }
                        @if let Some(p) = &run.progress {
                            td { (p.served) " of " (p.served + p.left_out) }
                            td { (money(p.cost, &p.currency)) }
                        } @else { td {} td {} }
                        td { (run.submitted_at.get(..16).unwrap_or("").replace('T', " ")) " UTC" }
                    }
                }
            }
        } }
    }
}

fn name(run: &Run) -> String {
    let name = run.name.as_deref().filter(|name| !name.trim().is_empty());
    clean(&name.unwrap_or(&run.id).chars().take(100).collect::<String>())
}

/// A run and its best plan so far, as `callboard view` shows it.
pub async fn schedule(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    let run = SCHEDULES.find(&app, &id).await?;
    let wanted = id.clone();
    let output = app.stored(move |runs| runs.store.output(&wanted)).await?;
    let wanted = id.clone();
    let input = app.stored(move |runs| runs.store.input(&wanted)).await?;
    let frame = Frame {
        ties: input.map(|text| Ties::of(&text)).unwrap_or_default(),
        title: name(&run),
        state: state_line(&run),
        head: Some(head(&run)),
        nav: Some(html! {
            a href="/" { "All runs" } " "
            a href={ "/v1/schedules/" (run.id) "/plan" } { "plan as JSON" }
        }),
    };
    let Some(output) = output else { return Ok(page(waiting(&frame))) };
    let show = move || parse_plan(&output).map(|plan| board::page(&plan, &frame));
    // It was printed and verified by this program; another version may have written it.
    let made = app.compute(show).await?.map_err(|fault| {
        let text = format!("the stored plan cannot be shown: {}", fault.message);
        Problem::new(&problem::INTERNAL, text)
    })?;
    Ok(page(made))
}

/// A run without a plan.
fn waiting(frame: &Frame) -> String {
    let inside = html! {
        @if let Some(nav) = &frame.nav { nav { (nav) } }
        main {
            h1 { (frame.title) }
            p.state role="status" { (frame.state) }
        }
    };
    let head = frame.head.clone().unwrap_or_default();
    board::shell(&format!("{} - Callboard", frame.title), head, inside)
}

fn head(run: &Run) -> Markup {
    html! {
        @if !run.state.is_final() {
            script data-run=(run.id) data-bare=(run.progress.is_none()) { (PreEscaped(FOLLOW)) }
        }
    }
}

fn state_line(run: &Run) -> String {
    let best = run.progress.as_ref().map(Progress::said);
    match (run.state, best) {
        (RunState::Queued, _) => "QUEUED: it waits for a solver".to_owned(),
        (RunState::Solving, None) => "SOLVING: the first plan is being made".to_owned(),
        (RunState::Solving, Some(best)) => format!("SOLVING, best so far: {best}"),
        (RunState::Completed, _) => String::new(),
        (RunState::Cancelled, Some(_)) => "CANCELLED: the best plan found until then".to_owned(),
        (RunState::Cancelled, None) => "CANCELLED before there was a plan".to_owned(),
        (RunState::Failed, _) => {
            let why = run.failure.as_ref().map_or("", |failure| failure.message.as_str());
            format!("FAILED: {}", clean(why))
        }
    }
}
