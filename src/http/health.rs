//! Whether the service lives, and whether it takes work.

use super::App;
use super::problem::{self, Problem};
use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `UP`
    status: &'static str,
    version: &'static str,
    /// Runs that wait for a solver.
    queued: usize,
    /// Runs that have not ended, the waiting ones included.
    open: usize,
}

fn health(app: &App) -> Json<Health> {
    let (queued, open) = app.runs.load();
    Json(Health { status: "UP", version: env!("CARGO_PKG_VERSION"), queued, open })
}

/// Whether the process answers at all.
#[utoipa::path(get, path = "/health/live", tag = "service", operation_id = "isLive",
    responses((status = 200, description = "It lives", body = Health)))]
pub async fn live(State(app): State<Arc<App>>) -> Json<Health> {
    health(&app)
}

/// Whether it takes new runs: 503 while it is going down or its store is away.
#[utoipa::path(get, path = "/health/ready", tag = "service", operation_id = "isReady",
    responses((status = 200, description = "It takes runs", body = Health)))]
pub async fn ready(State(app): State<Arc<App>>) -> Result<Json<Health>, Problem> {
    if app.runs.is_closing() {
        return Err(Problem::new(&problem::CLOSING, "no new runs are taken"));
    }
    if !app.runs.is_reachable() {
        return Err(Problem::new(&problem::STORE_AWAY, "no new runs can be stored"));
    }
    Ok(health(&app))
}
