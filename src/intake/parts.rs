//! A body around a request: its keys as raw texts, so that each part is read as if it stood alone.

use crate::fault::{Fault, Faults, Severity};
use crate::wire::reader::escape;
use serde_json::value::RawValue;

/// The most keys of a body, unknown and repeated ones included.
const ENTRIES_MOST: usize = 40;

/// The raw texts of some keys of a body; any other key is a fault, and so is one given twice.
pub fn parts<'a, const N: usize>(
    text: &'a [u8],
    keys: [&str; N],
) -> Result<[Option<&'a str>; N], Vec<Fault>> {
    let read: Result<Body<'a>, _> = serde_json::from_slice(text);
    let Body(entries) = read.map_err(|error| {
        let mut faults = Faults::default();
        super::malformed(&error, &mut faults);
        faults.into_list()
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
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

fn pointer(key: &str) -> String {
    format!("/{}", escape(key))
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
                    if out.len() == ENTRIES_MOST {
                        return Err(serde::de::Error::custom("more keys than this body knows"));
                    }
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

/// Faults of one part of a body, as faults of the body.
pub fn below(at: &str, mut faults: Vec<Fault>) -> Vec<Fault> {
    for fault in faults.iter_mut().filter(|f| f.severity == Severity::Fault) {
        fault.pointer.insert_str(0, at);
        // The body as a whole could be read.
        if fault.code == "MALFORMED_JSON" {
            fault.code = "WRONG_TYPE".to_owned();
        }
    }
    faults
}
