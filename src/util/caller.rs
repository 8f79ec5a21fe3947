//! Tells a mailer which batch a mail belongs to, through the wrappers in between.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU64, Ordering},
};

thread_local! {
    static CURRENT: Cell<Option<CallerId>> = const { Cell::new(None) };
}

static NEXT: AtomicU64 = AtomicU64::new(0);

/// Identifies one batch. Mails sent one by one have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallerId(u64);

impl CallerId {
    /// A unique id.
    pub(crate) fn new() -> Self {
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// The caller whose future is being polled on this thread.
    #[cfg(feature = "smtp")]
    pub(crate) fn current() -> Option<Self> {
        CURRENT.get()
    }

    /// Runs `poll` as this caller.
    pub(crate) fn scope<T>(self, poll: impl FnOnce() -> T) -> T {
        struct Restore(Option<CallerId>);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0);
            }
        }
        let _restore = Restore(CURRENT.replace(Some(self)));
        poll()
    }
}
