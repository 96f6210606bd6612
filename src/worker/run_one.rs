//! One run from its turn to its end.

use super::{Held, comparison};
use crate::fault::{Fault, Severity};
use crate::intake::case::Case;
use crate::solve::{self, Budget, Failed, Progress, Ready, Watch};
use crate::store::{self, Ending, Failure, Kind, Run, State, StoreError, refused};
use crate::verify::{Verified, parse_plan};
use crate::wire::plan::{Plan, StopReason};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Plans what was sent, publishes every better plan that passed the verifier, and ends the run.
pub fn run_one(held: &Held) {
    let work = || {
        let input = held.store.input(&held.id()).map_err(|error| broken(&error))?;
        let input = input.ok_or_else(|| failure("STORE", "what was sent for the run is gone"))?;
        match held.run().kind {
            Kind::Schedule => schedule(held, &input),
            Kind::Comparison => comparison::run(held, &input),
        }
    };
    // What breaks off here is a defect outside the planning itself; the process goes on.
    let end = catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(failure("DEFECT", "the run broke off, nothing more is published")));
    if held.is_lost() || held.run().state.is_final() {
        return;
    }
    if held.is_leaving() {
        // Where it cannot be put back, its lease runs out.
        return told(held, held.put_back());
    }
    if let Err(failure) = end {
        let failure = Some(failure);
        let ending = Ending { state: State::Failed, progress: None, output: None, failure };
        told(held, held.finish(&ending));
    }
}

/// What cannot be stored is told in the log; the run goes to the next attempt.
fn told(held: &Held, done: store::Stored<()>) {
    if let Err(error) = done {
        eprintln!("{}: {error}", held.id());
    }
}

fn schedule(held: &Held, input: &[u8]) -> Result<(), Failure> {
    let begin = Instant::now();
    let mut ready = Ready::of(input).map_err(|faults| {
        let first = faults.first().map_or("", |f| f.message.as_str());
        failure("DEFECT", &format!("what was accepted before is refused now: {first}"))
    })?;
    go_on(held, &mut ready)?;
    let run = &ready.case.run;
    let length = Duration::from_millis(run.budget.unsigned_abs()).min(held.settings.longest);
    let budget = Budget::new(begin, length, run.work, &held.stop);
    let mut reader = Reader { held, begin, asked: begin, next: begin };
    let (case, travel, prices) = (&ready.case, &ready.travel, &ready.prices);
    // A panic is a defect like a refused plan, and the request that shows it is worth as much.
    let made = catch_unwind(AssertUnwindSafe(|| {
        in_pool(run.threads, || solve::plan(case, travel, prices, &budget, &mut reader))
    }));
    let (why, plan) = match made {
        Ok(Ok(Ok(plan))) => return complete(held, &plan, begin),
        Ok(Err(failure)) => return Err(failure),
        Ok(Ok(Err(failed))) => {
            let why = failed.to_string();
            (why, if let Failed::Refused(plan, _) = failed { Some(plan) } else { None })
        }
        Err(_) => ("planning broke off, nothing is published".to_owned(), None),
    };
    Err(kept(held, input, case, plan.as_deref(), &why))
}

/// Keeps what shows a defect, says so in the log, and makes it the run's failure.
pub fn kept(held: &Held, request: &[u8], case: &Case, plan: Option<&Plan>, why: &str) -> Failure {
    let kept = refused::keep(&held.settings.refused, request, case, plan, why);
    eprintln!("{}: {why}\n{kept}", held.id());
    failure("DEFECT", why)
}

/// What an earlier attempt has published: a run by seconds goes on from it, so that it ends no
/// worse; one by work begins anew, so that its plan is the same whatever happened on the way. An
/// attempt after one that died does without HiGHS, the likeliest to have killed it, and says so.
fn go_on(held: &Held, ready: &mut Ready) -> Result<(), Failure> {
    let run = held.run();
    if is_suspect(&run) {
        ready.case.run.without_highs = true;
        ready.case.warnings.push(without_highs(&run));
    }
    if run.progress.is_none() {
        return Ok(());
    }
    // What cannot be read is no plan to go on from, and no reason to fail.
    let output = held.store.output(&run.id).ok().flatten();
    let plan = output.and_then(|output| parse_plan(&output).ok());
    if ready.case.run.work.is_none() && plan.is_some() {
        ready.case.plan = plan;
        return Ok(());
    }
    held.forget().map_err(|error| broken(&error))
}

/// Whether a run has killed a worker, or may have taken whole services with it.
pub fn is_suspect(run: &Run) -> bool {
    const OFTEN: u32 = 3;
    run.deaths() > 0 || run.interruptions >= OFTEN
}

fn without_highs(run: &Run) -> Fault {
    Fault {
        code: "WITHOUT_HIGHS".into(),
        pointer: "/run".into(),
        value: run.attempts.to_string(),
        message: "attempts before this one died or were cut off, so this one did without HiGHS"
            .into(),
        hint: "send the request again where the bound or the gap is wanted".into(),
        severity: Severity::Warning,
    }
}

/// The last plan is the run's answer.
fn complete(held: &Held, plan: &Verified<Plan>, begin: Instant) -> Result<(), Failure> {
    if held.is_leaving() && plan.stop_reason == StopReason::Cancel {
        return Ok(());
    }
    let progress = store::Progress::of(plan, begin.elapsed().as_secs_f64());
    let state = match plan.stop_reason {
        StopReason::Cancel => State::Cancelled,
        _ => State::Completed,
    };
    // Where nothing better came after a restart, what was published before it stays.
    let before = held.run();
    let better = before.progress.is_some_and(|known| known.cost < progress.cost);
    // A proof is never given away for a unit that rounding has moved.
    let kept = better && before.attempts > 1 && plan.stop_reason != StopReason::Proven;
    let (progress, output) = if kept { (None, None) } else { (Some(progress), Some(plan.text())) };
    let ending = Ending { state, progress, output, failure: None };
    told(held, held.finish(&ending));
    Ok(())
}

fn failure(code: &str, message: &str) -> Failure {
    Failure { code: code.into(), message: message.into() }
}

pub fn broken(error: &StoreError) -> Failure {
    failure("STORE", &error.to_string())
}

/// Publishes better plans, at most a tenth of the time.
struct Reader<'a> {
    held: &'a Held,
    begin: Instant,
    /// When the last plan was asked for, and from when on the next one may be.
    asked: Instant,
    next: Instant,
}

const LEAST_PAUSE: Duration = Duration::from_millis(200);

impl Watch for Reader<'_> {
    fn note(&mut self, _: Progress) {}

    fn looks(&mut self) -> bool {
        self.asked = Instant::now();
        if self.begin.elapsed() >= self.held.settings.longest {
            // Only a run by work can be here: seconds are a budget of their own.
            self.held.stop.now();
        }
        self.asked >= self.next
    }

    fn show(&mut self, plan: Verified<Plan>) {
        let progress = store::Progress::of(&plan, self.begin.elapsed().as_secs_f64());
        let known = self.held.run().progress;
        // Amounts are rounded when printed: a plan can be better by less than one unit shows.
        if known.is_none_or(|known| progress.cost < known.cost) {
            // What the store does not take now, the next better plan or the end brings.
            told(self.held, self.held.publish(Some(&progress), &plan.text()));
        }
        // Reasons, printing and verifying are part of the price.
        self.next = Instant::now() + LEAST_PAUSE.max(10 * self.asked.elapsed());
    }
}

/// How much nicer than the threads that answer requests.
const NICER: i32 = 10;

/// Makes way for the threads that answer requests. Where the system does not allow it, the run is
/// no worse for it.
pub fn lower_priority() {
    let _ = rustix::process::setpriority_process(None, NICER);
}

/// Runs on threads of its own, all of them making way.
pub fn in_pool<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Failure> {
    solve::in_pool(threads, lower_priority, work).map_err(|why| failure("THREADS", &why))
}
