//! Plans made by hand: what they cost, what they break, and what cannot be understood.

mod drags;
mod faults;
mod rules;
mod same;

use crate::desk;
use callboard::evaluate::{Ask, Desk, Evaluation, parse_ask};
use callboard::fault::Fault;
use callboard::intake::admit;
use callboard::travel::Travel;
use callboard::wire::plan::Plan;
use serde_json::Value;

/// A request with the plan to change.
fn ready(request: &Value, plan: Option<&Plan>) -> Desk {
    let text = serde_json::to_vec(request).expect("a value is JSON");
    let case = admit(&text).unwrap_or_else(|f| panic!("the request has faults: {f:#?}"));
    let travel = Travel::of(&case);
    Desk::open(case, travel, plan.cloned()).unwrap_or_else(|f| panic!("no base: {f:#?}"))
}

fn read_ask(ask: &Value) -> Ask {
    parse_ask(ask.to_string().as_bytes()).unwrap_or_else(|f| panic!("{ask}: {f:?}"))
}

fn evaluate(ready: &Desk, ask: &Value) -> Result<Evaluation, Vec<Fault>> {
    ready.evaluate(&read_ask(ask))
}

fn answer(ready: &Desk, ask: &Value) -> Evaluation {
    evaluate(ready, ask).unwrap_or_else(|f| panic!("{ask}: {f:#?}"))
}

fn file(path: &str) -> Value {
    let path = format!("{}/instances/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).expect("it is in the repository")).expect("JSON")
}

fn planned(request: &Value, work: u64) -> Plan {
    desk::Desk::open(request).plan(work)
}
