//! `Failure`, what a test scripts.

use crate::error::{Error, ErrorKind, Outcome, Stage};

/// A scripted failure.
#[derive(Clone, Debug)]
pub struct Failure {
    kind: ErrorKind,
    stage: Stage,
    outcome: Outcome,
    pub(super) arrives: bool,
}

impl Failure {
    /// A failure of this kind with [`Outcome::NotSent`], at the kind's usual stage.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self { kind, stage: kind.traits().usual_stage, outcome: Outcome::NotSent, arrives: false }
    }

    /// The connection ended before the final reply: [`Outcome::Unknown`]. `arrives` decides whether the mail is in the
    /// outbox; the caller of `send` cannot tell.
    #[must_use]
    pub fn unknown(arrives: bool) -> Self {
        Self { kind: ErrorKind::Timeout, stage: Stage::FinalReply, outcome: Outcome::Unknown, arrives }
    }

    /// Sets the stage. Default: the kind's usual stage.
    #[must_use]
    pub fn at(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self
    }

    pub(super) fn error(&self, message_id: &str) -> Error {
        Error::new(self.kind, self.stage)
            .with_outcome(self.outcome)
            .with_detail("scripted by the test")
            .with_message_id(message_id)
    }
}
