//! A run as Server-Sent Events.

use crate::store::{Run, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use serde_json::json;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;

/// How often a quiet stream shows that it is alive.
const ALIVE: Duration = Duration::from_secs(15);

/// What a follower has been told.
#[derive(Default)]
struct Told {
    state: Option<State>,
    cost: Option<i64>,
    bound: Option<i64>,
    events: u64,
    ended: bool,
}

struct Follower {
    told: Told,
    waiting: VecDeque<Event>,
    following: Option<watch::Receiver<Run>>,
    closing: watch::Receiver<bool>,
}

/// All events from where the run is now to its end.
pub fn stream(
    run: Run,
    following: Option<watch::Receiver<Run>>,
    closing: watch::Receiver<bool>,
) -> Response {
    let (told, waiting) = (Told::default(), VecDeque::new());
    let mut follower = Follower { told, waiting, following, closing };
    follower.tell(&run);
    let events = unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Some((Ok::<_, Infallible>(event), follower))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response()
}

impl Follower {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            let following = self.following.as_mut().filter(|_| !self.told.ended)?;
            let open = tokio::select! {
                changed = following.changed() => changed.is_ok(),
                // Whoever follows asks again, and finds the service that takes this one's place.
                _ = self.closing.wait_for(|closing| *closing) => return None,
            };
            let run = following.borrow_and_update().clone();
            if !open {
                self.following = None;
            }
            self.tell(&run);
        }
    }

    /// Queues what is new about the run.
    fn tell(&mut self, run: &Run) {
        let told = &mut self.told;
        let mut new = Vec::new();
        if told.state != Some(run.state) {
            told.state = Some(run.state);
            new.push(("state", json!({ "state": run.state })));
        }
        if let Some(progress) = &run.progress {
            // What a follower sees never gets worse.
            if told.cost.is_none_or(|cost| progress.cost < cost) {
                told.cost = Some(progress.cost);
                let mut plan = json!(progress);
                plan["said"] = progress.said().into();
                new.push(("plan", plan));
            }
            if progress.bound.is_some_and(|bound| told.bound.is_none_or(|t| bound > t)) {
                told.bound = progress.bound;
                new.push(("bound", json!({ "bound": progress.bound })));
            }
        }
        if run.state.is_final() && !told.ended {
            told.ended = true;
            new.push(("end", json!(run)));
        }
        for (name, data) in new {
            told.events += 1;
            let event = Event::default().event(name).id(told.events.to_string());
            // JSON on one line has no line breaks that an event could trip over.
            self.waiting.push_back(event.data(data.to_string()));
        }
    }
}
