//! The documents of stored mails, and `DocumentSource`.

use super::{
    Document,
    texts::{self as T, shown},
};
use crate::error::Problem;
use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, fmt, hash::BuildHasher};

/// The error of a [`DocumentSource`]: a database's error, boxed.
pub type DocumentSourceError = Box<dyn std::error::Error + Send + Sync>;

/// The store of documents that stored mails refer to: a table, an object store, a folder.
///
/// A `HashMap` from SHA-256 (lower-case hexadecimal) to bytes implements it.
#[async_trait]
pub trait DocumentSource: Send + Sync {
    /// The bytes with this document's [`sha256`](StoredDocument::sha256); `None` if the source does not have them. The
    /// caller verifies the digest.
    ///
    /// # Errors
    ///
    /// The source is not available.
    async fn document(&self, document: &StoredDocument) -> Result<Option<Bytes>, DocumentSourceError>;
}

#[async_trait]
impl<S: BuildHasher + Send + Sync> DocumentSource for HashMap<String, Bytes, S> {
    async fn document(&self, document: &StoredDocument) -> Result<Option<Bytes>, DocumentSourceError> {
        Ok(self.get(document.sha256()).cloned())
    }
}

/// A document of a [`StoredMail`](super::StoredMail).
#[derive(Clone, Serialize, Deserialize)]
pub struct StoredDocument {
    name: String,
    media_type: String,
    size: u64,
    sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content_id: Option<String>,
    /// The bytes, as base64.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "base64")]
    bytes: Option<Bytes>,
}

impl StoredDocument {
    pub(super) fn new(document: &Document, bytes: Option<Bytes>) -> Self {
        Self {
            name: document.name().to_owned(),
            media_type: document.media_type().to_owned(),
            size: document.size(),
            sha256: document.sha256().to_owned(),
            content_id: document.content_id().map(str::to_owned),
            bytes,
        }
    }

    /// The file name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The media type.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// Size in bytes, before encoding.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of the bytes, in lower-case hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Whether the bytes are in a [`DocumentSource`].
    #[must_use]
    pub fn is_reference(&self) -> bool {
        self.bytes.is_none()
    }

    pub(super) fn with_bytes(&self, bytes: Bytes) -> Document {
        let document = Document::new(self.name.as_str(), self.media_type.as_str(), bytes);
        match &self.content_id {
            Some(id) => document.inline(id.as_str()),
            None => document,
        }
    }

    pub(super) fn embedded(&self) -> Option<Document> {
        self.bytes.clone().map(|bytes| self.with_bytes(bytes))
    }

    pub(super) fn is(&self, document: &Document) -> bool {
        document.size() == self.size && document.sha256() == self.sha256
    }

    pub(super) fn differs(&self) -> Problem {
        T::DOCUMENT_DIFFERS.fill("documents", &[("document", &shown(&self.name))])
    }

    pub(super) fn missing(&self) -> Problem {
        let values = [("document", &*shown(&self.name)), ("sha256", &shown(&self.sha256))];
        T::DOCUMENT_MISSING.fill("documents", &values)
    }
}

impl fmt::Debug for StoredDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredDocument")
            .field("name", &self.name)
            .field("media_type", &self.media_type)
            .field("size", &self.size)
            .field("sha256", &self.sha256)
            .field("content_id", &self.content_id)
            .field("is_reference", &self.is_reference())
            .finish()
    }
}

/// Bytes as base64 text (RFC 4648 §4).
mod base64 {
    use bytes::Bytes;
    use encodify::base64::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use std::borrow::Cow;

    pub(super) fn serialize<S: Serializer>(bytes: &Option<Bytes>, serializer: S) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(bytes) => serializer.serialize_str(&STANDARD.encode(bytes)),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Bytes>, D::Error> {
        let Some(text) = Option::<Cow<'_, str>>::deserialize(deserializer)? else { return Ok(None) };
        let bytes = STANDARD.decode(text.as_bytes()).map_err(|_| D::Error::custom("bytes that are not base64"))?;
        Ok(Some(bytes.into()))
    }
}
