//! The receipt of an accepted mail.

use crate::{
    error::{Attempt, Rejection, Reply},
    message::{Composed, Document},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The server took responsibility for the mail, for at least one recipient.
///
/// It serialises and reads back, so that a [`IdempotencyStore`](crate::IdempotencyStore) can keep it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Receipt {
    /// The Message-ID this crate chose, without angle brackets.
    pub message_id: String,
    /// Envelope recipients the server took.
    pub accepted: Vec<String>,
    /// Envelope recipients the server refused, each with its own reply.
    pub rejected: Vec<Rejection>,
    /// The answer to the end of the message; `None` from a double.
    pub reply: Option<Reply>,
    /// The server's queue id, where its answer names one in a known form.
    pub queue_id: Option<String>,
    /// The gateway's host.
    pub gateway: String,
    /// Size of the message as sent, in bytes, without dot-stuffing.
    pub size: u64,
    /// The documents, as they went out.
    pub documents: Vec<DocumentReceipt>,
    /// From the call of `send` to the server's answer; serialised as `took_ms`, in whole milliseconds.
    #[serde(rename = "took_ms", with = "crate::util::duration::milliseconds")]
    pub took: Duration,
    /// The name by which a [`FailoverMailer`](crate::FailoverMailer) knows the gateway; `None` without one.
    #[serde(default)]
    pub via: Option<String>,
    /// The gateways a [`FailoverMailer`](crate::FailoverMailer) tried before, in order.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
    /// Recipients that a [`RedirectMailer`](crate::RedirectMailer) removed, blind copies among them.
    #[serde(default)]
    pub redirected_from: Vec<String>,
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
    /// What the receipt says of it.
    #[must_use]
    pub fn receipt(&self) -> DocumentReceipt {
        DocumentReceipt { name: self.name().to_owned(), size: self.size(), sha256: self.sha256().to_owned() }
    }
}

impl Receipt {
    /// The receipt of a composed mail that the gateway named here took for these recipients; for mailers of your own.
    #[must_use]
    pub fn new(composed: &Composed, gateway: impl Into<String>, accepted: Vec<String>) -> Self {
        Self {
            message_id: composed.message_id().to_owned(),
            accepted,
            rejected: Vec::new(),
            reply: None,
            queue_id: None,
            gateway: gateway.into(),
            size: composed.size(),
            documents: composed.documents().iter().map(Document::receipt).collect(),
            took: Duration::ZERO,
            via: None,
            attempts: Vec::new(),
            redirected_from: Vec::new(),
        }
    }
}
