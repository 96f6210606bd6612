//! `problem.plan`: an earlier answer to start from.

use crate::fault::Faults;
use crate::wire::node::Node;
use crate::wire::plan::Plan;
use crate::wire::reader::{Obj, escape};
use serde::Deserialize;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

/// Reads the plan, or says where it is none.
pub fn read(problem: &mut Obj, faults: &mut Faults) -> Option<Plan> {
    let node = problem.get("plan")?;
    let value = to_value(node);
    // Keeping the path takes as long as reading, and is only asked for where something is wrong.
    if let Ok(plan) = Plan::deserialize(&value) {
        return Some(plan);
    }
    match serde_path_to_error::deserialize::<_, Plan>(&value) {
        Ok(plan) => Some(plan),
        Err(error) => {
            let mut at = String::new();
            for segment in error.path().iter() {
                match segment {
                    Segment::Seq { index } => at.push_str(&format!("/{index}")),
                    Segment::Map { key } => at.push_str(&format!("/{}", escape(key))),
                    Segment::Enum { .. } | Segment::Unknown => break,
                }
            }
            let found = value.pointer(&at).map_or_else(String::new, brief);
            let message = format!("this is no plan of an answer: {}", error.inner());
            let hint = "send the `plan` of an answer as it was printed, or none";
            let at = format!("/problem/plan{at}");
            faults.fault("BAD_PLAN", &at, &found, &message, hint);
            None
        }
    }
}

fn brief(value: &Value) -> String {
    match value {
        Value::Array(v) => format!("a list of {}", v.len()),
        Value::Object(m) => format!("an object of {} keys", m.len()),
        Value::String(s) => s.clone(),
        other => other.to_string(),
    }
}

fn to_value(node: &Node) -> Value {
    match node {
        Node::Null => Value::Null,
        Node::Bool(b) => Value::Bool(*b),
        Node::Int(i) => Value::from(*i),
        Node::Num(n) => Value::from(*n),
        Node::Text(t) => Value::String(t.clone()),
        Node::Ints(v) => v.iter().map(|i| Value::from(*i)).collect(),
        Node::List(v) => v.iter().map(to_value).collect(),
        Node::Map(m) => {
            let entries = m.iter().map(|(key, value)| (key.clone(), to_value(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}
