//! A case that is kept between evaluations, with all that it needs.

use super::{Ask, Base, Evaluation, Frame};
use crate::fault::{Fault, Faults};
use crate::intake::case::Case;
use crate::rules::Prices;
use crate::travel::Travel;
use crate::wire::plan::Plan;
use std::sync::OnceLock;

/// Owns a case and the plan to change, which is evaluated once. Holds no compiled problem: that
/// borrows the travel times, and takes no longer than the rest of an evaluation.
pub struct Ready {
    case: Case,
    travel: Travel,
    prices: Prices,
    plan: Option<Plan>,
    base: OnceLock<Result<Base, Vec<Fault>>>,
}

impl Ready {
    /// With the plan to change, or with the one that the request names, or with none.
    pub fn open(mut case: Case, travel: Travel, plan: Option<Plan>) -> Result<Ready, Vec<Fault>> {
        let mut faults = Faults::default();
        let Some(prices) = Prices::of(&case, &travel, &mut faults) else {
            return Err(faults.into_list());
        };
        let plan = plan.or(case.plan.take());
        Ok(Ready { case, travel, prices, plan, base: OnceLock::new() })
    }

    /// Without the request's plan.
    pub fn case(&self) -> &Case {
        &self.case
    }

    pub fn evaluate(&self, ask: &Ask) -> Result<Evaluation, Vec<Fault>> {
        let frame = Frame::of(&self.case, &self.travel, &self.prices);
        let Some(plan) = &self.plan else { return frame.evaluate(None, ask) };
        match self.base.get_or_init(|| frame.base(plan)) {
            Ok(base) => frame.evaluate(Some(base), ask),
            Err(faults) => Err(faults.clone()),
        }
    }
}
