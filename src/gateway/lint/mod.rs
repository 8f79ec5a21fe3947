//! Advice on settings, without network: errors, warnings and notes.

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
/// It contains no secret, and its texts do not repeat the settings. `Display` is in English: one line, and one more for
/// each step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// What it is about.
    pub code: LintCode,
    /// [`Severity::Error`]: no mail can be sent. [`Severity::Warning`]: it may fail. [`Severity::Info`]: a note.
    pub severity: Severity,
    /// The settings field; `password` for the secret, `from` for the sender's address.
    pub field: Cow<'static, str>,
    /// In English.
    pub en: GuidanceText,
    /// In French.
    pub fr: GuidanceText,
    /// The settings with this finding corrected, if the correction is known. Other findings may remain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<GatewaySettings>,
}

/// What is known in addition to the settings.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LintInput<'a> {
    /// The From address of the mails. Default: unknown.
    pub from: Option<&'a str>,
    /// The secret; only its shape is used. Default: unknown.
    pub secret: Option<&'a SecretString>,
    /// The shape of a secret that is not available. Ignored with [`secret`](Self::secret). Default: unknown.
    pub shape: SecretShape,
    /// Whether it signs in by access token: no findings on passwords then. Default: no.
    pub by_token: bool,
    /// The day the advice is for.
    pub today: Date,
    /// Expected number of mails a day. Default: unknown.
    pub expected_per_day: Option<u32>,
}

impl<'a> LintInput<'a> {
    /// Nothing is known but the settings and the day.
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

    /// Sets the shape of a secret that is not available.
    #[must_use]
    pub const fn shape(mut self, shape: SecretShape) -> Self {
        self.shape = shape;
        self
    }

    /// Sets that it signs in by access token.
    #[must_use]
    pub const fn by_token(mut self) -> Self {
        self.by_token = true;
        self
    }

    /// Sets the expected number of mails a day.
    #[must_use]
    pub const fn expected_per_day(mut self, mails: u32) -> Self {
        self.expected_per_day = Some(mails);
        self
    }
}

impl GatewaySettings {
    /// Advice on these settings, by severity, then by field. Uses no network.
    ///
    /// It finds what [`validate`](Self::validate) accepts but is probably wrong: a misspelt host, the main password in
    /// place of an app password, an account that takes no passwords any more. Incomplete settings are no finding.
    ///
    /// ```
    /// use ite_mailer::gateway::{Date, GatewaySettings, LintCode, LintInput};
    /// use ite_mailer::Provider;
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
