//! Documents: each stored once, however many mails carry it.

mod cache;
mod database;
#[cfg(feature = "object-store")]
mod object;

pub(crate) use cache::DocumentCache;
pub(crate) use database::{insert, read, remove_unused};
#[cfg(feature = "object-store")]
pub use object::ObjectDocuments;

use async_trait::async_trait;
use bytes::Bytes;
use std::fmt::Debug;

/// Why a document store failed: its own error, boxed.
pub type DocumentStoreError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps the bytes of documents outside the database, by their SHA-256.
///
/// By default documents are rows of the database, written in the caller's transaction. A product whose invoices lie in
/// an object store or an archive gives that to [`Outbox::with_documents`](crate::Outbox::with_documents).
///
/// # Contract
///
/// 1. `put` is durable when it returns, and may be called again with the same bytes. It is called before the caller's
///    transaction commits, so a document whose mail was rolled back may stay behind until the clean-up.
/// 2. `get` gives the bytes of a `put` with the same SHA-256, or `None`. The outbox compares their SHA-256.
/// 3. `delete` removes a document that no mail needs any more; one that is missing is no error. No transaction is open
///    meanwhile. A mail that is enqueued with the same document at that moment takes it into the database.
/// 4. Every call ends: give those to your store a deadline.
///
/// # Writing your own
///
/// ```
/// use bytes::Bytes;
/// use ite_mailer_outbox::{DocumentStore, DocumentStoreError};
/// use std::{collections::HashMap, sync::Mutex};
///
/// #[derive(Debug, Default)]
/// struct InMemory(Mutex<HashMap<String, Bytes>>);
///
/// #[async_trait::async_trait]
/// impl DocumentStore for InMemory {
///     async fn put(&self, sha256: &str, bytes: &Bytes) -> Result<(), DocumentStoreError> {
///         self.0.lock().unwrap().insert(sha256.to_owned(), bytes.clone());
///         Ok(())
///     }
///
///     async fn get(&self, sha256: &str) -> Result<Option<Bytes>, DocumentStoreError> {
///         Ok(self.0.lock().unwrap().get(sha256).cloned())
///     }
///
///     async fn delete(&self, sha256: &str) -> Result<(), DocumentStoreError> {
///         self.0.lock().unwrap().remove(sha256);
///         Ok(())
///     }
/// }
/// ```
#[async_trait]
pub trait DocumentStore: Debug + Send + Sync {
    /// Stores a document.
    ///
    /// # Errors
    ///
    /// The store failed; the mail is not enqueued.
    async fn put(&self, sha256: &str, bytes: &Bytes) -> Result<(), DocumentStoreError>;

    /// Reads a document; `None` if there is none.
    ///
    /// # Errors
    ///
    /// The store failed; the mail is tried again later.
    async fn get(&self, sha256: &str) -> Result<Option<Bytes>, DocumentStoreError>;

    /// Removes a document.
    ///
    /// # Errors
    ///
    /// The store failed; the clean-up tries again.
    async fn delete(&self, sha256: &str) -> Result<(), DocumentStoreError>;
}
