//! `IdempotencyStore`, the trait of stores that record which mails were sent.

use super::IdempotencyKey;
use crate::{error::Error, receipt::Receipt};
use async_trait::async_trait;
use std::{fmt::Debug, sync::Arc, time::SystemTime};

/// The error of a store: a database's error, boxed.
pub type IdempotencyStoreError = Box<dyn std::error::Error + Send + Sync>;

/// The result of [`IdempotencyStore::begin`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Claim {
    /// This call owns the key: send the mail.
    Claimed,
    /// A mail with this key was accepted, with this receipt.
    Accepted(Box<Receipt>),
    /// A mail with this key was claimed, and no result was recorded. It is being sent, or its process has ended.
    InProgress {
        /// When it was claimed, by the store's clock.
        since: SystemTime,
    },
    /// A mail with this key may have been delivered: recorded by [`IdempotencyStore::unknown`].
    InDoubt,
}

/// The result of [`IdempotencyStore::unknown`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Resolution {
    /// The store cannot find out. The usual answer.
    InDoubt,
    /// The store found out that the mail was accepted.
    Accepted(Box<Receipt>),
    /// The store found out that the mail was not accepted **and will not be**: it is safe to send again.
    NotSent,
}

/// Records which mails were sent, so that [`IdempotentMailer`](crate::IdempotentMailer) sends none twice.
/// [`MemoryIdempotencyStore`](crate::MemoryIdempotencyStore) is one.
///
/// # Contract
///
/// An entry is absent, *in progress*, *in doubt* or *accepted*.
///
/// 1. `begin` claims an absent key atomically: of any number of calls at once, from any number of processes, one gets
///    [`Claim::Claimed`] and the entry is *in progress*. The claim is durable when the call returns; it must not be
///    part of a transaction that can be rolled back.
/// 2. For an entry in progress `begin` returns [`Claim::InProgress`] with the time of the claim, without waiting. The
///    entry never expires: the mailer decides by its age whether it is in doubt.
/// 3. `unknown` puts an entry in progress in doubt; `begin` then returns [`Claim::InDoubt`].
/// 4. `commit` makes an entry accepted, also an absent one; `begin` then returns its receipt, for as long as you keep
///    it.
/// 5. `release` removes an entry, and the next `begin` claims the key anew. Neither `unknown` nor `release` changes an
///    accepted entry, and `unknown` adds no absent one.
/// 6. Keys are compared exactly, byte for byte. [`IdempotencyKey::id`] is safe in any database.
/// 7. Each call returns: set timeouts for the calls to your database.
///
/// `conformance::check_idempotency_store` (feature `testing`) runs the contract on a store.
///
/// # Mails in doubt
///
/// A person who has asked the recipient, or a job that has asked the provider, calls `commit` or `release` on the
/// store. [`unknown`](Self::unknown) may do so at once where the provider can be asked.
///
/// # Over SQL
///
/// One table with a unique key, one statement for each call, each committed on its own (SQLite and PostgreSQL). Scope,
/// key and author are for people who look for a mail:
///
/// ```sql
/// CREATE TABLE sends (
///     id CHAR(64) PRIMARY KEY,
///     scope TEXT NOT NULL, idempotency_key TEXT NOT NULL, author TEXT,
///     begun_at TIMESTAMP NOT NULL, in_doubt BOOLEAN NOT NULL DEFAULT FALSE,
///     receipt TEXT
/// );
///
/// -- begin: one row inserted is Claimed. Otherwise read the row: with a receipt it is
/// -- Accepted, with in_doubt InDoubt, else InProgress since begun_at. No row: it was
/// -- released in between, insert again.
/// INSERT INTO sends (id, scope, idempotency_key, author, begun_at)
///     VALUES ($1, $2, $3, $4, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING;
/// SELECT receipt, in_doubt, begun_at FROM sends WHERE id = $1;
/// -- commit, with the receipt as JSON in $5
/// INSERT INTO sends (id, scope, idempotency_key, author, begun_at, receipt)
///     VALUES ($1, $2, $3, $4, CURRENT_TIMESTAMP, $5)
///     ON CONFLICT (id) DO UPDATE SET receipt = excluded.receipt, in_doubt = FALSE;
/// -- unknown
/// UPDATE sends SET in_doubt = TRUE WHERE id = $1 AND receipt IS NULL;
/// -- release
/// DELETE FROM sends WHERE id = $1 AND receipt IS NULL;
/// ```
#[async_trait]
pub trait IdempotencyStore: Debug + Send + Sync {
    /// Claims the key, or returns the state of the earlier mail.
    ///
    /// # Errors
    ///
    /// The store is not available. The mail is not sent.
    async fn begin(&self, key: &IdempotencyKey) -> Result<Claim, IdempotencyStoreError>;

    /// Records that the mail was accepted.
    ///
    /// # Errors
    ///
    /// The store could not record it. The caller still gets the receipt, and the entry stays in progress.
    async fn commit(&self, key: &IdempotencyKey, receipt: &Receipt) -> Result<(), IdempotencyStoreError>;

    /// Records that the mail may have been delivered: `error` has outcome `Unknown`.
    ///
    /// # Errors
    ///
    /// The store could not record it. The entry stays in progress.
    async fn unknown(&self, key: &IdempotencyKey, error: &Error) -> Result<Resolution, IdempotencyStoreError>;

    /// Records that the mail was not sent.
    ///
    /// # Errors
    ///
    /// The store could not record it. The entry stays in progress.
    async fn release(&self, key: &IdempotencyKey) -> Result<(), IdempotencyStoreError>;
}

macro_rules! forward {
    ($($holder:ty),+) => {$(
        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<S: IdempotencyStore + ?Sized> IdempotencyStore for $holder {
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

forward!(Box<S>, Arc<S>);
