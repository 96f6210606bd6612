//! The hash by which two plans are told apart.

use crate::wire::plan::Plan;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// `planHash`: SHA-256 over the compact JSON of `{"routes":..,"unassigned":..,"cost":..}` with all
/// keys in the contract's order. No clock reading of the solver is in it.
pub fn plan_hash(plan: &Plan) -> String {
    #[derive(Serialize)]
    struct Core<'a> {
        routes: &'a [crate::wire::plan::Route],
        unassigned: &'a [crate::wire::plan::Unassigned],
        cost: i64,
    }
    of(&Core { routes: &plan.routes, unassigned: &plan.unassigned, cost: plan.cost })
}

fn of(value: &impl Serialize) -> String {
    let mut hasher = Sha256::new();
    let mut sink = std::io::BufWriter::with_capacity(1 << 16, &mut hasher);
    // Writing to a hasher cannot fail, and these shapes have only text keys.
    serde_json::to_writer(&mut sink, value).expect("a plan can always be written");
    drop(sink);
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
