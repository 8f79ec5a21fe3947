//! It did not go: what, where, whether the mail went, and what to do.

mod classify;
mod concern;
mod kind;
mod kind_traits;
mod oauth;
mod problem;
mod rejection;
mod reply;

pub use classify::{Classified, classify};
pub use concern::{Actor, Scope, Severity};
pub(crate) use concern::{BatchEffect, PageTopic};
pub use kind::{ErrorKind, Outcome, Retry, Stage};
pub use oauth::OAuth2Problem;
pub use problem::Problem;
pub(crate) use problem::ProblemText;
pub use rejection::{Attempt, Rejection};
pub use reply::{EnhancedCode, Reply};

use crate::provider::{Provider, SecretShape};
use std::{error::Error as StdError, fmt};

/// Why a mail did not go, or why nobody can say whether it went.
///
/// One word wide. `Display` is one clause that never repeats [`source`](StdError::source) and never contains a secret.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    stage: Stage,
    outcome: Outcome,
    retry: Retry,
    provider: Provider,
    shape: SecretShape,
    oauth: Option<OAuth2Problem>,
    detail: Option<Box<str>>,
    reply: Option<Reply>,
    message_id: Option<Box<str>>,
    rejected: Vec<Rejection>,
    attempts: Vec<Attempt>,
    problems: Vec<Problem>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// A failure of this kind at this stage, with outcome [`Outcome::NotSent`] and the kind's usual retry advice.
    ///
    /// For mailers of your own; the setters below fill in the rest.
    #[must_use]
    pub fn new(kind: ErrorKind, stage: Stage) -> Self {
        Self(Box::new(Inner {
            kind,
            stage,
            outcome: Outcome::NotSent,
            retry: kind.usual_retry(),
            provider: Provider::Custom,
            shape: SecretShape::Unknown,
            oauth: None,
            detail: None,
            reply: None,
            message_id: None,
            rejected: Vec::new(),
            attempts: Vec::new(),
            problems: Vec::new(),
            source: None,
        }))
    }

    /// Invalid settings or an invalid mail: every problem at once.
    #[must_use]
    pub fn invalid(kind: ErrorKind, stage: Stage, problems: Vec<Problem>) -> Self {
        let mut error = Self::new(kind, stage);
        error.0.problems = problems;
        error
    }

    /// Sets whether the mail went. Default: [`Outcome::NotSent`].
    #[must_use]
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    /// Sets the retry advice. Default: the kind's usual.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.0.retry = retry;
        self
    }

    /// Sets the provider whose words the guidance uses. Default: [`Provider::Custom`].
    #[must_use]
    pub fn with_provider(mut self, provider: Provider) -> Self {
        self.0.provider = provider;
        self
    }

    /// Sets what is known of the secret's shape. Default: [`SecretShape::Unknown`].
    #[must_use]
    pub fn with_secret_shape(mut self, shape: SecretShape) -> Self {
        self.0.shape = shape;
        self
    }

    /// Sets what is wrong with the sign-in by access token. Default: nothing is known of one.
    #[must_use]
    pub fn with_oauth2_problem(mut self, problem: OAuth2Problem) -> Self {
        self.0.oauth = Some(problem);
        self
    }

    /// Sets the clause that says what was attempted or found. Default: none.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into().into_boxed_str());
        self
    }

    /// Sets the server's reply. Default: none.
    #[must_use]
    pub fn with_reply(mut self, reply: Reply) -> Self {
        self.0.reply = Some(reply);
        self
    }

    /// Sets the mail's Message-ID, without angle brackets. Default: none.
    #[must_use]
    pub fn with_message_id(mut self, id: impl Into<String>) -> Self {
        self.0.message_id = Some(id.into().into_boxed_str());
        self
    }

    /// Sets the recipients that were refused. Default: none.
    #[must_use]
    pub fn with_rejected(mut self, rejected: Vec<Rejection>) -> Self {
        self.0.rejected = rejected;
        self
    }

    /// Sets the gateways that were tried, this error's among them, in order. Default: none.
    #[must_use]
    pub fn with_attempts(mut self, attempts: Vec<Attempt>) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Sets the cause. Default: none.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Nobody was accepted, or not everybody where that is wanted: the first refusal speaks for the mail.
    #[must_use]
    pub fn nobody_accepted(rejected: Vec<Rejection>) -> Self {
        let Some(first) = rejected.first() else { return Self::new(ErrorKind::RecipientRejected, Stage::RcptTo) };
        let mut error = Self::new(first.kind, Stage::RcptTo)
            .with_retry(first.retry)
            .with_detail(format!("recipients refused: {}", rejected.len()));
        error.0.reply = first.reply.clone();
        error.with_rejected(rejected)
    }

    #[cfg(any(feature = "smtp", feature = "oauth2"))]
    pub(crate) fn at(mut self, stage: Stage) -> Self {
        self.0.stage = stage;
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Where it went wrong.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.0.stage
    }

    /// Whether the mail went: [`Outcome::NotSent`] or [`Outcome::Unknown`].
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// When trying again makes sense.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.0.retry
    }

    /// The clause that says what was attempted or found.
    pub(crate) fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// What is wrong with the sign-in by access token, where that is what failed.
    #[must_use]
    pub fn oauth2_problem(&self) -> Option<OAuth2Problem> {
        self.0.oauth
    }

    /// The provider of the gateway.
    #[must_use]
    pub fn provider(&self) -> Provider {
        self.0.provider
    }

    /// The server's reply, where there was one.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        self.0.reply.as_ref()
    }

    /// The mail's Message-ID, without angle brackets, once the mail was composed.
    #[must_use]
    pub fn message_id(&self) -> Option<&str> {
        self.0.message_id.as_deref()
    }

    /// The recipients that were refused, each with its own reply.
    #[must_use]
    pub fn rejected(&self) -> &[Rejection] {
        &self.0.rejected
    }

    /// The gateways a [`FailoverMailer`](crate::FailoverMailer) tried, this error's among them, in order; empty without one.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// Every problem of invalid settings or an invalid mail.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0.problems
    }

    pub(crate) fn secret_shape(&self) -> SecretShape {
        self.0.shape
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.kind, self.0.stage) {
            (ErrorKind::Configuration, Stage::Gateway) => f.write_str("invalid settings")?,
            (ErrorKind::Message, Stage::Message) => f.write_str("invalid mail")?,
            (kind, stage) => write!(f, "{kind} at {stage}")?,
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
            .field("retry", &self.0.retry)
            .field("provider", &self.0.provider)
            .field("oauth2_problem", &self.0.oauth)
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
