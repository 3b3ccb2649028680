//! From where a request comes: the other end of the connection or, behind trusted proxies, whom
//! they name.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;

/// The header in which proxies name whom they speak for, the nearest last.
const FORWARDED: &str = "x-forwarded-for";

/// The proxies that are believed; data of the application.
#[derive(Debug, Clone)]
pub struct TrustedProxies(pub Vec<IpAddr>);

/// The address of the other end; behind a trusted proxy, the one that it names.
#[must_use]
pub fn address_of(request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else {
        return String::new();
    };
    let trusted = request.app_data::<TrustedProxies>().map(|proxies| &proxies.0);
    let lines = request.headers().get_all(FORWARDED);
    client(peer, lines, trusted.map_or(&[], Vec::as_slice)).to_string()
}

/// The nearest address that is none of the trusted proxies. What stands before it, anybody may have
/// written. The walk stops at the first part that is no address: what lies behind that came through
/// something that nobody has vouched for, so the last proxy itself is named.
fn client<'a>(
    peer: IpAddr,
    lines: impl DoubleEndedIterator<Item = &'a HeaderValue>,
    trusted: &[IpAddr],
) -> IpAddr {
    let is_proxy = |one: &IpAddr| trusted.iter().any(|proxy| proxy.to_canonical() == *one);
    let mut nearest = peer.to_canonical();
    // A line that is no text has no addresses: an empty part stands for it.
    let parts = lines.rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    for part in parts {
        if !is_proxy(&nearest) {
            break;
        }
        match parse(part.trim()) {
            Some(named) => nearest = named,
            None => break,
        }
    }
    nearest
}

/// An address as proxies write it, perhaps with a port; one of IPv4 in IPv6's clothes is that of
/// IPv4 (RFC 4291 §2.5.5.2), as which a listener for both sees it.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok();
    let address = address.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// What failures are counted under: an address of IPv4, or the first 64 bits of one of IPv6, for a
/// single customer has all the addresses below them (RFC 6177).
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
        address => address,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn resolved(peer: &str, lines: &[&[u8]], trusted: &[&str]) -> String {
        let lines: Vec<HeaderValue> =
            lines.iter().map(|line| HeaderValue::from_bytes(line).unwrap()).collect();
        let trusted: Vec<IpAddr> = trusted.iter().map(|one| one.parse().unwrap()).collect();
        client(peer.parse().unwrap(), lines.iter(), &trusted).to_string()
    }

    #[test]
    fn forwarded_header_of_untrusted_peer_is_ignored() {
        let lines: &[&[u8]] = &[b"198.51.100.1"];
        assert_eq!(resolved("203.0.113.9", lines, &[]), "203.0.113.9");
        assert_eq!(resolved("203.0.113.9", lines, &["127.0.0.1"]), "203.0.113.9");
        assert_eq!(resolved("127.0.0.1", lines, &["127.0.0.1"]), "198.51.100.1");
        assert_eq!(resolved("127.0.0.1", &[], &["127.0.0.1"]), "127.0.0.1");
    }

    #[test]
    fn client_address_is_the_nearest_that_is_no_proxy() {
        let both = ["127.0.0.1", "10.0.0.2"];
        for (lines, expected) in [
            (&[&b"6.6.6.6, 198.51.100.1, 10.0.0.2"[..]][..], "198.51.100.1"),
            (&[b"6.6.6.6", b"198.51.100.1", b"10.0.0.2"], "198.51.100.1"),
            (&[b"10.0.0.2"], "10.0.0.2"),
            (&[b"198.51.100.1:4711"], "198.51.100.1"),
            (&[b"[2001:db8::7]:4711"], "2001:db8::7"),
            (&[b"[2001:db8::7]"], "2001:db8::7"),
        ] {
            assert_eq!(resolved("127.0.0.1", lines, &both), expected, "{lines:?}");
        }
    }

    /// What stands behind a part that cannot be read is never believed.
    #[test]
    fn forwarded_header_is_read_up_to_the_first_part_that_is_no_address() {
        let both = ["127.0.0.1", "10.0.0.2"];
        for (lines, expected) in [
            (&[&b"6.6.6.6, unknown"[..]][..], "127.0.0.1"),
            (&[b"6.6.6.6, unknown, 10.0.0.2"], "10.0.0.2"),
            (&[b"6.6.6.6,"], "127.0.0.1"),
            (&[b"6.6.6.6", b""], "127.0.0.1"),
            (&[b"6.6.6.6", b"\xff"], "127.0.0.1"),
            (&[b"6.6.6.6, 1.2.3.4.5"], "127.0.0.1"),
        ] {
            assert_eq!(resolved("127.0.0.1", lines, &both), expected, "{lines:?}");
        }
    }

    #[test]
    fn ipv4_address_mapped_in_ipv6_equals_the_ipv4_address() {
        let lines: &[&[u8]] = &[b"::ffff:198.51.100.1"];
        assert_eq!(resolved("::ffff:127.0.0.1", lines, &["127.0.0.1"]), "198.51.100.1");
        assert_eq!(resolved("127.0.0.1", lines, &["::ffff:127.0.0.1"]), "198.51.100.1");
        assert_eq!(resolved("::ffff:203.0.113.9", lines, &["127.0.0.1"]), "203.0.113.9");
    }

    #[test]
    fn ipv6_addresses_of_one_network_count_as_one() {
        let of = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("2001:db8:1:2:ffff::1"), of("2001:db8:1:2::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
    }
}
