//! From the text of a reply to what it means and what to do.

use super::{Guidance, guidance_for};
use crate::{
    error::{Explained, Reply, Stage, classify},
    provider::{Provider, SecretShape},
};

/// Explains a reply as found in a log or a support ticket, with or without its codes. Never fails.
///
/// ```
/// use ite_mailer::{ErrorKind, Provider, Stage, error::Basis, guidance::explain};
///
/// let (explained, guidance) = explain(Provider::Custom, Stage::RcptTo, None, "550 5.1.1 User unknown");
/// assert_eq!((explained.kind, explained.basis), (ErrorKind::RecipientUnknown, Basis::Phrase));
/// println!("{}", guidance.en);
/// ```
#[must_use]
pub fn explain(provider: Provider, stage: Stage, mechanism: Option<&str>, reply: &str) -> (Explained, Guidance) {
    let explained = classify(stage, provider, mechanism, SecretShape::Unknown, &Reply::parse(reply));
    (explained, guidance_for(explained.kind, provider, SecretShape::Unknown))
}
