//! `serve`: the engine over HTTP.

use super::ending::{Failure, Outcome, reason, say};
use crate::http::{self, App, Limits};
use crate::store::{self, Keep};
use crate::worker::{Runs, Settings};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::TcpListener;

#[derive(clap::Args, Debug)]
pub struct ServeArgs {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The folder in which runs are kept (default: in memory, gone with the process)
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Runs solved at the same time (default: one for each core)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub solvers: Option<u16>,
    /// The most runs that wait
    #[arg(long, value_name = "N", default_value_t = 1000,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub queue: u32,
    /// How many runs are kept; the oldest that have ended go first
    #[arg(long, value_name = "N", default_value_t = 10_000,
        value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub keep: u32,
    /// The longest that one run is worked on, in seconds, whatever budget it asks for
    #[arg(long, value_name = "S", default_value_t = 3600,
        value_parser = clap::value_parser!(u32).range(1..=604_800))]
    pub longest: u32,
    /// The most bytes of one body
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20,
        value_parser = clap::value_parser!(u32).range(1024..=1 << 30))]
    pub max_body: u32,
    /// A name by which the service is called, besides its addresses and localhost; may be repeated
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Requests a second from one address, twice as many in a burst; 0 = any number
    #[arg(long, value_name = "N", default_value_t = 500,
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub rate: u32,
}

/// What is kept in memory, runs and their plans, when there is no folder.
const MEMORY: u64 = 1 << 30;
/// What is kept in a folder.
const DISK: u64 = 1 << 40;

impl ServeArgs {
    fn keep(&self) -> Keep {
        let bytes = if self.data.is_some() { DISK } else { MEMORY };
        Keep { runs: self.keep as usize, bytes }
    }

    fn settings(&self) -> Settings {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Settings {
            solvers: self.solvers.map_or(cores, usize::from),
            queue: self.queue as usize,
            longest: Duration::from_secs(u64::from(self.longest)),
            refused: self.data.clone().unwrap_or_else(std::env::temp_dir),
        }
    }

    fn limits(&self) -> Limits {
        let body = self.max_body as usize;
        Limits {
            body,
            bodies: (4 * body).max(256 << 20),
            rate: self.rate,
            hosts: self.host.clone(),
        }
    }
}

pub fn run(args: &ServeArgs) -> Outcome {
    let broken = |error: store::StoreError| Failure::failed(error.to_string());
    let store = store::open(args.data.as_deref(), args.keep()).map_err(broken)?;
    let runs = Runs::new(store, args.settings());
    let solvers = runs.start().map_err(broken)?;
    more_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::failed(format!("no threads: {}", reason(&e))))?;
    let app = App::new(std::sync::Arc::clone(&runs), args.limits());
    let served = runtime.block_on(serve(args, app, || runs.close()));
    runs.close();
    for solver in solvers {
        // A solver that broke off has said so.
        let _ = solver.join();
    }
    served
}

async fn serve(args: &ServeArgs, app: std::sync::Arc<App>, close: impl Fn()) -> Outcome {
    let listener = TcpListener::bind(args.listen).await.map_err(|error| {
        let why = reason(&error);
        Failure::failed(format!("{}: cannot be listened on: {why}; see --listen", args.listen))
    })?;
    let at = listener.local_addr().map_or(args.listen, |at| at);
    say(&format!("callboard listens on http://{at}, the API is described at http://{at}/docs"));
    if args.data.is_none() {
        say("runs are kept in memory only; --data DIR keeps them in a folder");
    }
    let end = async {
        interrupted().await;
        say("ending; runs that are not finished stay where they are");
        close();
    };
    http::serve(listener, http::router(app), end).await;
    Ok(0)
}

/// Waits for an interrupt or for the system's wish to end.
async fn interrupted() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the system ends the process itself.
    if interrupt.await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Each connection takes a file; the usual limit is lower than what the system allows.
fn more_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        // With fewer files fewer connections are accepted at a time; all are served.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}
