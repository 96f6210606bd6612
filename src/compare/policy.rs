//! What a request is planned by: a habit, or the optimizer.

use crate::habits::Habit;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Policy {
    Habit(Habit),
    Optimized,
}

impl Policy {
    /// The habits first, as everything is compared with the last.
    pub const ALL: [Policy; 5] = [
        Policy::Habit(Habit::ALL[0]),
        Policy::Habit(Habit::ALL[1]),
        Policy::Habit(Habit::ALL[2]),
        Policy::Habit(Habit::ALL[3]),
        Policy::Optimized,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Policy::Habit(habit) => habit.name(),
            Policy::Optimized => "optimized",
        }
    }

    /// The seeds it runs with: habits draw no lots.
    pub fn seeds(self, most: u64) -> Box<dyn Iterator<Item = Option<u64>>> {
        match self {
            Policy::Habit(_) => Box::new(std::iter::once(None)),
            Policy::Optimized => Box::new((1..=most.max(1)).map(Some)),
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Policy, D::Error> {
        let name = String::deserialize(from)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPolicy(pub String);

impl fmt::Display for UnknownPolicy {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let known = Policy::ALL.map(Policy::name).join(", ");
        write!(f, "there is no policy `{}`; known are {known}", self.0)
    }
}

impl std::error::Error for UnknownPolicy {}

impl FromStr for Policy {
    type Err = UnknownPolicy;

    fn from_str(text: &str) -> Result<Policy, UnknownPolicy> {
        let found = Policy::ALL.into_iter().find(|p| p.name() == text.trim());
        found.ok_or_else(|| UnknownPolicy(text.to_owned()))
    }
}
