//! How a batch is sent, and when it stops.

use crate::error::{Basis, BatchEffect, Error, ErrorKind, Stage};

/// How a batch is sent.
///
/// ```
/// # fn main() -> Result<(), ite_mailer::Error> {
/// use ite_mailer::{BatchOptions, SmtpGateway};
///
/// let gateway = SmtpGateway::builder()
///     .host("smtp.example.com")
///     .user("me@example.com")
///     .password("not-a-real-secret")
///     .build()?;
/// // Temporary failures do not stop the run, however many there are.
/// let options = BatchOptions::for_gateway(&gateway).max_consecutive_failures(None);
/// # let _ = options;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct BatchOptions {
    pub(super) concurrency: usize,
    pub(super) max_consecutive_failures: Option<usize>,
}

impl Default for BatchOptions {
    fn default() -> Self {
        Self { concurrency: 4, max_consecutive_failures: Some(10) }
    }
}

impl BatchOptions {
    /// As many mails at once as this gateway allows connections.
    pub fn for_gateway(gateway: &crate::SmtpGateway) -> Self {
        Self::default().concurrency(gateway.max_connections() as usize)
    }

    /// Mails in flight at once, at least one. More than the gateway's connections only wait. Default: 4.
    pub const fn concurrency(mut self, mails: usize) -> Self {
        self.concurrency = if mails == 0 { 1 } else { mails };
        self
    }

    /// Stops after this many consecutive failures that may concern every mail but may be temporary: network, temporary
    /// server error, rate limit, sender or content refused, and a refusal of a recipient or a message that is only guessed
    /// ([`Basis::is_weak`]) to be about the account or the client's address. `None` never stops for these. Default: 10.
    pub fn max_consecutive_failures(mut self, failures: impl Into<Option<usize>>) -> Self {
        self.max_consecutive_failures = failures.into();
        self
    }
}

/// What this failure means for the rest of the batch.
pub(super) fn meaning(error: &Error) -> BatchEffect {
    // Both have the stage `wait`, but are not about the gateway.
    if matches!(error.kind(), ErrorKind::StoreUnavailable | ErrorKind::InProgress) {
        return error.kind().traits().batch;
    }
    // The mailer is held for longer than a mail may wait, or shut down: every further mail would fail too.
    if error.stage() == Stage::Wait && error.kind() != ErrorKind::Timeout {
        return BatchEffect::Stop;
    }
    match error.kind().traits().batch {
        // A guess about one mail is too little to stop all others; several in a row are not.
        BatchEffect::Stop if is_guess(error) => BatchEffect::Count,
        effect => effect,
    }
}

/// Whether the kind was only guessed, from a reply to a recipient or to the message.
fn is_guess(error: &Error) -> bool {
    error.stage() >= Stage::RcptTo && error.basis().is_some_and(Basis::is_weak)
}
