//! The redactor of one connection, which masks password and tokens in replies.

use crate::{
    gateway::{AccessToken, Credentials},
    util::redact::{Redactor, joined},
};
use secrecy::{ExposeSecret, zeroize::Zeroizing};

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
