//! The attempts at copies: one at a time for each Message-ID, and a wait for all of them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::sync::{Mutex as AsyncMutex, MutexGuard, OwnedRwLockReadGuard, RwLock};

/// The attempts under way.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    /// Each attempt holds a read guard; [`ended`](Attempts::ended) takes the write guard, and so waits for them.
    under_way: Arc<RwLock<()>>,
    locks: Mutex<HashMap<String, Weak<AsyncMutex<()>>>>,
}

/// An attempt to file one mail's copy; those for one Message-ID run one after the other.
pub(super) struct Attempt {
    lock: Arc<AsyncMutex<()>>,
    /// Whether no other for this Message-ID was under way.
    pub(super) is_first: bool,
    /// `None` for an attempt that begins during [`Attempts::ended`].
    _under_way: Option<OwnedRwLockReadGuard<()>>,
}

impl Attempts {
    pub(super) fn begin(&self, message_id: &str) -> Attempt {
        let under_way = Arc::clone(&self.under_way).try_read_owned().ok();
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(message_id).and_then(Weak::upgrade) {
            return Attempt { lock, is_first: false, _under_way: under_way };
        }
        locks.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::default();
        locks.insert(message_id.to_owned(), Arc::downgrade(&lock));
        Attempt { lock, is_first: true, _under_way: under_way }
    }

    /// Waits until those that have begun are dropped.
    pub(super) async fn ended(&self) {
        drop(self.under_way.write().await);
    }
}

impl Attempt {
    /// Waits for the others for the same Message-ID.
    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.lock.lock().await
    }
}
