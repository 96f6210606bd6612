//! Edits of printed plans, each of which breaks exactly one rule first. They work on JSON, so that
//! they fit a plan of any origin and whatever judges it.

mod calls;
mod clocks;
mod figures;
mod moves;
pub mod tools;

use callboard::wire::plan::Plan;
use serde_json::Value;

/// One kind of edit.
pub struct Mutation {
    pub name: &'static str,
    /// The rule that refuses the edited plan, as its first violation.
    pub rule: &'static str,
    /// Edits a plan of a request; `false` where this kind of edit does not apply, and the plan may
    /// then be half edited.
    pub edit: fn(&mut Value, &Value) -> bool,
}

const fn of(
    name: &'static str,
    rule: &'static str,
    edit: fn(&mut Value, &Value) -> bool,
) -> Mutation {
    Mutation { name, rule, edit }
}

/// Every kind of edit.
pub fn all() -> Vec<Mutation> {
    let mut list = figures::all();
    list.extend(clocks::all());
    list.extend(moves::all());
    list.extend(calls::all());
    list
}

/// An edited plan as text, its keys in the contract's order where it can still be read as a plan.
pub fn printed(plan: &Value) -> String {
    match serde_json::from_value::<Plan>(plan.clone()) {
        Ok(plan) => serde_json::to_string(&plan).unwrap(),
        Err(_) => plan.to_string(),
    }
}
