//! Where a mail goes out: one customer's SMTP gateway.

mod catalogue;
mod credentials;
mod dsn;
#[cfg(feature = "smtp")]
mod fingerprint;
mod form;
#[allow(
    clippy::module_inception,
    reason = "the stage's main type has a file of its own, so that `mod.rs` stays a table of contents"
)]
mod gateway;
mod lint;
mod provider;
mod rows;
mod security;
mod settings;
mod suggest;
mod timeouts;
mod token;
mod validate;

pub use catalogue::{
    Endpoint, FromRule, Limits, Login, OAuth2Endpoints, PasswordKind, ProviderInfo, SecretPattern, SecretRule,
    SecretShape, TwoStep,
};
pub use credentials::Credentials;
pub use form::{CatalogueEntry, Form, FormField, Forms, Link, Step};
pub use gateway::{GatewayBuilder, SmtpGateway};
pub use lint::{Date, Finding, LintCode, LintInput, LintText};
pub use provider::{Provider, UnknownProvider};
pub use security::Security;
pub use settings::{GatewaySettings, IntoSecret, RecipientPolicy, SentCopy};
pub use timeouts::Timeouts;
pub use token::{AccessToken, StaticToken, TokenFn, TokenProvider, TokenRequest, token_fn};

#[cfg(feature = "oauth2")]
pub(crate) use validate::root_certificates;

use serde::Serialize;
use std::fmt;

/// One thing that is wrong with settings or a mail: the field, and the cure. Never the value of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// The field's name, as it is serialised: `port`, `user`, `to`, `documents`, ….
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Problem {
    /// A problem of this field.
    #[must_use]
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}
