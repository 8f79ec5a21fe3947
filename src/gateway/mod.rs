//! SMTP gateways: settings, validation, lint, credentials, and the form of a settings page.
//!
//! ```
//! use ite_mailer::{GatewaySettings, Provider, gateway::{Date, LintInput}};
//!
//! let settings = GatewaySettings::for_provider(Provider::Yahoo, "me@yahoo.com");
//! let findings = settings.lint(&LintInput::new(Date::today()));
//! println!("{findings:#?}"); // advice for the settings page
//! let gateway = settings.validate("aaaabbbbccccdddd")?;
//! assert_eq!((gateway.host(), gateway.port()), ("smtp.mail.yahoo.com", 587));
//! # Ok::<(), ite_mailer::Error>(())
//! ```

mod config;
mod credentials;
#[cfg(feature = "smtp")]
mod fingerprint;
mod form;
#[allow(
    clippy::module_inception,
    reason = "the stage's main type has a file of its own, so that `mod.rs` stays a table of contents"
)]
mod gateway;
mod imap;
mod lint;
mod minimal;
mod secret;
mod settings;
mod timeouts;
mod token;
mod token_hosts;
mod url;
mod validate;

pub use crate::util::Date;
pub use config::GatewayConfig;
pub use credentials::Credentials;
pub use form::{CatalogueEntry, Form, FormField, FormStep, SentCopyChoice};
pub use gateway::{GatewayBuilder, SmtpGateway};
pub use imap::{ImapAccount, ImapSettings};
pub use lint::{Finding, LintCode, LintInput};
pub use secret::{IntoSecret, SecretText};
pub use settings::{GatewaySettings, RecipientPolicy, SentCopy};
pub use timeouts::Timeouts;
pub use token::{AccessToken, StaticToken, TokenProvider, TokenRequest, token_fn};
pub use token_hosts::TokenHosts;

#[cfg(feature = "oauth2")]
pub(crate) use timeouts::MAX_STEP;
#[cfg(test)]
pub(crate) use validate::texts::TABLE as PROBLEM_TEXTS;
#[cfg(feature = "oauth2")]
pub(crate) use validate::{deadline, root_certificates};
