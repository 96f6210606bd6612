//! Bodies: how large, how fast, and how many at a time.

use super::App;
use super::problem::{self, Problem};
use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long nothing may come of a body that is not whole.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a whole body may take.
const WHOLE: Duration = Duration::from_secs(120);
/// How much of a body that is too large is read and dropped, and for how long: who still sends
/// would meet a broken pipe, and never read why.
const DROPPED: usize = 16 << 20;
const DROPPING: Duration = Duration::from_secs(2);
/// The most of a body that names a few things only: it is read where requests are waited for.
const SMALL: usize = 64 * 1024;
/// Memory for bodies is counted in pieces of so many bytes.
const PIECE: usize = 64 * 1024;

/// Memory for all bodies that are being read or worked on.
pub struct Room(Arc<Semaphore>);

impl Room {
    pub fn new(bytes: usize) -> Room {
        Room(Arc::new(Semaphore::new(bytes.div_ceil(PIECE))))
    }

    fn take(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Problem> {
        let pieces = u32::try_from(bytes.div_ceil(PIECE)).unwrap_or(u32::MAX);
        let permit = Arc::clone(&self.0).try_acquire_many_owned(pieces);
        permit.map_err(|_| Problem::new(&problem::BUSY, "the memory for bodies is in use"))
    }
}

/// A body that was read, with its share of the room for as long as it is worked on.
pub struct Held {
    pub bytes: Bytes,
    _room: OwnedSemaphorePermit,
}

/// Reads a JSON body. Size and type are judged by the head, before a byte is kept.
pub async fn json(app: &App, headers: &HeaderMap, body: Body) -> Result<Held, Problem> {
    up_to(app.limits.body, app, headers, body).await
}

/// The same of one that names a few things only.
pub async fn small(app: &App, headers: &HeaderMap, body: Body) -> Result<Held, Problem> {
    up_to(SMALL.min(app.limits.body), app, headers, body).await
}

async fn up_to(most: usize, app: &App, headers: &HeaderMap, body: Body) -> Result<Held, Problem> {
    media_type(headers)?;
    let said = headers.get(header::CONTENT_LENGTH);
    let length = said.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if let Some(length) = length.filter(|length| *length > most) {
        if length <= DROPPED {
            drop_rest(&mut body.into_data_stream()).await;
        }
        return Err(too_large(most));
    }
    match tokio::time::timeout(WHOLE, read(app, body, most)).await {
        Ok(read) => read,
        Err(_) => Err(Problem::new(&problem::SLOW_BODY, "the body took more than two minutes")),
    }
}

/// Room is taken for what has come, never for what was claimed.
async fn read(app: &App, body: Body, most: usize) -> Result<Held, Problem> {
    let mut room = app.room.take(PIECE)?;
    let mut taken = PIECE;
    let mut bytes = BytesMut::new();
    let mut frames = body.into_data_stream();
    loop {
        let next = tokio::time::timeout(PATIENCE, frames.next()).await;
        let Ok(next) = next else {
            let text = format!("nothing came for {} seconds", PATIENCE.as_secs());
            return Err(Problem::new(&problem::SLOW_BODY, text));
        };
        let Some(frame) = next else {
            return Ok(Held { bytes: bytes.freeze(), _room: room });
        };
        let frame = frame.map_err(|error| {
            Problem::new(&problem::MALFORMED, format!("the body broke off: {error}"))
        })?;
        let whole = bytes.len() + frame.len();
        if whole > most {
            drop_rest(&mut frames).await;
            return Err(too_large(most));
        }
        if whole > taken {
            room.merge(app.room.take(whole - taken)?);
            taken = whole.next_multiple_of(PIECE);
        }
        bytes.extend_from_slice(&frame);
    }
}

async fn drop_rest(frames: &mut BodyDataStream) {
    let all = async {
        let mut dropped = 0;
        while let Some(Ok(frame)) = frames.next().await {
            dropped += frame.len();
            if dropped > DROPPED {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(DROPPING, all).await;
}

fn too_large(most: usize) -> Problem {
    let way_out = if most > SMALL { "; split the request by branch or week" } else { "" };
    let text = format!("a body may have {most} bytes here{way_out}");
    Problem::new(&problem::TOO_LARGE, text)
}

fn media_type(headers: &HeaderMap) -> Result<(), Problem> {
    let coded = headers.get(header::CONTENT_ENCODING);
    if coded.is_some_and(|coding| coding != "identity") {
        return Err(Problem::new(&problem::MEDIA_TYPE, "compressed bodies are not read"));
    }
    let text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let bare = text.unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if bare == "application/json" || (bare.starts_with("application/") && bare.ends_with("+json")) {
        return Ok(());
    }
    let found = if bare.is_empty() { "none" } else { &bare };
    let text = format!("Content-Type is application/json here, not {found}");
    Err(Problem::new(&problem::MEDIA_TYPE, text))
}
