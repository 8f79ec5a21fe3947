//! An error as the tables keep it: its own JSON.

use ite_mailer::{Error, ErrorKind, Outcome, Retry, Stage};

pub(crate) fn error_to_json(error: &Error) -> String {
    serde_json::to_string(error).unwrap_or_default()
}

/// A person's note is stored in the column of the error, as a JSON string.
pub(crate) fn note_to_json(note: &str) -> String {
    serde_json::Value::from(note).to_string()
}

pub(crate) fn note_from_json(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

/// Damaged JSON must not hide its mail or lane.
pub(crate) fn error_from_json(json: &str) -> Error {
    serde_json::from_str(json).unwrap_or_else(|_| {
        Error::new(ErrorKind::Other, Stage::Wait)
            .with_outcome(Outcome::NotSent)
            .with_retry(Retry::Never)
            .with_detail("the stored error is damaged")
    })
}
