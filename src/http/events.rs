//! A run as Server-Sent Events.

use super::lines::Line;
use crate::store::{Run, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;

/// How often a quiet stream shows that it is alive, and it is looked whether it may go on.
const ALIVE: Duration = Duration::from_secs(15);

/// What a follower has been told. The id of each event says all of it, so that whoever comes back
/// with `Last-Event-ID`, to whichever service, goes on where the stream broke off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    state: Option<State>,
    cost: Option<i64>,
    bound: Option<i64>,
    ended: bool,
}

impl Told {
    /// What the id of the last event says. Any other text is of somebody who begins.
    pub fn read(id: &str) -> Told {
        let mut parts = id.split('.');
        let (state, cost, bound) = (parts.next(), parts.next(), parts.next());
        let number = |text: Option<&str>| text.and_then(|text| text.parse().ok());
        match (state.and_then(State::read), parts.next()) {
            (Some(state), end @ (None | Some("end"))) => Told {
                state: Some(state),
                cost: number(cost),
                bound: number(bound),
                ended: end.is_some(),
            },
            _ => Told::default(),
        }
    }

    fn id(&self) -> String {
        let number = |number: Option<i64>| number.map_or_else(String::new, |n| n.to_string());
        let state = self.state.map_or("", State::name);
        let end = if self.ended { ".end" } else { "" };
        format!("{state}.{}.{}{end}", number(self.cost), number(self.bound))
    }

    /// Whether there is nothing more to tell.
    pub fn is_over(&self) -> bool {
        self.ended
    }
}

struct Follower {
    told: Told,
    waiting: VecDeque<Event>,
    following: Option<watch::Receiver<Run>>,
    closing: watch::Receiver<bool>,
    line: Line,
}

/// All events from where the run is now to its end, without what was told before.
pub fn stream(
    told: Told,
    mut following: watch::Receiver<Run>,
    closing: watch::Receiver<bool>,
    line: Line,
) -> Response {
    let waiting = VecDeque::new();
    let run = following.borrow_and_update().clone();
    let mut follower = Follower { told, waiting, following: Some(following), closing, line };
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
                () = tokio::time::sleep(ALIVE) => true,
                // Whoever follows asks again, and finds the service that takes this one's place.
                _ = self.closing.wait_for(|closing| *closing) => return None,
            };
            // A key that was revoked sees nothing more.
            if !self.line.is_open() {
                return None;
            }
            let run = following.borrow_and_update().clone();
            if !open {
                self.following = None;
            }
            self.tell(&run);
        }
    }

    /// Queues what is new about the run.
    fn tell(&mut self, run: &Run) {
        if self.told.state != Some(run.state) {
            self.told.state = Some(run.state);
            self.queue("state", &json!({ "state": run.state }));
        }
        if let Some(progress) = &run.progress {
            // What a follower sees never gets worse.
            if self.told.cost.is_none_or(|cost| progress.cost < cost) {
                self.told.cost = Some(progress.cost);
                let mut plan = json!(progress);
                plan["said"] = progress.said().into();
                self.queue("plan", &plan);
            }
            if progress.bound.is_some_and(|bound| self.told.bound.is_none_or(|t| bound > t)) {
                self.told.bound = progress.bound;
                self.queue("bound", &json!({ "bound": progress.bound }));
            }
        }
        if run.state.is_final() && !self.told.ended {
            self.told.ended = true;
            self.queue("end", &json!(run));
        }
    }

    fn queue(&mut self, name: &str, data: &Value) {
        let event = Event::default().event(name).id(self.told.id());
        // JSON on one line has no line breaks that an event could trip over.
        self.waiting.push_back(event.data(data.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, whoever comes back is told everything anew, or misses the end.
    #[test]
    fn an_id_says_what_was_told() {
        let (state, cost) = (Some(State::Solving), Some(-7));
        for told in [
            Told { state, cost, bound: None, ended: false },
            Told { state, cost: None, bound: Some(3), ended: false },
            Told { state: Some(State::Failed), cost, bound: cost, ended: true },
        ] {
            assert_eq!(Told::read(&told.id()), told);
        }
        for odd in ["", "3", "DONE.1.2", "SOLVING.1.2.x"] {
            let told = Told::read(odd);
            assert_eq!(told, Told::default(), "{odd}");
        }
    }
}
