//! What one recipient, or one gateway among several, answered.

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
    /// The server's words; `None` from a double.
    pub reply: Option<Reply>,
    /// What the kind rests on; `None` from a double.
    #[serde(default)]
    pub basis: Option<Basis>,
}

impl Rejection {
    /// A refusal of one recipient, for mailers of your own.
    #[must_use]
    pub fn new(recipient: impl Into<String>, kind: ErrorKind, retry: Retry, reply: Option<Reply>) -> Self {
        Self { recipient: recipient.into(), kind, retry, reply, basis: None }
    }

    /// Sets what the kind rests on. Default: none.
    #[must_use]
    pub fn with_basis(mut self, basis: Basis) -> Self {
        self.basis = Some(basis);
        self
    }
}

/// A gateway that did not take the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Attempt {
    /// The name a [`FailoverMailer`](crate::FailoverMailer) knows it by.
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

impl Attempt {
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
