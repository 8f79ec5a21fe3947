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
/// assert!(problem.fr.starts_with("Le port 0 n’est pas utilisable"));
/// ```
///
/// # Codes
///
/// Each code and its English text, in which a name in braces stands for a value.
///
#[doc = include_str!("problem_codes.md")]
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

/// A table of [`ProblemText`]s: `NAME = "code" { "English", "French" }`, each a constant. `TABLE` holds all of them, for the
/// test of codes and texts.
macro_rules! problem_texts {
    ($($vis:vis $name:ident = $code:literal { $en:literal, $fr:literal $(,)? })+) => {
        $($vis const $name: $crate::error::ProblemText = $crate::error::ProblemText { code: $code, en: $en, fr: $fr };)+

        #[cfg(test)]
        pub(crate) const TABLE: &[$crate::error::ProblemText] = &[$($name),+];
    };
}
pub(crate) use problem_texts;

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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test says what it expects")]
    use super::ProblemText;
    use std::collections::BTreeMap;

    /// Every table of problems.
    const TABLES: &[&[ProblemText]] = &[
        crate::gateway::PROBLEM_TEXTS,
        #[cfg(feature = "lettre-transport")]
        crate::lettre_bridge::PROBLEM_TEXTS,
        crate::message::PROBLEM_TEXTS,
        #[cfg(any(feature = "smtp", feature = "oauth2"))]
        crate::network::PROBLEM_TEXTS,
        #[cfg(feature = "oauth2")]
        crate::oauth2::PROBLEM_TEXTS,
        crate::wrappers::PROBLEM_TEXTS,
    ];

    fn texts() -> impl Iterator<Item = &'static ProblemText> {
        TABLES.iter().copied().flatten()
    }

    fn placeholders(text: &str) -> Vec<&str> {
        let mut names: Vec<_> =
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_problem_has_a_code_of_its_own_and_both_languages() {
        let mut codes = BTreeMap::new();
        for text in texts() {
            assert!(text.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{text:?}");
            assert!(codes.insert(text.code, text.en).is_none(), "the code is used twice: {text:?}");
            assert_eq!(placeholders(text.en), placeholders(text.fr), "{text:?}");
            assert_ne!(text.en, text.fr);
            for sentence in [text.en, text.fr] {
                assert!(sentence.starts_with(char::is_uppercase) && sentence.ends_with('.'), "{text:?}");
                assert!(!sentence.contains('\'') && !sentence.contains("  "), "{text:?}");
            }
        }
        assert!(codes.len() > 100, "{} problems", codes.len());
    }

    #[test]
    fn french_has_its_typography() {
        for text in texts() {
            let chars: Vec<char> = text.fr.chars().collect();
            let at = |at: usize| chars.get(at).copied().unwrap_or(' ');
            for (n, c) in chars.iter().enumerate() {
                let (before, after) = (at(n.wrapping_sub(1)), at(n + 1));
                match c {
                    ';' | '!' | '?' => assert_eq!(before, '\u{202f}', "{c}: {text:?}"),
                    // `url_invalid` lists a colon among the characters to encode.
                    ':' if after == ' ' && text.code != "url_invalid" => assert_eq!(before, '\u{a0}', "{text:?}"),
                    '«' => assert_eq!(after, '\u{a0}', "{text:?}"),
                    '»' => assert_eq!(before, '\u{a0}', "{text:?}"),
                    '“' | '”' => panic!("English quotation marks: {text:?}"),
                    // A number and its unit stay on one line.
                    '}' if text.fr.contains("{max} ") => panic!("a number without its unit: {text:?}"),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn every_code_is_documented() {
        let row = |text: &ProblemText| format!("- `{}`: {}", text.code, text.en);
        let mut rows: Vec<_> = texts().map(row).collect();
        rows.sort_unstable();
        let documented: Vec<_> = include_str!("problem_codes.md").lines().collect();
        // With fewer features there are fewer problems.
        let all = cfg!(all(feature = "oauth2", feature = "lettre-transport"));
        let right = if all { documented == rows } else { rows.iter().all(|row| documented.contains(&row.as_str())) };
        assert!(right, "problem_codes.md should have:\n{}", rows.join("\n"));
    }

    /// Outside of the tables there is no problem: a text written in place has no test.
    #[test]
    fn problems_are_made_from_the_tables() {
        fn visit(folder: &std::path::Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    visit(&entry.path(), found);
                } else if std::fs::read_to_string(entry.path()).unwrap().contains(concat!("Problem::", "new(")) {
                    found.push(entry.path().display().to_string());
                }
            }
        }
        let mut found = Vec::new();
        visit(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert!(matches!(&found[..], [only] if only.ends_with("problem.rs")), "{found:?}");
    }
}
