//! The flags that say how to plan. They beat the request's `run`.

use crate::intake::case::{Case, Run};
use clap::Args;
use std::ffi::OsString;

#[derive(Args, Debug, Clone, Default)]
pub struct Settings {
    /// Budget in seconds of wall-clock time
    #[arg(long, value_name = "S", value_parser = seconds, conflicts_with = "work")]
    pub seconds: Option<f64>,
    /// Budget in moves per lane: the same plan on every machine
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=WORK_MOST))]
    pub work: Option<u64>,
    /// Seed of the search
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=SEED_MOST))]
    pub seed: Option<u64>,
    /// Searches side by side
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub lanes: Option<u16>,
    /// Threads that share the lanes (default: the machine's); never changes the plan
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
}

/// The same requests planned with several seeds: what `compare` and `bench` ask.
#[derive(Args, Debug, Clone)]
pub struct Trials {
    /// Plan every request with seeds 1 to K
    #[arg(long, value_name = "K", default_value_t = 1,
        value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub seeds: u64,
    /// Budget of each plan in seconds of wall-clock time (default: the request's own, 10)
    #[arg(long, value_name = "S", value_parser = seconds, conflicts_with = "work")]
    pub seconds: Option<f64>,
    /// Its budget in moves per lane: the same CSV on every machine, what hangs on time left empty
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=WORK_MOST))]
    pub work: Option<u64>,
    /// Searches side by side
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub lanes: Option<u16>,
    /// Threads that share the lanes (default: the machine's); never changes the plan
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
}

impl Trials {
    /// The flags of one plan, its seed open.
    pub fn settings(&self) -> Settings {
        let Trials { seconds, work, lanes, threads, .. } = *self;
        Settings { seconds, work, seed: None, lanes, threads }
    }
}

const WORK_MOST: u64 = 1_000_000_000_000_000;
const SEED_MOST: u64 = i64::MAX as u64;
/// The longest budget: a week, as in a request.
const SECONDS_MOST: f64 = 604_800.0;

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(s) if (0.001..=SECONDS_MOST).contains(&s) => Ok(s),
        _ => Err(format!("use a number of seconds from 0.001 to {SECONDS_MOST}")),
    }
}

impl Settings {
    /// Writes the flags over the case's `run`; what a flag gives is no longer assumed.
    pub fn apply(&self, case: &mut Case) {
        let run: &mut Run = &mut case.run;
        let mut given = Vec::new();
        if let Some(seconds) = self.seconds {
            run.budget = (seconds * 1000.0).round() as i64;
            run.work = None;
            given.push("/run/seconds");
        }
        if let Some(work) = self.work {
            run.work = Some(work);
            run.pace = None;
            given.push("/run/seconds");
        }
        if let Some(seed) = self.seed {
            run.seed = seed;
            given.push("/run/seed");
        }
        if let Some(lanes) = self.lanes {
            run.lanes = usize::from(lanes);
            given.push("/run/lanes");
        }
        if let Some(threads) = self.threads {
            run.threads = Some(usize::from(threads));
        }
        case.assumed.retain(|a| !given.contains(&a.pointer.as_str()));
    }

    /// The same flags for a child process.
    pub fn to_args(&self) -> Vec<OsString> {
        let flags = [
            ("--seconds", self.seconds.map(|v| v.to_string())),
            ("--work", self.work.map(|v| v.to_string())),
            ("--seed", self.seed.map(|v| v.to_string())),
            ("--lanes", self.lanes.map(|v| v.to_string())),
            ("--threads", self.threads.map(|v| v.to_string())),
        ];
        let given = flags.into_iter().filter_map(|(flag, value)| Some((flag, value?)));
        given.flat_map(|(flag, value)| [flag.into(), value.into()]).collect()
    }
}
