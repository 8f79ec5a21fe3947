//! Computes the Message-ID of a mail.

use super::Address;
use crate::{
    error::{Error, ErrorKind, Stage},
    util::digest::{Fields, hex},
};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Bytes of the digest in the Message-ID: 128 bits, 32 hexadecimal digits.
const UNIQUE: usize = 16;

/// The input of the Message-ID.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity<'a> {
    pub(super) author: &'a Address,
    pub(super) scope: Option<&'a str>,
    pub(super) key: Option<&'a str>,
    pub(super) secret: Option<&'a SecretString>,
}

impl Identity<'_> {
    /// The Message-ID without angle brackets.
    ///
    /// The right part is the author's domain: a domain of ours would disclose the product's host. The left part is a
    /// hash of scope and key, or without a scope of the author's address and key, because authors at one provider share
    /// its domain and each may have an invoice 42.
    pub(super) fn message_id(self) -> Result<String, Error> {
        let mut unique = [0_u8; UNIQUE];
        match (self.scope, self.key) {
            (_, None) => getrandom::fill(&mut unique).map_err(|e| {
                Error::new(ErrorKind::Message, Stage::Message)
                    .with_detail("the system has no random numbers for a Message-ID")
                    .with_source(std::io::Error::other(e.to_string()))
            })?,
            (Some(scope), Some(key)) => keep(&mut unique, self.digest(b"ite-mailer message-id 2\0", scope, key)),
            (None, Some(key)) => {
                keep(&mut unique, self.digest(b"ite-mailer message-id 1\0", self.author.as_str(), key));
            }
        }
        Ok(format!("{}@{}", hex(&unique), self.author.domain()))
    }

    /// The digest of owner and key, or with a secret HMAC-SHA256 (RFC 2104) of that digest.
    fn digest(self, purpose: &[u8], owner: &str, key: &str) -> [u8; 32] {
        let mut fields = Fields::new(purpose);
        fields.field(owner.as_bytes());
        let digest = fields.end(key.as_bytes());
        let Some(secret) = self.secret else { return digest };
        // HMAC takes keys of any length; the trait's error is for ciphers.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else { return digest };
        mac.update(&digest);
        mac.finalize().into_bytes().into()
    }
}

fn keep(unique: &mut [u8; UNIQUE], digest: [u8; 32]) {
    unique.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
}
