//! Failures: [`Error`] with its kind, stage, outcome and retry advice, and the classification of replies.
//!
//! ```
//! use ite_mailer::{DocumentMail, ErrorKind};
//!
//! let error = DocumentMail::builder().from("me@example.com").build().unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Message);
//! for problem in error.problems() {
//!     println!("{}: {}", problem.field, problem.en); // to: …
//! }
//! ```

mod classify;
mod concern;
mod imap;
mod kind;
mod kind_traits;
mod oauth;
mod problem;
// Before the setters: rustdoc lists methods in the order of modules.
mod readers;
mod rejection;
mod reply;
mod setters;
mod stored;

pub use classify::{Basis, Explained, classify};
pub use concern::{Actor, Scope, Severity};
pub(crate) use concern::{BatchEffect, PageTopic};
pub use imap::ImapProblem;
pub use kind::{ErrorKind, Outcome, Retry, Stage};
pub use oauth::OAuth2Problem;
pub use problem::Problem;
pub(crate) use problem::{ProblemText, problem_texts};
pub use rejection::{Attempt, Rejection};
pub use reply::{EnhancedCode, Reply};

use crate::provider::{Provider, SecretShape};
use std::{error::Error as StdError, fmt, sync::Arc};

/// Why a mail was not sent, or why it is unknown whether it was.
///
/// Boxed, `Clone`, and readable back from its JSON. `Display` is one clause; it does not repeat
/// [`source`](StdError::source) and contains no secret.
///
/// ```
/// use ite_mailer::{DocumentMail, DocumentMailer, Error, ErrorKind, Language};
/// use ite_mailer::{MemoryMailer, Outcome, memory::Failure};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let failure = Failure::new(ErrorKind::BadCredentials);
/// let mailer = MemoryMailer::new().fail_nth(1, failure);
/// let mail = DocumentMail::builder()
///     .from("me@example.com")
///     .to("client@example.org")
///     .text("Hello")
///     .build()?;
/// let error = mailer.send(&mail).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::BadCredentials);
/// assert_eq!(error.outcome(), Outcome::NotSent); // safe to send again
/// assert!(!error.retry().is_retryable()); // but waiting does not help
/// println!("{}", error.guidance().for_app("My product").display(Language::Fr));
/// # Ok::<(), Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    stage: Stage,
    outcome: Outcome,
    retry: Retry,
    provider: Provider,
    shape: SecretShape,
    basis: Option<Basis>,
    oauth: Option<OAuth2Problem>,
    imap: Option<ImapProblem>,
    detail: Option<Box<str>>,
    reply: Option<Reply>,
    message_id: Option<Box<str>>,
    rejected: Vec<Rejection>,
    attempts: Vec<Attempt>,
    problems: Vec<Problem>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.kind, self.0.stage) {
            (ErrorKind::Configuration, Stage::Gateway) => f.write_str("invalid settings")?,
            (ErrorKind::Message, Stage::Message) => f.write_str("invalid mail")?,
            (kind, stage) => match self.0.imap {
                Some(problem) => write!(f, "{kind} ({problem})")?,
                None => write!(f, "{kind} at {stage}")?,
            },
        }
        if self.0.outcome == Outcome::Unknown {
            f.write_str(" (the mail may have been delivered)")?;
        }
        if let Some(detail) = &self.0.detail {
            write!(f, ": {detail}")?;
        }
        if let Some(reply) = &self.0.reply {
            write!(f, ": the server said \"{reply}\"")?;
        }
        for (n, problem) in self.0.problems.iter().enumerate() {
            f.write_str(if n == 0 { ": " } else { "; " })?;
            write!(f, "{problem}")?;
        }
        if self.0.attempts.len() > 1 {
            for (n, tried) in self.0.attempts.iter().enumerate() {
                f.write_str(if n == 0 { "; tried in turn: " } else { ", " })?;
                write!(f, "{} ({} at {})", tried.gateway.escape_debug(), tried.kind, tried.stage)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("stage", &self.0.stage)
            .field("outcome", &self.0.outcome)
            .field("retry", &self.retry())
            .field("provider", &self.0.provider)
            .field("oauth2_problem", &self.0.oauth)
            .field("imap_problem", &self.0.imap)
            .field("detail", &self.0.detail)
            .field("reply", &self.0.reply)
            .field("message_id", &self.0.message_id)
            .field("rejected", &self.0.rejected)
            .field("attempts", &self.0.attempts)
            .field("problems", &self.0.problems)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}
