//! `compare`: the same requests under everyday habits and under the optimizer.

use super::ending::{Failure, Outcome, count, put, say};
use super::money::money;
use super::plan::{in_pool, stop_on_interrupt};
use super::settings::Trials;
use super::turns::Turns;
use super::{batch, faults, files};
use crate::compare::{Broken, Instance, Policy, Report, Step};
use crate::fault::Fault;
use crate::habits::{COMMON, Habit};
use crate::intake::admit;
use crate::solve::{Failed, Ready, Stop};
use crate::store::refused;
use crate::travel::Travel;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(clap::Args, Debug)]
#[command(after_long_help = habits())]
pub struct CompareArgs {
    /// Requests, `-` for stdin; of a folder, each of its *.json
    #[arg(required = true, value_name = "REQUEST")]
    pub requests: Vec<PathBuf>,
    /// What to compare, in this order: first-come, nearest-crew, priority-first, zoned, optimized
    #[arg(long, value_name = "P", value_delimiter = ',', default_values_t = Policy::ALL)]
    pub policies: Vec<Policy>,
    #[command(flatten)]
    pub trials: Trials,
    /// Write a line for each plan: money in minor units, drive and overtime in seconds
    #[arg(long, value_name = "F")]
    pub csv: Option<PathBuf>,
    /// Draw what each policy costs against the optimizer
    #[arg(long, value_name = "F")]
    pub svg: Option<PathBuf>,
    /// Say nothing on the way
    #[arg(long)]
    pub quiet: bool,
}

/// What the policies do, for the long help.
fn habits() -> String {
    let mut out = String::from("The habits, each with its order and its ties:\n");
    for habit in Habit::ALL {
        out.push_str(&format!("\n{}: {}\n{}\n", habit.name(), habit.line(), habit.doc()));
    }
    format!("{out}\nAll of them. {COMMON}")
}

/// A request that came through the door once.
struct Good {
    path: PathBuf,
    name: String,
    text: Vec<u8>,
}

pub fn run(args: &CompareArgs) -> Outcome {
    check_usage(args)?;
    let (good, mut failed) = read(args)?;
    let stop = Arc::new(Stop::default());
    stop_on_interrupt(&stop);
    let mut report = Report::new(&args.policies, args.trials.seeds);
    let turns = Turns::new(args.quiet, good.len() * report.turns(), "plans");
    for good in good {
        if let Err(failure) = add(args, &good, &mut report, &turns, &stop) {
            failed = true;
            turns.aside(&failure.text);
        }
        if report.stopped {
            break;
        }
    }
    turns.done();
    if report.rows.is_empty() {
        return Err(Failure::failed("nothing was compared"));
    }
    if let Some(path) = &args.csv {
        files::write(path, report.csv().as_bytes())?;
    }
    if let Some(path) = &args.svg {
        files::write(path, report.svg().as_bytes())?;
    }
    put(report.table())?;
    Ok(u8::from(failed || report.stopped))
}

fn check_usage(args: &CompareArgs) -> Result<(), Failure> {
    let outs: Vec<&PathBuf> = args.csv.iter().chain(&args.svg).collect();
    for out in &outs {
        if files::is_dash(out) {
            let text = "the table goes to stdout; name files for --csv and --svg";
            return Err(Failure::usage(text));
        }
        files::check_writable(out)?;
        if args.requests.iter().any(|request| files::same(request, out)) {
            let file = files::name(out);
            return Err(Failure::usage(format!("{file}: is a request; name another file")));
        }
    }
    if outs.len() == 2 && outs[0] == outs[1] {
        let file = files::name(outs[0]);
        return Err(Failure::usage(format!("{file}: cannot be both; name two files")));
    }
    Ok(())
}

/// Reads all requests before the first is planned: who waits for an hour shall not learn then that
/// the last file has a fault. Whether any has one.
fn read(args: &CompareArgs) -> Result<(Vec<Good>, bool), Failure> {
    let mut paths = Vec::new();
    for path in &args.requests {
        match path.is_dir() {
            true => paths.extend(batch::requests(path)?),
            false => paths.push(path.clone()),
        }
    }
    let mut known = HashSet::new();
    paths.retain(|path| known.insert(path.clone()));
    let (mut good, mut failed) = (Vec::new(), false);
    for (path, name) in files::named(paths) {
        let read = files::read(&path).and_then(|text| {
            let good = Good { path, name, text };
            instance(args, &good).map(|_| good)
        });
        match read {
            Ok(one) => good.push(one),
            Err(failure) => {
                failed = true;
                say(&failure.text);
            }
        }
    }
    Ok((good, failed))
}

fn instance(args: &CompareArgs, good: &Good) -> Result<Instance, Failure> {
    let name = files::name(&good.path);
    let failed = |f: Vec<Fault>| Failure::failed(faults::report(&name, &f));
    let mut case = admit(&good.text).map_err(failed)?;
    args.trials.settings().apply(&mut case);
    let travel = Travel::of(&case);
    Ok(Instance { name: good.name.clone(), ready: Ready::with(case, travel).map_err(failed)? })
}

fn add(
    args: &CompareArgs,
    good: &Good,
    report: &mut Report,
    turns: &Turns,
    stop: &Stop,
) -> Result<(), Failure> {
    let mut instance = instance(args, good)?;
    let threads = instance.ready.case.run.threads;
    let result = in_pool(threads, || report.add(&mut instance, &mut |s| note(turns, s), stop))?;
    result.map_err(|broken| {
        let why = broken.to_string();
        let Broken { seed, failed, .. } = broken;
        let case = &mut instance.ready.case;
        case.run.seed = seed.unwrap_or(case.run.seed);
        let plan = if let Failed::Refused(plan, _) = failed { Some(plan) } else { None };
        let kept = refused::keep(Path::new("."), &good.text, case, plan.as_deref(), &why);
        Failure::failed(format!("{why}\n{kept}"))
    })
}

/// Says which policy's turn it is, and what came of it.
fn note(turns: &Turns, step: &Step) {
    let seed = step.seed.map(|k| format!(", seed {k}")).unwrap_or_default();
    let who = format!("{}: {}{seed}", step.instance, step.policy);
    let Some(row) = step.row else {
        return turns.begin(&who);
    };
    let jobs = count(row.jobs.unsigned_abs() as usize, "job");
    let cost = money(row.cost, &row.currency);
    let time = row.seconds.map(|s| format!(", {s:.1} s")).unwrap_or_default();
    turns.end(&format!("{who}: {jobs} served, cost {cost}{time}"));
}
