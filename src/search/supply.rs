//! What the van of a route holds on its way, and what a call would add where.

use super::route::{OPEN, Route};
use crate::ids::PlaceId;
use crate::model::problem::{Leg, Problem};
use crate::model::stock::Stock;
use crate::units::{Metres, Millis};
use smallvec::SmallVec;

/// What a route's visits leave in the van, and where it calls at the warehouse.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Supply {
    /// The position of the call.
    pub call: Option<usize>,
    /// How many visits, from the first on, the van can make without a call.
    pub reach: usize,
    /// What is left in it, by part, on the way to the call, else at the end.
    pub left: SmallVec<[i64; 8]>,
    /// By gap of the route without its call.
    pub spots: Vec<Spot>,
}

/// The leg of a gap, and what a call there adds to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub old: Leg,
    pub drive: Millis,
    pub metres: Metres,
}

impl Clone for Supply {
    fn clone(&self) -> Supply {
        let mut copy = Supply::default();
        copy.clone_from(self);
        copy
    }

    fn clone_from(&mut self, from: &Supply) {
        (self.call, self.reach) = (from.call, from.reach);
        self.left.clone_from(&from.left);
        self.spots.clone_from(&from.spots);
    }
}

impl Route {
    /// Whether the van holds what `visit` needs at position `p`, in place of the visit `gone` or
    /// beside all others, and all that follow before the call.
    #[inline]
    pub fn keeps_stock(
        &self,
        problem: &Problem,
        shift: usize,
        (visit, p): (u32, usize),
        gone: Option<u32>,
    ) -> bool {
        let Some(stock) = &problem.stock else { return true };
        if self.supply.call.is_some_and(|c| c < p) {
            return true;
        }
        if !stock.is_held(shift, visit) {
            return false;
        }
        let mut left = self.supply.left.clone();
        if let Some(gone) = gone {
            stock.give_back(gone, &mut left);
        }
        stock.take(shift, visit, &mut left)
    }

    /// Looks through the visits; whether the van holds what they need.
    pub(super) fn fill_supply(&mut self, problem: &Problem, stock: &Stock, shift: usize) -> bool {
        let call = self.visits.iter().position(|&v| v == stock.call);
        let early = call.unwrap_or(self.visits.len());
        let mut left = stock.left(shift);
        let mut reach = 0;
        while reach < early && stock.take(shift, self.visits[reach], &mut left) {
            reach += 1;
        }
        let held = reach == early;
        let supply = &mut self.supply;
        (supply.call, supply.left) = (call, left.clone());
        if held && call.is_some() {
            // How much farther the van would have come.
            let late = &self.visits[early + 1..];
            reach += late.iter().take_while(|&&v| stock.take(shift, v, &mut left)).count();
        }
        supply.reach = reach;
        self.fill_spots(problem, problem.visits[stock.call as usize].place.0);
        held
    }

    fn fill_spots(&mut self, problem: &Problem, here: u32) {
        let (legs, places) = (&self.legs, &self.places);
        let call = self.supply.call;
        let gaps = self.visits.len() + 1 - usize::from(call.is_some());
        self.supply.spots.clear();
        for g in 0..gaps {
            let spot = match call {
                Some(c) if g == c => {
                    let old = leg(problem, places[c], places[c + 2]);
                    between(old, legs[c], legs[c + 1])
                }
                _ => {
                    let k = g + usize::from(call.is_some_and(|c| g > c));
                    let (to, on) =
                        (leg(problem, places[k], here), leg(problem, here, places[k + 1]));
                    between(legs[k], to, on)
                }
            };
            self.supply.spots.push(spot);
        }
    }
}

fn between(old: Leg, to: Leg, on: Leg) -> Spot {
    let (drive, metres) = (to.drive + on.drive, to.metres + on.metres);
    Spot { old, drive: drive - old.drive, metres: metres - old.metres }
}

/// The leg between two places of a route.
pub fn leg(problem: &Problem, from: u32, to: u32) -> Leg {
    let place = |p: u32| (p != OPEN).then_some(PlaceId(p));
    problem.leg(place(from), place(to))
}
