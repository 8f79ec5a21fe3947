//! A store for one process.

use super::{Claim, IdempotencyKey, IdempotencyStore, IdempotencyStoreError, Resolution};
use crate::{error::Error, receipt::Receipt};
use async_trait::async_trait;
use std::{
    collections::{HashMap, hash_map::Entry},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A [`IdempotencyStore`] in memory, for tests and for products of one process. Clones share it.
///
/// It forgets with the process, and keeps every key until then.
#[derive(Clone, Default)]
pub struct MemoryIdempotencyStore(Arc<Mutex<Entries>>);

/// Without a receipt: begun.
type Entries = HashMap<IdempotencyKey, Option<Box<Receipt>>>;

impl MemoryIdempotencyStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The mails that were begun and have no end that is known: under way, or in doubt.
    #[must_use]
    pub fn in_doubt(&self) -> Vec<IdempotencyKey> {
        self.entries().iter().filter(|(_, receipt)| receipt.is_none()).map(|(key, _)| key.clone()).collect()
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
                vacant.insert(None);
                Claim::Claimed
            }
            Entry::Occupied(entry) => entry.get().clone().map_or(Claim::InDoubt, Claim::Accepted),
        })
    }

    async fn commit(&self, key: &IdempotencyKey, receipt: &Receipt) -> Result<(), IdempotencyStoreError> {
        self.entries().insert(key.clone(), Some(Box::new(receipt.clone())));
        Ok(())
    }

    async fn unknown(&self, _key: &IdempotencyKey, _error: &Error) -> Result<Resolution, IdempotencyStoreError> {
        Ok(Resolution::InDoubt)
    }

    async fn release(&self, key: &IdempotencyKey) -> Result<(), IdempotencyStoreError> {
        let mut entries = self.entries();
        if entries.get(key).is_some_and(Option::is_none) {
            entries.remove(key);
        }
        Ok(())
    }
}

impl fmt::Debug for MemoryIdempotencyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.entries();
        let accepted = entries.values().flatten().count();
        f.debug_struct("MemoryIdempotencyStore")
            .field("accepted", &accepted)
            .field("in_doubt", &(entries.len() - accepted))
            .finish()
    }
}
