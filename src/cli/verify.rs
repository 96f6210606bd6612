//! `verify REQUEST PLAN`: is this plan what it says it is?

use super::ending::{Failure, Outcome, put, say};
use super::money::money;
use super::{faults, files, show};
use crate::intake::admit;
use crate::intake::case::Case;
use crate::solve::Ready;
use crate::travel::{Travel, snapshot};
use crate::verify::{parse_printed, verify};
use crate::wire::plan::Plan;
use serde::de::IgnoredAny;
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug)]
pub struct VerifyArgs {
    /// The request as it was sent
    pub request: PathBuf,
    /// The plan as it was printed
    pub plan: PathBuf,
    /// The travel times that `plan --travel-out` wrote
    #[arg(long, value_name = "F")]
    pub travel: Option<PathBuf>,
}

pub fn run(args: &VerifyArgs) -> Outcome {
    let name = files::name(&args.plan);
    let (mut case, plan) = match read(args).map_err(|failure| failure.with_exit(2))? {
        (case, Ok(plan)) => (case, plan),
        (_, Err(fault)) => {
            say(&format!("{name}: refused: {}", faults::line(&fault)));
            return Ok(1);
        }
    };
    // `run` never says what is right, and flags may have given the seed and the lanes.
    case.run.seed = plan.seed;
    if let Some(lanes) = usize::try_from(plan.lanes).ok().filter(|l| (1..=64).contains(l)) {
        case.run.lanes = lanes;
    }
    let ready = measured(args, case).map_err(|failure| failure.with_exit(2))?;
    match verify(&ready.case, &ready.travel, &ready.prices, plan) {
        Ok(plan) => {
            let cost = money(plan.cost, &plan.currency);
            let status = show::words::status(plan.status);
            put(format!("{name}: accepted, cost {cost}, {status}\n"))?;
            Ok(0)
        }
        Err(refused) => {
            let lines = refused.violations.iter();
            let lines = lines.map(|v| files::clean(&format!("{}: {}", v.rule, v.message)));
            let lines: Vec<String> = lines.map(|line| format!("  {line}")).collect();
            say(&format!("{name}: refused\n{}", lines.join("\n")));
            Ok(1)
        }
    }
}

type Parsed = Result<Plan, Box<crate::fault::Fault>>;

fn read(args: &VerifyArgs) -> Result<(Case, Parsed), Failure> {
    if files::is_dash(&args.request) && files::is_dash(&args.plan) {
        return Err(Failure::usage("only one of request and plan can come from stdin"));
    }
    let request = files::read(&args.request)?;
    let name = files::name(&args.request);
    let case = admit(&request).map_err(|f| Failure::failed(faults::report(&name, &f)))?;
    let text = files::read(&args.plan)?;
    check_json(&args.plan, &text)?;
    Ok((case, parse_printed(&text)))
}

fn measured(args: &VerifyArgs, case: Case) -> Result<Ready, Failure> {
    let travel = snapshot_or_own(args.travel.as_deref(), &case)?;
    let name = files::name(&args.request);
    Ready::with(case, travel).map_err(|f| Failure::failed(faults::report(&name, &f)))
}

/// The travel times of a file, or those that the request itself gives.
pub fn snapshot_or_own(path: Option<&Path>, case: &Case) -> Result<Travel, Failure> {
    let Some(path) = path else { return Ok(Travel::of(case)) };
    snapshot::read(&files::read(path)?, case)
        .map_err(|f| Failure::failed(faults::report(&files::name(path), &f)))
}

/// Complains about text that is no JSON, with line and column.
pub fn check_json(path: &Path, text: &[u8]) -> Result<(), Failure> {
    serde_json::from_slice::<IgnoredAny>(text).map(|_| ()).map_err(|error| no_json(path, &error))
}

pub fn no_json(path: &Path, error: &serde_json::Error) -> Failure {
    let name = files::name(path);
    let error = error.to_string().replace("EOF", "the text ends");
    Failure::failed(format!("{name}: this is no JSON: {error}; name a file of JSON"))
}
