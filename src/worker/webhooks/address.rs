//! Where a webhook may lead: an address on the network, looked up once, and not one of our own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};

const LONGEST: usize = 2000;

/// The parts of an address that a request needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// As the header `Host` has it.
    pub authority: String,
    host: String,
    port: u16,
    /// Path and query.
    pub target: String,
}

impl Url {
    /// Reads an address, or says what is wrong with it.
    pub fn read(text: &str) -> Result<Url, &'static str> {
        if text.len() > LONGEST || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("an address has at most 2,000 visible ASCII characters");
        }
        let Some(rest) = text.strip_prefix("http://") else {
            return Err("an address begins with http://; for TLS name a proxy of your own");
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        if target.contains('#') || authority.contains('@') {
            return Err("an address has no # and no user here");
        }
        let (host, port) = split(authority).ok_or("the port is no number from 1 to 65535")?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let named = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        let name = !host.is_empty() && host.bytes().all(named);
        let good = name || (host.starts_with('[') && bare.parse::<Ipv6Addr>().is_ok());
        if !good {
            return Err("the name of the host is none");
        }
        let target = if target.starts_with('/') { target.into() } else { format!("/{target}") };
        Ok(Url { authority: authority.to_owned(), host: bare.to_owned(), port, target })
    }

    /// Whether it names, in figures, an address that may not be used.
    pub fn is_private(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host.parse::<IpAddr>().is_ok_and(is_private)
    }

    /// The address to connect to. It is looked up this once: what is judged is what is used.
    pub fn look_up(&self, private: bool) -> Result<SocketAddr, String> {
        let found = (self.host.as_str(), self.port).to_socket_addrs();
        let found = found.map_err(|_| "its name is not known".to_owned())?.next();
        let address = found.ok_or_else(|| "its name is not known".to_owned())?;
        match !private && is_private(address.ip()) {
            true => Err("its address is private, see --webhooks-private".to_owned()),
            false => Ok(address),
        }
    }
}

fn split(authority: &str) -> Option<(&str, u16)> {
    let behind = authority.rfind(']').map_or(0, |at| at + 1);
    match authority[behind..].split_once(':') {
        None => Some((authority, 80)),
        Some((front, port)) => {
            let port: u16 = port.parse().ok().filter(|port| *port > 0)?;
            Some((&authority[..behind + front.len()], port))
        }
    }
}

/// Whether an address is of this machine, of its networks, or of nobody in particular.
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => is_private_v6(v6),
    }
}

fn is_private_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
}

fn is_private_v6(v6: Ipv6Addr) -> bool {
    let parts = v6.segments();
    let four = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // Addresses of the older kind in the newer: as such, mapped, translated, or tunnelled.
        [0, 0, 0, 0, 0, 0, high, low] | [0, 0, 0, 0, 0, 0xffff, high, low] => four(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => four(high, low),
        [0x64, 0xff9b, ..] => true,
        [0x2002, high, low, ..] => four(high, low),
        [0x2001, 0xdb8 | 0, ..] => true,
        // Only 2000::/3 is routed.
        [first, ..] => first & 0xe000 != 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, whoever registers a webhook reads what only this machine may.
    #[test]
    fn private_addresses_are_known() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.0.8",
            "::1",
            "::",
            "::ffff:10.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(is_private(text.parse().expect("an address")), "{text}");
        }
        for text in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"]
        {
            assert!(!is_private(text.parse().expect("an address")), "{text}");
        }
    }

    // If this fails, an address that was judged is not the one that is called.
    #[test]
    fn addresses_are_read_strictly() {
        let check = |text: &str, authority: &str, host: &str, port: u16, target: &str| {
            let url = Url::read(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            let parts = (url.authority.as_str(), url.host.as_str(), url.port, url.target.as_str());
            assert_eq!(parts, (authority, host, port, target), "{text}");
        };
        check("http://a.example", "a.example", "a.example", 80, "/");
        check("http://a.example:81/x?y=1", "a.example:81", "a.example", 81, "/x?y=1");
        check("http://a.example?y", "a.example", "a.example", 80, "/?y");
        check("http://[2606::1]:8080/", "[2606::1]:8080", "2606::1", 8080, "/");
        for odd in [
            "",
            "https://a.example",
            "ftp://a",
            "http://",
            "http:///x",
            "http://a:0/",
            "http://a:x",
            "http://me@a.example",
            "http://a b",
            "http://a/\r\nx: y",
            "http://a/#x",
            "http://[a]/",
            "http://a:80:90/",
            "http://ä.example",
        ] {
            assert!(Url::read(odd).is_err(), "{odd}");
        }
        assert!(Url::read("http://127.0.0.1:1/").unwrap().is_private());
        assert!(Url::read("http://LOCALHOST/").unwrap().is_private());
        let named = Url::read("http://localhost:1/").unwrap();
        assert!(named.look_up(false).is_err() && named.look_up(true).is_ok());
    }
}
