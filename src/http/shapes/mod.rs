//! The shapes of bodies, for the API's description. Requests are read by the door, not through
//! these; `tests/it/http/openapi.rs` holds both together.

pub mod jobs;
pub mod request;
pub mod world;

pub use request::ScheduleRequest;

use crate::fault::{Fault, Severity};
use crate::http::problem;
use crate::store::Run;
use crate::wire::plan::Plan;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A run with its plan.
#[derive(Serialize, ToSchema)]
pub struct Schedule {
    #[serde(flatten)]
    pub run: Run,
    /// The best plan so far; null while there is none. It has passed the verifier.
    pub plan: Option<Plan>,
}

/// One broken rule.
#[derive(Serialize, ToSchema)]
pub struct Violation {
    /// The rule's id, as `GET /v1/rules` lists it, or `score`, `kpis`, `hash` for printed figures.
    pub rule: String,
    pub message: String,
}

impl From<crate::rules::view::Violation> for Violation {
    fn from(v: crate::rules::view::Violation) -> Violation {
        Violation { rule: v.rule, message: v.message }
    }
}

/// A request, a plan of it, and the travel times it was made with.
#[derive(ToSchema)]
pub struct VerificationRequest {
    /// As it was sent.
    pub request: ScheduleRequest,
    /// The plan object of an answer, as it was printed.
    pub plan: Plan,
    /// The travel times used, as `callboard plan --travel-out` writes them; default: those of the
    /// request.
    pub travel: Option<Snapshot>,
}

/// Travel times and distances between the places of a request.
#[derive(ToSchema)]
pub struct Snapshot {
    pub source: crate::wire::plan::TravelSource,
    pub places: Vec<String>,
    /// Row = from, column = to.
    pub millis: Vec<Vec<i64>>,
    pub metres: Option<Vec<Vec<i64>>>,
}

/// The raw texts of some keys of a body; any other key is a fault, and so is one given twice.
pub fn parts<'a, const N: usize>(
    text: &'a [u8],
    keys: [&str; N],
) -> Result<[Option<&'a str>; N], problem::Problem> {
    let read: Result<Body<'a>, _> = serde_json::from_slice(text);
    let Body(entries) = read.map_err(|error| {
        let mut faults = crate::fault::Faults::default();
        crate::intake::malformed(&error, &mut faults);
        problem::Problem::faults(faults.into_list())
    })?;
    let mut found = [None; N];
    let mut faults = Vec::new();
    for (key, value) in &entries {
        match keys.iter().position(|known| known == key) {
            Some(at) if found[at].is_some() => faults.push(fault(
                "DUPLICATE_KEY",
                &pointer(key),
                "this key is given twice",
                "keep one of the two",
            )),
            Some(at) => found[at] = Some(value.get()),
            None => {
                let known = keys.join(", ");
                let hint = format!("the keys here are {known}");
                faults.push(fault("UNKNOWN_KEY", &pointer(key), "this key is unknown", &hint));
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(problem::Problem::faults(faults)) }
}

fn pointer(key: &str) -> String {
    format!("/{}", crate::wire::reader::escape(key))
}

/// The entries of an object in the order sent, repeated keys included.
struct Body<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Body<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Body<'a>, D::Error> {
        struct Entries;
        impl<'de> serde::de::Visitor<'de> for Entries {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut out = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    out.push(entry);
                }
                Ok(out)
            }
        }
        d.deserialize_map(Entries).map(Body)
    }
}

/// A fault of a body's own keys.
pub fn fault(code: &str, pointer: &str, message: &str, hint: &str) -> Fault {
    Fault {
        code: code.to_owned(),
        pointer: pointer.to_owned(),
        value: String::new(),
        message: message.to_owned(),
        hint: hint.to_owned(),
        severity: Severity::Fault,
    }
}

pub fn missing(key: &str) -> Fault {
    fault("MISSING", &format!("/{key}"), &format!("`{key}` is required here"), "add it")
}

/// Whatever the sender wants to keep beside an object.
pub type Metadata = BTreeMap<String, serde_json::Value>;
