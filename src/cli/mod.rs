//! The command line. Each command is one file: its arguments, and a `run` that tells its story.
//!
//! Exit codes: 0 done, 1 a file failed or a plan was refused, 2 wrong usage. What a command makes
//! goes to stdout or to a file; what it has to say about that goes to stderr.

pub mod batch;
pub mod bench;
pub mod calendar;
mod child;
pub mod compare;
pub mod config;
pub mod convert;
pub mod ending;
pub mod evaluate;
mod faults;
mod files;
pub mod generate;
mod instances;
pub mod keys;
mod layers;
mod money;
pub mod plan;
mod progress;
pub mod rules;
mod scaffold;
mod scratch;
pub mod serve;
mod settings;
pub mod show;
pub mod submit;
mod summary;
#[cfg(test)]
pub mod templates;
mod took;
pub mod travel;
mod turns;
pub mod verify;
pub mod view;
pub mod worker;

pub use ending::{Failure, Outcome, close};

use clap::{FromArgMatches, Parser, Subcommand};
use layers::Trouble;
use std::process::ExitCode;

/// Plans field crews: jobs, crews, skills, travel and time windows in, verified routes out.
#[derive(Parser, Debug)]
#[command(name = "callboard", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Plan a request, or every request of a folder
    Plan(plan::PlanArgs),
    /// Compare everyday dispatch habits with the optimizer on the same requests
    Compare(compare::CompareArgs),
    /// Measure the planner on many requests: figures, CSV, drawing, comparison with a saved run
    Bench(bench::BenchArgs),
    /// Check a plan against its request: 0 accepted, 1 refused, 2 unreadable or wrong usage
    Verify(verify::VerifyArgs),
    /// Price a plan made by hand, or one change to a plan, and list the rules it breaks
    Evaluate(evaluate::EvaluateArgs),
    /// Show a plan as a day sheet for each crew
    Show(show::ShowArgs),
    /// Make a page of a plan: figures, bars and maps by day, day sheets, jobs left out
    View(view::ViewArgs),
    /// Write a plan as calendars for telephones (iCalendar), by crew or person, and as CSV
    Calendar(calendar::CalendarArgs),
    /// Write an example request to stdout
    Generate(generate::GenerateArgs),
    /// Read files of another format and write a request to stdout
    Import(convert::ImportArgs),
    /// Write a plan to stdout as the judge of another format reads it
    Export(convert::ExportArgs),
    /// Serve the engine over HTTP
    Serve(Box<serve::ServeArgs>),
    /// Show every setting of a service in effect, and where it comes from
    Config(Box<config::ConfigArgs>),
    /// Plan what a service has accepted, on this machine or beside others on one PostgreSQL
    Worker(worker::WorkerArgs),
    /// Send a folder of requests to a service, wait, and fetch the plans
    Submit(submit::SubmitArgs),
    /// Make, list and revoke the keys of a service
    Keys(keys::KeysArgs),
    /// Fill a request with road times from an OSRM server and write it to stdout
    Travel(travel::TravelArgs),
    /// List the business rules, explain one, or begin a new one
    Rules(rules::RulesArgs),
}

impl Args {
    /// The arguments of this process, or the code to end with after help or a complaint.
    pub fn read() -> Result<Args, ExitCode> {
        let argv: Vec<_> = std::env::args_os().collect();
        let settled = layers::settle(&argv, &|name| std::env::var(name).ok());
        // The service's own workers have its environment, and need not say it again.
        if let Ok(settled) = &settled
            && matches!(settled.matches.subcommand_name(), Some("serve" | "config"))
        {
            let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
            layers::strays(names).iter().for_each(|said| eprintln!("warning: {said}"));
        }
        let read = settled
            .and_then(|settled| Args::from_arg_matches(&settled.matches).map_err(Trouble::Line));
        read.map_err(|trouble| match trouble {
            Trouble::Line(error) => {
                // Nobody may be listening any more; that is no reason to fail in another way.
                let _ = error.print();
                ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
            }
            Trouble::Other(text) => close(Err(Failure::usage(text))),
        })
    }
}
