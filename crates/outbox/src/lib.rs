//! outbox
#![forbid(unsafe_code)]

mod documents;
mod enqueue;
mod error;
mod mail;
mod outbox;
mod store;

pub use documents::{DocumentStore, DocumentStoreError};
#[cfg(feature = "object-store")]
pub use documents::ObjectDocuments;
pub use enqueue::{Enqueued, NewMail};
pub use error::OutboxError;
pub use mail::{MailId, MailState, StoredError};
pub use outbox::{Outbox, WakeBy};
pub use store::OutboxConnection;
#[cfg(feature = "sqlite")]
pub use store::sqlite_options;
