//! `StoredMail`, the serialised form of a mail.

use super::{
    AutoSubmitted, Document, DocumentMail, Mailbox,
    builder::Fixed,
    stored_document::{DocumentSource, StoredDocument},
    texts as T,
};
use crate::error::{Error, ErrorKind, Stage};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::time::{Duration, SystemTime};

/// The version that this release writes, and the only one it reads. It is raised with each change of fields that
/// changes the message: an older release then refuses the row instead of sending a different mail.
const VERSION: u32 = 1;

/// A mail in a versioned form for a database: JSON or another self-describing format of serde.
///
/// It contains Message-ID, date, addresses (blind copies too), subject, texts, headers, idempotency scope and key, and
/// the documents. The restored mail composes to the same bytes with the same release of this crate; another release may
/// fold or encode differently, but keeps Message-ID, date, texts and documents. The secret of
/// [`message_id_secret`](super::DocumentMailBuilder::message_id_secret) is not stored.
///
/// Documents are stored [by value](Self::with_documents) as base64, or [by reference](Self::with_references): name,
/// media type, size and SHA-256, with the bytes in your [`DocumentSource`], which keeps each document once.
///
/// A row is validated like a new mail when it is restored, and documents are compared with their SHA-256. A version
/// that this release does not know is an error that names the version.
///
/// ```
/// use ite_mailer::{Document, DocumentMail, message::StoredMail};
/// use std::collections::HashMap;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let pdf = b"%PDF-1.7 ...".to_vec();
/// let mail = DocumentMail::builder()
///     .from("billing@example.com")
///     .to("client@example.org")
///     .document(Document::pdf("invoice-42.pdf", pdf))
///     .build()?;
/// let row = serde_json::to_string(&StoredMail::with_references(&mail))?;
///
/// // A table of documents, each kept once.
/// let document = &mail.documents()[0];
/// let row_of_document = (document.sha256().to_owned(), document.bytes().clone());
/// let table = HashMap::from([row_of_document]);
///
/// let stored: StoredMail = serde_json::from_str(&row)?;
/// let back = stored.restore_from(&table).await?;
/// assert_eq!(back.compose()?.to_eml(), mail.compose()?.to_eml());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredMail {
    version: Version,
    // Buffered by serde until the version is known: a database may return the fields in any order.
    #[serde(flatten)]
    fields: Fields,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Fields {
    message_id: String,
    /// Whole seconds since 1970-01-01, the precision of the `Date` header.
    date: u64,
    from: Mailbox,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    to: Vec<Mailbox>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cc: Vec<Mailbox>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<Mailbox>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reply_to: Vec<Mailbox>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    html: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    in_reply_to: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    references: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    idempotency_scope: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<String>,
    #[serde(default)]
    auto_submitted: AutoSubmitted,
    /// Whether copies of gateways are ignored; see `RedirectMailer`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    confined: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    documents: Vec<StoredDocument>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
struct Version(u32);

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            version if version == u64::from(VERSION) => Ok(Self(VERSION)),
            version => Err(de::Error::custom(format_args!(
                "a stored mail of version {version}; this release reads version {VERSION}"
            ))),
        }
    }
}

impl StoredMail {
    /// The mail with its documents by value. Computes missing SHA-256 digests.
    #[must_use]
    pub fn with_documents(mail: &DocumentMail) -> Self {
        Self::new(mail, |document| Some(document.bytes().clone()))
    }

    /// The mail with its documents by reference: store the bytes under [`Document::sha256`]. Computes missing SHA-256
    /// digests.
    #[must_use]
    pub fn with_references(mail: &DocumentMail) -> Self {
        Self::new(mail, |_| None)
    }

    fn new(mail: &DocumentMail, bytes: impl Fn(&Document) -> Option<Bytes>) -> Self {
        let parts = mail.0.as_ref().clone();
        let since_1970 = parts.date.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let documents = parts.documents.iter().map(|document| StoredDocument::new(document, bytes(document))).collect();
        Self {
            version: Version(VERSION),
            fields: Fields {
                message_id: parts.message_id,
                date: since_1970.as_secs(),
                from: parts.from,
                to: parts.to,
                cc: parts.cc,
                bcc: parts.bcc,
                reply_to: parts.reply_to,
                subject: parts.subject,
                text: parts.text,
                html: parts.html,
                in_reply_to: parts.in_reply_to,
                references: parts.references,
                headers: parts.headers,
                language: parts.language,
                idempotency_scope: parts.idempotency_scope,
                idempotency_key: parts.idempotency_key,
                auto_submitted: parts.auto_submitted,
                confined: parts.confined,
                documents,
            },
        }
    }

    /// The Message-ID, without angle brackets.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.fields.message_id
    }

    /// The documents, in the order of the mail.
    #[must_use]
    pub fn documents(&self) -> &[StoredDocument] {
        &self.fields.documents
    }

    /// The mail, if every document is stored by value.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Message`] with every problem: an invalid field, a document with another SHA-256, or one that is
    /// stored by reference.
    pub fn restore(self) -> Result<DocumentMail, Error> {
        let found = self.fields.documents.iter().map(StoredDocument::embedded).collect();
        self.finish(found)
    }

    /// The mail, with documents by reference read from this source. A document that occurs twice is read once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::StoreUnavailable`] if the source returns an error; otherwise as [`restore`](Self::restore), with a
    /// problem for each document that the source does not have.
    pub async fn restore_from(self, source: &(dyn DocumentSource + '_)) -> Result<DocumentMail, Error> {
        let mut found: Vec<Option<Document>> = Vec::with_capacity(self.fields.documents.len());
        let mut read = std::collections::HashMap::new();
        for stored in &self.fields.documents {
            if let Some(document) = stored.embedded() {
                found.push(Some(document));
                continue;
            }
            let bytes = match read.get(stored.sha256()) {
                Some(bytes) => Option::clone(bytes),
                None => {
                    let bytes = source.document(stored).await.map_err(|cause| self.unavailable(stored, cause))?;
                    read.insert(stored.sha256(), bytes.clone());
                    bytes
                }
            };
            found.push(bytes.map(|bytes| stored.with_bytes(bytes)));
        }
        super::hash_in_background(found.iter().flatten()).await;
        self.finish(found)
    }

    fn unavailable(&self, stored: &StoredDocument, cause: super::DocumentSourceError) -> Error {
        Error::new(ErrorKind::StoreUnavailable, Stage::Message)
            .with_detail(format!("the document {} could not be read", stored.sha256()))
            .with_message_id(&self.fields.message_id)
            .with_source(cause)
    }

    fn finish(self, found: Vec<Option<Document>>) -> Result<DocumentMail, Error> {
        let fields = self.fields;
        let mut problems = Vec::new();
        let mut documents = Vec::with_capacity(found.len());
        for (stored, document) in fields.documents.iter().zip(found) {
            match document {
                Some(document) if stored.is(&document) => documents.push(document),
                Some(_) => problems.push(stored.differs()),
                None => problems.push(stored.missing()),
            }
        }
        let date = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(fields.date));
        if date.is_none() {
            problems.push(T::DATE_INVALID.at("date"));
        }
        let mut builder = DocumentMail::builder().from(fields.from).subject(fields.subject);
        (builder.to, builder.cc, builder.bcc, builder.reply_to) = (fields.to, fields.cc, fields.bcc, fields.reply_to);
        (builder.text, builder.html, builder.documents) = (fields.text, fields.html, documents);
        (builder.in_reply_to, builder.references) = (fields.in_reply_to, fields.references);
        (builder.headers, builder.language) = (fields.headers, fields.language);
        (builder.idempotency_scope, builder.idempotency_key) = (fields.idempotency_scope, fields.idempotency_key);
        (builder.auto_submitted, builder.date) = (fields.auto_submitted, date);
        builder.fixed = Some(Fixed { message_id: fields.message_id, confined: fields.confined });
        builder.problems = problems;
        builder.build()
    }
}

/// By value: as [`StoredMail::with_documents`].
impl Serialize for DocumentMail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StoredMail::with_documents(self).serialize(serializer)
    }
}

/// As [`StoredMail::restore`].
impl<'de> Deserialize<'de> for DocumentMail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        StoredMail::deserialize(deserializer)?.restore().map_err(de::Error::custom)
    }
}
