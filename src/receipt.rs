//! The receipt of an accepted mail.

use crate::{
    error::{Attempt, Error, Rejection, Reply},
    message::{Composed, Document, Outgoing},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The server accepted the mail for at least one recipient.
///
/// Serialises, and reads back from its JSON.
///
/// ```
/// use ite_mailer::{DocumentMail, Document, DocumentMailer, MemoryMailer, Receipt};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mail = DocumentMail::builder()
///     .from("billing@example.com")
///     .to("client@example.org")
///     .document(Document::pdf("invoice-42.pdf", &b"%PDF-1.7 ..."[..]))
///     .build()?;
/// let receipt = MemoryMailer::new().send(&mail).await?;
/// assert_eq!(receipt.accepted, ["client@example.org"]);
/// assert!(receipt.rejected.is_empty());
/// assert_eq!(receipt.documents[0].name, "invoice-42.pdf");
///
/// let row = serde_json::to_string(&receipt)?;
/// let back: Receipt = serde_json::from_str(&row)?;
/// assert_eq!(back.message_id, mail.message_id());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Receipt {
    /// The Message-ID, without angle brackets.
    pub message_id: String,
    /// Envelope recipients the server accepted.
    pub accepted: Vec<String>,
    /// Envelope recipients the server refused, each with its own reply.
    pub rejected: Vec<Rejection>,
    /// The final reply; `None` from [`MemoryMailer`](crate::MemoryMailer).
    pub reply: Option<Reply>,
    /// The server's queue id, if the final reply names one in a known form.
    pub queue_id: Option<String>,
    /// The gateway's host.
    pub gateway: String,
    /// Size of the encoded message in bytes, without dot-stuffing.
    pub size: u64,
    /// The documents that were sent.
    pub documents: Vec<DocumentReceipt>,
    /// Time from the call of `send` to the final reply. Serialises as `took_ms`, in whole milliseconds.
    #[serde(rename = "took_ms", with = "crate::util::duration::milliseconds")]
    pub took: Duration,
    /// What became of the copy for the Sent folder; `None` unless the gateway files one
    /// ([`SentCopy::Folder`](crate::gateway::SentCopy::Folder)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_copy: Option<Filing>,
    /// The gateway's name in a [`FailoverMailer`](crate::FailoverMailer); `None` without one.
    #[serde(default)]
    pub via: Option<String>,
    /// The gateways a [`FailoverMailer`](crate::FailoverMailer) tried before, in order.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
    /// Recipients that a [`RedirectMailer`](crate::RedirectMailer) removed, blind copies included.
    #[serde(default)]
    pub redirected_from: Vec<String>,
}

/// What became of the copy for the Sent folder, with [`SentCopy::Folder`](crate::gateway::SentCopy::Folder).
///
/// ```
/// use ite_mailer::{Filing, Receipt};
///
/// fn note(receipt: &Receipt) -> Option<String> {
///     match receipt.sent_copy.as_ref()? {
///         Filing::Filed { folder, .. } => Some(format!("A copy is in {folder}.")),
///         Filing::NotFiled { error, .. } => Some(error.guidance().en.title),
///         _ => None,
///     }
/// }
/// # let _ = note;
/// ```
///
/// Serialises with its `state`: `{"state": "filed", "folder": "Sent", "uid": 17, …}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Filing {
    /// The copy is in the folder.
    #[non_exhaustive]
    Filed {
        /// The folder, as a mail program shows it.
        folder: String,
        /// The copy's UID, if the server told it (UIDPLUS, RFC 4315).
        #[serde(default)]
        uid: Option<u32>,
        /// The folder's UIDVALIDITY, with the UID.
        #[serde(default)]
        uid_validity: Option<u32>,
        /// Whether it was there already, found by its Message-ID: the provider filed it, or an earlier attempt did.
        #[serde(default)]
        found: bool,
    },
    /// The provider files sent mails by itself; nothing was done.
    ByProvider,
    /// It is being filed; the mailer was told not to wait (`SmtpMailer::file_copies_in_background`).
    UnderWay,
    /// There is no copy. The mail went nevertheless.
    #[non_exhaustive]
    NotFiled {
        /// Why: [`Error::imap_problem`], with [`Outcome::Accepted`](crate::Outcome::Accepted) and guidance.
        error: Error,
    },
}

impl Filing {
    /// Why there is no copy.
    #[must_use]
    pub const fn error(&self) -> Option<&Error> {
        match self {
            Self::NotFiled { error } => Some(error),
            _ => None,
        }
    }

    /// Whether the copy is in the Sent folder.
    #[must_use]
    pub const fn is_filed(&self) -> bool {
        matches!(self, Self::Filed { .. } | Self::ByProvider)
    }
}

/// One document of a [`Receipt`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DocumentReceipt {
    /// The file name.
    pub name: String,
    /// Size in bytes, before encoding.
    pub size: u64,
    /// SHA-256 of the bytes, in lower-case hexadecimal.
    pub sha256: String,
}

impl Document {
    /// The entry of this document.
    #[must_use]
    pub fn receipt(&self) -> DocumentReceipt {
        DocumentReceipt { name: self.name().to_owned(), size: self.size(), sha256: self.sha256().to_owned() }
    }
}

impl Receipt {
    /// A receipt for a composed mail that this gateway accepted for these recipients. For mailers of your own.
    #[must_use]
    pub fn new(composed: &Composed, gateway: impl Into<String>, accepted: Vec<String>) -> Self {
        Self::of(composed.outgoing(), gateway, accepted)
    }

    pub(crate) fn of(mail: &Outgoing<'_>, gateway: impl Into<String>, accepted: Vec<String>) -> Self {
        Self {
            message_id: mail.message_id().to_owned(),
            accepted,
            rejected: Vec::new(),
            reply: None,
            queue_id: None,
            gateway: gateway.into(),
            size: mail.size(),
            documents: mail.documents().iter().map(Document::receipt).collect(),
            took: Duration::ZERO,
            sent_copy: None,
            via: None,
            attempts: Vec::new(),
            redirected_from: Vec::new(),
        }
    }
}
