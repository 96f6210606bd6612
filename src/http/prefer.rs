//! `Prefer: wait=N` (RFC 7240): how long a caller wants to hold the line.

use axum::http::HeaderMap;
use std::time::Duration;

/// The longest wait that is granted, in seconds.
pub const MOST: u64 = 300;

/// What the caller prefers: seconds to wait, none for `respond-async`. Preferences that are not
/// understood are passed over, as the standard asks.
pub fn wait(headers: &HeaderMap) -> Option<u64> {
    let values = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    let mut tokens = values.flat_map(|value| value.split([',', ';'])).map(str::trim);
    tokens.find_map(|token| {
        if token.eq_ignore_ascii_case("respond-async") {
            return Some(0);
        }
        let (name, value) = token.split_once('=')?;
        if !name.trim().eq_ignore_ascii_case("wait") {
            return None;
        }
        let digits = value.trim().trim_matches('"');
        let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        // More digits than a number holds are a long wait all the same.
        whole.then(|| digits.parse::<u64>().unwrap_or(MOST).min(MOST))
    })
}

/// The wait for a run of so many milliseconds where the caller says nothing.
pub fn usual(budget_millis: i64) -> Duration {
    let budget = Duration::from_millis(budget_millis.unsigned_abs());
    (budget + Duration::from_secs(5)).min(Duration::from_secs(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a caller who wants an answer at once is kept waiting, or the other way round.
    #[test]
    fn preferences_are_read_as_the_standard_says() {
        let check = |value: &str, expected: Option<u64>| {
            let mut headers = HeaderMap::new();
            headers.insert("prefer", value.parse().unwrap());
            assert_eq!(wait(&headers), expected, "{value}");
        };
        check("wait=10", Some(10));
        check("Wait = \"7\"", Some(7));
        check("handling=lenient, wait=0", Some(0));
        check("respond-async; wait=20", Some(0));
        check("wait=99999999999999999999", Some(MOST));
        for odd in ["wait=-1", "wait=1.5", "wait=", "wait", "waiting=3", ""] {
            check(odd, None);
        }
        assert_eq!(usual(10_000), Duration::from_secs(15));
        assert_eq!(usual(i64::MAX), Duration::from_secs(60));
    }
}
