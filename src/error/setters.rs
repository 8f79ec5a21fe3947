//! The setters of an [`Error`], for mailers of your own.

use super::{Attempt, Basis, Error, ImapProblem, OAuth2Problem, Outcome, Rejection, Reply, Retry};
use crate::provider::{Provider, SecretShape};
use std::{error::Error as StdError, sync::Arc};

impl Error {
    /// Sets whether the mail was sent. Default: [`Outcome::NotSent`].
    #[must_use]
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    /// Sets the retry advice. Default: the kind's usual. It has no effect with [`Outcome::Unknown`].
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.0.retry = retry;
        self
    }

    /// Sets the provider that the guidance is for. Default: [`Provider::Custom`].
    #[must_use]
    pub fn with_provider(mut self, provider: Provider) -> Self {
        self.0.provider = provider;
        self
    }

    /// Sets what the shape of the secret shows. Default: [`SecretShape::Unknown`].
    #[must_use]
    pub fn with_secret_shape(mut self, shape: SecretShape) -> Self {
        self.0.shape = shape;
        self
    }

    /// Sets what is wrong with the sign-in by access token. Default: none.
    #[must_use]
    pub fn with_oauth2_problem(mut self, problem: OAuth2Problem) -> Self {
        self.0.oauth = Some(problem);
        self
    }

    /// Sets why no copy of the mail is in the Sent folder. Default: none.
    #[must_use]
    pub fn with_imap_problem(mut self, problem: ImapProblem) -> Self {
        self.0.imap = Some(problem);
        self
    }

    /// Sets the detail, one clause. Default: none.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into().into_boxed_str());
        self
    }

    /// Sets what the kind was derived from, for errors that come from a reply. Default: none.
    #[must_use]
    pub fn with_basis(mut self, basis: Basis) -> Self {
        self.0.basis = Some(basis);
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

    /// Sets the refused recipients. Default: none.
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
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    #[cfg(any(feature = "smtp", feature = "oauth2"))]
    pub(crate) fn at(mut self, stage: super::Stage) -> Self {
        self.0.stage = stage;
        self
    }
}
