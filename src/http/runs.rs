//! Runs as the API shows them, whatever they make: their paths, their answers, waiting for them.

use super::auth::Caller;
use super::problem::{self, Problem};
use super::{App, blocking, body, prefer, repeat, trail};
use crate::fault::Fault;
use crate::store::{Kind, Repeat, Run, State};
use crate::units::Millis;
use crate::worker::{Order, Runs};
use axum::body::Body;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The id in a path. One that cannot be an id is like one that nobody has.
pub struct Id(pub String);

impl FromRequestParts<Arc<App>> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Id, Problem> {
        let AnyId(id) = AnyId::from_request_parts(parts, app).await?;
        if let Some(caller) = parts.extensions.get::<Caller>().filter(|c| c.key.is_some()) {
            owned(app, &id, &caller.tenant).await?;
        }
        Ok(Id(id))
    }
}

/// The same, be it a run of nobody's or of another tenant: the handler has to ask.
pub struct AnyId(pub String);

impl FromRequestParts<Arc<App>> for AnyId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<AnyId, Problem> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        match path {
            Ok(Path(id)) if is_id(&id) => Ok(AnyId(id)),
            Ok(Path(id)) => Err(unknown(&id)),
            Err(_) => Err(unknown("what was sent")),
        }
    }
}

/// Expects a run to be this tenant's. Another's is like one that nobody has.
pub async fn owned(app: &Arc<App>, id: &str, tenant: &str) -> Result<(), Problem> {
    let wanted = id.to_owned();
    let owner = app.stored(move |runs| runs.store.tenant(&wanted)).await?;
    if owner.as_deref() == Some(tenant) { Ok(()) } else { Err(unknown(id)) }
}

pub fn is_id(text: &str) -> bool {
    let time = [Kind::Schedule, Kind::Comparison].map(|kind| text.strip_prefix(kind.prefix()));
    let hex = |rest: &str| rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit());
    time.into_iter().flatten().any(hex)
}

pub fn unknown(id: &str) -> Problem {
    let short: String = id.chars().filter(|c| !c.is_control()).take(60).collect();
    Problem::new(&problem::NOT_FOUND, format!("there is no run {short}"))
}

/// Reads what is ordered and its budget, or says everything that is wrong.
pub type ReadOrder = fn(&[u8]) -> Result<(Order, Millis), Vec<Fault>>;

/// What is ordered, its budget, and the request that is planned.
pub type Made = (Order, Millis, Bytes);

/// What a path of runs is about.
#[derive(Clone, Copy)]
pub struct Family {
    pub kind: Kind,
    pub path: &'static str,
    /// The key of what a run makes.
    pub output: &'static str,
}

impl Family {
    /// The run, if it is of this family.
    pub async fn find(self, app: &Arc<App>, id: &str) -> Result<Run, Problem> {
        let wanted = id.to_owned();
        let run = app.stored(move |runs| runs.store.run(&wanted)).await?;
        run.filter(|run| run.kind == self.kind).ok_or_else(|| unknown(id))
    }

    /// The run with what it has made so far.
    pub async fn answer(
        self,
        app: &Arc<App>,
        id: &str,
        status: StatusCode,
    ) -> Result<(Run, Response), Problem> {
        let wanted = id.to_owned();
        let found = app.stored(move |runs| runs.store.snapshot(&wanted)).await?;
        let found = found.filter(|(run, _)| run.kind == self.kind);
        let (run, output) = found.ok_or_else(|| unknown(id))?;
        let (run, text) = blocking(move || {
            let text = whole(&run, self.output, output.as_deref());
            (run, text)
        })
        .await?;
        let head =
            [(header::CONTENT_TYPE, "application/json".to_owned()), (header::ETAG, tag(&run))];
        Ok((run, (status, head, text).into_response()))
    }

    /// Takes a run in and waits for its end, as long as the caller likes.
    pub async fn post(
        self,
        app: &Arc<App>,
        headers: &HeaderMap,
        body: Body,
        caller: Caller,
        order: ReadOrder,
    ) -> Result<Response, Problem> {
        let read = move |_: &Runs, sent: &Bytes| {
            let (order, budget) = order(sent).map_err(Problem::faults)?;
            Ok((order, budget, sent.clone()))
        };
        self.post_to(self.path.to_owned(), app, headers, body, caller, read).await
    }

    /// The same where what is planned has to be made of what was sent to this path.
    pub async fn post_to(
        self,
        at: String,
        app: &Arc<App>,
        headers: &HeaderMap,
        body: Body,
        caller: Caller,
        read: impl FnOnce(&Runs, &Bytes) -> Result<Made, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let asked = prefer::wait(headers);
        let word = repeat::word(headers)?;
        let held = body::json(app, headers, body).await?;
        let runs = Arc::clone(&app.runs);
        let submit = move || {
            let hash = word.as_ref().map(|_| repeat::hash(&at, &held.bytes));
            let repeat = word.as_deref().zip(hash.as_deref());
            let repeat = repeat.map(|(word, hash)| Repeat { word, hash });
            let before = repeat.as_ref().map(|repeat| runs.repeated(&caller.tenant, repeat));
            let (id, budget) = match before.transpose()?.flatten() {
                Some(id) => (id, Millis::MAX),
                None => {
                    let (mut order, budget, input) = read(&runs, &held.bytes)?;
                    order.actor = caller.actor();
                    order.tenant = caller.tenant;
                    (runs.submit(order, &input, repeat)?, budget)
                }
            };
            let following = runs.follow(&id)?.ok_or_else(|| unknown(&id))?;
            Ok::<_, Problem>((following, prefer::usual(budget)))
        };
        let (following, usual) = app.compute(submit).await??;
        let wait = asked.map_or(usual, Duration::from_secs);
        let run = wait_for_end(app, following, wait).await;
        self.answer_post(app, run, asked).await
    }

    /// What a POST is answered: 200 with the run at its end, 202 with the way to it before.
    async fn answer_post(
        self,
        app: &Arc<App>,
        run: Run,
        granted: Option<u64>,
    ) -> Result<Response, Problem> {
        if run.state == State::Failed {
            let why = run.failure.map_or_else(String::new, |failure| failure.message);
            return Err(Problem::new(&problem::RUN_FAILED, format!("{}: {why}", run.id)));
        }
        let at = format!("{}/{}", self.path, run.id);
        let status = if run.state.is_final() { StatusCode::OK } else { StatusCode::ACCEPTED };
        let (_, mut response) = self.answer(app, &run.id, status).await?;
        let headers = response.headers_mut();
        // Ids are letters and digits.
        headers.insert(header::LOCATION, HeaderValue::try_from(at).expect("a path in ASCII"));
        if let Some(seconds) = granted {
            let applied = HeaderValue::try_from(format!("wait={seconds}"));
            headers.insert("preference-applied", applied.expect("digits are ASCII"));
        }
        if status == StatusCode::ACCEPTED {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(1));
        }
        Ok(response)
    }

    /// Stops a run and keeps its best, unless the caller has seen another version than there is.
    pub async fn stop(
        self,
        app: &Arc<App>,
        id: &str,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<Response, Problem> {
        /// A solver looks at the sign many times a second; one that does not is not waited for.
        const PATIENCE: Duration = Duration::from_millis(800);
        let run = self.find(app, id).await?;
        let seen = seen(headers, &run)?;
        let (wanted, actor) = (id.to_owned(), caller.actor());
        let followed = app.stored(move |runs| {
            let followed = runs.follow(&wanted)?;
            Ok((runs.stop(&wanted, seen, &actor)?, followed))
        });
        let (stopped, followed) = followed.await?;
        if !stopped && seen.is_some() && !self.find(app, id).await?.state.is_final() {
            return Err(changed());
        }
        if let Some(following) = followed
            && !wait_for_end(app, following, PATIENCE).await.state.is_final()
        {
            let wanted = id.to_owned();
            app.stored(move |runs| runs.give_up(&wanted)).await?;
        }
        Ok(self.answer(app, id, StatusCode::OK).await?.1)
    }
}

/// The version of a run that an answer shows.
fn tag(run: &Run) -> String {
    format!("\"v{}\"", run.version)
}

/// The version that a change is meant for, where the caller names it. It has to be this one.
fn seen(headers: &HeaderMap, run: &Run) -> Result<Option<i64>, Problem> {
    let Some(asked) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let tag = HeaderValue::try_from(tag(run)).expect("a tag in ASCII");
    match asked.to_str() {
        Ok("*") => Ok(None),
        Ok(list) if trail::matches(list, &tag) => Ok(Some(run.version)),
        _ => Err(changed()),
    }
}

fn changed() -> Problem {
    Problem::new(&problem::CHANGED, "the run has gone on since then; read it again")
}

/// The run as JSON, with its output as the last key: null where there is none yet.
pub fn whole(run: &Run, key: &str, output: Option<&[u8]>) -> Bytes {
    // A run has only text keys.
    let mut text = serde_json::to_vec(run).expect("a run can always be written");
    text.pop();
    text.extend_from_slice(format!(",\"{key}\":").as_bytes());
    text.extend_from_slice(output.unwrap_or(b"null").trim_ascii_end());
    text.push(b'}');
    text.into()
}

/// The run at its end, or as it is when the time is over or the service goes down.
async fn wait_for_end(app: &App, mut following: watch::Receiver<Run>, time: Duration) -> Run {
    let mut closing = app.runs.closing();
    // The senders go only after the last change, which is then what is seen here.
    tokio::select! {
        _ = tokio::time::timeout(time, following.wait_for(|run| run.state.is_final())) => {}
        _ = closing.wait_for(|closing| *closing) => {}
    }
    following.borrow().clone()
}
