//! The door: a request is read once, every fault named, and becomes a [`case::Case`].
//!
//! Reading never stops at the first fault: each object is read key by key, then compared with the
//! others as far as both are sound. What lies inside one job can be set aside with that job.

mod audit;
mod calendar;
pub mod canonical;
pub mod case;
mod crews;
mod due_breaks;
mod jobs;
pub mod limits;
mod overlaps;
pub mod parts;
mod people;
mod pin_checks;
mod places;
mod policy;
mod problem;
mod resources;
mod run;
mod settle;
mod shifts;
mod start_plan;
mod travel;
mod used_places;
mod visits;
mod warehouses;
pub mod ways;
pub mod work_days;

use crate::fault::{Fault, Faults, Severity};
use crate::wire::node::Node;
use crate::wire::reader::Obj;
use case::Case;
use problem::Draft;

/// The longest request text: 1 GiB.
const TEXT_MOST: usize = 1 << 30;
/// The most faults, and the most warnings, gathered before some are only counted: enough for every
/// job of a large request to be set aside with its own.
const GATHERED_MOST: usize = 100_000;
/// Stands in for a section that was not sent.
static EMPTY: Node = Node::Map(Vec::new());

/// Reads a request. Either a case, with warnings and jobs set aside, or every fault of the request.
pub fn admit(text: &[u8]) -> Result<Case, Vec<Fault>> {
    let mut faults = Faults::bounded(GATHERED_MOST);
    match read(text, &mut faults) {
        Some(draft) => settle::settle(draft, faults),
        None => Err(rejected(faults)),
    }
}

/// Section by section, each by itself. The tree ends here: with a matrix it is large.
fn read(text: &[u8], faults: &mut Faults) -> Option<Draft> {
    let root = document(text, faults)?;
    let mut request = Obj::open(&root, "", faults)?;
    if request.get("problem").is_none() {
        request.missing("problem", "say what there is to plan", faults);
    }
    let mut assumed = Vec::new();
    let policy_node = request.get("policy").unwrap_or(&EMPTY);
    let run = run::read(request.get("run").unwrap_or(&EMPTY), &mut assumed, faults);
    let policy = policy::read(policy_node, &mut assumed, faults);
    let problem_node = request.get("problem");
    request.close(faults);
    let node = problem_node?;
    let mut draft = problem::read(node, run, policy, assumed, faults)?;
    draft.case.request_hash = canonical::hash(policy_node, node);
    Some(draft)
}

/// What is said to whoever is turned away: the faults alone.
fn rejected(faults: Faults) -> Vec<Fault> {
    let mut list = faults.into_list();
    list.retain(|f| f.severity == Severity::Fault);
    list
}

fn document(text: &[u8], faults: &mut Faults) -> Option<Node> {
    if text.len() > TEXT_MOST {
        too_large("", text.len(), TEXT_MOST, "bytes of text", faults);
        return None;
    }
    // Some editors put a byte order mark before UTF-8; it says nothing about the request.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    if text.iter().all(u8::is_ascii_whitespace) {
        let hint = "send a request; `callboard generate demo` writes one";
        faults.fault("MALFORMED_JSON", "", "line 1 column 0", "the file is empty", hint);
        return None;
    }
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        let message = "this text is UTF-16, a request is UTF-8";
        let hint = "save it as UTF-8 and send it again";
        faults.fault("MALFORMED_JSON", "", "line 1 column 1", message, hint);
        return None;
    }
    Node::parse(text).map_err(|error| malformed(&error, faults)).ok()
}

/// The fault for text that is no JSON, with the place where it stops being any.
pub fn malformed(error: &serde_json::Error, faults: &mut Faults) {
    let value = format!("line {} column {}", error.line(), error.column());
    let message = format!("this is no JSON: {error}").replace("EOF", "the text ends");
    let hint = "send one JSON document in UTF-8, nested at most 100 deep";
    faults.fault("MALFORMED_JSON", "", &value, &message, hint);
}

/// The fault for more of something than one request may hold.
fn too_large(at: &str, found: usize, most: usize, what: &str, faults: &mut Faults) {
    let message = format!("{found} {what}; one request may hold {most}");
    let hint = "split the request by branch or by week";
    faults.fault("TOO_LARGE", at, &found.to_string(), &message, hint);
}
