//! Where the settings of a service come from: flags before the environment before one file before
//! the defaults. Whatever is not a flag is read as if it were one, so that all are judged alike.

use super::Args;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, parser::ValueSource};
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use toml::{Table, Value};

/// What the names of variables begin with: `--keep-audit` is also `CALLBOARD_KEEP_AUDIT`.
const PREFIX: &str = "CALLBOARD_";
/// The commands whose flags can be said otherwise.
const LAYERED: [&str; 3] = ["serve", "worker", "config"];
/// Variables that are no settings of these.
const APART: [&str; 5] = ["BENCH", "BLESS", "CONFIG", "KEY", "KILLS"];
/// Flags of which one is meant: the nearer layer wins.
const EITHER: [&str; 2] = ["data", "database"];
/// What is never shown.
const SECRETS: [&str; 1] = ["database"];
const FILE: &str = "config";

/// Reads a variable of the environment.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Where a setting comes from, the nearest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Flag,
    Variable(String),
    File(PathBuf),
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Source::Flag => f.write_str("flag"),
            Source::Variable(name) => f.write_str(name),
            Source::File(path) => write!(f, "{}", path.display()),
            Source::Default => f.write_str("default"),
        }
    }
}

/// Why a command line, a variable or the file cannot be meant.
pub enum Trouble {
    Line(clap::Error),
    Other(String),
}

/// All settings, as flags, and where each comes from.
pub struct Settled {
    pub matches: ArgMatches,
    pub sources: Vec<(String, Source)>,
}

/// A setting in effect.
pub struct Shown {
    pub name: String,
    /// None where it is not set.
    pub values: Vec<String>,
    pub is_list: bool,
    pub source: Source,
    pub help: String,
}

/// The command line with what environment and file say besides.
pub fn settle(argv: &[OsString], environment: Environment) -> Result<Settled, Trouble> {
    let read = |argv: &[OsString]| Args::command().try_get_matches_from(argv);
    let matches = read(argv).map_err(Trouble::Line)?;
    let Some((name, given)) = matches.subcommand().filter(|(name, _)| LAYERED.contains(name))
    else {
        return Ok(Settled { matches, sources: Vec::new() });
    };
    let command = Args::command();
    let command = command.find_subcommand(name).expect("it was just read");
    let file = file(given, environment)?;
    let mut found = Vec::new();
    for arg in named(command) {
        found.push(nearest(arg, given, environment, file.as_ref())?);
    }
    one_of_two(&mut found);
    let mut line = argv.to_vec();
    for (_, source, words) in &found {
        for word in words {
            let mut alone = argv.to_vec();
            alone.push(word.into());
            if let Err(error) = read(&alone) {
                let text = error.to_string();
                let first = text.lines().next().unwrap_or("").trim_start_matches("error: ");
                return Err(Trouble::Other(format!("{source}: {first}")));
            }
            line.push(word.into());
        }
    }
    let matches = read(&line).map_err(Trouble::Line)?;
    let sources = found.into_iter().map(|(name, source, _)| (name, source)).collect();
    Ok(Settled { matches, sources })
}

/// The settings of the command, in the order of its help.
pub fn shown(settled: &Settled) -> Vec<Shown> {
    let command = Args::command();
    let Some((name, given)) = settled.matches.subcommand() else { return Vec::new() };
    let Some(command) = command.find_subcommand(name) else { return Vec::new() };
    let show = |arg: &Arg| {
        let name = arg.get_long().unwrap_or("").to_owned();
        let raw = given.try_get_raw(arg.get_id().as_str()).ok().flatten();
        let text = |value: &std::ffi::OsStr| value.to_string_lossy().into_owned();
        let mut values: Vec<String> = raw.into_iter().flatten().map(text).collect();
        if SECRETS.contains(&name.as_str()) {
            values.iter_mut().for_each(|value| "***".clone_into(value));
        }
        let source = settled.sources.iter().find(|(known, _)| *known == name);
        let source = source.map_or(Source::Default, |(_, source)| source.clone());
        let help = arg.get_help().map_or_else(String::new, ToString::to_string);
        let is_list = matches!(arg.get_action(), ArgAction::Append);
        Shown { name, values, is_list, source, help }
    };
    named(command).map(show).collect()
}

/// Variables that look like settings and are none, as messages: a mistyped limit is no limit.
pub fn strays(names: impl Iterator<Item = String>) -> Vec<String> {
    let command = Args::command();
    let commands = LAYERED.iter().filter_map(|name| command.find_subcommand(name));
    let flags = commands.flat_map(named).filter_map(Arg::get_long).map(variable);
    let known: Vec<String> = flags.chain(APART.map(variable)).collect();
    let known: Vec<&str> = known.iter().filter_map(|name| name.strip_prefix(PREFIX)).collect();
    let odd = names.filter_map(|name| Some(name.strip_prefix(PREFIX)?.to_owned()));
    let mut said: Vec<String> = odd
        .filter(|name| !known.contains(&name.as_str()))
        .map(|name| match crate::wire::reader::nearest(&name, &known) {
            Some(near) => format!("{PREFIX}{name} is no setting; did you mean {PREFIX}{near}?"),
            None => format!("{PREFIX}{name} is no setting; see `callboard config`"),
        })
        .collect();
    said.sort();
    said
}

/// A setting's name in the environment.
fn variable(flag: &str) -> String {
    format!("{PREFIX}{}", flag.to_uppercase().replace('-', "_"))
}

/// The flags that can also be said elsewhere.
fn named(command: &Command) -> impl Iterator<Item = &Arg> {
    let apart = [FILE, "help", "version"];
    command.get_arguments().filter(move |arg| {
        !arg.is_hide_set() && arg.get_long().is_some_and(|long| !apart.contains(&long))
    })
}

/// A flag's name, where its value comes from, and the words that say it.
type Found = (String, Source, Vec<String>);

fn nearest(
    arg: &Arg,
    given: &ArgMatches,
    environment: Environment,
    file: Option<&(PathBuf, Table)>,
) -> Result<Found, Trouble> {
    let name = arg.get_long().unwrap_or("").to_owned();
    if given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine) {
        return Ok((name, Source::Flag, Vec::new()));
    }
    let variable = variable(&name);
    if let Some(value) = environment(&variable).filter(|value| !value.is_empty()) {
        let source = Source::Variable(variable);
        let values = match arg.get_action() {
            ArgAction::Append => value.split(',').map(|v| v.trim().to_owned()).collect(),
            _ => vec![value],
        };
        let words = words(arg, &name, values, &source)?;
        return Ok((name, source, words));
    }
    if let Some((path, table)) = file
        && let Some(value) = table.get(&name)
    {
        let source = Source::File(path.clone());
        let values = plain(value, matches!(arg.get_action(), ArgAction::Append));
        let values = values.ok_or_else(|| {
            Trouble::Other(format!("{source}: {name}: {} is not expected here", value.type_str()))
        })?;
        let words = words(arg, &name, values, &source)?;
        return Ok((name, source, words));
    }
    Ok((name, Source::Default, Vec::new()))
}

/// What a value of the file says as a flag; nothing where it is of no such kind.
fn plain(value: &Value, is_list: bool) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Integer(number) => Some(vec![number.to_string()]),
        Value::Boolean(yes) => Some(vec![yes.to_string()]),
        Value::Array(all) if is_list => {
            all.iter().map(|one| one.as_str().map(str::to_owned)).collect()
        }
        _ => None,
    }
}

/// The values as words of a command line.
fn words(
    arg: &Arg,
    name: &str,
    values: Vec<String>,
    source: &Source,
) -> Result<Vec<String>, Trouble> {
    if !matches!(arg.get_action(), ArgAction::SetTrue) {
        return Ok(values.into_iter().map(|value| format!("--{name}={value}")).collect());
    }
    match values.first().map(String::as_str) {
        Some("true" | "1") => Ok(vec![format!("--{name}")]),
        Some("false" | "0") => Ok(Vec::new()),
        odd => {
            let odd = odd.unwrap_or("nothing");
            Err(Trouble::Other(format!("{source}: {name} is true or false, not {odd}")))
        }
    }
}

/// Of two flags of which one is meant, only those of the nearest layer that names one are left.
fn one_of_two(found: &mut [Found]) {
    let nearest = found.iter().filter(|(name, ..)| EITHER.contains(&name.as_str()));
    let layer = |source: &Source| match source {
        Source::Flag => 0,
        Source::Variable(_) => 1,
        Source::File(_) => 2,
        Source::Default => 3,
    };
    let Some(nearest) = nearest.map(|(_, source, _)| layer(source)).min() else { return };
    for (_, source, words) in found.iter_mut().filter(|(n, ..)| EITHER.contains(&n.as_str())) {
        if layer(source) > nearest {
            *source = Source::Default;
            words.clear();
        }
    }
}

/// The file that a flag or the environment names, with settings of whichever command.
fn file(given: &ArgMatches, environment: Environment) -> Result<Option<(PathBuf, Table)>, Trouble> {
    let flag = given.try_get_one::<PathBuf>(FILE).ok().flatten().cloned();
    let variable = || environment(&format!("{PREFIX}CONFIG")).filter(|name| !name.is_empty());
    let Some(path) = flag.or_else(|| variable().map(PathBuf::from)) else { return Ok(None) };
    let at = path.display().to_string();
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Trouble::Other(format!("{at}: cannot be read: {}", error.to_string().to_lowercase()))
    })?;
    let table = text.parse::<Table>().map_err(|error| {
        let place = error.span().map(|span| 1 + text[..span.start].matches('\n').count());
        let place = place.map_or_else(String::new, |line| format!("line {line}: "));
        Trouble::Other(format!("{at}: {place}{}", error.message()))
    })?;
    let command = Args::command();
    let commands = LAYERED.iter().filter_map(|name| command.find_subcommand(name));
    let known: Vec<&str> = commands.flat_map(named).filter_map(Arg::get_long).collect();
    let Some(odd) = table.keys().find(|key| !known.contains(&key.as_str())) else {
        return Ok(Some((path, table)));
    };
    let hint = crate::wire::reader::nearest(odd, &known).map_or_else(
        || "see `callboard config`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Trouble::Other(format!("{at}: there is no setting `{odd}`; {hint}")))
}
