//! What to do about a failure, in French and English. Data, never `Display` text of an error.

use super::ErrorKind;
use crate::gateway::{Provider, SecretShape};
use serde::Serialize;

/// A language of the guidance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

/// Who has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Actor {
    /// The person whose gateway it is.
    User,
    /// The administrator of their organisation or mail domain.
    Administrator,
    /// The mail provider.
    Provider,
    /// The developers or operators of the product that sends.
    Developer,
    /// Nobody: waiting is enough.
    Nobody,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// Good to know.
    Info,
    /// This mail or recipient only, or it passes by itself.
    Warning,
    /// No mail goes out until somebody acts.
    Error,
}

/// Advice on one failure, in every language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Guidance {
    /// What it is about.
    pub kind: ErrorKind,
    /// How bad it is.
    pub severity: Severity,
    /// Who has to act.
    pub actor: Actor,
    /// In English.
    pub en: GuidanceText,
    /// In French.
    pub fr: GuidanceText,
}

/// Advice in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GuidanceText {
    /// A headline.
    pub title: String,
    /// What happened, for the person whose gateway it is.
    pub what: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// The provider's own pages: `https` links.
    pub links: Vec<String>,
}

impl Guidance {
    /// The text in one language.
    #[must_use]
    pub fn text(&self, language: Language) -> &GuidanceText {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }
}

/// Advice on a failure of this kind at this provider, given what the secret's shape says.
#[must_use]
pub fn guidance_for(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Guidance {
    let _ = (provider, shape);
    let empty = || GuidanceText { title: String::new(), what: String::new(), steps: vec![], links: vec![] };
    Guidance { kind, severity: Severity::Error, actor: Actor::User, en: empty(), fr: empty() }
}
