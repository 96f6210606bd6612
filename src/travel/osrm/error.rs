//! Why there are no road times, and what to do about it.

use super::POINTS_MOST;
use std::fmt;

#[derive(Debug, Clone, PartialEq)]
pub enum OsrmError {
    TooMany {
        points: usize,
    },
    NoCoordinate {
        name: String,
        degrees: f64,
    },
    /// No connection, or one that broke off.
    Lost {
        address: String,
        why: String,
    },
    NoHttp {
        address: String,
        why: String,
    },
    Slow {
        address: String,
        seconds: f64,
    },
    TooLong {
        address: String,
        bytes: u64,
    },
    /// An answer in another form than OSRM's.
    Status {
        address: String,
        status: u16,
    },
    NoJson {
        address: String,
        why: String,
    },
    /// A refusal in OSRM's form; `place` where it speaks of one.
    Said {
        code: String,
        message: String,
        place: Option<String>,
    },
    /// An answer that does not fit the question.
    Wrong {
        what: String,
    },
    NoRoad(NoRoad),
}

/// Pairs of places without a road from one to the other.
#[derive(Debug, Clone, PartialEq)]
pub struct NoRoad {
    pub from: String,
    pub to: String,
    /// How many pairs, the first included.
    pub pairs: usize,
    /// The one place that all of them begin or end at.
    pub shared: Option<String>,
}

impl OsrmError {
    /// Whether it may be over in a moment.
    pub fn may_pass(&self) -> bool {
        match self {
            OsrmError::Lost { .. } => true,
            OsrmError::Status { status, .. } => *status >= 500,
            _ => false,
        }
    }
}

impl std::error::Error for OsrmError {}

impl fmt::Display for OsrmError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OsrmError::TooMany { points } => write!(
                out,
                "{points} places; road times are fetched for at most {POINTS_MOST} at once, split \
                 the request by branch or by week"
            ),
            OsrmError::NoCoordinate { name, degrees } => {
                write!(out, "place {name}: {degrees} is no coordinate; give lat and lon in degrees")
            }
            OsrmError::Lost { address, why } => write!(
                out,
                "{address} cannot be asked: {why}; start osrm-routed there, or name the address \
                 where it runs"
            ),
            OsrmError::NoHttp { address, why } => write!(
                out,
                "{address} does not answer in HTTP: {why}; name the address of an osrm-routed"
            ),
            OsrmError::Slow { address, seconds } => write!(
                out,
                "{address} gave no answer within {seconds} s; see whether it is overloaded, and \
                 ask again"
            ),
            OsrmError::TooLong { address, bytes } => write!(
                out,
                "{address} answers more than {bytes} bytes, which no travel table has; name the \
                 address of an osrm-routed"
            ),
            OsrmError::Status { address, status } => {
                write!(out, "{address} answers HTTP {status}; {}", way_out(*status))
            }
            OsrmError::NoJson { address, why } => write!(
                out,
                "{address} answers something that is no travel table: {why}; name the address of \
                 an osrm-routed"
            ),
            OsrmError::Said { code, message, place } => {
                write!(out, "osrm refuses with {code}")?;
                if !message.is_empty() {
                    write!(out, ": {message}")?;
                }
                write!(out, "; {}", said_way_out(code, place.as_deref()))
            }
            OsrmError::Wrong { what } => {
                write!(out, "osrm's answer does not fit the question: {what}; see the server's log")
            }
            OsrmError::NoRoad(none) => none.fmt(out),
        }
    }
}

impl fmt::Display for NoRoad {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "there is no road from place {} to place {}", self.from, self.to)?;
        match (self.pairs, &self.shared) {
            (0 | 1, _) => write!(out, "; check where these two lie, or take one of them out"),
            (pairs, Some(shared)) => write!(
                out,
                ", nor for {} more pairs, all of them from or to place {shared}; check where it \
                 lies, or take it out",
                pairs - 1
            ),
            (pairs, None) => write!(
                out,
                ", nor for {} more pairs; check where these places lie, or plan them apart",
                pairs - 1
            ),
        }
    }
}

fn way_out(status: u16) -> &'static str {
    match status {
        300..=399 => "it sends elsewhere, name that address",
        500..=599 => "see the server's log, and ask again",
        _ => "name the address of an osrm-routed, with its path if it has one",
    }
}

fn said_way_out(code: &str, place: Option<&str>) -> String {
    match (code, place) {
        ("NoSegment", Some(place)) => format!("check lat and lon of place {place}"),
        ("NoSegment", None) => "check lat and lon of the places".to_owned(),
        ("TooBig", _) => "start osrm-routed with --max-table-size 100 or more".to_owned(),
        ("InvalidUrl" | "InvalidService" | "InvalidVersion", _) => {
            "name the address of an osrm-routed, with its path if it has one".to_owned()
        }
        _ => "see the server's log".to_owned(),
    }
}
