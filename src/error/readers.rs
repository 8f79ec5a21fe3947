//! Constructors and readers of an [`Error`].

use super::{
    Attempt, Basis, Error, ErrorKind, ImapProblem, Inner, OAuth2Problem, Outcome, Problem, Rejection, Reply, Retry,
    Stage,
};
use crate::provider::{Provider, SecretShape};

impl Error {
    /// A failure of this kind at this stage, with [`Outcome::NotSent`] and the kind's usual retry advice. For mailers
    /// of your own.
    #[must_use]
    pub fn new(kind: ErrorKind, stage: Stage) -> Self {
        Self(Box::new(Inner {
            kind,
            stage,
            outcome: Outcome::NotSent,
            retry: kind.usual_retry(),
            provider: Provider::Custom,
            shape: SecretShape::Unknown,
            basis: None,
            oauth: None,
            imap: None,
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

    /// No recipient was accepted, or with `AllOrNothing` not every recipient. Kind, advice and reply are those of the
    /// first refusal.
    #[must_use]
    pub fn no_recipient_accepted(rejected: Vec<Rejection>) -> Self {
        let Some(first) = rejected.first() else { return Self::new(ErrorKind::RecipientRejected, Stage::RcptTo) };
        let mut error = Self::new(first.kind, Stage::RcptTo)
            .with_retry(first.retry)
            .with_detail(format!("recipients refused: {}", rejected.len()));
        error.0.reply = first.reply.clone();
        error.0.basis = first.basis;
        error.with_rejected(rejected)
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

    /// Whether the mail was sent: [`Outcome::NotSent`] or [`Outcome::Unknown`]; [`Outcome::Accepted`] only for a copy
    /// that could not be filed after the mail was sent ([`Receipt::sent_copy`](crate::Receipt::sent_copy)).
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// When to send the mail again. Always [`Retry::Never`] with [`Outcome::Unknown`] and [`Outcome::Accepted`]: sending
    /// it again may deliver it twice.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self.0.outcome {
            Outcome::Unknown | Outcome::Accepted => Retry::Never,
            Outcome::NotSent => self.0.retry,
        }
    }

    /// The clause that says what was attempted or found.
    pub(crate) fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// What is wrong with the sign-in by access token, if that failed.
    #[must_use]
    pub fn oauth2_problem(&self) -> Option<OAuth2Problem> {
        self.0.oauth
    }

    /// Why no copy of the mail is in the Sent folder, if that failed.
    #[must_use]
    pub fn imap_problem(&self) -> Option<ImapProblem> {
        self.0.imap
    }

    /// The provider of the gateway.
    #[must_use]
    pub fn provider(&self) -> Provider {
        self.0.provider
    }

    /// What the kind was derived from, if it was derived from a reply.
    #[must_use]
    pub fn basis(&self) -> Option<Basis> {
        self.0.basis
    }

    /// The server's reply, if there was one.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        self.0.reply.as_ref()
    }

    /// The mail's Message-ID, without angle brackets, once the mail was composed.
    #[must_use]
    pub fn message_id(&self) -> Option<&str> {
        self.0.message_id.as_deref()
    }

    /// The refused recipients, each with its own reply.
    #[must_use]
    pub fn rejected(&self) -> &[Rejection] {
        &self.0.rejected
    }

    /// The gateways a [`FailoverMailer`](crate::FailoverMailer) tried, this error's among them, in order; empty without
    /// one.
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
