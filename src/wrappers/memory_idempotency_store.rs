//! `MemoryIdempotencyStore`, an idempotency store in memory.

use super::{Claim, IdempotencyKey, IdempotencyStore, IdempotencyStoreError, Resolution};
use crate::{error::Error, receipt::Receipt};
use async_trait::async_trait;
use std::{
    collections::{HashMap, hash_map::Entry},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

/// An [`IdempotencyStore`] in memory, for tests and for products that run in one process. Clones share their entries.
///
/// Entries are lost when the process ends, and kept until then.
///
/// ```
/// # use ite_mailer::{DocumentMail, DocumentMailer, Error, IdempotentMailer, MemoryIdempotencyStore};
/// # use ite_mailer::{IdempotencyStore, MemoryMailer, memory::Failure, wrappers::IdempotencyKey};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// let store = MemoryIdempotencyStore::new();
/// let lost = MemoryMailer::new().fail_nth(1, Failure::unknown(false));
/// let mailer = IdempotentMailer::new(lost, store.clone());
/// # let builder = DocumentMail::builder().from("a@example.com").to("b@example.org").text("Hello");
/// let mail = builder
///     .idempotency_scope("customer-7")
///     .idempotency_key("invoice-42")
///     .build()?;
/// mailer.send(&mail).await.unwrap_err();
/// let key = IdempotencyKey::new("customer-7", "invoice-42");
/// assert_eq!(store.in_doubt(), [key.clone()]);
///
/// store.release(&key).await?; // the recipient was asked: the mail did not arrive
/// mailer.send(&mail).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct MemoryIdempotencyStore(Arc<Mutex<Entries>>);

type Entries = HashMap<IdempotencyKey, State>;

enum State {
    InProgress(SystemTime),
    InDoubt,
    Accepted(Box<Receipt>),
}

impl MemoryIdempotencyStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The keys of mails that may have been delivered.
    #[must_use]
    pub fn in_doubt(&self) -> Vec<IdempotencyKey> {
        let entries = self.entries();
        entries.iter().filter(|(_, state)| matches!(state, State::InDoubt)).map(|(key, _)| key.clone()).collect()
    }

    /// The keys of mails that were claimed and have no recorded result, with the times of the claims.
    #[must_use]
    pub fn in_progress(&self) -> Vec<(IdempotencyKey, SystemTime)> {
        let own = |(key, state): (&IdempotencyKey, &State)| match state {
            State::InProgress(since) => Some((key.clone(), *since)),
            State::InDoubt | State::Accepted(_) => None,
        };
        self.entries().iter().filter_map(own).collect()
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl IdempotencyStore for MemoryIdempotencyStore {
    async fn begin(&self, key: &IdempotencyKey) -> Result<Claim, IdempotencyStoreError> {
        Ok(match self.entries().entry(key.clone()) {
            Entry::Vacant(vacant) => {
                vacant.insert(State::InProgress(SystemTime::now()));
                Claim::Claimed
            }
            Entry::Occupied(entry) => match entry.get() {
                State::InProgress(since) => Claim::InProgress { since: *since },
                State::InDoubt => Claim::InDoubt,
                State::Accepted(receipt) => Claim::Accepted(receipt.clone()),
            },
        })
    }

    async fn commit(&self, key: &IdempotencyKey, receipt: &Receipt) -> Result<(), IdempotencyStoreError> {
        self.entries().insert(key.clone(), State::Accepted(Box::new(receipt.clone())));
        Ok(())
    }

    async fn unknown(&self, key: &IdempotencyKey, _error: &Error) -> Result<Resolution, IdempotencyStoreError> {
        if let Some(state @ State::InProgress(_)) = self.entries().get_mut(key) {
            *state = State::InDoubt;
        }
        Ok(Resolution::InDoubt)
    }

    async fn release(&self, key: &IdempotencyKey) -> Result<(), IdempotencyStoreError> {
        let mut entries = self.entries();
        if !matches!(entries.get(key), Some(State::Accepted(_))) {
            entries.remove(key);
        }
        Ok(())
    }
}

impl fmt::Debug for MemoryIdempotencyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.entries();
        let count = |fits: fn(&State) -> bool| entries.values().filter(|state| fits(state)).count();
        f.debug_struct("MemoryIdempotencyStore")
            .field("accepted", &count(|state| matches!(state, State::Accepted(_))))
            .field("in_progress", &count(|state| matches!(state, State::InProgress(_))))
            .field("in_doubt", &count(|state| matches!(state, State::InDoubt)))
            .finish()
    }
}
