//! `evaluate REQUEST [PLAN]`: what would this plan, or this change to it, cost, and is it allowed?

use super::ending::{Failure, Outcome, put, say};
use super::verify::{check_json, snapshot_or_own};
use super::{faults, files};
use crate::evaluate::{Ask, Change, Desk, parse_ask};
use crate::fault::Fault;
use crate::intake::admit;
use crate::verify::parse_plan;
use crate::wire::plan::Plan;
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug)]
pub struct EvaluateArgs {
    /// The request as it was sent, `-` for stdin
    pub request: PathBuf,
    /// The plan to change (default: the request's own `plan`)
    pub plan: Option<PathBuf>,
    /// A file with the whole question: `routes`, `change`, `reasons`
    #[arg(long, value_name = "F", conflicts_with = "job")]
    pub ask: Option<PathBuf>,
    /// Move this job; without a crew or shift it is taken out of the plan
    #[arg(long = "move", value_name = "JOB")]
    pub job: Option<String>,
    /// Which visit of the job, from 1
    #[arg(long, value_name = "N", requires = "job")]
    pub visit: Option<u32>,
    /// The crew to move it to
    #[arg(long, value_name = "CREW", requires = "job")]
    pub crew: Option<String>,
    /// The shift to move it to, such as CREW/2026-12-07
    #[arg(long, value_name = "SHIFT", requires = "job", conflicts_with_all = ["crew", "date"])]
    pub shift: Option<String>,
    /// The date of the crew's shift
    #[arg(long, value_name = "DATE", requires = "crew")]
    pub date: Option<String>,
    /// The job after which it is done (default: first)
    #[arg(long, value_name = "JOB", requires = "job")]
    pub after: Option<String>,
    /// Find out why each job is left out
    #[arg(long, conflicts_with = "ask")]
    pub reasons: bool,
    /// The travel times that `plan --travel-out` wrote
    #[arg(long, value_name = "F")]
    pub travel: Option<PathBuf>,
}

pub fn run(args: &EvaluateArgs) -> Outcome {
    let request = files::name(&args.request);
    let dashes = [Some(&args.request), args.plan.as_ref(), args.ask.as_ref()];
    if dashes.into_iter().flatten().filter(|path| files::is_dash(path)).count() > 1 {
        return Err(Failure::usage("only one of the files can come from stdin"));
    }
    let case = admit(&files::read(&args.request)?)
        .map_err(|f| Failure::failed(faults::report(&request, &f)))?;
    let base = args.plan.as_deref().map(read_plan).transpose()?;
    let ask = ask(args)?;
    let travel = snapshot_or_own(args.travel.as_deref(), &case)?;
    let answer = Desk::open(case, travel, base).and_then(|desk| desk.evaluate(&ask));
    match answer {
        Ok(answer) => {
            // These shapes have only text keys.
            let mut bytes = serde_json::to_vec_pretty(&answer).expect("an answer can be written");
            bytes.push(b'\n');
            put(bytes)?;
            Ok(u8::from(!answer.legal))
        }
        Err(found) => {
            found.iter().for_each(|fault| say(&line(&request, fault)));
            Ok(1)
        }
    }
}

fn line(file: &str, fault: &Fault) -> String {
    format!("{file}: {}: {}", fault.code, faults::line(fault))
}

fn read_plan(path: &Path) -> Result<Plan, Failure> {
    let text = files::read(path)?;
    check_json(path, &text)?;
    parse_plan(&text).map_err(|fault| Failure::failed(line(&files::name(path), &fault)))
}

fn ask(args: &EvaluateArgs) -> Result<Ask, Failure> {
    if let Some(path) = &args.ask {
        let text = files::read(path)?;
        check_json(path, &text)?;
        return parse_ask(&text).map_err(|f| Failure::failed(line(&files::name(path), &f)));
    }
    let change = args.job.as_ref().map(|job| Change {
        job: job.clone(),
        visit: args.visit,
        crew: args.crew.clone(),
        date: args.date.clone(),
        shift: args.shift.clone(),
        after: args.after.clone(),
    });
    Ok(Ask { routes: None, change, reasons: args.reasons })
}
