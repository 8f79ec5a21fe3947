//! An error as the tables keep it.

use ite_mailer::{Error, ErrorKind};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An error as it is stored with a mail or a paused lane: the error's own JSON, guidance included, and its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredError {
    message: String,
    error: serde_json::Value,
}

impl StoredError {
    pub(crate) fn new(error: &Error) -> Self {
        let json = serde_json::to_value(error).unwrap_or_default();
        Self { message: error.to_string(), error: json }
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Damaged JSON is shown as it is: a person has to see it, and no mail depends on it.
    pub(crate) fn from_json(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_else(|_| Self { message: json.to_owned(), error: serde_json::Value::Null })
    }

    /// The kind; `None` where the stored error is damaged.
    #[must_use]
    pub fn kind(&self) -> Option<ErrorKind> {
        serde_json::from_value(self.error.get("kind")?.clone()).ok()
    }

    /// The error's one-line text, in English.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The error as the JSON a page answers with: kind, stage, outcome, retry, reply, guidance in French and English.
    #[must_use]
    pub const fn json(&self) -> &serde_json::Value {
        &self.error
    }

    /// The title of the guidance in this language (`fr` or `en`).
    #[must_use]
    pub fn title(&self, language: &str) -> Option<&str> {
        self.error.get("guidance")?.get(language)?.get("title")?.as_str()
    }
}

impl fmt::Display for StoredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
