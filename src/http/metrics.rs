//! Figures of the service, as Prometheus reads them.

use super::App;
use super::problem::Problem;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper ends of the latency classes, in milliseconds; the last class has none.
const CLASSES: [u64; 9] = [5, 10, 25, 50, 100, 250, 1000, 5000, 30_000];

/// What is counted while requests are answered. Its size is fixed.
#[derive(Default)]
pub struct Counts {
    /// By the hundreds of the status, 1xx to 5xx.
    statuses: [AtomicU64; 5],
    classes: [AtomicU64; CLASSES.len() + 1],
    micros: AtomicU64,
}

impl Counts {
    pub fn note(&self, status: u16, took: Duration) {
        let at = usize::from(status / 100).clamp(1, 5) - 1;
        self.statuses[at].fetch_add(1, Ordering::Relaxed);
        let millis = took.as_millis();
        let class = CLASSES.iter().position(|end| millis <= u128::from(*end));
        self.classes[class.unwrap_or(CLASSES.len())].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    fn print(&self, out: &mut String) {
        head(out, "callboard_http_requests_total", "counter", "Requests answered, by status.");
        for (at, count) in self.statuses.iter().enumerate() {
            let count = count.load(Ordering::Relaxed);
            line(out, &format!("callboard_http_requests_total{{status=\"{}xx\"}}", at + 1), count);
        }
        let name = "callboard_http_request_seconds";
        head(out, name, "histogram", "Until the head of the answer.");
        let mut sum = 0;
        for (at, count) in self.classes.iter().enumerate() {
            sum += count.load(Ordering::Relaxed);
            let end = CLASSES.get(at).map(|ms| format!("{}", *ms as f64 / 1000.0));
            let end = end.unwrap_or_else(|| "+Inf".to_owned());
            line(out, &format!("{name}_bucket{{le=\"{end}\"}}"), sum);
        }
        let seconds = self.micros.load(Ordering::Relaxed) as f64 / 1e6;
        line(out, &format!("{name}_sum"), seconds);
        line(out, &format!("{name}_count"), sum);
    }
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a text cannot fail, here and below.
    let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
}

fn line(out: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{name} {value}");
}

/// The figures at this moment.
pub async fn metrics(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let kept = app.stored(|runs| runs.store.figures()).await?;
    let mut out = String::new();
    head(&mut out, "callboard_runs", "gauge", "Runs in the store, by state.");
    for (state, figures) in &kept {
        line(&mut out, &format!("callboard_runs{{state=\"{}\"}}", state.name()), figures.runs);
    }
    head(&mut out, "callboard_run_seconds_mean", "gauge", "From start to end, of the runs kept.");
    for (state, figures) in kept.iter().filter(|(state, _)| state.is_final()) {
        let name = format!("callboard_run_seconds_mean{{state=\"{}\"}}", state.name());
        line(&mut out, &name, figures.mean_millis as f64 / 1000.0);
    }
    head(&mut out, "callboard_worker_restarts_total", "counter", "Workers that have died.");
    line(&mut out, "callboard_worker_restarts_total", app.runs.restarts());
    head(&mut out, "callboard_store_reachable", "gauge", "1 while the store answers.");
    line(&mut out, "callboard_store_reachable", u8::from(app.runs.is_reachable()));
    app.counts.print(&mut out);
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], out).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, an alarm on slow answers or on errors never rings.
    #[test]
    fn requests_are_counted_by_class() {
        let counts = Counts::default();
        for (status, millis) in [(200, 1), (200, 5), (404, 60), (503, 40_000), (99, 0)] {
            counts.note(status, Duration::from_millis(millis));
        }
        let mut out = String::new();
        counts.print(&mut out);
        for expected in [
            "callboard_http_requests_total{status=\"2xx\"} 2",
            "callboard_http_requests_total{status=\"5xx\"} 1",
            "callboard_http_request_seconds_bucket{le=\"0.005\"} 3",
            "callboard_http_request_seconds_bucket{le=\"0.1\"} 4",
            "callboard_http_request_seconds_bucket{le=\"+Inf\"} 5",
            "callboard_http_request_seconds_sum 40.066",
        ] {
            assert!(out.lines().any(|line| line == expected), "no {expected} in\n{out}");
        }
    }
}
