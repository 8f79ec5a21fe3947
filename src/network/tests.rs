//! Names, literals and rules against policies, without DNS.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use super::*;
use async_trait::async_trait;
use std::{io, sync::Mutex};

/// Answers the first look-up with the last of these, the second with the one before, and so on.
#[derive(Debug)]
struct Answers(Mutex<Vec<Vec<&'static str>>>);

impl Answers {
    fn of(answers: &[&[&'static str]]) -> Self {
        Self(Mutex::new(answers.iter().rev().map(|answer| answer.to_vec()).collect()))
    }
}

#[async_trait]
impl Resolve for Answers {
    async fn resolve(&self, _host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let answer = self.0.lock().unwrap().pop().unwrap();
        Ok(answer.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), port)).collect())
    }
}

/// No name is looked up.
#[derive(Debug)]
struct Never;

#[async_trait]
impl Resolve for Never {
    async fn resolve(&self, host: &str, _port: u16) -> io::Result<Vec<SocketAddr>> {
        panic!("{host} was looked up")
    }
}

fn found(policy: &NetworkPolicy, host: &str, port: u16) -> Result<Vec<String>, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let addresses = runtime.block_on(policy.resolve(Service::Submission, host, port))?;
    Ok(addresses.iter().map(|address| address.ip().to_string()).collect())
}

#[test]
fn names_that_resolve_to_private_addresses() {
    for (answer, left) in [
        (&["10.0.0.1"][..], &[][..]),
        (&["127.0.0.1", "::1"], &[]),
        (&["::ffff:192.168.1.1"], &[]),
        (&["64:ff9b::a00:1"], &[]),
        (&["0.0.0.0"], &[]),
        (&["::"], &[]),
        (&["169.254.169.254"], &[]),
        (&["fd00:ec2::254"], &[]),
        (&["10.0.0.1", "1.1.1.1", "fe80::1", "2606:4700::1111"], &["1.1.1.1", "2606:4700::1111"]),
        (&["1.1.1.1"], &["1.1.1.1"]),
    ] {
        let policy = NetworkPolicy::public_only().resolver(Answers::of(&[answer]));
        match found(&policy, "smtp.example.com", 587) {
            Ok(found) => assert_eq!(found, left, "{answer:?}"),
            Err(error) => {
                assert!(left.is_empty(), "{answer:?}: {error}");
                assert_eq!((error.kind(), error.retry()), (ErrorKind::AddressNotAllowed, crate::Retry::Never));
                let shown = format!("{error} {error:?}");
                assert!(shown.contains("smtp.example.com"), "{shown}");
                assert!(answer.iter().all(|address| !shown.contains(address)), "it tells the address: {shown}");
            }
        }
        // Without a policy every one of them is connected to.
        let policy = NetworkPolicy::any().resolver(Answers::of(&[answer]));
        assert_eq!(found(&policy, "smtp.example.com", 25).unwrap().len(), answer.len(), "{answer:?}");
    }
}

#[test]
fn a_name_that_changes_is_checked_at_each_look_up() {
    let policy = NetworkPolicy::public_only().resolver(Answers::of(&[&["1.1.1.1"], &["127.0.0.1"]]));
    assert_eq!(found(&policy, "rebind.example.com", 587).unwrap(), ["1.1.1.1"]);
    assert_eq!(found(&policy, "rebind.example.com", 587).unwrap_err().kind(), ErrorKind::AddressNotAllowed);
}

#[test]
fn literals_are_checked_without_a_look_up() {
    let policy = NetworkPolicy::public_only().resolver(Never);
    for host in ["127.0.0.1", "::1", "::ffff:10.0.0.1", "0.0.0.0", "192.0.2.1"] {
        assert_eq!(found(&policy, host, 587).unwrap_err().kind(), ErrorKind::AddressNotAllowed, "{host}");
    }
    assert_eq!(found(&policy, "1.1.1.1", 465).unwrap(), ["1.1.1.1"]);
}

#[test]
fn hosts_in_decimal_and_octal_are_those_addresses() {
    let policy = NetworkPolicy::public_only().resolver(Never);
    for host in ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "012.0.0.1", "127.0.0.1.", "１２７.0.0.1"]
    {
        let gateway = crate::SmtpGateway::builder().host(host).authentication(false).build().unwrap();
        let error = found(&policy, gateway.host(), gateway.port()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AddressNotAllowed, "{host}");
    }
}

#[test]
fn ports_are_checked_before_the_look_up() {
    let policy = NetworkPolicy::public_only().resolver(Never);
    for port in [0, 22, 25, 80, 443, 3306, 6379, 9200, 65_535] {
        assert_eq!(
            found(&policy, "smtp.example.com", port).unwrap_err().kind(),
            ErrorKind::AddressNotAllowed,
            "{port}"
        );
    }
    for port in MAIL_PORTS {
        let policy = NetworkPolicy::public_only().resolver(Answers::of(&[&["1.1.1.1"]]));
        assert!(found(&policy, "smtp.example.com", port).is_ok(), "{port}");
    }
    for endpoint in crate::Provider::all().iter().flat_map(|provider| provider.endpoints) {
        assert!(MAIL_PORTS.contains(&endpoint.port), "{} port {}", endpoint.host, endpoint.port);
    }
}

#[test]
fn own_rules() {
    let address = |text: &str| text.parse::<SocketAddr>().unwrap();
    let policy = NetworkPolicy::public_only().allow("10.20.0.0/16").unwrap().allow("fd00::7").unwrap();
    let policy = policy.deny("10.20.99.0/24").unwrap().deny("1.1.1.0/24").unwrap();
    let policy = policy.ports([587]).rule(|address| address.ip() != IpAddr::from([9, 9, 9, 9]));
    for (text, allowed) in [
        ("10.20.1.1:587", true),
        ("[::ffff:10.20.1.1]:587", true),
        ("[fd00::7]:587", true),
        ("[fd00::8]:587", false),
        ("10.20.99.1:587", false),
        ("[::ffff:10.20.99.1]:587", false),
        ("10.21.0.1:587", false),
        ("1.1.1.1:587", false),
        ("8.8.8.8:587", true),
        ("9.9.9.9:587", false),
        ("8.8.8.8:465", false),
    ] {
        assert_eq!(policy.check(address(text)).is_ok(), allowed, "{text}");
    }
    assert!(NetworkPolicy::any().check(address("127.0.0.1:1")).is_ok());
    assert!(NetworkPolicy::any().deny("127.0.0.0/8").unwrap().check(address("127.0.0.1:1")).is_err());
    for text in ["", "10.0.0.0/33", "10.0.0", "example.com", "::/129"] {
        assert_eq!(NetworkPolicy::any().allow(text).unwrap_err().problems()[0].field, "network", "{text}");
    }
}

#[test]
fn token_endpoints_keep_their_port() {
    for (policy, port, allowed) in [
        (NetworkPolicy::public_only(), 443, true),
        (NetworkPolicy::public_only(), 80, false),
        (NetworkPolicy::public_only().ports([587]), 443, true),
        (NetworkPolicy::any(), 8080, true),
    ] {
        assert_eq!(policy.allows_port(Service::Https, port), allowed, "{policy:?} {port}");
    }
}

#[test]
fn ports_of_copies_are_allowed_for_copies_only() {
    let policy = NetworkPolicy::public_only().resolver(Never);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (service, port, allowed) in [
        (Service::Imap, 993, true),
        (Service::Imap, 143, true),
        (Service::Imap, 1993, false),
        (Service::Submission, 993, false),
        (Service::Https, 143, false),
    ] {
        let found = runtime.block_on(policy.resolve(service, "1.1.1.1", port));
        assert_eq!(found.is_ok(), allowed, "{service:?} {port}");
        let private = runtime.block_on(policy.resolve(service, "10.0.0.1", port));
        assert!(private.is_err(), "{service:?} {port}");
    }
}
