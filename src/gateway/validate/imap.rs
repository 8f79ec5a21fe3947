//! The mailbox in which copies are filed.

use super::{host, sign_in, texts as T};
use crate::{
    error::Problem,
    gateway::{Credentials, GatewaySettings, ImapAccount, ImapSettings, SentCopy, TokenProvider},
    provider::{Endpoint, Provider, Security},
};
use secrecy::SecretString;
use std::sync::Arc;
use url::Host;

/// RFC 8314 §3.2 and RFC 9051 §2.1.
const IMPLICIT: u16 = 993;
const STARTTLS: u16 = 143;
/// Longer than any name a server accepts.
const MAX_FOLDER: usize = 1024;

/// The secret of an account of its own.
pub(in crate::gateway) struct ImapProof {
    pub(in crate::gateway) secret: Option<SecretString>,
    pub(in crate::gateway) tokens: Option<Arc<dyn TokenProvider>>,
}

impl ImapProof {
    pub(in crate::gateway) const fn none() -> Self {
        Self { secret: None, tokens: None }
    }
}

/// The gateway's own part, as far as the mailbox depends on it.
pub(super) struct Gateway<'a> {
    pub(super) host: Option<&'a Host>,
    pub(super) credentials: Option<&'a Credentials>,
}

/// The mailbox; `None` if no copy is filed there: by choice, or because the provider files sent mails by itself.
pub(super) fn account(
    settings: &GatewaySettings,
    gateway: &Gateway<'_>,
    proof: ImapProof,
    problems: &mut Vec<Problem>,
) -> Option<ImapAccount> {
    let imap = &settings.imap;
    let own = is_own(settings);
    if settings.sent_copy != SentCopy::Folder {
        return None;
    }
    if !cfg!(feature = "imap") {
        problems.push(T::IMAP_NOT_BUILT_IN.at("sent_copy"));
        return None;
    }
    if settings.files_sent_mail() {
        return None;
    }
    let provider = provider(settings, gateway.host);
    let endpoints = provider.info().map_or(&[][..], |row| row.imap);
    let smtp = provider.info().filter(|_| !own).and_then(|row| row.endpoints.first()).map(|endpoint| endpoint.host);
    let host = match imap.host.as_deref().filter(|host| !host.is_empty()) {
        Some(host) => host::named(host, "imap.host", problems),
        None => match endpoints.first() {
            // The provider has one server for both, whose name may have a number of the customer's: take the gateway's.
            Some(endpoint) if smtp == Some(endpoint.host) => gateway.host.cloned(),
            Some(endpoint) => Host::parse(endpoint.host).ok(),
            None if !own && is_relay(settings.provider) => {
                let name = settings.provider.name();
                problems.push(T::IMAP_RELAY.fill("imap.user", &[("provider", name)]));
                None
            }
            None => {
                problems.push(T::IMAP_HOST_MISSING.at("imap.host"));
                None
            }
        },
    };
    let of_host = host.as_ref().map(host::text);
    let listed = endpoints.iter().filter(|endpoint| Some(endpoint.host) == of_host.as_deref());
    let (port, security) = port_and_security(imap, listed);
    let problem = match (port, security) {
        (0, _) => Some(T::PORT_ZERO.at("imap.port")),
        (_, Security::PlaintextLoopback) => Some(T::IMAP_PLAIN.at("imap.security")),
        (IMPLICIT, Security::StartTlsRequired) => Some(T::IMAP_STARTTLS_ON_993.at("imap.security")),
        (STARTTLS, Security::ImplicitTls) => Some(T::IMAP_IMPLICIT_ON_143.at("imap.security")),
        (25 | 465 | 587, _) => Some(T::IMAP_SMTP_PORT.at("imap.port")),
        _ => None,
    };
    problems.extend(problem);
    let folder = folder(imap, problems);
    let credentials = if own {
        sign_in::of_mailbox(provider, host.as_ref(), imap.user.as_deref().unwrap_or_default(), proof, problems)
    } else {
        if proof.secret.is_some() || proof.tokens.is_some() {
            problems.push(T::IMAP_SECRET_WITHOUT_USER.at("imap.user"));
        }
        let tokens = gateway.credentials.and_then(Credentials::tokens);
        if let (Some(tokens), Some(host)) = (tokens, host.as_ref()) {
            sign_in::token_host(&**tokens, host, settings.provider, "imap.host", problems);
        }
        if !settings.authentication {
            problems.push(T::IMAP_WITHOUT_LOGIN.at("imap.user"));
        }
        gateway.credentials.cloned()
    };
    Some(ImapAccount { provider, host: of_host?, port, security, credentials: credentials?, own, folder })
}

/// Whether the mailbox has an account of its own.
fn is_own(settings: &GatewaySettings) -> bool {
    settings.imap.user.as_deref().is_some_and(|user| !user.is_empty())
}

/// A relay has a row and no mailboxes.
fn is_relay(provider: Provider) -> bool {
    provider.info().is_some_and(|row| !row.has_mailboxes())
}

/// The provider of the mailbox. A preset's row is for the preset's hosts: the secret of another host is not sent to its
/// IMAP server.
fn provider(settings: &GatewaySettings, host: Option<&Host>) -> Provider {
    if is_own(settings) {
        return settings.imap.user.as_deref().and_then(Provider::for_address).unwrap_or_default();
    }
    let host = host.map(host::text).unwrap_or_default();
    let lists = |endpoints: &[Endpoint]| endpoints.iter().any(|endpoint| endpoint.host == host);
    match settings.provider.info() {
        Some(row) if lists(row.endpoints) || Provider::for_host(&host) == Some(settings.provider) => settings.provider,
        _ => Provider::Custom,
    }
}

fn port_and_security<'a>(imap: &ImapSettings, listed: impl Iterator<Item = &'a Endpoint>) -> (u16, Security) {
    let fits = |e: &&Endpoint| {
        imap.port.is_none_or(|port| port == e.port) && imap.security.is_none_or(|security| security == e.security)
    };
    let preset = listed.into_iter().find(fits);
    let security = imap.security.or(preset.map(|e| e.security)).unwrap_or(match imap.port {
        Some(STARTTLS) => Security::StartTlsRequired,
        _ => Security::ImplicitTls,
    });
    let port = imap.port.or(preset.map(|e| e.port)).unwrap_or(match security {
        Security::StartTlsRequired => STARTTLS,
        _ => IMPLICIT,
    });
    (port, security)
}

fn folder(imap: &ImapSettings, problems: &mut Vec<Problem>) -> Option<String> {
    let folder = imap.folder.as_deref().filter(|folder| !folder.is_empty())?;
    if folder.len() > MAX_FOLDER || folder.contains(char::is_control) {
        problems.push(T::IMAP_FOLDER_INVALID.at("imap.folder"));
    }
    Some(folder.to_owned())
}
