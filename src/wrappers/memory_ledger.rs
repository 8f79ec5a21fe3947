//! A ledger for one process.

use super::{Begun, LedgerError, SendKey, SendLedger, Settlement};
use crate::{error::Error, receipt::Receipt};
use async_trait::async_trait;
use std::{
    collections::{HashMap, hash_map::Entry},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A [`SendLedger`] in memory, for tests and for products of one process. Clones share it.
///
/// It forgets with the process, and keeps every key until then.
#[derive(Clone, Default)]
pub struct MemoryLedger(Arc<Mutex<Entries>>);

/// Without a receipt: begun.
type Entries = HashMap<SendKey, Option<Box<Receipt>>>;

impl MemoryLedger {
    /// An empty ledger.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The mails that were begun and have no end that is known: under way, or in doubt.
    #[must_use]
    pub fn in_doubt(&self) -> Vec<SendKey> {
        self.entries().iter().filter(|(_, receipt)| receipt.is_none()).map(|(key, _)| key.clone()).collect()
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl SendLedger for MemoryLedger {
    async fn begin(&self, key: &SendKey) -> Result<Begun, LedgerError> {
        Ok(match self.entries().entry(key.clone()) {
            Entry::Vacant(vacant) => {
                vacant.insert(None);
                Begun::Claimed
            }
            Entry::Occupied(entry) => entry.get().clone().map_or(Begun::InDoubt, Begun::Accepted),
        })
    }

    async fn commit(&self, key: &SendKey, receipt: &Receipt) -> Result<(), LedgerError> {
        self.entries().insert(key.clone(), Some(Box::new(receipt.clone())));
        Ok(())
    }

    async fn unknown(&self, _key: &SendKey, _error: &Error) -> Result<Settlement, LedgerError> {
        Ok(Settlement::InDoubt)
    }

    async fn release(&self, key: &SendKey) -> Result<(), LedgerError> {
        let mut entries = self.entries();
        if entries.get(key).is_some_and(Option::is_none) {
            entries.remove(key);
        }
        Ok(())
    }
}

impl fmt::Debug for MemoryLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.entries();
        let accepted = entries.values().flatten().count();
        f.debug_struct("MemoryLedger")
            .field("accepted", &accepted)
            .field("in_doubt", &(entries.len() - accepted))
            .finish()
    }
}
