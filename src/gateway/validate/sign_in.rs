//! Login, and a password or access tokens.

use super::{imap::ImapProof, texts as T};
use crate::{
    error::{Problem, ProblemText},
    gateway::{Credentials, GatewaySettings, TokenProvider},
    message::Address,
    provider::{Login, Provider, SecretShape, Security},
};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use std::sync::Arc;
use url::Host;

/// Longer than any address (RFC 5321 §4.5.3.1.3) and any provider's logins.
const MAX_USER: usize = 1024;
/// The response of `AUTH PLAIN` with both in it stays below the 12,288 octets of RFC 4954 §4.
const MAX_PASSWORD: usize = 4096;

/// The settings that the sign-in depends on.
pub(super) struct SignIn<'a> {
    pub(super) settings: &'a GatewaySettings,
    pub(super) host: Option<&'a Host>,
    pub(super) security: Security,
}

impl SignIn<'_> {
    pub(super) fn credentials(
        &self,
        secret: Option<SecretString>,
        tokens: Option<Arc<dyn TokenProvider>>,
        problems: &mut Vec<Problem>,
    ) -> Option<Credentials> {
        let secret = secret.filter(|secret| !secret.expose_secret().is_empty());
        if !self.settings.authentication {
            problems.extend(secret.map(|_| T::AUTHENTICATION_OFF_PASSWORD.at("authentication")));
            problems.extend(tokens.map(|_| T::AUTHENTICATION_OFF_TOKEN.at("authentication")));
            return None;
        }
        if self.security == Security::PlaintextLoopback {
            let in_clear = if tokens.is_some() { T::PLAIN_TOKEN } else { T::PLAIN_PASSWORD };
            problems.push(in_clear.at("security"));
        }
        let user = self.user(problems);
        if let Some(tokens) = tokens {
            if secret.is_some() {
                problems.push(T::PASSWORD_AND_TOKENS.at("password"));
            }
            if let Some(host) = self.host {
                token_host(&*tokens, host, self.settings.provider, "host", problems);
            }
            return Some(Credentials::oauth2(user, tokens));
        }
        password(self.settings.provider, user, secret, "password", problems)
    }

    fn user(&self, problems: &mut Vec<Problem>) -> &str {
        let provider = self.settings.provider;
        let login = provider.info().map(|info| info.login);
        let user = match (self.settings.user.as_deref().filter(|user| !user.is_empty()), login) {
            (Some(user), _) => user,
            (None, Some(Login::Literal(word))) => return word,
            (None, _) => {
                problems.push(T::USER_MISSING.at("user"));
                return "";
            }
        };
        if user.len() > MAX_USER {
            problems.push(T::USER_TOO_LONG.fill("user", &[("max", &MAX_USER.to_string())]));
            return "";
        }
        let problem = if user.contains(char::is_control) {
            Some(T::USER_CONTROL)
        } else if user.trim() != user {
            Some(T::USER_BLANK)
        } else if login == Some(Login::FullAddress) {
            wrong_address(user)
        } else {
            None
        };
        problems.extend(problem.map(|problem| problem.fill("user", &[("provider", provider.name())])));
        user
    }
}

/// Login and secret of a mailbox with an account of its own.
pub(super) fn of_mailbox(
    provider: Provider,
    host: Option<&Host>,
    user: &str,
    proof: ImapProof,
    problems: &mut Vec<Problem>,
) -> Option<Credentials> {
    if user.len() > MAX_USER {
        problems.push(T::USER_TOO_LONG.fill("imap.user", &[("max", &MAX_USER.to_string())]));
        return None;
    }
    if user.contains(char::is_control) {
        problems.push(T::USER_CONTROL.at("imap.user"));
    } else if user.trim() != user {
        problems.push(T::USER_BLANK.at("imap.user"));
    }
    let secret = proof.secret.filter(|secret| !secret.expose_secret().is_empty());
    if let Some(tokens) = proof.tokens {
        if secret.is_some() {
            problems.push(T::PASSWORD_AND_TOKENS.at("imap_password"));
        }
        if let Some(host) = host {
            token_host(&*tokens, host, provider, "imap.host", problems);
        }
        return Some(Credentials::oauth2(user, tokens));
    }
    password(provider, user, secret, "imap_password", problems)
}

fn password(
    provider: Provider,
    user: &str,
    secret: Option<SecretString>,
    field: &'static str,
    problems: &mut Vec<Problem>,
) -> Option<Credentials> {
    let Some(secret) = secret else {
        problems.push(if field == "password" { T::PASSWORD_MISSING } else { T::IMAP_PASSWORD_MISSING }.at(field));
        return None;
    };
    if secret.expose_secret().len() > MAX_PASSWORD {
        problems.push(T::PASSWORD_TOO_LONG.fill(field, &[("max", &MAX_PASSWORD.to_string())]));
        return None;
    }
    let secret = without_grouping(provider, secret);
    let text = secret.expose_secret();
    if text.contains(char::is_control) {
        problems.push(T::PASSWORD_CONTROL.at(field));
    } else if text.trim() != text {
        problems.push(T::PASSWORD_BLANK.at(field));
    }
    Some(Credentials::password(user, secret))
}

/// Tokens of a provider must not be sent to a host that a customer types.
pub(super) fn token_host(
    tokens: &dyn TokenProvider,
    host: &Host,
    provider: Provider,
    field: &'static str,
    problems: &mut Vec<Problem>,
) {
    let hosts = tokens.hosts();
    if super::host::is_loopback(host) || hosts.allows(&super::host::text(host), provider) {
        return;
    }
    problems.push(match hosts.provider().unwrap_or(provider) {
        Provider::Custom => T::TOKENS_WITHOUT_HOST.at(field),
        provider => T::TOKENS_FOR_OTHER_HOST.fill(field, &[("provider", provider.name())]),
    });
}

/// Why this is not a full address. No provider of the catalogue takes a login at a host without a dot.
fn wrong_address(user: &str) -> Option<ProblemText> {
    if user.parse::<Address>().is_ok_and(|address| address.domain().contains('.')) {
        return None;
    }
    Some(match user.matches('@').count() {
        2.. if user.contains([',', ';', ' ']) => T::USER_SEVERAL,
        2.. => T::USER_TWO_AT,
        _ => T::USER_NO_ADDRESS,
    })
}

/// Removes the blanks of app passwords that are shown in groups.
fn without_grouping(provider: Provider, secret: SecretString) -> SecretString {
    let grouped = provider.info().and_then(|info| info.secret).is_some_and(|rule| rule.grouped);
    let mut compact = Zeroizing::new(String::with_capacity(secret.expose_secret().len()));
    compact.extend(secret.expose_secret().chars().filter(|c| !matches!(c, ' ' | '\u{a0}')));
    let compact = SecretString::from(compact.as_str());
    if grouped && provider.secret_shape(compact.expose_secret()) == SecretShape::Expected { compact } else { secret }
}
