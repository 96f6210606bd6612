//! `view PLAN`: the plan as a page to look at, print and hang up.

use super::ending::{Failure, Outcome, put};
use super::{files, show};
use crate::board::{Frame, page};
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub struct ViewArgs {
    /// A plan, `-` for stdin
    pub plan: PathBuf,
    /// The request of the plan: its jobs' `after` and `with` are shown
    #[arg(long, value_name = "F")]
    pub request: Option<PathBuf>,
    /// The page, HTML in one file (default: stdout)
    #[arg(long, value_name = "F")]
    pub out: Option<PathBuf>,
}

pub fn run(args: &ViewArgs) -> Outcome {
    let out = args.out.as_ref().filter(|out| !files::is_dash(out));
    if let Some(out) = out {
        files::check_writable(out)?;
        if files::same(out, &args.plan) {
            let file = files::name(out);
            return Err(Failure::usage(format!("{file}: is the plan; name another file")));
        }
    }
    let plan = show::read(&args.plan)?;
    let ties = show::ties(args.request.as_deref())?;
    let page = page(&plan, &Frame { ties, ..Frame::default() });
    match out {
        Some(out) => files::write(out, page.as_bytes())?,
        None => put(page)?,
    }
    Ok(0)
}
