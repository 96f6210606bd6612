//! The faults of a request, for the eyes of whoever has to mend them.

use super::ending::count;
use crate::fault::Fault;
pub use crate::words::fault as line;
use std::collections::BTreeMap;
use std::fmt::Write;

/// More of one code than this are only counted: they are one mistake made often.
const SHOWN: usize = 20;

/// All faults, grouped by code in the order found.
pub fn report(file: &str, faults: &[Fault]) -> String {
    let mut out = format!("{file}: {}, nothing is planned", count(faults.len(), "fault"));
    let mut order: Vec<&str> = Vec::new();
    let mut groups: BTreeMap<&str, Vec<&Fault>> = BTreeMap::new();
    for fault in faults {
        let group = groups.entry(&fault.code).or_default();
        if group.is_empty() {
            order.push(&fault.code);
        }
        group.push(fault);
    }
    for code in order {
        list(&mut out, code, &groups[code]);
    }
    out
}

fn list(out: &mut String, code: &str, group: &[&Fault]) {
    let times = if group.len() > 1 { format!(" ({} times)", group.len()) } else { String::new() };
    put(out, &format!("{code}{times}"));
    for fault in group.iter().take(SHOWN) {
        put(out, &format!("  {}", line(fault)));
    }
    if group.len() > SHOWN {
        put(out, &format!("  and {} more like these", group.len() - SHOWN));
    }
}

fn put(out: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\n{line}");
}
