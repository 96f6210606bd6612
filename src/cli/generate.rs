//! `generate`: example requests.

use super::ending::{Failure, Outcome, put};
use crate::generate::{Kind, Options, generate, text};
use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    /// A city day of service calls
    Day,
    /// Install crews over working days
    Week,
    /// A month: installs of one to three days, their tests and inspections, service calls
    Month,
    /// A technician day of the public benchmark's family
    Techday,
    /// The demo week: installs and service calls
    Demo,
}

impl KindArg {
    fn kind(self) -> Kind {
        match self {
            KindArg::Day => Kind::Day,
            KindArg::Week => Kind::Week,
            KindArg::Month => Kind::Month,
            KindArg::Techday => Kind::Techday,
            KindArg::Demo => Kind::Demo,
        }
    }

    /// The flags, besides the seed, that say something to this kind.
    fn reads(self) -> &'static [&'static str] {
        match self {
            KindArg::Day | KindArg::Techday => &["jobs", "crews", "lunch"],
            KindArg::Week => &["crews", "days", "installs", "lunch", "parts", "together"],
            KindArg::Month => &["crews", "days", "installs", "calls"],
            KindArg::Demo => &[],
        }
    }
}

const MOST: std::ops::RangeInclusive<i64> = 0..=100_000;

/// The matrix of more jobs would be a file of gigabytes.
const TECHDAY_MOST: u32 = 3000;

#[derive(clap::Args, Debug)]
pub struct GenerateArgs {
    /// What to generate
    #[arg(required_unless_present = "like", conflicts_with = "like")]
    pub kind: Option<KindArg>,
    /// The same as the kind: an instance like those of that family
    #[arg(long, value_name = "KIND")]
    pub like: Option<KindArg>,
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Jobs of a day
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(MOST))]
    pub jobs: Option<u32>,
    /// Crews
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub crews: Option<u32>,
    /// Working days of an install week or a month
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=60))]
    pub days: Option<u32>,
    /// Installs of an install week or a month
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(MOST))]
    pub installs: Option<u32>,
    /// Service calls of each day of a month
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000))]
    pub calls: Option<u32>,
    /// Every crew takes a lunch break
    #[arg(long)]
    pub lunch: bool,
    /// How many installs have two parts on consecutive days
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(MOST))]
    pub parts: Option<u32>,
    /// How many installs need two crews at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(MOST))]
    pub together: Option<u32>,
}

pub fn run(args: &GenerateArgs) -> Outcome {
    let Some(kind) = args.kind.or(args.like) else {
        return Err(Failure::usage("name what to generate: day, week, month, techday or demo"));
    };
    check_flags(args, kind)?;
    if kind == KindArg::Techday && args.jobs.is_some_and(|jobs| jobs > TECHDAY_MOST) {
        let text = format!("--jobs is at most {TECHDAY_MOST} for `techday`: it writes a matrix");
        return Err(Failure::usage(text));
    }
    put(text(&generate(kind.kind(), &options(args))))?;
    Ok(0)
}

fn options(args: &GenerateArgs) -> Options {
    let given = Options::default();
    let or = |flag: Option<u32>, default: usize| flag.map_or(default, |n| n as usize);
    Options {
        seed: args.seed.unwrap_or(given.seed),
        jobs: or(args.jobs, given.jobs),
        crews: args.crews.map(|n| n as usize),
        days: args.days.map(|n| n as usize),
        installs: args.installs.map(|n| n as usize),
        calls: or(args.calls, given.calls),
        lunch: args.lunch,
        parts: or(args.parts, given.parts),
        together: or(args.together, given.together),
    }
}

/// A flag that would change nothing is a mistake, not a wish.
fn check_flags(args: &GenerateArgs, kind: KindArg) -> Result<(), Failure> {
    let given = [
        ("jobs", args.jobs.is_some()),
        ("crews", args.crews.is_some()),
        ("days", args.days.is_some()),
        ("installs", args.installs.is_some()),
        ("calls", args.calls.is_some()),
        ("lunch", args.lunch),
        ("parts", args.parts.is_some()),
        ("together", args.together.is_some()),
    ];
    for (flag, _) in given.into_iter().filter(|(_, given)| *given) {
        if !kind.reads().contains(&flag) {
            let kind = format!("{kind:?}").to_lowercase();
            let text = format!("--{flag} means nothing to `{kind}`; leave it out");
            return Err(Failure::usage(text));
        }
    }
    Ok(())
}
