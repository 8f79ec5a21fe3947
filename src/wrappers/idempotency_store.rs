//! The trait of stores that remember which mails were sent.

use super::IdempotencyKey;
use crate::{error::Error, receipt::Receipt};
use async_trait::async_trait;
use std::{fmt::Debug, sync::Arc, time::SystemTime};

/// Why a store could not answer: a database's error, boxed.
pub type IdempotencyStoreError = Box<dyn std::error::Error + Send + Sync>;

/// The answer to [`IdempotencyStore::begin`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Claim {
    /// This call owns the key: send the mail.
    Claimed,
    /// A mail with this key was accepted, with this receipt.
    Accepted(Box<Receipt>),
    /// A mail with this key was claimed, and neither its end nor a doubt was recorded. It is being sent, or its process
    /// ended.
    InProgress {
        /// When it was claimed, by the store's clock.
        since: SystemTime,
    },
    /// A mail with this key may have been delivered, and that was recorded by [`IdempotencyStore::unknown`].
    InDoubt,
}

/// The answer to [`IdempotencyStore::unknown`].
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

/// Remembers which mails were sent, so that [`IdempotentMailer`](crate::IdempotentMailer) sends none twice.
///
/// # Contract
///
/// An entry is absent, *in progress*, *in doubt* or *accepted*.
///
/// 1. `begin` claims an absent key atomically: of any number of calls at once, from any number of processes, one gets
///    [`Claim::Claimed`] and the entry is *in progress*. The claim is durable when the call returns; it must not be
///    part of a transaction that can be rolled back.
/// 2. An entry in progress answers [`Claim::InProgress`], without waiting, with the time of the claim. It never expires:
///    the mailer decides from its age whether it is in doubt.
/// 3. `unknown` puts an entry in progress in doubt; `begin` then answers [`Claim::InDoubt`].
/// 4. `commit` makes an entry accepted, also an absent one; `begin` then answers with that receipt, for as long as you
///    keep it.
/// 5. `release` removes an entry, and the next `begin` claims the key anew. Neither `unknown` nor `release` changes an
///    accepted entry, and `unknown` adds no absent one.
/// 6. Keys are compared exactly, byte for byte. [`IdempotencyKey::id`] is safe in any database.
/// 7. Each call ends: set deadlines for the calls to your database.
///
/// `conformance::check_idempotency_store` (feature `conformance`) runs it.
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
/// -- begin: one row inserted is Claimed. Otherwise read the row: with a receipt it is Accepted, with in_doubt InDoubt,
/// -- else InProgress since begun_at. No row: it was released in between, insert again.
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
    /// Claims the key, or says how the mail before ended.
    ///
    /// # Errors
    ///
    /// The store could not answer. The mail is not sent then.
    async fn begin(&self, key: &IdempotencyKey) -> Result<Claim, IdempotencyStoreError>;

    /// Records that the mail was accepted.
    ///
    /// # Errors
    ///
    /// The store could not record it. The caller gets the receipt all the same, and the entry stays in progress.
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
