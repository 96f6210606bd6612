//! One check for every table of requests that are refused.

use super::base::{cut, put, rich, send, told};
use callboard::fault::{Fault, Severity};
use serde_json::Value;

/// Edits `a ;; b`: `pointer = json` puts a value, `!pointer` takes one away.
pub fn edited(edits: &str) -> Value {
    let mut request = rich();
    for edit in edits.split(";;").map(str::trim).filter(|e| !e.is_empty()) {
        if let Some(pointer) = edit.strip_prefix('!') {
            cut(&mut request, pointer);
            continue;
        }
        let (pointer, value) = edit.split_once(" = ").expect("an edit has a value");
        put(&mut request, pointer, serde_json::from_str(value).expect("its value is JSON"));
    }
    request
}

/// Each edit of the rich request must give exactly the faults named, in any order.
pub fn check_all(cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (edits, expected) in cases {
        let faults = send(&edited(edits)).err().unwrap_or_default();
        let request = edited(edits);
        faults.iter().for_each(|f| well_put(f, &request));
        let mut found = told(&faults);
        let mut wanted: Vec<&str> =
            expected.split(',').map(str::trim).filter(|e| !e.is_empty()).collect();
        found.sort_unstable();
        wanted.sort_unstable();
        if found != wanted {
            wrong.push_str(&format!("\n{edits}\n  wanted {wanted:?}\n  found  {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Every fault names its value and the way out, in lower case and without a full stop.
pub fn well_put(fault: &Fault, request: &Value) {
    let nothing = request.pointer(&fault.pointer) == Some(&Value::from(""));
    assert!(!fault.value.is_empty() || nothing, "{fault:?}");
    for text in [&fault.message, &fault.hint] {
        assert!(!text.is_empty() && !text.ends_with('.'), "{fault:?}");
        assert!(!text.starts_with(char::is_uppercase), "{fault:?}");
    }
    assert_eq!(fault.severity, Severity::Fault, "{fault:?}");
}
