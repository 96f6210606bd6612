//! `show PLAN`: what a coordinator reads in the morning, from the plan alone.

mod bar;
mod head;
mod hires;
mod left;
mod look;
mod sheet;
mod table;
mod worth;

use super::ending::{Failure, Outcome, put};
use super::{faults, files, verify};
use crate::verify::parse_plan;
use crate::wire::plan::{Plan, Route};
pub use crate::words;
use crate::words::book::Book;
use crate::words::ties::Ties;
use bar::Span;
use look::Look;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug)]
pub struct ShowArgs {
    /// A plan, `-` for stdin
    pub plan: PathBuf,
    /// Only this crew; `first` for the first crew shown
    #[arg(long, value_name = "ID")]
    pub crew: Option<String>,
    /// Only this date (YYYY-MM-DD); `first` for the first date of the plan
    #[arg(long, value_name = "D")]
    pub date: Option<String>,
    /// The request of the plan: its jobs' `after` and `with` are shown
    #[arg(long, value_name = "F")]
    pub request: Option<PathBuf>,
    /// One bar for each crew and day instead of the full sheet
    #[arg(long)]
    pub brief: bool,
    /// Columns (default: $COLUMNS or 100)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(50..=1000))]
    pub width: Option<u16>,
    /// Bars and lines in plain letters
    #[arg(long)]
    pub ascii: bool,
}

pub fn run(args: &ShowArgs) -> Outcome {
    let plan = read(&args.plan)?;
    let book = Book::with(&plan, ties(args.request.as_deref())?);
    let look = Look::new(args.width, args.ascii);
    let routes = chosen(args, &plan)?;
    let part = routes.len() < plan.routes.len() || args.crew.is_some() || args.date.is_some();
    let mut out = head::write(&plan, &look);
    let label = |route: &&Route| sheet::label(&plan, route).chars().count();
    let beside = if args.brief { routes.iter().map(label).max().unwrap_or(0) } else { 12 };
    let span = Span::around(&routes, beside, &look);
    let mut date = "";
    for route in &routes {
        if route.date != date {
            date = &route.date;
            out.push_str(&format!("\n{}\n", look.strong(&words::day(date))));
        }
        out.push_str(&match args.brief {
            true => sheet::brief(&plan, route, &span, &look),
            false => sheet::write(&book, route, &span, &look),
        });
    }
    out.push_str(&match routes.is_empty() {
        true => String::new(),
        false => format!("\n{}\n", bar::legend(&look)),
    });
    if !part {
        out.push_str(&hires::write(&plan, &look));
        out.push_str(&worth::prices(&plan, &look));
        out.push_str(&worth::way(&plan, &look));
    }
    out.push_str(&if part { rest(args, &plan) } else { left::write(&plan, &look) });
    put(out)?;
    Ok(0)
}

/// What hangs together in a request, if one is given.
pub fn ties(request: Option<&Path>) -> Result<Ties, Failure> {
    let text = request.map(files::read).transpose()?;
    Ok(text.map(|text| Ties::of(&text)).unwrap_or_default())
}

/// The plan in a file, `-` for stdin.
pub fn read(path: &Path) -> Result<Plan, Failure> {
    let text = files::read(path)?;
    verify::check_json(path, &text)?;
    parse_plan(&text).map_err(|fault| {
        let file = files::name(path);
        Failure::failed(format!("{file}: this is no plan: {}", faults::line(&fault)))
    })
}

/// The routes asked for, by date and crew.
fn chosen<'a>(args: &ShowArgs, plan: &'a Plan) -> Result<Vec<&'a Route>, Failure> {
    let mut routes: Vec<&Route> = plan.routes.iter().collect();
    routes.sort_by_key(|r| (&r.date, &r.crew, words::at(&r.start)));
    for (asked, what, key) in [
        (&args.date, "date", (|r| &r.date) as fn(&Route) -> &String),
        (&args.crew, "crew", |r| &r.crew),
    ] {
        let Some(asked) = asked else { continue };
        let known: BTreeSet<&String> = routes.iter().map(|r| key(r)).collect();
        let Some(wanted) = (match asked.as_str() {
            "first" => known.first().copied(),
            _ => known.get(asked).copied(),
        }) else {
            return Err(nothing_for(what, asked, known));
        };
        routes.retain(|r| key(r) == wanted);
    }
    Ok(routes)
}

pub(super) fn nothing_for(what: &str, asked: &str, known: BTreeSet<&String>) -> Failure {
    let asked = files::clean(asked);
    if known.is_empty() {
        return Failure::failed(format!("no route for {what} {asked}: the plan has no routes"));
    }
    let some: Vec<String> = known.iter().take(30).map(|k| files::clean(k)).collect();
    let more = if known.len() > some.len() { ", ..." } else { "" };
    let some = some.join(", ");
    Failure::failed(format!("no route for {what} {asked}; there are routes for {some}{more}"))
}

/// How to see what was not asked for.
fn rest(args: &ShowArgs, plan: &Plan) -> String {
    let dates: BTreeSet<&str> = plan.routes.iter().map(|r| r.date.as_str()).collect();
    let crews: BTreeSet<&str> = plan.routes.iter().map(|r| r.crew.as_str()).collect();
    let file = files::name(&args.plan);
    let mut out = String::new();
    if let (Some(first), Some(last)) = (dates.first(), dates.last()) {
        let (dates, crews) = (dates.len(), crews.len());
        out = format!("the plan has {dates} dates ({first} to {last}) and {crews} crews; see\n");
    }
    out.push_str(&format!(
        "  callboard show {file}              every day sheet, every job left out\n"
    ));
    out.push_str(&format!("  callboard show {file} --brief      one line for each crew and day\n"));
    out.push_str(&format!("  callboard show {file} --date D --crew ID\n"));
    files_safe(&out)
}

/// Ids in a plan may hold anything; lines are ours.
fn files_safe(text: &str) -> String {
    text.lines().map(|line| files::clean(line) + "\n").collect()
}
