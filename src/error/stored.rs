//! An error read back from its JSON.

use super::{
    Attempt, Basis, Error, ErrorKind, ImapProblem, OAuth2Problem, Outcome, Problem, Rejection, Reply, Retry, Stage,
};
use crate::provider::{Provider, SecretShape};
use serde::{Deserialize, Deserializer};

/// The fields that are read back. The guidance is computed anew, and fields of later versions are ignored.
#[derive(Deserialize)]
struct Stored {
    kind: ErrorKind,
    stage: Stage,
    outcome: Outcome,
    retry: Retry,
    #[serde(default)]
    basis: Option<Basis>,
    #[serde(default)]
    provider: Provider,
    #[serde(default)]
    secret_shape: SecretShape,
    #[serde(default)]
    oauth2_problem: Option<OAuth2Problem>,
    #[serde(default)]
    imap_problem: Option<ImapProblem>,
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    reply: Option<Reply>,
    #[serde(default)]
    message_id: Option<String>,
    #[serde(default)]
    rejected: Vec<Rejection>,
    #[serde(default)]
    attempts: Vec<Attempt>,
    #[serde(default)]
    problems: Vec<Problem>,
}

/// Reads what [`Serialize`](serde::Serialize) wrote: every reader returns the same, except
/// [`source`](std::error::Error::source), which is not stored.
impl<'de> Deserialize<'de> for Error {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let mut error = Self::new(stored.kind, stored.stage)
            .with_outcome(stored.outcome)
            .with_retry(stored.retry)
            .with_provider(stored.provider)
            .with_secret_shape(stored.secret_shape)
            .with_rejected(stored.rejected)
            .with_attempts(stored.attempts);
        error.0.basis = stored.basis;
        error.0.oauth = stored.oauth2_problem;
        error.0.imap = stored.imap_problem;
        error.0.detail = stored.detail.map(String::into_boxed_str);
        error.0.reply = stored.reply;
        error.0.message_id = stored.message_id.map(String::into_boxed_str);
        error.0.problems = stored.problems;
        Ok(error)
    }
}
