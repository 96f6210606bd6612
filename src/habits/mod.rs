//! Everyday dispatch habits: how offices plan without an optimizer, to compare it with.
//!
//! Each habit is a pure function of the problem. Jobs come in one by one and are never moved once
//! they are in the book; each is tested with the same clock and rules as the optimizer's plans, so
//! that every habit's plan is legal. A dispatcher serves whatever fits, whatever it costs. The
//! times of each route are set at their best afterwards, as for every plan.

mod book;
mod first_come;
mod nearest_crew;
mod priority_first;
mod zoned;
mod zones;

use crate::intake::case::Case;
use crate::model::problem::Problem;
use crate::model::solution::Solution;
use book::Book;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Habit {
    FirstCome,
    NearestCrew,
    PriorityFirst,
    Zoned,
}

/// What all habits have in common, for people.
pub const COMMON: &str = "\
The book: pinned jobs, then mandatory ones, are in the book before the day begins, the same for \
every habit: those with the fewest shifts to go to first (ties: arrival), each where it costs \
least. Arrival: by `receivedAt`, jobs without it last; ties: order of the request. A job of \
several visits goes where it costs least as a whole, and so does one with `after` or `with`; the \
jobs that it follows come in before it. Whatever fits is served, whatever it costs, \
and nothing is moved afterwards; a plan to start from is not read.";

impl Habit {
    pub const ALL: [Habit; 4] =
        [Habit::FirstCome, Habit::NearestCrew, Habit::PriorityFirst, Habit::Zoned];

    pub fn name(self) -> &'static str {
        match self {
            Habit::FirstCome => "first-come",
            Habit::NearestCrew => "nearest-crew",
            Habit::PriorityFirst => "priority-first",
            Habit::Zoned => "zoned",
        }
    }

    pub fn line(self) -> &'static str {
        match self {
            Habit::FirstCome => "in order of arrival, to whoever can start it first",
            Habit::NearestCrew => "in order of arrival, to whoever is nearest",
            Habit::PriorityFirst => "the urgent ones first, each where it costs least",
            Habit::Zoned => "in order of arrival, to the crew whose zone it is in",
        }
    }

    /// Order and tie-breaks.
    pub fn doc(self) -> &'static str {
        match self {
            Habit::FirstCome => first_come::DOC,
            Habit::NearestCrew => nearest_crew::DOC,
            Habit::PriorityFirst => priority_first::DOC,
            Habit::Zoned => zoned::DOC,
        }
    }
}

/// Plans by a habit. The work grows with jobs x (jobs + shifts): hundredths of a second for a week
/// of hundreds of jobs, seconds for the contract's most jobs. It cannot be interrupted.
pub fn plan(habit: Habit, case: &Case, problem: &Problem) -> Solution {
    let mut book = Book::open(case, problem);
    match habit {
        Habit::FirstCome => first_come::fill(&mut book),
        Habit::NearestCrew => nearest_crew::fill(&mut book),
        Habit::PriorityFirst => priority_first::fill(&mut book),
        Habit::Zoned => zoned::fill(&mut book),
    }
    book.close()
}
