//! One run from its turn to its end.

use super::{Live, Runs, comparison, now};
use crate::intake::case::Case;
use crate::solve::{self, Budget, Failed, Progress, Ready, Watch};
use crate::store::{self, Failure, Kind, Run, State, StoreError, refused};
use crate::verify::{Verified, parse_plan};
use crate::wire::plan::{Plan, StopReason};
use bytes::Bytes;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Plans what was sent, publishes every better plan that passed the verifier, and ends the run.
pub fn run_one(runs: &Runs, live: &Live) {
    let work = || match begin(runs, live)? {
        Some(input) => match live.run().kind {
            Kind::Schedule => schedule(runs, live, &input),
            Kind::Comparison => comparison::run(runs, live, &input),
        },
        None => Ok(()),
    };
    // What breaks off here is a defect outside the planning itself; the thread goes on.
    let end = catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(failure("DEFECT", "the run broke off, nothing more is published")));
    if runs.is_closing() && !live.run().state.is_final() {
        return leave(runs, live);
    }
    if let Err(failure) = end {
        fail(runs, live, failure);
    }
}

/// Marks the run as being worked on. Nothing to do where it was cancelled meanwhile.
fn begin(runs: &Runs, live: &Live) -> Result<Option<Bytes>, Failure> {
    let open = live.change(&*runs.store, None, |run| {
        run.state = State::Solving;
        run.started_at = Some(now());
        run.attempts += 1;
    });
    if !open.map_err(|error| broken(&error))? {
        return Ok(None);
    }
    let input = runs.store.input(&live.run().id).map_err(|error| broken(&error))?;
    input.map(Some).ok_or_else(|| failure("STORE", "what was sent for the run is gone"))
}

/// Unfinished on purpose: the next service goes on with it, and this was no failed attempt.
fn leave(runs: &Runs, live: &Live) {
    let left = live.change(&*runs.store, None, |run| {
        run.state = State::Queued;
        run.attempts = run.attempts.saturating_sub(1);
    });
    if let Err(error) = left {
        eprintln!("{}: {error}", live.run().id);
    }
}

fn schedule(runs: &Runs, live: &Live, input: &[u8]) -> Result<(), Failure> {
    let begin = Instant::now();
    let mut ready = Ready::of(input).map_err(|faults| {
        let first = faults.first().map_or("", |f| f.message.as_str());
        failure("DEFECT", &format!("what was accepted before is refused now: {first}"))
    })?;
    go_on(runs, live, &mut ready)?;
    let run = &ready.case.run;
    let length = Duration::from_millis(run.budget.unsigned_abs()).min(runs.settings.longest);
    let budget = Budget::new(begin, length, run.work, &live.stop);
    let mut reader = Reader { runs, live, begin, asked: begin, next: begin, lost: None };
    let (case, travel, prices) = (&ready.case, &ready.travel, &ready.prices);
    // A panic is a defect like a refused plan, and the request that shows it is worth as much.
    let made = catch_unwind(AssertUnwindSafe(|| {
        in_pool(run.threads, || solve::plan(case, travel, prices, &budget, &mut reader))
    }));
    if let Some(error) = reader.lost {
        return Err(broken(&error));
    }
    let (why, plan) = match made {
        Ok(Ok(Ok(plan))) => return complete(runs, live, &plan, begin),
        Ok(Err(failure)) => return Err(failure),
        Ok(Ok(Err(failed))) => {
            let why = failed.to_string();
            (why, if let Failed::Refused(plan, _) = failed { Some(plan) } else { None })
        }
        Err(_) => ("planning broke off, nothing is published".to_owned(), None),
    };
    Err(kept(runs, live, input, case, plan.as_deref(), &why))
}

/// Keeps what shows a defect, says so in the log, and makes it the run's failure.
pub fn kept(
    runs: &Runs,
    live: &Live,
    request: &[u8],
    case: &Case,
    plan: Option<&Plan>,
    why: &str,
) -> Failure {
    let kept = refused::keep(&runs.settings.refused, request, case, plan, why);
    eprintln!("{}: {why}\n{kept}", live.run().id);
    failure("DEFECT", why)
}

/// What an earlier attempt has published: a run by seconds goes on from it, so that it ends no
/// worse; one by work begins anew, so that its plan is the same whatever happened on the way.
fn go_on(runs: &Runs, live: &Live, ready: &mut Ready) -> Result<(), Failure> {
    let run = live.run();
    if run.progress.is_none() {
        return Ok(());
    }
    // What cannot be read is no plan to go on from, and no reason to fail.
    let output = runs.store.output(&run.id).ok().flatten();
    let plan = output.and_then(|output| parse_plan(&output).ok());
    if ready.case.run.work.is_none() && plan.is_some() {
        ready.case.plan = plan;
        return Ok(());
    }
    let anew = live.change(&*runs.store, None, |run| run.progress = None);
    anew.map(|_| ()).map_err(|error| broken(&error))
}

/// The last plan is the run's answer.
fn complete(
    runs: &Runs,
    live: &Live,
    plan: &Verified<Plan>,
    begin: Instant,
) -> Result<(), Failure> {
    if runs.is_closing() && plan.stop_reason == StopReason::Cancel {
        return Ok(());
    }
    let progress = store::Progress::of(plan, begin.elapsed().as_secs_f64());
    let state = match plan.stop_reason {
        StopReason::Cancel => State::Cancelled,
        _ => State::Completed,
    };
    // Where nothing better came after a restart, what was published before it stays.
    let before = live.run();
    let better = before.progress.is_some_and(|known| known.cost < progress.cost);
    // A proof is never given away for a unit that rounding has moved.
    let kept = better && before.attempts > 1 && plan.stop_reason != StopReason::Proven;
    let output = if kept { None } else { Some(plan.text().into()) };
    let done = live.change(&*runs.store, output, |run| {
        run.first_plan_at.get_or_insert_with(now);
        if !kept {
            run.progress = Some(progress);
        }
        run.state = state;
        run.completed_at = Some(now());
    });
    done.map(|_| ()).map_err(|error| broken(&error))
}

/// Ends the run as failed. Where even that cannot be stored, everybody hears of it all the same.
fn fail(runs: &Runs, live: &Live, failure: Failure) {
    let end = |run: &mut Run| {
        run.state = State::Failed;
        run.completed_at = Some(now());
        run.failure = Some(failure.clone());
    };
    if let Err(error) = live.change(&*runs.store, None, end) {
        eprintln!("{}: {error}", live.run().id);
    }
}

fn failure(code: &str, message: &str) -> Failure {
    Failure { code: code.into(), message: message.into() }
}

pub fn broken(error: &StoreError) -> Failure {
    failure("STORE", &error.to_string())
}

/// Publishes better plans, at most a tenth of the time.
struct Reader<'a> {
    runs: &'a Runs,
    live: &'a Live,
    begin: Instant,
    /// When the last plan was asked for, and from when on the next one may be.
    asked: Instant,
    next: Instant,
    lost: Option<StoreError>,
}

const LEAST_PAUSE: Duration = Duration::from_millis(200);

impl Watch for Reader<'_> {
    fn note(&mut self, _: Progress) {}

    fn looks(&mut self) -> bool {
        self.asked = Instant::now();
        if self.begin.elapsed() >= self.runs.settings.longest {
            // Only a run by work can be here: seconds are a budget of their own.
            self.live.stop.now();
        }
        self.asked >= self.next
    }

    fn show(&mut self, plan: Verified<Plan>) {
        let progress = store::Progress::of(&plan, self.begin.elapsed().as_secs_f64());
        let known = self.live.run().progress;
        // Amounts are rounded when printed: a plan can be better by less than one unit shows.
        if known.is_none_or(|known| progress.cost < known.cost) {
            let output = Some(Bytes::from(plan.text()));
            let stored = self.live.change(&*self.runs.store, output, |run| {
                run.first_plan_at.get_or_insert_with(now);
                run.progress = Some(progress);
            });
            if let Err(error) = stored {
                self.live.stop.now();
                self.lost = Some(error);
            }
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
