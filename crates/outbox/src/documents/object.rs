//! Documents in an object store.

use super::{DocumentStore, DocumentStoreError};
use async_trait::async_trait;
use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt, path::Path};
use std::sync::Arc;

/// A [`DocumentStore`] over any store of the crate [`object_store`]: S3, Azure, Google, a folder.
///
/// A document lies under the prefix and its SHA-256. Retries and deadlines are those of the store given.
///
/// ```
/// use ite_mailer_outbox::ObjectDocuments;
/// use std::sync::Arc;
///
/// let bucket = Arc::new(object_store::memory::InMemory::new());
/// let documents = ObjectDocuments::new(bucket, "outbox/documents");
/// ```
#[derive(Clone, Debug)]
pub struct ObjectDocuments {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

impl ObjectDocuments {
    /// Keeps documents in this store, under this prefix.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, prefix: impl AsRef<str>) -> Self {
        Self { store, prefix: Path::from(prefix.as_ref()) }
    }

    fn path(&self, sha256: &str) -> Path {
        self.prefix.clone().join(sha256)
    }
}

#[async_trait]
impl DocumentStore for ObjectDocuments {
    async fn put(&self, sha256: &str, bytes: &Bytes) -> Result<(), DocumentStoreError> {
        self.store.put(&self.path(sha256), bytes.clone().into()).await?;
        Ok(())
    }

    async fn get(&self, sha256: &str) -> Result<Option<Bytes>, DocumentStoreError> {
        match self.store.get(&self.path(sha256)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn delete(&self, sha256: &str) -> Result<(), DocumentStoreError> {
        match self.store.delete(&self.path(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
