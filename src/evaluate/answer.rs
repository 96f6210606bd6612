//! What is answered.

use crate::wire::plan::{Kpis, Plan, Route, RuleAmount};
use serde::Serialize;
use utoipa::ToSchema;

/// The price of a plan made by hand, and what is wrong with it. Money is minor units.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// Whether no rule is broken.
    pub legal: bool,
    /// What the plan costs. Of a plan that breaks rules: what it would cost as it is.
    pub cost: i64,
    /// What the base plan costs, priced in the same way; null without a base.
    pub before: Option<i64>,
    /// `cost` - `before`; null without a base.
    pub delta: Option<i64>,
    /// Every broken rule, in the verifier's words.
    pub violations: Vec<Broken>,
    /// Those of `violations` that the base plan did not have; null without a base.
    pub new_violations: Option<Vec<Broken>>,
    /// Amounts by rule, those that are not 0.
    pub costs: Vec<RuleAmount>,
    /// Key figures, as in a plan.
    pub kpis: Kpis,
    /// The routes that are not as in the base plan, with their times; all of them without a base.
    pub routes: Vec<Route>,
    /// Shifts that the base plan uses and this one does not.
    pub emptied: Vec<String>,
    /// Jobs with no visit in the plan.
    pub unassigned: Vec<String>,
    /// Jobs and shifts that the base plan names and the request does not have (any more). They are
    /// left out.
    pub gone: Vec<String>,
    /// The whole plan as `verify` accepts it, to be kept or published; null while a rule is broken.
    pub plan: Option<Plan>,
}

/// One broken rule, and what to mark on a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Broken {
    /// Rule id.
    pub rule: String,
    /// What is wrong, in one line.
    pub message: String,
    /// The shift it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<String>,
    /// The job it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// Which visit of that job, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<u32>,
}

/// Those of `now` that are not among `before`: first by their words, then, since times in the words
/// may differ, by rule and place.
pub fn added(now: &[Broken], before: &[Broken]) -> Vec<Broken> {
    let mut left: Vec<&Broken> = before.iter().collect();
    let mut rest: Vec<&Broken> = now.iter().collect();
    known(&mut rest, &mut left, |a, b| a == b);
    known(&mut rest, &mut left, |a, b| {
        let placed = a.shift.is_some() || a.job.is_some();
        let there = a.shift == b.shift && a.job == b.job && a.visit == b.visit;
        placed && a.rule == b.rule && there
    });
    rest.into_iter().cloned().collect()
}

/// Takes out of both lists what they share, one for one.
fn known(now: &mut Vec<&Broken>, before: &mut Vec<&Broken>, same: fn(&Broken, &Broken) -> bool) {
    now.retain(|new| match before.iter().position(|old| same(new, old)) {
        Some(at) => {
            before.swap_remove(at);
            false
        }
        None => true,
    });
}
