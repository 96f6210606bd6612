//! How long a run may go on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Told from outside to stop and keep the best.
#[derive(Default, Debug)]
pub struct Stop(AtomicBool);

impl Stop {
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A budget in moves per lane or in wall-clock time. Time only decides after which epoch a run
/// stops; the moves made say how to repeat it.
pub struct Budget<'a> {
    begin: Instant,
    length: Duration,
    pub work: Option<u64>,
    stop: &'a Stop,
}

impl<'a> Budget<'a> {
    /// Counts from `begin`, so that reading and compiling are part of it.
    pub fn new(begin: Instant, length: Duration, work: Option<u64>, stop: &'a Stop) -> Budget<'a> {
        Budget { begin, length, work, stop }
    }

    /// The same budget, over so much earlier; a tenth of it at the most.
    pub fn less(&self, seconds: f64) -> Budget<'a> {
        let most = self.length.as_secs_f64() / 10.0;
        let less = Duration::try_from_secs_f64(seconds.min(most)).unwrap_or_default();
        Budget { length: self.length.saturating_sub(less), ..*self }
    }

    pub fn seconds(&self) -> f64 {
        self.begin.elapsed().as_secs_f64()
    }

    /// Seconds left, where time is the budget.
    pub fn left(&self) -> f64 {
        match self.work {
            Some(_) => f64::MAX,
            None => self.length.as_secs_f64() - self.seconds(),
        }
    }

    pub fn cancelled(&self) -> bool {
        self.stop.is_set()
    }

    /// Whether the time is over, where time is the budget.
    pub fn is_over(&self) -> bool {
        self.cancelled() || (self.work.is_none() && self.begin.elapsed() >= self.length)
    }

    /// Runs something that can be told to stop, and tells it when the budget is over.
    pub fn with_alarm<T>(&self, run: impl FnOnce(&AtomicBool) -> T) -> T {
        const LOOK_EVERY: Duration = Duration::from_millis(10);
        let (alarm, done) = (AtomicBool::new(false), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let watch = scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    if self.is_over() {
                        alarm.store(true, Ordering::Relaxed);
                        return;
                    }
                    std::thread::park_timeout(LOOK_EVERY);
                }
            });
            // Also when `run` panics: the watch must not outlive it.
            let _end = OnDrop(|| {
                done.store(true, Ordering::Relaxed);
                watch.thread().unpark();
            });
            run(&alarm)
        })
    }

    /// Whether so many moves per lane use the budget up.
    pub fn is_spent(&self, moves: u64) -> bool {
        self.work.is_some_and(|w| moves >= w) || self.is_over()
    }
}

/// Runs its closure when it goes out of scope.
pub struct OnDrop<F: Fn()>(pub F);

impl<F: Fn()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
