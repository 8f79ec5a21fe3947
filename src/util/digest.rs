//! SHA-256 over several fields, and bytes as hexadecimal digits.

use sha2::{Digest as _, Sha256};

/// SHA-256 over fields that cannot trade their ends.
pub(crate) struct Fields(Sha256);

impl Fields {
    /// `purpose` keeps digests of one use from standing for another's.
    pub(crate) fn new(purpose: &[u8]) -> Self {
        Self(Sha256::new_with_prefix(purpose))
    }

    /// One more field, its length in front.
    pub(crate) fn field(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    /// The digest, behind a last field that needs no length.
    pub(crate) fn end(mut self, last: &[u8]) -> [u8; 32] {
        self.0.update(last);
        self.0.finalize().into()
    }
}

/// Lower-case digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    bytes.iter().for_each(|byte| push_hex(*byte, &mut out));
    out
}

/// Leaves no copy of a secret's byte behind.
pub(crate) fn push_hex(byte: u8, out: &mut String) {
    out.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or_default()));
}
