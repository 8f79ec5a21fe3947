//! When the last clone of a mailer is dropped, the server hears a good-bye.

use super::{pool::Connections, say_good_bye};
use deadpool::managed::Pool;
use tokio::runtime::Handle;

/// Held by every clone of one mailer, and by nothing else.
pub(super) struct Farewell(pub(super) Pool<Connections>);

impl Drop for Farewell {
    fn drop(&mut self) {
        // Without a runtime there is nobody to wait for the answer; the connections close all the same.
        let Ok(runtime) = Handle::try_current() else { return };
        let idle = self.0.retain(|_, _| false).removed;
        if idle.is_empty() {
            return;
        }
        // Ends by itself: a good-bye has a deadline of seconds.
        runtime.spawn(say_good_bye(idle));
    }
}

impl std::fmt::Debug for Farewell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Farewell")
    }
}
