//! Port and TLS mode, which depend on each other.

use super::texts as T;
use crate::{
    error::Problem,
    gateway::GatewaySettings,
    provider::{Endpoint, ProviderInfo, Security},
};

pub(super) fn port_and_security(
    settings: &GatewaySettings,
    info: Option<&ProviderInfo>,
    loopback: bool,
    problems: &mut Vec<Problem>,
) -> (u16, Security) {
    let (port, security) = resolve(settings, info);
    let problem = match (port, security) {
        (0, _) => Some(T::PORT_ZERO.at("port")),
        (25, _) if !loopback => Some(T::PORT_25.at("port")),
        (465, Security::StartTlsRequired) => Some(T::STARTTLS_ON_465.at("security")),
        (587, Security::ImplicitTls) => Some(T::IMPLICIT_ON_587.at("security")),
        (_, Security::PlaintextLoopback) if !loopback => Some(T::PLAIN_REMOTE.at("security")),
        _ => None,
    };
    problems.extend(problem);
    (port, security)
}

/// What to set, as little as possible, so that these settings lead to this port and TLS mode.
pub(in crate::gateway) fn to_set(
    settings: &GatewaySettings,
    info: Option<&ProviderInfo>,
    port: u16,
    security: Security,
) -> (Option<u16>, Option<Security>) {
    let mut tried = settings.clone();
    for candidate in [(None, None), (Some(port), None), (None, Some(security))] {
        (tried.port, tried.security) = candidate;
        if resolve(&tried, info) == (port, security) {
            return candidate;
        }
    }
    (Some(port), Some(security))
}

/// Port and TLS mode with the defaults filled in.
fn resolve(settings: &GatewaySettings, info: Option<&ProviderInfo>) -> (u16, Security) {
    // A preset's port is for the preset's host; another host gets the standard ports.
    let endpoints = match (info, settings.host.as_deref()) {
        (Some(info), None | Some("")) => info.endpoints,
        (Some(info), Some(host)) if info.endpoints.iter().any(|e| e.host == host) => info.endpoints,
        _ => &[],
    };
    let fits = |e: &&Endpoint| {
        settings.port.is_none_or(|port| port == e.port) && settings.security.is_none_or(|mode| mode == e.security)
    };
    let preset = endpoints.iter().find(fits);
    let security = settings.security.or(preset.map(|e| e.security)).unwrap_or(match settings.port {
        Some(465 | 2465) => Security::ImplicitTls,
        _ => Security::StartTlsRequired,
    });
    let port = settings.port.or(preset.map(|e| e.port)).unwrap_or(match security {
        Security::ImplicitTls => 465,
        _ => 587,
    });
    (port, security)
}
