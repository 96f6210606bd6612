//! A case that is kept between evaluations, with all that it needs.

use super::{Ask, Base, Evaluation, Frame};
use crate::fault::{Fault, Faults};
use crate::intake::case::Case;
use crate::rules::Prices;
use crate::travel::Travel;
use crate::wire::plan::Plan;

/// Owns a case and its base plan, evaluated once. Holds no compiled problem: that borrows the
/// travel times, and making it anew is a small part of an evaluation.
pub struct Ready {
    case: Case,
    travel: Travel,
    prices: Prices,
    base: Option<Base>,
}

impl Ready {
    /// With the plan to change, or with the one that the request names, or with none.
    pub fn open(case: Case, travel: Travel, plan: Option<&Plan>) -> Result<Ready, Vec<Fault>> {
        let mut faults = Faults::default();
        let Some(prices) = Prices::of(&case, &travel, &mut faults) else {
            return Err(faults.into_list());
        };
        let base = match plan.or(case.plan.as_ref()) {
            Some(plan) => Some(Frame::of(&case, &travel, &prices).base(plan)?),
            None => None,
        };
        Ok(Ready { case, travel, prices, base })
    }

    pub fn case(&self) -> &Case {
        &self.case
    }

    pub fn travel(&self) -> &Travel {
        &self.travel
    }

    pub fn evaluate(&self, ask: &Ask) -> Result<Evaluation, Vec<Fault>> {
        let frame = Frame::of(&self.case, &self.travel, &self.prices);
        frame.evaluate(self.base.as_ref(), ask)
    }
}
