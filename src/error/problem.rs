//! One thing that is wrong with settings or a mail.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// One thing that is wrong with settings or a mail: the field, a stable code, and what would be right, in English and
/// in French. It never shows the value of a secret.
///
/// The texts are whole sentences for a page that shows them beside the field.
///
/// ```
/// use ite_mailer::GatewaySettings;
///
/// let mut settings = GatewaySettings::default();
/// (settings.host, settings.port) = (Some("smtp.example.com".to_owned()), Some(0));
/// settings.authentication = false;
/// let error = settings.validate(None::<&str>).unwrap_err();
/// let problem = &error.problems()[0];
/// assert_eq!((&*problem.field, &*problem.code), ("port", "port_zero"));
/// assert_eq!(problem.en, "Port 0 cannot be used; the usual port is 587.");
/// assert_eq!(problem.fr, "Le port 0 n’est pas utilisable\u{202f}; le port habituel est 587.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Problem {
    /// The field's name, as it is serialised: `port`, `user`, `to`, `documents`, ….
    pub field: Cow<'static, str>,
    /// What is wrong, as a stable snake_case code: `host_missing`, `port_zero`, ….
    pub code: Cow<'static, str>,
    /// What is wrong and what would be right, in English.
    pub en: String,
    /// The same in French.
    pub fr: String,
}

impl Problem {
    /// A problem of this field. `code` is snake_case; `en` and `fr` are whole sentences that say what would be right.
    #[must_use]
    pub fn new(
        field: impl Into<Cow<'static, str>>,
        code: impl Into<Cow<'static, str>>,
        en: impl Into<String>,
        fr: impl Into<String>,
    ) -> Self {
        Self { field: field.into(), code: code.into(), en: en.into(), fr: fr.into() }
    }

    /// The same problem, of another field.
    #[must_use]
    pub fn at(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = field.into();
        self
    }

    /// A problem whose text is in English only.
    pub(crate) fn untranslated(field: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(field, "invalid", text.clone(), text)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.en.trim_end_matches('.'))
    }
}

/// The texts of one problem, side by side. `{name}` is a placeholder for [`fill`](Self::fill).
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProblemText {
    pub(crate) code: &'static str,
    pub(crate) en: &'static str,
    pub(crate) fr: &'static str,
}

impl ProblemText {
    /// The problem, of this field.
    pub(crate) fn at(&self, field: &'static str) -> Problem {
        Problem::new(field, self.code, self.en, self.fr)
    }

    /// The problem, of this field, with these values for the placeholders of its texts.
    pub(crate) fn fill(&self, field: &'static str, values: &[(&str, &str)]) -> Problem {
        Problem::new(field, self.code, fill(self.en, values), fill(self.fr, values))
    }
}

/// One pass over the template, so that braces in a value are not replaced.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, tail)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = tail.split_once('}') else { break };
        text.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    text.push_str(rest);
    text
}
