//! What remembers which mails were begun, and how they ended.

use crate::{
    error::Error,
    message::{Address, DocumentMail},
    receipt::Receipt,
    util::digest::{Fields, hex},
};
use async_trait::async_trait;
use std::{fmt::Debug, sync::Arc};

/// Why a store could not answer: a database's error, boxed.
pub type IdempotencyStoreError = Box<dyn std::error::Error + Send + Sync>;

/// What names a mail in a store: its author's address and its idempotency key.
///
/// The author is part of it, so that two customers of one product may both have an `invoice-42`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    author: Address,
    key: String,
}

impl IdempotencyKey {
    /// The key of a mail by this author.
    #[must_use]
    pub fn new(author: Address, key: impl Into<String>) -> Self {
        Self { author, key: key.into() }
    }

    /// The key of this mail; `None` without an idempotency key.
    #[must_use]
    pub fn of(mail: &DocumentMail) -> Option<Self> {
        mail.idempotency_key().map(|key| Self::new(mail.from().address().clone(), key))
    }

    /// The author's address.
    #[must_use]
    pub fn author(&self) -> &Address {
        &self.author
    }

    /// The idempotency key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Author and key as 64 lower-case hexadecimal digits: a primary key that no collation confuses and no column cuts,
    /// whatever the key is. Stable across versions: SHA-256 of `ite-mailer send-key 1`, a zero byte, the length of the
    /// author's address in eight bytes (big-endian), the address, and the key.
    #[must_use]
    pub fn id(&self) -> String {
        let mut fields = Fields::new(b"ite-mailer send-key 1\0");
        fields.field(self.author.as_str().as_bytes());
        hex(&fields.end(self.key.as_bytes()))
    }
}

/// What a store answers to [`IdempotencyStore::begin`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Claim {
    /// The key is claimed by this call: send.
    Claimed,
    /// A mail with this key was accepted: this is its receipt.
    Accepted(Box<Receipt>),
    /// A mail with this key was begun and has no end that is known: it may be under way, or have gone.
    InDoubt,
}

/// What a store answers to [`IdempotencyStore::unknown`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Resolution {
    /// Nobody knows. The usual answer.
    InDoubt,
    /// The store found out that the mail went.
    Accepted(Box<Receipt>),
    /// The store found out that the mail did not go **and will not**: it is safe to send again.
    NotSent,
}

/// Remembers which mails were begun, and how they ended, so that none goes twice. See [`IdempotentMailer`](crate::IdempotentMailer).
///
/// # Contract
///
/// An entry is absent, *begun* or *accepted*.
///
/// 1. `begin` claims an absent key atomically: of any number of calls at once, from any number of processes, one gets
///    [`Claim::Claimed`]. The claim is durable when the call returns; no transaction of yours may roll it back.
/// 2. An entry that is *begun* answers [`Claim::InDoubt`], at once, and stays until it is settled. It never expires by
///    itself: that is what makes a dropped future or a killed process safe.
/// 3. `commit` makes it *accepted*, also where it is absent; `begin` then gives that receipt, for as long as you keep it.
/// 4. `unknown` leaves it *begun*, whatever it answers; the caller commits or releases what it found out.
/// 5. `release` removes it, and `begin` claims it anew. Neither `unknown` nor `release` changes an *accepted* entry.
/// 6. Keys are compared exactly, byte for byte. [`IdempotencyKey::id`] is safe in any database.
/// 7. Every call ends: give those to your database a deadline.
///
/// `conformance::check_idempotency_store` (feature `conformance`) runs it.
///
/// # Settling what is in doubt
///
/// A person who has asked the recipient, or a job that has asked the provider, calls `commit` or `release` on the
/// store. [`unknown`](Self::unknown) may find out at once, where the provider can be asked.
///
/// # Over SQL
///
/// One table with a unique key, one statement each, every one of them committed (SQLite and PostgreSQL):
///
/// ```sql
/// CREATE TABLE sends (id CHAR(64) PRIMARY KEY, begun_at TIMESTAMP NOT NULL, receipt TEXT);
///
/// -- begin: one row inserted is Claimed. Else read the row: with a receipt Accepted, without one InDoubt,
/// -- and gone (released meanwhile): insert again.
/// INSERT INTO sends (id, begun_at) VALUES ($1, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING;
/// SELECT receipt FROM sends WHERE id = $1;
/// -- commit, with the receipt as JSON
/// INSERT INTO sends (id, begun_at, receipt) VALUES ($1, CURRENT_TIMESTAMP, $2)
///     ON CONFLICT (id) DO UPDATE SET receipt = excluded.receipt;
/// -- release
/// DELETE FROM sends WHERE id = $1 AND receipt IS NULL;
/// ```
#[async_trait]
pub trait IdempotencyStore: Debug + Send + Sync {
    /// Claims the key, or says how the mail before ended.
    ///
    /// # Errors
    ///
    /// The store could not answer. Nothing is sent then.
    async fn begin(&self, key: &IdempotencyKey) -> Result<Claim, IdempotencyStoreError>;

    /// The mail was accepted.
    ///
    /// # Errors
    ///
    /// The store could not keep it; the caller gets the receipt all the same, and the entry stays in doubt.
    async fn commit(&self, key: &IdempotencyKey, receipt: &Receipt) -> Result<(), IdempotencyStoreError>;

    /// The mail may have gone: `error` has outcome `Unknown`.
    ///
    /// # Errors
    ///
    /// The store could not keep it; the entry stays in doubt.
    async fn unknown(&self, key: &IdempotencyKey, error: &Error) -> Result<Resolution, IdempotencyStoreError>;

    /// The mail did not go.
    ///
    /// # Errors
    ///
    /// The store could not keep it; the entry stays in doubt.
    async fn release(&self, key: &IdempotencyKey) -> Result<(), IdempotencyStoreError>;
}

macro_rules! forward {
    ($($holder:ty),+) => {$(
        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<L: IdempotencyStore + ?Sized> IdempotencyStore for $holder {
            async fn begin(&self, key: &IdempotencyKey) -> Result<Claim, IdempotencyStoreError> {
                (**self).begin(key).await
            }

            async fn commit(&self, key: &IdempotencyKey, receipt: &Receipt) -> Result<(), IdempotencyStoreError> {
                (**self).commit(key, receipt).await
            }

            async fn unknown(&self, key: &IdempotencyKey, error: &Error) -> Result<Resolution, IdempotencyStoreError> {
                (**self).unknown(key, error).await
            }

            async fn release(&self, key: &IdempotencyKey) -> Result<(), IdempotencyStoreError> {
                (**self).release(key).await
            }
        }
    )+};
}

forward!(Box<L>, Arc<L>);
