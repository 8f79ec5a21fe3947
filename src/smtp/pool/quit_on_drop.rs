//! When the last clone of a mailer is dropped, the server hears a good-bye.

use super::SessionManager;
use crate::smtp::mailer::quit_all;
use deadpool::managed::Pool;
use tokio::runtime::Handle;

/// Held by every clone of one mailer, and by nothing else.
pub(crate) struct QuitOnDrop(pub(crate) Pool<SessionManager>);

impl Drop for QuitOnDrop {
    fn drop(&mut self) {
        // Without a runtime there is nobody to wait for the answer; the connections close all the same.
        let Ok(runtime) = Handle::try_current() else { return };
        let idle = self.0.retain(|_, _| false).removed;
        if idle.is_empty() {
            return;
        }
        // Ends by itself: a good-bye has a deadline of seconds.
        runtime.spawn(quit_all(idle));
    }
}

impl std::fmt::Debug for QuitOnDrop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("QuitOnDrop")
    }
}
