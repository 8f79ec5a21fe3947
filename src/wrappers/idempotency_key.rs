//! `IdempotencyKey`, the identity of a mail in an idempotency store.

use crate::{
    message::{Address, DocumentMail},
    util::digest::{Fields, hex},
};
use std::hash::{Hash, Hasher};

/// The identity of a mail in an [`IdempotencyStore`](super::IdempotencyStore): idempotency scope and key.
///
/// Two keys are equal if scope and key are. The author's address is stored for people who read the table; it is not
/// part of the identity, so that a mail with a corrected From is the same mail.
///
/// ```
/// use ite_mailer::{DocumentMail, wrappers::IdempotencyKey};
///
/// # fn main() -> Result<(), ite_mailer::Error> {
/// let mail = DocumentMail::builder()
///     .from("billing@example.com")
///     .to("client@example.org")
///     .text("Hello")
///     .idempotency_scope("customer-7")
///     .idempotency_key("invoice-42")
///     .build()?;
/// let key = IdempotencyKey::new("customer-7", "invoice-42");
/// assert_eq!(IdempotencyKey::of(&mail), Some(key));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    scope: String,
    key: String,
    author: Option<Address>,
}

impl IdempotencyKey {
    /// The identity of a mail with this scope and key, without an author.
    #[must_use]
    pub fn new(scope: impl Into<String>, key: impl Into<String>) -> Self {
        Self { scope: scope.into(), key: key.into(), author: None }
    }

    /// The identity of this mail; `None` if it has no idempotency scope or no idempotency key.
    #[must_use]
    pub fn of(mail: &DocumentMail) -> Option<Self> {
        let key = Self::new(mail.idempotency_scope()?, mail.idempotency_key()?);
        Some(Self { author: Some(mail.from().address().clone()), ..key })
    }

    /// The idempotency scope.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The idempotency key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The author's address; `None` for a key made by [`new`](Self::new).
    #[must_use]
    pub fn author(&self) -> Option<&Address> {
        self.author.as_ref()
    }

    /// Hash of scope and key, as 64 lower-case hexadecimal digits: a primary key for any database and collation.
    ///
    /// Stable across versions: SHA-256 of `ite-mailer idempotency-key 2`, a zero byte, the length of the scope in eight
    /// bytes (big-endian), the scope, and the key.
    #[must_use]
    pub fn id(&self) -> String {
        let mut fields = Fields::new(b"ite-mailer idempotency-key 2\0");
        fields.field(self.scope.as_bytes());
        hex(&fields.end(self.key.as_bytes()))
    }
}

impl PartialEq for IdempotencyKey {
    fn eq(&self, other: &Self) -> bool {
        (&self.scope, &self.key) == (&other.scope, &other.key)
    }
}

impl Eq for IdempotencyKey {}

impl Hash for IdempotencyKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.scope, &self.key).hash(state);
    }
}
