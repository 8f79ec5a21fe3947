//! SASL (RFC 4422): mechanisms, and the messages that SMTP and IMAP send with them.

pub(crate) mod oauth;

use crate::{
    gateway::{AccessToken, Credentials},
    util::redact::{Redactor, joined},
};
use lettre::transport::smtp::authentication::Mechanism as Known;
use secrecy::{ExposeSecret, zeroize::Zeroizing};

/// A supported mechanism: one of lettre's, or OAUTHBEARER, which lettre does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mechanism {
    Known(Known),
    OAuthBearer,
}

pub(crate) const PLAIN: Mechanism = Mechanism::Known(Known::Plain);
pub(crate) const LOGIN: Mechanism = Mechanism::Known(Known::Login);
pub(crate) const XOAUTH2: Mechanism = Mechanism::Known(Known::Xoauth2);
pub(crate) const OAUTHBEARER: Mechanism = Mechanism::OAuthBearer;

impl Mechanism {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Known(Known::Plain) => "PLAIN",
            Self::Known(Known::Login) => "LOGIN",
            Self::Known(Known::Xoauth2) => "XOAUTH2",
            Self::OAuthBearer => "OAUTHBEARER",
        }
    }
}

/// Masks the password of these credentials and these tokens.
pub(crate) fn redactor(credentials: Option<&Credentials>, tokens: &[&AccessToken]) -> Redactor {
    let mut redactor = Redactor::default();
    if let Some((user, secret)) = credentials.and_then(|c| Some((c.user(), c.expose()?))) {
        redactor.forms(&plain_response(user, secret), secret);
    }
    for token in tokens {
        let token = token.secret().expose_secret();
        redactor.forms(token, token);
    }
    redactor
}

/// The message of SASL PLAIN (RFC 4616): no authorisation identity, login, password.
pub(crate) fn plain_response(user: &str, secret: &str) -> Zeroizing<String> {
    joined(&["\0", user, "\0", secret])
}
