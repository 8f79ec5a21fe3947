//! The languages of the texts.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A language of guidance, problems and forms. Serialises as `"en"` or `"fr"`.
///
/// ```
/// use ite_mailer::Language;
///
/// let language: Language = "fr_FR.UTF-8".parse()?;
/// assert_eq!(language, Language::Fr);
/// # Ok::<(), ite_mailer::guidance::UnknownLanguage>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

/// A text, or a group of texts, in every language. Serialises as `{"en": …, "fr": …}`.
///
/// ```
/// use ite_mailer::{Language, Provider};
///
/// let gmail = Provider::all().remove(0);
/// let form = gmail.forms.in_language(Language::Fr);
/// assert_eq!(form.login.label, "Adresse e-mail");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Bilingual<T> {
    /// In English.
    pub en: T,
    /// In French.
    pub fr: T,
}

impl<T> Bilingual<T> {
    pub(crate) fn new(en: impl Into<T>, fr: impl Into<T>) -> Self {
        Self { en: en.into(), fr: fr.into() }
    }

    /// The text in one language.
    pub const fn in_language(&self, language: Language) -> &T {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }
}

/// The text names no language of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown language; use \"en\" or \"fr\"")]
pub struct UnknownLanguage;

impl Language {
    /// Every language, English first.
    pub const ALL: &'static [Self] = &[Self::En, Self::Fr];

    /// The code of ISO 639-1.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Parses a language tag (RFC 5646) or a POSIX locale by its language part: `fr`, `fr-CA`, `fr_FR.UTF-8`.
    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        let language = tag.trim().split(['-', '_', '.']).next().unwrap_or_default();
        let known = Self::ALL.iter().find(|known| known.as_str().eq_ignore_ascii_case(language));
        known.copied().ok_or(UnknownLanguage)
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        tag.parse().map_err(serde::de::Error::custom)
    }
}
