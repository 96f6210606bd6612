//! Where an OSRM server is asked.
//!
//! `http://HOST:PORT`, with a path before `/table` where a gateway puts one (`http://HOST/roads`),
//! and with the profile where it is another than `driving`, in OSRM's own form
//! (`http://HOST/table/v1/bike`). A server prepared by `osrm-extract` knows one profile and answers
//! by it whatever the address says; a gateway may choose the server by it.

use std::fmt;
use std::str::FromStr;
use ureq::http::Uri;

const SERVICE: &str = "/table/v1";
const PROFILE: &str = "driving";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `http://HOST:PORT/.../table/v1/PROFILE`, to be followed by `/` and the coordinates.
    base: String,
    /// As messages name it: without what everybody's address has.
    shown: String,
}

impl Address {
    pub fn base(&self) -> &str {
        &self.base
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.shown)
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Address, String> {
        const HINT: &str = "write it like http://127.0.0.1:5000";
        let text = text.trim();
        if text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://")) {
            return Err(
                "https is not spoken here; ask a server of your own network by http://, or \
                        put a local proxy in front of a distant one"
                    .to_owned(),
            );
        }
        let uri: Uri = text.parse().map_err(|_| format!("this is no address; {HINT}"))?;
        let (Some("http"), Some(host)) = (uri.scheme_str(), uri.authority()) else {
            return Err(format!("this address does not begin with http://; {HINT}"));
        };
        if host.as_str().contains('@') {
            return Err(format!("a name and password cannot be sent; {HINT}"));
        }
        if uri.query().is_some() || text.contains('#') {
            return Err(format!("an address ends before ? and #; {HINT}"));
        }
        let path = uri.path().trim_end_matches('/');
        let (before, profile) = split(path)?;
        let shown = format!("http://{host}{path}");
        Ok(Address { base: format!("http://{host}{before}{SERVICE}/{profile}"), shown })
    }
}

/// The path before the service, and the profile.
fn split(path: &str) -> Result<(&str, &str), String> {
    if let Some(before) = path.strip_suffix(SERVICE) {
        return Ok((before, PROFILE));
    }
    let Some((before, profile)) = path.split_once(&format!("{SERVICE}/")) else {
        return Ok((path, PROFILE));
    };
    if profile.contains('/') {
        return Err(format!("after {SERVICE} comes one word, the profile; end the address there"));
    }
    Ok((before, profile))
}
