//! Files a copy of each accepted mail in the mailbox's Sent folder over IMAP (RFC 9051, RFC 3501).
//!
//! imap-proto parses what servers send. Commands, the bounds on what is read, and the reading of refusals are ours: a
//! copy must neither show a secret nor hold a second copy of the documents in memory.

mod attempts;
mod connect;
mod folder;
mod modified_utf7;
mod refusal;
mod response;
mod sent_folder;
mod session;
mod sign_in;
mod wire;

pub(crate) use sent_folder::SentFolder;

use crate::error::{Error, ImapProblem};

/// Why a command failed.
#[derive(Debug)]
struct Failure {
    error: Box<Error>,
    /// The connection ended or broke: on another one the same may succeed.
    lost: bool,
}

impl Failure {
    fn new(problem: ImapProblem, detail: impl Into<String>) -> Self {
        Error::sent_copy(problem).with_detail(detail).into()
    }

    /// The connection ended or broke.
    fn lost(problem: ImapProblem, detail: impl Into<String>) -> Self {
        Self { lost: true, ..Self::new(problem, detail) }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error: Box::new(error), lost: false }
    }
}
