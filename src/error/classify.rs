//! One pure function decides what a refusal means.

use super::{ErrorKind, Reply, Retry, Stage};
use crate::gateway::{Provider, SecretShape};

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Classified {
    /// What went wrong.
    pub kind: ErrorKind,
    /// When trying again makes sense.
    pub retry: Retry,
}

/// Decides what a refusal means.
#[must_use]
pub fn classify(
    stage: Stage,
    provider: Provider,
    mechanism: Option<&str>,
    shape: SecretShape,
    reply: &Reply,
) -> Classified {
    let _ = (stage, provider, mechanism, shape, reply);
    Classified { kind: ErrorKind::Other, retry: Retry::Never }
}
