//! When the last clone of a mailer is dropped, its idle connections are closed.

use super::Pool;
use std::{fmt, sync::Arc};

/// Held by every clone of one mailer, and by nothing else.
pub(crate) struct QuitOnDrop(pub(crate) Arc<Pool>);

impl Drop for QuitOnDrop {
    fn drop(&mut self) {
        // Connections that are being opened or used close when they come back.
        for session in self.0.close() {
            self.0.retire(session);
        }
    }
}

impl fmt::Debug for QuitOnDrop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QuitOnDrop")
    }
}
