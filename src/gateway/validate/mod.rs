//! Validates settings: a gateway, or a list of problems.

mod endpoint;
mod host;
mod imap;
mod limits;
mod roots;
mod sign_in;
pub(super) mod texts;

pub(super) use endpoint::to_set as endpoint_to_set;
pub(super) use host::default_ehlo_name;
pub(super) use imap::ImapProof;
#[cfg(feature = "oauth2")]
pub(crate) use limits::deadline;
#[cfg(feature = "oauth2")]
pub(crate) use roots::root_certificates;

use super::{Credentials, GatewaySettings, SmtpGateway, TokenProvider, gateway::Inner};
use crate::{
    error::Problem,
    provider::{Limits, SecretShape},
};
use secrecy::SecretString;
use sign_in::SignIn;
use std::sync::Arc;

/// Every server must take a hundred recipients (RFC 5321 §4.5.3.1.8).
pub(super) const RECIPIENTS_EVERYWHERE: u32 = 100;
/// Enough for one customer's documents; the strictest provider of the catalogue allows three.
pub(super) const CONNECTIONS: u32 = 4;

pub(super) fn validate(
    settings: &GatewaySettings,
    secret: Option<SecretString>,
    tokens: Option<Arc<dyn TokenProvider>>,
    imap: ImapProof,
) -> Result<SmtpGateway, Vec<Problem>> {
    let mut problems = Vec::new();
    let info = settings.provider.info();
    let preset: Limits = info.map(|info| info.limits).unwrap_or_default();
    let host = host::host(settings, info, &mut problems);
    let loopback = host.as_ref().is_some_and(host::is_loopback);
    let (port, security) = endpoint::port_and_security(settings, info, loopback, &mut problems);
    let sign_in = SignIn { settings, host: host.as_ref(), security };
    let credentials = sign_in.credentials(secret, tokens, &mut problems);
    let gateway = imap::Gateway { host: host.as_ref(), credentials: credentials.as_ref() };
    let imap = imap::account(settings, &gateway, imap, &mut problems);
    let ehlo_name = host::ehlo_name(settings, &mut problems);
    let roots = roots::root_certificates(&settings.root_certificates, &mut problems);
    let checked = limits::check(settings, &mut problems);
    let password = credentials.as_ref().and_then(Credentials::expose);
    let shape = password.map_or(SecretShape::Unknown, |password| settings.provider.secret_shape(password));
    match host {
        Some(host) if problems.is_empty() => Ok(SmtpGateway(Arc::new(Inner {
            provider: settings.provider,
            host: host::text(&host),
            port,
            security,
            credentials,
            shape,
            ehlo_name,
            roots,
            sent_copy: settings.sent_copy,
            imap,
            imap_settings: settings.imap.clone(),
            recipients: settings.recipients,
            max_connections: checked.max_connections.or(preset.connections).unwrap_or(CONNECTIONS),
            mails_per_connection: checked.mails_per_connection.unwrap_or(1),
            pipelining: settings.pipelining,
            chunking: settings.chunking,
            mails_per_minute: checked.mails_per_minute.or(preset.per_minute),
            recipients_per_message: checked
                .recipients_per_message
                .or(preset.recipients_per_message)
                .unwrap_or(RECIPIENTS_EVERYWHERE),
            max_message_size: checked.max_message_size.or(preset.message_size),
            timeouts: settings.timeouts,
        }))),
        _ => Err(problems),
    }
}

#[cfg(test)]
mod tests {
    use super::limits::*;
    use crate::provider::Provider;

    #[test]
    fn rows_are_within_the_bounds_of_settings() {
        for row in Provider::KNOWN.iter().filter_map(|provider| provider.info()) {
            let limits = row.limits;
            let numbers = [
                (limits.connections, MAX_CONNECTIONS),
                (limits.per_minute, MAX_PER_MINUTE),
                (limits.recipients_per_message, MAX_RECIPIENTS),
            ];
            for (value, max) in numbers {
                assert!(value.is_none_or(|value| (1..=max).contains(&value)), "{}", row.provider);
            }
            assert!(limits.message_size.is_none_or(|size| size <= MAX_MESSAGE_SIZE), "{}", row.provider);
        }
    }
}
