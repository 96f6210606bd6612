//! `rules`: what the register holds, for people, and the beginning of a new rule.

use super::ending::{Failure, Outcome, put};
use super::scaffold;
use crate::rules::{ALL, Meta, Scope, index_of};
use clap::{Subcommand, ValueEnum};
use std::path::Path;

#[derive(clap::Args, Debug)]
pub struct RulesArgs {
    #[command(subcommand)]
    pub command: Option<RulesCommand>,
}

#[derive(Subcommand, Debug)]
pub enum RulesCommand {
    /// Say what one rule demands or costs
    Show { id: String },
    /// Write the files of a new rule; run it in the folder of the sources
    New {
        /// Small letters, digits and hyphens
        id: String,
        /// What the rule looks at
        #[arg(long)]
        scope: ScopeArg,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ScopeArg {
    /// One route at a time
    Route,
    /// Several visits of one job on several routes
    Link,
    /// The plan as a whole
    Plan,
}

pub fn run(args: &RulesArgs) -> Outcome {
    match &args.command {
        None => put(list())?,
        Some(RulesCommand::Show { id }) => put(explain(id)?)?,
        Some(RulesCommand::New { id, scope }) => put(scaffold::write(Path::new("."), id, *scope)?)?,
    }
    Ok(0)
}

fn scope(meta: &Meta) -> &'static str {
    match meta.scope {
        Scope::Route => "route",
        Scope::Link => "link",
        Scope::Plan => "plan",
    }
}

fn list() -> String {
    let mut out = format!("{:<16} {:<6} {:<7} rule\n", "id", "scope", "priced");
    for meta in ALL {
        let priced = if meta.priced { "priced" } else { "" };
        let line = format!("{:<16} {:<6} {priced:<7} {}", meta.id, scope(meta), meta.line);
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn explain(id: &str) -> Result<String, Failure> {
    let Some(at) = index_of(id) else {
        let known: Vec<&str> = ALL.iter().map(|m| m.id).collect();
        let known = known.join(", ");
        return Err(Failure::usage(format!("`{id}` is no rule; the rules are {known}")));
    };
    let meta = &ALL[at];
    let mut out = format!("{}: {}\n\n{}\n\n", meta.id, meta.line, meta.doc);
    out.push_str(&format!("scope        {}\n", scope(meta)));
    out.push_str(&format!("reason code  {}\n", meta.code));
    let priced = if meta.priced { "yes, listed in a plan's `costs`" } else { "no" };
    out.push_str(&format!("priced       {priced}\n"));
    let pin = if meta.overridable {
        format!("yes: \"pin\": {{\"override\": [\"{}\"]}}", meta.id)
    } else {
        "no".to_owned()
    };
    out.push_str(&format!("override     {pin}\n"));
    for (name, what) in [("request", "request"), ("ok", "accepted"), ("bad", "refused")] {
        let path = format!("instances/rules/{}/{name}.json", meta.id);
        out.push_str(&format!("{what:<12} {path}\n"));
    }
    Ok(out)
}
