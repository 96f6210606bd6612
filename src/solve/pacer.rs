//! How a run by seconds guesses its length in moves.

use super::budget::Budget;
use crate::intake::case::Case;
use crate::search::anneal::{ENDLESS, Mark, Pace};
use crate::search::portfolio::Portfolio;

/// After these thousandths of the time the guess is made anew.
const LOOKS: [u32; 14] = [5, 15, 30, 60, 100, 180, 280, 400, 520, 640, 750, 850, 920, 970];

pub struct Pacer {
    /// Whether the length has to be guessed.
    guesses: bool,
    next: usize,
    /// When the lanes began, and where they were at the last guess.
    begin: f64,
    last: (f64, u64),
}

impl Pacer {
    pub fn of(case: &Case) -> Pacer {
        let guesses = case.run.work.is_none();
        Pacer { guesses, next: 0, begin: 0.0, last: (0.0, 0) }
    }

    /// The pace that a run begins with: its work, what it is to repeat, or a guess.
    pub fn begin(&self, case: &Case, budget: &Budget) -> Pace {
        match (&case.run.pace, budget.work) {
            (_, None) => Pace::known(ENDLESS),
            (None, Some(work)) => Pace::known(work),
            (Some(marks), Some(_)) => {
                Pace::of(marks.iter().map(|&(at, end)| Mark { at, end }).collect())
            }
        }
    }

    /// The first plan is there.
    pub fn starts(&mut self, budget: &Budget) {
        self.begin = budget.seconds();
        self.last = (self.begin, 0);
    }

    /// Guesses anew, if it is time for that.
    pub fn look(&mut self, lanes: &mut Portfolio, budget: &Budget) {
        if !self.guesses {
            return;
        }
        let (now, left) = (budget.seconds(), budget.left());
        let share = (now - self.begin) / (now - self.begin + left.max(1e-9));
        let due = |k: &u32| share * 1000.0 >= f64::from(*k);
        if !LOOKS.get(self.next).is_some_and(due) {
            return;
        }
        self.next = LOOKS.iter().position(|k| !due(k)).unwrap_or(LOOKS.len());
        let (since, from) = self.last;
        let speed = (lanes.moves - from) as f64 / (now - since).max(1e-6);
        self.last = (now, lanes.moves);
        lanes.expect(lanes.moves + (speed * left.max(0.0)) as u64);
    }
}
