//! Host and EHLO name.

use super::texts as T;
use crate::{error::Problem, gateway::GatewaySettings, provider::ProviderInfo};
use std::net::{IpAddr, Ipv6Addr};
use url::Host;

/// RFC 1035 §2.3.4, without the root's dot. A name of another alphabet may be longer as typed than on the wire.
const MAX_HOST: usize = 253;
const MAX_TYPED: usize = 4 * MAX_HOST;

pub(super) fn host(
    settings: &GatewaySettings,
    info: Option<&ProviderInfo>,
    problems: &mut Vec<Problem>,
) -> Option<Host> {
    let Some(host) = settings.host.as_deref().filter(|host| !host.is_empty()) else {
        if let Some(preset) = info.and_then(|info| info.endpoints.first()) {
            return Host::parse(preset.host).ok();
        }
        problems.push(T::HOST_MISSING.at("host"));
        return None;
    };
    named(host, "host", problems)
}

/// The host of a field that is not empty.
pub(super) fn named(host: &str, field: &'static str, problems: &mut Vec<Problem>) -> Option<Host> {
    let problem = if host.len() > MAX_TYPED {
        T::HOST_TOO_LONG
    } else if host.contains(char::is_control) {
        T::HOST_CONTROL
    } else if host.contains(char::is_whitespace) {
        T::HOST_BLANK
    } else if host.contains("://") || host.contains('/') {
        T::HOST_WEB_ADDRESS
    } else if host.contains('@') {
        T::HOST_MAIL_ADDRESS
    } else if host.split_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
        T::HOST_PORT
    } else {
        // The dot of the root: a whole name is kept without it.
        let host = host.strip_suffix('.').unwrap_or(host);
        // IPv6 with or without brackets.
        let parsed = match host.parse::<Ipv6Addr>() {
            Ok(address) => Ok(Host::Ipv6(address)),
            Err(_) => Host::parse(host),
        };
        match parsed {
            Ok(Host::Domain(name)) if is_domain(&name) => return Some(Host::Domain(name)),
            Ok(Host::Domain(name)) if name.len() > MAX_HOST => T::HOST_TOO_LONG,
            Ok(address @ (Host::Ipv4(_) | Host::Ipv6(_))) => return Some(address),
            _ => T::HOST_INVALID,
        }
    };
    problems.push(problem.at(field));
    None
}

pub(super) fn text(host: &Host) -> String {
    match host {
        Host::Domain(name) => name.clone(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    }
}

pub(super) fn is_loopback(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Letters, digits, hyphens and underscores in labels of 1 to 63 (RFC 1035 §2.3.4; underscores stand in real names).
fn is_domain(name: &str) -> bool {
    name.len() <= MAX_HOST
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

pub(super) fn ehlo_name(settings: &GatewaySettings, problems: &mut Vec<Problem>) -> String {
    match settings.ehlo_name.as_deref() {
        Some(name) => {
            let literal = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
            let address = literal.map(|l| l.strip_prefix("IPv6:").unwrap_or(l).parse::<IpAddr>().is_ok());
            match (address, to_ascii(name)) {
                (Some(true), _) => name.to_owned(),
                (None, Some(domain)) if is_domain(&domain) => domain,
                _ => {
                    problems.push(T::EHLO_INVALID.at("ehlo_name"));
                    String::new()
                }
            }
        }
        None => default_ehlo_name(settings.user.as_deref()),
    }
}

/// The domain of the login.
pub(in crate::gateway) fn default_ehlo_name(user: Option<&str>) -> String {
    let domain = user.and_then(|user| user.rsplit_once('@')).and_then(|(_, domain)| to_ascii(domain));
    domain.filter(|domain| is_domain(domain)).unwrap_or_else(|| "[127.0.0.1]".to_owned())
}

/// Converting to ASCII takes time that grows faster than the text.
fn to_ascii(name: &str) -> Option<String> {
    if name.len() > MAX_TYPED { None } else { idna::domain_to_ascii(name).ok() }
}
