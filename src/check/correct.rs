//! Settings to try after a failure.

use crate::{
    error::{Error, ErrorKind, Stage},
    gateway::{GatewaySettings, SmtpGateway},
    provider::{Endpoint, Provider, Security},
};

/// RFC 8314 §7.3 and RFC 6409 §3.1.
const IMPLICIT: u16 = 465;
const SUBMISSION: u16 = 587;

/// The settings to try next, if the failure shows them.
pub(super) fn corrected(gateway: &SmtpGateway, error: &Error) -> Option<GatewaySettings> {
    let (host, port, security) = match (error.kind(), error.stage()) {
        // The server used the other TLS mode on this port: try that mode, unless the port number shows that another
        // program intercepts the connection.
        (ErrorKind::TlsPlaintextPort, _) => {
            let port = if gateway.port() == IMPLICIT { SUBMISSION } else { gateway.port() };
            (gateway.host(), port, Security::StartTlsRequired)
        }
        (ErrorKind::TlsTlsPort, _) => {
            let port = if gateway.port() == SUBMISSION { IMPLICIT } else { gateway.port() };
            (gateway.host(), port, Security::ImplicitTls)
        }
        // No STARTTLS on this port: try implicit TLS.
        (ErrorKind::StartTlsNotOffered, _) if gateway.port() != IMPLICIT => {
            (gateway.host(), IMPLICIT, Security::ImplicitTls)
        }
        (ErrorKind::Connect | ErrorKind::Timeout, Stage::Connect) => other_endpoint(gateway)?,
        (ErrorKind::Dns, _) => {
            let preset = gateway.provider().info()?.endpoints.first()?;
            if is_listed(gateway) {
                return None;
            }
            (preset.host, preset.port, preset.security)
        }
        _ => return None,
    };
    let mut settings = gateway.settings();
    (settings.host, settings.port, settings.security) = (Some(host.to_owned()), Some(port), Some(security));
    Some(settings)
}

/// The provider's other port: a network that blocks one often lets the other through.
fn other_endpoint(gateway: &SmtpGateway) -> Option<(&str, u16, Security)> {
    let host = gateway.host();
    let provider = Provider::for_host(host);
    // The row's ports apply to the row's hosts only.
    let row = if is_listed(gateway) { gateway.provider() } else { provider? }.info()?;
    let other = |e: &&Endpoint| (e.port, e.security) != (gateway.port(), gateway.security());
    let at_host = row.endpoints.iter().filter(other).find(|e| e.host == host);
    let found = at_host.or_else(|| row.endpoints.iter().find(other))?;
    let listed = row.endpoints.iter().any(|e| e.host == host);
    // A regional host of the provider stays.
    Some((if listed { found.host } else { host }, found.port, found.security))
}

fn is_listed(gateway: &SmtpGateway) -> bool {
    gateway.provider().info().is_some_and(|row| row.endpoints.iter().any(|e| e.host == gateway.host()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]
    use super::*;
    use crate::error::ErrorKind as K;
    use Security::{ImplicitTls, StartTlsRequired};

    #[test]
    fn where_to_try_next() {
        let own = "smtp.example.com";
        for (provider, host, port, security, kind, stage, next) in [
            (Provider::Custom, own, 465, ImplicitTls, K::TlsPlaintextPort, Stage::Tls, Some((own, 587))),
            (Provider::Custom, own, 2525, ImplicitTls, K::TlsPlaintextPort, Stage::Tls, Some((own, 2525))),
            (Provider::Custom, own, 587, StartTlsRequired, K::TlsTlsPort, Stage::Greeting, Some((own, 465))),
            (Provider::Custom, own, 2465, StartTlsRequired, K::TlsTlsPort, Stage::Greeting, Some((own, 2465))),
            (Provider::Custom, own, 587, StartTlsRequired, K::StartTlsNotOffered, Stage::StartTls, Some((own, 465))),
            (Provider::Custom, own, 587, StartTlsRequired, K::Timeout, Stage::Connect, None),
            (Provider::Custom, own, 587, StartTlsRequired, K::Dns, Stage::Dns, None),
            (
                Provider::Gmail,
                "smtp.gmail.com",
                587,
                StartTlsRequired,
                K::Timeout,
                Stage::Connect,
                Some(("smtp.gmail.com", 465)),
            ),
            (
                Provider::Gmail,
                "smtp.gmail.com",
                465,
                ImplicitTls,
                K::Connect,
                Stage::Connect,
                Some(("smtp.gmail.com", 587)),
            ),
            (
                Provider::Custom,
                "smtp.gmail.com",
                587,
                StartTlsRequired,
                K::Connect,
                Stage::Connect,
                Some(("smtp.gmail.com", 465)),
            ),
            (Provider::Gmail, own, 587, StartTlsRequired, K::Connect, Stage::Connect, None),
            (Provider::Gmail, own, 587, StartTlsRequired, K::Dns, Stage::Dns, Some(("smtp.gmail.com", 587))),
            (Provider::Gmail, "smtp.gmail.com", 587, StartTlsRequired, K::Dns, Stage::Dns, None),
            (Provider::Gmail, "smtp.gmail.com", 587, StartTlsRequired, K::Timeout, Stage::Greeting, None),
            (Provider::Microsoft365, "smtp.office365.com", 587, StartTlsRequired, K::Timeout, Stage::Connect, None),
            (Provider::Gmail, "smtp.gmail.com", 587, StartTlsRequired, K::BadCredentials, Stage::Auth, None),
        ] {
            let gateway = SmtpGateway::builder().provider(provider).host(host).port(port).security(security);
            let gateway = gateway.user("me@example.com").password("x".repeat(16)).build().unwrap();
            let settings = corrected(&gateway, &Error::new(kind, stage));
            let found = settings.as_ref().map(|s| (s.host.as_deref().unwrap(), s.port.unwrap()));
            assert_eq!(found, next, "{provider} {host} {port} {kind} {stage}");
            if let Some(settings) = settings {
                let next = settings.validate("x".repeat(16)).unwrap();
                let same = (next.port(), next.security()) == (port, security) && next.host() == host;
                assert!(!same, "{provider} {host} {port} {kind} {stage}: nothing changed");
            }
        }
    }

    #[test]
    fn a_region_keeps_its_host() {
        let host = "email-smtp.eu-central-1.amazonaws.com";
        let gateway = SmtpGateway::builder().provider(Provider::Ses).host(host).user("me").password("x".repeat(44));
        let gateway = gateway.build().unwrap();
        let settings = corrected(&gateway, &Error::new(K::Timeout, Stage::Connect)).unwrap();
        assert_eq!(settings.host.as_deref(), Some(host));
        assert_ne!((settings.port, settings.security), (Some(gateway.port()), Some(gateway.security())));
    }
}
