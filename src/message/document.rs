//! A document to send.

use crate::receipt::DocumentReceipt;

/// A document to send.
#[derive(Clone, Debug)]
pub struct Document {}

impl Document {
    /// What the receipt says of it.
    #[must_use]
    pub fn receipt(&self) -> DocumentReceipt {
        DocumentReceipt { name: String::new(), size: 0, sha256: String::new() }
    }
}
