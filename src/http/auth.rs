//! Who asks. Once a key has been made, nobody is answered without one, but for his health.

use super::App;
use super::problem::{self, Problem};
use crate::store::Actor;
use crate::store::keys::{Role, hash};
use crate::worker::Runs;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// What can be asked without a key: who runs the service must see that it lives, and a reader of
/// a problem what it means.
const OPEN: [&str; 4] = ["/health/", "/problems/", "/docs", "/openapi.json"];
/// What a viewer may post: nothing of it is kept.
const COMPUTED: [&str; 2] = ["/v1/evaluations", "/v1/verifications"];
/// What only an admin may see.
const GUARDED: [&str; 2] = ["/metrics", "/v1/audit"];
const WEBHOOKS: &str = "/v1/webhooks";

/// Who asks, as handlers see it: without keys all are one tenant.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    pub tenant: String,
    /// The key's id, for the log.
    pub key: Option<String>,
    actor: Option<Actor>,
}

impl Caller {
    /// As what is kept of a change names him.
    pub fn actor(&self) -> Actor {
        self.actor.clone().unwrap_or_else(Actor::open)
    }

    /// Whether he would still be let in: his key may have been revoked since he was.
    pub fn is_known(&self, runs: &Runs) -> bool {
        let keys = runs.keys();
        match &self.key {
            None => keys.is_empty(),
            Some(id) => keys.values().any(|key| key.id == *id && !key.revoked),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Infallible> {
        Ok(parts.extensions.get::<Caller>().cloned().unwrap_or_default())
    }
}

/// Lets through who may, and tells the handlers who it is.
pub async fn judged(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if OPEN.iter().any(|open| path.starts_with(open)) {
        return next.run(request).await;
    }
    match judge(&app, request.method(), path, request.headers()) {
        Ok(caller) => {
            let name = caller.key.clone();
            request.extensions_mut().insert(caller);
            let mut response = next.run(request).await;
            if let Some(name) = name {
                response.extensions_mut().insert(Asked(name));
            }
            response
        }
        Err(problem) => problem.into_response(),
    }
}

/// Which key has asked, told outwards for the log.
#[derive(Clone, Debug)]
pub struct Asked(pub String);

fn judge(app: &App, method: &Method, path: &str, head: &HeaderMap) -> Result<Caller, Problem> {
    let keys = app.runs.keys();
    if keys.is_empty() {
        return Ok(Caller::default());
    }
    let Some(secret) = secret(head) else {
        return Err(Problem::new(&problem::NO_KEY, "send `Authorization: Bearer KEY`"));
    };
    // A table of hashes gives nothing away by how long a look takes.
    let key = keys.get(&hash(secret)).filter(|key| !key.revoked);
    let Some(key) = key else {
        return Err(Problem::new(&problem::NO_KEY, "the key is not known, or was revoked"));
    };
    let needs = needed(method, path);
    if key.role < needs {
        let text = format!("{} is not enough, {} is needed", key.role.name(), needs.name());
        return Err(Problem::new(&problem::FORBIDDEN, text));
    }
    app.turns.take(&key.id, app.limits.rate)?;
    let actor = Some(Actor::key(key));
    Ok(Caller { tenant: key.tenant.clone(), key: Some(key.id.clone()), actor })
}

/// The key that comes with a request.
fn secret(head: &HeaderMap) -> Option<&str> {
    let text = head.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// The least role for a request.
fn needed(method: &Method, path: &str) -> Role {
    match *method {
        _ if GUARDED.contains(&path) || path.starts_with(WEBHOOKS) => Role::Admin,
        Method::GET | Method::HEAD | Method::OPTIONS => Role::Viewer,
        Method::POST if COMPUTED.contains(&path) => Role::Viewer,
        _ => Role::Planner,
    }
}

/// How many requests each key has left at the moment.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<String, (u64, Instant)>>);

impl Turns {
    /// One request of a key: so many a second, with room for a burst of twice as many.
    fn take(&self, key: &str, rate: u32) -> Result<(), Problem> {
        if rate == 0 {
            return Ok(());
        }
        /// Parts of a request, so that a slow refill is not lost in rounding.
        const PARTS: u64 = 1_000_000;
        let most = 2 * u64::from(rate) * PARTS;
        // As many entries as keys: only known ones come here.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (left, since) = all.entry(key.to_owned()).or_insert_with(|| (most, Instant::now()));
        let new = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
        *left = left.saturating_add(new.saturating_mul(u64::from(rate))).min(most);
        *since = Instant::now();
        match left.checked_sub(PARTS) {
            Some(rest) => {
                *left = rest;
                Ok(())
            }
            None => Err(Problem::new(&problem::TOO_MANY, "this key asks too often")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a viewer's key plans or stops runs, or cannot verify.
    #[test]
    fn each_request_needs_its_role() {
        let check = |method: Method, path: &str, role| assert_eq!(needed(&method, path), role);
        check(Method::GET, "/v1/schedules", Role::Viewer);
        check(Method::POST, "/v1/verifications", Role::Viewer);
        check(Method::POST, "/v1/schedules", Role::Planner);
        check(Method::DELETE, "/v1/schedules/sch_1", Role::Planner);
        check(Method::GET, "/v1/calendars/north", Role::Viewer);
        check(Method::PUT, "/v1/calendars/north", Role::Planner);
        check(Method::GET, "/metrics", Role::Admin);
        check(Method::GET, "/v1/audit", Role::Admin);
        check(Method::DELETE, "/v1/webhooks/whk_1", Role::Admin);
        assert!(Role::Viewer < Role::Planner && Role::Planner < Role::Admin);
    }

    // If this fails, one key takes the service from all others, or is locked out for ever.
    #[test]
    fn a_key_has_its_turns() {
        let turns = Turns::default();
        let taken = (0..30).filter(|_| turns.take("a", 10).is_ok()).count();
        assert!((20..25).contains(&taken), "{taken}");
        assert!(turns.take("b", 10).is_ok(), "another key has its own");
        std::thread::sleep(std::time::Duration::from_millis(150));
        assert!(turns.take("a", 10).is_ok(), "it comes back");
        assert!((0..1000).all(|_| turns.take("c", 0).is_ok()), "no limit is none");
    }
}
