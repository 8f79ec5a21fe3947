//! From a mail to the bytes of its message.

use super::Document;

/// A mail ready to be written.
#[derive(Debug)]
pub struct Composed {}

impl Composed {
    /// The Message-ID.
    #[must_use]
    pub fn message_id(&self) -> &str {
        ""
    }
    /// Size.
    #[must_use]
    pub fn size(&self) -> u64 {
        0
    }
    /// The documents.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &[]
    }
}
