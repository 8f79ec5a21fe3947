//! An error as the tables keep it: its own JSON.

use ite_mailer::{Error, ErrorKind, Outcome, Retry, Stage};

pub(crate) fn error_to_json(error: &Error) -> String {
    serde_json::to_string(error).unwrap_or_default()
}

/// Damaged JSON must not hide the mail or lane it stands with.
pub(crate) fn error_from_json(json: &str) -> Error {
    serde_json::from_str(json).unwrap_or_else(|_| {
        Error::new(ErrorKind::Other, Stage::Wait)
            .with_outcome(Outcome::NotSent)
            .with_retry(Retry::Never)
            .with_detail("the stored error is damaged")
    })
}
