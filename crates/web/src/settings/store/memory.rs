//! Settings in memory.

use super::{Secret, SettingsStore, StoreError, StoredSettings};
use crate::Customer;
use async_trait::async_trait;
use secrecy::SecretString;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Keeps settings until the process ends: for examples and tests.
#[derive(Debug, Default)]
pub struct MemorySettingsStore(Mutex<HashMap<Customer, (StoredSettings, u64)>>);

impl MemorySettingsStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<Customer, (StoredSettings, u64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SettingsStore for MemorySettingsStore {
    async fn load(&self, customer: &Customer) -> Result<Option<(StoredSettings, u64)>, StoreError> {
        Ok(self.rows().get(customer).cloned())
    }

    async fn save(&self, customer: &Customer, settings: StoredSettings, revision: u64) -> Result<u64, StoreError> {
        let mut rows = self.rows();
        if rows.get(customer).map_or(0, |(_, stored)| *stored) != revision {
            return Err(StoreError::Conflict);
        }
        rows.insert(customer.clone(), (settings, revision + 1));
        Ok(revision + 1)
    }

    async fn replace_refresh_token(
        &self,
        customer: &Customer,
        consent: &str,
        token: SecretString,
    ) -> Result<(), StoreError> {
        if let Some((StoredSettings { secret: Secret::Consent { id, refresh_token }, .. }, _)) =
            self.rows().get_mut(customer)
            && id == consent
        {
            *refresh_token = token;
        }
        Ok(())
    }
}
