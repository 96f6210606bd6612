//! `worker`: a process that plans what a service has accepted.

use super::ending::{Failure, Outcome, say};
use crate::store::{Place, Store, StoreError};
use crate::worker::DATABASE;
use crate::worker::process::{Settings, Worker, fair_memory};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

#[derive(clap::Args, Debug)]
pub struct WorkerArgs {
    /// A TOML file of settings, the same as the service's
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of the service, on the same machine
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The service's PostgreSQL: postgres://USER:PASSWORD@HOST/NAME (default: the environment's
    /// CALLBOARD_DATABASE, which other users of the machine cannot see)
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    #[command(flatten)]
    pub limits: WorkLimits,
    /// Listens to the service that has started it, under this name
    #[arg(long, value_name = "NAME", hide = true)]
    pub supervised: Option<String>,
}

/// How the runs are worked on.
#[derive(clap::Args, Debug, Clone)]
pub struct WorkLimits {
    /// The longest that one run is worked on, in seconds, whatever budget it asks for
    #[arg(long, value_name = "S", default_value_t = 3600,
        value_parser = clap::value_parser!(u32).range(1..=604_800))]
    pub longest: u32,
    /// The most memory of one worker in MiB; 0 = any (default: its share of three quarters of the
    /// machine's)
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(0..=1 << 30))]
    pub memory: Option<u64>,
}

impl WorkLimits {
    /// The same flags for a worker that shares the machine with so many.
    pub fn to_args(&self, workers: usize) -> Vec<String> {
        let memory = self.memory.unwrap_or(fair_memory(workers) >> 20);
        ["--longest", &self.longest.to_string(), "--memory", &memory.to_string()]
            .map(str::to_owned)
            .to_vec()
    }
}

/// The place that the flags or the environment name.
pub fn place(data: Option<&PathBuf>, database: Option<&str>) -> Result<Option<Place>, Failure> {
    let told = std::env::var(DATABASE).ok().filter(|_| data.is_none() && database.is_none());
    Place::of(data.map(PathBuf::as_path), database.or(told.as_deref())).map_err(Failure::usage)
}

pub fn run(args: &WorkerArgs) -> Outcome {
    let place = place(args.data.as_ref(), args.database.as_deref())?;
    let Some(place) = place else {
        return Err(Failure::usage("name the store: --data DIR, or --database postgres://..."));
    };
    let broken = |error: StoreError| Failure::failed(error.to_string());
    let folder = place.folder().map(PathBuf::from);
    let limits = &args.limits;
    let settings = Settings {
        longest: Duration::from_secs(u64::from(limits.longest)),
        refused: folder.unwrap_or_else(std::env::temp_dir),
        memory: limits.memory.map_or_else(|| fair_memory(1), |mib| mib << 20),
    };
    let store = Store::open(&place).map_err(broken)?;
    let name = args.supervised.clone();
    let supervised = name.is_some();
    let name = name.unwrap_or_else(|| format!("p{}", uuid::Uuid::now_v7().simple()));
    let worker = Worker::new(store, settings, name, supervised);
    leave_when_told(&worker)?;
    if !supervised {
        say("callboard works; an interrupt puts back what it works on and ends it");
    }
    worker.work().map_err(broken)?;
    Ok(0)
}

/// An interrupt, or the system's wish to end, sends the worker home.
fn leave_when_told(worker: &Arc<Worker>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::failed(format!("no threads: {e}")))?;
    let worker = Arc::clone(worker);
    std::thread::spawn(move || {
        runtime.block_on(super::serve::interrupted());
        worker.leave();
    });
    Ok(())
}
