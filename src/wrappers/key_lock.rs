//! One send at a time for each idempotency key, within one process.

use super::IdempotencyKey;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// Most keys of abandoned sends that are recorded; for others the store's entry ages until it is in doubt.
const MAX_ABANDONED: usize = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Locked {
        abandoned: bool,
    },
    /// A send was dropped after the claim, and no later send has the key.
    Abandoned,
}

/// The locks of one mailer and its clones.
#[derive(Debug, Default)]
pub(super) struct KeyLocks {
    keys: Mutex<HashMap<IdempotencyKey, State>>,
    unlocked: Notify,
}

impl KeyLocks {
    fn keys(&self) -> MutexGuard<'_, HashMap<IdempotencyKey, State>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until no other send has the key.
    pub(super) async fn lock<'a>(&'a self, key: &'a IdempotencyKey) -> KeyLock<'a> {
        loop {
            // Created before the check, so that an unlock in between wakes it.
            let unlocked = self.unlocked.notified();
            if self.try_lock(key) {
                return KeyLock { locks: self, key };
            }
            unlocked.await;
        }
    }

    fn try_lock(&self, key: &IdempotencyKey) -> bool {
        let mut keys = self.keys();
        let abandoned = match keys.get(key) {
            Some(State::Locked { .. }) => return false,
            Some(State::Abandoned) => true,
            None => false,
        };
        keys.insert(key.clone(), State::Locked { abandoned });
        true
    }
}

/// Unlocks the key when dropped.
pub(super) struct KeyLock<'a> {
    locks: &'a KeyLocks,
    key: &'a IdempotencyKey,
}

impl KeyLock<'_> {
    pub(super) fn key(&self) -> &IdempotencyKey {
        self.key
    }

    /// Sets whether the store's entry is in progress without a running send.
    pub(super) fn set_abandoned(&self, abandoned: bool) {
        self.locks.keys().insert(self.key.clone(), State::Locked { abandoned });
    }

    /// Whether the store's entry is known to have no running send.
    pub(super) fn is_abandoned(&self) -> bool {
        self.locks.keys().get(self.key) == Some(&State::Locked { abandoned: true })
    }
}

impl Drop for KeyLock<'_> {
    fn drop(&mut self) {
        let mut keys = self.locks.keys();
        let abandoned = keys.remove(self.key) == Some(State::Locked { abandoned: true });
        if abandoned && keys.len() < MAX_ABANDONED {
            keys.insert(self.key.clone(), State::Abandoned);
        }
        drop(keys);
        self.locks.unlocked.notify_waiters();
    }
}
