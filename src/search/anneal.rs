//! Temperatures: from hot to cold over the whole of a run, in a few stages.
//!
//! One long cooling finds better plans than several short ones, but its length must be known. A
//! run by work knows it. A run by seconds guesses from its speed how many moves it will make, and
//! guesses again on the way; the guesses are its [`Pace`], and with them the run can be repeated.

use super::dates;
use crate::model::problem::Problem;
use crate::units::Units;

/// First and last temperature, in units of cost, and how much of a job's price counts at first.
#[derive(Clone, Copy, Debug)]
pub struct Cooling {
    hot: f64,
    cold: f64,
    mild: f64,
}

/// What a job is worth at the beginning of a stage, in costs of a visit.
///
/// Where prices are far above the cost of a visit, a temperature at which jobs can change places
/// is one at which routes fall into disorder, and disorder leaves less room for jobs. So prices
/// count little at first and in full at the end of a stage, and routes are kept in order meanwhile.
const WORTH: f64 = 10.0;

/// How much less hot a run is where work is tied over dates: its moves are dear and therefore few,
/// and what was in order before, or was given, would not come into order again.
const COOLER: f64 = 0.2;

/// Parts of a run: up to which share of it they go, and how hot they begin. A short one for a good
/// plan soon, the long one, and a last one in which every lane polishes what came of it.
const STAGES: [(f64, f64); 3] = [(0.06, 0.3), (0.92, 1.0), (1.0, 0.05)];

/// Where a share of a run lies among the stages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    pub stage: usize,
    /// How much of the stage is over.
    pub into: f64,
}

impl Phase {
    pub fn of(share: f64) -> Phase {
        let stage = STAGES.iter().position(|s| share < s.0).unwrap_or(STAGES.len() - 1);
        let begin = if stage == 0 { 0.0 } else { STAGES[stage - 1].0 };
        Phase { stage, into: ((share - begin) / (STAGES[stage].0 - begin)).clamp(0.0, 1.0) }
    }
}

impl Cooling {
    /// Scaled to what a served visit costs and, where jobs are left out, to what jobs are worth.
    pub fn of(problem: &Problem, route_cost: Units, served: usize, absent: usize) -> Cooling {
        let visit = (route_cost as f64 / served.max(1) as f64).max(1000.0);
        let optional = problem.jobs[..problem.own].iter().filter(|j| !j.mandatory);
        let (count, sum) = optional.fold((0.0, 0.0), |(n, s), j| (n + 1.0, s + j.price as f64));
        let worth = if count > 0.0 { sum / count } else { 0.0 };
        let mild = if worth > 0.0 { (WORTH * visit / worth).min(1.0) } else { 1.0 };
        let hot = if absent > 0 { (0.3 * worth * mild).max(visit) } else { visit };
        let hot = if dates::apart(problem) { hot * COOLER } else { hot };
        Cooling { hot, cold: 0.05 * visit, mild }
    }

    pub fn temperature(&self, phase: Phase) -> f64 {
        let hot = (self.hot * STAGES[phase.stage].1).max(self.cold);
        hot * (self.cold / hot).powf(phase.into)
    }

    /// How much of a job's price counts.
    pub fn weight(&self, phase: Phase) -> f64 {
        self.mild.powf(1.0 - phase.into)
    }
}

/// A guess before anything is known: longer than any run.
pub const ENDLESS: u64 = 1 << 50;

/// From a number of moves on, the run is expected to end after so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub at: u64,
    pub end: u64,
}

/// What a run took for its length, and from when on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    marks: Vec<Mark>,
}

impl Pace {
    /// Of a run whose length is known.
    pub fn known(end: u64) -> Pace {
        Pace { marks: vec![Mark { at: 0, end }] }
    }

    /// Marks in the order of their moves.
    pub fn of(marks: Vec<Mark>) -> Pace {
        assert!(marks.windows(2).all(|w| w[0].at <= w[1].at), "marks ascend");
        Pace { marks }
    }

    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// How many moves the run is expected to have made in the end, as it looked at this moment.
    pub fn end(&self, moves: u64) -> u64 {
        self.marks.iter().take_while(|m| m.at <= moves).last().map_or(0, |m| m.end)
    }

    /// A new guess.
    pub fn mark(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// The share of the run that is over after so many moves.
    pub fn share(&self, moves: u64) -> f64 {
        let mut share = 0.0;
        for (k, mark) in self.marks.iter().enumerate().take_while(|(_, m)| m.at <= moves) {
            let until = self.marks.get(k + 1).map_or(moves, |next| next.at.min(moves));
            let left = mark.end.saturating_sub(mark.at).max(1) as f64;
            share += (1.0 - share) * ((until - mark.at) as f64 / left).min(1.0);
        }
        share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a run is still hot when its time is over, or cold from the start.
    #[test]
    fn every_guess_leads_to_the_end() {
        let mut pace = Pace::known(1 << 50);
        assert!(pace.share(400) < 1e-9, "nothing is known yet");
        pace.mark(Mark { at: 400, end: 10_400 });
        assert!((pace.share(5_400) - 0.5).abs() < 1e-9);
        // Half of the way, and the machine turns out to be half as fast.
        pace.mark(Mark { at: 5_400, end: 7_900 });
        assert!((pace.share(6_650) - 0.75).abs() < 1e-9);
        let shares: Vec<f64> = (0..10_000).map(|m| pace.share(m)).collect();
        assert!(shares.is_sorted() && shares[7_900] == 1.0 && shares[9_999] == 1.0);
        assert_eq!(pace.end(399), 1 << 50);
        assert_eq!(pace.end(5_400), 7_900);
    }

    // If this fails, a stage is left out or begins in its middle.
    #[test]
    fn stages_follow_one_another() {
        assert_eq!(Phase::of(0.0), Phase { stage: 0, into: 0.0 });
        assert_eq!(Phase::of(STAGES[0].0), Phase { stage: 1, into: 0.0 });
        assert_eq!(Phase::of(1.0), Phase { stage: 2, into: 1.0 });
        let cooling = Cooling { hot: 1e6, cold: 1e3, mild: 0.1 };
        let heat = |share: f64| cooling.temperature(Phase::of(share));
        assert!(heat(0.07) > heat(0.5) && heat(0.5) > heat(0.91));
        let weight = |share: f64| cooling.weight(Phase::of(share));
        assert!((weight(0.06) - 0.1).abs() < 1e-9 && (weight(1.0) - 1.0).abs() < 1e-9);
    }
}
