//! Closes the idle connections when the last clone of a mailer is dropped.

use super::Pool;
use std::{fmt, sync::Arc};

/// Held by the clones of one mailer only.
pub(crate) struct QuitOnDrop(pub(crate) Arc<Pool>);

impl Drop for QuitOnDrop {
    fn drop(&mut self) {
        // Connections in use or being opened are closed when they are returned.
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
