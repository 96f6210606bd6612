//! A comparison as it is sent and as it is run: the same requests under several policies.

use super::Held;
use super::run_one::{broken, in_pool, is_suspect, kept};
use crate::compare::{Broken, Instance, Policy, Report, Step};
use crate::fault::{Fault, Faults};
use crate::intake::parts::{below, fault, missing, parts};
use crate::solve::{Failed, Ready};
use crate::store::{Ending, Failure, State};
use crate::units::Millis;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// The most requests of one comparison, and the most seeds.
pub const REQUESTS: usize = 100;
pub const SEEDS: u64 = 20;

/// What is compared. Requests are kept as texts until their turn.
pub struct Wish<'a> {
    pub name: Option<String>,
    requests: Vec<&'a RawValue>,
    policies: Vec<Policy>,
    seeds: u64,
    seconds: Option<f64>,
    work: Option<u64>,
    /// The optimizer's budgets together, in milliseconds.
    pub budget: Millis,
}

const KEYS: [&str; 6] = ["name", "requests", "policies", "seeds", "seconds", "work"];

impl<'a> Wish<'a> {
    /// Reads a body and every request in it, or says everything that is wrong.
    pub fn read(text: &'a [u8]) -> Result<Wish<'a>, Vec<Fault>> {
        let mut wish = Wish::shape(text)?;
        let mut faults = Vec::new();
        for k in 0..wish.requests.len() {
            match wish.instance(k) {
                Ok(instance) => wish.budget += instance.ready.case.run.budget,
                Err(found) => faults.extend(found),
            }
            if faults.len() >= Faults::MOST {
                break;
            }
        }
        wish.budget = wish.budget.saturating_mul(wish.seeds as Millis);
        if faults.is_empty() { Ok(wish) } else { Err(faults) }
    }

    /// Reads a body without its requests.
    fn shape(text: &'a [u8]) -> Result<Wish<'a>, Vec<Fault>> {
        let [name, requests, policies, seeds, seconds, work] = parts(text, KEYS)?;
        let mut faults = Vec::new();
        let wish = Wish {
            name: value("/name", name, "text", &mut faults),
            requests: match requests {
                Some(text) => serde_json::from_str(text).unwrap_or_else(|_| {
                    faults.push(wrong("/requests", "a list of requests"));
                    Vec::new()
                }),
                None => {
                    faults.push(missing("requests"));
                    Vec::new()
                }
            },
            policies: policies_of(policies, &mut faults),
            seeds: value("/seeds", seeds, "an integer", &mut faults).unwrap_or(1),
            seconds: value("/seconds", seconds, "a number", &mut faults),
            work: value("/work", work, "an integer", &mut faults),
            budget: 0,
        };
        wish.check(&mut faults);
        if faults.is_empty() { Ok(wish) } else { Err(faults) }
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        let mut outside = |at: &str, found: String, low: &str, high: &str| {
            let message = format!("{found} is not from {low} to {high}");
            faults.push(fault("OUT_OF_RANGE", at, &message, "send a number in that range"));
        };
        if let Some(length) = self.name.as_ref().map(|name| name.chars().count())
            && length > 200
        {
            outside("/name", format!("a length of {length}"), "0", "200");
        }
        if !(1..=SEEDS).contains(&self.seeds) {
            outside("/seeds", self.seeds.to_string(), "1", &SEEDS.to_string());
        }
        if let Some(seconds) = self.seconds.filter(|s| !(0.001..=3600.0).contains(s)) {
            outside("/seconds", seconds.to_string(), "0.001", "3600");
        }
        if let Some(work) = self.work.filter(|w| !(1..=1_000_000_000_000).contains(w)) {
            outside("/work", work.to_string(), "1", "1000000000000");
        }
        if !(1..=REQUESTS).contains(&self.requests.len()) && faults.is_empty() {
            let message =
                format!("{} requests; a comparison has 1 to {REQUESTS}", self.requests.len());
            faults.push(fault("TOO_LARGE", "/requests", &message, "compare some at a time"));
        }
    }

    /// One request behind the door.
    fn instance(&self, k: usize) -> Result<Instance, Vec<Fault>> {
        let inside = |faults| below(&format!("/requests/{k}"), faults);
        let mut ready = Ready::of(self.requests[k].get().as_bytes()).map_err(inside)?;
        let run = &mut ready.case.run;
        if let Some(seconds) = self.seconds {
            run.budget = (seconds * 1000.0).round() as Millis;
            run.work = None;
        }
        if self.work.is_some() {
            run.work = self.work;
            run.pace = None;
        }
        let name = run.name.clone().filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or_else(|| format!("request-{}", k + 1));
        Ok(Instance { name, ready })
    }
}

fn value<T: DeserializeOwned>(
    at: &str,
    text: Option<&str>,
    what: &str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let read = text.map(serde_json::from_str).transpose();
    read.unwrap_or_else(|_| {
        faults.push(wrong(at, what));
        None
    })
}

fn wrong(at: &str, what: &str) -> Fault {
    fault("WRONG_TYPE", at, &format!("{what} is expected here"), &format!("send {what}"))
}

fn policies_of(text: Option<&str>, faults: &mut Vec<Fault>) -> Vec<Policy> {
    let names: Option<Vec<String>> = value("/policies", text, "a list of names", faults);
    let Some(names) = names else { return Policy::ALL.to_vec() };
    if names.len() > Policy::ALL.len() {
        let message = format!("{} policies; there are {}", names.len(), Policy::ALL.len());
        faults.push(fault("TOO_LARGE", "/policies", &message, "name each once"));
        return Vec::new();
    }
    if names.is_empty() {
        let message = "there is no policy to compare";
        faults.push(fault("MISSING", "/policies", message, "name some, or leave the key out"));
    }
    let mut policies = Vec::new();
    for (k, name) in names.iter().enumerate() {
        match name.parse() {
            Ok(policy) => policies.push(policy),
            Err(unknown) => {
                let known = Policy::ALL.map(Policy::name).join(", ");
                let (at, hint) = (format!("/policies/{k}"), format!("use one of {known}"));
                faults.push(fault("UNKNOWN_POLICY", &at, &format!("{unknown}"), &hint));
            }
        }
    }
    policies
}

/// Compares, publishes after every instance, and ends the run.
pub fn run(held: &Held, input: &[u8]) -> Result<(), Failure> {
    let refuse = |faults: Vec<Fault>| Failure {
        code: "DEFECT".into(),
        message: format!("what was accepted before is refused now: {}", faults[0].message),
    };
    let wish = Wish::shape(input).map_err(refuse)?;
    let mut report = Report::new(&wish.policies, wish.seeds);
    let (begin, mut names) = (Instant::now(), HashSet::new());
    let mut note = |_: &Step| {
        if begin.elapsed() >= held.settings.longest {
            held.stop.now();
        }
    };
    for k in 0..wish.requests.len() {
        if held.stop.is_set() {
            report.stopped = true;
            break;
        }
        let mut instance = wish.instance(k).map_err(refuse)?;
        if !names.insert(instance.name.clone()) {
            instance.name.push_str(&format!(" ({})", k + 1));
        }
        instance.ready.case.run.without_highs = is_suspect(&held.run());
        let threads = instance.ready.case.run.threads;
        let added = catch_unwind(AssertUnwindSafe(|| {
            in_pool(threads, || report.add(&mut instance, &mut note, &held.stop))
        }));
        match added {
            Ok(added) => added?.map_err(|b| refused(held, &wish, k, instance, b))?,
            Err(_) => {
                let text = wish.requests[k].get().as_bytes();
                return Err(kept(held, text, &instance.ready.case, None, "it broke off"));
            }
        }
        held.publish(None, &text(&report)).map_err(|error| broken(&error))?;
    }
    if held.is_leaving() && report.stopped {
        return Ok(());
    }
    let state = if report.stopped { State::Cancelled } else { State::Completed };
    let output = Some(text(&report));
    let ending = Ending { state, progress: None, output, failure: None };
    held.finish(&ending).map_err(|error| broken(&error))
}

fn refused(held: &Held, wish: &Wish, k: usize, mut instance: Instance, broken: Broken) -> Failure {
    let why = broken.to_string();
    let case = &mut instance.ready.case;
    case.run.seed = broken.seed.unwrap_or(case.run.seed);
    let plan = if let Failed::Refused(plan, _) = broken.failed { Some(plan) } else { None };
    let text = wish.requests[k].get().as_bytes();
    kept(held, text, case, plan.as_deref(), &why)
}

fn text(report: &Report) -> Vec<u8> {
    // These shapes have only text keys.
    serde_json::to_vec(&report.printed()).expect("a report can always be written")
}
