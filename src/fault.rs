//! What is wrong with a request, in the shape the contract prints.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Severity {
    Fault,
    Warning,
}

/// One thing wrong: where (JSON pointer), what was found, and the way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub code: String,
    pub pointer: String,
    pub value: String,
    pub message: String,
    pub hint: String,
    pub severity: Severity,
}

/// Everything found so far. Bounded: past the bound only the counts go on. Faults and warnings are
/// bounded apart, so that many warnings cannot hide a fault.
#[derive(Debug)]
pub struct Faults {
    list: Vec<Fault>,
    bound: usize,
    kept: [usize; 2],
    dropped: [usize; 2],
}

impl Default for Faults {
    fn default() -> Faults {
        Faults::bounded(Faults::MOST)
    }
}

/// The longest stretch of an offending value that is repeated back.
const VALUE_MOST: usize = 120;

impl Faults {
    /// The most faults, and the most warnings, that are listed.
    pub const MOST: usize = 1000;

    /// Keeps up to `bound` faults and as many warnings while it gathers; [`Faults::into_list`]
    /// lists no more than [`Faults::MOST`] of each all the same.
    pub fn bounded(bound: usize) -> Faults {
        Faults { list: Vec::new(), bound, kept: [0; 2], dropped: [0; 2] }
    }

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
        let kind = severity as usize;
        if self.kept[kind] >= self.bound {
            self.dropped[kind] += 1;
            return;
        }
        self.kept[kind] += 1;
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
        self.kept[Severity::Fault as usize] > 0
    }

    /// Whether some fault was counted but not kept.
    pub fn overflowed(&self) -> bool {
        self.dropped[Severity::Fault as usize] > 0
    }

    /// Everything that `other` found, after what is here.
    pub fn append(&mut self, other: Faults) {
        for kind in 0..2 {
            self.dropped[kind] += other.dropped[kind];
        }
        for f in other.list {
            self.push(&f.code, &f.pointer, &f.value, &f.message, &f.hint, f.severity);
        }
    }

    /// The entries, with a last one of each severity that counts what the bound left out.
    pub fn into_list(self) -> Vec<Fault> {
        let mut left = self.dropped;
        let mut room = [Self::MOST; 2];
        let mut list = self.list;
        list.retain(|f| {
            let kind = f.severity as usize;
            let fits = room[kind] > 0;
            if fits {
                room[kind] -= 1
            } else {
                left[kind] += 1
            }
            fits
        });
        let names = [("MORE_FAULTS", Severity::Fault), ("MORE_WARNINGS", Severity::Warning)];
        for ((code, severity), more) in names.into_iter().zip(left).filter(|(_, n)| *n > 0) {
            let (bound, what) = (Self::MOST, code[5..].to_lowercase());
            list.push(Fault {
                code: code.into(),
                pointer: String::new(),
                value: more.to_string(),
                message: format!("{more} more {what} are not listed"),
                hint: format!("mend the first {bound} and send it again"),
                severity,
            });
        }
        list
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
