//! From the text of a reply to what it means and what to do.

use super::{Guidance, guidance_for};
use crate::{
    error::{Classified, ErrorKind, Reply, Retry, Stage, classify},
    provider::{Provider, SecretShape},
};

/// What a refusal means and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Explained {
    /// What went wrong.
    pub kind: ErrorKind,
    /// When trying again makes sense.
    pub retry: Retry,
    /// Advice in French and English.
    pub guidance: Guidance,
}

/// Explains a reply as found in a log or a support ticket, with or without its codes. Never fails.
#[must_use]
pub fn explain(provider: Provider, stage: Stage, mechanism: Option<&str>, reply: &str) -> Explained {
    let Classified { kind, retry } = classify(stage, provider, mechanism, SecretShape::Unknown, &Reply::parse(reply));
    Explained { kind, retry, guidance: guidance_for(kind, provider, SecretShape::Unknown) }
}
