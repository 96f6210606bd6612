//! `plan FILE`: one request becomes one verified plan.

use super::ending::{Failure, Outcome, count, put, say};
use super::money::{grouped, money};
use super::progress::Teller;
use super::settings::Settings;
use super::took::Took;
use super::{faults, files};
use crate::fault::Fault;
use crate::intake::admit;
use crate::solve::{self, Budget, Failed, Progress, Ready, Stop, Watch};
use crate::store::refused;
use crate::travel::{Travel, snapshot};
use crate::verify::Verified;
use crate::wire::plan::Plan;
use crate::words::hire;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[derive(clap::Args, Debug)]
pub struct PlanArgs {
    /// A request, `-` for stdin, or a folder: then each of its *.json in a process of its own
    pub file: PathBuf,
    /// Where the plan goes (default: stdout); for a folder, the folder of the plans
    #[arg(long, value_name = "F")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub settings: Settings,
    /// Write the travel times used, for `verify --travel`
    #[arg(long, value_name = "F")]
    pub travel_out: Option<PathBuf>,
    /// Say nothing unless it fails
    #[arg(long)]
    pub quiet: bool,
    /// For a folder: how many files at once (default: 1)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs_parallel: Option<u16>,
    /// For a folder: end a file's process after so many seconds (default: its budget and 30 more,
    /// an hour for a budget in moves)
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u32).range(1..))]
    pub kill_after: Option<u32>,
    /// Write the seconds of search and the peak memory, for `bench`
    #[arg(long, value_name = "F", hide = true)]
    pub took: Option<PathBuf>,
}

impl PlanArgs {
    pub fn is_batch(&self) -> bool {
        self.file.is_dir()
    }
}

pub fn run(args: &PlanArgs) -> Outcome {
    let begin = Instant::now();
    check_usage(args)?;
    let (request, ready) = read(args)?;
    let (plan, search_secs) = solve(args, &request, &ready, begin)?;
    publish(args, &ready, &plan)?;
    if let Some(path) = &args.took {
        Took::so_far(search_secs).write(path)?;
    }
    if !args.quiet {
        say(&last_word(args, &plan, begin.elapsed()));
    }
    Ok(0)
}

fn check_usage(args: &PlanArgs) -> Result<(), Failure> {
    let folder_only = [
        (args.jobs_parallel.is_some(), "--jobs-parallel"),
        (args.kill_after.is_some(), "--kill-after"),
    ];
    if let Some((_, flag)) = folder_only.into_iter().find(|(given, _)| *given) {
        let file = files::name(&args.file);
        return Err(Failure::usage(format!("{flag} is for a folder of requests, not for {file}")));
    }
    for out in args.out.iter().chain(&args.travel_out) {
        files::check_writable(out)?;
        if files::same(out, &args.file) {
            let file = files::name(out);
            return Err(Failure::usage(format!("{file}: is the request; name another file")));
        }
    }
    Ok(())
}

fn read(args: &PlanArgs) -> Result<(Vec<u8>, Ready), Failure> {
    let request = files::read(&args.file)?;
    let name = files::name(&args.file);
    let failed = |f: Vec<Fault>| Failure::failed(faults::report(&name, &f));
    let mut case = admit(&request).map_err(failed)?;
    args.settings.apply(&mut case);
    let travel = Travel::of(&case);
    Ok((request, Ready::with(case, travel).map_err(failed)?))
}

/// What is said on the way, and how long the search took.
struct Clocked {
    teller: Teller,
    search_secs: f64,
}

impl Watch for Clocked {
    fn note(&mut self, progress: Progress) {
        self.teller.note(progress);
    }

    fn searched(&mut self, seconds: f64) {
        self.search_secs = seconds;
    }
}

/// The plan, and the seconds of search that it took.
fn solve(
    args: &PlanArgs,
    request: &[u8],
    ready: &Ready,
    begin: Instant,
) -> Result<(Verified<Plan>, f64), Failure> {
    let case = &ready.case;
    let stop = Arc::new(Stop::default());
    stop_on_interrupt(&stop);
    let length = Duration::from_millis(case.run.budget.unsigned_abs());
    let budget = Budget::new(begin, length, case.run.work, &stop);
    let solve = || {
        let teller = Teller::new(args.quiet, &case.run, &case.currency);
        let mut watch = Clocked { teller, search_secs: 0.0 };
        let result = solve::plan(case, &ready.travel, &ready.prices, &budget, &mut watch);
        watch.teller.done();
        result.map(|plan| (plan, watch.search_secs))
    };
    // A panic is a defect like a refused plan, and the request that shows it is worth as much.
    let result = catch_unwind(AssertUnwindSafe(|| in_pool(case.run.threads, solve)));
    let (why, plan) = match result {
        Ok(Ok(Ok(done))) => return Ok(done),
        Ok(Err(failure)) => return Err(failure),
        Ok(Ok(Err(failed))) => {
            let why = failed.to_string();
            (why, if let Failed::Refused(plan, _) = failed { Some(plan) } else { None })
        }
        Err(_) => ("planning broke off, nothing is published".to_owned(), None),
    };
    let folder = match &args.out {
        Some(out) if !files::is_dash(out) => files::folder_of(out),
        _ => PathBuf::from("."),
    };
    let kept = refused::keep(&folder, request, case, plan.as_deref(), &why);
    Err(Failure::failed(format!("{}: {why}\n{kept}", files::name(&args.file))))
}

/// Runs with as many threads as asked for, or with the machine's.
pub(super) fn in_pool<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Failure> {
    match threads {
        None => Ok(work()),
        Some(_) => solve::in_pool(threads, || {}, work).map_err(Failure::failed),
    }
}

/// The first interrupt ends the search and keeps the best plan; the second ends the process.
pub(super) fn stop_on_interrupt(stop: &Arc<Stop>) {
    let stop = Arc::clone(stop);
    let wait = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        // Without a handler an interrupt ends the process, which is the system's default.
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                stop.now();
                say("stopping; interrupt again to leave without a plan");
                if tokio::signal::ctrl_c().await.is_ok() {
                    std::process::exit(130);
                }
            }
        });
    };
    // The thread is never joined: it ends with the process.
    let _ = std::thread::Builder::new().name("interrupt".into()).spawn(wait);
}

fn publish(args: &PlanArgs, ready: &Ready, plan: &Verified<Plan>) -> Result<(), Failure> {
    if let Some(path) = &args.travel_out {
        let mut bytes = Vec::new();
        snapshot::write(&ready.case, &ready.travel, &mut bytes).map_err(|error| {
            Failure::failed(format!("{}: {}", files::name(path), super::ending::reason(&error)))
        })?;
        give(Some(path), &bytes)?;
    }
    give(args.out.as_ref(), &plan.text())
}

fn give(path: Option<&PathBuf>, bytes: &[u8]) -> Result<(), Failure> {
    match path {
        Some(path) if !files::is_dash(path) => files::write(path, bytes),
        _ => put(bytes),
    }
}

fn last_word(args: &PlanArgs, plan: &Plan, time: Duration) -> String {
    let jobs = count(plan.kpis.jobs.unsigned_abs() as usize, "job");
    let mut text = format!(
        "{}: {}, {jobs} served, {} left out, cost {}, {:.1} s, {} moves per lane",
        files::name(&args.file),
        super::show::words::status(plan.status),
        plan.unassigned.len(),
        money(plan.cost, &plan.currency),
        time.as_secs_f64(),
        grouped(plan.work),
    );
    if !plan.set_aside.is_empty() {
        text.push_str(&format!(", {} set aside", count(plan.set_aside.len(), "faulty job")));
    }
    if !plan.warnings.is_empty() {
        text.push_str(&format!(", {}", count(plan.warnings.len(), "warning")));
    }
    if let Some(next) = hire::next(plan) {
        text.push_str(&format!("\n{next}"));
    }
    text
}
