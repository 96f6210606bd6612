//! A plan's text becomes a plan, or one fault that says where it is wrong.

use crate::fault::{Fault, Severity};
use crate::wire::plan::{BreakTaken, CallStop, Plan, VisitStop};
use crate::wire::reader::escape;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// Reads a printed plan. Unknown, missing and repeated keys and wrong types are faults.
pub fn parse_plan(text: &[u8]) -> Result<Plan, Box<Fault>> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let plan = serde_path_to_error::deserialize::<_, Plan>(&mut json)
        .map_err(|error| stop_fault(text, &error).unwrap_or_else(|| fault(&error)))?;
    json.end().map_err(|error| new_fault(String::new(), &error.to_string()))?;
    Ok(plan)
}

/// The same for a plan that is to be judged: every object of the contract is one. Serde by itself
/// also takes the bare list of an object's values.
pub fn parse_printed(text: &[u8]) -> Result<Plan, Box<Fault>> {
    let plan = parse_plan(text)?;
    let (Ok(sent), Ok(printed)) = (serde_json::from_slice(text), serde_json::to_value(&plan))
    else {
        return Ok(plan);
    };
    match list_for_object(&sent, &printed, String::new()) {
        Some(at) => Err(new_fault(at, "a list stands where an object is expected")),
        None => Ok(plan),
    }
}

/// Where a list was sent for what is printed as an object.
fn list_for_object(sent: &Value, printed: &Value, at: String) -> Option<String> {
    match (sent, printed) {
        (Value::Array(_), Value::Object(_)) => Some(at),
        (Value::Object(sent), Value::Object(printed)) => printed.iter().find_map(|(key, inner)| {
            list_for_object(sent.get(key)?, inner, format!("{at}/{}", escape(key)))
        }),
        (Value::Array(sent), Value::Array(printed)) => {
            let pairs = sent.iter().zip(printed).enumerate();
            pairs.into_iter().find_map(|(i, (s, p))| list_for_object(s, p, format!("{at}/{i}")))
        }
        _ => None,
    }
}

fn fault(error: &serde_path_to_error::Error<serde_json::Error>) -> Box<Fault> {
    new_fault(pointer(error.path()), &error.inner().to_string())
}

fn new_fault(pointer: String, message: &str) -> Box<Fault> {
    Box::new(Fault {
        code: "BAD_PLAN".into(),
        pointer,
        value: String::new(),
        message: message.trim_end_matches('.').to_owned(),
        hint: "send the plan object of an answer as it was printed".into(),
        severity: Severity::Fault,
    })
}

fn pointer(path: &Path) -> String {
    let mut out = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => out.push_str(&format!("/{index}")),
            Segment::Map { key } => out.push_str(&format!("/{}", escape(key))),
            Segment::Enum { variant } => out.push_str(&format!("/{}", escape(variant))),
            Segment::Unknown => {}
        }
    }
    out
}

/// A stop is a visit, a call or a break, and the reader only says that it is none of them. Reads
/// the stop again as what its keys say it is, to say what is wrong with it.
fn stop_fault(
    text: &[u8],
    error: &serde_path_to_error::Error<serde_json::Error>,
) -> Option<Box<Fault>> {
    let at = pointer(error.path());
    if !at.contains("/stops/") {
        return None;
    }
    let whole: Value = serde_json::from_slice(text).ok()?;
    let stop = whole.pointer(&at)?;
    let inner = if stop.get("break").is_some() {
        again::<BreakTaken>(stop)
    } else if stop.get("call").is_some() {
        again::<CallStop>(stop)
    } else {
        again::<VisitStop>(stop)
    };
    let (below, message) = inner.unwrap_or((String::new(), "a key is given twice".to_owned()));
    Some(new_fault(format!("{at}{below}"), &message))
}

fn again<T: DeserializeOwned>(stop: &Value) -> Option<(String, String)> {
    let error = serde_path_to_error::deserialize::<_, T>(stop).err()?;
    Some((pointer(error.path()), error.inner().to_string()))
}
