//! The refusal of one recipient, and the failure of one gateway among several.

use super::{Basis, Error, ErrorKind, Reply, Retry, Stage};
use serde::{Deserialize, Serialize};

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
    /// The server's reply; `None` from [`MemoryMailer`](crate::MemoryMailer).
    pub reply: Option<Reply>,
    /// What the kind was derived from; `None` from [`MemoryMailer`](crate::MemoryMailer).
    #[serde(default)]
    pub basis: Option<Basis>,
}

impl Rejection {
    /// A refusal of one recipient, for mailers of your own.
    #[must_use]
    pub fn new(recipient: impl Into<String>, kind: ErrorKind, retry: Retry, reply: Option<Reply>) -> Self {
        Self { recipient: recipient.into(), kind, retry, reply, basis: None }
    }

    /// Sets what the kind was derived from. Default: none.
    #[must_use]
    pub fn with_basis(mut self, basis: Basis) -> Self {
        self.basis = Some(basis);
        self
    }
}

/// A gateway that did not accept the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Attempt {
    /// Its name in the [`FailoverMailer`](crate::FailoverMailer).
    pub gateway: String,
    /// What went wrong.
    pub kind: ErrorKind,
    /// Where it went wrong.
    pub stage: Stage,
    /// When trying again makes sense.
    pub retry: Retry,
    /// The server's reply, if there was one.
    pub reply: Option<Reply>,
}

impl Attempt {
    /// The failure of this gateway.
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
