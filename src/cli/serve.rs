//! `serve`: the engine over HTTP.

use super::ending::{Failure, Outcome, reason, say};
use super::worker::{WorkLimits, place};
use crate::http::{self, App, Limits};
use crate::store::{Keep, Place, Sole, Store, StoreError};
use crate::worker::{Launch, Runs};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;

#[derive(clap::Args, Debug)]
pub struct ServeArgs {
    /// A TOML file of settings: `queue = 500` is `--queue 500`; flags and the environment
    /// (CALLBOARD_QUEUE) come before it
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The folder in which runs are kept (default: a temporary one, gone with the process)
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Runs are kept in PostgreSQL instead: postgres://USER:PASSWORD@HOST/NAME (default: the
    /// environment's CALLBOARD_DATABASE, which other users of the machine cannot see)
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Runs solved at the same time, each by a worker process (default: one for each core); 0
    /// leaves all to `callboard worker` elsewhere
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=256))]
    pub solvers: Option<u16>,
    /// The most runs that wait
    #[arg(long, value_name = "N", default_value_t = 1000,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub queue: u32,
    /// How many runs are kept; the oldest that have ended go first
    #[arg(long, value_name = "N", default_value_t = 10_000,
        value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub keep: u32,
    /// How many changes of each tenant the audit remembers
    #[arg(long, value_name = "N", default_value_t = 100_000,
        value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub keep_audit: u32,
    #[command(flatten)]
    pub work: WorkLimits,
    /// The most bytes of one body
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20,
        value_parser = clap::value_parser!(u32).range(1024..=1 << 30))]
    pub max_body: u32,
    /// A name by which the service is called, besides its addresses and localhost; may be repeated
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Write a line of JSON to stderr for each request
    #[arg(long)]
    pub log: bool,
    /// Answer without keys also beyond this machine
    #[arg(long)]
    pub open: bool,
    /// Let webhooks lead to addresses of this machine and of private networks
    #[arg(long)]
    pub webhooks_private: bool,
    /// Requests a second from one address and of one key, twice as many in a burst; 0 = any number
    #[arg(long, value_name = "N", default_value_t = 500,
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub rate: u32,
}

/// What is kept of a temporary store, runs and their plans.
const TEMPORARY: u64 = 1 << 30;
/// What is kept in a folder or a database.
const LASTING: u64 = 1 << 40;

impl ServeArgs {
    fn keep(&self, lasting: bool) -> Keep {
        let bytes = if lasting { LASTING } else { TEMPORARY };
        Keep { runs: self.keep, bytes, queue: self.queue, audit: self.keep_audit }
    }

    fn workers(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        self.solvers.map_or(cores, usize::from)
    }

    fn limits(&self) -> Limits {
        let body = self.max_body as usize;
        Limits {
            body,
            bodies: (4 * body).max(256 << 20),
            rate: self.rate,
            hosts: self.host.clone(),
            log: self.log,
        }
    }
}

pub fn run(args: &ServeArgs) -> Outcome {
    let broken = |error: StoreError| Failure::failed(error.to_string());
    let named = place(args.data.as_ref(), args.database.as_deref())?;
    let lasting = named.is_some();
    // Goes last, when nobody uses the folder any more.
    let sole = match &named {
        None => Some(Sole::temporary().map_err(broken)?),
        Some(place) => place.folder().map(Sole::take).transpose().map_err(broken)?,
    };
    let place = match (&sole, named) {
        (Some(sole), None) => Place::Folder(sole.folder().to_owned()),
        (_, Some(place)) => place,
        (None, None) => unreachable!("a place without a name is temporary"),
    };
    let store = Arc::new(Store::open(&place).map_err(broken)?);
    guarded(args, &store)?;
    let program = std::env::current_exe();
    let program = program.map_err(|e| Failure::failed(format!("no worker: {}", reason(&e))))?;
    let launch = Launch { program, place, args: args.work.to_args(args.workers()) };
    let (keep, private) = (args.keep(lasting), args.webhooks_private);
    let runs = Runs::new(store, keep, launch, args.workers(), private);
    let threads = runs.start().map_err(broken)?;
    more_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::failed(format!("no threads: {}", reason(&e))))?;
    let app = App::new(Arc::clone(&runs), args.limits());
    let served = runtime.block_on(serve(args, app, lasting, || runs.close()));
    runs.close();
    for thread in threads {
        // One that broke off has said so.
        let _ = thread.join();
    }
    served
}

/// Beyond this machine nobody is answered without a key, unless that is said aloud.
fn guarded(args: &ServeArgs, store: &Store) -> Result<(), Failure> {
    if args.listen.ip().is_loopback() || args.open {
        return Ok(());
    }
    let keys = store.keys().map_err(|error| Failure::failed(error.to_string()))?;
    if keys.iter().any(|key| !key.revoked) {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "{}: others could reach it and there is no key; make one with `callboard keys create`, or \
         say --open",
        args.listen
    )))
}

async fn serve(args: &ServeArgs, app: Arc<App>, lasting: bool, close: impl Fn()) -> Outcome {
    let listener = TcpListener::bind(args.listen).await.map_err(|error| {
        let why = reason(&error);
        Failure::failed(format!("{}: cannot be listened on: {why}; see --listen", args.listen))
    })?;
    let at = listener.local_addr().map_or(args.listen, |at| at);
    say(&format!("callboard listens on http://{at}, the API is described at http://{at}/docs"));
    if !lasting {
        say("runs are kept as long as the service runs; --data DIR keeps them in a folder");
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
pub async fn interrupted() {
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
