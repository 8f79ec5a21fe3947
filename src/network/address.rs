//! Which addresses are reachable on the public internet.

use ipnet::{Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(first: u16, second: u16, third: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(first, second, third, 0, 0, 0, 0, 0), prefix)
}

/// IANA's IPv4 Special-Purpose Address Registry (RFC 6890) without its globally reachable anycast addresses; multicast;
/// and one internal address of a cloud in a public block.
const NOT_PUBLIC_V4: [Ipv4Net; 16] = [
    // This network (RFC 791 §3.2).
    v4(0, 0, 0, 0, 8),
    // Private use (RFC 1918).
    v4(10, 0, 0, 0, 8),
    v4(172, 16, 0, 0, 12),
    v4(192, 168, 0, 0, 16),
    // Shared by a carrier's customers (RFC 6598).
    v4(100, 64, 0, 0, 10),
    // Loopback (RFC 1122 §3.2.1.3).
    v4(127, 0, 0, 0, 8),
    // Link-local (RFC 3927), the metadata service of clouds among them.
    v4(169, 254, 0, 0, 16),
    // Protocol assignments (RFC 6890 §2.1).
    v4(192, 0, 0, 0, 24),
    // Documentation (RFC 5737).
    v4(192, 0, 2, 0, 24),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    // Relays of 6to4, deprecated (RFC 7526).
    v4(192, 88, 99, 0, 24),
    // Benchmarks (RFC 2544).
    v4(198, 18, 0, 0, 15),
    // Multicast (RFC 5771).
    v4(224, 0, 0, 0, 4),
    // Reserved (RFC 1112 §4), and limited broadcast (RFC 919).
    v4(240, 0, 0, 0, 4),
    // Azure's platform address ("What is IP address 168.63.129.16?", Microsoft Learn).
    v4(168, 63, 129, 16, 32),
];

/// Global unicast (RFC 4291 §2.4). Everything outside is loopback, local, multicast or unassigned.
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 0, 3);

/// IANA's IPv6 Special-Purpose Address Registry within the global block.
const NOT_PUBLIC_V6: [Ipv6Net; 4] = [
    // Protocol assignments (RFC 2928), Teredo (RFC 4380) among them.
    v6(0x2001, 0, 0, 23),
    // Documentation (RFC 3849, RFC 9637).
    v6(0x2001, 0xdb8, 0, 32),
    v6(0x3fff, 0, 0, 20),
    // 6to4 (RFC 3056), which carries an IPv4 address of any kind.
    v6(0x2002, 0, 0, 16),
];

/// NAT64's well-known prefix (RFC 6052 §2.1): the last four bytes are the IPv4 address.
const NAT64: Ipv6Net = v6(0x64, 0xff9b, 0, 96);

/// The address that a connection reaches: IPv4 for an IPv4 address written as IPv6 (RFC 4291 §2.5.5.2, RFC 6052).
pub(super) fn effective(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(v6) if NAT64.contains(&v6) => {
            let [.., a, b, c, d] = v6.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        }
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(ip, IpAddr::V4),
    }
}

/// Whether this [`effective`] address is reachable on the public internet.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !NOT_PUBLIC_V4.iter().any(|net| net.contains(&ip)),
        IpAddr::V6(ip) => GLOBAL_V6.contains(&ip) && !NOT_PUBLIC_V6.iter().any(|net| net.contains(&ip)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]
    use super::*;
    use ipnet::IpNet;

    fn public(address: &str) -> bool {
        is_public(effective(address.parse().unwrap()))
    }

    /// A row, its RFC, and the addresses next to it with whether they are public.
    type Row = (&'static str, &'static str, &'static [(&'static str, bool)]);

    const ROWS: [Row; 20] = [
        ("0.0.0.0/8", "RFC 791", &[("1.0.0.0", true)]),
        ("10.0.0.0/8", "RFC 1918", &[("9.255.255.255", true), ("11.0.0.0", true)]),
        ("172.16.0.0/12", "RFC 1918", &[("172.15.255.255", true), ("172.32.0.0", true)]),
        ("192.168.0.0/16", "RFC 1918", &[("192.167.255.255", true), ("192.169.0.0", true)]),
        ("100.64.0.0/10", "RFC 6598", &[("100.63.255.255", true), ("100.128.0.0", true)]),
        ("127.0.0.0/8", "RFC 1122", &[("126.255.255.255", true), ("128.0.0.0", true)]),
        ("169.254.0.0/16", "RFC 3927", &[("169.253.255.255", true), ("169.255.0.0", true)]),
        ("192.0.0.0/24", "RFC 6890", &[("191.255.255.255", true), ("192.0.1.0", true)]),
        ("192.0.2.0/24", "RFC 5737", &[("192.0.1.255", true), ("192.0.3.0", true)]),
        ("198.51.100.0/24", "RFC 5737", &[("198.51.99.255", true), ("198.51.101.0", true)]),
        ("203.0.113.0/24", "RFC 5737", &[("203.0.112.255", true), ("203.0.114.0", true)]),
        ("192.88.99.0/24", "RFC 7526", &[("192.88.98.255", true), ("192.88.100.0", true)]),
        ("198.18.0.0/15", "RFC 2544", &[("198.17.255.255", true), ("198.20.0.0", true)]),
        ("224.0.0.0/4", "RFC 5771", &[("223.255.255.255", true), ("240.0.0.0", false)]),
        ("240.0.0.0/4", "RFC 1112", &[("239.255.255.255", false)]),
        ("168.63.129.16/32", "Azure", &[("168.63.129.15", true), ("168.63.129.17", true)]),
        ("2001::/23", "RFC 2928", &[("2000:ffff:ffff:ffff::", true), ("2001:200::", true)]),
        ("2001:db8::/32", "RFC 3849", &[("2001:db7:ffff:ffff::", true), ("2001:db9::", true)]),
        ("3fff::/20", "RFC 9637", &[("3ffe:ffff:ffff:ffff::", true), ("3fff:1000::", true)]),
        ("2002::/16", "RFC 3056", &[("2001:ffff:ffff:ffff::", true), ("2003::", true)]),
    ];

    #[test]
    fn each_row_is_refused_from_its_first_to_its_last_address() {
        for (row, rfc, neighbours) in ROWS {
            let net: IpNet = row.parse().unwrap();
            for address in [net.network(), net.broadcast()] {
                assert!(!is_public(effective(address)), "{row} ({rfc}): {address}");
            }
            for (address, expected) in neighbours {
                assert!(!net.contains(&address.parse::<IpAddr>().unwrap()), "{row}: {address}");
                assert_eq!(public(address), *expected, "next to {row} ({rfc}): {address}");
            }
        }
        let rows = NOT_PUBLIC_V4.iter().map(ToString::to_string).chain(NOT_PUBLIC_V6.iter().map(ToString::to_string));
        let tested: Vec<&str> = ROWS.iter().map(|(row, ..)| *row).collect();
        for row in rows {
            assert!(tested.contains(&row.as_str()), "{row} has no row in the test");
        }
    }

    #[test]
    fn only_the_global_block_of_ipv6_is_public() {
        for (address, expected) in [
            ("2000::", true),
            ("2606:4700::1111", true),
            ("2a00:1450:4007::1", true),
            ("3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true),
            ("1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false),
            ("4000::", false),
            // Unspecified, loopback, IPv4-compatible (RFC 4291 §2.5.2, §2.5.3, §2.5.5.1).
            ("::", false),
            ("::1", false),
            ("::7f00:1", false),
            // Translated IPv4 (RFC 2765), local NAT64 (RFC 8215), discard-only (RFC 6666), SRv6 (RFC 9602).
            ("::ffff:0:10.1.2.3", false),
            ("64:ff9b:1::1", false),
            ("100::1", false),
            ("5f00::1", false),
            // Link-local, site-local, unique local, multicast (RFC 4291, RFC 3879, RFC 4193).
            ("fe80::1", false),
            ("fec0::1", false),
            ("fc00::1", false),
            ("fd00:ec2::254", false),
            ("ff02::1", false),
        ] {
            assert_eq!(public(address), expected, "{address}");
        }
    }

    #[test]
    fn an_ipv4_address_is_checked_as_such_however_it_is_written() {
        for (address, expected) in [
            ("1.1.1.1", true),
            ("::ffff:1.1.1.1", true),
            ("::ffff:127.0.0.1", false),
            ("::ffff:10.1.2.3", false),
            ("::ffff:169.254.169.254", false),
            ("64:ff9b::1.1.1.1", true),
            ("64:ff9b::127.0.0.1", false),
            ("64:ff9b::10.0.0.1", false),
            ("2002:7f00:1::", false),
        ] {
            assert_eq!(public(address), expected, "{address}");
        }
    }
}
