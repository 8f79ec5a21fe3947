//! SHA-256 over several fields, and bytes as hexadecimal digits.

use sha2::{Digest as _, Sha256};

/// SHA-256 over several fields with their lengths, so that no two lists of fields have the same input.
pub(crate) struct Fields(Sha256);

impl Fields {
    /// `purpose` separates the digests of different uses.
    pub(crate) fn new(purpose: &[u8]) -> Self {
        Self(Sha256::new_with_prefix(purpose))
    }

    /// Adds a field, preceded by its length.
    pub(crate) fn field(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    /// Adds a last field without length, and returns the digest.
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

/// Appends two digits without a temporary copy of a secret's byte.
pub(crate) fn push_hex(byte: u8, out: &mut String) {
    out.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or_default()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_cannot_trade_their_ends() {
        let digest = |purpose: &str, fields: [&str; 2]| {
            let mut all = Fields::new(purpose.as_bytes());
            fields.iter().for_each(|field| all.field(field.as_bytes()));
            all.end(b"")
        };
        let one = digest("use", ["ab", "c"]);
        assert_eq!(one, digest("use", ["ab", "c"]));
        for (purpose, fields) in
            [("use", ["a", "bc"]), ("use", ["abc", ""]), ("use", ["", "abc"]), ("other", ["ab", "c"])]
        {
            assert_ne!(one, digest(purpose, fields), "{purpose} {fields:?}");
        }
    }
}
