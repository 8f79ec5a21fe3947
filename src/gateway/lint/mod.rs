//! Advice on settings before any network: what would be refused, what works but not well, what is good to know.

mod code;
mod context;
mod host;
mod sending;
mod sign_in;
mod texts;
mod typo;

pub use code::LintCode;

use super::GatewaySettings;
use crate::guidance::{GuidanceText, Language, Severity};
use crate::provider::SecretShape;
use crate::util::Date;
use context::Context;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// One piece of advice on settings.
///
/// Never contains a secret, and its texts never repeat what was typed. Displays in English, on one line and one more
/// per step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// What it is about.
    pub code: LintCode,
    /// [`Severity::Error`]: no mail will go out so. [`Severity::Warning`]: it may fail. [`Severity::Info`]: good to know.
    pub severity: Severity,
    /// The settings field; `password` for the secret, `from` for the sender's address.
    pub field: Cow<'static, str>,
    /// In English.
    pub en: GuidanceText,
    /// In French.
    pub fr: GuidanceText,
    /// The settings without this finding, where what is right is known. Other findings may remain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<GatewaySettings>,
}

/// What is known besides the settings.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LintInput<'a> {
    /// The From address of the mails. Default: unknown.
    pub from: Option<&'a str>,
    /// The secret, of which only the shape matters. Default: unknown.
    pub secret: Option<&'a SecretString>,
    /// The shape of a secret that is not at hand. Counts only without [`secret`](Self::secret). Default: unknown.
    pub shape: SecretShape,
    /// Whether it signs in by access token: then nothing is said of passwords. Default: no.
    pub by_token: bool,
    /// The day the advice is for.
    pub today: Date,
    /// How many mails a day are expected. Default: unknown.
    pub expected_per_day: Option<u32>,
}

impl<'a> LintInput<'a> {
    /// Nothing but the settings is known.
    #[must_use]
    pub const fn new(today: Date) -> Self {
        Self { from: None, secret: None, shape: SecretShape::Unknown, by_token: false, today, expected_per_day: None }
    }

    /// Sets the From address.
    #[must_use]
    pub const fn from(mut self, from: &'a str) -> Self {
        self.from = Some(from);
        self
    }

    /// Sets the secret.
    #[must_use]
    pub const fn secret(mut self, secret: &'a SecretString) -> Self {
        self.secret = Some(secret);
        self
    }

    /// Sets the shape of a secret that is not at hand.
    #[must_use]
    pub const fn shape(mut self, shape: SecretShape) -> Self {
        self.shape = shape;
        self
    }

    /// Says that it signs in by access token.
    #[must_use]
    pub const fn by_token(mut self) -> Self {
        self.by_token = true;
        self
    }

    /// Sets how many mails a day are expected.
    #[must_use]
    pub const fn expected_per_day(mut self, mails: u32) -> Self {
        self.expected_per_day = Some(mails);
        self
    }
}

impl GatewaySettings {
    /// Advice on these settings, the worst first, then by field; no network is used.
    ///
    /// It says what [`validate`](Self::validate) cannot know to be wrong: a look-alike host, a main password where an
    /// app password belongs, an account that takes no password any more. Incomplete settings are no finding.
    ///
    /// ```
    /// use ite_mailer::{gateway::{Date, GatewaySettings, LintCode, LintInput}, provider::Provider};
    ///
    /// let mut settings = GatewaySettings::for_provider(Provider::Gmail, "me@gmail.com");
    /// settings.host = Some("smtp.gmial.com".into());
    /// let findings = settings.lint(&LintInput::new(Date::new(2026, 11, 23)));
    /// assert_eq!(findings[0].code, LintCode::HostTypo);
    /// let corrected = findings[0].corrected.as_ref().expect("the host is known");
    /// assert_eq!(corrected.host.as_deref(), Some("smtp.gmail.com"));
    /// ```
    #[must_use]
    pub fn lint(&self, input: &LintInput<'_>) -> Vec<Finding> {
        let mut context = Context::new(self, input);
        host::look(&mut context);
        sign_in::look(&mut context);
        sending::look(&mut context);
        context.into_findings()
    }
}

impl Finding {
    /// The text in one language.
    #[must_use]
    pub fn text(&self, language: Language) -> &GuidanceText {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        write!(f, "{severity}: {}: {}. {}", self.field, self.en.title, self.en.what)?;
        for (n, step) in (1..).zip(&self.en.steps) {
            write!(f, "\n  {n}. {step}")?;
        }
        Ok(())
    }
}
