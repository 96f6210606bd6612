//! A request with what is needed to plan it, evaluate it or verify a plan of it.

use crate::fault::{Fault, Faults};
use crate::intake::admit;
use crate::intake::case::Case;
use crate::intake::ways;
use crate::rules::Prices;
use crate::travel::Travel;

pub struct Ready {
    pub case: Case,
    pub travel: Travel,
    pub prices: Prices,
}

impl Ready {
    /// Reads a request and measures its ways, or says everything that is wrong with it.
    pub fn of(request: &[u8]) -> Result<Ready, Vec<Fault>> {
        let case = admit(request)?;
        let travel = Travel::of(&case);
        Ready::with(case, travel)
    }

    /// The prices of a case over travel times from elsewhere.
    pub fn with(mut case: Case, travel: Travel) -> Result<Ready, Vec<Fault>> {
        ways::lay(&mut case, &travel);
        let mut found = Faults::default();
        match Prices::of(&case, &travel, &mut found) {
            Some(prices) => Ok(Ready { case, travel, prices }),
            None => Err(found.into_list()),
        }
    }
}
