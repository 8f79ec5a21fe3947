//! The stored form of a mail: versioned JSON, its documents by SHA-256.

use crate::OutboxError;
use bytes::Bytes;
use ite_mailer::{Document, DocumentMail, Mailbox};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct StoredMail {
    version: u32,
    from: Mailbox,
    to: Vec<Mailbox>,
    cc: Vec<Mailbox>,
    bcc: Vec<Mailbox>,
    reply_to: Vec<Mailbox>,
    subject: String,
    text: Option<String>,
    html: Option<String>,
    documents: Vec<StoredDocument>,
    idempotency_scope: Option<String>,
    idempotency_key: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredDocument {
    name: String,
    media_type: String,
    content_id: Option<String>,
    sha256: String,
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// Why a stored mail cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    /// A worker of that version may read it.
    #[error("the stored mail has version {0}, this program reads version {VERSION}")]
    Version(u32),
    #[error("the stored mail is damaged: {0}")]
    Damaged(String),
}

/// The mail without its documents' bytes.
pub(crate) fn store(mail: &DocumentMail) -> Result<String, OutboxError> {
    let documents = mail.documents().iter().map(|document| StoredDocument {
        name: document.name().to_owned(),
        media_type: document.media_type().to_owned(),
        content_id: document.content_id().map(str::to_owned),
        sha256: document.sha256().to_owned(),
    });
    let stored = StoredMail {
        version: VERSION,
        from: mail.from().clone(),
        to: mail.to().to_vec(),
        cc: mail.cc().to_vec(),
        bcc: mail.bcc().to_vec(),
        reply_to: mail.reply_to().to_vec(),
        subject: mail.subject().to_owned(),
        text: mail.text().map(str::to_owned),
        html: mail.html().map(str::to_owned),
        documents: documents.collect(),
        idempotency_scope: mail.idempotency_scope().map(str::to_owned),
        idempotency_key: mail.idempotency_key().map(str::to_owned),
    };
    serde_json::to_string(&stored).map_err(|error| OutboxError::Stored(error.to_string()))
}

fn parse(json: &str) -> Result<StoredMail, LoadError> {
    let damaged = |error: serde_json::Error| LoadError::Damaged(error.to_string());
    let Versioned { version } = serde_json::from_str(json).map_err(damaged)?;
    if version != VERSION {
        return Err(LoadError::Version(version));
    }
    serde_json::from_str(json).map_err(damaged)
}

/// The SHA-256 of the documents a stored mail needs, each once.
pub(crate) fn document_hashes(json: &str) -> Result<Vec<String>, LoadError> {
    let mut hashes: Vec<String> = parse(json)?.documents.into_iter().map(|document| document.sha256).collect();
    hashes.sort_unstable();
    hashes.dedup();
    Ok(hashes)
}

/// The mail as it was enqueued.
pub(crate) fn load(json: &str, documents: &HashMap<String, Bytes>) -> Result<DocumentMail, LoadError> {
    let stored = parse(json)?;
    let mut builder = DocumentMail::builder().from(stored.from).subject(stored.subject);
    builder = stored.to.into_iter().fold(builder, |builder, to| builder.to(to));
    builder = stored.cc.into_iter().fold(builder, |builder, cc| builder.cc(cc));
    builder = stored.bcc.into_iter().fold(builder, |builder, bcc| builder.bcc(bcc));
    builder = stored.reply_to.into_iter().fold(builder, |builder, reply_to| builder.reply_to(reply_to));
    if let Some(text) = stored.text {
        builder = builder.text(text);
    }
    if let Some(html) = stored.html {
        builder = builder.html(html);
    }
    if let Some(scope) = stored.idempotency_scope {
        builder = builder.idempotency_scope(scope);
    }
    if let Some(key) = stored.idempotency_key {
        builder = builder.idempotency_key(key);
    }
    for document in stored.documents {
        let bytes = documents.get(&document.sha256);
        let bytes = bytes.ok_or_else(|| LoadError::Damaged(format!("document {} is missing", document.sha256)))?;
        let loaded = Document::new(document.name, document.media_type, bytes.clone());
        builder = builder.document(match document.content_id {
            Some(id) => loaded.inline(id),
            None => loaded,
        });
    }
    builder.build().map_err(|error| LoadError::Damaged(error.to_string()))
}
