//! `plan DIR --out DIR`: the nightly batch. Every file gets its line, whatever happens to another.

use super::child::{self, Broken, Task};
use super::ending::{Failure, Outcome, count, put, reason};
use super::files;
use super::plan::PlanArgs;
use super::summary::{self, Row};
use crate::solve::Stop;
use indicatif::{ProgressBar, ProgressStyle};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

pub fn run(args: &PlanArgs) -> Outcome {
    let out = check_usage(args)?;
    let tasks = tasks(&args.file, out)?;
    std::fs::create_dir_all(out).map_err(|error| {
        let (folder, why) = (files::name(out), reason(&error));
        Failure::failed(format!("{folder}: cannot be made: {why}; name another folder"))
    })?;
    let begin = Instant::now();
    let rows = plan_all(args, &tasks)?;
    files::write(&out.join("summary.csv"), &summary::table(&rows))?;
    if !args.quiet {
        put(format!("{}\n", summary::last_line(&rows, begin.elapsed())))?;
    }
    Ok(u8::from(rows.iter().any(|row| row.plan.is_err())))
}

fn check_usage(args: &PlanArgs) -> Result<&Path, Failure> {
    let folder = files::name(&args.file);
    let Some(out) = args.out.as_deref().filter(|out| !files::is_dash(out)) else {
        let text = format!("{folder}: is a folder; say with --out in which folder its plans go");
        return Err(Failure::usage(text));
    };
    if args.travel_out.is_some() {
        let text = "--travel-out is for one file; plan the files of a folder one by one for it";
        return Err(Failure::usage(text));
    }
    if out.exists() && !out.is_dir() {
        let text = format!("{}: is no folder; name one for the plans", files::name(out));
        return Err(Failure::usage(text));
    }
    if files::same(&args.file, out) {
        let text = format!("{folder}: plans would overwrite the requests; name another folder");
        return Err(Failure::usage(text));
    }
    Ok(out)
}

fn tasks(folder: &Path, out: &Path) -> Result<Vec<Task>, Failure> {
    let task = |request: PathBuf| {
        let plan = out.join(request.file_name().unwrap_or_default());
        Task { request, plan, took: None }
    };
    Ok(requests(folder)?.into_iter().map(task).collect())
}

/// Every `*.json` of the folder, by name.
pub(super) fn requests(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fail = |error: std::io::Error| {
        let (folder, why) = (files::name(folder), reason(&error));
        Failure::failed(format!("{folder}: cannot be read: {why}; name a readable folder"))
    };
    let mut requests: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.extension() == Some(OsStr::new("json")) {
            requests.push(path);
        }
    }
    if requests.is_empty() {
        let text = format!("{}: no *.json in it; name a folder of requests", files::name(folder));
        return Err(Failure::usage(text));
    }
    requests.sort();
    Ok(requests)
}

/// Plans all files, some at once, and tells of each as it ends.
fn plan_all(args: &PlanArgs, tasks: &[Task]) -> Result<Vec<Row>, Failure> {
    let at_once = usize::from(args.jobs_parallel.unwrap_or(1)).min(tasks.len());
    let bar = bar(args.quiet, tasks.len());
    let mut settings = args.settings.clone();
    if at_once > 1 && settings.threads.is_none() {
        let machine = std::thread::available_parallelism().map_or(1, usize::from);
        settings.threads = Some((machine / at_once).clamp(1, 256) as u16);
    }
    let next = AtomicUsize::new(0);
    let (sender, ended) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            let (sender, next, settings) = (sender.clone(), &next, &settings);
            scope.spawn(move || {
                while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let row = plan_one(task, settings, args.kill_after);
                    // The receiver only goes away when nobody can be told any more.
                    let _ = sender.send(row);
                }
            });
        }
        drop(sender);
        let mut rows = Vec::new();
        let mut told = Ok(());
        for row in ended {
            let line = format!("{}\n", row.line());
            if !args.quiet || row.plan.is_err() {
                told = told.and(bar.suspend(|| put(line)));
            }
            bar.inc(1);
            rows.push(row);
        }
        bar.finish_and_clear();
        rows.sort_by(|a: &Row, b| a.request.cmp(&b.request));
        told.map(|()| rows)
    })
}

/// A bar on terminals only; the lines say the same elsewhere.
fn bar(quiet: bool, files: usize) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("[{bar:30}] {pos} of {len} files, {elapsed}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("##-");
    let bar = ProgressBar::new(files as u64).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(500));
    bar
}

fn plan_one(task: &Task, settings: &super::settings::Settings, kill_after: Option<u32>) -> Row {
    let begin = Instant::now();
    let notes = task.plan.with_extension("faults.txt");
    let plan = clear(task, &notes)
        .and_then(|()| in_child(task, settings, kill_after))
        .and_then(|()| summary::read(&task.plan));
    if let Err(said) = &plan {
        // The line tells the most of it; a full disk must not stop the batch.
        let _ = files::write(&notes, format!("{said}\n").as_bytes());
    }
    Row { request: task.request.clone(), plan, seconds: begin.elapsed().as_secs_f64() }
}

fn in_child(
    task: &Task,
    settings: &super::settings::Settings,
    kill_after: Option<u32>,
) -> Result<(), String> {
    // An interrupt ends the batch itself, as the system does it.
    match child::plan(task, settings, kill_after, &Stop::default()) {
        Ok(_) => Ok(()),
        Err(Broken::Said(said)) => Err(said),
        Err(Broken::Late(seconds, said)) => {
            Err(format!("was ended after {seconds} s without a plan; see --kill-after\n{said}"))
        }
        Err(Broken::Stopped) => Err("was interrupted; plan it again".to_owned()),
    }
}

/// Takes away what an earlier night left: nobody shall take an old plan for this night's.
fn clear(task: &Task, notes: &Path) -> Result<(), String> {
    for old in [task.plan.as_path(), notes] {
        match std::fs::remove_file(old) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                let (old, why) = (files::name(old), reason(&error));
                return Err(format!("{old}: is in the way and cannot be removed: {why}"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// How many files failed, for the last line.
pub fn failures(rows: &[Row]) -> String {
    match rows.iter().filter(|row| row.plan.is_err()).count() {
        0 => "none failed".to_owned(),
        n => format!("{} failed", count(n, "file")),
    }
}
