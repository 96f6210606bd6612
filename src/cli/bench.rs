//! `bench`: many requests, several seeds, each run in a process of its own, as figures.

use super::child::{self, Broken, Task};
use super::ending::{Failure, Outcome, count, put, say};
use super::instances::{self, Instance};
use super::money::money;
use super::plan::stop_on_interrupt;
use super::scratch::Scratch;
use super::settings::{Settings, Trials};
use super::took::Took;
use super::turns::Turns;
use super::{faults, files};
use crate::bench::{Clock, Figures, Limit, Mark, Report, Run, SUITES, saved};
use crate::solve::Stop;
use crate::verify::parse_plan;
use crate::wire::plan::StopReason;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(clap::Args, Debug)]
#[command(after_long_help = help())]
pub struct BenchArgs {
    /// A built-in suite (days, weeks, installs, scale), a file, or a folder of files: requests, or
    /// techday, solomon, trsp or vroom files, told by what is in them
    #[arg(required = true, value_name = "SUITE|FOLDER|FILE")]
    pub instances: Vec<PathBuf>,
    #[command(flatten)]
    pub trials: Trials,
    /// Compare with an earlier run: the file that its --csv wrote
    #[arg(long, value_name = "F")]
    pub against: Option<PathBuf>,
    /// Write a line for each run; also what --against reads
    #[arg(long, value_name = "F")]
    pub csv: Option<PathBuf>,
    /// Draw the best cost and the bound of each instance over time
    #[arg(long, value_name = "F")]
    pub svg: Option<PathBuf>,
    /// Say nothing on the way
    #[arg(long)]
    pub quiet: bool,
}

/// What the suites hold and what the figures mean, for the long help.
fn help() -> String {
    let mut out = String::from("Suites, the same requests on every machine:\n");
    for suite in SUITES {
        out.push_str(&format!("  {:<9} {}\n", suite.name, suite.line));
    }
    out.push_str(FIGURES);
    out
}

const FIGURES: &str = "
Every run is a process of its own: one that crashes is a failed run and no more, and its peak
memory is its own. Every plan is read back and verified; one that is refused is a failed run.

Figures: jobs, served, value, cost and drive of the plan; bound and gap = (cost - bound) / cost,
where a bound is known; seconds from the start of the process to its first and to its best plan;
moves per lane, and moves of all lanes in a second of search; peak memory in millions of bytes;
wall seconds of the whole process, reading and verifying included; what stopped the search. With
several seeds the table shows medians, and after value and cost the standard deviation in percent.

The CSV has money in minor units and durations in seconds. To check a change:
  callboard bench days --seconds 5 --seeds 3 --csv before.csv
  callboard bench days --seconds 5 --seeds 3 --against before.csv

Exit code 0 when every run has a verified plan, whatever --against says of them; 1 when a run or a
file failed, or the bench was interrupted: what was finished is printed all the same; 2 for wrong
usage.";

pub fn run(args: &BenchArgs) -> Outcome {
    check_usage(args)?;
    let before = args.against.as_deref().map(read_saved).transpose()?;
    let stop = Arc::new(Stop::default());
    stop_on_interrupt(&stop);
    let scratch = Scratch::new("bench")?;
    let (instances, failed) =
        instances::collect(&args.instances, &args.trials.settings(), &scratch)?;
    if instances.is_empty() {
        return Err(Failure::failed("nothing was run"));
    }
    let report = run_all(args, &instances, &scratch, &stop);
    if report.runs().is_empty() {
        return Err(Failure::failed("stopped before anything was run to its end"));
    }
    if let Some(path) = &args.csv {
        files::write(path, report.csv().as_bytes())?;
    }
    if let Some(path) = &args.svg {
        files::write(path, report.svg().as_bytes())?;
    }
    put(report.table())?;
    if let (Some(before), Some(path)) = (before, &args.against) {
        put(format!("\n{}", report.against(&before, &files::name(path))))?;
    }
    if let Some(folder) = scratch.kept() {
        say(&format!("what is left of failed runs is kept in {}", files::name(folder)));
    }
    Ok(u8::from(failed || report.stopped || report.has_failed()))
}

fn check_usage(args: &BenchArgs) -> Result<(), Failure> {
    let outs: Vec<&PathBuf> = args.csv.iter().chain(&args.svg).collect();
    for out in &outs {
        if files::is_dash(out) {
            let text = "the table goes to stdout; name files for --csv and --svg";
            return Err(Failure::usage(text));
        }
        files::check_writable(out)?;
        let file = files::name(out);
        if args.instances.iter().any(|instance| files::same(instance, out)) {
            return Err(Failure::usage(format!("{file}: is an instance; name another file")));
        }
        if args.against.as_ref().is_some_and(|saved| files::same(saved, out)) {
            return Err(Failure::usage(format!("{file}: is the saved run; name another file")));
        }
    }
    if outs.len() == 2 && outs[0] == outs[1] {
        let file = files::name(outs[0]);
        return Err(Failure::usage(format!("{file}: cannot be both; name two files")));
    }
    Ok(())
}

fn read_saved(path: &Path) -> Result<Vec<Mark>, Failure> {
    let name = files::name(path);
    let failed = |error| Failure::failed(files::clean(&format!("{name}: {error}")));
    saved(&files::read(path)?).map_err(failed)
}

/// Runs every instance with every seed, until told to stop. A run that was cut short is none,
/// because it says nothing about the planner.
fn run_all(args: &BenchArgs, instances: &[Instance], scratch: &Scratch, stop: &Stop) -> Report {
    let seeds = 1..=args.trials.seeds;
    let turns = Turns::new(args.quiet, instances.len() * args.trials.seeds as usize, "runs");
    let mut runs = Vec::new();
    let all = || instances.iter().flat_map(|one| seeds.clone().map(move |seed| (one, seed)));
    for (instance, seed) in all() {
        if stop.is_set() {
            break;
        }
        let who = format!("{}, seed {seed}", instance.name);
        turns.begin(&who);
        let settings = Settings { seed: Some(seed), ..args.trials.settings() };
        let Some(made) = run_one(instance, &settings, scratch, stop) else { break };
        turns.end(&format!("{who}: {}", told(&made)));
        runs.push(Run {
            instance: instance.name.clone(),
            seed,
            limit: limit(instance),
            lanes: instance.run.lanes,
            made,
        });
    }
    turns.done();
    let stopped = runs.len() < all().count();
    Report::new(runs, stopped)
}

fn limit(instance: &Instance) -> Limit {
    match instance.run.work {
        Some(work) => Limit::Moves(work),
        None => Limit::Millis(instance.run.budget),
    }
}

/// Plans in a process of its own and verifies in another what that wrote. None if told to stop.
fn run_one(
    instance: &Instance,
    settings: &Settings,
    scratch: &Scratch,
    stop: &Stop,
) -> Option<Result<Figures, String>> {
    let request = instance.request.clone();
    let stem = instance.request.file_stem().unwrap_or_default().to_string_lossy();
    let seed = settings.seed.unwrap_or_default();
    let plan = scratch.at(&format!("{stem}-seed-{seed}.plan.json"));
    let took = scratch.at("took.json");
    remove([&plan, &took]);
    let task = Task { request, plan, took: Some(took) };
    let wall = child::plan(&task, settings, None, stop);
    let wall = wall.and_then(|wall| child::verify(&task, stop).map(|()| wall));
    let made = match wall {
        Ok(wall) => read(&task, instance, wall.as_secs_f64()),
        Err(Broken::Stopped) => return None,
        Err(Broken::Said(said)) => Err(said),
        Err(Broken::Late(seconds, said)) => {
            Err(format!("was ended after {seconds} s without a plan {said}"))
        }
    };
    match made {
        Ok((_, StopReason::Cancel)) => None,
        Ok((figures, _)) => {
            remove([&task.plan]);
            Some(Ok(figures))
        }
        Err(said) => {
            scratch.keep();
            let at = format!("{}/", scratch.folder().display());
            Some(Err(child::first_words(&said.replace(&at, ""))))
        }
    }
}

/// An old plan must not be taken for a new one, and many plans fill a disk.
fn remove<const N: usize>(files: [&PathBuf; N]) {
    for file in files {
        // What is not there need not be removed.
        let _ = std::fs::remove_file(file);
    }
}

/// The figures of a plan that was just written and verified.
fn read(task: &Task, instance: &Instance, wall: f64) -> Result<(Figures, StopReason), String> {
    let bytes = files::read(&task.plan).map_err(|failure| failure.text)?;
    let plan = parse_plan(&bytes).map_err(|fault| faults::line(&fault))?;
    let took = task.took.as_deref().map(Took::read).transpose()?;
    let clock = took.filter(|_| instance.run.work.is_none()).map(|took| Clock {
        search_secs: took.search_secs,
        wall_secs: wall,
        peak_bytes: took.peak_bytes,
    });
    let stop = plan.stop_reason;
    Ok((Figures::of(plan, clock), stop))
}

fn told(made: &Result<Figures, String>) -> String {
    match made {
        Ok(figures) => {
            let jobs = count(figures.served.unsigned_abs() as usize, "job");
            let cost = money(figures.cost, &figures.currency);
            let time = figures.wall_secs().map(|s| format!(", {s:.1} s")).unwrap_or_default();
            format!("{jobs} served, cost {cost}{time}")
        }
        Err(why) => format!("FAILED: {why}"),
    }
}
