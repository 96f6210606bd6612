//! `Idempotency-Key`: a request that is sent twice is one run.

use super::problem::{self, Problem};
use crate::intake::canonical::hex;
use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

/// The longest key.
const MOST: usize = 255;

/// The key that the caller gives, if any.
pub fn word(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut given = headers.get_all("idempotency-key").iter();
    let Some(value) = given.next() else { return Ok(None) };
    let text = value.to_str().unwrap_or("").trim();
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    if text.is_empty() || text.len() > MOST || !visible || given.next().is_some() {
        let text = format!("Idempotency-Key is one word of 1 to {MOST} visible ASCII characters");
        return Err(Problem::new(&problem::MALFORMED, text));
    }
    Ok(Some(text.to_owned()))
}

/// Of what was sent, and where to.
pub fn hash(path: &str, body: &[u8]) -> String {
    let mut sum = Sha256::new();
    sum.update(path.as_bytes());
    sum.update([0]);
    sum.update(body);
    hex(&sum.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a key with a blank or a sign is taken for another one, or two are one.
    #[test]
    fn a_key_is_one_word() {
        let check = |values: &[&str], expected: Option<Option<&str>>| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("idempotency-key", value.parse().unwrap());
            }
            let read = word(&headers).ok();
            assert_eq!(read.as_ref().map(Option::as_deref), expected, "{values:?}");
        };
        check(&[], Some(None));
        check(&["a-1"], Some(Some("a-1")));
        check(&["\"8e03978e\""], Some(Some("\"8e03978e\"")));
        for odd in [&[""][..], &["a b"], &["a", "a"], &[&"x".repeat(MOST + 1)]] {
            check(odd, None);
        }
        assert_ne!(hash("/a", b"b"), hash("/ab", b""));
    }
}
