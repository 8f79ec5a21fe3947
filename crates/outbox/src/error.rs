//! What can go wrong between a product and its outbox.

use crate::{MailId, MailState};

/// The outbox could not do what it was asked.
///
/// Failures of mails are not here: they are in the mail's row, as [`ite_mailer::Error`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutboxError {
    /// The database did not answer, or refused: unreachable, full, read-only.
    #[error("the outbox's database failed")]
    Database(#[from] sqlx::Error),
    /// The outbox's tables could not be created or updated.
    #[error("the outbox's tables could not be migrated")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database is set up in a way that would break a promise; the text says what to change.
    #[error("{0}")]
    Configuration(String),
    /// A mail was refused before it was stored; the others of the call were not stored either.
    #[error("mail {index} of the call is refused")]
    Mail {
        /// Its place in the call, counted from 0.
        index: usize,
        /// Why: the error that sending it would have given.
        source: ite_mailer::Error,
    },
    /// Documents could not be stored or read.
    #[error("the document store failed")]
    Documents(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A stored mail, receipt or error cannot be read: damaged, or written by a newer version.
    #[error("stored data of the outbox cannot be read: {0}")]
    Stored(String),
    /// The job engine that wakes the workers failed.
    #[error("the job engine failed")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no such mail.
    #[error("there is no mail {0} in the outbox")]
    NoSuchMail(MailId),
    /// The mail is in a state in which this cannot be done.
    #[error("mail {id} is {state}, which does not allow this")]
    WrongState {
        /// The mail.
        id: MailId,
        /// Its state now.
        state: MailState,
    },
}
