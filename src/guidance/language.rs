//! The languages the guidance is written in.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A language of the guidance. Serialises as `"en"` or `"fr"`.
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

/// A language the guidance is not written in.
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

    /// Reads a language tag (RFC 5646) or a POSIX locale; only the language part counts: `fr`, `fr-CA`, `fr_FR.UTF-8`.
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
