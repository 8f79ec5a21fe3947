//! It went: what the server took, for whom.

use crate::error::{Error, ErrorKind, Reply, Retry, Stage};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The server took responsibility for the mail, for at least one recipient.
///
/// It serialises and reads back, so that a [`SendLedger`](crate::SendLedger) can keep it.
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
    /// From the call of `send` to the server's answer; serialised as `took_ms`.
    #[serde(rename = "took_ms", with = "crate::duration::milliseconds")]
    pub took: Duration,
    /// The name by which a [`Failover`](crate::Failover) knows the gateway; `None` without one.
    #[serde(default)]
    pub via: Option<String>,
    /// The gateways a [`Failover`](crate::Failover) tried before, in order.
    #[serde(default)]
    pub tried: Vec<Tried>,
    /// Recipients of the mail that a [`Redirect`](crate::Redirect) kept it from, blind copies among them.
    #[serde(default)]
    pub redirected_from: Vec<String>,
}

/// A gateway that did not take the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tried {
    /// The name a [`Failover`](crate::Failover) knows it by.
    pub gateway: String,
    /// What went wrong.
    pub kind: ErrorKind,
    /// Where it went wrong.
    pub stage: Stage,
    /// When trying again makes sense.
    pub retry: Retry,
    /// The server's words, where there were some.
    pub reply: Option<Reply>,
}

impl Tried {
    /// What this gateway answered.
    #[must_use]
    pub fn new(gateway: impl Into<String>, error: &Error) -> Self {
        Self {
            gateway: gateway.into(),
            kind: error.kind(),
            stage: error.stage(),
            retry: error.retry(),
            reply: error.reply().cloned(),
        }
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

/// A recipient the server refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rejection {
    /// The envelope recipient.
    pub recipient: String,
    /// Why.
    pub kind: ErrorKind,
    /// When trying again makes sense.
    pub retry: Retry,
    /// The server's words; `None` from a double.
    pub reply: Option<Reply>,
}

impl Rejection {
    /// A refusal of one recipient, for mailers of your own.
    #[must_use]
    pub fn new(recipient: impl Into<String>, kind: ErrorKind, retry: Retry, reply: Option<Reply>) -> Self {
        Self { recipient: recipient.into(), kind, retry, reply }
    }
}

impl Receipt {
    /// The receipt of a composed mail that the gateway named here took for these recipients; for mailers of your own.
    #[must_use]
    pub fn new(composed: &crate::message::Composed, gateway: impl Into<String>, accepted: Vec<String>) -> Self {
        Self {
            message_id: composed.message_id().to_owned(),
            accepted,
            rejected: Vec::new(),
            reply: None,
            queue_id: None,
            gateway: gateway.into(),
            size: composed.size(),
            documents: composed.documents().iter().map(crate::message::Document::receipt).collect(),
            took: Duration::ZERO,
            via: None,
            tried: Vec::new(),
            redirected_from: Vec::new(),
        }
    }
}
