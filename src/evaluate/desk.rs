//! A case that is kept between evaluations, with all that it needs.

use super::{Ask, Base, Evaluation, Frame};
use crate::fault::Fault;
use crate::intake::case::Case;
use crate::solve::Ready;
use crate::travel::Travel;
use crate::wire::plan::Plan;
use std::sync::OnceLock;

/// Owns a case and the plan to change, which is evaluated once. Holds no compiled problem: that
/// borrows the travel times, and takes no longer than the rest of an evaluation.
pub struct Desk {
    ready: Ready,
    plan: Option<Plan>,
    base: OnceLock<Result<Base, Vec<Fault>>>,
}

impl Desk {
    /// With the plan to change, or with the one that the request names, or with none.
    pub fn open(mut case: Case, travel: Travel, plan: Option<Plan>) -> Result<Desk, Vec<Fault>> {
        let own = case.plan.take();
        let ready = Ready::with(case, travel)?;
        Ok(Desk { ready, plan: plan.or(own), base: OnceLock::new() })
    }

    /// Without the request's plan.
    pub fn case(&self) -> &Case {
        &self.ready.case
    }

    /// Bytes of memory that its travel times take, the most of it where there are many places.
    pub fn bytes(&self) -> usize {
        self.ready.travel.bytes()
    }

    pub fn evaluate(&self, ask: &Ask) -> Result<Evaluation, Vec<Fault>> {
        let frame = Frame::of(&self.ready.case, &self.ready.travel, &self.ready.prices);
        let Some(plan) = &self.plan else { return frame.evaluate(None, ask) };
        match self.base.get_or_init(|| frame.base(plan)) {
            Ok(base) => frame.evaluate(Some(base), ask),
            Err(faults) => Err(faults.clone()),
        }
    }
}
