//! The stored form of a mail: the core's versioned form, with documents by SHA-256.

use crate::OutboxError;
use ite_mailer::{DocumentMail, message::StoredMail};
use serde::Deserialize;

/// The version that the core writes; a test compares.
const VERSION: u64 = 1;

#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

/// Why a stored mail cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    /// A worker of that version may read it.
    #[error("the stored mail has version {0}, this program reads version {VERSION}")]
    Version(u64),
    #[error("the stored mail is damaged: {0}")]
    Damaged(String),
}

/// The mail without its documents' bytes.
pub(crate) fn store(mail: &DocumentMail) -> Result<String, OutboxError> {
    serde_json::to_string(&StoredMail::with_references(mail)).map_err(|error| OutboxError::Stored(error.to_string()))
}

pub(crate) fn load(json: &str) -> Result<StoredMail, LoadError> {
    serde_json::from_str(json).map_err(|error| match serde_json::from_str(json) {
        Ok(Versioned { version }) if version != VERSION => LoadError::Version(version),
        _ => LoadError::Damaged(error.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::unwrap_used, reason = "a test")]
    fn version_is_the_cores() {
        let mail = DocumentMail::builder().from("a@example.com").to("b@example.org").text("Bonjour").build().unwrap();
        let stored = store(&mail).unwrap();
        let Versioned { version } = serde_json::from_str(&stored).unwrap();
        assert_eq!(version, VERSION);
        assert_eq!(load(&stored).unwrap().message_id(), mail.message_id());
        let newer = stored.replace("\"version\":1", "\"version\":2");
        assert!(matches!(load(&newer), Err(LoadError::Version(2))));
    }
}
