//! A plan's text becomes a plan, or one fault that says where it is wrong.

use crate::fault::{Fault, Severity};
use crate::wire::plan::{BreakTaken, Plan, VisitStop};
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

/// A stop is a visit or a break, and the reader only says that it is neither. Reads the stop again
/// as what its keys say it is, to say what is wrong with it.
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
