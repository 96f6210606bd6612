//! What is wrong with a request, in the shape the contract prints.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Severity {
    Fault,
    Warning,
}

/// One thing wrong: where (JSON pointer), what was found, and the way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub code: String,
    pub pointer: String,
    pub value: String,
    pub message: String,
    pub hint: String,
    pub severity: Severity,
}

/// Everything found so far. Bounded: past [`Faults::MOST`] entries only the count goes on.
#[derive(Default, Debug)]
pub struct Faults {
    list: Vec<Fault>,
    dropped: usize,
}

/// The longest stretch of an offending value that is repeated back.
const VALUE_MOST: usize = 120;

impl Faults {
    pub const MOST: usize = 1000;

    /// Records a fault: the request, or the job it is in, cannot be planned.
    pub fn fault(&mut self, code: &str, pointer: &str, value: &str, message: &str, hint: &str) {
        self.push(code, pointer, value, message, hint, Severity::Fault);
    }

    /// Records a warning: it can be planned, but the sender should know.
    pub fn warn(&mut self, code: &str, pointer: &str, value: &str, message: &str, hint: &str) {
        self.push(code, pointer, value, message, hint, Severity::Warning);
    }

    fn push(
        &mut self,
        code: &str,
        pointer: &str,
        value: &str,
        message: &str,
        hint: &str,
        severity: Severity,
    ) {
        if self.list.len() >= Self::MOST {
            self.dropped += 1;
            return;
        }
        self.list.push(Fault {
            code: code.to_owned(),
            pointer: pointer.to_owned(),
            value: shorten(value),
            message: message.to_owned(),
            hint: hint.to_owned(),
            severity,
        });
    }

    pub fn as_slice(&self) -> &[Fault] {
        &self.list
    }

    pub fn has_faults(&self) -> bool {
        self.list.iter().any(|f| f.severity == Severity::Fault)
    }

    /// The entries, with a last one that counts what the bound left out.
    pub fn into_list(mut self) -> Vec<Fault> {
        if self.dropped > 0 {
            let (more, bound) = (self.dropped, Self::MOST);
            self.list.push(Fault {
                code: "MORE_FAULTS".into(),
                pointer: String::new(),
                value: more.to_string(),
                message: format!("{more} more faults and warnings are not listed"),
                hint: format!("mend the first {bound} and send it again"),
                severity: Severity::Fault,
            });
        }
        self.list
    }
}

fn shorten(value: &str) -> String {
    if value.chars().count() <= VALUE_MOST {
        return value.to_owned();
    }
    let mut s: String = value.chars().take(VALUE_MOST).collect();
    s.push('…');
    s
}
